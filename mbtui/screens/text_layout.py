"""Lines that more than one screen draws: wrapped words with a hanging indent, addresses, and keys with what they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from textual.app import App
from textual.content import Content
from textual.style import Style

from mbtui.panes.bindings import key_of
from mbtui.widgets.row_painter import hyperlink
from mbtui.widgets.wrapping import wrap, wrap_verbatim

Part = tuple[str, Style | str]
TextLine = list[Part]

_SHORT = {"escape": "esc"}


def hanging(text: str, width: int, style: Style | str = "", *, first: TextLine | None = None) -> Iterator[TextLine]:
    """Wrap a text so that its later lines begin where its own words begin.

    Args:
        text: Clean text in one line.
        width: Cells of a whole line.
        style: Of the words.
        first: What stands before the words in the first line; blanks as wide before the others.
    """
    first = first or []
    indent = sum(Content(part).cell_length for part, _ in first)
    if width - indent < 1:
        first, indent = [], 0
    for number, (start, end) in enumerate(wrap(text, max(1, width - indent))):
        yield [*(first if not number else [(" " * indent, "")]), (text[start:end], style)]


def address_lines(url: str, width: int, *, indent: int = 0) -> Iterator[TextLine]:
    """Break an address where the lines end, so that it can be selected; each part carries the whole of it as a link."""
    target = hyperlink(url)
    style = Style(underline=True, link=target) if target else Style(underline=True)
    for start, end in wrap_verbatim(url, max(1, width - indent)):
        yield [(" " * indent, ""), (url[start:end], style)] if indent else [(url[start:end], style)]


def content_of(lines: Iterable[TextLine]) -> Content:
    """Put lines under one another."""
    parts: TextLine = []
    for line in lines:
        parts.extend([("\n", ""), *line] if parts else line)
    return Content.assemble(*parts)


def key_hints(app: App[Any], *hints: tuple[str, str]) -> Content:
    """Name keys with what they do in one line.

    Args:
        app: Knows the reader's keys.
        hints: The id of a command, or a key as it is, and its words.
    """
    parts: TextLine = []
    for name, words in hints:
        parts.extend([("   " if parts else "", ""), (hint_key(app, name), "bold"), (f" {words}", "")])
    return Content.assemble(*parts)


def hint_key(app: App[Any], name: str) -> str:
    """The key to show for a command's id, or for a key as it is."""
    key = key_of(app, name) if "." in name else name
    return _SHORT.get(key, key)
