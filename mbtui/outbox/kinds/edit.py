"""Changes to posts and replies of one's own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.kinds.kind import Kind, Write
from mbtui.outbox.same_text import html_of
from mbtui.store import Store, posts
from mbtui.store.drafts import Draft
from mbtui.store.timelines import Merge

if TYPE_CHECKING:
    from mbtui.api import Client


def edit(
    url: str,
    *,
    post_id: int | None = None,
    text: str = "",
    title: str = "",
    categories: Sequence[str] | None = None,
    post_status: str | None = None,
    destination: str | None = None,
    draft_id: int | None = None,
) -> Write:
    """Change a post or reply of one's own; what is not given stays as it is.

    Args:
        url: The post's address; of a reply `https://micro.blog/<username>/<id>`.
        post_id: Its id in the timeline, to show the new text at once.
        text: Markdown.
        title: The title.
        categories: All of them from now on.
        post_status: `published` publishes a draft.
        destination: The blog.
        draft_id: See `Write`.
    """
    details = {
        "url": url,
        "categories": None if categories is None else list(categories),
        "post_status": post_status,
        "destination": destination,
    }
    details = {name: value for name, value in details.items() if value is not None}
    return Write(kind="edit", post_id=post_id, target=url, title=title, text=text, details=details, draft_id=draft_id)


class Edit(Kind):
    """A change to a post or reply."""

    id = "edit"
    about = "post"
    is_text = True

    def name(self, entry: OutboxEntry) -> str:
        return "Your edit"

    def draft_name(self, draft: Draft) -> str:
        return "A change to a post"

    def of_draft(self, draft: Draft) -> Write:
        details = draft.details
        return edit(
            details.get("url") or draft.target,
            post_id=draft.post_id,
            text=draft.text,
            title=draft.title,
            categories=details.get("categories"),
            post_status=details.get("post_status"),
            destination=details.get("destination"),
            draft_id=draft.id or None,
        )

    async def send(self, client: Client, entry: OutboxEntry) -> dict[str, Any]:
        details = entry.details
        published = await client.micropub.update(
            details.get("url", entry.target),
            content=entry.text or None,
            name=entry.title or details.get("name"),
            categories=details.get("categories"),
            post_status=details.get("post_status"),
            destination=details.get("destination"),
        )
        return {"url": published.url}

    async def apply(self, store: Store, entry: OutboxEntry) -> Merge | None:
        if entry.post_id is not None and entry.text:
            await _show(store, entry.post_id, await asyncio.to_thread(html_of, entry.text))
        return None

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None:
            html = await store.cache.read(posts.html_of, entry.post_id)
            if html is not None:
                await _show(store, entry.post_id, html)


async def _show(store: Store, id: int, html: str) -> None:
    from mbtui.content.convert import convert

    document = await asyncio.to_thread(convert, html)
    await store.cache.write(posts.replace_documents, [(id, document)])
