"""The standard streams, of which each can be closed, full, or without a reader."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


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
    to_output = sys.stdout is not None and sys.stdout.isatty() and not (sys.stderr and sys.stderr.isatty())
    stream = sys.stdout if to_output else sys.stderr
    if stream is not None:
        with suppress(OSError):
            stream.write(fitted(f"mbtui: {sentence}\n", stream))
        end(stream)


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
