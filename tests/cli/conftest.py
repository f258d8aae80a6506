"""Runs the command line: in this process, as most tests do, or as a process of its own, perhaps on a terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mbtui.cli import main
from mbtui.demo import DemoServer
from mbtui.outbox.outbox import Outbox
from tests.forked import python

CHECKOUT = Path(__file__).resolve().parent.parent.parent

_ON_TERMINAL = (
    "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.argv[1], sys.argv[1:])"
)

_PATIENCE_SECONDS = 30.0


class Result(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """The lines of --json."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


class _Stdin(io.TextIOWrapper):
    """Standard input with that content; no terminal."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8")


@pytest.fixture
def run(demo: DemoServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command against the demo, signed in by MBTUI_TOKEN."""
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()

    def call(*arguments: str, stdin: bytes = b"", server: str = demo.url) -> Result:
        monkeypatch.setattr(sys, "stdin", _Stdin(stdin))
        capsys.readouterr()
        monkeypatch.setenv("MBTUI_SERVER", server)
        status = main(arguments)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return call


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text whose answer was lost is looked for at once, and once more."""
    monkeypatch.setattr("mbtui.cli.desk.Outbox", partial(Outbox, look_seconds=(0.01, 0.01)))


def process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Runs mbtui as a process of its own."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*python(), "-m", "mbtui", *arguments], cwd=CHECKOUT, **{**pipes, **options})


class OnTerminal:
    """mbtui on a terminal of its own: its keyboard, and what it shows."""

    def __init__(self, *arguments: str, through: str, environ: dict[str, str]) -> None:
        self._keyboard, terminal = pty.openpty()
        command = [*python(), "-m", "mbtui", *arguments]
        if through:
            shell = ["/bin/sh", "-c", through, "sh"]
            command = [sys.executable, "-ISc", _ON_TERMINAL, *shell, sys.executable, "-m", "mbtui", *arguments]
        environ = {**os.environ, "TERM": "xterm-256color", **environ}
        self._process = subprocess.Popen(
            command, cwd=CHECKOUT, stdin=terminal, stdout=terminal, stderr=terminal, env=environ
        )
        os.close(terminal)
        self.shown = ""
        self._waited_for = 0

    def wait_for(self, text: str) -> str:
        """Reads until the terminal shows a text below what was waited for before; gives all it has shown."""
        while (at := self.shown.find(text, self._waited_for)) < 0:
            if not self._read():
                raise AssertionError(f"{text!r} was not shown, but {self.shown!r}")
        self._waited_for = at + len(text)
        return self.shown

    def type(self, text: str) -> None:
        """Presses keys."""
        os.write(self._keyboard, text.encode())

    def end(self) -> int:
        """Waits for the end."""
        while self._read():
            pass
        return self._process.wait(20)

    def close(self) -> None:
        """Ends it, if need be."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._keyboard)

    def _read(self) -> bool:
        if not select.select([self._keyboard], [], [], _PATIENCE_SECONDS)[0]:
            raise AssertionError(f"mbtui neither wrote nor ended; it has shown {self.shown!r}")
        try:
            content = os.read(self._keyboard, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += content.decode(errors="replace")
        return bool(content)


@contextmanager
def on_terminal(*arguments: str, through: str = "", **environ: str) -> Iterator[OnTerminal]:
    """Runs mbtui on a terminal, perhaps through a command of the shell."""
    terminal = OnTerminal(*arguments, through=through, environ=environ)
    try:
        yield terminal
    finally:
        terminal.close()
