"""Rows of a table that stand under each other, with their columns aligned where the whole table is narrow enough."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from itertools import zip_longest

from msgspec.structs import replace

from mbtui.content.document import Block, Span
from mbtui.content.paragraph import CELL_DIVIDER

WIDEST_CELLS = 64
"""A wider table does not fit beside its prefix on a terminal of 80 columns: its rows are wrapped, not aligned."""


def align_tables(blocks: Sequence[Block], row_places: Collection[int]) -> list[Block]:
    """Make the rows of each table in a post one group with aligned columns.

    `row_places` are the blocks that are rows. A row of one cell belongs to a table when another has more.
    """
    found: list[Block] = []
    table: list[Block] = []
    for place, block in enumerate(blocks):
        if table and (place not in row_places or block.prefix != table[0].prefix):
            found.extend(_aligned(table))
            table = []
        if place in row_places:
            table.append(block)
        else:
            found.append(block)
    return [*found, *_aligned(table)]


def _aligned(table: list[Block]) -> list[Block]:
    if all(block.kind != "row" for block in table):
        return table
    rows = [replace(block, kind="row", is_spaced=block.is_spaced and not number) for number, block in enumerate(table)]
    widths: list[int] = []
    for block in rows:
        cells = [_width(block.text[start:end]) for start, end in _cells(block)]
        if len(cells) > 1:
            widths = [max(pair) for pair in zip_longest(widths, cells, fillvalue=0)]
    if sum(widths) + len(CELL_DIVIDER) * (len(widths) - 1) > WIDEST_CELLS:
        return rows
    return [_padded(block, widths) for block in rows]


def _cells(block: Block) -> list[tuple[int, int]]:
    """Where each cell begins and ends in the row's text."""
    dividers = [span for span in block.spans if span.kind == "mark" and span.link < 0]
    starts = [0, *(span.end for span in dividers)]
    ends = [*(span.start for span in dividers), len(block.text)]
    return list(zip(starts, ends, strict=True))


def _padded(block: Block, widths: Sequence[int]) -> Block:
    """Fill each cell but a row's last with blanks to the width of its column."""
    cells = _cells(block)
    text, moves = "", []
    at = 0
    for column, (start, end) in enumerate(cells[:-1]):
        text += block.text[at:end]
        blanks = widths[column] - _width(block.text[start:end])
        text += " " * blanks
        moves.append((end, blanks))
        at = end
    text += block.text[at:]

    def moved(offset: int, *, is_end: bool) -> int:
        return offset + sum(blanks for end, blanks in moves if end < offset or (end == offset and not is_end))

    spans = tuple(
        Span(moved(span.start, is_end=False), moved(span.end, is_end=True), span.kind, span.link)
        for span in block.spans
    )
    return replace(block, text=text, spans=spans)


def _width(text: str) -> int:
    """Cells that a terminal gives to a text, as far as Unicode tells without the terminal toolkit."""
    return sum(
        0
        if unicodedata.combining(character) or character in "\u200d\ufe0e\ufe0f"
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
