"""What terminals are asked about pictures, and what their answers mean.

All is asked at once, and last what every terminal answers (primary device attributes): then nothing more will come.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

Protocol = Literal["kitty", "iterm2", "sixel", "blocks"]

ASK_SIZE = "\x1b[16t"
QUESTIONS = f"\x1b_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q{ASK_SIZE}\x1b[c"
"""Kitty's graphics, the terminal's name and version, the size of its cells, and what kind of terminal it is."""
_SIXEL = "4"
_FIRST_KITTY = (0, 28)
"""The first version with placeholders."""
_SEXTANTS = ("contour", "foot", "ghostty", "iterm2", "kitty", "konsole", "vte", "wezterm")
"""Names of terminals that draw symbols of six parts themselves, whatever the font has."""


class Answers(NamedTuple):
    """What a terminal can draw."""

    protocol: Protocol = "blocks"
    cell_size: tuple[int, int] | None = None
    """Pixels across and down."""
    has_sextants: bool = False


def may_ask(environ: Mapping[str, str]) -> bool:
    """Whether a terminal reads over questions that it does not know.

    The Linux console and Apple's Terminal show them; screen and tmux take kitty's for a title.
    """
    term = environ.get("TERM", "")
    is_inside = environ.get("TMUX") or environ.get("STY") or term.startswith(("screen", "tmux"))
    return not (is_inside or term in ("linux", "dumb") or environ.get("TERM_PROGRAM") == "Apple_Terminal")


def is_last(report: str) -> bool:
    """Whether a report is the answer to the last question."""
    return re.fullmatch(r"\x1b\[\?[\d;]*c", report) is not None


def understood(reports: Iterable[str], cell_size: tuple[int, int] | None) -> Answers:
    """Read the answers of a terminal. `cell_size` is what the system knows."""
    name, attributes, has_kitty = "", set[str](), False
    for report in reports:
        if is_last(report):
            attributes = set(report[3:-1].split(";")[1:])
        elif match := re.fullmatch(r"\x1b\[6;(\d+);(\d+)t", report):
            cell_size = int(match[2]), int(match[1])
        elif report.startswith("\x1bP>|"):
            name = report[4:].lower()
        elif re.fullmatch(r"\x1b_Gi=1(?:,[^;]*)?;OK", report):
            has_kitty = True
    protocol: Protocol = "blocks"
    if has_kitty and _has_placeholders(name):
        protocol = "kitty"
    elif name.startswith(("iterm2", "wezterm")):
        protocol = "iterm2"
    elif _SIXEL in attributes:
        protocol = "sixel"
    return Answers(protocol, cell_size, name.startswith(_SEXTANTS))


def _has_placeholders(name: str) -> bool:
    """Whether a terminal that knows kitty's graphics draws them in the place of characters."""
    if match := re.match(r"kitty\D*(\d+)\.(\d+)", name):
        return (int(match[1]), int(match[2])) >= _FIRST_KITTY
    return name.startswith("ghostty")
