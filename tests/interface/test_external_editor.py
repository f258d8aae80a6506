"""The composer's text in an external editor: whatever that does, no text is lost, and mbtui goes on."""

from __future__ import annotations

import shlex
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.widgets import TextArea

from mbtui.app import MbtuiApp
from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading
from tests.interface.opened import files_below
from tests.store.disks import SmallDisk

AS_BEFORE = "The text stands here as it was before."


@pytest.fixture(autouse=True)
def _screen_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' terminal is none that could be."""
    monkeypatch.setattr(MbtuiApp, "suspend", lambda self: nullcontext())


def _use(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Make a program the editor, which has the file as `path`."""
    program = folder / "edit.py"
    program.write_text(f"import os, pathlib, sys\npath = pathlib.Path(sys.argv[1])\n{script}\n", encoding="utf-8")
    monkeypatch.setenv("VISUAL", shlex.join([sys.executable, str(program)]))


def _left(folder: Path) -> list[Path]:
    """The files that lie where texts are given to editors."""
    return files_below(folder / "account" / "editor")


async def _edit(journey: Journey, text: str = "frost") -> None:
    await journey.press("c")
    await journey.sees("then y sends")
    await journey.type(text)
    await journey.press("escape", "e")


def _text(journey: Journey) -> str:
    return journey.app.screen.query_one(TextArea).text


async def test_what_an_editor_leaves_is_taken_or_kept(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has title and categories in front of the text, and what it makes of them is sent; nothing it wrote is lost."""
    note = tmp_path / "seen"
    _use(
        monkeypatch,
        tmp_path,
        f"written = path.read_text(); pathlib.Path({str(note)!r}).write_text(written)\n"
        "path.write_text(written.replace('title:', 'title: First frost').replace('categories:', 'categories: garden'))",
    )
    account = tmp_path / "account"
    async with reading(demo, account, size=(200, 30)) as journey:
        await _edit(journey)
        await journey.until(note.exists)
        await journey.until(lambda: not _left(tmp_path))
        assert note.read_text().startswith("---\ntitle:\ncategories:\n") and note.read_text().endswith("---\n\nfrost")
        await journey.press("ctrl+j")
        await journey.until(lambda: "frost" in [post.source for post in demo.world.posts_of("ines")])
        (post,) = [post for post in demo.world.posts_of("ines") if post.source == "frost"]
        assert (post.title, list(post.categories)) == ("First frost", ["garden"])

        # A text that had come back when mbtui was killed is in the draft: nothing is said, and the copy goes.
        old = account / "editor" / "text-old"
        old.mkdir(parents=True)
        (old / "text.md").write_text("snow\n", encoding="utf-8")
        await journey.press("c")
        await journey.sees("has left a text")
        await journey.type("snow")
        await journey.press("escape", "p")
        await journey.sees("Kept as a draft.")
        await journey.press("c")
        await journey.until(lambda: not old.exists())
        assert "has left" not in journey.words
        await journey.press("escape", "d")
        await journey.misses("then y sends")

        # What can not be taken stays where it is; the composer has its text, and names the folder at the next start.
        _use(monkeypatch, tmp_path, "path.write_text('tide'); sys.exit(1)")
        await _edit(journey)
        await journey.sees("ended with status 1.", AS_BEFORE, f"What the editor left is in {account / 'editor'}/text-")
        assert _text(journey) == "frost"
    left = list((account / "editor").iterdir())
    assert len(left) == 1 and list(left[0].iterdir())
    async with reading(demo, account, size=(200, 30)) as journey:
        await journey.press("c")
        await journey.sees(f"An editor that did not end in good order has left a text: {left[0]}.", "frost")
    assert list(left[0].iterdir())


async def test_a_full_disk_leaves_the_text_in_the_composer_and_in_the_file(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written elsewhere can not be saved as a draft: the editor's file is the one that is on the disk."""
    _use(monkeypatch, tmp_path, "path.write_text('tide ' * 4000)")
    disk = SmallDisk()
    async with reading(demo, tmp_path / "account", connect=disk.connect) as journey:
        await journey.press("c")
        await journey.sees("then y sends")
        await journey.type("frost")
        disk.fill()
        await journey.press("escape", "e")
        await journey.sees("could not be saved as a draft yet. It stands here, and in")
        assert _text(journey).startswith("tide tide")
        assert [path.name for path in _left(tmp_path)] == ["text.md"]
        disk.empty()
