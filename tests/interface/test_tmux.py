"""mbtui in a real terminal: tmux shows what a person would see at 80x24."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
PATIENCE_SECONDS = 60.0


class Tmux:
    """A tmux server of its own, with one window of 80x24 that runs mbtui's demo."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "NO_COLOR")}
        environment |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self._environment = environment
        program = [sys.executable, "-m", "mbtui", "--demo"]
        self._run("-f", os.devnull, "new-session", "-d", "-x", "80", "-y", "24", *program)

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", str(self._socket), *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    @property
    def text(self) -> str:
        """What the window shows."""
        return self._run("capture-pane", "-p")

    @property
    def marked(self) -> list[tuple[int, str]]:
        """Number and words of each line of the highlighted post; ages are left out, they change."""
        lines = enumerate(self.text.splitlines())
        return [(number, re.sub(r" · \S+.*", "", line)) for number, line in lines if line.startswith("▌")]

    @property
    def is_running(self) -> bool:
        """Whether the window, and with it mbtui, is still there."""
        done = subprocess.run(["tmux", "-S", str(self._socket), "has-session"], capture_output=True, check=False)
        return done.returncode == 0

    def press(self, *keys: str) -> None:
        """Press keys, each by itself: an escape followed at once by a letter would be Alt and that letter."""
        for key in keys:
            self._run("send-keys", key)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("send-keys", "-l", text)

    def until(self, condition: Callable[[], object], *, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Look at the window until something is so.

        Raises:
            AssertionError: It did not come about; holds the screen.
        """
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end, f"This did not come about; the screen shows:\n{self.text}"
            meanwhile()
            time.sleep(0.1)

    def sees(self, *words: str) -> None:
        """Wait until all these words are on the screen."""
        self.until(lambda: all(word in self.text for word in words))

    def end(self) -> None:
        """End mbtui and tmux."""
        subprocess.run(
            ["tmux", "-S", str(self._socket), "kill-server"], env=self._environment, capture_output=True, check=False
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    """The demo, open."""
    started = Tmux(tmp_path / "tmux")
    yield started
    started.end()


def test_read_answer_and_be_answered_at_80x24(terminal: Tmux) -> None:
    """j walks, enter opens a thread, r answers, somebody answers back, Mentions counts it, and nothing has moved."""
    terminal.sees("Timeline", "Mentions", "@ines", "updated")
    first = terminal.marked
    terminal.press("j")
    terminal.until(lambda: terminal.marked and terminal.marked != first)
    in_timeline = terminal.marked
    terminal.press("enter")
    terminal.sees("in this conversation")
    read = terminal.marked
    terminal.press("r")
    terminal.sees("then y sends")
    terminal.type("A word from a real terminal.")
    terminal.sees("A word from a real terminal.")
    terminal.press("escape")
    terminal.sees("y send")
    terminal.press("y")
    terminal.until(lambda: "y send" not in terminal.text and "A word from a real terminal." in terminal.text)
    terminal.until(lambda: "⌛" not in terminal.text)
    assert terminal.marked == read
    terminal.until(lambda: re.search(r"Mentions [1-9]", terminal.text), meanwhile=_patiently(terminal))
    assert terminal.marked == read
    terminal.press("escape")
    terminal.until(lambda: "A word from a real terminal." not in terminal.text)
    assert terminal.marked == in_timeline
    terminal.press("q")
    terminal.until(lambda: not terminal.is_running)


def _patiently(terminal: Tmux) -> Callable[[], None]:
    """Ask for what is new every few seconds, as somebody does who waits for an answer."""
    pressed_at = time.monotonic()

    def press() -> None:
        nonlocal pressed_at
        if time.monotonic() - pressed_at > 3:
            pressed_at = time.monotonic()
            terminal.press("R")

    return press
