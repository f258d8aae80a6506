"""What commands print: clean text, one JSON object a line, and at most bold, on a terminal only."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mbtui.api.text import clean
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.streams import end, fitted

_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


class Output:
    """Standard output and standard error of one command."""

    def __init__(self) -> None:
        self._out, self._err = sys.stdout, sys.stderr
        for stream in (self._out, self._err):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="replace")  # a terminal that is not UTF-8 shows what it can
        self.is_terminal = self._out.isatty()
        self.is_plain = False
        """Whether --plain forbids any emphasis."""

    @property
    def pipe(self) -> int | None:
        """The number of the pipe that is written to; None when it is none."""
        try:
            return number if stat.S_ISFIFO(os.fstat(number := self._out.fileno()).st_mode) else None
        except OSError:
            return None

    def line(self, text: str = "", *, hang: str | None = "") -> None:
        """Print a line, or several. On a terminal long ones go on behind `hang`, or where it breaks them if None."""
        text = clean(text)
        self.raw((text if hang is None else fitted(text, self._out, hang)) + "\n")

    def heading(self, text: str) -> None:
        """Print a line that stands out where that is possible."""
        is_bold = self.is_terminal and not self.is_plain and "NO_COLOR" not in os.environ
        if is_bold and os.environ.get("TERM", "dumb") != "dumb":
            self.raw(f"{_BOLD}{fitted(clean(text), self._out)}{_PLAIN}\n")
        else:
            self.line(text)

    def json(self, value: Any, *, is_indented: bool = False) -> None:
        """Print a value as JSON, on one line unless it is to be read by people."""
        self.raw(json_text(value, is_indented=is_indented) + "\n")

    def raw(self, text: str) -> None:
        """Print text of mbtui's own as it is: a script, a manual page."""
        with _as_failure():
            self._out.write(text)

    def say(self, sentence: str) -> None:
        """Tell the person something that is not the command's result: on standard error."""
        with suppress(OSError):  # the next flush meets it again
            self._out.flush()
        with suppress(OSError):
            self._err.write(fitted(clean(sentence), self._err) + "\n")
            self._err.flush()

    def complain(self, sentence: str) -> None:
        """Say what is wrong, and who says it."""
        # A server's own reason at the end of a sentence often has no full stop.
        self.say(f"mbtui: {sentence}" + ("" if sentence.endswith((".", "!", "?", "…")) else "."))

    def flush(self) -> None:
        """Hand everything on. BrokenPipeError: nobody reads any more."""
        with _as_failure():
            self._out.flush()

    def end(self) -> None:
        """Hand on what can be, for the last time."""
        end(self._out)
        end(self._err)


@contextmanager
def _as_failure() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"The output could not be written ({error.strerror or error}).", Exit.LOCAL) from error


def json_text(value: Any, *, is_indented: bool = False) -> str:
    """A value as JSON that no terminal can take for orders: what can not be seen is written as an escape."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2 if is_indented else None)
    if text.isascii():  # control characters below space are escaped by JSON's own rules
        return text.replace("\x7f", "\\u007f")
    return "".join(
        character if character.isprintable() or character == "\n" else _escaped(character) for character in text
    )


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
