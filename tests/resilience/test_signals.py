"""The SSH line drops, the system shuts down, ctrl+z and fg: nothing is lost, and the terminal is left as it was."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.pseudo_terminal import Terminal
from tests.resilience.running import (
    CLEAN,
    PATIENCE_SECONDS,
    command,
    drafts,
    environment,
    marked,
    start,
    start_in_shell,
    world,
)

LIMIT_SECONDS = 20.0
STALLING_KEYS = 120
KEY_SECONDS = 0.01


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A server whose time runs."""
    with world() as server:
        yield server


def _ended(terminal: Terminal) -> int | None:
    """Wait for the end without typing anything. Returns the status; None when it does not end."""
    end = time.monotonic() + LIMIT_SECONDS
    while not terminal.has_ended and time.monotonic() < end:
        terminal.read(0.05)
    has_ended = terminal.has_ended
    terminal.look()
    status = terminal.close()
    return status if has_ended else None


def _titles(terminal: Terminal) -> tuple[int, int]:
    """How often the title was put aside, and how often taken back."""
    output = b"".join(chunk.data for chunk in terminal.chunks)
    return output.count(b"\x1b[22;2t"), output.count(b"\x1b[23;2t")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_good_order(demo: DemoServer, tmp_path: Path, number: signal.Signals) -> None:
    """The text typed the moment before is a draft, the terminal is as it was, nothing is said."""
    terminal = start(demo, tmp_path)
    _write_half(terminal, "jjr")
    os.kill(terminal.process_id, number)
    assert _ended(terminal) == 0
    assert drafts(tmp_path)[0].endswith("half a sent")
    assert terminal.screen.modes == CLEAN
    assert terminal.screen.text.strip() == ""
    assert _titles(terminal) in ((0, 0), (1, 1))


def test_a_signal_during_the_start_leaves_a_clean_terminal(demo: DemoServer, tmp_path: Path) -> None:
    """As soon as the terminal is touched, it is also left in good order."""
    with Terminal(command(demo), environment(demo, tmp_path), columns=80, rows=24) as terminal:
        while 1049 not in terminal.screen.modes:
            assert terminal.read(PATIENCE_SECONDS)
            terminal.look()
        os.kill(terminal.process_id, signal.SIGTERM)
        assert _ended(terminal) == 0
        assert terminal.screen.modes == CLEAN


@pytest.mark.parametrize("is_stalled", [False, True], ids=["dropped", "stalled, then dropped"])
def test_a_dropped_line_ends_it_and_loses_nothing(demo: DemoServer, tmp_path: Path, is_stalled: bool) -> None:
    """The terminal is gone, perhaps after it had stopped taking anything in: mbtui ends all the same."""
    terminal = start(demo, tmp_path)
    _write_half(terminal, "jjr")
    if is_stalled:
        _stall(terminal)
    terminal.hang_up()
    assert terminal.wait(LIMIT_SECONDS) is not None
    assert drafts(tmp_path)[0].endswith("half a sent")


def _write_half(terminal: Terminal, keys: str) -> None:
    terminal.send(keys)
    terminal.wait_for("then y sends", PATIENCE_SECONDS)
    terminal.send("half a sent")
    terminal.wait_for("half a sent", PATIENCE_SECONDS)


def _keep_as_draft(terminal: Terminal) -> None:
    terminal.send("\x1b")
    terminal.wait_for("keep as draft", PATIENCE_SECONDS)
    terminal.send("p")
    terminal.wait_for("Kept as a draft", PATIENCE_SECONDS)


def _stall(terminal: Terminal) -> None:
    """Type without reading what comes, at the pace of a held key, until the line is full."""
    _keep_as_draft(terminal)
    for _ in range(STALLING_KEYS):
        terminal.send(" ")
        select.select([], [], [], KEY_SECONDS)


