"""Writing to a terminal that may be slow, or go away: at once while it takes everything, else from a thread."""

from __future__ import annotations

import contextlib
import os
from typing import TextIO


class TerminalOutput:
    """The file of a terminal, for Textual's thread that writes to it, and past that thread.

    The thread waits for a slow terminal where nothing else should. It also waits for its turn beside the event loop,
    which is a tenth of the time that a key takes: what the terminal takes at once needs no thread.

    When the terminal has gone, it takes everything and does nothing with it. The thread would end at the first error;
    the program then waited for ever to hand it more.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._is_gone = False
        self._left: bytes | None = None
        """What the terminal did not take of the text that the thread is to write next."""
        self._given = self._taken = self._done = 0
        """Texts that the thread was given, has taken, and has sent."""
        self._number: int | None = None
        with contextlib.suppress(OSError):
            # Opened a second time, the terminal has a mode of its own: nobody else's writes fail in place of waiting.
            self._number = os.open(os.ttyname(file.fileno()), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)

    def write_at_once(self, text: str) -> bool:
        """Write without waiting. Returns whether all of it was written; else the same text has to go to the thread."""
        data = text.encode(self._file.encoding, self._file.errors or "strict")
        count = 0
        if self._number is not None and self._given == self._done:
            with contextlib.suppress(OSError):
                count = os.write(self._number, data)
        if count == len(data):
            return True
        if count:
            # The thread has nothing to do then, so that there is nothing left from before.
            self._left = data[count:]
        self._given += 1
        return False

    def write(self, text: str) -> None:
        """Write what was not written at once, if there still is a terminal; called by the thread."""
        left, self._left = self._left, None
        self._taken += 1
        if not self._is_gone:
            try:
                if left is None:
                    self._file.write(text)
                else:
                    self._file.buffer.write(left)
            except OSError:
                self._is_gone = True

    def flush(self) -> None:
        """Send what was written, if there still is a terminal; called by the thread."""
        taken = self._taken
        if not self._is_gone:
            try:
                self._file.flush()
            except OSError:
                self._is_gone = True
        self._done = taken

    def close(self) -> None:
        """Write no more at once. The file is not ours to close."""
        number, self._number = self._number, None
        if number is not None:
            os.close(number)

    def fileno(self) -> int:
        """The number by which the system knows the file."""
        return self._file.fileno()
