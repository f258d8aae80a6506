"""token_command: run without a shell and without a terminal, and given up in good time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mbtui.accounts.outside_token import TokenCommandFailed, run_token_command


def script(code: str) -> list[str]:
    """A command that runs some Python."""
    return [sys.executable, "-c", code]


def is_running(pid: str) -> bool:
    """Whether a process still runs; one that nobody has collected yet does not."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True)
    return done.stdout.strip()[:1] not in ("", "Z", "X")


async def test_the_first_line_is_the_token() -> None:
    """As password managers print it: the secret first, notes below."""
    assert await run_token_command(script("print('s3cret'); print('user: ines')")) == "s3cret"
    assert await run_token_command(["echo", "$HOME; rm -rf x"]) == "$HOME; rm -rf x"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["/no/such/program"], "token_command could not run program (No such file or directory)."),
        (script("raise SystemExit(3)"), "failed with status 3: no reason"),
        (script("import sys; sys.exit('vault is locked\\x1b[2J')"), "failed with status 1: vault is locked[2J"),
        (script(""), "printed nothing."),
        (["a\0b"], "its name can not be used"),
    ],
)
async def test_failures_are_sentences(command: list[str], sentence: str) -> None:
    """Missing, failing and silent commands."""
    with pytest.raises(TokenCommandFailed) as caught:
        await run_token_command(command)
    assert sentence in str(caught.value)


async def test_what_a_failing_command_printed_is_not_repeated() -> None:
    """Its standard output may hold the secret."""
    with pytest.raises(TokenCommandFailed) as caught:
        await run_token_command(script("print('s3cret'); raise SystemExit(1)"))
    assert "s3cret" not in str(caught.value)


async def test_a_command_that_waits_is_ended_with_its_children(tmp_path: Path) -> None:
    """Nothing it started stays behind."""
    mark = tmp_path / "pid"
    code = (
        "import subprocess, sys, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"pathlib.Path({str(mark)!r}).write_text(str(child.pid))\n"
        "child.wait()\n"
    )
    with pytest.raises(TokenCommandFailed, match="longer than 1 seconds"):
        await run_token_command(script(code), timeout_seconds=1)
    assert not is_running(mark.read_text())


async def test_a_command_has_no_terminal_to_ask_on() -> None:
    """A passphrase prompt would read the keys meant for the screen."""
    code = (
        "import os, sys\n"
        "try: os.open('/dev/tty', os.O_RDWR); print('tty')\n"
        "except OSError: print('none', repr(sys.stdin.read()), 'GPG_TTY' in os.environ)\n"
    )
    os.environ["GPG_TTY"] = "/dev/pts/0"
    try:
        assert await run_token_command(script(code)) == "none '' False"
    finally:
        del os.environ["GPG_TTY"]
