"""Every key of config.toml that names programs, keeps posts or changes keys, shown by what it does."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.app import MbtuiApp
from mbtui.demo import DemoServer
from mbtui.screens import account_switcher
from tests.cases import case
from tests.interface.opened import opened, saved_count

NOTE = "import sys; open(sys.argv[1], 'a').write(sys.argv[2] + chr(10))"


@pytest.fixture(autouse=True)
def _signed_in(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)


def noting(path: Path, *last: str) -> str:
    """A program, as TOML, that notes its last argument in a file."""
    return json.dumps([sys.executable, "-c", NOTE, str(path), *last])


def _config(folder: Path) -> str:
    """Programs that note what they are given, in files of their own names, and keys of the reader's own."""
    editor = folder / "edit.py"
    editor.write_text("import sys; open(sys.argv[1], 'a').write('Written elsewhere.')")
    return f"""
        browser = {{ command = {noting(folder / "browser", "at {url}")}, terminal = true }}
        editor = {json.dumps([sys.executable, str(editor)])}
        [[openers]]
        kind = "video"
        command = {noting(folder / "player", "{url}")}
        [[openers]]
        pattern = "https://*.wikipedia.org/*"
        command = {noting(folder / "reader", "{url}")}
        [keys]
        post.reply = "a"
        list.next = ""
        "post.star" = "ctrl+y,f"
    """


async def test_programs_and_keys_are_the_readers(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Openers take some addresses, the first that fits, and the browser the others; the editor has what is written."""
    handed: list[bool] = []

    def suspend(self: MbtuiApp) -> nullcontext[None]:
        handed.append(True)
        return nullcontext()

    monkeypatch.setattr(MbtuiApp, "suspend", suspend)
    # Where nothing else would be opened.
    monkeypatch.setenv("SSH_TTY", "/dev/pts/7")
    monkeypatch.setenv("VISUAL", "false")
    demo.world.publish(
        "tomas",
        '<p>Look <a href="https://en.wikipedia.org/wiki/Leek">leeks</a> <a href="https://a.example/">other</a></p>'
        '<p><video src="https://a.example/film.mp4"></video></p>',
    )

    def noted(name: str) -> str:
        path = tmp_path / name
        return path.read_text() if path.exists() else ""

    async with opened(demo, _config(tmp_path)) as journey:
        await journey.press("o", "1")
        await journey.until(lambda: noted("reader") == "https://en.wikipedia.org/wiki/Leek\n")
        await journey.press("m", "enter")
        await journey.until(lambda: noted("player") == "https://a.example/film.mp4\n")
        assert handed == []
        # {url} stands for the address. With terminal = true a program is handed the screen.
        await journey.press("o", "2")
        await journey.until(lambda: noted("browser") == "at https://a.example/\n")
        await journey.press("v")
        await journey.until(lambda: "at https://tomas.example/" in noted("browser"))
        assert handed == [True, True]

        # The new key works, the old one does not; the status line and the help name the new one.
        journey.app.main.status.hush()
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
        # The editor comes before $VISUAL and $EDITOR, and what it leaves is in the composer.
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


async def test_what_is_kept_is_bounded(demo: DemoServer, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By number or by age: the oldest go, stars and the reader's own stay. The demo's posts are of another season."""
    await save_pages(demo)
    monkeypatch.setattr(account_switcher, "PRUNE_AFTER_SECONDS", 0.0)
    data = paths.account_folder(demo.url, "ines")
    shutil.copytree(data, home / "saved")
    for bound in ("keep_posts = 5", "keep_days = 3"):
        with case(bound):
            shutil.rmtree(data)
            shutil.copytree(home / "saved", data)
            assert _has_saved(demo, SAVED)
            async with opened(demo, bound) as journey:
                await journey.until(lambda: not _has_saved(demo, SAVED - 1))
                assert journey.marked


async def test_keys_that_can_not_be_are_said(demo: DemoServer) -> None:
    """Unknown commands, keys that are none, and keys that two commands want: all of it, in words."""
    keys = '[keys]\npost.repyl = "a"\npost.star = "hyperdrive"\npost.links = "r"\n'
    async with opened(demo, keys, size=(120, 36), is_ready=False) as journey:
        await journey.until(lambda: demo.asked("GET", "/posts/check"))
        await journey.sees(
            "there is no command `post.repyl`. Did you mean `post.reply`?",
            "`hyperdrive` of `post.star` is no key.",
            "`r` now means `post.links`; `post.reply` is left to the palette.",
        )


SHOWN: dict[str, Callable[..., object]] = {
    **dict.fromkeys(("browser", "openers", "editor", "keys"), test_programs_and_keys_are_the_readers),
    **dict.fromkeys(("keep_days", "keep_posts"), test_what_is_kept_is_bounded),
}
"""By the key whose effect the test shows."""
