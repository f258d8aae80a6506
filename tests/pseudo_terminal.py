"""A pseudo-terminal with a program in it: keys in, output stamped and counted, the screen rebuilt from it.

Output is stamped when it is read and emulated afterwards, so that the emulation is in no measurement.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests import fork_server
from tests.terminal_screen import Screen

_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p|\x1b\[(6)n")
_TICKS = os.sysconf("SC_CLK_TCK")
QUIET_SECONDS = 0.15
"""A program that has written nothing for so long has done what a key asked for: longer than any of its delays."""
LIMIT_SECONDS = 20.0


class Chunk(NamedTuple):
    """What one read gave."""

    at: float
    """Seconds, by the monotonic clock."""
    data: bytes


class Terminal:
    """One program in a pseudo-terminal; as a context manager it ends with the block."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 120,
        rows: int = 40,
        has_margins: bool = False,
        is_loaded: bool = False,
    ) -> None:
        """Start a program.

        Args:
            arguments: The command line; the first is the program's path.
            environment: All of its environment.
            columns: Width.
            rows: Height.
            has_margins: Whether it says that it can move lines between two columns.
            is_loaded: Fork it from a process that has loaded mbtui, where that can be; the program is Python then.
        """
        self.screen = Screen(columns, rows)
        self._known = {b"2026", b"69"} if has_margins else {b"2026"}
        """The modes that it knows."""
        self.chunks: list[Chunk] = []
        self.byte_count = 0
        self.has_ended = False
        self.status: int | None = None
        self._emulated = 0
        self._scanned = b""
        self.started_at = time.monotonic()
        if is_loaded and fork_server.IS_THERE:
            self._file, terminal = pty.openpty()
            self._set_size(columns, rows)
            self.process_id = fork_server.fork_mbtui(arguments[1:], environment, terminal)
            os.close(terminal)
        else:
            with warnings.catch_warnings():
                # A fork beside other threads is warned of: a child could wait for their locks. This one only execs.
                warnings.simplefilter("ignore", DeprecationWarning)
                self.process_id, self._file = pty.fork()
            if self.process_id == 0:
                _become(arguments, environment, columns, rows)
            self._set_size(columns, rows)
        os.set_blocking(self._file, False)

    @property
    def adds_carriage_returns(self) -> bool:
        """Whether the system puts one before every line feed: as a shell has it."""
        return bool(termios.tcgetattr(self._file)[1] & termios.ONLCR)

    @property
    def echoes(self) -> bool:
        """Whether the system shows what is typed: no program has taken the terminal for itself."""
        return bool(termios.tcgetattr(self._file)[3] & termios.ECHO)

    def resize(self, columns: int, rows: int) -> float:
        """Take another size. Returns when."""
        self.look()
        self.screen.resize(columns, rows)
        at = time.monotonic()
        self._set_size(columns, rows)
        return at

    def send(self, keys: str) -> float:
        """Type. Bytes that are no UTF-8 are written as surrogates (`surrogateescape`). Returns when."""
        data = keys.encode("utf-8", "surrogateescape")
        at = time.monotonic()
        while data:
            try:
                data = data[os.write(self._file, data) :]
            except BlockingIOError:
                self.read(0.01)
        return at

    def read(self, seconds: float) -> bool:
        """Wait at most so long for output and take what there is. Returns whether there was any."""
        if self.has_ended or not select.select([self._file], [], [], max(0.0, seconds))[0]:
            return False
        is_any = False
        while True:
            try:
                data = os.read(self._file, 65536)
            except BlockingIOError:
                break
            except OSError:
                data = b""
            if not data:
                self.has_ended = True
                break
            self.chunks.append(Chunk(time.monotonic(), data))
            self.byte_count += len(data)
            is_any = True
            self._answer(data)
        return is_any

    def settle(self, quiet_seconds: float = QUIET_SECONDS, limit_seconds: float = LIMIT_SECONDS) -> float:
        """Read until the program writes nothing more, and computes nothing. Returns when it wrote last."""
        end = time.monotonic() + limit_seconds
        while (self.read(quiet_seconds) or self.is_busy) and time.monotonic() < end:
            pass
        return self.chunks[-1].at if self.chunks else self.started_at

    @property
    def is_busy(self) -> bool:
        """Whether it, or a program that it runs, has something to compute: perhaps others have the processors."""
        return not self.has_ended and _is_busy(self.process_id)

    @property
    def seen_count(self) -> int:
        """How many chunks of the output are on `screen`; `look` brings the others there."""
        return self._emulated

    def look(self, watch: Callable[[Screen], bool] | None = None) -> float | None:
        """Bring the screen up to date. Returns when `watch` first held of it."""
        found = None
        while self._emulated < len(self.chunks):
            chunk = self.chunks[self._emulated]
            self._emulated += 1
            self.screen.feed(chunk.data)
            if watch is not None and found is None and watch(self.screen):
                found = chunk.at
        return found

    def wait_for(self, pattern: str, limit_seconds: float = LIMIT_SECONDS) -> float:
        """Read until a regular expression matches the screen. Returns when it first did.

        Raises:
            TimeoutError: It never did; the message shows the screen.
        """
        found = re.compile(pattern)
        return self.wait_until(lambda screen: found.search(screen.text) is not None, limit_seconds)

    def wait_until(self, watch: Callable[[Screen], bool], limit_seconds: float = LIMIT_SECONDS) -> float:
        """Read until the screen is as wanted. Returns when it first was.

        Raises:
            TimeoutError: It never was; the message shows the screen.
        """
        end = time.monotonic() + limit_seconds
        at = self.look(watch)
        if at is not None or watch(self.screen):
            return at or time.monotonic()
        while time.monotonic() < end and not self.has_ended:
            self.read(0.02)
            at = self.look(watch)
            if at is not None:
                return at
        raise TimeoutError(f"The screen never became what was waited for:\n{self.screen.text}")

    def written_since(self, byte_count: int) -> bytes:
        """What the program has written after so many bytes."""
        return b"".join(chunk.data for chunk in self.chunks)[byte_count:]

    def cpu_seconds(self) -> float:
        """What the program has computed so far, in steps of 10 ms."""
        fields = Path(f"/proc/{self.process_id}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def starved_seconds(self, *, has_own: bool = True) -> float:
        """How long its threads, and this process's own, were ready while other programs had the processors."""
        waited = 0
        for process in (self.process_id, *([os.getpid()] if has_own else [])):
            for path in Path(f"/proc/{process}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    waited += int(path.read_text().split()[1])
        return waited / 10**9

    def memory_mib(self, name: str = "VmRSS") -> float:
        """What the program holds: VmRSS now, VmHWM at most so far."""
        text = Path(f"/proc/{self.process_id}/status").read_text()
        found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0

    def kill(self) -> None:
        """End the program as a power cut does, and take what it had written by then."""
        os.kill(self.process_id, signal.SIGKILL)
        while self.read(LIMIT_SECONDS):
            pass
        self.close()

    def hang_up(self) -> None:
        """Take the terminal away, as a dropped SSH line does. What is left to do is `wait`."""
        os.close(self._file)
        self.has_ended = True

    def wait(self, limit_seconds: float) -> int | None:
        """Wait for the end of a program that has no terminal any more; None when it goes on, and has to be ended."""
        end = time.monotonic() + limit_seconds
        while time.monotonic() < end:
            found, status = os.waitpid(self.process_id, os.WNOHANG)
            if found:
                self.process_id, self.status = 0, os.waitstatus_to_exitcode(status)
                return self.status
            time.sleep(0.02)
        os.kill(self.process_id, signal.SIGKILL)
        self.close()
        return None

    def close(self, keys: str = "", limit_seconds: float = LIMIT_SECONDS) -> int | None:
        """Type some last keys, wait for the end, and enforce it. Returns the exit status; None when enforced."""
        if keys and not self.has_ended:
            self.send(keys)
            end = time.monotonic() + limit_seconds
            while not self.has_ended and time.monotonic() < end:
                self.read(0.05)
        if self.status is None and self.process_id:
            if not self.has_ended:
                os.kill(self.process_id, signal.SIGKILL)
            _, status = os.waitpid(self.process_id, 0)
            self.process_id = 0
            self.status = os.waitstatus_to_exitcode(status)
            with contextlib.suppress(OSError):
                os.close(self._file)
        return self.status if self.status is not None and self.status >= 0 else None

    def _answer(self, data: bytes) -> None:
        """Answer what a terminal is asked: it can write a frame at once (2026), and where its cursor is."""
        text = self._scanned + data
        end = 0
        for match in _QUERY.finditer(text):
            end = match.end()
            if match[2]:
                self.look()
                self.send(f"\x1b[{self.screen.y + 1};{self.screen.x + 1}R")
            else:
                self.send(f"\x1b[?{match[1].decode()};{2 if match[1] in self._known else 0}$y")
        self._scanned = text[end:][-12:]

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _is_busy(process_id: int | str) -> bool:
    for thread in Path(f"/proc/{process_id}/task").glob("*"):
        # It may end while it is looked at.
        with contextlib.suppress(OSError):
            if (thread / "stat").read_text().rpartition(")")[2].split()[0] in "RD":
                return True
            if any(map(_is_busy, (thread / "children").read_text().split())):
                return True
    return False


def _become(arguments: Sequence[str], environment: Mapping[str, str], columns: int, rows: int) -> None:
    """Turn the forked child into the program; never returns."""
    try:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.execve(arguments[0], list(arguments), dict(environment))
    finally:
        os._exit(127)
