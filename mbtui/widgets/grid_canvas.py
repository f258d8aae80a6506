"""The lines of a grid of thumbnails: pictures side by side, a line under each, and what is highlighted at the end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from mbtui.content.document import Link
from mbtui.widgets.canvas import Canvas
from mbtui.widgets.grid_view import GridView
from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.row_painter import Line, Look
from mbtui.widgets.rows import GapRow, PostRow, Row
from mbtui.widgets.wrapping import fit, wrap

if TYPE_CHECKING:
    from mbtui.graphics.graphics import Drawn

LIKED_WIDTH = 22
"""Cells of the terminal across a thumbnail and the gap behind it."""
FEWEST, MOST = 2, 6
"""Thumbnails side by side."""
ROWS_A_COLUMN = 3 / 8
"""Most pictures are a quarter wider than high or more, and a cell of a terminal is twice as high as wide."""
LOW_SCREEN = 14
"""With fewer lines, fewer of them tell of the highlighted post."""
KEPT = 300
"""Thumbnails that are held."""


class GridCanvas(Canvas):
    """Cells beside and under one another, and some lines about the highlighted one."""

    def __init__(self, widget: Widget, view: GridView, rows: RowCache, look: Look, clock: Callable[[], float]) -> None:
        super().__init__(widget, view, rows, look)
        self._grid = view
        self._clock = clock
        self.thumbnails: OrderedDict[int, Drawn | str] = OrderedDict()
        """What came for a row: its picture, drawn for `thumbnail_room`, or why there is none; "" where it has none."""
        self._nothing: list[Line] = []
        """The lines of a cell without a post."""
        self._strips: dict[int, tuple[list[list[Line]], Strip]] = {}
        """The lines of the screen that hold pictures, with the cells that stand in each."""
        self._cells: dict[int, tuple[tuple[object, ...], list[Line]]] = {}
        """The drawn cells by row, with what they were drawn of."""

    @property
    def cell_width(self) -> int:
        """Columns of the terminal from the beginning of a cell to that of the next."""
        return max(3, self.size.width // self._grid.columns)

    @property
    def thumbnail_room(self) -> tuple[int, int]:
        """Columns and rows for a picture: beside it is a gap, under it a line of words."""
        return max(1, self.cell_width - 2), max(1, self._grid.cell_height - 1)

    @property
    def foot_height(self) -> int:
        """Lines about the highlighted post."""
        return 2 if self.size.height < LOW_SCREEN else 3

    @property
    def foot_top(self) -> int:
        """The first of these lines on the screen."""
        return self.size.height - self.foot_height

    def fit(self, size: Size) -> None:
        is_other, self.size = size != self.size, size
        if not size:
            return
        self._rows.redraw_all(self._painter(size))
        self._cells.clear()
        self._strips.clear()
        if is_other:
            self.thumbnails.clear()
        columns = max(FEWEST, min(MOST, round(size.width / LIKED_WIDTH)))
        room = max(2, size.height - self.foot_height)
        liked_height = max(1, round((size.width // columns - 2) * ROWS_A_COLUMN)) + 1
        lines = max(1, round(room / liked_height))
        self._grid.fit(columns, room // lines, room)
        self._nothing = self._blank(*self.thumbnail_room)

    def restyle(self) -> None:
        self._cells.clear()
        self._strips.clear()
        super().restyle()

    def keep(self, key: int, thumbnail: Drawn | str) -> None:
        """Hold what came for a row."""
        self.thumbnails[key] = thumbnail
        self.thumbnails.move_to_end(key)
        if len(self.thumbnails) > KEPT:
            dropped, _ = self.thumbnails.popitem(last=False)
            self._cells.pop(dropped, None)

    def is_shown(self, key: int) -> bool:
        """Whether the post of a row is to be seen: not hidden, or unfolded."""
        row = self._rows.rows.get(key)
        return isinstance(row, PostRow) and (not row.hidden_by or key in self._rows.unfolded)

    # Drawing

    def strips(self, crop: Region) -> list[Strip]:
        view = self._grid
        if not len(view) or self._rows.painter is None:
            return super().strips(crop)
        room = view.lines_seen * view.cell_height
        strips: list[Strip] = []
        foot = self._foot() if crop.bottom > self.foot_top else []
        for y in range(crop.y, crop.bottom):
            if y < room:
                strips.append(self._strip(y))
            else:
                line = foot[y - self.foot_top] if 0 <= y - self.foot_top < len(foot) else []
                strips.append(Strip(line).adjust_cell_length(self.size.width, self._base))
        if crop.x or crop.width != self.size.width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _strip(self, y: int) -> Strip:
        """Compose a line of cells; one in which no cell has changed is the same strip as before."""
        view, keys = self._grid, self._grid.rows.key
        places = [view.place_at(y, column) for column in range(view.columns)]
        end = Segment(" " * (self.size.width - view.columns * self.cell_width), self._base)
        within = y % view.cell_height
        if within == view.cell_height - 1:
            return self._fitted([segment for place in places for segment in self._caption(place)] + [end])
        cells = [self._nothing if place is None else self._cell(keys(place)) for place in places]
        known = self._strips.get(y)
        if known is None or any(old is not new for old, new in zip(known[0], cells, strict=True)):
            gap = Segment(" ", self._base)
            line = [segment for cell in cells for segment in (gap, *cell[within], gap)]
            known = self._strips[y] = (cells, self._fitted([*line, end]))
        return known[1]

    def _fitted(self, line: Line) -> Strip:
        """A line of all cells: as wide as the screen, unless that is narrower than the narrowest of them."""
        width = max(self.size.width, self._grid.columns * self.cell_width)
        return Strip(line, width).adjust_cell_length(self.size.width, self._base)

    def _cell(self, key: int) -> list[Line]:
        """The lines of a cell without its caption, each as wide as `thumbnail_room`."""
        row, thumbnail = self._rows.rows.get(key), self.thumbnails.get(key)
        columns, rows = self.thumbnail_room
        if row is None:
            return [[Segment("…".ljust(columns), self._base)], *self._blank(columns, rows - 1)]
        drawn_of = (row, thumbnail, self.is_shown(key))
        known = self._cells.get(key)
        if known is None or any(old is not new for old, new in zip(known[0], drawn_of, strict=True)):
            if len(self._cells) > KEPT:
                self._cells.clear()
            if thumbnail is None or isinstance(thumbnail, str) or not self.is_shown(key):
                lines = self._worded(key, row)
            else:
                lines = self._pictured(thumbnail)
            known = self._cells[key] = (drawn_of, lines)
        return known[1]

    def _blank(self, columns: int, rows: int) -> list[Line]:
        return [[Segment(" " * columns, self._base)] for _ in range(rows)]

    def _pictured(self, drawn: Drawn) -> list[Line]:
        columns, rows = self.thumbnail_room
        if drawn.columns > columns or drawn.rows > rows:
            return self._blank(columns, rows)
        left = (columns - drawn.columns) // 2
        sides = [Segment(" " * count, self._base) for count in (left, columns - drawn.columns - left)]
        above = (rows - drawn.rows) // 2
        lines = [[sides[0], *line, sides[1]] for line in drawn.lines]
        return [*self._blank(columns, above), *lines, *self._blank(columns, rows - drawn.rows - above)]

    def _worded(self, key: int, row: Row) -> list[Line]:
        """What stands where the picture will be, or would have been."""
        columns, rows = self.thumbnail_room
        if isinstance(row, GapRow):
            text = row.label
        elif not self.is_shown(key):
            text = f"{row.hidden_by} ({self._look.unfold_key})"
        else:
            text = described(row)
        style = self._rows.painter.palette.meta if self._rows.painter else self._base
        words = [text[start:end] for start, end in wrap(" ".join(text.split()), columns)]
        if len(words) > rows:
            words = [*words[: rows - 1], fit(f"{words[rows - 1]} {words[rows]}", columns)]
        lines = [[*self._finish([Segment(line, style)]), self._padding(line, columns)] for line in words]
        return [*lines, *self._blank(columns, rows - len(lines))]

    def _padding(self, text: str, columns: int) -> Segment:
        return Segment(" " * (columns - cell_len(text)), self._base)

    def _caption(self, place: int | None) -> Line:
        """Who it is by and its marks; the highlighted one is turned around, with the mark of the highlight."""
        painter, room = self._rows.painter, self.cell_width - 2
        if place is None or painter is None:
            return [Segment(" " * self.cell_width, self._base)]
        palette = painter.palette
        key = self._grid.rows.key(place)
        row, is_marked = self._rows.rows.get(key), place == self._grid.highlight
        signs = "".join(marks_of(row)) if isinstance(row, PostRow) else ""
        signs += " !" if isinstance(self.thumbnails.get(key), str) and self.thumbnails[key] else ""
        name = fit(row.post.author_name, room - cell_len(signs) - 1) if isinstance(row, PostRow) else ""
        gap = " " * (room - cell_len(name) - cell_len(signs))
        styles = (palette.meta, palette.marks)
        if is_marked:
            styles = (palette.author + Style(reverse=True), palette.marks + Style(reverse=True))
        words = [Segment(name + gap, styles[0]), Segment(signs, styles[1])]
        bar = Segment("▌", palette.marker) if is_marked else Segment(" ", self._base)
        return self._finish([bar, *(segment for segment in words if segment.text), Segment(" ", self._base)])

    def _foot(self) -> list[Line]:
        """The author line of the highlighted post, and what its pictures show."""
        view, painter = self._grid, self._rows.painter
        key = view.rows.key(view.highlight)
        row = self._rows.rows.get(key)
        if painter is None or not isinstance(row, PostRow):
            return []
        count, width = self.foot_height, painter.width
        lines = [[Segment("  ", self._base), *painter.header(row, self._clock())]]
        if not self.is_shown(key):
            return lines
        words = list(self._said(key, row, width))
        if len(words) >= count:
            words[count - 2 :] = [fit(" ".join(words[count - 2 : count]), width)]
        lines += [self._finish([Segment(f"  {text}", self._base)]) for text in words]
        return lines

    def _said(self, key: int, row: PostRow, width: int) -> Iterator[str]:
        """Why there is no picture, what it shows, the post's own words."""
        problem = self.thumbnails.get(key)
        if isinstance(problem, str) and problem:
            yield from (problem[start:end] for start, end in wrap(problem, width))
        media = row.post.document.media
        number = f"{len(media)} pictures: " if len(media) > 1 else ""
        for text in (number + (told(media[0]) or "No description.") if media else "", row.note or words_beside(row)):
            if text := " ".join(text.split()):
                yield from (text[start:end] for start, end in wrap(text, width))


def told(link: Link) -> str:
    """What is said of a picture or recording, and which of them it is when it is no picture; "" for nothing."""
    kind = {"video": "Video", "audio": "Recording"}.get(link.kind, "")
    return ": ".join(filter(None, (kind, link.text)))


def described(row: PostRow) -> str:
    """What stands for a post's picture: what is said of it, else the post's own words."""
    media = row.post.document.media
    said = told(media[0]) if media else ""
    return said if media and media[0].text else " · ".join(filter(None, (said, words_beside(row))))


def words_beside(row: PostRow) -> str:
    """A post's own words, without the lines that stand for pictures."""
    return " ".join(block.text for block in row.post.document.blocks if block.kind not in ("image", "media"))


def marks_of(row: PostRow) -> Sequence[str]:
    """The marks on a cell, and how many pictures there are when there are more than one."""
    count = len(row.post.document.media)
    is_film = count > 0 and row.post.document.media[0].kind != "image"
    marks = (
        *((row.is_new, "•"), (row.post.is_favorite, "★"), (row.is_own, "✎")),
        *((is_film, "▸"), (count > 1, f" {count}")),
    )
    return [mark for is_shown, mark in marks if is_shown]
