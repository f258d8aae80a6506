"""The real program in a pseudo-terminal, with folders of its own and the server in the test's process."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from mbtui.demo import Clock, DemoServer, Settings
from tests.pseudo_terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
SIZE = (80, 24)
PATIENCE_SECONDS = 30.0
CLEAN = {7, 25}
"""The modes of a terminal that was left as it was found: lines wrap, the cursor is seen."""


def world() -> DemoServer:
    """Make a server whose time runs, and in which nobody posts unless told to."""
    return DemoServer(clock=Clock(), settings=Settings(arrival_seconds=0))


def environment(demo: DemoServer, home: Path) -> dict[str, str]:
    """What the program finds around it."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "MBTUI_TOKEN": demo.token,
    }


def command(demo: DemoServer) -> list[str]:
    """How the program is called."""
    return [sys.executable, "-m", "mbtui", "--server", demo.url]


def start(demo: DemoServer, home: Path, *, waits_for: str = "updated just now") -> Terminal:
    """Start mbtui and wait for words on its screen."""
    terminal = Terminal(command(demo), environment(demo, home), columns=SIZE[0], rows=SIZE[1], is_loaded=True)
    terminal.wait_for(waits_for, PATIENCE_SECONDS)
    return terminal


def start_in_shell(demo: DemoServer, home: Path) -> Terminal:
    """Start mbtui as a person does, from a shell that can put it into the background."""
    shell = shutil.which("bash")
    assert shell is not None
    around = environment(demo, home) | {"PS1": "ready> "}
    terminal = Terminal([shell, "--norc", "--noprofile", "-i"], around, columns=SIZE[0], rows=SIZE[1])
    terminal.wait_for("ready>", PATIENCE_SECONDS)
    terminal.send(" ".join(command(demo)) + "\n")
    terminal.wait_for("updated just now", PATIENCE_SECONDS)
    return terminal


def account_folder(home: Path) -> Path:
    """Where the account's files are."""
    return next(path.parent for path in home.glob("data/mbtui/*/@*/writing.sqlite3"))


def drafts(home: Path) -> list[str]:
    """The texts that are kept as drafts."""
    with closing(sqlite3.connect(account_folder(home) / "writing.sqlite3")) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM drafts ORDER BY id")]


def sent_texts(home: Path) -> list[str]:
    """The texts that are, or were, in the outbox."""
    with closing(sqlite3.connect(account_folder(home) / "writing.sqlite3")) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM outbox ORDER BY id")]


def marked(terminal: Terminal) -> tuple[int, str] | None:
    """The line of the screen on which the highlighted post begins, and its words; None when none is seen."""
    found = [
        (number, line.removeprefix("▌").strip())
        for number, line in enumerate(terminal.screen.lines)
        if line.startswith("▌")
    ]
    return (found[0][0], "\n".join(line for _, line in found[1:])) if found else None
