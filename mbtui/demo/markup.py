"""HTML and Markdown as Micro.blog treats them: typed Markdown becomes HTML, long posts are cut, names become links."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt

_MENTION_OR_ADDRESS = re.compile(
    r"(?P<address>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'])|(?<![\w/@.])@(?P<name>\w[\w-]*(?:@[\w-]+(?:\.[\w-]+)+)?)"
)
_LINKED_MENTION = re.compile(r'<a href="https://micro\.blog/[^"]*">(@[^<]+)</a>')
_VOID = frozenset({"br", "img", "hr", "source"})


def render(source: str, people: Container[str]) -> str:
    """Turn typed Markdown into HTML; tags are shown as typed, and the name of one of `people` after an @ is a link."""
    html: str = _markdown().render(source, {"people": people})
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
        if match["name"] and match["name"] not in env["people"]:
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
    """Cut HTML to its first `limit` characters of text at the end of a word, or give None when there are no more.

    What is open is closed, but for the last paragraph: behind the ellipsis stands a space for what is put there.
    """
    if len(words(html)) <= limit:
        return None
    pieces: list[str] = []
    open_tags: list[str] = []
    left = limit
    for token in re.findall(r"<[^>]*>|[^<]+", html):
        if left <= 0:
            break
        tag = re.match(r"</?(\w+)", token)
        if tag is None:
            text = unescape(token)
            if len(text) > left:
                text = text[:left].rstrip().rpartition(" ")[0] or text[:left]
                left = 0
            left -= len(text)
            pieces.append(escape(text, quote=False))
        elif tag[1] == "p":
            pieces.append("" if token.startswith("</") else "</p>\n<p>" if pieces else "<p>")
        elif not token.startswith("</"):
            pieces.append(token)
            open_tags += [tag[1]] if tag[1] not in _VOID else []
        elif tag[1] in open_tags:
            while (last := open_tags.pop()) != tag[1]:
                pieces.append(f"</{last}>")
            pieces.append(token)
    closing = "".join(f"</{name}>" for name in reversed(open_tags))
    return "".join(pieces).rstrip() + "…" + closing + " "


def to_markdown(html: str) -> str:
    """Write the Markdown that somebody could have typed for this post, as Micropub hands it back for editing."""
    from html2text import HTML2Text

    writer = HTML2Text(bodywidth=0)
    writer.unicode_snob, writer.emphasis_mark, writer.ul_item_mark = True, "*", "-"
    return writer.handle(_LINKED_MENTION.sub(r"\1", html)).strip()
