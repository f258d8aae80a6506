"""Standard streams that are closed, full, or without a reader: a sentence where one can be said, and a status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest

from mbtui.cli import main
from mbtui.cli.exits import Exit
from mbtui.cli.table import BY_NAME
from mbtui.demo import DemoServer
from tests.cli.conftest import CHECKOUT, Run, on_terminal

ARGUMENTS = {
    "user": ["tomas"],
    "following": ["ines"],
    "people": ["maren"],
    "search": ["tom"],
    "pins": ["tomas"],
    "post": ["Hello."],
    "reply": ["{id}", "Hello."],
    "conversation": ["{id}"],
    "edit": ["{own}", "Hello {own}."],
    "delete": ["{own}", "--yes"],
    "star": ["{id}"],
    "unmute": ["tomas"],
    "upload": ["{file}"],
    "api": ["GET", "/posts/all"],
    "login": ["--token-stdin"],
    "demo-server": ["--faults"],
    "completion": ["fish"],
}
"""What each command needs to be run, beside its name."""

LIKE_STAR = {"unstar", "follow", "unfollow", "mute", "block", "unblock", "report"}
"""They print in the same way as `star`."""


def unread_pipe() -> TextIO:
    """A pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w")


def full() -> TextIO:
    """A file on a full disk."""
    return open("/dev/full", "w")


def closed() -> TextIO:
    """What mbtui puts in the place of a closed output: nothing can be written to it."""
    return os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")


@pytest.fixture
def arguments(demo: DemoServer, tmp_path: Path) -> Callable[[str], list[str]]:
    """Gives the command line of a command that succeeds."""
    newest = demo.world.publish("tomas", "<p>First frost.</p>").id
    (tmp_path / "leeks.mp3").write_bytes(b"frost")

    def give(name: str) -> list[str]:
        own = demo.world.publish("ines", "<p>Leeks.</p>").id if "{own}" in ARGUMENTS.get(name, []) else 0
        words = [word.format(id=newest, own=own, file=tmp_path / "leeks.mp3") for word in ARGUMENTS.get(name, [])]
        return [name, *words, *(["--now"] if name == "check" else [])]

    return give


def test_no_command_needs_its_streams(
    run: Run,
    demo: DemoServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Callable[[str], list[str]],
) -> None:
    """Output that can not be written has its own status; errors that can not be said change nothing."""
    # Others leave an account behind, which it would find once.
    for name in sorted(BY_NAME.keys() - LIKE_STAR, key=lambda name: (name != "logout", name)):
        if name == "check":
            run("check")
            demo.world.publish("tomas", "<p>Second frost.</p>")
        usual = run(*arguments(name))
        with full() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            assert main(arguments(name)) == (Exit.LOCAL if usual.out else usual.status), name
        err = capsys.readouterr().err
        assert ("Traceback" in err, "The output could not be written" in err) == (False, bool(usual.out)), (name, err)
        with full() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stream)
            assert main(arguments(name)) == usual.status, name


@pytest.mark.parametrize(("make", "status"), [(closed, Exit.LOCAL), (unread_pipe, Exit.PIPE)])
def test_no_stream_is_needed(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: Callable[[str], list[str]],
    make: Callable[[], TextIO],
    status: Exit,
) -> None:
    """However it is missing: for a list, a text that is sent, a page of help, and a command that prints none."""
    for name in ("timeline", "post", "user", "help", "star"):
        usual = run(*arguments(name))
        with make() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            assert main(arguments(name)) == (status if usual.out else usual.status), name
        err = capsys.readouterr().err
        said = bool(usual.out and status == Exit.LOCAL)
        assert ("Traceback" in err, "The output could not be written" in err) == (False, said), (name, err)
        with make() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stream)
            assert main(arguments(name)) == usual.status, name


def test_a_process_without_its_streams_ends_in_order(home: Path) -> None:
    """As shells and services start programs: each stream with what writes to it, or reads it."""
    for streams, given in (
        (">&-", "man"),
        (">&-", "--help"),
        (">/dev/full", "man"),
        (">/dev/full", "--help"),
        ("<&-", "post"),
        ("<&-", "''"),
        ("2>&-", "timelin"),
        ("2>&-", "''"),
        ("<&- >&- 2>&-", "man"),
        ("<&- >&- 2>&-", "post"),
        ("<&- >&- 2>&-", "''"),
        (">/dev/full 2>&1", "--help"),
        (">/dev/full 2>&1", "timelin"),
    ):
        command = f"{sys.executable} -m mbtui {given} {streams}".replace("''", "")
        done = subprocess.run(["bash", "-c", command], cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True)
        is_wrong = given in ("timelin", "post", "''")
        is_lost = ">&-" in streams.split() or ">/dev/full" in streams
        status = Exit.USAGE if is_wrong else Exit.LOCAL if is_lost else Exit.OK
        assert (done.returncode, b"Traceback" in done.stderr, b"Exception" in done.stderr) == (status, False, False), (
            command
        )


@pytest.mark.parametrize("error_output", ["2>&-", "2>/dev/full", "2>/dev/null"])
def test_the_full_screen_needs_the_error_output(error_output: str) -> None:
    """The toolkit draws there."""
    with on_terminal("--demo", through=f'"$@" {error_output}') as terminal:
        assert terminal.end() == Exit.USAGE
    assert "\x1b" not in terminal.shown
    assert "the error output is none" in terminal.shown
