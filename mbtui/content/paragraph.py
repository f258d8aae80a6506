"""The inside of one paragraph: its marks made into spans, its pictures into lines of their own.

Emphasis and links may be opened in one paragraph and closed in a later one, so one reader reads all of a post's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mbtui.api.text import clean
from mbtui.content import text_marks
from mbtui.content.document import Block, BlockKind, Span, SpanKind
from mbtui.content.links import host, other_host
from mbtui.content.pictures import label
from mbtui.content.text_marks import Target

CELL_DIVIDER = " │ "

_PIECES = re.compile(
    f"([{text_marks.LINK}{text_marks.PICTURE}{text_marks.THUMBNAIL}].|[{text_marks.GUARD}-{text_marks.CAPTION}])",
    re.DOTALL,
)
_EMPHASIS: dict[str, SpanKind] = {
    text_marks.BOLD: "bold",
    text_marks.ITALIC: "italic",
    text_marks.STRIKE: "strike",
    text_marks.CODE: "code",
}
_EMPHASIS_ENDS = {chr(ord(mark) + 1): mark for mark in _EMPHASIS}

_LONGEST_WORD = 100
"""Characters; behind so many the number of a link stands where the link begins."""

_MOST_BREAKS = 2
"""Line breaks in a row that are shown: one empty line."""


class LineReader:
    """Reads the paragraphs of one post in their order."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._texts: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._emphasis: dict[str, int] = {}
        """Where each open emphasis begins in this line."""
        self._link: Target | None = None
        self._link_begins = -1
        """Where the open link's words begin in this line; -1 while there are none."""
        self._is_link_named = False
        """The open link has shown words, in this line or an earlier one."""
        self._breaks = 0
        """Line breaks read since the last word, written before the next."""
        self._is_row = False
        self._is_figure = False
        """The picture that comes is the first of a figure."""
        self._ends_with_host = False
        """The last words are a host that stands for a link without words."""

    def read(self, content: str) -> Iterator[Block]:
        """Give the blocks of a paragraph without their prefixes, none when it holds nothing to see."""
        self._is_row = content.startswith(text_marks.ROW) and text_marks.CELL in content
        for index, piece in enumerate(_PIECES.split(content)):
            if index % 2 == 0:
                if piece:
                    self._read_words(piece)
                continue
            mark = piece[0]
            if mark in _EMPHASIS:
                self._emphasis.setdefault(mark, self._length)
            elif mark in _EMPHASIS_ENDS:
                begun = _EMPHASIS_ENDS[mark]
                self._add_span(self._emphasis.pop(begun, self._length), _EMPHASIS[begun])
            elif mark == text_marks.LINK:
                self._begin_link(self._targets[text_marks.index_of(piece)])
            elif mark == text_marks.LINK_END:
                self._end_link()
            elif mark == text_marks.BREAK:
                self._breaks += 1
            elif mark == text_marks.FIGURE:
                self._is_figure = True
            elif mark == text_marks.CELL:
                self._breaks = 0
                self._write_mark(CELL_DIVIDER)
            elif mark == text_marks.THUMBNAIL:
                self._write_breaks()
                self._write_mark("[image]", self._targets[text_marks.index_of(piece)].place)
            elif mark == text_marks.PICTURE:
                target = self._targets[text_marks.index_of(piece)]
                if self._is_row:
                    self._write_breaks()
                    self._write_mark(label(target.kind, target.words, target.url), target.place)
                else:
                    yield from self._take("text")
                    yield _picture_line(target, is_spaced=self._is_figure)
                    self._is_figure = False
        yield from self._take("row" if self._is_row else "text")

    def _read_words(self, words: str) -> None:
        self._write_breaks()
        if self._ends_with_host and self._length and words[0].isalnum():
            self._write(" ")
        self._ends_with_host = False
        if self._link is not None and self._link_begins < 0:
            if words.startswith(" "):
                self._write(" ")
                words = words[1:]
            self._name_link(self._link, is_within_word=words[:1].isalnum())
        self._write(words)

    def _write_breaks(self) -> None:
        if self._breaks and self._length:
            self._write(" " if self._is_row else "\n" * min(self._breaks, _MOST_BREAKS))
        self._breaks = 0

    def _write(self, text: str) -> None:
        self._texts.append(text)
        self._length += len(text)

    def _write_mark(self, text: str, link: int = -1) -> None:
        self._write(text)
        self._spans.append(Span(self._length - len(text), self._length, "mark", link))

    def _add_span(self, start: int, kind: SpanKind, link: int = -1) -> None:
        if start < self._length:
            self._spans.append(Span(start, self._length, kind, link))

    def _begin_link(self, target: Target) -> None:
        self._link = None if target.is_dropped else target
        self._link_begins = -1
        self._is_link_named = False

    def _name_link(self, target: Target, *, is_within_word: bool = False) -> None:
        """Write the number of a link before its first words; where they go on a word, before that word."""
        if target.number and not self._is_link_named:
            before = self._length
            number = f"[{target.number}] "
            if is_within_word and (start := self._word_start()) < self._length:
                self._insert_mark(number, start, target.place)
            else:
                self._write_mark(number, target.place)
            for mark, start in self._emphasis.items():
                if start == before:
                    # The number is ours, not a part of what the author emphasized.
                    self._emphasis[mark] = self._length
        self._is_link_named = True
        self._link_begins = self._length

    def _word_start(self) -> int:
        """Where the word begins that was written last; the end when it was a blank or a sign, or is too long."""
        text = "".join(self._texts[-8:])[-_LONGEST_WORD:]
        at = len(text)
        while at and text[at - 1].isalnum():
            at -= 1
        return self._length - (len(text) - at) if at or len(text) < _LONGEST_WORD else self._length

    def _insert_mark(self, text: str, at: int, link: int) -> None:
        """Put words of ours before what was written there. The spans stand in the order of their ends."""
        written, size, first = "".join(self._texts), len(text), len(self._spans)
        self._texts = [written[:at], text, written[at:]]
        self._length += size
        while first and self._spans[first - 1].end > at:
            first -= 1
        moved = [
            Span(span.start + (size if span.start >= at else 0), span.end + size, span.kind, span.link)
            for span in self._spans[first:]
        ]
        self._spans[first:] = [Span(at, at + size, "mark", link), *moved]
        self._emphasis = {mark: start + (size if start >= at else 0) for mark, start in self._emphasis.items()}

    def _end_link(self) -> None:
        target, self._link = self._link, None
        if target is None:
            return
        if not self._is_link_named:
            self._write_breaks()
            self._name_link(target)
            self._write(host(target.url))
            self._ends_with_host = True
        self._add_link_span(target)
        if target.kind == "link":
            real_host = other_host(target.words, target.url)
            if real_host:
                self._write_mark(f" ({real_host})", target.place)

    def _add_link_span(self, target: Target) -> None:
        if self._link_begins >= 0:
            self._add_span(self._link_begins, "mention" if target.kind == "mention" else "link", target.place)
        self._link_begins = -1

    def _take(self, kind: BlockKind) -> Iterator[Block]:
        """End the line; what is still open goes on at the beginning of the next."""
        for mark, start in self._emphasis.items():
            self._add_span(start, _EMPHASIS[mark])
            self._emphasis[mark] = 0
        if self._link is not None:
            self._add_link_span(self._link)
        text, spans = "".join(self._texts), self._spans
        self._texts, self._spans, self._length, self._breaks = [], [], 0, 0
        cleaned = clean(text).rstrip()
        if not cleaned:
            return
        if spans:
            moved = None if text.startswith(cleaned) else _offsets(text, cleaned)
            spans = _fitted(spans, len(cleaned), moved)
        yield Block(cleaned, kind, tuple(spans))


