"""Web pages among the bookmarks: kept by their address, and taken out again.

The answer does not tell a page's number among the bookmarks: what is done to it looks for its address there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from mbtui.content.links import host
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine
from mbtui.outbox.uploads import Uploads
from mbtui.store import Store

if TYPE_CHECKING:
    from mbtui.api import Client, Post

_LOOKED_THROUGH = 40
"""Bookmarks among which a page is looked for, from the last one on."""


def bookmark(url: str) -> Write:
    """Save a web page in the bookmarks."""
    return Write(kind="bookmark", target=url)


def page_address(typed: str) -> str:
    """Give the address of a web page as it is sent, `https://` in front unless it says otherwise; "" for none."""
    words = typed.strip()
    url = words if "://" in words else f"https://{words}"
    try:
        parts = urlsplit(url)
        # A port that is none tells of another scheme, as in `urn:`; an @ of mail, or of somebody's password.
        is_host = "." in (parts.hostname or "") and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return ""
    is_page = is_host and parts.scheme.lower() in ("http", "https") and not any(letter.isspace() for letter in url)
    return url if is_page else ""


class Bookmark(Kind):
    """A web page that is saved. One that is there already is not saved twice, so it may be repeated."""

    id = "bookmark"
    is_of_bookmarks = True

    def name(self, write: Write) -> str:
        return f"The bookmark of {host(write.target)}"

    def outcome(self, entry: OutboxEntry) -> str:
        return "is there already" if entry.details.get("was_there") else "was saved"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        # One from before, and its tags, would go with what was never sent.
        is_new = entry.details.get("was_there") is False
        return Write(kind="unbookmark", target=entry.target) if is_new else None

    async def prepare(self, client: Client, entry: OutboxEntry, uploads: Uploads) -> OutboxEntry:
        """Note whether it is there from before, as long as nothing was sent."""
        if "was_there" not in entry.details:
            was_there = await find(client, entry.target) is not None
            entry = replace(entry, details={**entry.details, "was_there": was_there})
            await uploads.keep(entry.details)
        return entry

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        if not entry.details["was_there"]:
            await keep(client, entry.target)


class Unbookmark(Kind):
    """A web page that is taken out of the bookmarks."""

    id = "unbookmark"
    is_of_bookmarks = True

    def name(self, write: Write) -> str:
        return f"Taking back the bookmark of {host(write.target)}"

    def cancels(self, write: Write, waiting: OutboxEntry) -> bool:
        return waiting.kind == Bookmark.id and waiting.target == write.target

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        return bookmark(entry.target)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        if (found := await find(client, entry.target)) is not None:
            await gone_is_fine(client.posts.unfavorite(found.id))


async def keep(client: Client, url: str) -> Post | None:
    """Save a page that is not among the last bookmarks. Returns the bookmark that it has already."""
    if (found := await find(client, url)) is None:
        await client.micropub.bookmark(url)
    return found


async def find(client: Client, url: str) -> Post | None:
    """Look for a page among the last bookmarks."""
    wanted = url.rstrip("/")
    posts = (await client.posts.favorites(count=_LOOKED_THROUGH)).posts
    return next((post for post in posts if post.url.rstrip("/") == wanted), None)
