"""A list that measures everything, all the time: what a reader must see, in the plainest terms.

It is held against the viewport. It keeps no totals, no estimates and no scroll position, only the line of the
screen on which the very first row begins.
"""

from __future__ import annotations

from collections.abc import Callable

Shown = tuple[int, int] | None
"""What stands on a line of the screen: a row and a line of it; None is blank."""


class Naive:
    """Rows under one another, each with a blank line under it, seen through a window of `room` lines."""

    def __init__(self, height: Callable[[int], int]) -> None:
        self.height = height
        """Gives the lines of a row, the blank one under it included."""
        self.keys: list[int] = []
        self.room = 0
        self.top = 0
        """The screen line on which the very first row begins; never below the first line of the screen."""
        self.highlight = 0

    def start(self, place: int) -> int:
        """The screen line on which a row begins."""
        return self.top + sum(self.height(key) for key in self.keys[:place])

    def extent(self, place: int) -> int:
        """Lines of a row that must be on the screen for it to be seen as a whole."""
        return self.height(self.keys[place]) - 1

    def end(self, place: int) -> int:
        """The screen line behind the last of a row."""
        return self.start(place) + self.extent(place)

    def is_whole(self, place: int) -> bool:
        """Whether all of a row is on the screen."""
        return self.start(place) >= 0 and self.end(place) <= self.room

    def seen(self) -> list[int]:
        """The rows of which something, be it the blank line, is on the screen."""
        return [place for place in range(len(self.keys)) if self.start(place) < self.room and self.end(place) + 1 > 0]

    def screen(self) -> list[Shown]:
        """What stands on each line of the screen."""
        lines: list[Shown] = [(key, line) for key in self.keys for line in range(self.height(key))]
        return [lines[y - self.top] if 0 <= y - self.top < len(lines) else None for y in range(self.room)]

    def put(self, place: int, at: int, *, is_filled: bool) -> None:
        """Let a row begin on a screen line, without blanks above the first row and, if asked, under the last."""
        self.top += at - self.start(place)
        if is_filled:
            self.top += max(0, self.room - self.end(len(self.keys) - 1))
        self.top = min(0, self.top)

    def fitted(self, place: int, at: int) -> int:
        """Where a row must begin for it to be seen as a whole; a taller one fills half the screen at least."""
        spare = self.room - self.extent(place)
        return min(max(at, 0), spare) if spare >= 0 else min(max(at, spare), self.room // 2)

    # What others do

    def anchor(self) -> int:
        """The row that must not move."""
        is_seen = self.start(self.highlight) < self.room and self.end(self.highlight) > 0
        return self.highlight if is_seen or not self.room else self.seen()[0]

    def insert(self, place: int, keys: list[int]) -> None:
        """Put rows in."""
        if not self.keys:
            self.keys, self.highlight, self.top = keys, 0, 0
            return
        anchor = self.anchor()
        key, at, highlighted = self.keys[anchor], self.start(anchor), self.keys[self.highlight]
        self.keys[place:place] = keys
        self.highlight = self.keys.index(highlighted)
        self.put(self.keys.index(key), at, is_filled=False)

    def delete(self, place: int) -> None:
        """Take a row out."""
        anchor = self.anchor()
        at = max(0, self.start(anchor)) if anchor == place else self.start(anchor)
        del self.keys[place]
        last = len(self.keys) - 1
        if not self.keys:
            self.highlight = self.top = 0
            return
        self.highlight = min(self.highlight - (place < self.highlight), last)
        anchor -= place < anchor
        if anchor > last:
            anchor, at = last, max(0, at - self.extent(last) - 1)
        self.put(anchor, at, is_filled=False)

    def change(self, change: Callable[[], None], *, is_first_sight: bool = False, shift: int = 0) -> None:
        """Let heights change."""
        if not self.keys:
            change()
            return
        anchor = self.anchor()
        at, had_words = self.start(anchor) + shift, self.end(anchor) > 0
        change()
        if is_first_sight:
            at = self.fitted(anchor, at)
        elif had_words and at + self.extent(anchor) <= 0:
            at = 0
        self.put(anchor, at, is_filled=is_first_sight)

    def resize(self, room: int, rewrap: Callable[[], None], *, is_known: bool) -> None:
        """Take another size."""
        if not self.keys:
            rewrap()
            self.room = room
            return
        anchor = self.anchor()
        at, extent = self.start(anchor), self.extent(anchor)
        rewrap()
        self.room = room
        if at < 0 and is_known:
            at = at * self.extent(anchor) // extent
        self.put(anchor, self.fitted(anchor, at), is_filled=True)

    # What the reader does

    def take_up(self, places: list[int]) -> None:
        """Highlight the first of these rows that is seen as a whole, or else the one of which most is seen."""
        whole = [place for place in places if self.is_whole(place)]
        most = max(places, key=lambda place: min(self.room, self.end(place)) - max(0, self.start(place)))
        self.highlight = whole[0] if whole else most

    def move(self, delta: int, *, by_page: bool) -> None:
        """Press j or k."""
        here = self.highlight
        start, extent = self.start(here), self.extent(here)
        if start >= self.room or start + extent <= 0:
            self.take_up(self.seen() if delta > 0 else self.seen()[::-1])
        elif delta > 0 and start + extent > self.room:
            if extent > self.room:
                self.put(here, max(self.room - extent, start - max(1, self.room - 2)), is_filled=True)
            else:
                self.reveal(here, by_page=by_page)
        elif delta < 0 and start < 0:
            if extent > self.room:
                self.put(here, min(0, start + max(1, self.room - 2)), is_filled=True)
            else:
                self.reveal(here, by_page=by_page)
        elif 0 <= here + delta < len(self.keys):
            self.reveal(here + delta, by_page=by_page)

    def reveal(self, place: int, *, by_page: bool) -> None:
        """Highlight a row and have it on the screen."""
        self.highlight = place
        start, extent = self.start(place), self.extent(place)
        if self.is_whole(place) or (start <= 0 and start + extent >= self.room):
            return
        if extent > self.room:
            at = 0 if start > 0 else self.room - extent
        elif start > 0:
            at = 0 if by_page else self.room - extent
        else:
            at = self.room - extent if by_page else 0
        self.put(place, at, is_filled=True)

    def page_down(self) -> None:
        """Press space."""
        target = self.seen()[-1]
        if self.end(target) <= self.room:
            target += 1
        if target == len(self.keys):
            self.highlight = target - 1
            return
        start = self.start(target)
        self.put(target, 0 if start > 0 else start - max(1, self.room - 2), is_filled=True)
        self.take_up([place for place in self.seen() if place >= target])

    def page_up(self) -> None:
        """Press b."""
        target = self.seen()[0]
        if self.start(target) >= 0:
            target -= 1
        if target < 0:
            self.highlight = 0
            return
        spare = self.room - self.extent(target)
        self.put(
            target,
            spare if spare >= 0 else min(0, self.start(target) + max(1, self.room - 2)),
            is_filled=True,
        )
        self.take_up([place for place in self.seen() if place <= target])

    def half_page(self, direction: int) -> None:
        """Press ctrl+d or ctrl+u."""
        before = self.top
        self.scroll(direction * max(1, self.room // 2))
        if self.top == before:
            self.highlight = len(self.keys) - 1 if direction > 0 else 0
            return
        seen = self.seen()
        held = max(seen[0], min(self.highlight, seen[-1]))
        if direction > 0:
            self.take_up([place for place in seen if place >= held])
        else:
            self.take_up([place for place in seen if place <= held][::-1])

    def scroll(self, lines: int) -> None:
        """Turn the wheel."""
        self.put(0, self.top - lines, is_filled=True)

    def jump(self, place: int, at: int) -> None:
        """Go to a row."""
        self.highlight = place
        self.put(place, self.fitted(place, at), is_filled=True)

    def bottom(self) -> None:
        """Press G."""
        self.highlight = len(self.keys) - 1
        self.put(self.highlight, self.room - self.extent(self.highlight), is_filled=True)
