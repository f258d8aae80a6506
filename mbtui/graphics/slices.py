"""What is written to a terminal for the cells of pictures.

Lines of cells go through the screen like any other text. A segment of a picture names by `PICTURE_META` in its style's
meta a number, under which what has to be written is found here. So cells can scroll, be covered and be cut off while
nothing but the writer of the screen knows what they stand for.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

PICTURE_META = "picture"
TEXT_NUMBER = 0
"""The number of all cells that are drawn as characters: nothing else is written for them."""
MOST_CHARACTERS = 24_000_000
"""Of all slices; those that were not used for the longest go first."""


class Slice(NamedTuple):
    """A row of cells of a picture, or a whole one."""

    columns: int
    """How many cells it covers in a line."""
    data: str
    """What is written: over its cells, and not when some of them are cut off; or once, when it has `undo`."""
    codes: str = ""
    """The style of its cells."""
    undo: str = ""
    """What makes the terminal forget `data`, which is sent once before the cells and which these show from then on."""
    cell: tuple[int, int] | None = None
    """Pixels across and down of the cells that it covers; None: the terminal fits it into cells of any size."""


class Slices:
    """Slices by number; used by the thread that draws and by the one that writes."""

    def __init__(self) -> None:
        self._slices: OrderedDict[int, Slice] = OrderedDict()
        self._last = TEXT_NUMBER
        self._cell: tuple[int, int] | None = None
        self._size = 0
        self._lock = Lock()

    def reserve(self) -> int:
        """Give a number to a slice that is to be made."""
        with self._lock:
            self._last += 1
            return self._last

    def put(self, number: int, made: Slice) -> None:
        """Keep a slice under its number, unless the terminal's cells have changed since it was begun."""
        with self._lock:
            if made.cell not in (None, self._cell):
                return
            self._slices[number] = made
            self._size += len(made.data)
            while self._size > MOST_CHARACTERS and len(self._slices) > 1:
                self._size -= len(self._slices.popitem(last=False)[1].data)

    def fit(self, cell: tuple[int, int]) -> None:
        """Let go of what was made for cells of another size: it would reach over what stands below it."""
        with self._lock:
            self._cell = cell
            for number in [number for number, kept in self._slices.items() if kept.cell not in (None, cell)]:
                self._size -= len(self._slices.pop(number).data)

    def get(self, number: int) -> Slice | None:
        """The slice of some cells; None: it was let go of."""
        with self._lock:
            if number in self._slices:
                self._slices.move_to_end(number)
            return self._slices.get(number)

    def __contains__(self, number: int) -> bool:
        return number in self._slices
