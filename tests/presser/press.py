"""One program whose keys are pressed, and what must hold of it: it lives, it answers, the terminal is left clean."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from mbtui.demo import Clock, DemoServer, Settings
from tests.forked import python
from tests.presser.states import ESCAPE, State
from tests.pseudo_terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
WIDE = (120, 36)
"""Has room for two columns."""
NARROW = (80, 24)
CLEAN = {7, 25}
"""The modes of a terminal that was left as it was found: lines wrap, the cursor is seen."""
_COPIED = re.compile(r"\x1b\]52;c;[A-Za-z0-9+/=]+")
"""What `y`, `Y` and ctrl+c in a text put into the clipboard."""
STEP_SECONDS = 0.03
"""A program that neither writes nor computes for so long has taken the step that a key asked for."""
MOST_STEPS_BACK = 8
BUSY_SECONDS = 20.0
"""The longest that some dozens of keys, sent at once, may take together."""
ENDING_SECONDS = 20.0
"""The longest that the end of the program may take."""
IDLE_SECONDS = 0.015
"""It has nothing to do when it had a processor for no longer within a twentieth of a second."""
MOST_BYTES = 2_000_000
"""Output kept before it is put on the emulated screen and forgotten."""


class Finding(Exception):
    """Something that must not happen."""


@contextmanager
def world(state: State) -> Iterator[DemoServer]:
    """A server in the state that is wanted; time runs, and nobody posts unless told to.

    What is wrong where a way leads becomes so on the way: before it, the timeline is there to go from.
    """
    with DemoServer(clock=Clock(), settings=Settings(posts=state.posts, arrival_seconds=0)) as demo:
        if not state.path:
            _spoil(demo, state)
        yield demo


def _spoil(demo: DemoServer, state: State) -> None:
    demo.mend()
    for name, path in state.faults:
        demo.fault(name, path=path)


class Pressed:
    """The program in a pseudo-terminal; started anew when a key has led out of it."""

    def __init__(
        self,
        demo: DemoServer,
        home: Path,
        *,
        size: tuple[int, int] = WIDE,
        usernames: Sequence[str] | None = None,
        limit_seconds: float = 1.0,
    ) -> None:
        """
        Args:
            demo: The server.
            home: Where its folders are.
            size: Columns and lines of the terminal.
            usernames: Who signs in first, one after the other; None: the program is given a token.
            limit_seconds: How long an answer may take.
        """
        self.sizes = (size, (size[0] - 1, size[1]))
        """Resizing makes any screen draw itself, whatever has the focus: so the program is asked for an answer."""
        self._demo = demo
        self._home = home
        self._usernames = usernames
        self._limit_seconds = limit_seconds
        self._size = 0
        self.slowest_seconds = 0.0
        self.slowest_burst_seconds = 0.0
        self.starts = 0
        for username in usernames or ():
            self._sign_in(username)
        self.terminal = self._start()

    def _sign_in(self, username: str) -> None:
        # With the tests, which have it, from the process that is forked; in the long form from the start.
        program = python() if "tests.lighter" in sys.modules else [sys.executable]
        arguments = ("login", "--token-stdin", "--keep-in-file", "--server", self._demo.url)
        token = self._demo.world.tokens._new("token", username)
        command = [*program, "-m", "mbtui", *arguments]
        subprocess.run(command, input=token, text=True, env=self._environment(), check=True, capture_output=True)

    def _environment(self) -> dict[str, str]:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(ROOT),
            "HOME": str(self._home),
            "XDG_CONFIG_HOME": str(self._home / "config"),
            "XDG_DATA_HOME": str(self._home / "data"),
            "XDG_STATE_HOME": str(self._home / "state"),
            "XDG_CACHE_HOME": str(self._home / "cache"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            "EDITOR": "true",
            "BROWSER": "true",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        if self._usernames is None:
            environment["MBTUI_TOKEN"] = self._demo.token
        return environment

    def _start(self) -> Terminal:
        self.starts += 1
        self._size = 0
        terminal = Terminal(
            [sys.executable, "-m", "mbtui", "--server", self._demo.url],
            self._environment(),
            columns=self.sizes[0][0],
            rows=self.sizes[0][1],
            is_loaded=True,
        )
        try:
            # The frame that was kept of the last program has no last line.
            terminal.wait_until(lambda screen: "Timeline" in screen.text and "help" in screen.lines[-1], 30)
            self._hints = re.split(" {3,}", terminal.screen.lines[-1])[-1]
        except TimeoutError as error:
            raise Finding(f"It did not start:\n{error}") from error
        terminal.settle(0.1, 5)
        return terminal

    def send(self, data: bytes) -> None:
        """Send bytes and take what comes meanwhile."""
        try:
            self.terminal.send(data.decode("utf-8", "surrogateescape"))
        except OSError:
            self.terminal.has_ended = True
        self.terminal.read(0)
        if self.terminal.byte_count - self._looked > MOST_BYTES:
            self._look()

    _looked = 0

    def _look(self) -> None:
        self.terminal.look()
        self.terminal.chunks.clear()
        self.terminal._emulated = 0
        self._looked = self.terminal.byte_count

    def go(self, state: State) -> None:
        """Lead a program that was just started, or led back, into a state."""
        if state.path:
            _spoil(self._demo, state)
        for keys in state.path:
            self.send(keys.encode())
            self.terminal.settle(STEP_SECONDS, 2)

    def back(self) -> None:
        """Go back to the timeline from wherever it is; where no way leads there, by a new start.

        Raises:
            Finding: It could not be ended in order.
        """
        for step in range(MOST_STEPS_BACK):
            if self.terminal.has_ended or self._is_home:
                break
            # A tab whose posts can not be shown has other hints.
            keys = "d" if "keep as draft" in self.terminal.screen.text else "1" if step % 3 == 2 else ESCAPE
            self.send(keys.encode())
            self.terminal.settle(STEP_SECONDS, 2)
        else:
            self.end()
        if self.terminal.has_ended:
            self.check()
        else:
            self.send(b"1")
            self.terminal.settle(STEP_SECONDS, 2)

    @property
    def _is_home(self) -> bool:
        """Whether the main screen is seen as it was at the start: with nothing above it, and one column."""
        self._look()
        lines = self.terminal.screen.lines
        return lines[0].startswith(" Timeline") and lines[-1].endswith(self._hints) and "│" not in "".join(lines[1:-1])

    def catch_up(self) -> None:
        """Let it work off what was sent: nobody types for minutes faster than keys are carried out.

        What it does then can not be seen, since it draws when it has nothing else to do.

        Raises:
            Finding: It is still at it after `BUSY_SECONDS`.
        """
        began = worked = self._worked_seconds()
        is_idle = False
        while not is_idle and not self.terminal.has_ended:
            before, starved = worked, self.terminal.starved_seconds(has_own=False)
            self.terminal.settle(0.05, 0.05)
            worked, starved = self._worked_seconds(), self.terminal.starved_seconds(has_own=False) - starved
            # Idle, it still waits now and then for a processor, when it looks for keys.
            is_idle = worked - before <= IDLE_SECONDS and starved <= 2 * IDLE_SECONDS
            if worked - began > BUSY_SECONDS:
                raise Finding(f"It was busy for more than {BUSY_SECONDS:g} seconds.\n{self.text}")
        self.slowest_burst_seconds = max(self.slowest_burst_seconds, worked - began)

    def _worked_seconds(self) -> float:
        """How long it has had a processor, in its own threads."""
        try:
            stat = Path(f"/proc/{self.terminal.process_id}/stat").read_text()
        except OSError:
            return 0.0
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def check(self) -> bool:
        """Hold that it lives and answers. Returns whether it was started anew, since a key has ended it in order.

        Raises:
            Finding: It ended otherwise, or gave no answer in time.
        """
        if self.terminal.read(0) and self.terminal.has_ended:
            pass
        if not self.terminal.has_ended:
            before, starved = self.terminal.byte_count, self.terminal.starved_seconds()
            self._size = 1 - self._size
            at = asked = self.terminal.resize(*self.sizes[self._size])
            while self.terminal.byte_count == before and not self.terminal.has_ended:
                waited = time.monotonic() - asked
                if waited > ENDING_SECONDS + self.terminal.starved_seconds() - starved:
                    raise Finding(f"No answer within {ENDING_SECONDS:g} seconds.\n{self.text}")
                self.terminal.read(0.02)
                if not self.terminal.has_ended and self.terminal.echoes:
                    # It is leaving, or another program is run. ctrl+s behind its end holds the terminal up; ctrl+q lets
                    # it go on.
                    self.terminal.send("\x11")
                    at = time.monotonic()
            taken = time.monotonic() - at - max(0.0, self.terminal.starved_seconds() - starved)
            self.slowest_seconds = max(self.slowest_seconds, taken)
            if not self.terminal.has_ended and taken > self._limit_seconds:
                raise Finding(f"An answer took {taken:.1f} seconds.\n{self.text}")
        if self.terminal.has_ended:
            self.end()
            self.terminal = self._start()
            self._looked = 0
            return True
        return False

    def resize(self, columns: int, rows: int) -> None:
        """Take a size that is none of those by which an answer is asked for."""
        self.terminal.resize(columns if columns != self.sizes[0][0] else columns + 1, rows)

    def widen(self) -> None:
        """Be as large as at the start again."""
        if self._size != 0:
            self.check()
        self.terminal.settle(0.3)

    @property
    def text(self) -> str:
        """What is on the screen."""
        self._look()
        return self.terminal.screen.text

    def end(self) -> None:
        """End the program in order, and hold that it leaves the terminal as it was.

        Raises:
            Finding: It did not.
        """
        if not self.terminal.has_ended:
            os.kill(self.terminal.process_id, signal.SIGTERM)
            end = time.monotonic() + 10
            while not self.terminal.has_ended and time.monotonic() < end:
                self.terminal.read(0.05)
        status = self.terminal.close()
        text = self.text
        screen = self.terminal.screen
        # Between the end of the screen and that of the program ctrl+\\ ends it at once, and so does the signal above.
        is_left = self.terminal.status in (-signal.SIGQUIT, -signal.SIGTERM) and screen.modes == CLEAN
        if (status != 0 and not is_left) or "Traceback" in text:
            reports = [path.read_text() for path in self._home.glob("state/mbtui/crash-*.txt")]
            raise Finding("\n".join((f"It ended with {self.terminal.status}.", *(reports or [text]))))
        if screen.modes != CLEAN:
            raise Finding(f"It left the terminal with modes {sorted(screen.modes)}.")
        # What is typed after its end is shown by the system itself, controls and all.
        if unknown := [sequence for sequence in screen.unknown if len(sequence) > 1 and not _COPIED.match(sequence)]:
            raise Finding(f"It wrote what a terminal does not know: {unknown[:3]!r}")

    def __enter__(self) -> Pressed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.terminal.close()
