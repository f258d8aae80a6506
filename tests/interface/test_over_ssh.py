"""mbtui at the other end of an SSH line: a real terminal, no D-Bus, no browser, a home folder."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.terminal.clipboard import osc52, through_screen, through_tmux
from tests.cli.conftest import process
from tests.interface.opened import files_below, opened
from tests.pseudo_terminal import Terminal

LISTS = ("timeline", "following ines")
"""One from what is saved and one that is asked for; each list's records are tried in the process of the tests."""


def environment(home: Path, **others: str) -> dict[str, str]:
    """What a program is given there: no session bus, no display, nothing of the machine that runs the tests."""
    line = {"SSH_TTY": "/dev/pts/7", "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "TERM": "xterm-256color"}
    # The one system without a session bus whose keyring is there all the same.
    keyring = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"} if sys.platform == "darwin" else {}
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **line, **keyring, **others}


@pytest.fixture
def first(demo: DemoServer, home: Path) -> Iterator[Terminal]:
    """The first start, in a terminal of 80x24."""
    with Terminal(
        [sys.executable, "-m", "mbtui", "--server", demo.url], environment(home), columns=80, rows=24
    ) as terminal:
        yield terminal


def shown(terminal: Terminal) -> bytes:
    """All that was written to a terminal."""
    return b"".join(chunk.data for chunk in terminal.chunks)


def test_one_paste_and_one_yes_then_the_timeline(demo: DemoServer, home: Path, first: Terminal) -> None:
    """The token is in one private file and nowhere else; the mouse stays with the terminal; addresses are copied."""
    token = demo.token
    first.wait_for("Sign in to Micro.blog")
    first.send(f"\x1b[200~{token}\x1b[201~\r")
    first.wait_for("This system has no keyring")
    first.settle()
    first.send("y")
    first.wait_for("The token is kept in")
    first.wait_for("Kaveh Soltani")
    first.send("v")
    first.wait_for("Over SSH, mbtui opens nothing on this machine.")
    first.wait_for("was sent to the terminal's clipboard.")
    address = next(line for line in first.screen.text.splitlines() if line.startswith("https://")).strip()
    assert osc52(address).encode() in shown(first)
    assert f";{address}\x07".encode() in shown(first)
    first.send("\x1b")
    first.wait_for("The token is kept in|updated")
    assert first.close("q") == 0
    for mode in (b"1000h", b"1002h", b"1003h", b"1006h"):
        assert b"\x1b[?" + mode not in shown(first)
    assert token.encode() not in shown(first)
    assert b"Traceback" not in shown(first)
    file = next(path for path in files_below(home) if path.name == "token")
    listed = subprocess.run(["ls", "-l", str(file)], capture_output=True, text=True, check=True).stdout
    assert listed.startswith("-rw-------")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path for path in files_below(home) if token.encode() in path.read_bytes()] == [file]


def test_a_home_that_can_not_be_written_is_a_sentence(demo: DemoServer) -> None:
    """And status 1."""
    with Terminal(
        [sys.executable, "-m", "mbtui", "--server", demo.url], environment(Path("/dev/null/home")), columns=80, rows=24
    ) as terminal:
        while terminal.read(5.0):
            pass
        assert terminal.close() == 10
        assert shown(terminal).startswith(b"mbtui: ")
        assert b"Traceback" not in shown(terminal)


def test_every_list_goes_through_a_pipe_as_json(demo: DemoServer, home: Path) -> None:
    """At most so many lines as were asked for, each one object."""
    everything = {**environment(home), "MBTUI_TOKEN": demo.token}
    running = {}
    for name in LISTS:
        count = [] if name.startswith("following") else ["-n", "50"]
        running[name] = process("--server", demo.url, *name.split(), "--json", *count, env=everything)
    for name, mbtui in running.items():
        with mbtui:
            out, err = mbtui.communicate(timeout=60)
        assert (mbtui.returncode, err) == (0, b""), name
        records = [json.loads(line) for line in out.splitlines()]
        assert 0 < len(records) <= 50 and all(isinstance(record, dict) for record in records), name


COPIED = (
    ("TMUX", through_tmux, "was sent to the terminal's clipboard through tmux."),
    ("STY", through_screen, "was sent to the terminal's clipboard through GNU screen."),
    ("SSH_TTY", str, "was sent to the terminal's clipboard."),
)
"""What is set, how the sequence is wrapped for it, and what is said."""


async def test_copying_says_which_way_it_went(
    demo: DemoServer, monkeypatch: pytest.MonkeyPatch, written: list[str]
) -> None:
    """Wrapped for the multiplexer in between."""
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    # Without a folder for it there is no tmux to talk to; the terminal is written to in any case.
    monkeypatch.setenv("PATH", "/nonexistent")
    demo.world.publish("tomas", "<p>Copy me.</p>")
    async with opened(demo, "title = false") as journey:
        for variable, wrapped, words in COPIED:
            with monkeypatch.context() as here:
                here.setenv(variable, "1")
                written.clear()
                await journey.press("Y")
                await journey.sees(f"The post's text {words}")
                assert any(wrapped(osc52("Copy me.")) in piece for piece in written), variable
