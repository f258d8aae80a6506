"""The post list: any number of posts of any height, of which only those on the screen are measured and drawn.

It holds row keys for everything and rows for the neighbourhood of the reader; what it lacks it asks for with
`Wanted`. It knows nothing of timelines, the store or the network.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from mbtui.widgets.list_view import ListCanvas
from mbtui.widgets.row_supply import RowSupply
from mbtui.widgets.rows import PostRow, Row

CALM_SECONDS = 0.05
"""A highlight that has not moved for so long is announced, and the look-ahead begins."""
SLICE_SECONDS = 0.01


class PostList(ListCanvas, can_focus=True):
    """Posts under one another, one of them highlighted."""

    class Highlighted(Message):
        """The highlight has come to rest on a row, or the row on another line of the screen."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    class Wanted(Message):
        """Rows near the screen are missing; answer with `replace`."""

        def __init__(self, keys: Sequence[int]) -> None:
            super().__init__()
            self.keys = keys

    class EndNeared(Message):
        """The last rows are on the screen or close to it."""

    class StartNeared(Message):
        """The first rows are on the screen or close to it."""

    class Opened(Message):
        """A row was double-clicked."""

        def __init__(self, key: int) -> None:
            super().__init__()
            self.key = key

    class LinkClicked(Message):
        """A link in a post was clicked."""

        def __init__(self, key: int, link: int) -> None:
            super().__init__()
            self.key = key
            self.link = link

    def __init__(
        self,
        *,
        scroll: Literal["page", "line"] = "page",
        most_width: int = 100,
        clip_lines: int = 20,
        has_simple_emoji: bool = False,
        hyperlinks: bool = True,
        divider_label: str = "read until here",
        unfold_key: str = "z",
        clock: Callable[[], float] = time.time,
        id: str | None = None,
    ) -> None:
        """
        Args:
            scroll: When the highlight leaves the screen: turn most of a page, or scroll as little as possible.
            most_width: Cells of the longest line of words; 0 is as wide as the screen.
            clip_lines: Lines of a post before it is clipped, about a screenful at most; 0 shows every post whole.
            has_simple_emoji: Draw emoji without joiners and variation selectors.
            hyperlinks: Whether links carry their address for the terminal (OSC 8).
            divider_label: The words of the rule above the first row that was read.
            unfold_key: How the reader unfolds a post.
            clock: Gives the time in unix seconds, for the ages of posts.
            id: The widget's id.
        """
        super().__init__(
            most_width=most_width,
            clip_lines=clip_lines,
            has_simple_emoji=has_simple_emoji,
            hyperlinks=hyperlinks,
            divider_label=divider_label,
            unfold_key=unfold_key,
            clock=clock,
            id=id,
        )
        self._by_page = scroll == "page"
        self._supply = RowSupply(self._view, self._cache)
        self._is_stirred = False
        self._announced: tuple[int, int] | None = None

    def __len__(self) -> int:
        return len(self._view)

    @property
    def highlighted(self) -> int | None:
        """The key of the highlighted row; None when the list is empty."""
        return self._view.rows.key(self._view.highlight) if len(self._view) else None

    @property
    def highlighted_row(self) -> Row | None:
        """The highlighted row; None when the list is empty or the row has not come yet."""
        key = self.highlighted
        return None if key is None else self._cache.get(key)

    @property
    def screen_row(self) -> int:
        """The line of the screen on which the highlighted row begins, under the divider; it may lie outside."""
        return self._view.screen_row + self._lead(self.highlighted)

    @property
    def is_unfolded(self) -> bool:
        """Whether the reader has unfolded the highlighted row."""
        return self.highlighted in self._cache.unfolded

    @property
    def divider(self) -> int | None:
        """The key of the row under the divider; None: there is none."""
        return self._cache.divider

    @property
    def is_at_top(self) -> bool:
        """Whether the very first row is highlighted and seen from its beginning."""
        return self._view.highlight == 0 and self._view.scroll == 0

    def keys(self) -> array[int]:
        """All row keys in order."""
        return self._view.rows.all_keys()

    def keys_at_ends(self) -> tuple[int, int] | None:
        """The first and the last row key; None when the list is empty."""
        rows = self._view.rows
        return (rows.key(0), rows.key(len(rows) - 1)) if len(rows) else None

    def keys_above(self, key: int | None, count: int) -> set[int] | None:
        """The keys of so many rows directly above a row, or at the end for None; None when the row is not there."""
        rows = self._view.rows
        place = len(rows) if key is None else rows.find(key, self._view.highlight)
        return None if place is None else set(rows.keys(place - count, place))

    def has(self, key: int) -> bool:
        """Whether there is a row with this key."""
        return self._view.rows.find(key, self._view.highlight) is not None

    def row(self, key: int) -> Row | None:
        """The row with a key, if the list has it at hand."""
        return self._cache.get(key)

    def rows_at_hand(self) -> dict[int, Row]:
        """The rows around the reader, in no order."""
        return self._cache.all()

    def find_from_highlight(self, matches: Callable[[Row], bool], direction: int) -> int | None:
        """Find the nearest row below (or above) the highlight that matches, among those at hand; None if none does."""
        place = self._view.highlight + direction
        while 0 <= place < len(self._view):
            row = self._cache.get(key := self._view.rows.key(place))
            if row is None:
                return None
            if matches(row):
                return key
            place += direction
        return None

    def visible_keys(self) -> list[int]:
        """Keys of the rows whose beginning is on the screen."""
        first, last = self._view.visible_range()
        return self._view.rows.keys(first + (self._view.screen_row_of(first) < 0), last)

    # Content

    def assign(
        self,
        keys: Iterable[int],
        rows: Mapping[int, Row],
        *,
        highlight: int | None = None,
        at: int = 0,
        is_exact: bool = False,
        is_unfolded: bool = False,
    ) -> None:
        """Show another list.

        Args:
            keys: All row keys in order.
            rows: The rows around the highlight; the others are asked for when they are needed.
            highlight: Key of the row to highlight; None, or one that is not there: the first.
            at: The line of the screen on which that row is to begin, as far as it fits there.
            is_exact: Whether it stood on that line before; then it does so again, even with lines left blank under
                the last row.
            is_unfolded: Whether to show that row whole.
        """
        if is_unfolded and highlight is not None:
            self._cache.unfolded.add(highlight)
        self._cache.assign(rows)
        self._supply.reset()
        lead = self._lead(highlight)
        self._view.assign(keys, highlight, at - lead, lead=lead, is_bounded=not is_exact)
        self._show(True)

    def insert(self, before: int | None, keys: Sequence[int], rows: Mapping[int, Row]) -> None:
        """Put rows directly above the row with key `before` (None: at the end). What is read does not move."""
        place = None if before is None else self._view.rows.find(before, self._view.highlight)
        self._hold(rows)
        self._show(self._view.insert(len(self._view) if place is None else place, keys))

    def prepend(self, keys: Sequence[int], rows: Mapping[int, Row]) -> None:
        """Put rows above all others. What is read does not move."""
        self._hold(rows)
        self._show(self._view.insert(0, keys))

    def replace(self, rows: Mapping[int, Row]) -> None:
        """Give rows that were `Wanted`, or other contents (a star, an edit) of rows that are there."""
        self._show(self._view.changed(self._places(self._hold(rows))))

    def remove_row(self, key: int) -> None:
        """Take a row out. When it was highlighted, the one that follows takes its place on the screen."""
        place = self._view.rows.find(key, self._view.highlight)
        self._cache.discard(key)
        self._supply.expect_no_more([key])
        if place is not None:
            self._view.delete(place)
            self._show(True)

    def set_divider(self, key: int | None) -> None:
        """Draw the divider above the row with this key; None: nowhere. The words that are read do not move."""
        if key == self._cache.divider or not len(self._view):
            self._cache.divider = key
            return
        anchor = self._view.rows.key(self._view.anchor()[0])
        old, before = self._cache.divider, self._lead(anchor)
        self._cache.divider = key
        places = self._places(changed for changed in (old, key) if changed is not None)
        self._show(self._view.changed(places, shift=before - self._lead(anchor)))

    # Reading

    def move(self, delta: int) -> None:
        """Move the highlight by rows; what the screen cuts off of the highlighted row is shown first."""
        self._moved(self._view.highlight, self._view.move(delta, by_page=self._by_page))

    def go_to(self, key: int, *, at: int | None = None) -> bool:
        """Highlight the row with a key.

        Args:
            key: Which row.
            at: The line of the screen on which it is to begin, as far as it fits there; None: scroll only when it is
                not on the screen.

        Returns:
            Whether the list has it.
        """
        old = self._view.highlight
        place = self._view.rows.find(key, old)
        if place is None:
            return False
        if at is None:
            self._moved(old, self._view.reveal(place, by_page=self._by_page))
        else:
            self._moved(old, self._view.jump(place, at - self._lead(key)))
        return True

    def page(self, direction: int) -> None:
        """Turn a page: the row that the edge of the screen cuts is the first, or last, of the next one."""
        self._moved(self._view.highlight, self._view.page(direction))

    def half_page(self, direction: int) -> None:
        """Scroll by half a screen; the highlight moves only when it leaves the screen."""
        self._moved(self._view.highlight, self._view.half_page(direction))

    def scroll_rows(self, lines: int) -> None:
        """Scroll by lines and leave the highlight where it is, even off the screen (the mouse wheel)."""
        self._show(self._view.scroll_lines(lines))

    def top(self) -> None:
        """Highlight the first row."""
        self._moved(self._view.highlight, self._view.jump(0, 0))

    def bottom(self) -> None:
        """Highlight the last row."""
        if len(self._view):
            self._moved(self._view.highlight, self._view.bottom())

    def toggle_fold(self) -> bool:
        """Show all of the highlighted post, or clip it again.

        Returns:
            Whether there was anything to unfold or fold.
        """
        key, row = self.highlighted, self.highlighted_row
        if key is None or not isinstance(row, PostRow):
            return False
        drawing = self._cache.drawing(key)
        if key in self._cache.unfolded:
            self._cache.unfolded.discard(key)
        elif row.hidden_by or (drawing is not None and drawing.hidden_count):
            self._cache.unfolded.add(key)
        else:
            return False
        self._cache.redraw(key)
        self._view.changed([self._view.highlight])
        if not 0 <= self._view.screen_row < self._view.room:
            self._view.jump(self._view.highlight, 0)
        self._show(True)
        return True

    # What happens when something has changed

    def _hold(self, rows: Mapping[int, Row]) -> list[int]:
        """Take rows that came, asked for or not. Gives the keys of those that look different now."""
        self._supply.expect_no_more(rows)
        return self._cache.add(rows)

    def _places(self, keys: Iterable[int]) -> list[int]:
        find, near = self._view.rows.find, self._view.highlight
        return [place for key in keys if (place := find(key, near)) is not None]

    def _moved(self, old: int, has_scrolled: bool) -> None:
        if not has_scrolled and old != self._view.highlight:
            self._refresh_marker(old)
            self._refresh_marker(self._view.highlight)
        self._show(has_scrolled)

    def _show(self, is_different: bool) -> None:
        """Repaint if the screen looks different, ask for what is missing, and leave the rest to a calm moment."""
        super()._show(is_different)
        self._follow_scroll()
        if wanted := self._supply.claim_missing():
            self.post_message(self.Wanted(wanted))
        if not self._is_stirred and self.is_running:
            self._is_stirred = True
            self.set_timer(CALM_SECONDS, self._calm)

    def look_around(self) -> None:
        """Say again what is near, in the next calm moment."""
        self._show(False)

    def _follow_scroll(self) -> None:
        """Let Textual's own scroll position follow, without its repainting or laying out anything."""
        line = float(max(0, self._view.scroll))
        self.set_reactive(Widget.scroll_y, line)
        self.set_reactive(Widget.scroll_target_y, line)
        self.set_reactive(Widget.virtual_size, Size(self.size.width, self._view.rows.line_count))

    def _calm(self) -> None:
        self._is_stirred = False
        key = self.highlighted
        if key is None:
            return
        if (key, self.screen_row) != self._announced:
            self._announced = (key, self.screen_row)
            self.post_message(self.Highlighted(key))
        if self._supply.is_near_end():
            self.post_message(self.EndNeared())
        if self._supply.is_near_start():
            self.post_message(self.StartNeared())
        self._supply.let_go_far(key)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Draw what the next keys may show, a few rows at a time."""
        if not self._is_stirred and self._supply.draw_ahead():
            self._follow_scroll()
            self.set_timer(SLICE_SECONDS, self._look_ahead)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Highlight what was clicked; a link is followed, a double click opens the post."""
        place, _ = self._view.rows.at(self._view.scroll + event.y)
        if not 0 <= place < len(self._view):
            return
        key, old = self._view.rows.key(place), self._view.highlight
        # Nothing scrolls, even if the row is cut: the second click of two must meet the same row.
        self._view.highlight = place
        self._moved(old, False)
        link = event.style.meta.get("link")
        if isinstance(link, int):
            self.post_message(self.LinkClicked(key, link))
        elif event.chain == 2:
            self.post_message(self.Opened(key))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-3)
