"""Which rows a list needs: those missing near the screen, and those far enough away to be let go."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.rows import Row
from mbtui.widgets.viewport import Viewport

WANTED_AROUND = 150
"""Rows to either side of the screen that are asked for when one close by is missing."""
WANTED_WITHIN = 50
ROWS_KEPT = 1_200
SLICE_ROWS = 3
"""Rows measured in one idle slice, a few milliseconds."""


class RowSupply:
    """Keeps account of the rows that were asked for and have not come."""

    def __init__(self, view: Viewport, cache: RowCache) -> None:
        self._view = view
        self._cache = cache
        self.requested: set[int] = set()
        """Keys that were asked for, have not come, and are still in the list."""
        self._came = asyncio.Event()

    def claim_missing(self) -> list[int]:
        """Give the keys to ask for now; they count as asked for."""
        view, rows, requested = self._view, self._cache.rows, self.requested
        first, last = view.visible_range()
        if first == last:
            return []
        near = view.rows.keys(first - WANTED_WITHIN, last + WANTED_WITHIN)
        if all(key in rows or key in requested for key in near):
            return []
        around = view.rows.keys(first - WANTED_AROUND, last + WANTED_AROUND)
        keys = [key for key in around if key not in rows and key not in requested]
        requested.update(keys)
        return keys

    def take(self, rows: Mapping[int, Row]) -> None:
        """Note rows that have come, asked for or not."""
        self.requested.difference_update(rows)
        self._came.set()

    async def highlighted(self) -> None:
        """Wait until the highlighted row has come."""
        view = self._view
        while len(view) and view.rows.key(view.highlight) not in self._cache.rows:
            self._came.clear()
            await self._came.wait()

    def let_go_far(self, highlighted: int) -> None:
        """When too many rows are held, let go those far from the screen, but not the highlighted one."""
        rows = self._cache.rows
        if len(rows) > ROWS_KEPT:
            first, last = self._view.visible_range()
            near = self._view.rows.keys(first - 2 * WANTED_AROUND, last + 2 * WANTED_AROUND)
            self._cache.rows = {key: rows[key] for key in (highlighted, *near) if key in rows}
