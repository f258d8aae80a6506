"""How each kind of entry is said to Micro.blog. Decides nothing about what an error means."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mbtui.api.errors import NotFound, Refused
from mbtui.outbox.deleting import delete
from mbtui.outbox.effects import muted
from mbtui.outbox.queue import OutboxEntry

if TYPE_CHECKING:
    from mbtui.api import Client

Keep = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Keeps an entry's details: how far a write with several requests has come."""


async def send_repeatable(client: Client, entry: OutboxEntry) -> dict[str, Any]:
    """Send a write that may be repeated. What is to be taken away and is gone already is a success.

    Returns:
        What the answer said that is worth keeping.

    Raises:
        MicroblogError: Any of its kinds.
    """
    is_on = bool(entry.details.get("is_on"))
    match entry.kind:
        case "star":
            await (client.posts.favorite(_id(entry)) if is_on else _gone_is_fine(client.posts.unfavorite(_id(entry))))
        case "follow":
            following = (
                client.users.follow(entry.target) if is_on else _gone_is_fine(client.users.unfollow(entry.target))
            )
            await following
        case "mute":
            await _mute(client, entry)
        case "unmute":
            await _unmute(client, entry)
        case "modify_mute":
            await client.users.modify_muting(_id(entry), is_hiding_other_replies=is_on)
        case "delete":
            await delete(client, _id(entry), entry.details.get("url", ""))
        case "edit":
            published = await client.micropub.update(
                entry.details.get("url", entry.target),
                content=entry.text or None,
                name=entry.title or entry.details.get("name"),
                categories=entry.details.get("categories"),
                post_status=entry.details.get("post_status"),
                destination=entry.details.get("destination"),
            )
            return {"url": published.url}
        case _:
            raise AssertionError(f"{entry.kind} is not repeatable")
    return {}


async def upload(client: Client, entry: OutboxEntry, keep: Keep) -> OutboxEntry:
    """Upload a post's pictures and videos that are not uploaded yet; each address is kept at once.

    Returns:
        The entry with the addresses.

    Raises:
        Refused: A file can not be read.
        MicroblogError: Any other of its kinds.
    """
    import msgspec

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


async def send_text(client: Client, entry: OutboxEntry) -> dict[str, Any]:
    """Send a reply or a post, which must not be repeated.

    Raises:
        MicroblogError: Any of its kinds; `is_uncertain` tells whether it may have been posted.
    """
    if entry.kind == "reply":
        await client.posts.reply(_id(entry), entry.text)
        return {}
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


async def _gone_is_fine(call: Awaitable[None]) -> None:
    try:
        await call
    except NotFound:
        return


async def _mute(client: Client, entry: OutboxEntry) -> None:
    username, keyword = muted(entry)
    is_hiding = bool(entry.details.get("is_hiding_other_replies"))
    # It may have arrived the first time, and the list would hold it twice.
    if entry.attempts > 1 and (username, keyword) in {
        (mute.username, mute.keyword) for mute in await client.users.muting()
    }:
        return
    if keyword:
        await client.users.mute(keyword=keyword)
    else:
        await client.users.mute(username, is_hiding_other_replies=is_hiding)


async def _unmute(client: Client, entry: OutboxEntry) -> None:
    if entry.post_id is not None:
        await _gone_is_fine(client.users.unmute(entry.post_id))
        return
    # A mute that was not yet numbered when it was taken back.
    for mute in await client.users.muting():
        if (mute.username, mute.keyword) == muted(entry):
            await _gone_is_fine(client.users.unmute(mute.id))


def _id(entry: OutboxEntry) -> int:
    assert entry.post_id is not None
    return entry.post_id