def _fitted(spans: list[Span], length: int, moved: list[int] | None) -> list[Span]:
    fitted = []
    for span in spans:
        start, end = (moved[span.start], moved[span.end]) if moved else (span.start, min(span.end, length))
        if start < end:
            fitted.append(Span(start, end, span.kind, span.link))
    # Of two on the same words the link is the outer one.
    fitted.sort(key=lambda span: (span.start, -span.end, span.kind not in ("link", "mention")))
    return fitted


def _offsets(text: str, kept: str) -> list[int]:
    """Give, for each offset in a text, where it is after some of the text's characters were removed.

    Two runs of words, each clean, may not be clean when joined: a joiner or too many combining marks
    where they meet.
    """
    offsets = []
    at = 0
    for character in text:
        offsets.append(at)
        if at < len(kept) and kept[at] == character:
            at += 1
    offsets.append(at)
    return offsets


def _picture_line(target: Target, *, is_spaced: bool) -> Block:
    text = label(target.kind, target.words, target.url)
    opening = text.find(": ") + 2 if ": " in text else len(text)
    spans = [Span(0, opening, "mark", target.place)]
    if opening < len(text):
        spans.append(Span(len(text) - 1, len(text), "mark", target.place))
    kind: BlockKind = "image" if target.kind == "image" else "media"
    return Block(text, kind, tuple(spans), is_spaced=is_spaced, link=target.place)
