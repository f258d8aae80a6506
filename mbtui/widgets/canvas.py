"""The lines of a post list's screen, composed from the drawings of its rows. It moves nothing and asks for nothing."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.row_painter import Line, Look, Painter, RowStyles
from mbtui.widgets.viewport import Viewport
from mbtui.widgets.wrapping import wrap

MARKER_WIDTH = 2
"""Cells of the marker column at the left."""
RIGHT_MARGIN = 2
"""Cells left blank at the right: terminals disagree on how wide emoji are."""

LEAST_CLIP = 12
"""Lines shown of a long post on the lowest of screens too: reading on costs a key as well as unfolding does."""


class Canvas:
    """Rows under one another as wide as a widget, with a marker at the one that is highlighted."""

    PARTS: ClassVar[set[str]] = {f"post-list--{name}" for name in RowStyles.__struct_fields__ if name != "text"}
    """The component classes that the widget has to have."""
    PARTS_CSS: ClassVar[str] = """
        & > .post-list--marker { color: $text-primary; }
        & > .post-list--author { text-style: bold; }
        & > .post-list--meta { color: $text-muted; }
        & > .post-list--marks { color: $text-warning; }
        & > .post-list--link { color: $text-primary; text-style: underline; }
        & > .post-list--mention { color: $text-secondary; }
        & > .post-list--code { color: $text-success; }
        & > .post-list--heading { text-style: bold; }
        & > .post-list--image { color: $text-secondary; text-style: italic; }
        & > .post-list--divider { color: $text-warning; }
        & > .post-list--gap { color: $text-secondary; }
        &:ansi > .post-list--meta { text-style: dim; }
    """

    def __init__(self, widget: Widget, view: Viewport, rows: RowCache, look: Look) -> None:
        """
        Args:
            widget: Gives the styles; has the component classes `PARTS`.
            view: Where rows stand.
            rows: Those at hand, and what they are drawn with.
            look: What the reader wants.
        """
        self.size = Size(0, 0)
        """The size for which rows are drawn."""
        self.empty_text = ""
        """Says why there is nothing to show."""
        self._widget = widget
        self._view = view
        self._rows = rows
        self._look = look
        self._base = Style()
        self._markers: Sequence[Sequence[Segment]] = ()
        """That of a list to which keys go, and the thin one of a `-faint` list beside it."""
        self._margin: Sequence[Segment] = ()

    def fit(self, size: Size) -> None:
        """Take a size; the highlighted row stays where it was as far as there is room."""
        self.size = size
        if not size:
            return
        old, painter = self._rows.painter, self._painter(size)
        is_rewrapped = old is None or (old.width, old.clip_lines) != (painter.width, painter.clip_lines)
        if is_rewrapped:
            self._rows.redraw_all(painter)
        lead = self._rows.lead(self._view.rows.key(self._view.anchor()[0])) if len(self._view) else 0
        self._view.resize(size.height, is_rewrapped=is_rewrapped, lead=lead)

    def restyle(self) -> None:
        """Draw anew if the theme is another. Heights do not depend on it."""
        painter = self._rows.painter
        if painter is not None and self._palette() != painter.palette:
            self._rows.redraw_all(self._painter(self.size))

    def _painter(self, size: Size) -> Painter:
        palette = self._palette()
        self._base = palette.text
        self._markers = [self._finish([Segment(mark, palette.marker), Segment(" ", self._base)]) for mark in "▌▏"]
        self._margin = [Segment(" " * MARKER_WIDTH, self._base)]
        room, most, clip = size.width - MARKER_WIDTH - RIGHT_MARGIN, self._look.most_width, self._look.clip_lines
        clip = min(clip, max(LEAST_CLIP, size.height - 1)) if clip else sys.maxsize
        return Painter(palette, min(room, most or room), replace(self._look, clip_lines=clip), self._finish)

    def _palette(self) -> RowStyles:
        style = self._widget.get_component_rich_style
        parts = {part.removeprefix("post-list--"): style(part) for part in self.PARTS}
        return RowStyles(text=self._widget.rich_style, **parts)

    def _finish(self, line: Line) -> Line:
        """Apply the terminal's color filters."""
        for line_filter in self._widget.app.get_line_filters():
            line = line_filter.apply(line, self._widget.background_colors[1])
        return line

    def strips(self, crop: Region) -> list[Strip]:
        """Compose the lines of a part of the screen."""
        view, width = self._view, self.size.width
        strips = [] if len(view) else self._empty_strips(crop)
        blank = Strip.blank(width, self._base)
        marker = self._markers[self._widget.has_class("-faint")] if self._markers else self._margin
        place, within = view.rows.at(view.scroll + crop.y)
        while len(strips) < crop.height:
            if place >= len(view) or self._rows.painter is None:
                strips.append(blank)
                continue
            key = view.rows.key(place)
            lines = self._rows.lines(key)
            unmarked = self._rows.lead(key)
            for number in range(within, min(view.rows.height(place), within + crop.height - len(strips))):
                if number >= len(lines):
                    strips.append(blank)
                    continue
                has_marker = place == view.highlight and number >= unmarked
                strip = Strip([*(marker if has_marker else self._margin), *lines[number]])
                strips.append(strip.adjust_cell_length(width, self._base))
            place, within = place + 1, 0
        if crop.x or crop.width != width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _empty_strips(self, crop: Region) -> list[Strip]:
        """The sentence of an empty list, a third down the screen."""
        room = max(1, self.size.width - 2 * MARKER_WIDTH - RIGHT_MARGIN)
        words = [part[start:end] for part in self.empty_text.split("\n") for start, end in wrap(part, room)]
        above = [""] * max(0, self.size.height // 3 - crop.y)
        margin, style = Segment(" " * (2 * MARKER_WIDTH), self._base), self._palette().meta
        lines = [self._finish([margin, Segment(line, style)]) for line in (above + words)[: crop.height]]
        return [Strip(line).adjust_cell_length(self.size.width, self._base) for line in lines]
