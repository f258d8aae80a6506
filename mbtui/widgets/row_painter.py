"""Draw one row of a post list: from its data to lines of styled text, for one width and one theme."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from urllib.parse import quote

import msgspec
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from mbtui.content.document import Block, Link, Span, common_prefix
from mbtui.store import SavedPost
from mbtui.widgets.ages import age
from mbtui.widgets.rows import GapRow, PostRow, Row
from mbtui.widgets.wrapping import fit, wrap, wrap_verbatim

Line = list[Segment]
"""One line of the screen, without the marker column and without blanks behind it."""

_Piece = tuple[str, Block | None, int, int, Sequence[Span]]
"""A line before it is styled: its prefix, the part of a block on it, and the spans that touch that part."""

CLIP_SLACK = 3
"""A notice that stood for fewer lines than these would cost a key for nothing."""
AVATAR_CELLS = 2
"""Of a person's picture in the author line, with a blank behind it."""
STEP = 2
"""Cells by which an answer is indented."""
CELLS_FOR_A_STEP = 22
"""There is a step for each so many cells of a line: three in a terminal of 80 columns."""
LONGEST_ANSWERED = 16
"""Cells of the name of whom a post answers."""
LEAST_NAME = 8
"""Cells kept for the author; the age goes first for it, then the marks."""
LONGEST_HYPERLINK = 2_000
"""Terminals cut or refuse longer ones; the bare address stays reachable through the links of the post."""
_SAFE_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~-._"
"""Left as they are in an OSC 8 address; everything else outside ASCII letters and digits is percent-encoded."""


_EMOJI_VARIANTS = "\u200d[\u2190-\u2bff\U0001f000-\U0001faff]|\ufe0f|[\U0001f3fb-\U0001f3ff]"
"""Joined further emoji, the sign that asks for color, skin tones. Letters of some scripts are joined too, and stay."""


class RowStyles(msgspec.Struct, frozen=True):
    """The styles of one theme. `None` in a segment means the terminal's own default."""

    text: Style
    marker: Style
    author: Style
    meta: Style
    marks: Style
    link: Style
    mention: Style
    code: Style
    heading: Style
    image: Style
    divider: Style
    gap: Style


class Look(msgspec.Struct, frozen=True):
    """How the reader wants rows to look."""

    most_width: int = 100
    """Cells of the longest line of words; 0 is as wide as the screen."""
    clip_lines: int = 20
    """Lines of a post before it is clipped, about a screenful at most; 0 shows every post whole."""
    has_simple_emoji: bool = False
    """Draw of joined emoji only the first, and none in color or skin variants, for terminals that would draw them wider
    or narrower than they are counted."""
    unfold_key: str = "z"
    """How a post is unfolded."""
    avatar: Callable[[str], Line] | None = None
    """Gives the picture of a person by its address, `AVATAR_CELLS` wide, blank while there is none; None: no column."""


class Drawing(msgspec.Struct):
    """A row as it was drawn."""

    lines: list[Line]
    """The first is the header, which alone depends on the time."""
    hidden_count: int
    """Lines left out because the post was clipped; 0 when all of it is there."""
    header_minute: int
    """The minute in which the header was made."""
    picture_end: int = 0
    """The line below that of the first picture, or below the last where that is not shown."""

    @property
    def height(self) -> int:
        """Lines of the row, with the blank line under it."""
        return len(self.lines) + 1


