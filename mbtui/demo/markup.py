"""HTML and Markdown as Micro.blog treats them: typed Markdown becomes HTML, long posts are cut, names become links."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

from markdown_it import MarkdownIt

_MENTION_OR_ADDRESS = re.compile(
    r"(?P<address>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'])|(?<![\w/@.])@(?P<name>\w[\w-]*(?:@[\w-]+(?:\.[\w-]+)+)?)"
)
_AROUND = {"em": "*", "i": "*", "strong": "**", "b": "**", "code": "`"}
_VOID = frozenset({"br", "img", "hr", "source"})
_BLOCK_END = frozenset({"p", "blockquote", "ul", "ol", "pre", "li"})


def render(source: str, is_person: Callable[[str], bool]) -> str:
    """Turn typed Markdown into HTML; tags are shown as typed, and a name after an @ that `is_person` is a link."""
    html: str = _markdown().render(source, {"is_person": is_person})
    return html


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.add_render_rule("text", _render_text)
    return parser


def _render_text(_renderer: object, tokens: Sequence[Any], index: int, _options: object, env: dict[str, Any]) -> str:
    content: str = tokens[index].content
    depth = sum(token.nesting for token in tokens[:index] if token.type in ("link_open", "link_close"))
    if depth:
        return escape(content)
    pieces: list[str] = []
    end = 0
    for match in _MENTION_OR_ADDRESS.finditer(content):
        if match["name"] and not env["is_person"](match["name"]):
            continue
        target = match["address"] or f"https://micro.blog/{match['name']}"
        label = match["address"] or f"@{match['name']}"
        pieces += [escape(content[end : match.start()]), f'<a href="{escape(target)}">{escape(label)}</a>']
        end = match.end()
    return "".join((*pieces, escape(content[end:])))


def mention(username: str) -> str:
    return f'<a href="https://micro.blog/{username}">@{username}</a>'


def words(html: str) -> str:
    """The text of a post without its tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def cut(html: str, limit: int) -> str | None:
    """Cut HTML to its first `limit` characters of text at the end of a word, and close what is open.

    Returns:
        The shorter HTML ending in an ellipsis, without the last paragraph's end tag and with a space for what is put
        behind it; None when the text is no longer than the limit.
    """
    if len(words(html)) <= limit:
        return None
    cutter = _Cutter(limit)
    cutter.feed(html)
    cutter.close()
    return cutter.result()


class _Cutter(HTMLParser):
    """Copies HTML until enough text has gone by."""

    def __init__(self, limit: int) -> None:
        super().__init__(convert_charrefs=True)
        self._left = limit
        self._open: list[str] = []
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._left > 0 and tag != "p":
            self._pieces.append(self.get_starttag_text() or "")
            if tag not in _VOID:
                self._open.append(tag)
        elif self._left > 0 and self._pieces:
            self._pieces.append("</p>\n<p>")
        elif self._left > 0:
            self._pieces.append("<p>")

    def handle_endtag(self, tag: str) -> None:
        if self._left > 0 and tag in self._open:
            while (last := self._open.pop()) != tag:
                self._pieces.append(f"</{last}>")
            self._pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._left <= 0:
            return
        if len(data) > self._left:
            data = data[: self._left].rsplit(maxsplit=1)[0] if " " in data[: self._left] else data[: self._left]
            self._left = 0
        else:
            self._left -= len(data)
        self._pieces.append(escape(data, quote=False))

    def result(self) -> str:
        closing = "".join(f"</{tag}>" for tag in reversed(self._open))
        return "".join(self._pieces).rstrip() + "…" + closing + " "


def to_markdown(html: str) -> str:
    """Write the Markdown that somebody could have typed for this post, as Micropub hands it back for editing."""
    writer = _MarkdownWriter()
    writer.feed(html)
    writer.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(writer.pieces)).strip()


class _MarkdownWriter(HTMLParser):
    """Knows the handful of tags that the posts of this world are written in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._href = ""
        self._is_code = False
        self._prefix = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._href = values.get("href", "")
            self.pieces.append("" if self._is_mention() else "[")
        elif tag == "pre":
            self._is_code = True
            self.pieces.append("```\n")
        elif tag == "li":
            self.pieces.append("- ")
        elif tag == "blockquote":
            self._prefix = "> "
        elif tag == "br":
            self.pieces.append("  \n")
        elif tag == "img":
            self.pieces.append(f"![{values.get('alt', '')}]({values.get('src', '')})")
        elif tag == "p":
            self.pieces.append(self._prefix)
        elif tag in _AROUND and not self._is_code:
            self.pieces.append(_AROUND[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.pieces.append("" if self._is_mention() else f"]({self._href})")
            self._href = ""
        elif tag in _AROUND and not self._is_code:
            self.pieces.append(_AROUND[tag])
        elif tag == "pre":
            self._is_code = False
            self.pieces.append("\n```\n\n")
        elif tag in _BLOCK_END:
            self._prefix = "" if tag == "blockquote" else self._prefix
            self.pieces.append("\n" if tag == "li" else "\n\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self._is_code else re.sub(r"\s+", " ", data) if data.strip() else "")

    def _is_mention(self) -> bool:
        return self._href.startswith("https://micro.blog/")
