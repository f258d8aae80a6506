"""Changes to posts and replies of one's own: only what differs from the post as it was is sent.

What somebody else has changed meanwhile is not written over: just before it is sent the post is read again. Between
that and the update everything may be repeated, and nothing is noted anywhere but in the entry.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mbtui.api.errors import Refused
from mbtui.content import document as documents
from mbtui.content.links import host
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.delete import hosted_blog
from mbtui.outbox.kinds.kind import Kind, details_of
from mbtui.outbox.same_text import html_of
from mbtui.outbox.uploads import Uploads
from mbtui.store import Store, posts
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import PostParts, Source, differences, edited, parts_of, with_parts, with_version

if TYPE_CHECKING:
    from mbtui.api import Client, Published, SourcePost

_CONFLICT = "Somebody has changed the post since you opened it, and both versions are kept."
_UNSEEN = "The post could not be read when you wrote this. It says something else, and both versions are kept."


def edit_of(post: SourcePost, *, blog: str = "", post_id: int | None = None) -> Draft:
    """Begin an edit of a post as it was written. `blog` is the uid of the blog that it is on."""
    new = with_parts(Draft(kind="edit", post_id=post_id, target=post.url), PostParts(blog=blog))
    return with_version(new, version_of(post), version_of(post))


async def begun(client: Client, new: Draft) -> Draft:
    """Give an edit, known by its address so far, the post as it was written."""
    blog = await hosted_blog(client, new.target)
    source = await client.micropub.source_of(new.target, blog or None)
    return replace(edit_of(source, blog=blog, post_id=new.post_id), target=new.target)


async def seen_late(client: Client, edit: Draft) -> Draft:
    """Give an edit that was written while the post could not be read what that says now, as somebody else's version."""
    found = parts_of(await begun(client, edit))
    return with_parts(edit, replace(parts_of(edit), blog=found.blog, theirs=found.was))


def version_of(post: SourcePost) -> Source:
    """Give of a post what can be edited."""
    published_at = "" if post.published_at is None else post.published_at.isoformat(timespec="seconds")
    return Source(post.name, post.content, post.categories, post.post_status, published_at)


def edited_post(post: SourcePost, entry: OutboxEntry) -> SourcePost:
    """Give a post as an edit leaves it; as it was, when a later version has sent that."""
    try:
        ours = edited(entry, details_of(entry, PostParts))
    except Refused:
        return post
    return replace(
        post,
        name=ours.title,
        content=ours.text,
        categories=ours.categories,
        post_status=ours.post_status or post.post_status,
        published_at=datetime.fromisoformat(ours.published_at) if ours.published_at else post.published_at,
    )


class Edit(Kind):
    """A change to the post with the address `target`, or the reply `https://micro.blog/<username>/<id>`.

    `post_id` is its id in the timeline, where that is known.
    """

    id = "edit"
    about = "post"
    is_text = True

    def name(self, write: Write) -> str:
        return f"Your edit of “{write.title}”" if write.title else "Your edit"

    def title(self, draft: Draft) -> str:
        return f"Edit of “{draft.title}”" if draft.title else "Edit"

    def why_not_sent(self, draft: Draft) -> str:
        if draft.is_blank:
            return "Nothing was changed."
        is_empty = not (draft.text.strip() or draft.details.get("photos"))
        return "There would be nothing left of the post. To delete it, discard the edit first." if is_empty else ""

    def makes_page(self, entry: OutboxEntry) -> bool:
        parts = details_of(entry, PostParts)
        was_draft = parts.was is not None and parts.was.post_status == "draft"
        is_later = parts.published_at and datetime.fromisoformat(parts.published_at).timestamp() > entry.changed_at
        return was_draft and parts.post_status == "published" and not is_later

    async def prepare(self, client: Client, entry: OutboxEntry, uploads: Uploads) -> OutboxEntry:
        """Upload the pictures that were added, and look whether the post is still what it was."""
        blog = details_of(entry, PostParts).blog
        entry = await uploads.of(entry, details_of(entry, PostParts), blog)
        parts = details_of(entry, PostParts)
        was = parts.was or Source()
        now = version_of(await client.micropub.source_of(entry.target, blog or None))
        ours = edited(entry, parts)
        if differences(ours, was) & differences(now, was) & differences(ours, now):
            await uploads.keep({**entry.details, "theirs": msgspec.to_builtins(now)})
            raise Refused(_UNSEEN if parts.was is None else _CONFLICT)
        return entry

    async def send(self, client: Client, entry: OutboxEntry) -> Published:
        parts = details_of(entry, PostParts)
        ours = edited(entry, parts)
        changed = differences(ours, parts.was or Source())
        at = ours.published_at if "published_at" in changed else ""
        return await client.micropub.update(
            entry.target,
            content=ours.text if "text" in changed else None,
            name=ours.title if "title" in changed else None,
            categories=ours.categories if "categories" in changed else None,
            post_status=ours.post_status or None if "post_status" in changed else None,
            published_at=datetime.fromisoformat(at) if at else None,
            destination=parts.blog or None,
        )

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        try:
            parts = details_of(entry, PostParts)
        except Refused:
            # A later version wrote it: sending tells.
            return
        ours = edited(entry, parts)
        if entry.post_id is None or not differences(ours, parts.was or Source()) & {"title", "text"}:
            return
        if ours.title:
            # As Micro.blog shows a post with a title.
            link = f'<a href="{escape(entry.target)}">{escape(host(entry.target))}</a>'
            html = f"<p>{escape(ours.title)}: {link}</p>"
        else:
            html = await asyncio.to_thread(html_of, ours.text)
        await _show(store, entry, html, posts.EDITED)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None:
            html = await store.cache.read(posts.html_of, entry.post_id)
            if html is not None:
                await _show(store, entry, html, documents.VERSION)

    async def learn(self, client: Client, store: Store, entry: OutboxEntry) -> None:
        """Show it as Micro.blog does, with its pictures, once that has the new words."""
        if entry.post_id is None:
            return
        conversation = await client.posts.conversation(entry.post_id)
        post = next((post for post in conversation.posts if post.id == entry.post_id), None)
        if post is not None and post.body_html != await store.cache.read(posts.html_of, post.id):
            from mbtui.content.convert import base_url, convert

            base = base_url(post.body_html, post.url)
            document = await asyncio.to_thread(convert, post.body_html, base_url=base)
            await store.cache.write(posts.keep, [(post, document)])


async def _show(store: Store, entry: OutboxEntry, html: str, version: int) -> None:
    from mbtui.content.convert import base_url, convert

    document = await asyncio.to_thread(convert, html, base_url=base_url(html, entry.target))
    assert entry.post_id is not None
    await store.cache.write(posts.replace_documents, [(entry.post_id, document)], version=version)