def test_it_comes_back_from_every_stop(demo: DemoServer, tmp_path: Path) -> None:
    """With ctrl+z the shell has a clean terminal in between; fg draws the same screen whole, and keys work.

    kill -STOP leaves no moment to tidy up, and fg takes the terminal anew, once. In the composer ctrl+z takes back what
    was typed, but the signal may come from elsewhere: the text outlives it.
    """
    with start_in_shell(demo, tmp_path) as terminal:
        terminal.send("jj")
        before = _state(terminal)
        terminal.send("\x1a")
        _bring_back(terminal)
        assert _state(terminal) == before, "ctrl+z"
        terminal.send("j")
        terminal.wait_until(lambda screen: screen.lines != before[0], PATIENCE_SECONDS)
        before = _state(terminal)
        os.kill(_child_of(terminal.process_id), signal.SIGSTOP)
        _bring_back(terminal, is_clean=False)
        assert _state(terminal) == before, "kill -STOP"
        _write_half(terminal, "r")
        before = _state(terminal)
        os.kill(_child_of(terminal.process_id), signal.SIGTSTP)
        _bring_back(terminal)
        assert _state(terminal) == before, "SIGTSTP in the composer"
        terminal.send("ence")
        terminal.wait_for("half a sentence", PATIENCE_SECONDS)
        _keep_as_draft(terminal)
        terminal.send("q")
        terminal.wait_for(r"ready>\s*\Z", PATIENCE_SECONDS)
        assert terminal.screen.modes - {2004} == CLEAN
        assert "Traceback" not in terminal.screen.text
        terminal.close("exit\n")
    assert drafts(tmp_path)[0].endswith("half a sentence")


def test_ctrl_z_stops_nothing_where_no_shell_can_wake_it(demo: DemoServer, tmp_path: Path) -> None:
    """As with `ssh -t host mbtui`: it says so, and goes on; ctrl+c and ctrl+z while it ends are no error.

    The terminal gives signals again before the last thing is done.
    """
    with start(demo, tmp_path) as terminal:
        terminal.send("\x1a")
        terminal.wait_for("There is no shell to come back to", PATIENCE_SECONDS)
        before = marked(terminal)
        terminal.send("j")
        terminal.wait_until(lambda _: marked(terminal) not in (None, before), PATIENCE_SECONDS)
        terminal.send("q")
        while not terminal.has_ended:
            terminal.send("\x03\x1a")
            terminal.read(0.005)
        assert terminal.close() == 0
        terminal.look()
        assert "Traceback" not in terminal.screen.text


def _state(terminal: Terminal) -> tuple[list[str], set[int]]:
    """What is seen, and the modes of the terminal, once it is calm."""
    terminal.settle()
    terminal.look()
    return terminal.screen.lines, set(terminal.screen.modes)


def _bring_back(terminal: Terminal, *, is_clean: bool = True) -> None:
    """Wait for the shell, and have it go on with the program."""
    terminal.wait_for(r"Stopped[^\n]*\n(.*\n)*ready>", PATIENCE_SECONDS)
    if is_clean:
        assert terminal.screen.modes - {2004} == CLEAN, "The shell itself asks for pasted text to be marked, 2004."
    terminal.send("clear; fg\n")
    terminal.wait_for("updated", PATIENCE_SECONDS)


def _child_of(process_id: int) -> int:
    return int(Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()[0])


ENDLESS = """
import time
from mbtui.content import convert

convert.convert = lambda html, **more: time.sleep(600)
from mbtui.__main__ import main
main()
"""


def test_a_signal_ends_it_whatever_is_being_converted(demo: DemoServer, tmp_path: Path) -> None:
    """Work whose size strangers choose is not waited for."""
    command = [sys.executable, "-c", ENDLESS, "--server", demo.url]
    with Terminal(command, environment(demo, tmp_path), columns=80, rows=24, is_loaded=True) as terminal:
        terminal.wait_for("Loading", PATIENCE_SECONDS)
        while not demo.asked("GET", "/posts/all"):
            terminal.read(0.05)
        terminal.settle()
        os.kill(terminal.process_id, signal.SIGTERM)
        assert _ended(terminal) == 0