class Painter:
    """Draws rows at one width in one palette."""

    def __init__(
        self,
        palette: RowStyles,
        width: int,
        look: Look,
        finish: Callable[[Line], Line] = lambda line: line,
    ) -> None:
        """
        Args:
            palette: The styles to use.
            width: Cells of a line, without the marker column.
            look: A folded post has its `clip_lines`, header and notice included. One that is only `CLIP_SLACK` lines
                longer is not folded.
            finish: Applied to every line.
        """
        self.palette = palette
        self.width = max(1, width)
        self.clip_lines = max(3, look.clip_lines)
        self._look = look
        self._finish = finish
        image, code = palette.image, palette.code
        self._block_styles = {"code": code, "heading": palette.heading, "image": image, "media": image}
        self._span_styles = {
            **{"bold": Style(bold=True), "italic": Style(italic=True), "strike": Style(strike=True), "code": code},
            **{"mark": palette.meta, "link": palette.link, "mention": palette.mention},
        }

    def draw(self, row: Row, now: float, *, is_unfolded: bool = False) -> Drawing:
        """Draw a row, with its age at a time in unix seconds; unfolded, all of a post that would be clipped."""
        indent = self.indent(row)
        drawing = self._indented(indent)._draw(row, now, is_unfolded)
        drawing.lines = [self._finished(line) for line in drawing.lines]
        if isinstance(row, PostRow) and (is_unfolded or not row.hidden_by):
            drawing.lines[0] = [*self._avatar(row), *drawing.lines[0]]
        drawing.lines = self.under(row, drawing.lines)
        return drawing

    def under(self, row: Row, lines: list[Line]) -> list[Line]:
        """Put lines where those of a row begin."""
        indent = self.indent(row)
        return [[*self._blanks(indent), *line] for line in lines] if indent else lines

    def indent(self, row: Row) -> int:
        """Cells in front of a row, which answers another."""
        return STEP * min(row.depth, self.width // CELLS_FOR_A_STEP) if isinstance(row, PostRow) else 0

    def _indented(self, indent: int) -> Painter:
        """The painter of what stands behind so many blanks."""
        return Painter(self.palette, self.width - indent, self._look) if indent else self

    def _blanks(self, indent: int) -> Line:
        return [Segment(" " * indent, self.palette.text)] if indent else []

    def _finished(self, line: Line) -> Line:
        if self._look.has_simple_emoji:
            line = [Segment(re.sub(_EMOJI_VARIANTS, "", text), style) for text, style, _ in line]
        return self._finish(line)

    def _draw(self, row: Row, now: float, is_unfolded: bool) -> Drawing:
        minute = int(now // 60)
        if isinstance(row, GapRow):
            return Drawing([self._ruled(row.label, self.palette.gap)], 0, minute)
        if row.hidden_by and not is_unfolded:
            label = fit(f"{row.post.author_name}: {row.hidden_by} ({self._look.unfold_key})", self.width)
            return Drawing([[Segment(label, self.palette.meta)]], 0, minute)
        lines = [self._header(row, now)]
        picture = next((block for block in row.post.document.blocks if block.kind == "image"), None)
        hidden_count = picture_end = 0
        limit = sys.maxsize if is_unfolded else self.clip_lines - 1
        for piece in self._pieces(row.post):
            if len(lines) > limit + CLIP_SLACK:
                hidden_count += 1
                continue
            lines.append(self._line(piece, row.post.document.links))
            if piece[1] is picture is not None:
                picture_end = len(lines)
        if hidden_count:
            # The notice takes the place of a line.
            hidden_count += len(lines) - limit
            del lines[limit:]
            notice = fit(f"… {hidden_count} more lines ({self._look.unfold_key})", self.width)
            lines.append([Segment(notice, self.palette.meta)])
        if not 0 < picture_end <= len(lines) - bool(hidden_count):
            picture_end = len(lines)
        if row.post.tags and row.post.is_favorite:
            lines.append([Segment(fit(f"tags: {', '.join(row.post.tags)}", self.width), self.palette.meta)])
        if note := " ".join(row.note.split()):
            lines.extend([Segment(note[start:end], self.palette.marks)] for start, end in wrap(note, self.width))
        return Drawing(lines, hidden_count, minute, picture_end)

    def header(self, row: PostRow, now: float) -> Line:
        """Draw the author line: name, handle, age, marks."""
        indent = self.indent(row)
        header = self._indented(indent)._header(row, now)
        return [*self._blanks(indent), *self._avatar(row), *self._finished(header)]

    def _avatar(self, row: PostRow) -> Line:
        # Colors of a picture are no colors of the theme: they pass no filter.
        picture = self._look.avatar
        return [] if picture is None else [*picture(row.post.avatar_url), Segment(" ", self.palette.text)]

    def _header(self, row: PostRow, now: float) -> Line:
        post, palette = row.post, self.palette
        width = self.width if self._look.avatar is None else max(1, self.width - AVATAR_CELLS - 1)
        marks = "".join(f" {mark}" for is_shown, mark in _marks(row) if is_shown)
        marks = f" {marks}" if marks else ""
        when = age(post.published_at, now) or post.date_relative
        tail = f" · {when}" if when else ""
        room = width - cell_len(tail) - cell_len(marks)
        if room < LEAST_NAME:
            room, tail = room + cell_len(tail), ""
        if room < LEAST_NAME:
            room, marks = width, ""
        # The name of a web page's author is the page's host already.
        username = "" if post.username == post.author_name and post.is_web_page else post.username
        handle_cells = cell_len(username) + 3 if username else 0
        name = fit(post.author_name, max(min(room, 4), room // 2, room - handle_cells))
        handle_room = room - cell_len(name) - 2
        if username and handle_room > 3:
            handle = f"  {fit('@' + username, handle_room)}"
        else:
            name, handle = fit(post.author_name, room), ""
        line = [Segment(name, palette.author), Segment(handle + tail, palette.meta)]
        if marks:
            line.append(Segment(marks, palette.marks))
        return line

    def placeholder(self) -> Segment:
        return Segment("…", self.palette.meta)

    def divider(self) -> Line:
        return self._finish(self._ruled("read until here", self.palette.divider))

    def _ruled(self, label: str, style: Style) -> Line:
        text = fit(label, self.width)
        room = self.width - cell_len(text)
        if room >= 4:
            left = (room - 2) // 2
            text = f"{'─' * left} {text} {'─' * (room - 2 - left)}"
        return [Segment(text, style)]

    def _pieces(self, post: SavedPost) -> Iterator[_Piece]:
        """The title, unless the post begins with it, as Micro.blog's own short form of a long post does; the words."""
        if post.title and not post.document.plain_text.startswith(post.title):
            yield from self._block(Block(post.title, "heading"))
        above = None
        for block in post.document.blocks:
            if block.is_spaced and above is not None:
                yield common_prefix(above.prefix, block.prefix).rstrip(), None, 0, 0, ()
            above = block
            yield from self._block(block)

    def _block(self, block: Block) -> Iterator[_Piece]:
        width, prefix, first_prefix = self.width, block.prefix, block.first_prefix
        if cell_len(prefix) > width // 2:
            prefix, first_prefix = prefix[: width // 4], None
        room = max(1, width - cell_len(prefix))
        if block.kind == "rule":
            yield prefix, block, 0, min(room, 20), ()
            return
        breaks = wrap_verbatim if block.kind == "code" else wrap
        current = prefix if first_prefix is None else first_prefix
        spans, passed = block.spans, 0
        offset = 0
        for text in _glued(block).split("\n"):
            for start, end in breaks(text, room):
                start, end = offset + start, offset + end
                while passed < len(spans) and spans[passed].end <= start:
                    passed += 1
                inside: list[Span] = []
                for span in islice(spans, passed, None):
                    if span.start >= end:
                        break
                    inside.append(span)
                yield current, block, start, end, inside
                current = prefix
            offset += len(text) + 1

    def _line(self, piece: _Piece, links: Sequence[Link]) -> Line:
        prefix, block, start, end, spans = piece
        line = [Segment(prefix, self.palette.meta)] if prefix else []
        if block is None:
            return line
        if block.kind == "rule":
            return [*line, Segment("─" * end, self.palette.meta)]
        return [*line, *self._runs(block, links, start, end, spans)]

    def _runs(
        self, block: Block, links: Sequence[Link], start: int, end: int, spans: Sequence[Span]
    ) -> Iterator[Segment]:
        """Style the characters from `start` to `end` of a block."""
        text, base = block.text, self._block_styles.get(block.kind, self.palette.text)
        if block.link >= 0:
            yield Segment(text[start:end], self._linked(base, links, block.link))
            return
        spans = [span for span in spans if span.end > start]
        if not spans:
            yield Segment(text[start:end], base)
            return
        edges = {start, end}
        for span in spans:
            edges.add(max(start, span.start))
            edges.add(min(end, span.end))
        at = start
        for edge in sorted(edges)[1:]:
            covering = [span for span in spans if span.start <= at and span.end >= edge]
            yield Segment(text[at:edge], self._style(base, covering, links) if covering else base)
            at = edge

    def _style(self, base: Style, spans: Sequence[Span], links: Sequence[Link]) -> Style:
        style = base
        for span in spans:
            style += self._span_styles[span.kind]
            if span.link >= 0 and span.kind != "mark":
                style = self._linked(style, links, span.link)
        return style

    def _linked(self, style: Style, links: Sequence[Link], index: int) -> Style:
        """Give a style that carries a link's number for the mouse and its address for the terminal (OSC 8)."""
        style += Style(meta={"link": index})
        if 0 <= index < len(links) and (address := hyperlink(links[index].url)):
            style += Style(link=address)
        return style


def _glued(block: Block) -> str:
    """The words, with the blank between a link's number and its words as one at which no row ends."""
    if not block.spans:
        return block.text
    letters = list(block.text)
    for span in block.spans:
        if span.kind == "mark" and letters[span.start] == "[" and letters[span.end - 1] == " ":
            letters[span.end - 1] = "\u00a0"
    return "".join(letters)


def hyperlink(url: str) -> str:
    """The address as it may stand in an OSC 8 sequence, or an empty string when it may not.

    Textual and Rich write it unescaped, so everything outside printable ASCII is percent-encoded here.
    """
    if not url.lower().startswith(("http://", "https://", "mailto:")):
        return ""
    address = quote(url, safe=_SAFE_IN_ADDRESS)
    return address if len(address) <= LONGEST_HYPERLINK else ""


def _marks(row: PostRow) -> Iterator[tuple[bool, str]]:
    yield bool(row.answers), f"↳ {fit(row.answers, LONGEST_ANSWERED)}"
    yield row.is_new, "•"
    yield row.post.is_favorite, "★"
    yield row.post.is_conversation, "↩"
    yield row.is_own, "✎"
    yield row.is_waiting, "⌛"
