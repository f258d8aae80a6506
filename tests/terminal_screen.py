"""A small terminal emulator: what a person would see after the program's output.

It knows the sequences that mbtui and its toolkit write, and keeps the others in `unknown`, so that a test can
hold that nothing else is written.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

from rich.cells import cell_len, split_graphemes

_TOKEN = re.compile(
    r"\x1b\[(?P<private>[<=>?]?)(?P<values>[0-9;:]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|\x1b\](?P<command>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b_(?P<application>[^\x1b]*)\x1b\\"
    r"|\x1b(?P<escape>[78=>cDEHM])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
)
_BEGUN = re.compile(r"\x1b(\[[<=>?]?[0-9;:]*[ -/]*|[\]_][^\x07\x1b]*\x1b?)?\Z")
ASKS_FOR_PICTURES = "\x1b_Gi=1,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
"""What a terminal that knows kitty's pictures answers, and no other."""

Cell = tuple[str, str, str]
"""A grapheme ("" behind a wide one), the SGR codes in force, the address linked to."""
BLANK: Cell = (" ", "", "")


class Screen:
    """Lines of cells and a cursor."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns = columns
        self.rows = rows
        self.x = 0
        self.y = 0
        self.unknown: list[str] = []
        """Sequences it does not know, in the order in which they came."""
        self.modes: set[int] = set()
        """Private modes that are set: 1049 is the alternate screen, 25 the cursor."""
        self._cells = [[BLANK] * columns for _ in range(rows)]
        self._region = (0, rows - 1)
        self._margins = (0, columns)
        self._saved = (0, 0)
        """Where the cursor was on the first screen."""
        self._style = ""
        self._link = ""
        self._held = ""
        self._decoder = getincrementaldecoder("utf-8")("replace")

    @property
    def lines(self) -> list[str]:
        """The words on the screen, without blanks at the ends of lines."""
        return ["".join(cell[0] for cell in line).rstrip() for line in self._cells]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    def cell(self, x: int, y: int) -> Cell:
        """What stands in one place."""
        return self._cells[y][x]

    def cells(self) -> list[list[Cell]]:
        """Everything that can be seen, to be compared with another screen."""
        return [list(line) for line in self._cells]

    def resize(self, columns: int, rows: int) -> None:
        """Take another size, as a terminal does whose window is dragged: lines are cut, not wrapped anew."""
        self._cells = [(line + [BLANK] * columns)[:columns] for line in self._cells[:rows]]
        self._cells += [[BLANK] * columns for _ in range(rows - len(self._cells))]
        self.columns, self.rows, self._region, self._margins = columns, rows, (0, rows - 1), (0, columns)
        self.x, self.y = min(self.x, columns - 1), min(self.y, rows - 1)

    def feed(self, data: bytes) -> None:
        """Take output, in pieces of any size."""
        text = self._held + self._decoder.decode(data)
        begun = _BEGUN.search(text)
        self._held = text[begun.start() :] if begun else ""
        at, end = 0, begun.start() if begun else len(text)
        while at < end:
            match = _TOKEN.match(text, at, end)
            if match is None:
                self.unknown.append(text[at : at + 8])
                at += 1
                continue
            at = match.end()
            if match["text"] is not None:
                self._print(match["text"])
            elif match["final"] is not None:
                self._control(match["private"], match["values"], match["between"] + match["final"], match[0])
            elif match[0] == ASKS_FOR_PICTURES:
                pass  # this terminal does not answer
            elif match["command"] is not None:
                self._operate(match["command"], match[0])
            elif match[0] == "\r":
                self.x = 0
            elif match[0] == "\n":
                self.y = min(self.rows - 1, self.y + 1)
            else:
                self.unknown.append(match[0])

    def _print(self, text: str) -> None:
        line = self._cells[self.y]
        pieces = list(text) if text.isascii() else [text[start:end] for start, end, _ in split_graphemes(text)[0]]
        for piece in pieces:
            width = 1 if piece.isascii() else cell_len(piece)
            if width == 0 or self.x + width > self.columns:
                continue  # no line wrap: what does not fit is not seen
            if line[self.x][0] == "" and self.x:
                line[self.x - 1] = BLANK
            line[self.x] = (piece, self._style, self._link)
            if width == 2:
                line[self.x + 1] = ("", self._style, self._link)
            self.x += width
            if self.x < self.columns and line[self.x][0] == "":
                line[self.x] = BLANK
        self.x = min(self.x, self.columns)

    def _control(self, private: str, values: str, final: str, whole: str) -> None:
        numbers = [int(value) if value.isdigit() else 0 for value in values.split(";")] if values else []
        first = numbers[0] if numbers else 0
        if (private, final) in ((">", "q"), ("", "c")):
            pass  # it does not say which terminal it is
        elif private == "?" and final in "hl":
            self._switch(numbers, is_set=final == "h")
        elif (private == "?" and final == "$p") or (private in "<>" and private and final == "u"):
            pass  # a query, which `Terminal` answers; the keyboard protocol
        elif private:
            self.unknown.append(whole)
        elif final == "m":
            self._style = _style(self._style, values)
        elif final in "Hf":
            self.y = min(self.rows, max(1, first)) - 1
            self.x = min(self.columns, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif final == "C":
            self.x = min(self.columns - 1, self.x + max(1, first))
        elif final == "K" and first == 0:
            self._erase(self.y, self.x, self.columns)
        elif final == "X":
            self._erase(self.y, self.x, min(self.columns, self.x + max(1, first)))
        elif final == "J" and first == 2:
            for y in range(self.rows):
                self._erase(y, 0, self.columns)
        elif final == "r":
            self._region = (max(1, first) - 1, min(numbers[1] if len(numbers) > 1 else self.rows, self.rows) - 1)
            self.x = self.y = 0
        elif final == "s" and 69 in self.modes:
            self._margins = (first - 1, numbers[1])
            self.x = self.y = 0
        elif final in "LM":
            self._shift(max(1, first), is_down=final == "L")
        elif final in "nt":
            pass  # a query
        else:
            self.unknown.append(whole)

    def _switch(self, numbers: list[int], *, is_set: bool) -> None:
        for number in numbers:
            (self.modes.add if is_set else self.modes.discard)(number)
            if number == 69:
                self._margins = (0, self.columns)
            if number == 1049 and is_set:
                self._saved = (self.x, self.y)
            elif number == 1049:
                self.x, self.y = self._saved
            if number == 1049:
                self._cells = [[BLANK] * self.columns for _ in range(self.rows)]

    def _operate(self, command: str, whole: str) -> None:
        number, _, rest = command.partition(";")
        if number == "8":
            self._link = rest.partition(";")[2]
        elif number not in ("0", "2", "22"):
            self.unknown.append(whole)

    def _erase(self, y: int, start: int, end: int) -> None:
        self._cells[y][start:end] = [BLANK] * (end - start)

    def _shift(self, count: int, *, is_down: bool) -> None:
        (start, end), top, bottom = self._margins, self.y, self._region[1]
        if not (self._region[0] <= top <= bottom and start <= self.x < end):
            return
        kept = [line[start:end] for line in self._cells[top : bottom + 1]]
        blank = [[BLANK] * (end - start)] * min(count, len(kept))
        moved = [*blank, *kept][: len(kept)] if is_down else [*kept[len(blank) :], *blank]
        for y, part in enumerate(moved, top):
            self._cells[y][start:end] = part
        self.x = start


def _style(style: str, values: str) -> str:
    """The codes in force after some more."""
    kept, codes = [style] if style else [], values.split(";")
    if codes[0] in ("", "0"):
        kept, codes = [], codes[1:]
    return ";".join(kept + codes)
