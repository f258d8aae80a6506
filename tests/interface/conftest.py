"""What every journey starts from: a terminal of no special kind, on this machine."""

from __future__ import annotations

import pytest
from textual.drivers.headless_driver import HeadlessDriver


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the terminal, the multiplexer and the SSH line that the tests were started from."""
    for name in ("DISPLAY", "SSH_CONNECTION", "SSH_TTY", "STY", "TMUX", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sit at the other end of an SSH line."""
    monkeypatch.setenv("SSH_TTY", "/dev/pts/7")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written to the terminal past the screen."""
    pieces: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda self, data: pieces.append(data))
    return pieces
