"""The rows a list has at hand, and their drawings, both bounded. Knows nothing of where rows stand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping

from mbtui.widgets.row_painter import Drawing, Line, Painter
from mbtui.widgets.rows import PostRow, Row

DRAWINGS_KEPT = 256


class RowCache:
    """Rows by key, drawn once for each width, theme and content."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Hold nothing yet. `clock` gives the time in unix seconds, for the ages of posts."""
        self.rows: dict[int, Row] = {}
        self.painter: Painter | None = None
        """None until the size of the screen is known."""
        self.unfolded: set[int] = set()
        """Rows shown whole although they are long or hidden."""
        self.divider: int | None = None
        """The row above which the divider is drawn."""
        self.below: tuple[int, list[Line]] | None = None
        """A row, and lines that stand under its first picture for as long as they are wanted."""
        self.drawn_count = 0
        """Rows drawn so far, which a test can hold against the length of a list."""
        self._clock = clock
        self._drawings: OrderedDict[int, Drawing] = OrderedDict()

    def assign(self, rows: Mapping[int, Row]) -> None:
        """Hold these rows and no others."""
        self.rows = dict(rows)
        self._drawings.clear()

    def add(self, rows: Mapping[int, Row]) -> list[int]:
        """Hold more rows, or others in place of those with the same keys. Returns the keys that look different."""
        changed = [key for key, row in rows.items() if self.rows.get(key) != row]
        for key in changed:
            self.rows[key] = rows[key]
            self._drawings.pop(key, None)
        return changed

    def discard(self, key: int) -> None:
        """Forget a row."""
        self.rows.pop(key, None)
        self._drawings.pop(key, None)
        if self.lines_below(key):
            self.below = None

    def toggle_fold(self, key: int) -> bool:
        """Show all of a post, or clip it again. Returns whether there was anything to unfold or fold."""
        row, drawing = self.rows.get(key), self.drawing(key)
        if not isinstance(row, PostRow):
            return False
        if key in self.unfolded:
            self.unfolded.discard(key)
        elif row.hidden_by or (drawing is not None and drawing.hidden_count):
            self.unfolded.add(key)
        else:
            return False
        self._drawings.pop(key, None)
        return True

    def redraw_all(self, painter: Painter) -> None:
        """Draw everything with another painter from now on."""
        self.painter = painter
        self._drawings.clear()

    def height(self, key: int) -> int | None:
        """Lines of a row with the blank line under it; None when the row is not at hand."""
        drawing = self.drawing(key)
        return None if drawing is None else drawing.height + (key == self.divider) + len(self.lines_below(key))

    def lines_below(self, key: int | None) -> list[Line]:
        """The lines that stand under the picture of a row."""
        return self.below[1] if self.below is not None and self.below[0] == key else []

    def lead(self, key: int | None) -> int:
        """Lines of the divider above the words of a row."""
        return int(key is not None and key == self.divider and key in self.rows)

    def drawing(self, key: int) -> Drawing | None:
        """How a row looks; None when it is not at hand or nothing can be drawn yet."""
        drawing = self._drawings.get(key)
        if drawing is not None:
            self._drawings.move_to_end(key)
            return drawing
        row = self.rows.get(key)
        if row is None or self.painter is None:
            return None
        self.drawn_count += 1
        drawing = self.painter.draw(row, self._clock(), is_unfolded=key in self.unfolded)
        self._drawings[key] = drawing
        if len(self._drawings) > DRAWINGS_KEPT:
            self._drawings.popitem(last=False)
        return drawing

    def lines(self, key: int) -> list[Line]:
        """The lines of a row as they read now, without the blank line under it."""
        drawing = self.drawing(key)
        if drawing is None:
            return [[self.painter.placeholder()]] if self.painter else []
        row, minute = self.rows.get(key), int(self._clock() // 60)
        if drawing.header_minute != minute:
            drawing.header_minute = minute
            if self.painter is not None and isinstance(row, PostRow) and (not row.hidden_by or key in self.unfolded):
                drawing.lines[0] = self.painter.header(row, self._clock())
        lines = drawing.lines
        if self.painter is not None and row is not None and (below := self.lines_below(key)):
            below = self.painter.under(row, below)
            lines = [*lines[: drawing.picture_end], *below, *lines[drawing.picture_end :]]
        if key == self.divider and self.painter is not None:
            return [self.painter.divider(), *lines]
        return lines

    def forget_headers(self, avatar_url: str) -> None:
        """Draw the author lines of a person anew when they are seen next: their picture has come."""
        for key, drawing in self._drawings.items():
            row = self.rows.get(key)
            if isinstance(row, PostRow) and row.post.avatar_url == avatar_url:
                drawing.header_minute = -1
