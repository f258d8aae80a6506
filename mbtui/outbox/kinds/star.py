"""Stars: Micro.blog's favorites, shown as bookmarks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine, post_id_of
from mbtui.outbox.kinds.web_page import find, keep
from mbtui.store import Store, post_flags, timelines
from mbtui.store.timelines import Merge
from mbtui.timeline_kinds import BOOKMARKS

if TYPE_CHECKING:
    from mbtui.api import Client


def star(post_id: int, is_on: bool, *, page: str = "", tags: Sequence[str] = ()) -> Write:
    """Bookmark a post, or take the bookmark back.

    Args:
        post_id: The post, or the entry of a bookmarked web page.
        is_on: Whether it is to be a bookmark.
        page: The address of a web page. It has its number only as long as it is bookmarked, and is saved again by this.
        tags: Those of the bookmark, which Micro.blog forgets with it.
    """
    beside = {"page": page, "tags": list(tags)}
    return Write(kind="star", post_id=post_id, details={"is_on": is_on, **{k: v for k, v in beside.items() if v}})


class Star(Kind):
    """A bookmark, put on or taken off."""

    id = "star"
    about = "post"
    is_replacing = True

    def name(self, write: Write) -> str:
        return "The star" if write.is_on else "Taking back the star"

    def changes_bookmarks(self, write: Write) -> bool:
        return bool(write.details.get("page")) and write.is_on

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        details = entry.details
        return star(post_id_of(entry), not entry.is_on, page=details.get("page", ""), tags=details.get("tags", ()))

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        id, page, tags = post_id_of(entry), entry.details.get("page", ""), entry.details.get("tags", ())
        if not entry.is_on:
            await gone_is_fine(client.posts.unfavorite(id))
            return
        if page:
            found = await keep(client, page)
            if found is None and tags:
                found = await find(client, page)
            id = id if found is None else found.id
        else:
            await client.posts.favorite(id)
        if tags:
            await gone_is_fine(client.posts.tag_bookmark(id, tags))

    async def apply(self, store: Store, entry: OutboxEntry) -> Merge | None:
        return await store.cache.write(_apply, entry)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(post_flags.set_favorite_pending, post_id_of(entry), None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(post_flags.confirm_favorite, post_id_of(entry), entry.is_on)


def _apply(connection: sqlite3.Connection, entry: OutboxEntry) -> Merge | None:
    id = post_id_of(entry)
    post_flags.set_favorite_pending(connection, id, entry.is_on)
    return timelines.place(connection, BOOKMARKS.id, id, sorted_at=entry.changed_at) if entry.is_on else None
