"""Posts and pages for the tests of what is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mbtui.api import Author, Post
from mbtui.content.document import Block, Document

START = 1_700_000_000
"""Unix seconds of the post with id 0; the post with id n is n minutes younger."""

Entry = tuple[Post, Document]


def at(minutes: float) -> datetime:
    """Give the time so many minutes after the start."""
    return datetime.fromtimestamp(START + 60 * minutes, UTC)


def entry(id: int, text: str | None = None, *, username: str = "tomas", **fields: Any) -> Entry:
    """Make a post with its document; its words are `text`, or tell its id."""
    words = f"Post number {id}" if text is None else text
    fields.setdefault("published_at", at(id))
    fields.setdefault("content_html", f"<p>{words}</p>\n")
    author = fields.pop("author", Author(username.title(), username, f"https://{username}.example/", ""))
    return Post(id=id, author=author, **fields), Document((Block(words),))


def page(*ids: int, **fields: Any) -> list[Entry]:
    """Make a page of posts in this order."""
    return [entry(id, **fields) for id in ids]
