"""What commands print: clean text, one JSON object a line, and at most bold, on a terminal only."""

from __future__ import annotations

import os
import sys
from typing import Any, TextIO

from mbtui.api.text import clean

_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


class Output:
    """Standard output and standard error of one command."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None, *, is_plain: bool = False) -> None:
        """Take the process's own streams, unless others are given; without any emphasis if `is_plain`."""
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        for stream in (self._out, self._err):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="replace")  # a terminal that is not UTF-8 shows what it can
        self.is_terminal = self._out.isatty()
        self._is_bold = (
            not is_plain
            and self.is_terminal
            and "NO_COLOR" not in os.environ
            and os.environ.get("TERM", "dumb") != "dumb"
        )

    def line(self, text: str = "") -> None:
        """Print a line, or several."""
        self._out.write(clean(text) + "\n")

    def heading(self, text: str) -> None:
        """Print a line that stands out where that is possible."""
        self._out.write(f"{_BOLD}{clean(text)}{_PLAIN}\n" if self._is_bold else clean(text) + "\n")

    def json(self, value: Any, *, is_indented: bool = False) -> None:
        """Print a value as JSON, on one line unless it is to be read by people."""
        self._out.write(json_text(value, is_indented=is_indented) + "\n")

    def raw(self, text: str) -> None:
        """Print text of mbtui's own as it is: a script, a manual page."""
        self._out.write(text)

    def signal(self, sequence: str) -> None:
        """Send something to the terminal that is not text; nothing where there is no terminal."""
        if self.is_terminal:
            self._out.write(sequence)

    def say(self, sentence: str) -> None:
        """Tell the person something that is not the command's result: on standard error."""
        self._out.flush()
        self._err.write(clean(sentence) + "\n")
        self._err.flush()

    def complain(self, sentence: str) -> None:
        """Say what is wrong, and who says it."""
        # A server's own reason at the end of a sentence often has no full stop.
        self.say(f"mbtui: {sentence}" + ("" if sentence.endswith((".", "!", "?", "…")) else "."))

    def flush(self) -> None:
        """Hand everything on; raises BrokenPipeError when nobody reads any more."""
        self._out.flush()


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
