"""A terminal of a few lines that may disagree on how wide an emoji is."""

from __future__ import annotations

import re
from typing import Literal

from rich.cells import cell_len, split_graphemes

Cell = tuple[str, str, str]
"""A grapheme ("" is the second half of a wide one), its SGR codes in order, and the address it links to."""
BLANK: Cell = (" ", "", "")
Kind = Literal["agrees", "wider", "narrower"]

_TOKEN = re.compile(
    r"\x1b\[([0-9;]*)([A-Za-z])|\x1b\]8;[^;]*;([^\x1b\x07]*)(?:\x07|\x1b\\)|([^\x00-\x1f]+)|(\r\n)|\x1b\[\?25([hl])|\x1b\[\?69([hl])"
)


class SmallTerminal:
    """Shows what is written: text, colors, links, cursor moves, erasing, and a scrolling region."""

    def __init__(self, width: int, height: int, kind: Kind = "agrees") -> None:
        self.kind = kind
        self.has_cursor = False
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Become another size, and show rubbish, as after a window was dragged."""
        self.width, self.height = width, height
        self.lines: list[list[Cell]] = [[("?", "7", "")] * width for _ in range(height)]
        self.region, self.margins = (0, height), (0, width)
        self.has_margins = False
        self.x = self.y = 0
        self.style = self.link = ""

    def write(self, data: str) -> None:
        """Take output."""
        at = 0
        while at < len(data):
            token = _TOKEN.match(data, at)
            assert token, f"a sequence that was not agreed on: {data[at : at + 20]!r}"
            at = token.end()
            values, command, link, text, new_line, cursor, margins = token.groups()
            if text is not None:
                self._print(text)
            elif link is not None:
                self.link = link
            elif cursor:
                self.has_cursor = cursor == "h"
            elif margins:
                self.has_margins, self.margins = margins == "h", (0, self.width)
            elif new_line:
                assert self.y + 1 < self.height, "scrolled away"
                self.x, self.y = 0, self.y + 1
            elif command is not None:
                self._obey(command, [int(value or 0) for value in values.split(";")])

    def _width_of(self, grapheme: str) -> int:
        if self.kind == "wider":
            return sum(cell_len(part) for part in grapheme)
        if self.kind == "narrower" and len(grapheme) > 1:
            return min(1, cell_len(grapheme))
        return cell_len(grapheme)

    def _print(self, text: str) -> None:
        for start, end, _ in split_graphemes(text)[0]:
            grapheme = text[start:end]
            for half in range(self._width_of(grapheme)):
                # There is no line wrap: what is too much piles up in the last column.
                self._put(min(self.x, self.width - 1), grapheme if not half else "")
                self.x = min(self.x + 1, self.width)

    def _put(self, x: int, grapheme: str) -> None:
        line = self.lines[self.y]
        if grapheme and not line[x][0] and x:
            line[x - 1] = (" ", *line[x - 1][1:])
        if x + 1 < self.width and not line[x + 1][0]:
            line[x + 1] = (" ", *line[x + 1][1:])
        line[x] = (grapheme, self.style, self.link)

    def _obey(self, command: str, values: list[int]) -> None:
        first = values[0]
        if command == "H":
            self.y, self.x = max(1, first) - 1, max(1, values[1] if len(values) > 1 else 1) - 1
            assert self.y < self.height and self.x < self.width, "off the screen"
        elif command == "C":
            assert self.x + max(1, first) < self.width, "off the screen"
            self.x += max(1, first)
        elif command in "KX":
            assert not self.style
            stop = self.x + max(1, first) if command == "X" else self.width
            style, self.style, link, self.link = self.style, "", self.link, ""
            for x in range(min(self.x, self.width - 1), min(stop, self.width)):
                self._put(x, " ")
            self.style, self.link = style, link
        elif command == "m":
            self.style = _codes(self.style if first else "", values)
        elif command == "r":
            self.region = (max(1, first) - 1, values[1] if len(values) > 1 else self.height)
            self.x = self.y = 0
        elif command == "s":
            assert self.has_margins
            self.margins = (values[0] - 1, values[1])
            self.x = self.y = 0
        elif command in "LM":
            (start, end), top, bottom = self.margins, self.y, self.region[1]
            assert self.region[0] <= top < bottom and start <= self.x < end
            kept, blank = [line[start:end] for line in self.lines[top:bottom]], [[BLANK] * (end - start)] * first
            moved = [*blank, *kept] if command == "L" else [*kept[first:], *blank]
            for y, part in enumerate(moved[: bottom - top], top):
                self.lines[y][start:end] = part
            self.x = start
        else:
            raise AssertionError(f"a sequence that was not agreed on: {command}")


def _codes(style: str, values: list[int]) -> str:
    """The codes in force after some more, without those that mean the terminal's own colors."""
    codes = [] if values[0] == 0 else style.split(";") if style else []
    rest = [str(value) for value in values if value]
    while rest:
        code = rest.pop(0)
        if code in ("38", "48"):
            count = 2 if rest[0] == "5" else 4
            codes.extend([code, *rest[:count]])
            del rest[:count]
        elif code not in ("39", "49"):
            codes.append(code)
    return ";".join(codes)
