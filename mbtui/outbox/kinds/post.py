"""New posts, with their pictures and videos."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from mbtui.api.errors import Refused
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, details_of
from mbtui.outbox.same_text import Candidate
from mbtui.outbox.uploads import Uploads
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import PostParts, as_html, placed

if TYPE_CHECKING:
    from mbtui.api import Client, Published

_PAGE_SIZE = 50


class Post(Kind):
    """A new post on the blog `target` (`mp-destination`)."""

    id = "post"
    about = "post"
    is_text = True
    is_repeatable = False
    place = "on the blog"

    def name(self, write: Write) -> str:
        return f"Your post “{write.title}”" if write.title else "Your post"

    def title(self, draft: Draft) -> str:
        return "New post"

    def outcome(self, entry: OutboxEntry) -> str:
        try:
            if self.makes_page(entry):
                return "was sent"
            is_draft = details_of(entry, PostParts).post_status == "draft"
        except Refused:
            # By a later version.
            return "was sent"
        return f"is on the blog{' as a draft, which only you see' if is_draft else ', and comes out at its time'}"

    def makes_page(self, entry: OutboxEntry) -> bool:
        parts = details_of(entry, PostParts)
        is_later = parts.published_at and datetime.fromisoformat(parts.published_at).timestamp() > entry.changed_at
        return parts.post_status != "draft" and not is_later

    async def prepare(self, client: Client, entry: OutboxEntry, uploads: Uploads) -> OutboxEntry:
        return await uploads.of(entry, details_of(entry, PostParts), entry.target)

    async def send(self, client: Client, entry: OutboxEntry) -> Published:
        parts = details_of(entry, PostParts)
        text, media = placed(entry.text, parts.photos)
        # Micro.blog has no property for recordings: its own apps write them into the text as well.
        recordings = [as_html(file) for file in media if file.content_type.startswith("audio/")]
        text = "\n\n".join(filter(None, [text, *recordings]))
        published = await client.micropub.create(
            text,
            name=entry.title,
            categories=parts.categories,
            photos=[(file.url, file.alt) for file in media if not file.content_type.startswith(("video/", "audio/"))],
            videos=[(file.url, file.alt) for file in media if file.content_type.startswith("video/")],
            post_status=parts.post_status or None,
            published_at=datetime.fromisoformat(parts.published_at) if parts.published_at else None,
            destination=entry.target or None,
            syndicate_to=parts.syndicate_to,
            channel=parts.channel or None,
        )
        # The page of what is not out yet is not there.
        return published if self.makes_page(entry) else replace(published, url=published.preview_url)

    async def own_texts(self, client: Client, entry: OutboxEntry, username: str) -> list[Candidate]:
        channel = details_of(entry, PostParts).channel
        found = await client.micropub.source(entry.target or None, limit=_PAGE_SIZE, channel=channel or None)
        return [
            Candidate(post.url, post.published_at, markdown=f"{post.name}\n\n{post.content}", url=post.url)
            for post in found
        ]
