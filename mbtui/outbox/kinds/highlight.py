"""Highlights, passages that were marked in bookmarked pages: they can only be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine

if TYPE_CHECKING:
    from mbtui.api import Client


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
