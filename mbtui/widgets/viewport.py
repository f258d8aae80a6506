"""Which rows of a long list are on the screen, and where. Geometry only.

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

    Every row ends with a blank line, which counts in its height but needs no room on the screen. What the reader does
    returns whether the screen scrolled.
    """

    def __init__(self, measure: Callable[[int], int | None]) -> None:
        """Begin empty. `measure` gives the exact height of the row with a key, or None while it cannot be known."""
        self._measure_row = measure
        self.rows = RowIndex()
        self.room = 0
        """Lines of the screen."""
        self.scroll = 0
        """The line of the whole list that is the first on the screen; before there is a screen it may be negative."""
        self.highlight = 0
        """Position of the highlighted row; 0 when there are none."""
        self._is_bounded = True
        """Whether the first size of the screen may move the rows to fill it."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def screen_row(self) -> int:
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

    def is_seen(self, place: int) -> bool:
        """Whether any line of a row is on the screen."""
        top = self.screen_row_of(place)
        return top < self.room and top + self.extent(place) > 0

    def anchor(self) -> tuple[int, int]:
        """The row that is to stay where it is, and on which line of the screen it begins.

        The highlighted row, or the first visible one when the highlight is off the screen.
        """
        if not len(self.rows):
            return 0, 0
        if not self.room or self.is_seen(self.highlight):
            return self.highlight, self.screen_row
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

        There is never anything blank above the first row, with `is_bounded` none under the last if rows are enough.
        """
        count = len(self.rows)
        if not count or not self.room:
            self.scroll = self.rows.top(anchor) - at if count else 0
            return
        while True:
            below, place = at, anchor
            while place < count and below < self.room:
                below += self.measure(place)
                place += 1
            if is_bounded and place == count and below - 1 < self.room:
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

    def assign(
        self, keys: Iterable[int], highlight: int | None, at: int, *, lead: int = 0, is_bounded: bool = True
    ) -> None:
        """Hold other rows, one of them highlighted on screen line `at`; the first when it is not among them.

        The first `lead` lines of that row may be above the screen. `is_bounded` as in `settle`.
        """
        self._is_bounded = is_bounded
        self.rows = RowIndex()
        self.rows.insert(0, keys, ESTIMATED_HEIGHT)
        found = None if highlight is None else self.rows.find(highlight)
        self.highlight = found or 0
        at = self._fitted(self.highlight, at, lead=lead) if found is not None else 0
        self.settle(self.highlight, at, is_bounded=is_bounded)

    def insert(self, place: int, keys: Sequence[int]) -> bool:
        """Put rows in before the row at `place`. What is read does not move. Returns whether it looks different."""
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
        if anchor == place:
            at = max(0, at)
        anchor -= place < anchor
        if anchor > last and len(self.rows):
            # Nothing follows: the row above is the next best, and stays where it is as far as it can be seen there.
            anchor = last
            at = max(0, at - self.measure(last))
        self.settle(anchor, at, is_bounded=False)

    def changed(self, places: Iterable[int], *, shift: int = 0) -> bool:
        """Measure rows again whose contents have changed. Returns whether any of them is on the screen.

        What is read does not move, but by `shift` lines.
        """
        anchor, at = self.anchor()
        first, last = self.visible_range()
        had_words = at + self.extent(anchor) > 0 if len(self.rows) else False
        was_guess = is_seen = False
        for place in places:
            was_guess = was_guess or (place == anchor and not self.rows.is_exact(place))
            self.rows.forget_height(place)
            is_seen = is_seen or first <= place < last
        if is_seen or (shift and not self.room):
            at += shift
            if was_guess:
                # Nobody has read it yet, so it may come onto the screen as a whole.
                at = self._fitted(anchor, at)
            elif had_words and at + self.measure(anchor) <= 1:
                at = 0
            self.settle(anchor, at, is_bounded=was_guess)
        return is_seen

    def look_ahead(self, rows: int, most: int) -> int:
        """Measure rows outside the screen, the ones below first, without anything moving. Returns how many.

        Args:
            rows: How far to look in each direction.
            most: How many to measure at the most.
        """
        first, last = self.visible_range()
        done = 0
        for place in (*range(last, min(len(self.rows), last + rows)), *range(first - 1, max(-1, first - rows), -1)):
            if done == most:
                break
            if not self.rows.is_exact(place):
                self._measure_unseen(place)
                done += self.rows.is_exact(place)
        return done

    def resize(self, room: int, *, is_rewrapped: bool, lead: int = 0) -> None:
        """Take another height, and other heights of the rows if these were wrapped anew.

        The first `lead` lines of the row that keeps its place may be above the screen.
        """
        anchor, at = self.anchor()
        was_exact = len(self.rows) > 0 and self.rows.is_exact(anchor)
        if is_rewrapped:
            self.rows.forget_heights()
        is_bounded = self._is_bounded or self.room > 0
        self.room = room
        if not len(self.rows):
            return
        if at < 0 and was_exact:
            # The row begins above the screen: what is read is as far down in it as before.
            extent = self.extent(anchor)
            at = at * (self.measure(anchor) - 1) // extent
        self.settle(anchor, self._fitted(anchor, at, lead=lead), is_bounded=is_bounded)

    # What the reader does

    def move(self, delta: int, *, by_page: bool) -> bool:
        """Move the highlight by `delta` rows; what the screen cuts off of the highlighted row is shown first.

        A highlight that was scrolled off the screen is taken up again among the rows that are on it. When it leaves the
        screen, a page is turned, or `by_page` is false and it scrolls as little as possible.
        """
        if not (len(self.rows) and self.room):
            return False
        if not self.is_seen(self.highlight):
            self._take_up(*self.visible_range(), from_below=delta < 0)
            return False
        top, extent = self.screen_row, self.extent(self.highlight)
        is_cut = top + extent > self.room if delta > 0 else top < 0
        if is_cut and extent > self.room:
            step = max(1, self.room - 2)
            at = max(self.room - extent, top - step) if delta > 0 else min(0, top + step)
            return self._scroll_to(self.highlight, at)
        if is_cut:
            return self.reveal(self.highlight, by_page=by_page)
        place = max(0, min(len(self.rows) - 1, self.highlight + delta))
        return place != self.highlight and self.reveal(place, by_page=by_page)

    def reveal(self, place: int, *, by_page: bool) -> bool:
        """Highlight a row and bring it onto the screen."""
        self._measure_unseen(place)
        self.highlight = place
        top, extent = self.screen_row, self.extent(place)
        if (top >= 0 and top + extent <= self.room) or (extent > self.room and top <= 0 and top + extent >= self.room):
            return False
        is_down = top > 0
        if extent > self.room:
            return self._scroll_to(place, 0 if is_down else self.room - extent)
        # A page further the row is the first of the screen, by lines it is the last.
        return self._scroll_to(place, 0 if is_down == by_page else self.room - extent)

    def take(self, place: int) -> bool:
        """Highlight a row where it is, even if the screen cuts it."""
        self.highlight = place
        return False

    def page(self, direction: int) -> bool:
        """Turn a page: the row that the edge of the screen cuts is the first, or last, of the next one."""
        if not (len(self.rows) and self.room):
            return False
        first, last = self.visible_range()
        step = max(1, self.room - 2)
        if direction > 0:
            target = last - 1
            target += self.screen_row_of(target) + self.extent(target) <= self.room
            if target == len(self.rows):
                self.highlight = target - 1
                return False
            top = self.screen_row_of(target)
            has_scrolled = self._scroll_to(target, 0 if top > 0 else top - step)
            self._take_up(target, self.visible_range()[1])
            return has_scrolled
        target = first - (self.screen_row_of(first) >= 0)
        if target < 0:
            self.highlight = 0
            return False
        self._measure_unseen(target)
        extent = self.extent(target)
        at = self.room - extent if extent <= self.room else min(0, self.screen_row_of(target) + step)
        has_scrolled = self._scroll_to(target, at)
        self._take_up(self.visible_range()[0], target + 1)
        return has_scrolled

    def half_page(self, direction: int) -> bool:
        """Scroll by half a screen; the highlight moves only when it leaves the screen."""
        if not (len(self.rows) and self.room):
            return False
        if not self.scroll_lines(direction * max(1, self.room // 2)):
            self.highlight = len(self.rows) - 1 if direction > 0 else 0
            return False
        first, last = self.visible_range()
        held = max(first, min(self.highlight, last - 1))
        if direction > 0:
            self._take_up(held, last)
        else:
            self._take_up(first, held + 1, from_below=True)
        return True

    def scroll_lines(self, lines: int) -> bool:
        """Scroll and leave the highlight where it is, even off the screen."""
        if not (len(self.rows) and self.room):
            return False
        anchor, within = self.rows.at(self.scroll)
        return self._scroll_to(min(anchor, len(self.rows) - 1), -within - lines)

    def jump(self, place: int, at: int) -> bool:
        """Highlight a row on a line of the screen, as far as it fits there."""
        if not len(self.rows):
            return False
        self._measure_unseen(place)
        self.highlight = place
        return self._scroll_to(place, self._fitted(place, at))

    def bottom(self) -> bool:
        """Highlight the last row at the end of the screen."""
        if not len(self.rows):
            return False
        last = len(self.rows) - 1
        self._measure_unseen(last)
        self.highlight = last
        return self._scroll_to(last, self.room - self.extent(last))

    def _fitted(self, place: int, at: int, *, lead: int = 0) -> int:
        """The screen line nearest to `at` on which a row can begin and be seen as a whole, or fill half the screen.

        Its first `lead` lines need not be seen.
        """
        if not self.room:
            return at
        if not len(self.rows):
            return 0
        spare = self.room - self.measure(place) + 1
        return max(min(at, spare if spare >= 0 else self.room // 2), min(-lead, spare))

    def _measure_unseen(self, place: int) -> None:
        """Make the height of a row exact without anything on the screen moving."""
        if not self.rows.is_exact(place):
            first, within = self.rows.at(self.scroll)
            self.measure(place)
            self.scroll = self.rows.top(first) + within

    def _scroll_to(self, place: int, at: int) -> bool:
        # Lines may be renumbered while rows above are measured: what counts is the line of which row comes first.
        before = self.rows.at(self.scroll)
        self.settle(place, at, is_bounded=True)
        return self.rows.at(self.scroll) != before

    def _take_up(self, start: int, stop: int, *, from_below: bool = False) -> None:
        """Highlight the first row seen as a whole, or else the one of which most is seen."""
        best, most = start, 0
        for place in reversed(range(start, stop)) if from_below else range(start, stop):
            top, extent = self.screen_row_of(place), self.extent(place)
            if top >= 0 and top + extent <= self.room:
                self.highlight = place
                return
            seen = min(self.room, top + extent) - max(0, top)
            if seen > most:
                best, most = place, seen
        self.highlight = best
