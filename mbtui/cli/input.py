"""Where the text of a post or reply comes from: the command line, a file, or a pipe."""

from __future__ import annotations

import sys
from pathlib import Path

from mbtui.cli.exits import Failure

_LIMIT_BYTES = 1_000_000


def given_text(words: list[str], file: str | None) -> str | None:
    """Take the text.

    Args:
        words: From the command line; then there is no file.
        file: A file's name, `-` for standard input, or None.

    Returns:
        The text without blank lines around it, never empty; None when the person at the terminal is to write it.

    Raises:
        Failure: There is none, or it can not be read.
    """
    if words:
        text = " ".join(words)
    elif file and file != "-":
        text = _decode(read_file(file), file)
    elif file == "-" or not sys.stdin.isatty():
        text = _decode(sys.stdin.buffer.read(_LIMIT_BYTES + 1), "standard input")
    elif sys.stdout.isatty():
        return None
    else:
        raise Failure("There is no text. Give it in the command, with --file, or through a pipe.")
    if not (text := trimmed(text)):
        raise Failure("The text is empty, so nothing was sent.")
    return text


def trimmed(text: str) -> str:
    """A text without blank lines around it; empty when there is nothing to see in it."""
    return text.strip("\r\n").rstrip()


def read_file(name: str, limit_bytes: int = _LIMIT_BYTES) -> bytes:
    """Read a file that the reader named.

    Raises:
        Failure: It can not be read, or is larger than the limit.
    """
    try:
        with Path(name).open("rb") as file:
            content = file.read(limit_bytes + 1)
    except OSError as error:
        raise Failure(f"{name} could not be read ({error.strerror}).") from error
    if len(content) > limit_bytes:
        raise Failure(f"{name} is larger than {limit_bytes:,} bytes.")
    return content


def _decode(content: bytes, name: str) -> str:
    if len(content) > _LIMIT_BYTES:
        raise Failure(f"The text from {name} is longer than {_LIMIT_BYTES:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure(f"The text from {name} is not UTF-8.") from error
