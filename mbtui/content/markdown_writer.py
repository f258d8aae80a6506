"""Words and blocks written as Markdown.

html2text keeps the state of the output: whether a paragraph has ended, whether anything was written yet. Quotes and
list items are kept here, as the prefix of each line, because html2text loses second paragraphs of list items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from html2text import HTML2Text

from mbtui.api.text import clean
from mbtui.content import text_marks
from mbtui.content.text_marks import Target

MOST_LEVELS = 8
"""Quotes and lists nested deeper than this are shown at this depth: a terminal has no room for more."""

_MOST_CONTAINERS = 64
"""Open quotes and lists that are remembered at all."""

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_BACKTICKS = re.compile(r"`+")


@dataclass(slots=True)
class Container:
    """An open quote, list or list item."""

    tag: str
    prefix: str = ""
    """Written before each of its lines but the first."""
    number: int = 0
    """The next item's, in an ordered list."""
    step: int = 1
    """From one item's number to the next."""
    hang: int = 0
    """Of a list: how many columns its last item's marker takes."""


class BlockWriter(HTML2Text):
    """Writes words, paragraphs, quotes, list items and code."""

    def __init__(self) -> None:
        super().__init__(bodywidth=0)
        self.targets: list[Target] = []
        """What the marks written so far refer to."""
        self._containers: list[Container] = []
        self._prefix = ""
        self._levels = 0
        self._is_fresh = True
        """No word stands yet on this line, or a blank was the last thing written: another would be one too many."""
        self._is_blank = False
        """A blank was read and is written before the next word."""
        self._in_heading = False
        self._in_cell = False
        self._keeps_breaks = False
        """Line breaks and indents of the source are shown as they are."""
        self._code: list[str] | None = None
        self._shift: dict[int, int] | None = None
        """What digits are written as, inside `sup` and `sub`."""
        self._linked_words: list[str] | None = None
        """The words of the open link."""

    def handle_data(self, data: str, entity_char: bool = False) -> None:
        """Write words: as they are, with runs of blanks as one."""
        data = clean(data)
        if self._code is not None:
            self._code.append(data)
            return
        if self._keeps_breaks and "\n" in data:
            self._write_kept(data)
        else:
            self._write_words(_BLANKS.sub(" ", data))

    def _write_kept(self, data: str) -> None:
        """Write words with their line breaks, and what a line is indented by as blanks that stay."""
        for number, line in enumerate(data.replace("\r", "").split("\n")):
            if number:
                self._write_break()
            words = line.expandtabs(4)
            indent = len(words) - len(words.lstrip(" ")) if number else 0
            self._write_words("\u00a0" * indent + _BLANKS.sub(" ", words[indent:]))

    def _write_words(self, words: str) -> None:
        if words.startswith(" "):
            self._is_blank = True
        ends_blank = words.endswith(" ")
        words = words.strip(" ")
        if not words:
            return
        if self._shift is not None:
            words = self._raised(words, self._shift)
        if self._is_blank and not self._is_fresh:
            words = " " + words
        if self._linked_words is not None:
            self._linked_words.append(words)
        if self.p_p or self.start:
            words = text_marks.GUARD + words
        self._is_blank = ends_blank
        self._is_fresh = False
        self.o(words)

    def _raised(self, words: str, shift: dict[int, int]) -> str:
        """Write raised or lowered words with signs that are so, numbers among others with a mark, others as they are.

        Without a mark 10 to the power of 6.5 would be read as 106.5; an ordinal's letters are read without one.
        """
        if all(ord(sign) in shift for sign in words):
            return words.translate(shift)
        mark = "^" if ord("²") in shift.values() else "_"
        return f"{mark}({words})" if ord(words[0]) in shift else words

    def p(self) -> None:
        """End the paragraph; inside a table cell, the line."""
        self._is_blank = False
        if self._in_cell:
            if not self._is_fresh:
                self.o(text_marks.BREAK)
        else:
            if self._in_heading and not self.start:
                # Without it a heading's last "#" would be taken for its closing sequence.
                self.o(text_marks.GUARD)
                self._in_heading = False
            super().p()
        self._is_fresh = True
        if self._linked_words is not None:
            self._linked_words.append(" ")

    def outtextf(self, s: str) -> None:
        """Collect what is written; each new line begins with the prefix of its quotes and lists."""
        self.outtextlist.append(s.replace("\n", "\n" + self._prefix) if self._prefix else s)

    def _write_blank(self) -> None:
        """Write the blank that was read, so that it stands before a mark and not behind it."""
        if self._is_blank and not self._is_fresh:
            self.o(" ")
            if self._linked_words is not None:
                self._linked_words.append(" ")
            self._is_fresh = True
        self._is_blank = False

    def _write_break(self) -> None:
        self.o(text_marks.BREAK)
        self._is_blank = False
        self._is_fresh = True
        if self._linked_words is not None:
            self._linked_words.append(" ")

    def _write_target(self, mark: str, target: Target) -> None:
        self.targets.append(target)
        self.o(text_marks.numbered(mark, len(self.targets) - 1))

    def _begin_block(self) -> None:
        """End the paragraph before something that cannot stand in a heading."""
        self.p()
        if self._in_heading:
            self._in_heading = self.start = False

    def _begin_line(self, marker: str) -> None:
        """Write what begins a block's first line; the next thing written stands on the same line."""
        self.o(marker)
        self.start = True
        self._is_fresh = True

    def _open(self, tag: str, marker: str, number: int = 0) -> None:
        """Begin a quote, list or item: its first line with a marker, "" for a list, whose items have their own."""
        if len(self._containers) >= _MOST_CONTAINERS:
            return
        prefix = ""
        if marker and self._levels < MOST_LEVELS:
            self._begin_line(marker)
            self._levels += 1
            prefix = marker if tag == "blockquote" else " " * len(marker)
            self._prefix += prefix
        self._containers.append(Container(tag, prefix, number))

    def _go_on(self, tag: str, width: int) -> None:
        """Begin another part of an item that has ended: what follows stands under its words, without a marker."""
        if len(self._containers) < _MOST_CONTAINERS and self._levels < MOST_LEVELS:
            self._containers.append(Container(tag, " " * width))
            self._prefix += " " * width
            self._levels += 1

    def _close(self, tag: str) -> None:
        """End the innermost container of this tag and all inside it; nothing when none is open."""
        if not any(each.tag == tag for each in self._containers):
            return
        while True:
            closed = self._containers.pop()
            if closed.prefix:
                self._levels -= 1
                self._prefix = self._prefix[: -len(closed.prefix)]
            if closed.tag == tag:
                break
        self.start = False

    def _innermost(self, tags: tuple[str, ...]) -> Container | None:
        return next((each for each in reversed(self._containers) if each.tag in tags), None)

    def _end_code(self) -> None:
        if self._code is None:
            return
        # What is clean in parts may not be so when it is joined: combining marks on both sides of a tag.
        code = clean("".join(self._code)).removeprefix("\n").rstrip().expandtabs(4)
        self._code = None
        if code:
            fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(code)), default=0))
            self.o(f"{fence}\n{code}\n{fence}")
            self.p()
