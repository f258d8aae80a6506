"""Write runs of text to a terminal: the shortest way from one to the next, and no style or link said twice.

It knows where the terminal's cursor is and what is switched on. What has to be written is decided in `screen_diff`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from mbtui.graphics.slices import Slice, Slices

Run = tuple[str, str, str]
"""Text, the codes of its style (`1;34`), and the address it links to."""
PICTURE = "picture:"
"""How the address of a picture's cells begins; behind it stands the number of their slice."""
_SURE = r"[ -\u02ff\u0370-\u0373\u0386-\u03ff\u0400-\u0482\u2010-\u2027\u2190-\u21ff\u2500-\u25ff★]*"


class AnsiWriter:
    """What is written of one frame. It begins and ends with no style and no link, and anywhere."""

    def __init__(self, slices: Slices | None = None) -> None:
        """`slices` are those of the pictures that are drawn."""
        self.sent_once: dict[int, Slice] = {}
        """By number: what the terminal has to be sent before this."""
        self._slices = slices
        self._out: list[str] = []
        self._x = self._y = -1
        """Where the cursor is; the line is -1 when that is not certain."""
        self._target: tuple[int, int] | None = None
        self._blanks = 0
        self._line = 0
        """The line that is written, also when it is not certain where in it the cursor is."""
        self._codes = self._link = ""

    def go(self, x: int, y: int, *, blanks: int = 0) -> None:
        """Have the next run written at a column and a line; so many columns before it are blank as well."""
        self._target = (x, y)
        self._blanks = blanks
        self._line = y

    def write(self, runs: Iterable[Run]) -> None:
        """Write runs, one after the other."""
        for text, codes, link in runs:
            if not text:
                continue
            number = picture_number(link)
            self._begin(codes, link if number is None else "")
            self._out.append(text)
            if not is_sure(text):
                # The rest of the line follows it wherever that is, and the line below is found by its number.
                self._y = -1
            self._x += cell_len(text)
            if number and self._slices is not None and (slice_ := self._slices.get(number)):
                self._draw_slice(number, slice_)

    def erase(self, columns: int = 0) -> None:
        """Blank so many columns from the place of the next run, or the rest of the line."""
        self._begin("", "")
        self._out.append(f"\x1b[{columns}X" if columns else "\x1b[K")

    def end(self) -> str:
        """Switch off what is on. Returns all that was written."""
        self._target = None
        self._begin("", "")
        return "".join(self._out)

    def _draw_slice(self, number: int, slice_: Slice) -> None:
        """Draw a picture over the cells that were just written. Terminals leave the cursor where they like."""
        if slice_.undo:
            self.sent_once[number] = slice_
            return
        end = self._x
        self.go(end - slice_.columns, self._line)
        self._begin("", "")
        self._out.append(slice_.data)
        self._y = -1
        self.go(end, self._line)

    def _begin(self, codes: str, link: str) -> None:
        """Go where the next run begins, and switch on what it is written with."""
        switch = _switched(self._codes, self._link, codes, link)
        if self._target is not None:
            x, y = self._target
            ways = [(f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H") + switch]
            if 0 <= self._y <= y:
                start, down = (self._x, "") if y == self._y else (0, "\r\n" * (y - self._y))
                if x >= start:
                    right = "" if x == start else "\x1b[C" if x == start + 1 else f"\x1b[{x - start}C"
                    ways.append(down + right + switch)
                    if 0 < x - start <= self._blanks:
                        off, on = _switched(self._codes, self._link, "", ""), _switched("", "", codes, link)
                        ways.append(down + off + " " * (x - start) + on)
            switch = min(ways, key=len)
            self._x, self._y, self._target = x, y, None
        self._out.append(switch)
        self._codes, self._link = codes, link


def _switched(old_codes: str, old_link: str, codes: str, link: str) -> str:
    """What has to be sent to go from one style and link to others."""
    sequence = f"\x1b]8;;{link}\x07" if link != old_link else ""
    if codes == old_codes:
        return sequence
    if not codes:
        return f"{sequence}\x1b[m"
    # An empty code is a 0: everything off.
    return f"{sequence}\x1b[;{codes}m" if old_codes else f"{sequence}\x1b[{codes}m"


def picture_number(link: str) -> int | None:
    """The number of the slice that cells with this address show; None: they are text."""
    return int(link[len(PICTURE) :]) if link.startswith(PICTURE) else None


def width_of(runs: Iterable[Run]) -> int:
    """How many columns runs take."""
    return sum(cell_len(text) for text, _, _ in runs)


def is_predictable(runs: Iterable[Run]) -> bool:
    """Whether it is certain where the cursor is behind runs."""
    return all(is_sure(text) for text, _, _ in runs)


def is_sure(text: str) -> bool:
    """Whether all terminals agree how wide a text is. Behind any other the cursor is not where we think."""
    return text.isascii() or re.fullmatch(_SURE, text) is not None
