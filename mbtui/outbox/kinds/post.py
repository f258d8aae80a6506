"""New posts, with their pictures and videos."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mbtui.api.errors import Refused
from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.kinds.kind import Keep, Kind
from mbtui.outbox.same_text import Candidate, words_of_markdown
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.api import Client

_PAGE_SIZE = 50


class Post(Kind):
    """A new post, published or saved as a draft on the blog.

    `target` is the blog (`mp-destination`). `details` may hold `categories`, `summary`, `post_status`, `published_at`
    (ISO 8601), `syndicate_to`, and `photos`: objects with `path` (to be uploaded) or `url`, and `alt`.
    """

    id = "post"
    about = "post"
    is_text = True
    is_repeatable = False
    place = "on the blog"

    def name(self, entry: OutboxEntry) -> str:
        return f"Your post “{entry.title}”" if entry.title else "Your post"

    def draft_name(self, draft: Draft) -> str:
        return f"A post “{draft.title}”" if draft.title else "A post"

    async def prepare(self, client: Client, entry: OutboxEntry, keep: Keep) -> OutboxEntry:
        """Upload the pictures and videos that are not uploaded yet; each address is kept at once."""
        import mimetypes

        media = [dict(file) for file in entry.details.get("photos", ())]
        for file in media:
            if file.get("url"):
                continue
            path = Path(file["path"])
            kind = file.get("content_type") or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            try:
                opened = await asyncio.to_thread(path.open, "rb")
            except OSError as error:
                raise Refused(f"The file {path} can not be read ({error.strerror}).") from error
            with opened:
                uploaded = await client.micropub.upload(path.name, opened, kind, destination=entry.target or None)
            file["url"], file["content_type"] = uploaded.url, kind
            entry = msgspec.structs.replace(entry, details={**entry.details, "photos": media})
            await keep(entry.details)
        return entry

    async def send(self, client: Client, entry: OutboxEntry) -> dict[str, Any]:
        details = entry.details
        media = [(file["url"], file.get("alt", "")) for file in details.get("photos", ())]
        is_video = [str(file.get("content_type", "")).startswith("video/") for file in details.get("photos", ())]
        published_at = details.get("published_at")
        published = await client.micropub.create(
            entry.text,
            name=entry.title,
            summary=details.get("summary", ""),
            categories=details.get("categories", ()),
            photos=[file for file, video in zip(media, is_video, strict=True) if not video],
            videos=[file for file, video in zip(media, is_video, strict=True) if video],
            post_status=details.get("post_status"),
            published_at=datetime.fromisoformat(published_at) if published_at else None,
            destination=entry.target or None,
            syndicate_to=details.get("syndicate_to"),
        )
        return {"url": published.url, "preview_url": published.preview_url, "edit_url": published.edit_url}

    async def own_texts(self, client: Client, entry: OutboxEntry, username: str) -> list[Candidate]:
        status = "draft" if entry.details.get("post_status") == "draft" else None
        found = await client.micropub.source(entry.target or None, limit=_PAGE_SIZE, post_status=status)
        return [
            Candidate.of(post.url, words_of_markdown(f"{post.name}\n\n{post.content}"), post.published_at)
            for post in found
        ]
