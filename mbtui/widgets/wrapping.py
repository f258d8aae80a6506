"""Where a text breaks into rows of a given width. Knows cells and graphemes, not styles or posts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size, split_graphemes

_CLOSING = "、。」』】〕！），．：；？ー"
"""A row does not begin with one of these."""
_BLANK = " \t\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
"""Where a row may break, and what is left out there."""
_GLUE = "\u00a0\u2007\u202f"
"""Blanks that hold words together."""
_SIMPLE = re.compile("[ -~\u00a0-\u02ff\u2010-\u2027]*")
"""Characters of one cell each, between which only a blank breaks: most posts hold no others."""


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Break clean text in one line at blanks; what is wider than a row of `width` cells is broken where it must be.

    Gives the offsets of each row, without the blanks at its end. At least one row, which may be empty.
    """
    if text.isascii() or _SIMPLE.fullmatch(text):
        yield from _wrap_simple(text, width)
        return
    yield from _wrap_graphemes(text, width)


def wrap_verbatim(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Break a line of code where the row ends and nowhere else."""
    if text.isascii():
        for start in range(0, max(1, len(text)), width):
            yield start, min(len(text), start + width)
        return
    start = end = used = 0
    for _, span_end, cells in split_graphemes(text)[0]:
        if used and used + cells > width:
            yield start, end
            start, used = end, 0
        end = span_end
        used += cells
    yield start, end


def fit(text: str, width: int) -> str:
    """Shorten a text to a width, with an ellipsis where something was cut."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


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
    if start < length or not start:
        yield start, _without_blanks(text, start, length)


def _wrap_graphemes(text: str, width: int) -> Iterator[tuple[int, int]]:
    spans, _ = split_graphemes(text)
    start = row_cells = 0
    break_at = cells_before = 0  # where this row may end, and how wide it is then
    after_blank = after_wide = after_glue = False
    for at, end, cells in spans:
        first = text[at]
        if first in _BLANK and end == at + 1:
            row_cells += cells
            after_blank = True
            continue
        # Scripts without blanks break between any two characters; emoji are like the letters of a word.
        is_wide = cells == 2 and ("\u2e80" <= first <= "\uffff" or first >= "\U00020000" or first <= "\u115f")
        if after_blank or ((is_wide or after_wide) and first not in _CLOSING and not after_glue):
            break_at, cells_before = at, row_cells
        if row_cells + cells > width and break_at > start:
            if (row_end := _without_blanks(text, start, break_at)) > start:
                yield start, row_end
            start, row_cells = break_at, row_cells - cells_before
        if row_cells + cells > width and row_cells:
            yield start, at
            start, row_cells = at, 0
        row_cells += cells
        after_blank, after_wide, after_glue = False, is_wide, first in _GLUE
    if start < len(text) or not start:
        yield start, _without_blanks(text, start, len(text))


def _without_blanks(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _BLANK:
        end -= 1
    return end
