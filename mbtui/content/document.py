"""The converted form of a post's HTML: blocks of plain text with spans, and numbered links.

The store keeps it beside the HTML, and the post list draws it. The first frame needs only this file of the room.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from mbtui.api.text import clean

VERSION = 3
"""Raised when the converter changes what it produces; stored documents of another version are made again."""

QUOTE_PREFIX = "▎ "
"""Before every row of a quote, once for each level."""

SpanKind = Literal["bold", "italic", "strike", "code", "link", "mention", "mark"]
"""`mark` is text of ours inside a post's words: a link's number, an image's brackets."""

BlockKind = Literal["text", "heading", "code", "image", "media", "rule", "row"]


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A run of characters in a block that is drawn differently."""

    start: int
    """Offset of the first character in the block's text."""
    end: int
    """Offset behind the last character."""
    kind: SpanKind
    link: int = -1
    """Index into `Document.links`, or -1."""


class Block(msgspec.Struct, frozen=True, array_like=True):
    """A paragraph, list item, code listing, image line or table row.

    A list item or quote is a block with a prefix; nesting is the prefix, there is no tree.
    """

    text: str
    """Clean text. Line breaks are hard breaks; everything else is wrapped when drawn."""
    kind: BlockKind = "text"
    spans: tuple[Span, ...] = ()
    """In order of their start; they may overlap (bold inside a link)."""
    prefix: str = ""
    """Drawn before every row of the block: `▎ ` for each quote level, blanks for a list's indent."""
    first_prefix: str | None = None
    """Drawn instead of `prefix` before the first row (`• `, `1. `); the same width. None: `prefix`."""
    is_spaced: bool = True
    """Whether a blank row separates this block from the one before."""
    link: int = -1
    """Index into `Document.links` of what an image or media line stands for, or -1."""


class Link(msgspec.Struct, frozen=True, array_like=True):
    """A link, picture or recording in a post."""

    url: str
    """Absolute, clean. Only http, https and mailto can be opened; other schemes are shown as text only."""
    text: str
    """The words that were linked, or a picture's description. Empty when it had none."""
    kind: Literal["link", "mention", "image", "video", "audio"] = "link"
    number: int = 0
    """What the reader types to open it, from 1; 0 for what has no number (mentions, images, media)."""
    poster: str = ""
    """The address of the picture that stands for a video; empty when there is none."""


class Document(msgspec.Struct, frozen=True, array_like=True):
    """One post's body, ready to be wrapped to a width and drawn."""

    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    """In the order in which they stand in the text."""

    @property
    def media(self) -> tuple[Link, ...]:
        """The pictures and recordings, each address once."""
        found: dict[str, Link] = {}
        for place, link in enumerate(self.links):
            if link.kind in ("image", "video", "audio"):
                found.setdefault(link.url or str(place), link)
        return tuple(found.values())

    @property
    def plain_text(self) -> str:
        """The words alone, one block a line: for search, for copying, for a screen reader."""
        return "\n".join(block.text for block in self.blocks)


def plain(text: str) -> Document:
    """Show a text as it was typed, without markup."""
    return Document((Block(clean(text)),)) if text.strip() else Document()


def common_prefix(one: str, other: str) -> str:
    """What two prefixes begin with alike: the quotes and items that go on from one block to the next."""
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return one[:length]


def without_numbers(block: Block) -> str:
    """The words of a block as their author wrote them: without `[1] ` before those of links."""
    text = block.text
    for span in reversed(block.spans):
        mark = text[span.start : span.end]
        if span.kind == "mark" and mark.startswith("[") and mark.endswith("] ") and mark[1:-2].isdecimal():
            text = text[: span.start] + text[span.end :]
    return text


encode = msgspec.msgpack.Encoder().encode
"""Gives the bytes of a document that the store keeps."""
decode = msgspec.msgpack.Decoder(Document).decode
"""Reads what `encode` wrote; msgspec.DecodeError: the bytes are no document of this `VERSION`."""
