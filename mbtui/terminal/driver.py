"""A terminal that may go away while it is written to: the SSH line drops, the window is closed.

Textual 8.2 takes no notice of either: its driver and asyncio's signals are helped along here.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import selectors
import signal
import struct
import termios
from collections.abc import Callable
from typing import Any

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.messages import InBandWindowResize

from mbtui.services.remote import is_remote
from mbtui.terminal import kept_frame
from mbtui.terminal.input import TerminalInput
from mbtui.terminal.output import TerminalOutput
from mbtui.terminal.screen_diff import ASK_MARGINS

READ_SECONDS = 0.1
"""How often the reading thread looks whether it is to end."""
READ_BYTES = 4096
ALTERNATE_SCREEN = "\x1b[?1049h"


def end_in_order(end: Callable[[], object]) -> None:
    """Let SIGHUP, SIGTERM and SIGINT end the program in good order.

    asyncio's own handlers would be told through a pipe, which is full when many keys wait behind a line that stands.

    Args:
        end: Called on the event loop that runs now.
    """
    loop = asyncio.get_running_loop()

    def heed(_number: int, _frame: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(end)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, heed)


def can_be_woken() -> bool:
    """Whether a shell can bring the program back after ctrl+z.

    A shell with job control gives each job a process group of its own. A program in the group of its session's
    leader (`ssh -t host mbtui`, `xterm -e mbtui`) has none above it, and would stop for ever.
    """
    return os.getpgrp() != os.getsid(0)


class HangupDriver(LinuxDriver):
    """Outlives its terminal for as long as it takes to end in good order."""

    _app: Any
    _file: Any
    _must_signal_resume: bool
    _was_started = False
    _frame: kept_frame.KeptFrame | None = None
    """What the terminal shows, until the driver has the terminal."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._file = self._output = TerminalOutput(self._file)

    def start_application_mode(self) -> None:
        """Take the terminal. What is written to it reaches it as it is: no line feed gets a second carriage return.

        What was sent while an editor or a shell had it was meant for those, and is thrown away.
        """
        if self._was_started:
            with contextlib.suppress(termios.error):
                termios.tcflush(self.fileno, termios.TCIFLUSH)
        self._was_started = True
        frame = self._frame = kept_frame.take_over()
        if frame is not None:
            self._app.begin_with(frame)
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's driver is not typed
        if frame is not None:
            self.attrs_before = frame.attributes
            self._frame = None
        with contextlib.suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[1] &= ~termios.ONLCR
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def _request_terminal_sync_mode_support(self) -> None:
        """Ask what the terminal can do; Terminal.app would print the question."""
        super()._request_terminal_sync_mode_support()
        if os.environ.get("TERM_PROGRAM") != "Apple_Terminal":
            self.write(ASK_MARGINS)
            self.flush()

    def stop_application_mode(self) -> None:
        """Give the terminal back, without the pictures that it was sent."""
        self.write(self._app.forget_pictures())
        super().stop_application_mode()

    @property
    def cell_size(self) -> tuple[int, int] | None:
        """Pixels of a cell, across and down, as the system knows them; few terminals tell it."""
        with contextlib.suppress(OSError):
            lines, columns, width, height = struct.unpack("4H", fcntl.ioctl(self.fileno, termios.TIOCGWINSZ, bytes(8)))
            if columns and lines and width >= columns and height >= lines:
                return width // columns, height // lines
        return None

    def _answered(self, answer: str) -> None:
        self._loop.call_soon_threadsafe(self._app.take_answer, answer)

    def send_message(self, message: Message) -> None:
        """Give a message to the application, from the thread that reads: without a task of its own for each."""
        self._loop.call_soon_threadsafe(self._app.post_message, message)

    def process_message(self, message: Message) -> None:
        """Take what the terminal says, in the thread that reads. Textual would answer some of it there and then.

        Only the event loop writes: a second writer could come between the parts of a frame that is taken in parts.
        """
        if isinstance(message, InBandWindowResize):
            self._loop.call_soon_threadsafe(super().process_message, message)
        else:
            super().process_message(message)

    def write(self, data: str) -> None:
        """Write to the terminal; a second time, the alternate screen may be cleared, and with it what it shows."""
        if (self._frame is None or data != ALTERNATE_SCREEN) and not self._output.write_at_once(data):
            super().write(data)

    def close(self) -> None:
        super().close()
        self._output.close()

    def _sigtstp_application(self, *_: Any) -> None:
        """Stop for the shell, if there is one: ctrl+z may come after the terminal was given back at the end."""
        if can_be_woken():
            super()._sigtstp_application()

    def _sigcont_application(self, *_: Any) -> None:
        """Go on. Textual takes the terminal without asking whether it is there, or was ever given back."""
        try:
            termios.tcgetattr(self.fileno)
        except termios.error:
            # The line has dropped: that is told by SIGHUP, with which this signal comes.
            return
        if self._auto_restart and not self._must_signal_resume:
            # Stopped from outside, without a chance to give it back; others have used it since.
            self.suspend_application_mode()
            self._must_signal_resume = True
        super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Read keys until the program ends or the terminal has gone."""
        has_mouse = bool(getattr(self._app, "has_mouse", True))
        reader = TerminalInput(is_remote=is_remote(os.environ), has_mouse=has_mouse, answered=self._answered)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(min(READ_SECONDS, reader.wait_seconds or READ_SECONDS)):
                    try:
                        data = os.read(self.fileno, READ_BYTES)
                    except OSError:
                        data = b""
                    if not data:
                        # The terminal has gone. SIGHUP tells that too, but may be ignored (nohup).
                        self._loop.call_soon_threadsafe(self._app.exit)
                        return
                    messages = reader.feed(data)
                else:
                    messages = reader.tick()
                for message in messages:
                    self.process_message(message)
