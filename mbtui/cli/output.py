"""What commands print: clean text, one JSON object a line, and at most bold, on a terminal only.

Each of the standard streams can be closed, full, or without a reader.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from mbtui.api.text import clean
from mbtui.cli.exits import Exit, Failure
from mbtui.terminal import kept_frame

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


def open_missing() -> None:
    """Put something in the place of streams that were closed, so that no file or socket takes their numbers.

    Closed input is empty input. What is written to closed output fails as on any other that can not be written.
    """
    ways = (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY))
    for number, (name, mode, flags) in enumerate(ways):
        if getattr(sys, name) is not None:
            continue
        opened = os.open(os.devnull, flags)
        if opened != number:
            os.dup2(opened, number)
            os.close(opened)
        stream = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def tell(sentence: str) -> None:
    """Say a sentence of mbtui on standard error; on the terminal when that is none but the output is."""
    kept_frame.withdraw()
    to_output = sys.stdout is not None and sys.stdout.isatty() and not (sys.stderr and sys.stderr.isatty())
    stream = sys.stdout if to_output else sys.stderr
    if stream is not None:
        with suppress(OSError):
            stream.write(fitted(f"mbtui: {sentence}\n", stream))
        end(stream)


def agrees(question: str) -> bool | None:
    """Ask at the terminal, whatever the standard streams are; no is meant unless yes is said. None: there is none."""
    import termios

    try:
        with open("/dev/tty", errors="replace") as keyboard, open("/dev/tty", "w", errors="replace") as terminal:
            # What was typed or pasted before the question is no answer to it.
            termios.tcflush(keyboard, termios.TCIFLUSH)
            terminal.write(fitted(f"{question} [y/N]", terminal) + " ")
            terminal.flush()
            return keyboard.readline().strip().lower() in ("y", "yes")
    except OSError:
        return None


def tell_of_fault(fault: Exception, kept: str = "") -> Exit:
    """Say where the report of a fault in mbtui and the person's words are; nothing that a variable held."""
    from mbtui import paths
    from mbtui.services.crash_report import keep_crash_report

    report = keep_crash_report(fault, paths.state_folder())
    place = f"A report without your posts and texts is in {report}." if report else "No report could be written."
    tell(f"A fault in mbtui has ended it ({type(fault).__name__}). {place} {kept}".rstrip())
    return Exit.FAULT


def fitted(text: str, stream: TextIO, hang: str = "") -> str:
    """Break lines between words where a terminal would break them within one; `hang` stands before what is left."""
    if not stream.isatty():
        return text
    import textwrap
    from unicodedata import east_asian_width

    columns = 0
    with suppress(OSError):
        columns = os.get_terminal_size(stream.fileno()).columns
    wrapper = textwrap.TextWrapper(columns or 80, subsequent_indent=hang, break_on_hyphens=False)
    wrapper.break_long_words = wrapper.replace_whitespace = False
    lines = []
    for line in text.split("\n"):
        # What takes two cells is counted twice.
        wide = "".join(f"{letter}\0" if east_asian_width(letter) in "WF" else letter for letter in line)
        lines += [part.replace("\0", "") for part in wrapper.wrap(wide)] or [""]
    return "\n".join(lines)


def end(stream: TextIO) -> None:
    """Hand on what was written; what can not be handed on is thrown away, so that Python does not try it at its end."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


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
