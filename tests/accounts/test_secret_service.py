"""A real Secret Service holds the token, and it is nowhere on disk."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.forked import python

CHECKOUT = Path(__file__).resolve().parent.parent.parent

pytestmark = [
    pytest.mark.keyring,
    *(
        pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")
        for program in ("dbus-run-session", "gnome-keyring-daemon")
    ),
]

_UNLOCKED = 'printf "a password" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'
_NEVER_UNLOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1"


def session(demo: DemoServer, home: Path, start: str, commands: str) -> subprocess.CompletedProcess[str]:
    """Run shell commands with a session bus and a keyring of their own; `M` is mbtui."""
    environ = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environ["XDG_RUNTIME_DIR"] = str(home)
    mbtui = f'M() {{ {shlex.join([*python(), "-m", "mbtui", "--server", demo.url])} "$@"; }}'
    environ["TOKEN"] = demo.token
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", f"{mbtui}; {start}; {commands}"],
        cwd=CHECKOUT,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,
    )


def files_with(text: str, folder: Path) -> list[Path]:
    """The files below a folder that hold a text."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if text.encode() in path.read_bytes()]


def test_the_token_is_in_the_keyring_and_nowhere_else(demo: DemoServer, home: Path) -> None:
    """Signing in, reading and exchanging the token: no file of HOME, no output and no command line has it."""
    commands = (
        'echo "$TOKEN" | M login --token-stdin && M timeline -n 1 && M check; M doctor; M accounts --json; '
        "secret-tool search service x >/dev/null 2>&1; true"
    )
    with demo.fault("token-rotation"):
        done = session(demo, home, _UNLOCKED, commands)
    assert "Signed in as ines. The token is kept in the keyring." in done.stdout, done.stderr
    assert "ok: token: The one of ines, from the keyring, is accepted." in done.stdout
    assert '"kept": "keyring"' in done.stdout
    assert list((home / ".local/share/keyrings").glob("*.keyring"))
    for token in (demo.token, "demo-token-ines"):
        assert files_with(token, home) == []
        assert token not in done.stdout + done.stderr


def test_a_later_session_finds_it_and_signing_out_removes_it(demo: DemoServer, home: Path) -> None:
    """The keyring is unlocked anew, as after logging in to the computer again."""
    first = session(demo, home, _UNLOCKED, 'echo "$TOKEN" | M login --token-stdin')
    assert first.returncode == 0, first.stderr
    later = session(demo, home, _UNLOCKED, "M timeline -n 1 && M logout && M timeline")
    assert "Signed out of ines." in later.stdout, later.stderr
    assert later.returncode == 3
    assert "Traceback" not in later.stderr


def test_a_keyring_that_nobody_unlocks_is_a_sentence(demo: DemoServer, home: Path) -> None:
    """Nothing is kept, nothing hangs, no traceback; a file needs its own yes."""
    done = session(demo, home, _NEVER_UNLOCKED, 'echo "$TOKEN" | M login --token-stdin')
    assert done.returncode == 1
    assert "The keyring " in done.stderr and "Add --keep-in-file" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_with(demo.token, home) == []
    kept = session(demo, home, _NEVER_UNLOCKED, 'echo "$TOKEN" | M login --token-stdin --keep-in-file && M timeline')
    assert kept.returncode == 0, kept.stderr
    assert [path.name for path in files_with(demo.token, home)] == ["token"]
