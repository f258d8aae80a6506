"""Which cells of a long grid are on the screen, and where. Geometry only.

Cells of one size stand side by side in the order of the rows of a list. Whole lines of cells are seen, and what is
read keeps its place: cells that come in above fill the first line from its right end, until the reader goes to the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mbtui.widgets.row_index import RowIndex
from mbtui.widgets.viewport import Viewport


class GridView(Viewport):
    """A window on a list of rows of which several stand in one line of cells."""

    def __init__(self) -> None:
        super().__init__(lambda key: 1)
        self.columns = 1
        """Cells in a line."""
        self.cell_height = 1
        """Lines of the screen."""
        self.lead = 0
        """Blank cells before the first one."""
        self._wanted_at = 0
        """On which line of the screen the highlighted cell is to begin, once there is a screen."""

    @property
    def lines_seen(self) -> int:
        """Lines of cells on the screen."""
        return max(1, self.room // self.cell_height)

    def line_of(self, place: int) -> int:
        """The line of cells in which a cell stands."""
        return (place + self.lead) // self.columns

    def column_of(self, place: int) -> int:
        """Where in its line a cell stands."""
        return (place + self.lead) % self.columns

    def place_at(self, line: int, column: int) -> int | None:
        """The cell in a column of a line of the screen; None when nothing stands there."""
        place = (self._first_line + line // self.cell_height) * self.columns + column - self.lead
        is_there = line < self.lines_seen * self.cell_height and 0 <= place < len(self.rows)
        return place if is_there else None

    @property
    def _first_line(self) -> int:
        return self.scroll // self.cell_height

    def _show_line(self, line: int, *, is_bounded: bool = True) -> bool:
        """Make a line of cells the first on the screen. Returns whether it scrolled.

        There is nothing blank above the first line and, with `is_bounded`, under the last if lines are enough.
        """
        last = self.line_of(len(self.rows) - 1) + 1 - self.lines_seen if len(self.rows) else 0
        before = self.scroll
        self.scroll = max(0, min(line, last) if is_bounded else line) * self.cell_height
        return self.scroll != before

    # As a viewport

    def screen_row_of(self, place: int) -> int:
        return self.line_of(place) * self.cell_height - self.scroll

    def extent(self, place: int) -> int:
        return self.cell_height

    def visible_range(self) -> tuple[int, int]:
        if not (len(self.rows) and self.room):
            return 0, 0
        first = self._first_line * self.columns - self.lead
        return max(0, first), min(len(self.rows), first + self.lines_seen * self.columns)

    def assign(
        self, keys: Iterable[int], highlight: int | None, at: int, *, lead: int = 0, is_bounded: bool = True
    ) -> None:
        """As in a viewport; what was highlighted before keeps its column, too, unless `is_bounded`."""
        was_here = not is_bounded and len(self.rows) and self.rows.key(self.highlight) == highlight
        column = self.column_of(self.highlight) if was_here else None
        self.rows = RowIndex()
        self.rows.insert(0, keys, 1)
        self.highlight = (None if highlight is None else self.rows.find(highlight)) or 0
        self.lead = 0 if column is None else (column - self.highlight) % self.columns
        self._wanted_at = at
        self._settle(self.highlight, at, is_bounded=column is None)

    def _settle(self, place: int, at: int, *, is_bounded: bool = True) -> bool:
        above = max(0, min(self.lines_seen - 1, at // self.cell_height))
        return self._show_line(self.line_of(place) - above, is_bounded=is_bounded)

    def insert(self, place: int, keys: Sequence[int]) -> bool:
        was_empty = not len(self.rows)
        anchor, at = self.anchor()
        first, last = self.visible_range()
        had_room = last - first < self.lines_seen * self.columns
        count = self.rows.insert(place, keys, 1)
        if was_empty:
            self._show_line(0)
            return True
        self.highlight += count if place <= self.highlight else 0
        if place <= anchor:
            anchor += count
            self.lead = (self.lead - count) % self.columns
        self._settle(anchor, at, is_bounded=False)
        # A blank cell may have been filled.
        return (
            first < place < last
            or (place >= last and had_room)
            or (place <= first and self.visible_range()[0] < place + count)
        )

    def delete(self, place: int) -> None:
        anchor, at = self.anchor()
        self.rows.delete(place)
        last = max(0, len(self.rows) - 1)
        self.highlight = min(self.highlight - (place < self.highlight), last)
        if place < anchor:
            anchor -= 1
            self.lead = (self.lead + 1) % self.columns
        self._settle(min(anchor, last), at, is_bounded=False)

    def changed(self, places: Iterable[int], *, shift: int = 0) -> bool:
        first, last = self.visible_range()
        return any(first <= place < last for place in places)

    def look_ahead(self, rows: int, most: int) -> int:
        """There is nothing to measure."""
        return 0

    def fit(self, columns: int, cell_height: int, room: int) -> None:
        """Take another size; what is read stays where it was as far as there is room."""
        anchor, at = self.anchor()
        line = at // self.cell_height if self.room else self._wanted_at // cell_height
        if columns != self.columns:
            self.columns, self.lead = columns, 0
        self.cell_height, self.room = cell_height, room
        self._settle(anchor, line * cell_height)

    # What the reader does

    def move(self, delta: int, *, by_page: bool) -> bool:
        """Move the highlight by lines of cells; into the last one also where it has no cell in this column."""
        last = len(self.rows) - 1
        target = self.highlight + delta * self.columns
        if not 0 <= target <= last:
            edge = last if delta > 0 else 0
            target = edge if last >= 0 and self.line_of(edge) != self.line_of(self.highlight) else self.highlight
        return self.step(target - self.highlight, by_page=by_page)

    def step(self, delta: int, *, by_page: bool) -> bool:
        """Move the highlight by cells."""
        if not (len(self.rows) and self.room):
            return False
        if not self.is_seen(self.highlight):
            self._take_up(*self.visible_range(), from_below=delta < 0)
            return False
        target = max(0, min(len(self.rows) - 1, self.highlight + delta))
        return target != self.highlight and self.reveal(target, by_page=by_page)

    def reveal(self, place: int, *, by_page: bool) -> bool:
        self.highlight = place
        line, first, count = self.line_of(place), self._first_line, self.lines_seen
        if first <= line < first + count:
            return False
        # A page further the line of cells is the first of the screen, by lines it is the last.
        return self._show_line(line if (line > first) == by_page else line - count + 1)

    def page(self, direction: int) -> bool:
        return self._turn(direction * self.lines_seen)

    def half_page(self, direction: int) -> bool:
        return self._turn(direction * max(1, self.lines_seen // 2))

    def _turn(self, lines: int) -> bool:
        if not (len(self.rows) and self.room):
            return False
        has_scrolled = self._show_line(self._first_line + lines)
        self.highlight = max(0, min(len(self.rows) - 1, self.highlight + lines * self.columns))
        if not self.is_seen(self.highlight):
            self._take_up(*self.visible_range(), from_below=lines < 0)
        return has_scrolled

    def scroll_lines(self, lines: int) -> bool:
        return bool(len(self.rows) and self.room) and self._show_line(self._first_line + (1 if lines > 0 else -1))

    def jump(self, place: int, at: int) -> bool:
        if not len(self.rows):
            return False
        was_ragged = bool(self.lead) and not place
        if not place:
            self.lead = 0
        self.highlight = place
        return self._settle(place, at) or was_ragged

    def bottom(self) -> bool:
        return self.jump(len(self.rows) - 1, self.room) if len(self.rows) else False
