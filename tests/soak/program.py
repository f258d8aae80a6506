"""mbtui as a program of its own: a command that ends, or the full screen in a pseudo-terminal, and what both must not
do."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path

from mbtui.cli.exits import Exit
from mbtui.demo import DemoServer
from tests.forked import python
from tests.presser.press import STEP_SECONDS
from tests.pseudo_terminal import Terminal
from tests.resilience.running import CLEAN, command, environment
from tests.soak.attack import Finding
from tests.terminal_screen import ASKS_FOR_PICTURES

COMMAND_SECONDS = 60.0
"""A command has given up by then: a request may take 30 seconds."""
ENDING_SECONDS = 20.0
MOST_MIB = 300.0
"""As much as the worst answer of the length that is read may take."""
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_COPIED = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)")
_NOTICE = re.compile(r"\x1b\](9|777;notify;mbtui);[^\x00-\x1f\x7f-\x9f;]+\x07")
_ADDRESS = re.compile(r"(https?://|mailto:)[\x21-\x7e]{1,2000}\Z")


def run(demo: DemoServer, home: Path, arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run a command. Returns its status, its output and its complaints, both harmless.

    Raises:
        Finding: It did not end, ended with a status that is not documented, or wrote what a terminal obeys.
    """
    # With the tests, which have it, from the process that is forked; in the long form from the start.
    program = [*python(), "-m", "mbtui"] if "tests.lighter" in sys.modules else command(demo)[:3]
    try:
        done = subprocess.run(
            [*program, *arguments, "--server", demo.url],
            env=environment(demo, home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=COMMAND_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise Finding(f"{arguments}: no end within {COMMAND_SECONDS:g} seconds") from error
    output, complaint = done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")
    if done.returncode not in set(Exit) - {Exit.FAULT} or "Traceback" in complaint:
        reports = [path.read_text() for path in home.glob("state/mbtui/crash-*.txt")]
        raise Finding("\n".join((f"{arguments} ended with {done.returncode}: {complaint}", *reports)))
    for name, text in (("output", output), ("complaint", complaint)):
        if found := FORBIDDEN.search(text):
            part = text[max(0, found.start() - 40) : found.end() + 40]
            raise Finding(f"{arguments} wrote in its {name}: {part!r}")
    return done.returncode, output, complaint


class Screen:
    """The full screen, started; as a context manager it is ended in order, and held to what it wrote."""

    def __init__(
        self, demo: DemoServer, home: Path, *, columns: int = 80, rows: int = 24, editor: str = "true"
    ) -> None:
        self._home = home
        around = environment(demo, home) | {"EDITOR": editor}
        self.terminal = Terminal(command(demo), around, columns=columns, rows=rows, is_loaded=True)
        self.copied: list[str] = []
        try:
            self.terminal.wait_for("Timeline", 30)
        except TimeoutError as error:
            raise Finding(str(error)) from error

    def press(self, *keys: str, seconds: float = 2.0) -> None:
        """Press keys, each once the screen rests.

        Raises:
            Finding: The program has ended by one.
        """
        for key in keys:
            if self.terminal.has_ended:
                self._ended(f"It ended before {key!r}.")
            self.terminal.send(key)
            self.terminal.settle(STEP_SECONDS, seconds)
            self.terminal.look()

    def answers(self, seconds: float = 1.0) -> None:
        """Hold that it answers: a change of size makes any screen draw itself.

        Raises:
            Finding: It does not, or not in time.
        """
        before, width = self.terminal.byte_count, self.terminal.screen.columns
        starved = self.terminal.starved_seconds()
        at = self.terminal.resize(width - 1, self.terminal.screen.rows)
        while self.terminal.byte_count == before and not self.terminal.has_ended:
            if time.monotonic() > at + 20 + self.terminal.starved_seconds() - starved:
                raise Finding(f"No answer within 20 seconds:\n{self.terminal.screen.text}")
            self.terminal.read(0.02)
        if self.terminal.has_ended:
            self._ended("It ended by itself.")
        starved = max(0.0, self.terminal.starved_seconds() - starved)
        if (taken := time.monotonic() - at - starved) > seconds:
            raise Finding(f"An answer took {taken:.1f} seconds:\n{self.terminal.screen.text}")
        self.terminal.settle(0.1, 5)
        self.terminal.resize(width, self.terminal.screen.rows)
        self.terminal.settle(0.1, 5)
        self.terminal.look()

    def end(self) -> None:
        """End it, and hold that it wrote nothing that a terminal obeys but what is its own, and left all as it was.

        Raises:
            Finding: It did not.
        """
        terminal = self.terminal
        if (used := terminal.memory_mib("VmHWM")) > MOST_MIB and not terminal.has_ended:
            raise Finding(f"It held {used:.0f} MiB.")
        if not terminal.has_ended:
            os.kill(terminal.process_id, signal.SIGTERM)
            end = time.monotonic() + ENDING_SECONDS
            while not terminal.has_ended and time.monotonic() < end:
                terminal.read(0.05)
            if not terminal.has_ended:
                raise Finding(f"It did not end within {ENDING_SECONDS:g} seconds:\n{terminal.screen.text}")
        self._ended("")

    def _ended(self, words: str) -> None:
        terminal = self.terminal
        terminal.look()
        status = terminal.close()
        reports = [path.read_text() for path in self._home.glob("state/mbtui/crash-*.txt")]
        if words or status != 0:
            raise Finding("\n".join((f"{words} Status {status}.", *(reports or [terminal.screen.text]))))
        screen = terminal.screen
        if screen.modes != CLEAN:
            raise Finding(f"It left the terminal with modes {sorted(screen.modes)}.")
        for sequence in screen.unknown:
            copied = _COPIED.match(sequence)
            if copied is None and _NOTICE.fullmatch(sequence):
                continue
            if copied is None:
                raise Finding(f"It wrote what is not its own: {sequence[:200]!r}")
            text = b64decode(copied[1]).decode()
            if found := FORBIDDEN.search(text):
                raise Finding(f"It copied {text[max(0, found.start() - 40) : found.end() + 40]!r}")
        output = b"".join(chunk.data for chunk in terminal.chunks).decode("utf-8", "replace")
        for address in set(re.findall(r"\x1b\]8;[^;]*;([^\x07\x1b]+)", output)):
            if not _ADDRESS.match(address):
                raise Finding(f"It linked to {address[:200]!r}")
        for told in set(re.findall(r"\x1b\](?:[02]|9|777;notify;mbtui);([^\x07\x1b]*)", output)):
            if FORBIDDEN.search(told):
                raise Finding(f"It named the window, or told of a mention, with {told[:200]!r}")
        plain = re.sub(
            r"\x1b(\[[<=>?]?[0-9;:]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[78=>cDEHM])",
            "",
            output.replace(ASKS_FOR_PICTURES, ""),
        )
        if found := re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain):
            raise Finding(f"It wrote {plain[max(0, found.start() - 40) : found.end() + 40]!r}")

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.end()
        else:
            self.terminal.close()
