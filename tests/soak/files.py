"""Puts links and pipes where files of mbtui's lie, under any umask, and looks what became of them."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from random import Random

from mbtui.demo import Clock, DemoServer, Settings
from tests.presser.press import STEP_SECONDS
from tests.presser.states import ESCAPE
from tests.pseudo_terminal import Terminal
from tests.resilience.running import command, environment
from tests.soak.attack import Finding, Tried
from tests.soak.program import run

PRECIOUS = "Not to be touched."
FOLDERS = ("config", "data", "state", "cache")
UMASKS = (0o000, 0o002, 0o022, 0o077)
WAY = ("j", "f", "cSome words", ESCAPE, "e", ESCAPE, "p", "W", ESCAPE, ":theme", "\r", "j", "\r", ESCAPE, ESCAPE)


def put_things_in_the_way(number: int, home: Path) -> Tried:
    """Find out where its files lie, then put something else there, which a number gives, and start it again.

    Raises:
        Finding: A file can be read by others, a link was followed, or a pipe holds the program up.
    """
    random = Random(number)
    with DemoServer(clock=Clock(), settings=Settings(arrival_seconds=0)) as demo:
        before = os.umask(random.choice(UMASKS))
        try:
            _use(demo, home)
            files = _files(home)
            _hold_that_they_are_private(home)
            victim = home / "precious"
            victim.write_text(PRECIOUS)
            victim.chmod(0o600)
            path = random.choice(files)
            is_pipe = random.random() < 0.4
            path.unlink()
            if is_pipe:
                os.mkfifo(path, 0o600)
            elif random.random() < 0.3:
                path.symlink_to(home / "made-by-a-link")
            else:
                path.symlink_to(victim)
            what = f"{path.relative_to(home)} as a {'pipe' if is_pipe else 'link'}"
            # The files are there now: with the tests, a process that is forked opens them as any other.
            _use(demo, home, what, is_loaded="tests.lighter" in sys.modules)
            if victim.read_text() != PRECIOUS or (home / "made-by-a-link").exists():
                raise Finding(f"{what} was followed: {victim.read_text()[:80]!r}")
        finally:
            os.umask(before)
        return Tried(len(files), "files")


def _use(demo: DemoServer, home: Path, what: str = "nothing in the way", *, is_loaded: bool = False) -> None:
    run(demo, home, ("check", "--json"))
    common = home / "common"
    common.mkdir(exist_ok=True)
    around = environment(demo, home) | {"TMPDIR": str(common), "EDITOR": "true"}
    with Terminal(command(demo), around, columns=80, rows=24, is_loaded=is_loaded) as terminal:
        try:
            terminal.wait_until(lambda screen: "Timeline" in screen.text, 30)
        except TimeoutError as error:
            terminal.look()
            text = terminal.screen.text
            if terminal.has_ended and terminal.close() not in (0, 70) and "Traceback" not in text and text.strip():
                return  # a sentence says why it does not start
            raise Finding(f"With {what} it did not start: {error}") from error
        terminal.settle(0.3, 3)
        for key in WAY:
            terminal.send(key)
            terminal.settle(STEP_SECONDS)
        before = terminal.byte_count
        terminal.resize(79, 24)
        terminal.settle(0.3, 5)
        if terminal.byte_count == before:
            raise Finding(f"With {what} it answers no more.")
        terminal.send(ESCAPE + "1q")
        terminal.settle(0.3, 5)
        # It asks where something can not be sent.
        status = terminal.close("y", 20)
        if status != 0:
            terminal.look()
            raise Finding(f"With {what} it ended with {status}:\n{terminal.screen.text}")
    if left := [path.name for path in common.rglob("*")]:
        raise Finding(f"It put {left} where other users may put what they like.")


def _files(home: Path) -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (home / folder).rglob("*") if path.is_file())


def _hold_that_they_are_private(home: Path) -> None:
    for folder in FOLDERS:
        for path in (home / folder).rglob("*"):
            mode = stat.S_IMODE(path.lstat().st_mode)
            is_ours = "mbtui" in path.relative_to(home).parts
            if is_ours and mode & 0o077:
                raise Finding(f"{path.relative_to(home)} has mode {mode:04o}.")
