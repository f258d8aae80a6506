"""The post list: any number of posts of any height, of which only those on the screen are measured and drawn.

It holds all row keys, and rows for the neighbourhood of the reader; what it lacks it asks for with `Wanted`.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Literal

from textual import events, on
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from mbtui.widgets.below import Below
from mbtui.widgets.calm import Calm
from mbtui.widgets.canvas import MARKER_WIDTH, Canvas
from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.row_finder import RowFinder
from mbtui.widgets.row_painter import Line, Look
from mbtui.widgets.row_supply import SLICE_ROWS, WANTED_WITHIN, RowSupply
from mbtui.widgets.rows import Row
from mbtui.widgets.viewport import Viewport

SLICE_SECONDS = 0.01
DEFAULT_LOOK = Look()


class _OfRow(Message):
    """Something about the row with a key."""

    def __init__(self, key: int) -> None:
        super().__init__()
        self.key = key


class PostList(ScrollView, can_focus=True):
    """Posts under one another, one of them highlighted."""

    ALLOW_SELECT = False
    DEFAULT_CSS = f"""
    PostList {{
        overflow: hidden hidden;
        scrollbar-size: 0 0;
        background: $background;
        color: $foreground;
        {Canvas.PARTS_CSS}
    }}
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = Canvas.PARTS

    class Highlighted(_OfRow):
        """The highlight has come to rest on a row, or the row on another line of the screen."""

    class Wanted(Message):
        """Rows near the screen are missing; answer with `replace`."""

        def __init__(self, keys: Sequence[int]) -> None:
            super().__init__()
            self.keys = keys

    class EndNeared(Message):
        """The last rows are on the screen or close to it."""

    class StartNeared(Message):
        """The first rows are on the screen or close to it."""

    class Opened(_OfRow):
        """A row was double-clicked."""

    class LinkClicked(_OfRow):
        """A link in a post was clicked."""

        def __init__(self, key: int, link: int) -> None:
            super().__init__(key)
            self.link = link

    def __init__(
        self,
        look: Look = DEFAULT_LOOK,
        *,
        scroll: Literal["page", "line"] = "page",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """
        Args:
            scroll: When the highlight leaves the screen: turn most of a page, or scroll as little as possible.
            clock: Gives unix seconds, for the ages of posts.
        """
        super().__init__()
        self.at_hand = RowCache(clock)
        """The rows around the reader."""
        self._view = Viewport(self.at_hand.height)
        self._canvas = Canvas(self, self._view, self.at_hand, look)
        self._by_page = scroll == "page"
        self.supply = RowSupply(self._view, self.at_hand)
        self.finder = RowFinder(self._view, self.at_hand)
        self.below = Below(self._view, self.at_hand)
        self._calm = Calm(self, self._tell)
        self.at_rest = self._calm.at_rest
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
        return self.at_hand.rows.get(self.highlighted or 0) if len(self._view) else None

    @property
    def screen_row(self) -> int:
        """The line of the screen on which the highlighted row begins, under the divider; it may lie outside."""
        return self._view.screen_row + self.at_hand.lead(self.highlighted)

    @property
    def is_at_top(self) -> bool:
        """Whether the very first row is highlighted and seen from its beginning."""
        return self._view.highlight == 0 and self._view.scroll == 0

    def keys(self) -> array[int]:
        """All row keys in order."""
        return self._view.rows.all_keys()

    def has(self, key: int) -> bool:
        """Whether there is a row with this key."""
        return self._place(key) is not None

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
            at: On which line of the screen that row is to begin, as far as it fits there.
            is_exact: It stood there before, and does so again even with lines left blank under the last row.
            is_unfolded: Whether to show that row whole.
        """
        if is_unfolded and highlight is not None:
            self.at_hand.unfolded.add(highlight)
        if not self.at_hand.lines_below(highlight):
            self.at_hand.below = None
        self.at_hand.assign(rows)
        self.supply.requested.clear()
        lead = self.at_hand.lead(highlight)
        self._view.assign(keys, highlight, at - lead, lead=lead, is_bounded=not is_exact)
        self.look_around(True)

    def insert(self, before: int | None, keys: Sequence[int], rows: Mapping[int, Row]) -> None:
        """Put rows directly above the row with key `before` (None: at the end). What is read does not move."""
        place = None if before is None else self._place(before)
        self._hold(rows)
        self.look_around(self._view.insert(len(self._view) if place is None else place, keys))

    def prepend(self, keys: Sequence[int], rows: Mapping[int, Row]) -> None:
        """Put rows above all others. What is read does not move."""
        self._hold(rows)
        self.look_around(self._view.insert(0, keys))

    def replace(self, rows: Mapping[int, Row]) -> None:
        """Give rows that were `Wanted`, or other contents (a star, an edit) of rows that are there."""
        self.look_around(self._view.changed(self._places(self._hold(rows))))

    def remove_row(self, key: int) -> None:
        """Take a row out. When it was highlighted, the one that follows takes its place on the screen."""
        place = self._place(key)
        self.at_hand.discard(key)
        self.supply.requested.discard(key)
        if place is not None:
            self._view.delete(place)
            self.look_around(True)

    def set_divider(self, key: int | None) -> None:
        """Draw the divider above the row with this key; None: nowhere. The words that are read do not move."""
        if key == self.at_hand.divider or not len(self._view):
            self.at_hand.divider = key
            return
        anchor = self._view.rows.key(self._view.anchor()[0])
        old, before = self.at_hand.divider, self.at_hand.lead(anchor)
        self.at_hand.divider = key
        places = self._places(changed for changed in (old, key) if changed is not None)
        self.look_around(self._view.changed(places, shift=before - self.at_hand.lead(anchor)))

    # Reading

    def move(self, delta: int) -> None:
        """Move the highlight by rows; what the screen cuts off of the highlighted row is shown first."""
        self._step(lambda: self._view.move(delta, by_page=self._by_page))

    def go_to(self, key: int, *, at: int | None = None) -> bool:
        """Highlight the row with a key on a line of the screen, as far as it fits there. Returns whether there is one.

        Without a line (`at`) it scrolls only when the row is not on the screen.
        """
        view, place = self._view, self._place(key)
        if place is None:
            return False
        if at is None:
            self._step(lambda: view.reveal(place, by_page=self._by_page))
        else:
            self._step(lambda: view.jump(place, at - self.at_hand.lead(key)))
        return True

    def page(self, direction: int) -> None:
        """Turn a page: the row that the edge of the screen cuts is the first, or last, of the next one."""
        self._step(lambda: self._view.page(direction))

    def half_page(self, direction: int) -> None:
        """Scroll by half a screen; the highlight moves only when it leaves the screen."""
        self._step(lambda: self._view.half_page(direction))

    def scroll_rows(self, lines: int) -> None:
        """Scroll by lines and leave the highlight where it is, even off the screen (the mouse wheel)."""
        self.look_around(self._view.scroll_lines(lines))

    def top(self) -> None:
        """Highlight the first row."""
        self._step(lambda: self._view.jump(0, 0))

    def bottom(self) -> None:
        """Highlight the last row."""
        self._step(self._view.bottom)

    def toggle_fold(self) -> bool:
        """Show all of the highlighted post, or clip it again. Returns whether there was anything to unfold or fold."""
        key = self.highlighted
        if key is None or not self.at_hand.toggle_fold(key):
            return False
        self.below.show([])
        self._view.changed([self._view.highlight])
        if not 0 <= self._view.screen_row < self._view.room:
            self._view.jump(self._view.highlight, 0)
        self.look_around(True)
        return True

    # Drawing

    def show_below(self, key: int, lines: list[Line]) -> None:
        """Show lines under the first picture of a row while it is highlighted, where it stays on the screen.

        Nothing happens when another row is highlighted. No lines: those that are there go.
        """
        if key == self.highlighted and (lines or self.at_hand.below is not None):
            self.look_around(self.below.show(lines))

    def set_empty_text(self, text: str) -> None:
        """Say in words why there is nothing to show; seen only while the list is empty."""
        if text != self._canvas.empty_text:
            self._canvas.empty_text = text
            if not len(self._view):
                self.refresh()

    def tick(self) -> None:
        """Bring the ages on the screen up to date."""
        # Every author line: one that was drawn anew was not painted if it lay between two others that were.
        for place in range(*self._view.visible_range()):
            line = self._view.screen_row_of(place) + self.at_hand.lead(self._view.rows.key(place))
            self._refresh_lines(line, 1, self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        if event.size != self._canvas.size:
            self._fit(event.size)
            self.look_around(True)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._canvas.restyle()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Compose the lines, past Textual's cache of styled ones: there is no border, padding or opacity to apply."""
        if self.size != self._canvas.size:
            # Textual draws a new size before it tells of it: without this the first frame would show no posts.
            self._fit(self.size)
            self.call_later(self.look_around)
        return self._canvas.strips(crop)

    def _fit(self, size: Size) -> None:
        # What stands below a row was made for the room that there was.
        self.below.show([])
        self._canvas.fit(size)

    def _refresh_lines(self, line: int, height: int, width: int) -> None:
        region = Region(0, line, width, height).intersection(Region(0, 0, *self.size))
        if region:
            self.refresh(region)

    # What happens when something has changed

    def _hold(self, rows: Mapping[int, Row]) -> list[int]:
        """Take rows that came, asked for or not. Gives the keys of those that look different now."""
        keys = self.at_hand.add(rows)
        self.supply.take(rows)
        return keys

    def _place(self, key: int) -> int | None:
        return self._view.rows.find(key, self._view.highlight)

    def _places(self, keys: Iterable[int]) -> list[int]:
        return [place for key in keys if (place := self._place(key)) is not None]

    def _step(self, take: Callable[[], bool], *, is_click: bool = False) -> None:
        """Take a step of the reader's, which returns whether the screen scrolled, and paint what differs."""
        view, old = self._view, self._view.highlight
        has_scrolled = take() if is_click else self.below.step(take)
        for place in (old, view.highlight) if not has_scrolled and old != view.highlight else ():
            if place < len(view):
                self._refresh_lines(view.screen_row_of(place), view.extent(place), MARKER_WIDTH)
        self.look_around(has_scrolled)

    def look_around(self, is_different: bool = False) -> None:
        """Ask for what is missing, leave the rest to a calm moment, and repaint if the screen looks different."""
        if is_different:
            self.refresh()
        self._follow_scroll()
        if wanted := self.supply.claim_missing():
            self.post_message(self.Wanted(wanted))
        self._calm.stir()

    def _follow_scroll(self) -> None:
        """Let Textual's own scroll position follow, without its repainting or laying out anything."""
        line = float(max(0, self._view.scroll))
        self.set_reactive(Widget.scroll_y, line)
        self.set_reactive(Widget.scroll_target_y, line)
        self.set_reactive(Widget.virtual_size, Size(self.size.width, self._view.rows.line_count))

    @on(events.Key)
    @on(events.Focus)
    def note_key(self) -> None:
        """A key that moves nothing is one as well: who waits for a rest waits on."""
        self._calm.stir()

    def _tell(self) -> None:
        """Announce the highlight, ask for more, and draw ahead."""
        key = self.highlighted
        if key is None:
            return
        if (key, self.screen_row) != self._announced:
            self._announced = (key, self.screen_row)
            self.post_message(self.Highlighted(key))
        first, last = self._view.visible_range()
        if last >= len(self._view) - WANTED_WITHIN:
            self.post_message(self.EndNeared())
        if first <= WANTED_WITHIN:
            self.post_message(self.StartNeared())
        self.supply.let_go_far(key)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Draw what the next keys may show, a few rows at a time."""
        first, last = self._view.visible_range()
        if not self._calm.is_stirred and self._view.look_ahead(max(4, 2 * (last - first)), SLICE_ROWS):
            self._follow_scroll()
            self.set_timer(SLICE_SECONDS, self._look_ahead)

    def on_click(self, event: events.Click) -> None:
        """Highlight what was clicked; a link is followed, a double click opens the post."""
        place, _ = self._view.rows.at(self._view.scroll + event.y)
        if not 0 <= place < len(self._view):
            return
        key = self._view.rows.key(place)
        # Nothing moves, even if the row is cut: the second click of two must meet the same row.
        self._step(lambda: self._view.take(place), is_click=True)
        link = event.style.meta.get("link")
        if isinstance(link, int):
            self.post_message(self.LinkClicked(key, link))
        elif event.chain == 2:
            self.post_message(self.Opened(key))

    @on(events.MouseScrollDown)
    @on(events.MouseScrollUp)
    def _wheel_turned(self, event: events.MouseScrollDown | events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(3 if isinstance(event, events.MouseScrollDown) else -3)
