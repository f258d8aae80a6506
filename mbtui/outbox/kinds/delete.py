"""Deletions, and taking them back.

Replies are on Micro.blog alone, posts on a blog that it hosts or only reads. `DELETE /posts/[id]` takes a post out of
Micro.blog. From a hosted blog it is deleted by Micropub, with its address; what is on any other blog remains there.
Only to a blog can it come back, and only where that can undelete: Micro.blog's can not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.api.errors import NotFound, Refused
from mbtui.content.links import host
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine
from mbtui.store import Store, post_flags

if TYPE_CHECKING:
    from mbtui.api import Client

_MICRO_BLOG = "micro.blog"


def delete(post_id: int | None, *, url: str = "", blog: str = "") -> Write:
    """Delete a post or reply of one's own; with its address also from its blog, when Micro.blog hosts that.

    What is on a blog and in no timeline, such as a draft, has an address alone. `blog` is the uid, where it is known.
    """
    return Write(kind="delete", post_id=post_id, target="" if post_id else url, details={"url": url, "blog": blog})


class Delete(Kind):
    """A deletion. Being gone already is a success, so it may be repeated."""

    id = "delete"
    about = "post"

    def name(self, write: Write) -> str:
        return "The deletion"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        return Write(kind="undelete", post_id=entry.post_id, target=entry.target, details=entry.details)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        url, blog = await _place_of(client, entry)
        if blog:
            try:
                await client.micropub.delete(url, destination=blog)
                return
            except NotFound:
                pass
            except Refused as error:
                # An address that is not known any more is refused, too: another try of ours came through.
                if error.status == 403 or await _is_on(client, url, blog):
                    raise
        if entry.post_id is None:
            raise Refused("None of your blogs has this post.")
        await gone_is_fine(client.posts.delete(entry.post_id))

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await _show(store, entry, is_deleted=True)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await _show(store, entry, is_deleted=None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None:
            await store.cache.write(post_flags.confirm_delete, entry.post_id, True)


class Undelete(Kind):
    """Taking a deletion back."""

    id = "undelete"
    about = "post"

    def name(self, write: Write) -> str:
        return "Bringing back the post"

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        url, blog = await _place_of(client, entry)
        if not blog:
            raise Refused("What was deleted from Micro.blog alone can not be brought back.")
        await client.micropub.undelete(url, destination=blog)

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await _show(store, entry, is_deleted=False)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await _show(store, entry, is_deleted=None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None:
            await store.cache.write(post_flags.confirm_delete, entry.post_id, False)


async def _place_of(client: Client, entry: OutboxEntry) -> tuple[str, str]:
    """Give a post's address and the uid of its blog; that is empty for what is on Micro.blog alone."""
    url = entry.details.get("url", "")
    return url, entry.details.get("blog") or await hosted_blog(client, url)


async def _show(store: Store, entry: OutboxEntry, *, is_deleted: bool | None) -> None:
    if entry.post_id is not None:
        await store.cache.write(post_flags.set_delete_pending, entry.post_id, is_deleted)


def remaining_at(url: str, own_host: str) -> str:
    """Give the host of the blog where a post may remain after it was deleted; "" on Micro.blog and under its name.

    Whether a blog with another name is hosted there can not be seen from its address. `own_host` is host and port of
    the account's server.
    """
    name = host(url)
    is_inside = _is_server(name, own_host) or name.endswith(f".{_MICRO_BLOG}")
    return "" if is_inside else name


async def hosted_blog(client: Client, url: str) -> str:
    """Find the blog of ours on which a post stands, by its uid.

    Empty for a reply, and for a blog that Micro.blog only reads.
    """
    name = host(url)
    if not name or _is_server(name, str(client.origin).partition("://")[2]):
        return ""
    try:
        blogs = (await client.micropub.config()).destinations
    except (NotFound, Refused):
        return ""
    for blog in blogs:
        if name in (host(blog.uid), host(f"https://{blog.name}/")):
            return blog.uid
    # A blog can have a second name.
    for blog in blogs:
        if await _is_on(client, url, blog.uid):
            return blog.uid
    return ""


async def _is_on(client: Client, url: str, blog: str) -> bool:
    try:
        await client.micropub.source_of(url, blog)
    except (NotFound, Refused):
        return False
    return True


def _is_server(name: str, own_host: str) -> bool:
    return name in (_MICRO_BLOG, host(f"https://{own_host}/"))
