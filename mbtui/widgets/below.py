"""Lines that stand under the highlighted row's picture for a while. The row never moves for them, others do."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip

from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.row_painter import Line
from mbtui.widgets.viewport import Viewport


class Below:
    """Puts lines there, and takes them away with the step that leaves the row."""

    def __init__(self, view: Viewport, rows: RowCache) -> None:
        self._view = view
        self._rows = rows

    @property
    def room(self) -> int | None:
        """Lines that can stand there without anything of the row being cut off; 0 or less: some of it is already.

        None: no lines can stand under any row.
        """
        view = self._view
        if not len(view):
            return 0
        shown = len(self._rows.lines_below(view.rows.key(view.highlight)))
        return view.room - view.screen_row - view.extent(view.highlight) + shown

    def show(self, lines: list[Line]) -> bool:
        """Show lines in place of those that are there; none: they go. Returns whether the screen looks different."""
        view = self._view
        if not lines and self._rows.below is None:
            return False
        places = [*self._places(), view.highlight] if len(view) else []
        self._rows.below = (view.rows.key(view.highlight), lines) if lines and places else None
        return view.changed(places)

    def without(self, compose: Callable[[], list[Strip]]) -> list[Strip]:
        """Compose the screen as it is when there are no such lines; nothing when there are none."""
        below, places = self._rows.below, self._places()
        if not places:
            return []
        self._rows.below = None
        self._view.changed(places)
        strips = compose()
        self._rows.below = below
        self._view.changed(places)
        return strips

    def step(self, take: Callable[[], bool]) -> bool:
        """Take a step of the reader's, which returns whether the screen scrolled. Returns whether all of it differs.

        When it leads to another row it is taken as if the lines had never been there.
        """
        view, old = self._view, self._view.highlight
        first, within = view.rows.at(view.scroll)
        has_scrolled = take()
        places = self._places()
        if view.highlight == old or not places:
            return has_scrolled
        view.highlight, view.scroll = old, view.rows.top(first) + within
        self._rows.below = None
        view.changed(places)
        take()
        return True

    def _places(self) -> list[int]:
        """The row that has the lines. It is not the highlighted one when another was clicked."""
        below = self._rows.below
        place = None if below is None else self._view.rows.find(below[0], self._view.highlight)
        return [] if place is None else [place]
