"""Changes to posts and replies of one's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind
from mbtui.outbox.same_text import html_of
from mbtui.store import Store, posts
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.api import Client


class Edit(Kind):
    """A change to the post with the address `target`, or the reply `https://micro.blog/<username>/<id>`.

    `post_id` is its id in the timeline, where that is known.
    """

    id = "edit"
    about = "post"
    is_text = True

    def name(self, write: Write) -> str:
        return "Your edit"

    def title(self, draft: Draft) -> str:
        return "Edit"

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        await client.micropub.update(entry.target, content=entry.text or None, name=entry.title or None)

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None and entry.text:
            await _show(store, entry.post_id, await asyncio.to_thread(html_of, entry.text))

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None:
            html = await store.cache.read(posts.html_of, entry.post_id)
            if html is not None:
                await _show(store, entry.post_id, html)


async def _show(store: Store, id: int, html: str) -> None:
    from mbtui.content.convert import convert

    document = await asyncio.to_thread(convert, html)
    await store.cache.write(posts.replace_documents, [(id, document)])
