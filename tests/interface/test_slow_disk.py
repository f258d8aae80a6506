"""A disk on which no write ends: every key shows the same as on one that takes everything at once."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from mbtui.demo import Clock, DemoServer
from tests.interface.journey import Journey, reading
from tests.store.disks import HeldDisk

STEPS: tuple[tuple[str, str], ...] = (
    ("j", ""),
    ("j", ""),
    ("f", "★"),
    ("pagedown", ""),
    ("f", "★"),
    ("f", ""),
    ("k", ""),
    ("2", ""),
    ("j", ""),
    ("1", ""),
    ("g", ""),
    ("enter", "loading the conversation"),
    ("escape", ""),
    ("A", "is marked as read"),
    ("r", "then y sends"),
    ("h", "@otto h"),
    ("i", "@otto hi"),
    ("backspace", "@otto h"),
)
"""Keys, and words that show that what each of them begins has come."""
READERS = ("open", "rest", "supply", "changed", "replies", "mark")
"""Workers that read what a key asks for."""
WRITERS = ("place", "seen", "older", "newer", "news", "view")
"""Workers that keep what was seen, or fetch."""
BEGINS_AT = 1_760_000_000.0
"""The time of both servers, so that they hold the same posts."""


def _shown(journey: Journey) -> list[str]:
    """The screen without what is counted, which is known when it is saved: the tabs and the status line."""
    lines = [line.rstrip() for line in journey.lines]
    return lines[1 : max(number for number, line in enumerate(lines) if line.startswith("──"))]


def _shows(journey: Journey, picture: list[str]) -> bool:
    return _shown(journey) == picture


async def _is_calm(journey: Journey, groups: tuple[str, ...]) -> None:
    await journey.until(lambda: not any(worker.group in groups for worker in journey.app.workers))


async def _pictures(folder: Path, wanted: list[list[str]] | None) -> list[list[str]]:
    """Press the keys while nothing comes from the server; with `wanted`, while nothing is saved either."""
    disk = HeldDisk()
    pictures: list[list[str]] = []
    with DemoServer(clock=Clock(BEGINS_AT, is_frozen=True)) as demo:
        demo.world.publish("maren", "<p>Bread.</p>")
        async with reading(demo, folder) as journey:
            await journey.press("2", "1")
            await _is_calm(journey, (*READERS, *WRITERS))
        demo.world.publish("otto", "<p>I crossed the street for a biscuit.</p>")
        async with reading(demo, folder, connect=disk.connect) as journey:
            await journey.sees("for a biscuit")
            await _is_calm(journey, (*READERS, *WRITERS))
            with ExitStack() as ending:
                ending.enter_context(demo.fault("hold"))
                if wanted is not None:
                    ending.callback(disk.release)
                    disk.hold()
                for number, (key, words) in enumerate(STEPS):
                    await journey.press(key)
                    await journey.sees(words)
                    if wanted is None:
                        await _is_calm(journey, READERS)
                    else:
                        await journey.until(partial(_shows, journey, wanted[number]))
                    pictures.append(_shown(journey))
    return pictures


async def test_every_key_shows_the_same_while_nothing_can_be_saved(tmp_path: Path) -> None:
    """Moving, stars, tabs, marking as read, a conversation, the composer."""
    wanted = await _pictures(tmp_path / "fast", None)
    assert len({tuple(picture) for picture in wanted}) > len(STEPS) / 2
    assert await _pictures(tmp_path / "slow", wanted) == wanted
