"""Highlights, passages that were marked in bookmarked pages: they can only be deleted."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine
from mbtui.store import Store, places

if TYPE_CHECKING:
    from mbtui.api import Client

REMEMBERED = "highlights"
"""Under which name those that Micro.blog told of last are remembered."""


def delete_highlight(id: int, text: str) -> Write:
    """Delete a highlight, whose words are kept as long as it waits. It has no post's number: that may be a post's."""
    return Write(kind="highlight", target=str(id), details={"text": text})


class Highlight(Kind):
    """The deletion of a highlight. Nothing on the wire brings one back: undone is what has not been sent."""

    id = "highlight"

    def name(self, write: Write) -> str:
        return "The deletion of the highlight"

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        await gone_is_fine(client.posts.delete_highlight(int(entry.target)))

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(_forget, entry.target)


def _forget(connection: sqlite3.Connection, id: str) -> None:
    kept = places.get(connection, REMEMBERED, [])
    places.set(connection, REMEMBERED, [each for each in kept if str(each.get("id")) != id])
