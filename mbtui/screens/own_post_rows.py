"""The rows of your posts: each with how it stands, and what is on its way to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from mbtui.content.document import Document
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.same_text import html_of
from mbtui.outbox.sentences import state_words
from mbtui.services.own_posts import shelf_of
from mbtui.services.publish_time import time_words
from mbtui.store import SavedPost
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.api import SourcePost

LONGEST_DRAWN = 20_000
"""Characters of a post's Markdown that are drawn."""


class Item(msgspec.Struct):
    """One post in the list."""

    post: SourcePost
    document: Document
    entry: OutboxEntry | None = None
    """Its edit or its deletion, while that is in the outbox."""
    is_deleted: bool = False


def row(key: int, item: Item, blog: str, *, is_page: bool, now: float) -> PostRow:
    """Draw a post of a blog with this name; `now` in unix seconds."""
    post, entry = item.post, item.entry
    when = "" if post.published_at is None else time_words(post.published_at.isoformat())
    standing = {"drafts": "Draft", "scheduled": f"Comes out {when}", "published": f"Published {when}"}
    note = " · ".join(["Page" if is_page else standing[shelf_of(post, now)].rstrip(), *post.categories])
    if item.is_deleted:
        note = "This post was deleted."
    elif entry is not None:
        note = f"{note}. {state_words(entry)}"
    shown = SavedPost(
        key,
        blog,
        url=post.url,
        title=post.name,
        published_at=0.0 if post.published_at is None else post.published_at.timestamp(),
        document=item.document,
        is_deleted=item.is_deleted,
    )
    return PostRow(shown, is_waiting=entry is not None and entry.is_waiting, note=note)


def documents_of(texts: Sequence[str]) -> list[Document]:
    """Convert posts as they were written; not on the event loop."""
    from mbtui.content.convert import convert

    return [convert(html_of(text[:LONGEST_DRAWN])) for text in texts]


def url_of(write: Write) -> str:
    """Tell which post is edited or deleted by a write; empty for any other."""
    if write.kind == "edit":
        return write.target
    return str(write.details.get("url", "")) if write.kind in ("delete", "undelete") else ""
