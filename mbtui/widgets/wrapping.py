"""Where a text breaks into rows of a given width. Knows cells and graphemes, not styles or posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rich.cells import cell_len, split_graphemes

_WIDE = r"\u1100-\u115f\u2e80-\u2fff\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60"
_CLOSING = r"\u3001\u3002\u300d\u300f\u3011\u3015\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\u30fc"
_SIMPLE = re.compile("[ -~\u00a1-\u02ff\u2010-\u2027]*")
"""Characters of one cell each, between which only a blank breaks: most posts hold no others."""
_BLANKS = re.compile(r"\s+$")


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Break a text without line breaks at blanks; what is wider than a row is broken where it must be.

    Args:
        text: Clean text in one line.
        width: Cells a row can hold, at least 1.

    Yields:
        (start, end) offsets of each row, without the blanks at its end. At least one row, which may be empty.
    """
    if text.isascii() or _SIMPLE.fullmatch(text):
        yield from _wrap_simple(text, width)
        return
    start = end = 0
    used = 0
    for match in _words().finditer(text):
        word = match.group()
        bare = word.rstrip()
        bare_cells = cell_len(bare)
        if used and used + bare_cells > width:
            yield start, _without_blanks(text, start, end)
            start, used = match.start(), 0
        if bare_cells > width:
            for piece_start, piece_end, cells in _pieces(bare, width):
                if piece_start:
                    yield start, match.start() + piece_start
                    start = match.start() + piece_start
                used = cells
                end = match.start() + piece_end
            used += cell_len(word[len(bare) :])
        else:
            used += cell_len(word) if len(word) > len(bare) else bare_cells
        end = match.end()
    yield start, _without_blanks(text, start, end)


def wrap_verbatim(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Break a line of code where the row ends and nowhere else."""
    if text.isascii():
        for start in range(0, max(1, len(text)), width):
            yield start, min(len(text), start + width)
        return
    for start, end, _ in _pieces(text, width):
        yield start, end


def fit(text: str, width: int) -> str:
    """Shorten a text to a width, with an ellipsis where something was cut."""
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    start, end, _ = next(_pieces(text, width - 1), (0, 0, 0))
    return text[start:end] + "…"


@cache
def _words() -> re.Pattern[str]:
    """Words with the blanks behind them. Made when it is needed: with these ranges it takes 3 ms."""
    return re.compile(
        rf"[{_WIDE}][{_CLOSING}]*\s*"  # scripts without blanks break between any two characters
        rf"|[^\s{_WIDE}]+[{_CLOSING}]*\s*"
        r"|\s+"
    )


def _wrap_simple(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, length = 0, len(text)
    while length - start > width:
        # The blank may be the first character that does not fit.
        at = text.rfind(" ", start, start + width + 1)
        if at <= start:
            yield start, start + width
            start += width
            continue
        yield start, _without_blanks(text, start, at)
        start = at + 1
        while start < length and text[start] == " ":
            start += 1
    yield start, _without_blanks(text, start, length)


def _without_blanks(text: str, start: int, end: int) -> int:
    blanks = _BLANKS.search(text, start, end)
    return blanks.start() if blanks else end


def _pieces(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Cut a text into pieces of at most `width` cells, between graphemes: (start, end, cells)."""
    spans, _ = split_graphemes(text)
    start = end = used = 0
    for _, span_end, cells in spans:
        if used and used + cells > width:
            yield start, end, used
            start, used = end, 0
        end = span_end
        used += cells
    yield start, end, used
