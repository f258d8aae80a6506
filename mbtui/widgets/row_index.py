"""Keys and heights of a long list of rows, with running totals.

Knows which row stands at which line and where a row begins, for 100,000 rows and more, without visiting them all.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

LEAF_SIZE = 256
"""Rows a leaf holds when it is made; it is split at twice as many."""


class _Leaf:
    __slots__ = ("heights", "is_exact", "keys", "line_count")

    def __init__(self, keys: array[int], heights: array[int], is_exact: bytearray) -> None:
        self.keys = keys
        self.heights = heights
        self.is_exact = is_exact
        self.line_count = sum(heights)


class _Totals:
    """Prefix sums of the leaves' sizes: 400 numbers for 100,000 rows, summed anew (10 µs) when one has changed."""

    __slots__ = ("_sums", "_values")

    def __init__(self, values: Iterable[int]) -> None:
        self._values = list(values)
        self._sums: list[int] = []

    def add(self, index: int, delta: int) -> None:
        self._values[index] += delta
        self._sums = []

    def before(self, index: int) -> int:
        self._sums = self._sums or list(accumulate(self._values, initial=0))
        return self._sums[index]

    def locate(self, offset: int) -> tuple[int, int]:
        """Index of the value that holds `offset`, and what remains of the offset inside it."""
        total = self.before(-1)
        index = bisect_right(self._sums, offset) - 1 if offset < total else len(self._values)
        return index, offset - self._sums[index]


class RowIndex:
    """Rows by position, by line and by key.

    Heights are estimates until `set_height` makes one exact; an estimate counts in the totals like a height.
    """

    def __init__(self) -> None:
        self._leaves: list[_Leaf] = []
        self._lines = _Totals(())
        self._rows = _Totals(())

    def __len__(self) -> int:
        return self._rows.before(-1)

    @property
    def line_count(self) -> int:
        return self._lines.before(-1)

    def key(self, index: int) -> int:
        leaf, within = self._leaf_at(index)
        return leaf.keys[within]

    def keys(self, start: int, stop: int) -> list[int]:
        """The keys of the rows from `start` up to, not including, `stop`."""
        found: list[int] = []
        start = max(0, start)
        stop = min(stop, len(self))
        while start < stop:
            leaf, within = self._leaf_at(start)
            part = leaf.keys[within : within + stop - start]
            found.extend(part)
            start += len(part)
        return found

    def all_keys(self) -> array[int]:
        """All keys in order, packed: 8 bytes each."""
        found = array("q")
        for leaf in self._leaves:
            found.extend(leaf.keys)
        return found

    def height(self, index: int) -> int:
        leaf, within = self._leaf_at(index)
        return leaf.heights[within]

    def is_exact(self, index: int) -> bool:
        leaf, within = self._leaf_at(index)
        return bool(leaf.is_exact[within])

    def set_height(self, index: int, height: int) -> int:
        """Make the height of a row exact. Returns by how many lines it differs from what was assumed."""
        number, within = self._locate(index)
        leaf = self._leaves[number]
        leaf.is_exact[within] = 1
        delta = height - leaf.heights[within]
        if delta:
            leaf.heights[within] = height
            leaf.line_count += delta
            self._lines.add(number, delta)
        return delta

    def forget_height(self, index: int) -> None:
        """Keep a row's height as an estimate only."""
        leaf, within = self._leaf_at(index)
        leaf.is_exact[within] = 0

    def forget_heights(self) -> None:
        """Keep all heights as estimates: the width has changed."""
        for leaf in self._leaves:
            leaf.is_exact = bytearray(len(leaf.keys))

    def top(self, index: int) -> int:
        """The line on which the row at `index` begins; `index` may be the row count."""
        if index >= len(self):
            return self.line_count
        number, within = self._rows.locate(index)
        return self._lines.before(number) + sum(self._leaves[number].heights[:within])

    def at(self, line: int) -> tuple[int, int]:
        """The row that shows `line`, as (index, line inside the row).

        Past the end this is (row count, lines past the end); before the start (0, the negative line).
        """
        if line < 0:
            return 0, line
        if line >= self.line_count:
            return len(self), line - self.line_count
        number, rest = self._lines.locate(line)
        leaf = self._leaves[number]
        tops = list(accumulate(leaf.heights, initial=0))
        within = bisect_right(tops, rest) - 1
        # A row of no lines ends where the next begins: bisect_right gives the last that begins there.
        return self._rows.before(number) + within, rest - tops[within]

    def find(self, key: int, near: int = 0) -> int | None:
        """The index of the row with `key`, or None. Looks around `near` first."""
        if not self._leaves:
            return None
        centre, _ = self._rows.locate(max(0, min(near, len(self) - 1)))
        for distance in range(len(self._leaves)):
            for number in (centre - distance, centre + distance) if distance else (centre,):
                if 0 <= number < len(self._leaves) and key in self._leaves[number].keys:
                    return self._rows.before(number) + self._leaves[number].keys.index(key)
        return None

    def insert(self, index: int, keys: Iterable[int], height: int) -> int:
        """Put rows of an estimated height before the row at `index` (the row count: at the end). Returns how many."""
        new = array("q", keys)
        if not new:
            return 0
        if not self._leaves:
            self._leaves = list(_leaves_of(new, height))
            self._rebuild()
            return len(new)
        if index >= len(self):
            number = len(self._leaves) - 1
            within = len(self._leaves[number].keys)
        else:
            number, within = self._rows.locate(index)
        leaf = self._leaves[number]
        if len(leaf.keys) + len(new) <= 2 * LEAF_SIZE:
            leaf.keys[within:within] = new
            leaf.heights[within:within] = array("i", [height]) * len(new)
            leaf.is_exact[within:within] = bytearray(len(new))
            leaf.line_count += height * len(new)
            self._rows.add(number, len(new))
            self._lines.add(number, height * len(new))
            return len(new)
        pieces = [
            _Leaf(leaf.keys[:within], leaf.heights[:within], leaf.is_exact[:within]),
            *_leaves_of(new, height),
            _Leaf(leaf.keys[within:], leaf.heights[within:], leaf.is_exact[within:]),
        ]
        self._leaves[number : number + 1] = [piece for piece in pieces if piece.keys]
        self._rebuild()
        return len(new)

    def delete(self, index: int) -> None:
        number, within = self._locate(index)
        leaf = self._leaves[number]
        height = leaf.heights[within]
        del leaf.keys[within], leaf.heights[within], leaf.is_exact[within]
        if leaf.keys:
            leaf.line_count -= height
            self._rows.add(number, -1)
            self._lines.add(number, -height)
        else:
            del self._leaves[number]
            self._rebuild()

    def _locate(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._rows.locate(index)

    def _leaf_at(self, index: int) -> tuple[_Leaf, int]:
        number, within = self._locate(index)
        return self._leaves[number], within

    def _rebuild(self) -> None:
        self._rows = _Totals(len(leaf.keys) for leaf in self._leaves)
        self._lines = _Totals(leaf.line_count for leaf in self._leaves)


def _leaves_of(keys: array[int], height: int) -> Iterator[_Leaf]:
    for start in range(0, len(keys), LEAF_SIZE):
        part = keys[start : start + LEAF_SIZE]
        yield _Leaf(part, array("i", [height]) * len(part), bytearray(len(part)))
