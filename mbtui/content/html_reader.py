"""A post's HTML read tag by tag and written as Markdown blocks.

This is html2text with Micro.blog's HTML in mind: emoji that are pictures, resized photos, small copies beside titles,
recordings, links without words. Its own handling of tags takes some plain words for Markdown and loses words of uneven
tables and unclosed code. The result is for `blocks` alone, not for people: see `text_marks`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from mbtui.content import pictures, text_marks
from mbtui.content.html_tags import Tag, decode, read_attributes, scan, words_of
from mbtui.content.links import absolute_url, is_picture, is_profile, original_picture
from mbtui.content.markdown_writer import BlockWriter
from mbtui.content.table_spans import TableSpans
from mbtui.content.text_marks import Target

_ASCII_DIGITS = re.compile(r"\d{1,9}", re.ASCII)

_PARAGRAPH_TAGS = """
    p div address article aside body caption center details dialog dir fieldset footer form
    header hgroup html legend main menu nav optgroup option section summary
"""
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_EMPHASIS = {
    **dict.fromkeys(("b", "strong"), text_marks.BOLD),
    **dict.fromkeys(("i", "em", "u", "cite", "dfn", "var"), text_marks.ITALIC),
    **dict.fromkeys(("del", "s", "strike"), text_marks.STRIKE),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), text_marks.CODE),
}
_SUPERSCRIPT = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_SUBSCRIPT = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_MOST_LOOKED_AT = 1_000
"""Tags and texts behind the beginning of a list whose numbers go down, to count its items."""
_QUOTATION_MARKS = ("“”", "‘’")
_HAS_ATTRIBUTES = frozenset(
    {"a", "img", "video", "audio", "iframe", "embed", "object", "ol", "li", "input", "math", "td", "th"}
)
_PRESERVED = re.compile(r"white-space\s*:\s*(?:pre|pre-wrap|pre-line|break-spaces)\b")


class MarkdownWriter(BlockWriter):
    """Writes one post as Markdown. After `handle`, `targets` holds what its marks refer to."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url
        self._emphasis: dict[str, int] = {}
        """How often each emphasis is open: i and em share one."""
        self._quotations = 0
        self._link: Target | None = None
        self._linked_pictures: list[Target] = []
        self._list_ended_at = -1
        """How much had been written when the last list ended."""
        self._pieces: list[str | Tag] = []
        self._at = 0
        """Which of the pieces is read."""
        self._tables = 0
        self._spans = TableSpans()
        self._in_row = False
        self._in_header_cell = False
        self._in_figure = False
        """A figure has begun, and no picture of it was written yet."""
        self._preserved_in: list[str] = []
        """The open elements whose line breaks are to be kept."""

    def feed(self, data: str) -> None:
        self._pieces = list(scan(data))
        for place, piece in enumerate(self._pieces):
            self._at = place
            if isinstance(piece, str):
                self.handle_data(decode(piece))
            elif self._code is not None and piece.name != "pre":
                if piece.name == "br" and piece.is_start:
                    self._code.append("\n")
            else:
                self._handle(piece)

    def finish(self) -> str:
        """Close what the post left open and give the Markdown.

        Without html2text's own ending, which would replace one of its private words in the post's words.
        """
        self._end_code()
        self._end_link()
        self.p()
        markdown = "".join(self.outtextlist)
        self.outtextlist = []
        return markdown

    def _handle(self, tag: Tag) -> None:
        name = tag.name
        if name in _MAY_PRESERVE:
            self._note_preserved(tag)
        if name in _PARAGRAPHS:
            self.p()
            return
        attributes = read_attributes(tag.attributes) if tag.is_start and name in _HAS_ATTRIBUTES else {}
        if name in _BLOCK_TAGS and not self._in_cell:
            _BLOCK_TAGS[name](self, tag, attributes)
        elif name in _BLOCK_TAGS:
            self.p()
        elif name in _TABLE_TAGS:
            self._handle_table(tag, attributes)
        elif name in _EMPHASIS:
            self._handle_emphasis(_EMPHASIS[name], tag.is_start)
        elif name in _INLINE_TAGS:
            _INLINE_TAGS[name](self, tag, attributes)

    def _note_preserved(self, tag: Tag) -> None:
        """Remember whether line breaks are kept in what follows."""
        if self._preserved_in and self._preserved_in[-1] == tag.name:
            self._preserved_in.pop()
        if tag.is_start and _PRESERVED.search(tag.attributes.lower()):
            self._preserved_in.append(tag.name)
        self._keeps_breaks = bool(self._preserved_in)

    def _handle_emphasis(self, mark: str, is_start: bool) -> None:
        # Several tags share a mark (i, em, cite), so only the outermost is written.
        depth = self._emphasis.get(mark, 0)
        if is_start:
            self._emphasis[mark] = depth + 1
            if depth == 0:
                self._write_blank()
                self.o(mark)
        elif depth:
            self._emphasis[mark] = depth - 1
            if depth == 1:
                self.o(chr(ord(mark) + 1))

    def _handle_break(self, tag: Tag, attributes: dict[str, str]) -> None:
        # Browsers read </br> as <br> too.
        self._write_break()

    def _handle_quotation(self, tag: Tag, attributes: dict[str, str]) -> None:
        if tag.is_start:
            self.handle_data(_QUOTATION_MARKS[self._quotations % 2][0])
            self._quotations += 1
        elif self._quotations:
            self._quotations -= 1
            is_blank, self._is_blank = self._is_blank, False
            self.handle_data(_QUOTATION_MARKS[self._quotations % 2][1])
            self._is_blank = is_blank

    def _handle_raised(self, tag: Tag, attributes: dict[str, str]) -> None:
        shift = _SUPERSCRIPT if tag.name == "sup" else _SUBSCRIPT
        self._shift = shift if tag.is_start else None

    def _handle_formula(self, tag: Tag, attributes: dict[str, str]) -> None:
        if tag.is_start:
            self.handle_data(attributes.get("alttext", "") or words_of(tag.content))

    def _handle_figure(self, tag: Tag, attributes: dict[str, str]) -> None:
        self.p()
        self._in_figure = tag.is_start

    def _handle_caption(self, tag: Tag, attributes: dict[str, str]) -> None:
        self.p()
        if tag.is_start and not self._in_cell:
            self.o(text_marks.CAPTION)

    def _handle_reading(self, tag: Tag, attributes: dict[str, str]) -> None:
        self.handle_data("(" if tag.is_start else ")")

    def _handle_input(self, tag: Tag, attributes: dict[str, str]) -> None:
        if attributes.get("type", "").lower() == "checkbox":
            self.handle_data("☑ " if "checked" in attributes else "☐ ")

    def _handle_link(self, tag: Tag, attributes: dict[str, str]) -> None:
        # A link inside a link ends the outer one, as in browsers.
        self._end_link()
        if tag.is_start:
            self._begin_link(absolute_url(attributes.get("href", ""), self._base_url))

    def _begin_link(self, url: str) -> None:
        if not url or len(self.targets) >= text_marks.MOST_TARGETS:
            return
        self._write_blank()
        self._link = Target(url, "link")
        self._linked_words = []
        self._write_target(text_marks.LINK, self._link)

    def _end_link(self) -> None:
        target, words = self._link, self._linked_words
        if target is None or words is None:
            return
        target.words = " ".join("".join(words).split())
        if target.words.startswith("@") and is_profile(target.url):
            target.kind = "mention"
        elif not target.words and self._linked_pictures:
            picture = self._linked_pictures[0]
            url = original_picture(target.url)
            if url == picture.url or is_picture(url):
                picture.url = url
                target.is_dropped = True
        self._link = self._linked_words = None
        self._linked_pictures = []
        self.o(text_marks.LINK_END)

    def _handle_frame(self, tag: Tag, attributes: dict[str, str]) -> None:
        url = absolute_url(attributes.get("src") or attributes.get("data", ""), self._base_url)
        if tag.is_start and url and not pictures.is_hidden(attributes):
            self._end_link()
            self.p()
            self._begin_link(url)
            self.handle_data(attributes.get("title", ""))
            self._end_link()
            self.p()

    def _handle_picture(self, tag: Tag, attributes: dict[str, str]) -> None:
        if not tag.is_start or len(self.targets) >= text_marks.MOST_TARGETS:
            return
        role = pictures.role(attributes)
        words = pictures.description(attributes)
        if role == "words":
            self.handle_data(words)
        if role in ("words", "nothing"):
            return
        url = original_picture(pictures.source(attributes, "", self._base_url))
        target = Target(url, "image", words)
        if self._link is not None:
            self._linked_pictures.append(target)
        if role == "thumbnail" or self._in_cell:
            self._is_blank = True
            self._write_blank()
            self._write_target(text_marks.THUMBNAIL if role == "thumbnail" else text_marks.PICTURE, target)
            self._is_blank = True
            self._is_fresh = False
        else:
            if self._in_figure:
                self.o(text_marks.FIGURE)
                self._in_figure = False
            self._write_target(text_marks.PICTURE, target)
            self._is_blank = False
            self._is_fresh = True

    def _handle_recording(self, tag: Tag, attributes: dict[str, str]) -> None:
        if not tag.is_start or pictures.is_hidden(attributes) or len(self.targets) >= text_marks.MOST_TARGETS:
            return
        kind: Literal["video", "audio"] = "video" if tag.name == "video" else "audio"
        url = pictures.source(attributes, tag.content, self._base_url)
        poster = absolute_url(attributes.get("poster", ""), self._base_url)
        self._write_target(text_marks.PICTURE, Target(url, kind, pictures.description(attributes), poster))
        self._is_blank = self._in_cell
        self._is_fresh = not self._in_cell

    def _handle_heading(self, tag: Tag, attributes: dict[str, str]) -> None:
        self._begin_block()
        if tag.is_start:
            self._begin_line("#" * int(tag.name[1]) + " ")
            self._in_heading = True

    def _handle_rule(self, tag: Tag, attributes: dict[str, str]) -> None:
        # Underscores: no list marker before them can make another rule of the two.
        self._begin_block()
        self.o("___")
        self.p()

    def _handle_code(self, tag: Tag, attributes: dict[str, str]) -> None:
        self._end_code()
        if tag.is_start:
            self._begin_block()
            self._code = []

    def _handle_quote(self, tag: Tag, attributes: dict[str, str]) -> None:
        self._begin_block()
        if tag.is_start:
            self._open("blockquote", "> ")
        else:
            self._close("blockquote")

    def _handle_list(self, tag: Tag, attributes: dict[str, str]) -> None:
        self._begin_block()
        if not tag.is_start:
            self._close(tag.name)
            self._list_ended_at = self.outcount
            return
        within = self._innermost(_ITEMS + _LISTS)
        if within is not None and within.hang:
            self._go_on("li", within.hang)
        elif self._list_ended_at == self.outcount:
            # Markdown would make one list of the two.
            self.o(text_marks.GUARD)
            self.p()
        start, is_reversed = _ASCII_DIGITS.fullmatch(attributes.get("start", "")), "reversed" in attributes
        self._open(tag.name, "", int(start.group()) if start else self._items_ahead() if is_reversed else 1)
        if is_reversed and self._containers:
            self._containers[-1].step = -1

    def _items_ahead(self) -> int:
        """Count the items of the list that begins here."""
        count = depth = 0
        for piece in self._pieces[self._at + 1 : self._at + _MOST_LOOKED_AT]:
            if isinstance(piece, str):
                continue
            if piece.name in _LISTS:
                depth += 1 if piece.is_start else -1
                if depth < 0:
                    break
            elif piece.name == "li" and piece.is_start and not depth:
                count += 1
        return count

    def _handle_item(self, tag: Tag, attributes: dict[str, str]) -> None:
        self._begin_block()
        within = self._innermost(_ITEMS + _LISTS)
        if within is not None and within.tag in _ITEMS:
            self._close(within.tag)
            within = self._innermost(_LISTS)
        if not tag.is_start or tag.name == "dt":
            return
        if tag.name == "dd":
            marker = "+ "
        elif within is not None and within.tag == "ol":
            value = _ASCII_DIGITS.fullmatch(attributes.get("value", ""))
            number = int(value.group()) if value else within.number
            within.number = min(max(0, number + within.step), 999_999_999)
            marker = f"{number}. "
        else:
            marker = "-* "[self._levels % 2] + " "
        if within is not None:
            within.hang = len(marker)
        self._open(tag.name, marker)

    def _handle_table(self, tag: Tag, attributes: dict[str, str]) -> None:
        if tag.name == "table":
            if tag.is_start:
                self.p()
                self._tables += 1
                self._spans = TableSpans()
            elif self._tables:
                self._tables -= 1
                if not self._tables:
                    self._end_row()
            return
        if self._tables != 1:
            # The cells of a table inside a table are lines of the outer one's cell.
            self.p()
            return
        if tag.name == "tr":
            self._end_row()
        elif tag.is_start:
            if not self._in_row:
                self._begin_block()
            self._end_cell()
            for _ in range(self._spans.put(attributes) + 1):
                self.o(text_marks.CELL if self._in_row else text_marks.ROW)
                self._in_row = True
            self._in_cell = self._is_fresh = True
            self._in_header_cell = tag.name == "th"
            if self._in_header_cell:
                self._handle_emphasis(text_marks.BOLD, is_start=True)

    def _end_cell(self) -> None:
        if self._in_header_cell:
            self._handle_emphasis(text_marks.BOLD, is_start=False)
        self._in_cell = self._in_header_cell = self._is_blank = False

    def _end_row(self) -> None:
        self._end_cell()
        if self._in_row:
            self._spans.end_row()
        self._in_row = False
        self.p()


