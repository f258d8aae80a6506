"""Markdown blocks to a `Document`: markdown-it reads the quotes, lists, headings and code, `paragraph` the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from mbtui.api.text import clean
from mbtui.content import text_marks
from mbtui.content.document import QUOTE_PREFIX, Block, BlockKind, Document, Link
from mbtui.content.paragraph import LineReader
from mbtui.content.tables import align_tables
from mbtui.content.text_marks import Target

BULLET = "• "

_PARSER = MarkdownIt("zero", {"maxNesting": 100}).enable(["blockquote", "fence", "heading", "hr", "list"])
# What is inside a paragraph is ours to read; see `text_marks`. These rules would only spend time on it.
_PARSER.disable(["normalize", "inline", "text_join"])
# The first use builds tables that a second thread must not see half built.
_PARSER.parse("a")


@dataclass(slots=True)
class _Indent:
    """An open quote or list item."""

    prefix: str
    first: str
    """Stands for `prefix` before its first row."""
    is_unused: bool = True
    """No block of it was made yet."""
    is_tight: bool = False
    """Its first block follows the block before without an empty row."""


def to_document(markdown: str, targets: Sequence[Target]) -> Document:
    """Make a document of what `MarkdownWriter` wrote. Each target of its marks is given its number and its place."""
    links = _number(targets)
    builder = _Builder(LineReader(targets))
    for token in _PARSER.parse(markdown):
        builder.read(token)
    return Document(tuple(align_tables(builder.blocks, builder.row_places)), links)


def _number(targets: Sequence[Target]) -> tuple[Link, ...]:
    links: list[Link] = []
    number = 0
    for target in targets:
        if target.is_dropped or not target.url:
            continue
        if target.kind == "link":
            number += 1
            target.number = number
        target.place = len(links)
        # What is clean in parts may not be so when it is joined.
        target.words = clean(target.words)
        links.append(Link(target.url, target.words, target.kind, target.number, target.poster))
    return tuple(links)


class _Builder:
    """Turns block tokens into blocks, in order."""

    def __init__(self, reader: LineReader) -> None:
        self.blocks: list[Block] = []
        self.row_places: set[int] = set()
        """Which of the blocks are what a table's row holds, also when that is one cell."""
        self._reader = reader
        self._indents: list[_Indent] = []
        self._lists = 0
        self._is_first_item = False
        self._in_heading = False

    def read(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            if token.content:
                self._add_lines(token.content)
        elif kind == "heading_open":
            self._in_heading = True
        elif kind == "heading_close":
            self._in_heading = False
        elif kind == "blockquote_open":
            self._indents.append(_Indent(QUOTE_PREFIX, QUOTE_PREFIX))
        elif kind == "list_item_open":
            self._open_item(token)
        elif kind in ("blockquote_close", "list_item_close"):
            self._indents.pop()
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._lists += 1
            self._is_first_item = True
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists -= 1
        elif kind == "fence":
            self._add(Block(token.content.removesuffix("\n"), "code"))
        elif kind == "hr":
            self._add(Block("", "rule"))

    def _open_item(self, token: Token) -> None:
        # "+" is what the writer gives the explanations of a definition list: indented, no bullet.
        is_explanation = token.markup == "+"
        first = "  " if is_explanation else f"{token.info}. " if token.info else BULLET
        is_tight = is_explanation or self._lists > 1 or not self._is_first_item
        self._indents.append(_Indent(" " * len(first), first, is_tight=is_tight))
        self._is_first_item = False

    def _add_lines(self, content: str) -> None:
        is_below_picture = bool(self.blocks) and self.blocks[-1].kind in ("image", "media")
        is_spaced = not (content.startswith(text_marks.CAPTION) and is_below_picture)
        is_row = content.startswith(text_marks.ROW)
        for block in self._reader.read(content):
            kind: BlockKind = "heading" if self._in_heading and block.kind == "text" else block.kind
            if kind in ("image", "media"):
                is_spaced = block.is_spaced
            if is_row and "\n" not in block.text:
                self.row_places.add(len(self.blocks))
            self._add(replace(block, kind=kind, is_spaced=is_spaced))
            is_spaced = False

    def _add(self, block: Block) -> None:
        prefix = "".join(indent.prefix for indent in self._indents)
        first_prefix, is_spaced = prefix, block.is_spaced
        begun = next((indent for indent in self._indents if indent.is_unused), None)
        if begun is not None:
            is_spaced = is_spaced and not begun.is_tight
            first_prefix = "".join(indent.first if indent.is_unused else indent.prefix for indent in self._indents)
            for indent in self._indents:
                indent.is_unused = False
        first = None if first_prefix == prefix else first_prefix
        self.blocks.append(replace(block, prefix=prefix, first_prefix=first, is_spaced=is_spaced))
