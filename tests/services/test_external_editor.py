"""A text in an external editor: whatever that does, nothing is lost, and what went wrong is said."""

from __future__ import annotations

import shlex
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from mbtui.services.external_editor import AS_BEFORE, edit_in_editor, left_over_words
from mbtui.store import Store
from mbtui.store.drafts import Draft

DRAFT = Draft(kind="post", title="Tide", text="frost")


class Desk:
    """A writer who uses an editor."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.store = Store.open(folder / "account")
        self.taken: list[Draft] = []
        """What came back."""
        self.has_disk = True
        self._monkeypatch = monkeypatch

    def use(self, script: str) -> None:
        """Make a program the editor, which has the file as `path` and its text as `text`."""
        program = self.folder / "edit.py"
        begin = "import os, pathlib, sys\npath = pathlib.Path(sys.argv[1])\ntext = path.read_text(encoding='utf-8')\n"
        program.write_text(f"{begin}{script}\n", encoding="utf-8")
        self.use_command(shlex.join([sys.executable, str(program)]))

    def use_command(self, command: str) -> None:
        """Have a command as the editor."""
        self._monkeypatch.setenv("VISUAL", command)

    async def edit(self, draft: Draft = DRAFT) -> str:
        """Go through the editor. Returns what is said."""

        async def put(draft: Draft) -> bool:
            self.taken.append(draft)
            return self.has_disk

        def on_screen(run: Callable[[], str]) -> str:
            return run()

        return await edit_in_editor(self.store, draft, put, (), on_screen)

    @property
    def left(self) -> list[Path]:
        """What lies where texts are given to editors."""
        return list((self.folder / "account" / "editor").glob("*/*"))


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A writer with a draft."""
    desk = Desk(tmp_path, monkeypatch)
    yield desk
    await desk.store.close()


async def test_what_was_written_comes_back_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title and text; meanwhile only the owner could read it, and the editor was not given the token."""
    desk.use(
        "modes = [oct(found.stat().st_mode)[-3:] for found in (path, path.parent, path.parent.parent)]\n"
        "path.write_text(text.replace('Tide', 'Ebb') + f' {modes} {os.environ.get(\"MBTUI_TOKEN\")}\\n')"
    )
    monkeypatch.setenv("MBTUI_TOKEN", "secret")
    assert await desk.edit() == ""
    assert [(draft.title, draft.text) for draft in desk.taken] == [("Ebb", "frost ['600', '700', '700'] None")]
    assert not desk.left


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("path.unlink()", "left no file."),
        ("sys.exit(3)", "ended with status 3."),
        ("os.kill(os.getpid(), 9)", "was ended by signal 9."),
    ],
)
async def test_an_editor_that_brings_nothing_back_changes_nothing(desk: Desk, script: str, words: str) -> None:
    """EDITOR=rm, an editor that ends with an error: a sentence says so, nothing lies about."""
    desk.use(script)
    said = await desk.edit()
    assert words in said and said.endswith(AS_BEFORE)
    assert not desk.taken and not desk.left


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("path.write_bytes(b'tide \\xff\\xfe')", "is not UTF-8."),
        ("path.write_text('tide'); sys.exit(1)", "ended with status 1."),
        ("(path.parent / '.text.md.swp').write_text('tide'); os.kill(os.getpid(), 1)", "was ended by signal 1."),
        ("path.unlink(); path.mkdir()", "is no plain file, so it was not used)."),
        ("path.unlink(); os.mkfifo(path)", "is no plain file, so it was not used)."),
        ("path.rename(path.with_name('a')); path.symlink_to('a')", "is a link to another file, so it was not used)."),
    ],
)
async def test_what_can_not_be_taken_is_kept_and_named(desk: Desk, script: str, words: str) -> None:
    """What the editor has left stays where it is, and is named again later, once."""
    desk.use(script)
    said = await desk.edit()
    assert words in said and f"{AS_BEFORE} What the editor left is in {desk.left[0].parent}" in said
    assert not desk.taken
    told: set[Path] = set()
    assert str(desk.left[0].parent) in await left_over_words(desk.store, told)
    assert await left_over_words(desk.store, told) == "" and desk.left


@pytest.mark.parametrize("arguments", ["", " --wait 'a b'"], ids=["a program", "with arguments"])
async def test_a_program_with_blanks_in_its_path_is_an_editor(desk: Desk, arguments: str) -> None:
    """Without quotes as the variable of a program alone, with quotes when arguments follow."""
    program = desk.folder / "my editor"
    program.write_text('#!/bin/sh\nfor path; do true; done\nprintf " $#" >> "$path"\n')
    program.chmod(0o700)
    desk.use_command(f"'{program}'{arguments}" if arguments else str(program))
    assert await desk.edit() == ""
    assert desk.taken[0].text == f"frost {3 if arguments else 1}"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("no-such-editor", "Could not start the editor no-such-editor (No such file or directory)."),
        ("'vi", "The quotes in EDITOR do not match."),
        ("true", "The editor true ended at once and changed nothing. If it has opened a window, set EDITOR"),
    ],
)
async def test_an_editor_that_is_none_is_said(desk: Desk, command: str, words: str) -> None:
    """No such program, quotes that do not match, a window that nobody waits for."""
    desk.use_command(command)
    assert words in await desk.edit() and not desk.taken


async def test_what_a_window_saves_later_is_found(desk: Desk) -> None:
    """An editor that did not wait may still be open: its file stays until nothing new is in it."""
    desk.use_command("true")
    await desk.edit()
    (text,) = desk.left
    text.write_text("saved by a window")
    assert "has left a text" in await left_over_words(desk.store, set()) and desk.left
    text.write_text("")
    assert await left_over_words(desk.store, set()) == "" and not desk.left


async def test_what_could_not_be_saved_stays_in_the_file(desk: Desk) -> None:
    """The disk is full: the editor's file is the only one that has it."""
    desk.use("path.write_text('tide')")
    desk.has_disk = False
    assert "could not be saved as a draft yet. It stands here, and in" in await desk.edit()
    assert [path.read_text() for path in desk.left] == ["tide"]


async def test_a_file_that_can_not_be_written_is_said(desk: Desk) -> None:
    """Where the folder should be is a file."""
    (desk.folder / "account" / "editor").write_text("in the way")
    assert "could not be written to a file for the editor (File exists)." in await desk.edit()


async def test_half_a_surrogate_pair_reaches_the_editor(desk: Desk) -> None:
    """UTF-8 has no bytes for it, so the mark for what can not be shown stands there instead."""
    desk.use("path.write_text(text + ' tide', encoding='utf-8')")
    assert await desk.edit(Draft(kind="post", text="frost \ud83d")) == ""
    assert desk.taken[0].text == "frost \ufffd tide"
