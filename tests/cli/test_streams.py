"""Standard streams that are closed, full, or without a reader: a sentence where one can be said, and a status."""

from __future__ import annotations

import os
import subprocess
import sys
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

LIKE_STAR = {"unstar", "follow", "unfollow", "mute"}
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


@pytest.mark.parametrize("name", [name for name in BY_NAME if name not in LIKE_STAR])
def test_no_command_needs_its_streams(
    run: Run,
    demo: DemoServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    name: str,
) -> None:
    """Output that can not be written has its own status; errors that can not be said change nothing."""
    newest = demo.world.publish("tomas", "<p>First frost.</p>").id
    (tmp_path / "leeks.mp3").write_bytes(b"frost")

    def arguments() -> list[str]:
        own = demo.world.publish("ines", "<p>Leeks.</p>").id if "{own}" in ARGUMENTS.get(name, []) else 0
        words = [word.format(id=newest, own=own, file=tmp_path / "leeks.mp3") for word in ARGUMENTS.get(name, [])]
        return [name, *words, *(["--now"] if name == "check" else [])]

    if name == "check":
        run("check")
        demo.world.publish("tomas", "<p>Second frost.</p>")
    usual = run(*arguments())
    for make, status in ((full, Exit.LOCAL), (closed, Exit.LOCAL), (unread_pipe, Exit.PIPE)):
        with make() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            assert main(arguments()) == (status if usual.out else usual.status)
        err = capsys.readouterr().err
        assert "Traceback" not in err
        assert ("The output could not be written" in err) == bool(usual.out and status == Exit.LOCAL)
        with make() as stream, monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", stream)
            assert main(arguments()) == usual.status


@pytest.mark.parametrize("arguments", ["man", "--help", "timelin", "post", ""])
@pytest.mark.parametrize("streams", [">&-", "<&-", "2>&-", ">/dev/full", "<&- >&- 2>&-", ">/dev/full 2>&1"])
def test_a_process_without_its_streams_ends_in_order(home: Path, arguments: str, streams: str) -> None:
    """As shells and services start programs."""
    command = f"{sys.executable} -m mbtui {arguments} {streams}"
    done = subprocess.run(["bash", "-c", command], cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True)
    is_wrong = arguments in ("timelin", "post", "")
    is_lost = ">&-" in streams.split() or ">/dev/full" in streams
    assert done.returncode == (Exit.USAGE if is_wrong else Exit.LOCAL if is_lost else Exit.OK)
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


@pytest.mark.parametrize("error_output", ["2>&-", "2>/dev/full", "2>/dev/null"])
def test_the_full_screen_needs_the_error_output(error_output: str) -> None:
    """The toolkit draws there."""
    with on_terminal("--demo", through=f'"$@" {error_output}') as terminal:
        assert terminal.end() == Exit.USAGE
    assert "\x1b" not in terminal.shown
    assert "the error output is none" in terminal.shown
