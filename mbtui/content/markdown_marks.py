"""What the signs of Markdown do to one line of a text, for whoever types it. In time that grows with the line only.

It looks at a line alone, but for whether that is in a code block: emphasis that goes on over several lines is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

Kind = Literal["heading", "strong", "emphasis", "strike", "code", "link", "mention", "quote", "list", "mark"]
"""`mark` are the signs themselves, and what readers do not see, such as the address of a link."""

Mark = tuple[int, int, Kind]
"""The first character, the one behind the last, and what is done to them. They may lie in one another."""

MOST_TICKS = 8
"""More of them in a row are no code: they are a line under something."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}(?=\s|$)")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?=\s)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}\s*$")
_TOKEN = re.compile(
    r"(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)"
    r"|!?\[(?P<words>[^\[\]]*)\]\((?:<[^<>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)"
    r"|(?P<address>https?://[^\s<>]+)"
    r"|(?<![\w@.])(?P<mention>@\w[\w-]*(?:[.@]\w[\w-]*)*)"
    r"|(?P<run>\*+|_+|~~)"
)


def code_rows(lines: Iterable[str]) -> set[int]:
    """The numbers of the lines that are in code blocks, with those that open and close them."""
    rows: set[int] = set()
    fence = ""
    for number, line in enumerate(lines):
        match = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence or match:
            rows.add(number)
        if match and not fence:
            fence = match[1]
        elif match and match[1].startswith(fence) and not line.strip(f" {fence[0]}"):
            fence = ""
    return rows


@lru_cache(maxsize=512)
def marks(line: str) -> Sequence[Mark]:
    """What the signs in a line do, in no order."""
    found: list[Mark] = []
    start = 0
    if _RULE.match(line):
        return [(0, len(line), "mark")]
    if quote := _QUOTE.match(line):
        start = quote.end()
        found += [(0, start, "mark"), (start, len(line), "quote")]
    if heading := _HEADING.match(line, start):
        found += [(start, heading.end(), "mark"), (heading.end(), len(line), "heading")]
        start = heading.end()
    elif item := _ITEM.match(line, start):
        found.append((start, item.end(), "list"))
        start = item.end()
    return [*found, *_inline(line, start)]


def _inline(line: str, start: int) -> Iterator[Mark]:
    runs: list[re.Match[str]] = []
    unclosed: set[str] = set()
    while token := _TOKEN.search(line, start):
        begin, start = token.span()
        if token["escape"]:
            yield begin, begin + 1, "mark"
        elif ticks := token["ticks"]:
            close = (
                None
                if ticks in unclosed or len(ticks) > MOST_TICKS
                else re.compile(rf"(?<!`){ticks}(?!`)").search(line, start)
            )
            if close is None:
                unclosed.add(ticks)
                continue
            yield begin, start, "mark"
            yield start, close.start(), "code"
            yield close.start(), close.end(), "mark"
            start = close.end()
        elif token["words"] is not None:
            first, last = token.span("words")
            yield begin, first, "mark"
            yield first, last, "link"
            yield last, start, "mark"
        elif token["address"]:
            yield begin, start, "link"
        elif token["mention"]:
            yield begin, start, "mention"
        else:
            runs.append(token)
    yield from _emphasis(line, runs)


def _emphasis(line: str, runs: Sequence[re.Match[str]]) -> Iterator[Mark]:
    """Pair the runs of signs that open and close emphasis, much as CommonMark does."""
    opened: list[tuple[str, int, int]] = []
    """Sign, and the characters that are left of each run that has opened something."""
    for run in runs:
        begin, end = run.span()
        sign = run[0][0]
        before, behind = line[begin - 1 : begin], line[end : end + 1]
        can_open, can_close = bool(behind.strip()), bool(before.strip())
        if sign == "_":
            can_open, can_close = can_open and not before.isalnum(), can_close and not behind.isalnum()
        while can_close and begin < end:
            place = next((n for n in reversed(range(len(opened))) if opened[n][0] == sign), None)
            if place is None:
                break
            _, first, last = opened[place]
            length = min(2, last - first, end - begin)
            kind: Kind = "strike" if sign == "~" else "strong" if length == 2 else "emphasis"
            yield last - length, last, "mark"
            yield last, begin, kind
            yield begin, begin + length, "mark"
            begin += length
            del opened[place:]
            if last - length > first:
                opened.append((sign, first, last - length))
        if can_open and begin < end:
            opened.append((sign, begin, end))
