"""Ways to the clipboard of the person at the keyboard, who may be at the other end of an SSH line.

Pure: says what to write to the terminal, which program to run and what to tell the reader; it does neither itself.
A terminal never answers whether it took a text, so the words say where it went and not that it arrived.
"""

from __future__ import annotations

import base64
import shutil
import sys
from collections.abc import Callable, Mapping

import msgspec

from mbtui.services.remote import is_remote

LONGEST_BYTES = 74_000
"""In base64; xterm takes no more, and others not much more."""
_SCREEN_CHUNK = 200
"""GNU screen drops longer strings of control characters."""
_LOCAL_PROGRAMS = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
)


class Copying(msgspec.Struct, frozen=True):
    """How one text gets into the clipboard."""

    sequence: str
    """To be written to the terminal; empty when the text is too long for it."""
    program: tuple[str, ...]
    """A program that takes the text as its input, or nothing. That it fails does no harm."""
    words: str
    """Which way the text went, as a sentence."""


def copying(
    text: str,
    environ: Mapping[str, str],
    *,
    what: str = "The text",
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> Copying:
    """Decide how a clean text gets into the clipboard; `what` names it at the beginning of the sentence."""
    plain = osc52(text)
    is_in_tmux = bool(environ.get("TMUX")) or environ.get("TERM", "").startswith("tmux")
    is_in_screen = not is_in_tmux and (bool(environ.get("STY")) or environ.get("TERM", "").startswith("screen"))
    sent = f"{what} was sent to the terminal's clipboard"
    if len(plain) > LONGEST_BYTES:
        return Copying("", (), f"{what} is too long for the terminal's clipboard. Nothing was copied.")
    if is_in_tmux:
        # Which of the three is let through depends on tmux's set-clipboard and allow-passthrough.
        program: tuple[str, ...] = ("tmux", "load-buffer", "-w", "-") if environ.get("TMUX") and which("tmux") else ()
        return Copying(through_tmux(plain) + plain, program, f"{sent} through tmux.")
    if is_in_screen:
        return Copying(through_screen(plain), (), f"{sent} through GNU screen.")
    program = () if is_remote(environ) else _local_program(environ, platform, which)
    if program:
        return Copying(plain, program, f"{what} was copied with {program[0]}.")
    return Copying(plain, (), f"{sent}.")


def osc52(text: str) -> str:
    """Give the sequence that asks a terminal to take a text into its clipboard."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


def through_tmux(sequence: str) -> str:
    """Wrap a sequence so that tmux hands it to the terminal outside."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def through_screen(sequence: str) -> str:
    """Wrap a sequence so that GNU screen hands it to the terminal outside."""
    pieces = [sequence[start : start + _SCREEN_CHUNK] for start in range(0, len(sequence), _SCREEN_CHUNK)]
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


def _local_program(environ: Mapping[str, str], platform: str, which: Callable[[str], str | None]) -> tuple[str, ...]:
    """Find what speaks to the clipboard of this machine: not every terminal takes sequences."""
    if platform == "darwin":
        return ("pbcopy",) if which("pbcopy") else ()
    return next(
        (program for variable, program in _LOCAL_PROGRAMS if environ.get(variable) and which(program[0])),
        (),
    )
