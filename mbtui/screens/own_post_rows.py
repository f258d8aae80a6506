"""The rows of your posts: each with how it stands, and what is on its way to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from mbtui.content.document import Document
from mbtui.outbox import kinds
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.edit import edited_post
from mbtui.outbox.same_text import html_of
from mbtui.outbox.sentences import state_words
from mbtui.services.own_posts import REPLIES, shelf_of
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
    document: Document = Document()
    entry: OutboxEntry | None = None
    """Its edit or its deletion, while that is in the outbox."""
    is_deleted: bool = False

    @property
    def shown(self) -> SourcePost:
        """The post as it will be."""
        return edited_post(self.post, self.entry) if self.entry and self.entry.kind == "edit" else self.post


def row(key: int, item: Item, blog: str, shelf: str, *, now: float) -> PostRow:
    """Draw a post of a shelf and a blog with this name; `now` in unix seconds."""
    post, entry = item.shown, item.entry
    when = "" if post.published_at is None else time_words(post.published_at.isoformat())
    standing = {"drafts": "Draft", "scheduled": f"Comes out {when}", "published": f"Published {when}"}
    what = {"pages": "Page", REPLIES: f"Replied {when}"}.get(shelf) or standing[shelf_of(post, now)]
    note = " · ".join([what.rstrip(), *post.categories])
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


def draw(items: Iterable[Item]) -> None:
    """Convert posts as they were written; not on the event loop."""
    from mbtui.content.convert import convert

    for item in items:
        item.document = convert(html_of(item.shown.content[:LONGEST_DRAWN]))


def is_shown(entry: OutboxEntry) -> bool:
    """Whether an entry is told of in the list: a refused deletion has been told of, and is over."""
    return entry.is_waiting or kinds.of(entry).is_text


def url_of(write: Write) -> str:
    """Tell which post is edited or deleted by a write; empty for any other."""
    if write.kind == "edit":
        return write.target
    return str(write.details.get("url", "")) if write.kind in ("delete", "undelete") else ""
