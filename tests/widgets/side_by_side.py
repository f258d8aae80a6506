"""A viewport and the naive list, to which the same things happen."""

from __future__ import annotations

from collections.abc import Callable

from mbtui.widgets.viewport import ESTIMATED_HEIGHT, Viewport
from tests.widgets.naive import Naive, Shown


class SideBySide:
    """What happens is named by the public methods that take two numbers; both lists must show the same after it."""

    def __init__(self, tallness: int, *, by_page: bool) -> None:
        self.tallness = tallness
        self.by_page = by_page
        self.narrowness = 1
        self.versions: dict[int, int] = {}
        self.missing: set[int] = set()
        """Rows that have not come: they are taken for `ESTIMATED_HEIGHT` lines."""
        self.unfolded: set[int] = set()
        self.with_divider: int | None = None
        self.next_key = 0
        self.naive = Naive(self.height)
        self.view = Viewport(lambda key: None if key in self.missing else self.height(key))

    def height(self, key: int) -> int:
        """Lines of a row, as good as random."""
        if key in self.missing:
            return ESTIMATED_HEIGHT
        body = (key * 7 + self.versions.get(key, 0) * 5) % self.tallness
        return 2 + body // self.narrowness + (40 if key in self.unfolded else 0) + (key == self.with_divider)

    def begin(self, count: int, highlight: int, at: int) -> None:
        """Fill both before the size of the screen is known."""
        keys = self._new_keys(count, are_missing=False)
        highlight = min(highlight, max(0, count - 1))
        self.view.assign(keys, highlight, at)
        self.naive.keys, self.naive.highlight = list(keys), highlight
        self.naive.top = at - sum(self.height(key) for key in keys[:highlight]) if keys else 0

    def step(self, kind: str, one: int, two: int) -> None:
        """Let one thing happen to both, and compare."""
        before = self._looks()
        is_different = getattr(self, kind)(one, two)
        if is_different is False:
            assert before == self._looks(), "The screen was not painted again."
        elif is_different is True and kind in READING:
            assert before != self._looks(), "The screen was painted again for nothing."
        self.compare()

    def compare(self) -> None:
        """Hold what is seen of one against the other."""
        view, naive = self.view, self.naive
        assert list(view.rows.all_keys()) == naive.keys
        assert view.highlight == naive.highlight
        assert self.seen() == naive.screen()
        for place in range(*view.visible_range()):
            assert view.rows.is_exact(place) or naive.keys[place] in self.missing
            assert view.screen_row_of(place) == naive.start(place)

    def seen(self) -> list[Shown]:
        """What stands on each line of the screen, going by the viewport."""
        view, found = self.view, list[Shown]()
        for y in range(view.room):
            place, line = view.rows.at(view.scroll + y)
            found.append((view.rows.key(place), line) if 0 <= place < len(view) else None)
        return found

    def _looks(self) -> object:
        """Everything that can be seen, but for the highlight."""
        seen = self.seen()
        keys = {shown[0] for shown in seen if shown}
        there = [key for key in keys if key not in self.missing]
        return seen, [(key, self.versions.get(key), key == self.with_divider) for key in there]

    # What others do

    def insert(self, one: int, two: int) -> bool:
        """Rows come in somewhere; some of them are not at hand."""
        return self._insert(one % (len(self.naive.keys) + 1), 1 + two % 5, are_missing=two > 25)

    def prepend(self, one: int, two: int) -> bool:
        """New posts come in above all others."""
        return self._insert(0, 1 + one % 20, are_missing=two > 25)

    def append(self, one: int, two: int) -> bool:
        """Older posts come in below all others."""
        return self._insert(len(self.naive.keys), 1 + one % 20, are_missing=two > 25)

    def delete(self, one: int, two: int) -> None:
        """A row goes away, often the highlighted one."""
        if self.naive.keys:
            place = self._place(one, two)
            self.naive.delete(place)
            self.view.delete(place)

    def replace(self, one: int, two: int) -> bool:
        """A post was edited and has another height."""
        keys = [key for key in self._keys(one, two) if key not in self.missing]
        return self._change(keys, lambda: self.versions.update({key: self.versions.get(key, 0) + 1 for key in keys}))

    def supply(self, one: int, two: int) -> bool:
        """Missing rows come, all or some."""
        keys = [key for key in self.naive.keys if key in self.missing and (two > 10 or key % 3 == one % 3)]
        return self._change(keys, lambda: self.missing.difference_update(keys))

    def fold(self, one: int, two: int) -> bool:
        """A row is unfolded, or folded again."""
        keys = self._keys(one, two)
        return self._change(keys, lambda: self.unfolded.symmetric_difference_update(keys))

    def divide(self, one: int, two: int) -> bool:
        """The divider goes to another row. The words under it stay where they are."""
        new = next(iter(self._keys(one, two)), None) if one < 35 else None
        keys = [key for key in self.naive.keys if key in (new, self.with_divider) and key not in self.missing]
        anchor = self.naive.keys[self.naive.anchor()] if self.naive.keys else None
        shift = (anchor == self.with_divider) - (anchor == new) if anchor in keys else 0

        def change() -> None:
            self.with_divider = new

        return self._change(keys, change, shift=shift)

    def look_ahead(self, one: int, two: int) -> bool:
        """The list uses a calm moment."""
        self.view.look_ahead(one, two)
        return False

    def resize(self, one: int, two: int) -> None:
        """The terminal gets higher or lower."""
        is_known = bool(self.naive.keys) and self.naive.keys[self.naive.anchor()] not in self.missing
        self.naive.resize(1 + one, lambda: None, is_known=is_known)
        self.view.resize(1 + one, is_rewrapped=False)

    def rewrap(self, one: int, two: int) -> None:
        """The terminal gets another width too."""

        def change() -> None:
            self.narrowness = 1 + two % 4

        is_known = bool(self.naive.keys) and self.naive.keys[self.naive.anchor()] not in self.missing
        self.naive.resize(1 + one, change, is_known=is_known)
        self.view.resize(1 + one, is_rewrapped=True)

    # What the reader does

    def next(self, one: int, two: int) -> bool:
        """Press j."""
        return self._read(lambda: self.naive.move(1, by_page=self.by_page), self.view.move(1, by_page=self.by_page))

    def previous(self, one: int, two: int) -> bool:
        """Press k."""
        return self._read(lambda: self.naive.move(-1, by_page=self.by_page), self.view.move(-1, by_page=self.by_page))

    def page_down(self, one: int, two: int) -> bool:
        """Press space."""
        return self._read(self.naive.page_down, self.view.page(1))

    def page_up(self, one: int, two: int) -> bool:
        """Press b."""
        return self._read(self.naive.page_up, self.view.page(-1))

    def half_down(self, one: int, two: int) -> bool:
        """Press ctrl+d."""
        return self._read(lambda: self.naive.half_page(1), self.view.half_page(1))

    def half_up(self, one: int, two: int) -> bool:
        """Press ctrl+u."""
        return self._read(lambda: self.naive.half_page(-1), self.view.half_page(-1))

    def scroll(self, one: int, two: int) -> bool:
        """Turn the wheel."""
        return self._read(lambda: self.naive.scroll(one - two), self.view.scroll_lines(one - two))

    def jump(self, one: int, two: int) -> bool:
        """Go to a row and have it on a line of the screen."""
        place, at = one % max(1, len(self.naive.keys)), two - 10
        return self._read(lambda: self.naive.jump(place, at), self.view.jump(place, at))

    def reveal(self, one: int, two: int) -> bool | None:
        """Go to a row."""
        if not self.naive.keys:
            return None
        place = one % len(self.naive.keys)
        return self._read(
            lambda: self.naive.reveal(place, by_page=self.by_page), self.view.reveal(place, by_page=self.by_page)
        )

    def top(self, one: int, two: int) -> bool:
        """Press g."""
        return self._read(lambda: self.naive.jump(0, 0), self.view.jump(0, 0))

    def bottom(self, one: int, two: int) -> bool:
        """Press G."""
        return self._read(self.naive.bottom, self.view.bottom())

    def _read(self, naively: Callable[[], None], has_scrolled: bool) -> bool:
        if self.naive.keys:
            naively()
            assert self.naive.top <= 0
            end = self.naive.end(len(self.naive.keys) - 1)
            assert end >= self.naive.room or self.naive.top == 0 or not has_scrolled, "Blank under the last row."
        return has_scrolled

    def _new_keys(self, count: int, *, are_missing: bool) -> list[int]:
        keys = list(range(self.next_key, self.next_key + count))
        self.next_key += count
        self.missing.update(keys if are_missing else ())
        return keys

    def _insert(self, place: int, count: int, *, are_missing: bool) -> bool:
        keys = self._new_keys(count, are_missing=are_missing)
        self.naive.insert(place, list(keys))
        return self.view.insert(place, keys)

    def _place(self, one: int, two: int) -> int:
        return self.naive.highlight if two < 15 else one % len(self.naive.keys)

    def _keys(self, one: int, two: int) -> list[int]:
        return [self.naive.keys[self._place(one, two)]] if self.naive.keys else []

    def _change(self, keys: list[int], change: Callable[[], None], *, shift: int = 0) -> bool:
        naive = self.naive
        anchor = naive.keys[naive.anchor()] if naive.keys else None
        is_first_sight = anchor in self.missing and anchor in keys
        places = [naive.keys.index(key) for key in keys]
        naive.change(change, is_first_sight=is_first_sight, shift=shift)
        return self.view.changed(places, shift=shift)


HAPPENING = (
    *("insert", "prepend", "append", "delete", "replace", "supply", "fold", "divide", "look_ahead", "resize", "rewrap"),
)
"""What happens to a list while somebody reads."""
READING = (
    *("next", "previous", "page_down", "page_up", "half_down", "half_up", "scroll", "jump", "reveal", "top", "bottom"),
)
"""What the reader does."""
