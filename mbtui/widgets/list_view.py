"""What a post list looks like: its lines composed from the drawings of its rows, repainted as little as it must.

It knows where rows stand and how they are drawn; what moves the highlight and brings the rows is its subclass.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mbtui.widgets.painter import Line, Painter, Palette
from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.viewport import Viewport
from mbtui.widgets.wrapping import wrap

MARKER_WIDTH = 2
"""Cells of the marker column at the left."""
RIGHT_MARGIN = 2
"""Cells left blank at the right: terminals disagree on how wide emoji are."""

LEAST_CLIP = 12
"""Lines shown of a long post on the lowest of screens too: reading on costs a key as well as unfolding does."""


class ListCanvas(ScrollView):
    """Rows under one another, with a marker at the one that is highlighted."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ListCanvas {
        overflow: hidden hidden;
        scrollbar-size: 0 0;
        background: $background;
        color: $foreground;
        & > .post-list--marker { color: $primary; }
        & > .post-list--author { text-style: bold; }
        & > .post-list--meta { color: $text-muted; }
        & > .post-list--marks { color: $warning; }
        & > .post-list--link { color: $primary; text-style: underline; }
        & > .post-list--mention { color: $secondary; }
        & > .post-list--code { color: $success; }
        & > .post-list--heading { text-style: bold; }
        & > .post-list--image { color: $secondary; text-style: italic; }
        & > .post-list--divider { color: $warning; }
        & > .post-list--gap { color: $secondary; }
        &:ansi > .post-list--meta { text-style: dim; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "post-list--marker",
        "post-list--author",
        "post-list--meta",
        "post-list--marks",
        "post-list--link",
        "post-list--mention",
        "post-list--code",
        "post-list--heading",
        "post-list--image",
        "post-list--divider",
        "post-list--gap",
    }

    def __init__(
        self,
        *,
        most_width: int,
        clip_lines: int,
        has_simple_emoji: bool,
        hyperlinks: bool,
        divider_label: str,
        unfold_key: str,
        clock: Callable[[], float],
        id: str | None,
    ) -> None:
        """
        Args:
            most_width: Cells of the longest line of words; 0 is as wide as the screen.
            clip_lines: Lines of a post before it is clipped, about a screenful at most; 0 shows every post whole.
            has_simple_emoji: Draw emoji without joiners and variation selectors.
            hyperlinks: Whether links carry their address for the terminal (OSC 8).
            divider_label: The words of the rule above the first row that was read.
            unfold_key: How the reader unfolds a post.
            clock: Gives the time in unix seconds, for the ages of posts.
            id: The widget's id.
        """
        super().__init__(id=id)
        self._most_width = most_width
        self._clip_lines = clip_lines
        self._hyperlinks = hyperlinks
        self._has_simple_emoji = has_simple_emoji
        self._unfold_key = unfold_key
        self._cache = RowCache(clock, self._finish_line)
        self._cache.divider_label = divider_label
        self._view = Viewport(self._cache.height)
        self._fitted = Size(0, 0)
        """The size for which rows are drawn."""
        self._base = Style()
        self._marker: Sequence[Segment] = ()
        self._margin: Sequence[Segment] = ()
        self._empty_text = ""

    @property
    def drawn_count(self) -> int:
        """How many rows were drawn so far; what was drawn before and is still at hand is not drawn again."""
        return self._cache.drawn_count

    def set_empty_text(self, text: str) -> None:
        """Say in words why there is nothing to show; seen only while the list is empty."""
        if text != self._empty_text:
            self._empty_text = text
            if not len(self._view):
                self.refresh()

    def tick(self) -> None:
        """Bring the ages on the screen up to date; only the author lines that read differently are painted."""
        for place in range(*self._view.visible_range()):
            key = self._view.rows.key(place)
            if self._cache.renew_header(key):
                line = self._view.screen_row_of(place) + (key == self._cache.divider)
                self._refresh_lines(line, 1, self.size.width)

    def _show(self, is_different: bool) -> None:
        """Repaint if the screen looks different."""
        if is_different:
            self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size, unless a frame has done so already."""
        if event.size != self._fitted:
            self._fit(event.size)
            self._show(True)

    def notify_style_update(self) -> None:
        """Draw anew in another theme. Heights do not depend on it."""
        super().notify_style_update()
        painter = self._cache.painter
        if painter is not None and self._palette() != painter.palette:
            self._cache.redraw_all(self._painter(self.size))

    def _fit(self, size: Size) -> None:
        """Take a size; the highlighted row stays where it was as far as there is room."""
        self._fitted = size
        if not size:
            return
        old, painter = self._cache.painter, self._painter(size)
        is_rewrapped = old is None or (old.width, old.clip_lines) != (painter.width, painter.clip_lines)
        if is_rewrapped:
            self._cache.redraw_all(painter)
        lead = self._lead(self._view.rows.key(self._view.anchor()[0])) if len(self._view) else 0
        self._view.resize(size.height, is_rewrapped=is_rewrapped, lead=lead)

    def _lead(self, key: int | None) -> int:
        """Lines of the divider above the words of a row."""
        return int(key is not None and key == self._cache.divider and key in self._cache)

    def _painter(self, size: Size) -> Painter:
        self._base = self.rich_style
        self._marker = self._finish_line(
            [Segment("▌", self.get_component_rich_style("post-list--marker")), Segment(" ", self._base)]
        )
        self._margin = [Segment(" " * MARKER_WIDTH, self._base)]
        clip_lines = min(self._clip_lines, max(LEAST_CLIP, size.height - 1)) if self._clip_lines else sys.maxsize
        room = size.width - MARKER_WIDTH - RIGHT_MARGIN
        width = min(room, self._most_width or room)
        return Painter(
            self._palette(),
            width,
            clip_lines,
            hyperlinks=self._hyperlinks,
            has_simple_emoji=self._has_simple_emoji,
            unfold_key=self._unfold_key,
        )

    def _palette(self) -> Palette:
        style = self.get_component_rich_style
        return Palette(
            text=self.rich_style,
            author=style("post-list--author"),
            meta=style("post-list--meta"),
            marks=style("post-list--marks"),
            link=style("post-list--link"),
            mention=style("post-list--mention"),
            code=style("post-list--code"),
            heading=style("post-list--heading"),
            image=style("post-list--image"),
            divider=style("post-list--divider"),
            gap=style("post-list--gap"),
        )

    def _finish_line(self, line: Line) -> Line:
        for line_filter in self.app.get_line_filters():
            line = line_filter.apply(line, self.background_colors[1])
        return line

    def render_lines(self, crop: Region) -> list[Strip]:
        """Compose the lines of the screen from the drawings.

        This goes past Textual's cache of styled lines: there is no border, padding or opacity to apply.
        """
        if self.size != self._fitted:
            # Textual draws a new size before it tells of it: without this the first frame would show no posts.
            self._fit(self.size)
            self.call_later(self._show, False)
        view, width = self._view, self.size.width
        strips = [] if len(view) else self._empty_strips(crop)
        blank = Strip.blank(width, self._base)
        place, within = view.rows.at(view.scroll + crop.y)
        while len(strips) < crop.height:
            if place >= len(view) or self._cache.painter is None:
                strips.append(blank)
                continue
            key = view.rows.key(place)
            lines = self._cache.lines(key)
            unmarked = int(key == self._cache.divider and key in self._cache)
            for number in range(within, min(view.rows.height(place), within + crop.height - len(strips))):
                if number >= len(lines):
                    strips.append(blank)
                    continue
                has_marker = place == view.highlight and number >= unmarked
                strip = Strip([*(self._marker if has_marker else self._margin), *lines[number]])
                strips.append(strip.adjust_cell_length(width, self._base))
            place, within = place + 1, 0
        if crop.x or crop.width != width:
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def _empty_strips(self, crop: Region) -> list[Strip]:
        """The sentence of an empty list, a third down the screen."""
        width = max(1, self.size.width - 2 * MARKER_WIDTH - RIGHT_MARGIN)
        style = self.get_component_rich_style("post-list--meta")
        lines = [
            paragraph[start:end] for paragraph in self._empty_text.split("\n") for start, end in wrap(paragraph, width)
        ]
        above = max(0, self.size.height // 3 - crop.y)
        drawn = [*([""] * above), *lines][: crop.height]
        margin = " " * (2 * MARKER_WIDTH)
        return [
            Strip(self._finish_line([Segment(margin, self._base), Segment(line, style)])).adjust_cell_length(
                self.size.width, self._base
            )
            for line in drawn
        ]

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        return self.render_lines(Region(0, y, self.size.width, 1))[0]

    def _refresh_marker(self, place: int) -> None:
        if place < len(self._view):
            self._refresh_lines(self._view.screen_row_of(place), self._view.extent(place), MARKER_WIDTH)

    def _refresh_lines(self, line: int, height: int, width: int) -> None:
        region = Region(0, line, width, height).intersection(Region(0, 0, *self.size))
        if region:
            self.refresh(region)
