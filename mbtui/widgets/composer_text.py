"""The text that is written in the composer: any length, drawn at once, and clean."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import ClassVar, get_args

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from mbtui.content.document_text import linked
from mbtui.content.markdown_marks import Kind, Mark, code_rows, marks
from mbtui.widgets.text_keys import TextKeys

_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

LONG_LINE = 2_000
AROUND = 200
"""Characters before and behind what is on the screen of a long line that are looked at as well."""
MOST_STRIPS = 256
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_BRACKET = re.compile(r"(?<!\\)[\[\]]")


class ComposerText(TextKeys, TextArea):
    """A text area that knows when the writer is done, and draws lines of any length at once.

    Textual 8.2 makes a styled text of a whole line of the document for each line of the screen, and of each part it
    is wrapped into: 70 ms a key in a line of 50,000 characters.
    """

    DEFAULT_CSS = """
    ComposerText {
        & > .composer-text--heading, & > .composer-text--strong, & > .composer-text--list { text-style: bold; }
        & > .composer-text--emphasis, & > .composer-text--quote { text-style: italic; }
        & > .composer-text--strike { text-style: strike; }
        & > .composer-text--code { color: $text-success; }
        & > .composer-text--link { color: $text-primary; text-style: underline; }
        & > .composer-text--mention { color: $text-secondary; }
        & > .composer-text--mark { color: $foreground-muted; }
        &:ansi > .composer-text--mark { text-style: dim; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"composer-text--{kind}" for kind in get_args(Kind)}

    class FilesPasted(Message):
        """What was pasted, and stands in the text, may be the names of pictures."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, text: str, takes_key: Callable[[str], Awaitable[bool]]) -> None:
        """
        Args:
            text: What stands there already.
            takes_key: Asked first for each key; says whether it was no part of the text.
        """
        # Before the area's own parts: they are styled at once.
        self._base = Style()
        self._strips: dict[tuple[object, ...], Strip] = {}
        """Parts of lines as they were drawn last: a key changes few of them."""
        super().__init__(writable(text), soft_wrap=True, compact=True, tab_behavior="focus", show_line_numbers=False)
        # A blinking cursor would send bytes for ever.
        self.cursor_blink = False
        self._takes_key = takes_key
        self._is_decided = False
        self._code_rows: set[int] = set()
        """Of those on the screen and above."""
        wrapped = self.wrapped_document

        def sections(row: int) -> list[str]:
            line = wrapped.document.get_line(row)
            return [line[start:end] for start, end in pairwise((0, *wrapped.get_offsets(row), len(line)))]

        # Textual 8.2 makes a Rich text of the line and divides that, several times a key.
        wrapped.get_sections = sections  # type: ignore[method-assign, assignment]

    def find_matching_bracket(self, bracket: str, search_from: tuple[int, int]) -> None:
        """Look for none: in prose it may be far away, or nowhere in the text."""

    def render_line(self, y: int) -> Strip:
        """Draw a part of a line of the document, with what is selected of it."""
        base, width, y = self._base, self.scrollable_content_region.width, y + self.scroll_offset.y
        if y >= self.virtual_size.height:
            return Strip.blank(width, base)
        wrapped = self.wrapped_document
        row, start = wrapped.offset_to_location(Offset(0, y))
        # A blank stands for the end of the line, which can be selected too.
        line = f"{self.document.get_line(row)} "
        end = next((offset for offset in wrapped.get_offsets(row) if offset > start), len(line))
        top, bottom = sorted(self.selection)
        first = max(start, min(end, top[1])) if row == top[0] else start if row > top[0] else end
        last = max(first, min(end, bottom[1])) if row == bottom[0] else end if row < bottom[0] else first
        # Of a line that fills the screen, only what is around: what was begun far away is not seen.
        before, behind = (0, len(line)) if len(line) < LONG_LINE else (max(0, start - AROUND), end + AROUND)
        seen, is_code = line[before:behind], row in self._code_rows
        key = (seen, is_code, start - before, end - before, first - before, last - before, width, base)
        if "\t" in seen:
            return self._drawn(*key, iter(wrapped.get_tab_widths(row)[line.count("\t", 0, start) :]))
        if (strip := self._strips.get(key)) is None:
            if len(self._strips) >= MOST_STRIPS:
                self._strips.clear()
            strip = self._strips[key] = self._drawn(*key, iter(()))
        return strip

    def _drawn(
        self,
        line: str,
        is_code: bool,
        start: int,
        end: int,
        first: int,
        last: int,
        width: int,
        base: Style,
        tabs: Iterator[int],
    ) -> Strip:
        """Draw a line from `start` to `end`, with what is selected from `first` to `last`."""
        found: Sequence[Mark] = [(0, len(line), "code")] if is_code else marks(line.rstrip())
        inside = [mark for mark in found if mark[0] < end and mark[1] > start]
        places = {start, end, first, last, *(place for mark in inside for place in mark[:2])}
        segments = []
        for begin, close in pairwise(sorted(place for place in places if start <= place <= end)):
            style = base
            for mark_begin, mark_end, kind in inside:
                if mark_begin <= begin < mark_end:
                    style += self.get_component_rich_style(f"composer-text--{kind}", partial=True)
            if first <= begin < last:
                style += self.get_component_rich_style("text-area--selection")
            text = line[begin:close]
            if "\t" in text:
                text = "".join(" " * next(tabs) if sign == "\t" else sign for sign in text)
            segments.append(Segment(text, style))
        return Strip(segments).adjust_cell_length(width, base)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the text. Taken out, it has no styles left, but may be painted once more before the layout follows."""
        if not self.is_attached:
            return [Strip.blank(crop.width)] * crop.height
        # Worked out anew by Textual each time: once is enough for all lines.
        self._base = self.rich_style
        last = self.wrapped_document.offset_to_location(Offset(0, self.scroll_offset.y + crop.bottom))[0]
        self._code_rows = code_rows(islice(self.document.lines, last + 1))
        return super().render_lines(crop)

    async def on_key(self, event: events.Key) -> None:
        """Offer a key to the composer; the area itself has the others afterwards."""
        if self._is_decided:
            event.prevent_default()
        elif await self._takes_key(event.key):
            event.stop()
            event.prevent_default()

    def stop_typing(self) -> None:
        """Leave the keys behind a decision to the application, which holds them once it is carried out."""
        self._is_decided = True

    def resume_typing(self) -> None:
        """Take keys again, behind those that are on their way here."""
        self.call_later(setattr, self, "_is_decided", False)

    def write(self, text: str) -> None:
        """Put text where the cursor is, in the place of what is selected."""
        if not self.read_only:
            self.replace(writable(text), *self.selection, maintain_selection_offset=False)

    def on_paste(self, event: events.Paste) -> None:
        """Clean what the area then inserts; one address over selected words makes a link of them."""
        if self._is_decided:
            event.prevent_default()
            return
        event.text = pasted_over(self.selected_text, writable(event.text))
        # It is given once: what it leads to holds the keys and pastes that come back to the application.
        event.stop()
        from mbtui.services.named_files import may_be_dropped

        if may_be_dropped(event.text):
            self.post_message(self.FilesPasted(event.text))


def pasted_over(selected: str, pasted: str) -> str:
    """Give what a paste puts in the place of what is selected: for words and an address, a link in Markdown."""
    words, url = selected.strip(), pasted.strip()
    if not words or "\n\n" in words or not _ADDRESS.fullmatch(url) or _ADDRESS.fullmatch(words):
        return pasted
    label = words if "](" in words else _BRACKET.sub(r"\\\g<0>", words)
    return selected.replace(words, linked(label, url))


def writable(text: str) -> str:
    """Give a writer's own text without what a terminal would obey; everything else is theirs and stays."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
