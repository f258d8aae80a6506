"""A stranger's text can only be read: in the list, the thread, the status line and the composer's quote."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment

from mbtui.demo import Clock, DemoServer, Settings, hostile
from tests.cases import case
from tests.interface.journey import Journey, reading

MARKUP = "[/oops] [@click=app.quit]x[/]"
HARMFUL = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}


@pytest.fixture
def world() -> Iterator[DemoServer]:
    """A demo server in which a stranger has posted everything that could do harm."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(is_hostile=True)) as server:
        yield server


async def test_a_hostile_post_is_shown_as_it_was_written(world: DemoServer, tmp_path: Path) -> None:
    """List, thread and composer show the markup as plain words, and let nothing through that a terminal obeys."""
    async with reading(world, tmp_path) as journey:
        for size in ((80, 24), (40, 12), (120, 36)):
            with case(size):
                await journey.resize(*size)
                await journey.until(lambda: "Mallory" in journey.marked)
                _is_harmless(journey)
                await journey.press("z")
                await journey.sees("[/oops]")
                _is_harmless(journey)
                await journey.press("enter")
                await journey.until(lambda: "Conversation" in journey.tabs and "Mallory" in journey.marked)
                _is_harmless(journey)
                await journey.press("r")
                await journey.sees("then y sends", "[/oops]")
                _is_harmless(journey)
                await journey.press("escape", "d")
                await journey.misses("then y sends")
                assert journey.app.is_running
                # Back to the list, where the post is clipped again.
                await journey.press("escape", "z", "g")


async def test_hostile_names_and_reasons_are_words(demo: DemoServer, tmp_path: Path) -> None:
    """In the status line, what the server gives as its reason; in questions over the bottom of the screen, names."""
    demo.world.publish("tomas", f"<p>{MARKUP}</p>", topic="books")
    async with reading(demo, tmp_path, size=(120, 36)) as journey:
        with demo.fault("refuse", f"{MARKUP} {hostile.ESCAPES} {hostile.BIDI}", path="/posts/favorites"):
            await journey.press("f")
            await journey.until(lambda: MARKUP in journey.status)
        _is_harmless(journey)
        await journey.resize(80, 24)
        await journey.press("3")
        await journey.sees(MARKUP)
        await journey.press("3")
        await journey.sees("Which topic?")
        _is_harmless(journey)


def _is_harmless(journey: Journey) -> None:
    strips = journey.app.screen._compositor.render_strips()
    for strip in strips:
        for segment in strip:
            _check_segment(segment)
    assert {cell_len("".join(segment.text for segment in strip)) for strip in strips} == {journey.app.size.width}


def _check_segment(segment: Segment) -> None:
    assert not HARMFUL & set(segment.text)
    assert all(unicodedata.category(letter) != "Cc" for letter in segment.text), ascii(segment.text)
    link = segment.style.link if segment.style else None
    assert link is None or (
        link.startswith(("http://", "https://", "mailto:")) and link.isascii() and link.isprintable()
    )
    assert not (segment.style and "@click" in segment.style.meta)
