"""The grid of photos: a post list whose rows can stand side by side as thumbnails.

It says which thumbnails it lacks once the reader rests, and is given them; it fetches nothing itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.message import Message

from mbtui.widgets.below import Below
from mbtui.widgets.grid_canvas import GridCanvas
from mbtui.widgets.grid_view import GridView
from mbtui.widgets.post_list import DEFAULT_LOOK, PostList
from mbtui.widgets.row_finder import RowFinder
from mbtui.widgets.row_painter import Look
from mbtui.widgets.row_supply import RowSupply
from mbtui.widgets.rows import PostRow, Row

if TYPE_CHECKING:
    from mbtui.graphics.graphics import Drawn

REST_SECONDS = 0.3
"""What is passed more quickly is not fetched."""


class _NothingBelow(Below):
    """In a grid every post has its picture already."""

    @property
    def room(self) -> None:
        return None


class PhotoGrid(PostList):
    """Posts as a grid or as a list; all that moves and changes a list works on both."""

    class ThumbnailsWanted(Message):
        """These cells are on the screen and have no picture yet; answer each with `show_thumbnail`."""

        def __init__(self, keys: Sequence[int]) -> None:
            super().__init__()
            self.keys = keys

    def __init__(
        self,
        look: Look = DEFAULT_LOOK,
        *,
        scroll: Literal["page", "line"] = "page",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Begin as a list."""
        super().__init__(look, scroll=scroll, clock=clock)
        self.why_list = ""
        """Why it can only be a list; empty when it can be a grid."""
        self.holds: Callable[[Drawn], bool] = lambda drawn: True
        """Whether the terminal has a picture still that was drawn a while ago."""
        self._grid = GridView()
        self._cells = GridCanvas(self, self._grid, self.at_hand, look, clock)
        around = (self._grid, self.at_hand)
        grid_supply = RowSupply(*around)
        self._ways = (
            (self._view, self._canvas, self.supply, self.finder, self.below),
            (self._grid, self._cells, grid_supply, RowFinder(*around), _NothingBelow(*around)),
        )
        """What shows it as a list, and as a grid."""
        self._asked: tuple[frozenset[int], tuple[int, int]] = (frozenset(), (0, 0))
        """The cells that were asked for last and have not come, and for which room."""
        self.is_grid = False
        self.at_rest(REST_SECONDS, self._want_thumbnails)

    def show_as(self, *, is_grid: bool) -> None:
        """Show the same posts as a grid or as a list, with the same one highlighted."""
        if is_grid == self.is_grid:
            return
        self.below.show([])
        keys, highlight, at, text = self.keys(), self.highlighted, self.screen_row, self._canvas.empty_text
        self.is_grid = is_grid
        self._view, self._canvas, self.supply, self.finder, self.below = self._ways[is_grid]
        self._canvas.empty_text = text
        self.supply.requested.clear()
        self._view.assign(keys, highlight, max(0, at))
        if self.size:
            self._canvas.fit(self.size)
        self.look_around(True)

    @property
    def thumbnail_room(self) -> tuple[int, int]:
        """Columns and rows to draw a thumbnail for."""
        return self._cells.thumbnail_room

    def show_thumbnail(self, key: int, thumbnail: Drawn | str, room: tuple[int, int]) -> None:
        """Show the picture of a row, or a sentence that says why there is none, unless it was drawn for other room."""
        if room != self.thumbnail_room:
            return
        self._cells.keep(key, thumbnail)
        self._asked = (self._asked[0] - {key}, room)
        place = self._place(key)
        if self.is_grid and place is not None:
            self._refresh_lines(self._view.screen_row_of(place), self._view.extent(place), self.size.width)
            if place == self._view.highlight:
                self._refresh_foot()

    def try_again(self) -> None:
        """Ask anew for the thumbnails that have not come."""
        for key in [key for key, thumbnail in self._cells.thumbnails.items() if isinstance(thumbnail, str)]:
            self._forget(key)
        self.draw_again()

    def _forget(self, key: int) -> None:
        self._cells.thumbnails.pop(key, None)
        self._asked = (self._asked[0] - {key}, self._asked[1])

    def draw_again(self) -> None:
        """Ask for what is missing, also for what was asked for before."""
        self._asked = (frozenset(), (0, 0))
        self.look_around(True)

    def _want_thumbnails(self) -> None:
        if not self.is_grid or not self.size:
            return
        keys = self._view.rows.keys(*self._view.visible_range())
        for key in keys:
            thumbnail = self._cells.thumbnails.get(key)
            if not isinstance(thumbnail, str | None) and not self.holds(thumbnail):
                self._forget(key)
        missing = frozenset(key for key in keys if key not in self._cells.thumbnails and self._cells.is_shown(key))
        asked, room = self._asked
        if missing and (room != self.thumbnail_room or missing - asked):
            self._asked = (missing, self.thumbnail_room)
            self.post_message(self.ThumbnailsWanted([key for key in keys if key in missing]))

    # As a list

    def step(self, delta: int) -> None:
        """Move the highlight by cells."""
        self._step(lambda: self._grid.step(delta, by_page=self._by_page))

    def replace(self, rows: Mapping[int, Row]) -> None:
        """Also fetch another picture when a post was edited."""
        for key, row in rows.items():
            old = self.at_hand.rows.get(key)
            is_other = isinstance(old, PostRow) and isinstance(row, PostRow) and old.post.document != row.post.document
            if is_other:
                self._forget(key)
        super().replace(rows)

    def toggle_fold(self) -> bool:
        if not self.is_grid:
            return super().toggle_fold()
        key, row = self.highlighted, self.highlighted_row
        if key is None or not isinstance(row, PostRow) or not row.hidden_by:
            return False
        self.at_hand.unfolded ^= {key}
        self.draw_again()
        return True

    def tick(self) -> None:
        if self.is_grid:
            self._refresh_foot()
        else:
            super().tick()

    def _step(self, take: Callable[[], bool], *, is_click: bool = False) -> None:
        """Paint the lines under two cells and those at the end of the grid, whose other parts are as they were."""
        if not self.is_grid:
            super()._step(take, is_click=is_click)
            return
        old = self._grid.highlight
        has_scrolled = take()
        if not has_scrolled and old != self._grid.highlight:
            for place in (old, self._grid.highlight):
                caption = self._grid.screen_row_of(place) + self._grid.cell_height - 1
                self._refresh_lines(caption, 1, self.size.width)
            self._refresh_foot()
        self.look_around(has_scrolled)

    def _refresh_foot(self) -> None:
        self._refresh_lines(self._cells.foot_top, self._cells.foot_height, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """In a grid, highlight the cell that was clicked; a double click opens the post."""
        if not self.is_grid:
            return
        event.prevent_default()
        place = self._grid.place_at(event.y, min(self._grid.columns - 1, event.x // self._cells.cell_width))
        if place is None:
            return
        self._step(lambda: self._grid.take(place))
        if event.chain == 2:
            self.post_message(self.Opened(self._grid.rows.key(place)))
