"""Rows and painters for the tests of what is drawn."""

from __future__ import annotations

from typing import Any

import msgspec
from rich.cells import cell_len
from rich.style import Style

from mbtui.content.document import Block, Document
from mbtui.store import SavedPost
from mbtui.widgets.row_painter import Drawing, Line, Look, Painter, RowStyles
from mbtui.widgets.rows import PostRow

NOW = 1_700_000_000.0
PALETTE = RowStyles(
    text=Style(),
    marker=Style(),
    author=Style(bold=True),
    meta=Style(dim=True),
    marks=Style(color="yellow"),
    link=Style(underline=True, color="blue"),
    mention=Style(color="magenta"),
    code=Style(color="green"),
    heading=Style(bold=True, underline=True),
    image=Style(italic=True, color="magenta"),
    divider=Style(color="yellow"),
    gap=Style(color="magenta"),
)


def post(content: str | Document | tuple[Block, ...] = "Hello.", *, id: int = 1, **fields: Any) -> PostRow:
    """Make a row: words, blocks or a document, and whatever else is to be different about the post or the row."""
    if isinstance(content, str):
        content = (Block(content),)
    document = content if isinstance(content, Document) else Document(content)
    saved = SavedPost(
        id=id,
        author_name="Tomas Lindqvist",
        username="tomas",
        author_url="",
        avatar_url="",
        url="",
        title="",
        published_at=NOW - 12 * 60,
        date_relative="",
        document=document,
        is_favorite=False,
        is_deletable=False,
        is_conversation=False,
        is_mention=False,
        is_linkpost=False,
        is_deleted=False,
        favorite_pending=False,
    )
    of_row = {name: fields.pop(name) for name in list(fields) if name in PostRow.__struct_fields__}
    return PostRow(msgspec.structs.replace(saved, **fields), **of_row)


def painter(width: int = 40, clip_lines: int = 20, **options: Any) -> Painter:
    """Make a painter."""
    return Painter(PALETTE, width, Look(clip_lines=clip_lines, **options))


def text(line: Line) -> str:
    """The words of a line."""
    return "".join(segment.text for segment in line)


def texts(drawing: Drawing) -> list[str]:
    """The words of a drawing, line by line."""
    return [text(line) for line in drawing.lines]


def width(line: Line) -> int:
    """The cells of a line."""
    return cell_len(text(line))


def runs(drawing: Drawing) -> list[tuple[str, Style]]:
    """The words of a drawing with their styles, without the author line."""
    return [(words, style) for line in drawing.lines[1:] for words, style, _ in line if style is not None]
