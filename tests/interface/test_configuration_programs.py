"""Every key of config.toml that names programs, keeps posts or changes keys, shown by what it does."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from mbtui.app import MbtuiApp
from mbtui.demo import DemoServer
from mbtui.screens import account_switcher
from tests.interface.opened import opened, saved_count

NOTE = "import sys; open(sys.argv[1], 'a').write(sys.argv[2] + chr(10))"


@pytest.fixture(autouse=True)
def _signed_in(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)


def noting(path: Path, *last: str) -> str:
    """A program, as TOML, that notes its last argument in a file."""
    return json.dumps([sys.executable, "-c", NOTE, str(path), *last])


async def test_browser_opens_pages(demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """{url} stands for the address; also over SSH, where nothing else would be opened."""
    demo.world.publish("tomas", "<p>Look here.</p>")
    monkeypatch.setenv("SSH_TTY", "/dev/pts/7")
    async with opened(demo, f"browser = {noting(tmp_path / 'noted', 'at {url}')}") as journey:
        await journey.press("v")
        await journey.sees(f"Opened with {sys.executable}.")
    noted = (tmp_path / "noted").read_text()
    assert noted.startswith("at https://tomas.example/") and noted.endswith("/look-here.html\n")


async def test_browser_in_the_terminal_is_handed_the_screen(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only with terminal = true."""
    handed: list[bool] = []

    def suspend(self: MbtuiApp) -> nullcontext[None]:
        handed.append(True)
        return nullcontext()

    monkeypatch.setattr(MbtuiApp, "suspend", suspend)
    browser = f"{{ command = {noting(tmp_path / 'noted', '{url}')}, terminal = true }}"
    async with opened(demo, f"browser = {browser}") as journey:
        await journey.press("v")
        await journey.until((tmp_path / "noted").exists)
    assert handed == [True]


async def test_openers_take_some_addresses(demo: DemoServer, tmp_path: Path) -> None:
    """By their kind or their pattern, the first that fits; the browser has the others."""
    demo.world.publish(
        "tomas",
        '<p><a href="https://en.wikipedia.org/wiki/Leek">leeks</a> <a href="https://a.example/">other</a></p>'
        '<p><video src="https://a.example/film.mp4"></video></p>',
    )
    config = (
        f"browser = {noting(tmp_path / 'browser', '{url}')}\n"
        f'[[openers]]\nkind = "video"\ncommand = {noting(tmp_path / "player", "{url}")}\n'
        f'[[openers]]\npattern = "https://*.wikipedia.org/*"\ncommand = {noting(tmp_path / "reader", "{url}")}\n'
    )
    async with opened(demo, config) as journey:
        await journey.press("o", "1")
        await journey.until((tmp_path / "reader").exists)
        await journey.press("o", "2")
        await journey.until((tmp_path / "browser").exists)
        await journey.press("m", "enter")
        await journey.until((tmp_path / "player").exists)
        await journey.until(lambda: (tmp_path / "player").read_text() == "https://a.example/film.mp4\n")
    assert (tmp_path / "reader").read_text() == "https://en.wikipedia.org/wiki/Leek\n"
    assert (tmp_path / "browser").read_text() == "https://a.example/\n"


async def test_editor_is_what_the_composer_opens(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes before $VISUAL and $EDITOR, and what it leaves is in the composer."""
    monkeypatch.setattr(MbtuiApp, "suspend", lambda self: nullcontext())
    monkeypatch.setenv("VISUAL", "false")
    script = tmp_path / "edit.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write('Written elsewhere.')")
    async with opened(demo, f"editor = {json.dumps([sys.executable, str(script)])}") as journey:
        await journey.press("c")
        await journey.sees("New post")
        await journey.press("escape", "e")
        await journey.sees("Written elsewhere.")


SAVED = 150
"""More posts than a start fetches, so that those which were removed are still missing after it."""


async def save_pages(demo: DemoServer) -> None:
    """Have more than `SAVED` posts saved by an earlier start."""
    async with opened(demo) as journey:
        for wanted in range(50, SAVED + 50, 50):
            await journey.press("G")
            await journey.until(partial(_has_saved, demo, wanted))
        # What stands above the reader's place is kept.
        await journey.press("g")


def _has_saved(demo: DemoServer, count: int) -> bool:
    return saved_count(demo) > count


async def test_keep_posts_bounds_what_is_saved(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go; stars and the reader's own stay whatever their number."""
    monkeypatch.setattr(account_switcher, "PRUNE_AFTER_SECONDS", 0.0)
    await save_pages(demo)
    async with opened(demo, "keep_posts = 5") as journey:
        await journey.until(lambda: saved_count(demo) < SAVED)
        assert journey.marked


async def test_keep_days_bounds_the_age_of_what_is_saved(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's posts are of another season than the machine's clock."""
    monkeypatch.setattr(account_switcher, "PRUNE_AFTER_SECONDS", 0.0)
    await save_pages(demo)
    async with opened(demo, "keep_days = 3") as journey:
        await journey.until(lambda: saved_count(demo) < SAVED)
        assert journey.marked


async def test_keys_are_remapped(demo: DemoServer) -> None:
    """The new key works, the old one does not; the status line and the help name the new one."""
    async with opened(demo, '[keys]\npost.reply = "a"\nlist.next = ""\n"post.star" = "ctrl+y,f"') as journey:
        marked = journey.marked
        assert "a reply" in journey.status and "r reply" not in journey.status
        await journey.press("j", "r")
        assert journey.marked == marked
        assert "Reply to" not in journey.text
        await journey.press("?")
        await journey.sees("Moving")
        lines = [line.split() for line in journey.lines]
        assert not any(line[:1] == ["j"] for line in lines)
        await journey.press("escape")
        await journey.misses("Moving")
        await journey.press("a")
        await journey.sees("Reply to")


async def test_keys_that_can_not_be_are_said(demo: DemoServer) -> None:
    """Unknown commands, keys that are none, and keys that two commands want: all of it, in words."""
    keys = '[keys]\npost.repyl = "a"\npost.star = "hyperdrive"\npost.links = "r"\n'
    async with opened(demo, keys, size=(120, 36), is_ready=False) as journey:
        await journey.sees(
            "there is no command `post.repyl`. Did you mean `post.reply`?",
            "`hyperdrive` of `post.star` is no key.",
            "`r` now means `post.links`; `post.reply` is left to the palette.",
        )


async def test_what_is_wrong_in_the_file_is_said(demo: DemoServer) -> None:
    """With the line and the nearest key."""
    async with opened(demo, 'ordre = "oldest-first"\nclip_lines = "many"\n', is_ready=False) as journey:
        await journey.sees(
            "line 1: unknown key `ordre`. Did you mean `order`?",
            'line 2: `clip_lines` is "many"; it must be a whole number',
        )


SHOWN: dict[str, Callable[..., object]] = {
    "browser": test_browser_opens_pages,
    "openers": test_openers_take_some_addresses,
    "editor": test_editor_is_what_the_composer_opens,
    "keep_days": test_keep_days_bounds_the_age_of_what_is_saved,
    "keep_posts": test_keep_posts_bounds_what_is_saved,
    "keys": test_keys_are_remapped,
}
"""By the key whose effect the test shows."""
