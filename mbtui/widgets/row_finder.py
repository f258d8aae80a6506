"""Finds rows of a list by where they stand. It moves nothing."""

from __future__ import annotations

from collections.abc import Callable

from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.rows import Row
from mbtui.widgets.viewport import Viewport


class RowFinder:
    """Answers which rows stand at the ends, above another, next to the highlight."""

    def __init__(self, view: Viewport, rows: RowCache) -> None:
        self._view = view
        self._rows = rows

    def ends(self) -> tuple[int, int] | None:
        """The first and the last row key; None when the list is empty."""
        rows = self._view.rows
        return (rows.key(0), rows.key(len(rows) - 1)) if len(rows) else None

    @property
    def is_highlight_seen(self) -> bool:
        """Whether the highlight is on the screen; the wheel may have scrolled it off. True when there is none."""
        return not (len(self._view) and self._view.room) or self._view.is_seen(self._view.highlight)

    def above(self, key: int | None, count: int) -> set[int] | None:
        """The keys of so many rows directly above a row, or at the end for None; None when the row is not there."""
        rows = self._view.rows
        place = len(rows) if key is None else rows.find(key, self._view.highlight)
        return None if place is None else set(rows.keys(place - count, place))

    def nearest(self, matches: Callable[[Row], bool], direction: int) -> int | None:
        """Find the nearest row below (or above) the highlight that matches, among those at hand; None if none does."""
        place = self._view.highlight + direction
        while 0 <= place < len(self._view):
            row = self._rows.rows.get(key := self._view.rows.key(place))
            if row is None:
                return None
            if matches(row):
                return key
            place += direction
        return None
