"""Which rows a list needs: those missing near the screen, those far enough away to be let go, those to draw ahead."""

from __future__ import annotations

from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.viewport import Viewport

WANTED_AROUND = 150
"""Rows to either side of the screen that are asked for when one close by is missing."""
WANTED_WITHIN = 50
SLICE_ROWS = 3
"""Rows measured in one idle slice, a few milliseconds."""


class RowSupply:
    """Keeps account of the rows that were asked for and have not come."""

    def __init__(self, view: Viewport, cache: RowCache) -> None:
        self._view = view
        self._cache = cache
        self.requested: set[int] = set()
        """Keys that were asked for, have not come, and are still in the list."""

    def claim_missing(self) -> list[int]:
        """Give the keys to ask for now; they count as asked for."""
        view, cache, requested = self._view, self._cache, self.requested
        first, last = view.visible_range()
        if first == last:
            return []
        near = view.rows.keys(first - WANTED_WITHIN, last + WANTED_WITHIN)
        if all(key in cache or key in requested for key in near):
            return []
        around = view.rows.keys(first - WANTED_AROUND, last + WANTED_AROUND)
        keys = [key for key in around if key not in cache and key not in requested]
        requested.update(keys)
        return keys

    def is_near_start(self) -> bool:
        """Whether the first rows are on the screen or close to it."""
        return self._view.visible_range()[0] <= WANTED_WITHIN

    def is_near_end(self) -> bool:
        """Whether the last rows are on the screen or close to it."""
        return self._view.visible_range()[1] >= len(self._view) - WANTED_WITHIN

    def let_go_far(self, highlighted: int) -> None:
        """When too many rows are held, let go those far from the screen, but not the highlighted one."""
        first, last = self._view.visible_range()
        self._cache.keep_near(
            lambda: [highlighted, *self._view.rows.keys(first - 2 * WANTED_AROUND, last + 2 * WANTED_AROUND)]
        )

    def draw_ahead(self) -> bool:
        """Draw a few rows that the next keys may show. Returns whether there was any to draw."""
        if self._cache.painter is None:
            return False
        first, last = self._view.visible_range()
        return self._view.look_ahead(max(4, 2 * (last - first)), SLICE_ROWS) > 0
