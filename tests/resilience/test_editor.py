"""A real editor on a real terminal: the line drops while it is open, mbtui is killed, ctrl+c is typed in it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.pseudo_terminal import Terminal
from tests.resilience.running import PATIENCE_SECONDS, account_folder, command, drafts, environment, world

EDITOR = """
import pathlib, signal, sys
path = pathlib.Path(sys.argv[1])
def keep(*_):
    (path.parent / ".text.md.swp").write_text("written elsewhere")
    sys.exit(1)
signal.signal(signal.SIGHUP, keep)
path.write_text(path.read_text() + " and saved once")
print("the editor is open", flush=True)
try:
    line = sys.stdin.readline()
except OSError:
    line = ""
if not line:
    keep()
"""
"""Like vim, it keeps what is not saved beside the file when the line drops, which it is told or finds out."""
SIZE = (160, 24)


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A server whose time runs."""
    with world() as server:
        yield server


def _start(demo: DemoServer, home: Path) -> Terminal:
    program = home / "editor.py"
    program.write_text(EDITOR, encoding="utf-8")
    around = environment(demo, home) | {"EDITOR": shlex.join([sys.executable, str(program)])}
    terminal = Terminal(command(demo), around, columns=SIZE[0], rows=SIZE[1], is_loaded=True)
    terminal.wait_for("updated just now", PATIENCE_SECONDS)
    return terminal


def _open_editor(terminal: Terminal) -> None:
    terminal.send("c")
    terminal.wait_for("then y sends", PATIENCE_SECONDS)
    terminal.send("half a sentence")
    terminal.wait_for("half a sentence", PATIENCE_SECONDS)
    terminal.send("\x1b")
    terminal.wait_for("keep as draft", PATIENCE_SECONDS)
    terminal.send("e")
    terminal.wait_for("the editor is open", PATIENCE_SECONDS)


@pytest.mark.parametrize("is_killed", [False, True], ids=["the line drops", "mbtui is killed too"])
def test_what_the_editor_has_outlives_a_dropped_line(demo: DemoServer, tmp_path: Path, is_killed: bool) -> None:
    """What it saved and what it kept beside that are there, and the next composer tells where."""
    terminal = _start(demo, tmp_path)
    _open_editor(terminal)
    if is_killed:
        terminal.kill()
    else:
        terminal.hang_up()
        assert terminal.wait(PATIENCE_SECONDS) is not None
    assert drafts(tmp_path) == ["half a sentence"]
    (left,) = (account_folder(tmp_path) / "editor").iterdir()
    assert left.stat().st_mode & 0o077 == 0
    with _start(demo, tmp_path) as terminal:
        terminal.send("c")
        terminal.wait_for("has left a text", PATIENCE_SECONDS)
        assert left.name in "".join(terminal.screen.text.split())
        terminal.wait_for("half a sentence", PATIENCE_SECONDS)
    # With the head of the post above it.
    assert (left / "text.md").read_text().endswith("\nhalf a sentence and saved once")
    if not is_killed:
        assert (left / ".text.md.swp").read_text() == "written elsewhere"


def test_what_is_typed_at_the_editor_is_its_own(demo: DemoServer, tmp_path: Path) -> None:
    """It may end by ctrl+c: mbtui takes the screen back and goes on with the text.

    What was typed while it was open, and it did not read, is thrown away.
    """
    with _start(demo, tmp_path) as terminal:
        _open_editor(terminal)
        terminal.send("\x03")
        terminal.wait_for("was ended by signal 2|ended with status", PATIENCE_SECONDS)
        terminal.send("!")
        terminal.wait_for("half a sentence!", PATIENCE_SECONDS)
        terminal.send("\x1b")
        terminal.wait_for("keep as draft", PATIENCE_SECONDS)
        terminal.send("e")
        terminal.wait_for("the editor is open", PATIENCE_SECONDS)
        terminal.send("go on\n:wq and more")
        terminal.wait_for("half a sentence! and saved once", PATIENCE_SECONDS)
        terminal.settle()
        terminal.send("?")
        terminal.wait_for(r"half a sentence! and saved once\?", PATIENCE_SECONDS)
        assert ":wq" not in terminal.screen.text
