"""Which columns of a table's rows belong to cells that take more than one column or row."""

from __future__ import annotations

import re

MOST = 50
"""Columns and rows that one cell may take."""
_ASCII_DIGITS = re.compile(r"\s*(\d{1,9})\s*", re.ASCII)


class TableSpans:
    """The columns of one table, row by row."""

    def __init__(self) -> None:
        self._column = 0
        """Where the next cell of the row stands."""
        self._taken: dict[int, int] = {}
        """By column: in how many rows, from this one on, it belongs to a cell further up or to the left."""

    def put(self, attributes: dict[str, str]) -> int:
        """Put the next cell into the row. Returns how many columns before it belong to other cells."""
        passed = 0
        while self._taken.get(self._column):
            self._taken[self._column] -= 1
            self._column += 1
            passed += 1
        across, down = (_count(attributes.get(name, "")) for name in ("colspan", "rowspan"))
        self._taken |= dict.fromkeys(range(self._column, self._column + across), down)
        self._taken[self._column] -= 1
        self._column += 1
        return passed

    def end_row(self) -> None:
        """Go on with the next row."""
        self._taken = {column: rows - (column >= self._column) for column, rows in self._taken.items() if rows}
        self._column = 0


def _count(written: str) -> int:
    found = _ASCII_DIGITS.fullmatch(written)
    return min(max(1, int(found[1])), MOST) if found else 1
