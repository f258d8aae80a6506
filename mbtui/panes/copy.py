"""Copying: a post's address and its words, to the clipboard of whoever sits at the terminal."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App

from mbtui.content.document import without_numbers
from mbtui.terminal.app import TerminalApp

if TYPE_CHECKING:
    from mbtui.store import SavedPost

PROGRAM_SECONDS = 2.0


def copy_text(app: App[Any], text: str, what: str = "The address") -> str:
    """Put a clean text into the clipboard. Returns which way it went, as a sentence about `what`."""
    from mbtui.terminal.clipboard import copying

    way = copying(text, os.environ, what=what)
    if way.sequence and isinstance(app, TerminalApp):
        app.write_to_terminal(way.sequence)
    if way.program:
        feed = partial(_feed, way.program, text)
        app.run_worker(feed, thread=True, group="copy", description=f"copy with {way.program[0]}")
    return way.words


def _feed(program: Sequence[str], text: str) -> None:
    # One way of several; the sequence has been written in any case.
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            program,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PROGRAM_SECONDS,
            check=False,
        )


def words_of(post: SavedPost) -> str:
    """Give a post's words as its author wrote them: without the numbers of links, quotes marked with `>`."""
    lines = [post.title] if post.title else []
    for block in post.document.blocks:
        if lines and block.is_spaced:
            lines.append(block.prefix.replace("▎", ">").rstrip())
        for number, line in enumerate(without_numbers(block).split("\n")):
            prefix = block.prefix if number or block.first_prefix is None else block.first_prefix
            lines.append(f"{prefix.replace('▎', '>')}{line}".rstrip())
    return "\n".join(lines).strip()
