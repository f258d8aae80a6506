"""The one gate between strangers' text and the terminal.

Every string that comes from the network passes through `clean` before anything else sees it; text that
is decoded again later (HTML entities) passes once more. It knows nothing of what the text means.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS_KEPT = 4
"""Combining marks in a row that are let through; more only serves to paint over the neighbouring lines."""

_PLAIN = re.compile(r"[\t\n -~]*")

_LINE_BREAK = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
"""This and the following are compiled with the first text that is not plain, which is after the first frame."""

_DROPPED = (
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1: escape sequences begin with these
    "\u00ad\u061c\u180e"  # soft hyphen, Arabic letter mark, Mongolian vowel separator
    "\u200b\u200e\u200f"  # zero-width space, left-to-right and right-to-left mark
    "\u2028-\u202e"  # separators, embeddings and overrides
    "\u2060-\u206f"  # word joiner, isolates, invisible operators
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb"  # noncharacters, byte order mark, interlinear annotation
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # layout controls of rare scripts
    "\U000e0000-\U000e00ff"  # tags: hidden text; three flags are lost with them
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)

_SURROGATE = "[\ud800-\udfff]"

_JOINERS = "([\u200c\u200d])[\u200c\u200d]+"

_LONE_JOINER = "(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
"""A joiner with plain ASCII, or nothing, on a side joins nothing: it can only hide in a name or an address."""

_SIGNS = rf"[^\x00-\x7f\w\s]{{{_MARKS_KEPT + 1},}}"
"""Runs that may hold too many marks. A mark is neither a letter nor a blank, so most texts have none."""


def clean(text: str) -> str:
    """Give the text without anything that a terminal would obey instead of show.

    Escape and control characters, bidirectional overrides, invisible characters, noncharacters and
    halves of surrogate pairs are gone; line breaks of every kind are `\\n`. Tabs, emoji (with their
    joiners and variation selectors) and right-to-left letters stay. Cleaning again changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = re.sub(_SURROGATE, "\ufffd", text)
    if re.search(_DROPPED, text):
        text = re.sub(_DROPPED, "", re.sub(_LINE_BREAK, "\n", text))
    if text.isascii():
        return text
    text = re.sub(_SIGNS, _limit_marks, text)
    if "\u200d" in text or "\u200c" in text:
        text = re.sub(_LONE_JOINER, "", re.sub(_JOINERS, r"\1", text))
    return text


def clean_line(text: str) -> str:
    """Give `clean(text)` with every run of blanks, tabs and line breaks as one blank, none at the ends."""
    return " ".join(clean(text).split())


def _limit_marks(signs: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in signs.group():
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
            if marks > _MARKS_KEPT:
                continue
        elif character not in "\u200c\u200d":
            marks = 0
        kept.append(character)
    return "".join(kept)