_Handler = Callable[[MarkdownWriter, Tag, dict[str, str]], None]

_MAY_PRESERVE = frozenset({"p", "div", "span"})
_ITEMS = ("li", "dd")
_LISTS = ("ul", "ol", "dl")

_TABLE_TAGS = ("table", "tr", "td", "th")

_BLOCK_TAGS: dict[str, _Handler] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), MarkdownWriter._handle_heading),
    **dict.fromkeys(_LISTS, MarkdownWriter._handle_list),
    **dict.fromkeys((*_ITEMS, "dt"), MarkdownWriter._handle_item),
    "blockquote": MarkdownWriter._handle_quote,
    "figcaption": MarkdownWriter._handle_caption,
    "figure": MarkdownWriter._handle_figure,
    "hr": MarkdownWriter._handle_rule,
    "pre": MarkdownWriter._handle_code,
}
_INLINE_TAGS: dict[str, _Handler] = {
    "a": MarkdownWriter._handle_link,
    "br": MarkdownWriter._handle_break,
    "img": MarkdownWriter._handle_picture,
    "input": MarkdownWriter._handle_input,
    "math": MarkdownWriter._handle_formula,
    "q": MarkdownWriter._handle_quotation,
    "rt": MarkdownWriter._handle_reading,
    **dict.fromkeys(("audio", "video"), MarkdownWriter._handle_recording),
    **dict.fromkeys(("embed", "iframe", "object"), MarkdownWriter._handle_frame),
    **dict.fromkeys(("sub", "sup"), MarkdownWriter._handle_raised),
}
