"""Which rows of a long list are on the screen, and where. Geometry only: no drawing, no terminal toolkit.

One rule holds it together: an anchor row keeps its place on the screen, and whatever becomes visible is
measured before it is shown, so an estimated height is never seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mbtui.widgets.row_index import RowIndex

ESTIMATED_HEIGHT = 6
"""Lines assumed for a row that was not measured."""


class Viewport:
    """A window of `room` lines on a list of rows, and the one row in it that is highlighted.

    Every row ends with a blank line, which counts in its height but needs no room on the screen.
    """

    def __init__(self, measure: Callable[[int], int | None]) -> None:
        """
        Args:
            measure: Gives the exact height of the row with a key, or None while it cannot be known.
        """
        self._measure_row = measure
        self.rows = RowIndex()
        self.room = 0
        """Lines of the screen."""
        self.scroll = 0
        """The line of the whole list that is the first on the screen."""
        self.highlight = 0
        """Position of the highlighted row; 0 when there are none."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def screen_row(self) -> int:
        """The line of the screen on which the highlighted row begins; it may lie outside."""
        return self.screen_row_of(self.highlight)

    def screen_row_of(self, place: int) -> int:
        """The line of the screen on which a row begins; it may lie outside."""
        return self.rows.top(place) - self.scroll

    def extent(self, place: int) -> int:
        """Lines of a row without the blank line under it."""
        return self.rows.height(place) - 1

    def visible_range(self) -> tuple[int, int]:
        """First row on the screen, and the one behind the last."""
        count = len(self.rows)
        if not count or not self.room:
            return 0, 0
        first, _ = self.rows.at(self.scroll)
        last, _ = self.rows.at(self.scroll + self.room - 1)
        return min(first, count - 1), min(count, last + 1)

    def anchor(self) -> tuple[int, int]:
        """The row that is to stay where it is, and on which line of the screen it begins.

        This is the highlighted row, or the first visible one when the highlight is off the screen.
        """
        if not len(self.rows):
            return 0, 0
        at = self.screen_row
        if at < self.room and at + self.rows.height(self.highlight) > 0:
            return self.highlight, at
        first, _ = self.visible_range()
        return first, self.screen_row_of(first)

    def measure(self, place: int) -> int:
        """The height of a row, made exact if it can be known."""
        if self.rows.is_exact(place):
            return self.rows.height(place)
        height = self._measure_row(self.rows.key(place))
        if height is None:
            return self.rows.height(place)
        self.rows.set_height(place, height)
        return height

    def settle(self, anchor: int, at: int, *, is_bounded: bool) -> None:
        """Scroll so that row `anchor` begins on screen line `at`, and make exact what that shows.

        There is never anything blank above the first row. With `is_bounded` there is nothing blank under the
        last one either, if there are rows enough to fill the screen.
        """
        count = len(self.rows)
        if not count or not self.room:
            self.scroll = max(0, self.rows.top(anchor) - at) if count else 0
            return
        while True:
            below, place = at, anchor
            while place < count and below < self.room:
                below += self.measure(place)
                place += 1
            if is_bounded and below - 1 < self.room:
                at += self.room - below + 1
                is_bounded = False
            above, place = at, anchor
            while place > 0 and above > 0:
                place -= 1
                above -= self.measure(place)
            if above <= 0:
                break
            at -= above
            is_bounded = False
        self.scroll = self.rows.top(anchor) - at

    def assign(self, keys: Iterable[int], highlight: int | None, at: int) -> None:
        """Hold other rows, one of them highlighted on screen line `at`; the first when it is not among them."""
        self.rows = RowIndex()
        self.rows.insert(0, keys, ESTIMATED_HEIGHT)
        found = None if highlight is None else self.rows.find(highlight)
        self.highlight = found or 0
        self.settle(self.highlight, at if found is not None else 0, is_bounded=True)

    def insert(self, place: int, keys: Sequence[int]) -> bool:
        """Put rows in before the row at `place`. What is read does not move.

        Returns:
            Whether the screen looks different.
        """
        was_empty = not len(self.rows)
        anchor, at = self.anchor()
        first, last = self.visible_range()
        had_room = was_empty or self.screen_row_of(last) < self.room
        count = self.rows.insert(place, keys, ESTIMATED_HEIGHT)
        if not was_empty:
            self.highlight += count if place <= self.highlight else 0
            anchor += count if place <= anchor else 0
        self.settle(anchor, at, is_bounded=False)
        return was_empty or first < place < last or (place >= last and had_room)

    def delete(self, place: int) -> None:
        """Take a row out. When it was highlighted, the one that follows takes its place on the screen."""
        anchor, at = self.anchor()
        self.rows.delete(place)
        last = max(0, len(self.rows) - 1)
        self.highlight = min(self.highlight - (place < self.highlight), last)
        self.settle(min(anchor - (place < anchor), last), at, is_bounded=False)

    def changed(self, places: Iterable[int]) -> bool:
        """Measure rows again whose contents have changed. What is read does not move.

        Returns:
            Whether any of them is on the screen.
        """
        anchor, at = self.anchor()
        first, last = self.visible_range()
        is_seen = False
        for place in places:
            self.rows.forget_height(place)
            is_seen = is_seen or first <= place < last
        if is_seen:
            self.settle(anchor, at, is_bounded=False)
        return is_seen

    def look_ahead(self, rows: int, most: int) -> int:
        """Measure a few rows outside the screen, the ones below first, without anything moving.

        Args:
            rows: How far to look in each direction.
            most: How many to measure at the most.

        Returns:
            How many were measured.
        """
        first, last = self.visible_range()
        done = 0
        for place in (*range(last, min(len(self.rows), last + rows)), *range(first - 1, max(-1, first - rows), -1)):
            if done == most:
                break
            if not self.rows.is_exact(place):
                anchor, at = self.anchor()
                self.measure(place)
                if self.rows.is_exact(place):
                    done += 1
                    self.scroll = self.rows.top(anchor) - at
        return done

    def resize(self, room: int, *, is_rewrapped: bool) -> None:
        """Take another height, and other heights of the rows if these were wrapped anew."""
        anchor, at = self.anchor() if self.room else (self.highlight, self.screen_row)
        if is_rewrapped:
            self.rows.forget_heights()
        self.room = room
        if len(self.rows):
            self.settle(anchor, min(at, max(0, room - 1)), is_bounded=True)

    # What the reader does

    def move(self, delta: int, *, by_page: bool) -> bool:
        """Move the highlight by rows; a row taller than the screen is scrolled first.

        Args:
            delta: Rows, downwards when positive.
            by_page: When the highlight leaves the screen, turn a page instead of scrolling as little as possible.

        Returns:
            Whether the screen scrolled.
        """
        if not len(self.rows):
            return False
        top, height = self.screen_row, self.extent(self.highlight)
        if top >= self.room or top + height <= 0:
            first, last = self.visible_range()
            return self.reveal(first if delta > 0 else max(first, last - 1), by_page=by_page)
        if height > self.room:
            step = max(1, self.room - 2)
            if delta > 0 and top + height > self.room:
                return self._settle_at(self.highlight, max(self.room - height, top - step))
            if delta < 0 and top < 0:
                return self._settle_at(self.highlight, min(0, top + step))
        return self.reveal(max(0, min(len(self.rows) - 1, self.highlight + delta)), by_page=by_page)

    def reveal(self, place: int, *, by_page: bool) -> bool:
        """Highlight a row and bring it onto the screen. Returns whether the screen scrolled."""
        self.measure(place)
        self.highlight = place
        top, height = self.screen_row, self.extent(place)
        if (top >= 0 and top + height <= self.room) or (height > self.room and top <= 0 and top + height >= self.room):
            return False
        is_down = top > 0
        if height > self.room:
            return self._settle_at(place, 0 if is_down else self.room - height)
        # A page further the row is the first of the screen, by lines it is the last.
        return self._settle_at(place, 0 if is_down == by_page else self.room - height)

    def page(self, direction: int) -> bool:
        """Turn a page: the row that the edge of the screen cuts is the first, or last, of the next one.

        Returns:
            Whether the screen scrolled.
        """
        if not len(self.rows):
            return False
        first, last = self.visible_range()
        step = max(1, self.room - 2)
        if direction > 0:
            edge = max(first, last - 1)
            is_whole = self.screen_row_of(edge) + self.extent(edge) <= self.room
            target = edge + is_whole
            if target >= len(self.rows):
                return self.reveal(len(self.rows) - 1, by_page=True)
            top = self.screen_row_of(target)
            has_scrolled = self._settle_at(target, 0 if top > 0 else top - step)
        else:
            target = first if self.screen_row_of(first) < 0 else first - 1
            if target < 0:
                return self.reveal(0, by_page=True)
            anchor, at = self.anchor()
            self.measure(target)
            self.scroll = self.rows.top(anchor) - at
            height = self.extent(target)
            at = min(0, self.screen_row_of(target) + step) if height > self.room else self.room - height
            has_scrolled = self._settle_at(target, at)
        self._follow()
        return has_scrolled

    def half_page(self, direction: int) -> bool:
        """Scroll by half a screen and highlight the first row on it. Returns whether the screen scrolled."""
        has_scrolled = self.scroll_lines(direction * max(1, self.room // 2))
        if has_scrolled:
            self._follow()
        elif len(self.rows):
            self.highlight = len(self.rows) - 1 if direction > 0 else 0
        return has_scrolled

    def scroll_lines(self, lines: int) -> bool:
        """Scroll and leave the highlight where it is, even off the screen. Returns whether the screen scrolled."""
        if not len(self.rows):
            return False
        anchor, within = self.rows.at(self.scroll)
        return self._settle_at(min(anchor, len(self.rows) - 1), -within - lines)

    def jump(self, place: int, at: int) -> bool:
        """Highlight a row on a line of the screen. Returns whether the screen scrolled."""
        self.highlight = place
        return self._settle_at(place, at)

    def bottom(self) -> bool:
        """Highlight the last row at the end of the screen. Returns whether the screen scrolled."""
        last = len(self.rows) - 1
        self.measure(last)
        return self.jump(last, self.room - self.extent(last))

    def _settle_at(self, place: int, at: int) -> bool:
        before = self.scroll
        self.settle(place, at, is_bounded=True)
        return self.scroll != before

    def _follow(self) -> None:
        """Highlight the first row that begins on the screen."""
        first, last = self.visible_range()
        self.highlight = first + 1 if self.screen_row_of(first) < 0 and first + 1 < last else first
