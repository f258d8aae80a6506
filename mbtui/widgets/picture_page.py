"""One picture as large as fits, with a line above it and its description below. It fetches and draws nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from mbtui.widgets.wrapping import fit, wrap

if TYPE_CHECKING:
    from mbtui.graphics.graphics import Drawn

MARGIN = 1
"""Blank cells at either side of words."""
MOST_WIDTH = 100
"""Cells of the longest line of words."""
SHARE_OF_WORDS = 3
"""A description may take this part of the screen; the rest of a longer one is scrolled to."""


class PicturePage(Widget):
    """A heading, a picture or the words that stand in its place, and a description."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PicturePage {
        background: $background;
        & > .picture-page--heading { text-style: bold; }
        & > .picture-page--meta { color: $text-muted; }
        &:ansi > .picture-page--meta { text-style: dim; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"picture-page--heading", "picture-page--meta"}

    class RoomChanged(Message):
        """There is more or less room for the picture: it has to be drawn again."""

    def __init__(self) -> None:
        super().__init__()
        self._heading = self._details = ""
        self._description: Sequence[str] = ()
        self._first = 0
        """The first line of the description that is seen."""
        self._instead = ""
        self.drawn: Drawn | None = None
        """The picture that is seen."""
        self._fitted = Size(0, 0)

    def show_words(self, heading: str, details: str, description: Sequence[str], instead: str) -> None:
        """Show words: a heading and what stands dimmed behind it, paragraphs, and what is said for the picture."""
        self._heading, self._details, self._description = heading, details, description
        self._first = 0
        self.show_instead(instead)

    def show_instead(self, text: str) -> None:
        """Show a sentence where the picture would be."""
        self._instead, self.drawn = text, None
        self.refresh()

    def show_picture(self, drawn: Drawn) -> None:
        """Show a picture that was drawn for `room`."""
        self.drawn = drawn
        self.refresh()

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows for the picture."""
        return max(1, self.size.width), max(1, self.size.height - 1 - self._shown_count)

    @property
    def is_scrolled_whole(self) -> bool:
        """Whether all of the description is seen at once."""
        return len(self._lines()) <= self._shown_count

    def scroll_words(self, direction: int) -> None:
        """Show the next lines of a long description, or the ones before."""
        step = max(1, self._shown_count - 1)
        last = max(0, len(self._lines()) - step)
        self._first = max(0, min(last, self._first + direction * step))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        if event.size != self._fitted:
            self._fitted, self._first = event.size, 0
            self.post_message(self.RoomChanged())

    # Drawing

    def _lines(self) -> list[str]:
        width = max(1, min(MOST_WIDTH, self.size.width - 2 * MARGIN))
        return [text[start:end] for text in self._description for start, end in wrap(text, width)]

    @property
    def _shown_count(self) -> int:
        """Lines of the screen that the description takes."""
        return min(len(self._lines()), max(1, self.size.height // SHARE_OF_WORDS))

    def _words(self) -> list[Segment]:
        """The description as far as it is seen, a segment a line."""
        lines, count = self._lines(), self._shown_count
        style, meta = self.rich_style, self.get_component_rich_style("picture-page--meta")
        if len(lines) <= count:
            return [Segment(line, style) for line in lines]
        shown = lines[self._first : self._first + max(1, count - 1)]
        left = len(lines) - self._first - len(shown)
        more = f"… {left} more line{'s' if left != 1 else ''} (pgdn)" if left else "end (pgup goes back)"
        return [*(Segment(line, style) for line in shown), Segment(more, meta)][:count]

    def render_lines(self, crop: Region) -> list[Strip]:
        """Compose the lines past Textual's filters of colors, which would spoil a picture."""
        width, base = self.size.width, self.rich_style
        words, rows = self._words(), self.room[1]
        blank = Strip.blank(width, base)
        strips = [self._heading_strip(base), *self._picture_strips(rows, base)]
        strips += [Strip([Segment(" " * MARGIN, base), segment]) for segment in words]
        strips += [blank] * (self.size.height - len(strips))
        strips = [strip.adjust_cell_length(width, base) for strip in strips[crop.y : crop.bottom]]
        return strips if not crop.x and crop.width == width else [strip.crop(crop.x, crop.right) for strip in strips]

    def _heading_strip(self, base: Style) -> Strip:
        room = self.size.width - 2 * MARGIN
        heading = fit(self._heading, room)
        details = fit(f"   {self._details}", room - len(heading)) if self._details else ""
        styles = [self.get_component_rich_style(f"picture-page--{part}") for part in ("heading", "meta")]
        return Strip([Segment(" " * MARGIN, base), Segment(heading, styles[0]), Segment(details, styles[1])])

    def _picture_strips(self, rows: int, base: Style) -> list[Strip]:
        width = self.size.width
        blank = Strip.blank(width, base)
        if self.drawn is not None and self.drawn.columns <= width and self.drawn.rows <= rows:
            left = Segment(" " * ((width - self.drawn.columns) // 2), base)
            lines = [Strip([left, *line]) for line in self.drawn.lines]
        else:
            room = max(1, min(MOST_WIDTH, width - 2 * MARGIN))
            words = [self._instead[start:end] for start, end in wrap(self._instead, room)][:rows]
            meta = self.get_component_rich_style("picture-page--meta")
            lines = [Strip([Segment(" " * ((width - len(text)) // 2), base), Segment(text, meta)]) for text in words]
        above = (rows - len(lines)) // 2
        return [*[blank] * above, *lines, *[blank] * (rows - len(lines) - above)]
