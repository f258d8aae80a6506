"""Mutes: of a person or a word; lifted, or changed as to what others reply.

`target` is the username or the word, `details.is_keyword` tells which. Micro.blog gives each mute a number, which is
the `post_id` here; until it is known a mute has a negative one in the store and none in the outbox.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine, post_id_of
from mbtui.store import Store, people
from mbtui.store.people import SavedMute

if TYPE_CHECKING:
    from mbtui.api import Client


def mute(username: str = "", *, keyword: str = "", is_hiding_other_replies: bool = False) -> Write:
    """Hide a person, or posts with a word."""
    details = {"is_keyword": bool(keyword), "is_hiding_other_replies": is_hiding_other_replies}
    return Write(kind="mute", target=keyword or username, details=details)


def unmute(mute: SavedMute) -> Write:
    """Lift a mute; one that waits to be sent is not sent at all."""
    details = {"is_keyword": bool(mute.keyword)}
    id = mute.id if mute.id > 0 else None
    return Write(kind="unmute", post_id=id, target=mute.keyword or mute.username, details=details)


def modify_mute(mute: SavedMute, *, is_hiding_other_replies: bool) -> Write:
    """Change whether a mute also hides what others answer."""
    details = {"is_on": is_hiding_other_replies, "was": mute.is_hiding_other_replies}
    return Write(kind="modify_mute", post_id=mute.id, details=details)


class Mute(Kind):
    """Hiding a person or a word."""

    id = "mute"
    about = "mutes"

    def name(self, write: Write) -> str:
        return f"Muting “{write.target}”" if write.details.get("is_keyword") else f"Muting @{write.target}"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        saved = await store.cache.read(people.mutes)
        found = next((mute for mute in saved if (mute.username, mute.keyword) == _muted(entry)), None)
        return None if found is None else unmute(found)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        username, keyword = _muted(entry)
        # From an earlier try, or from another device: the list would hold it twice.
        if await _numbers(client, entry):
            return
        if keyword:
            await client.users.mute(keyword=keyword)
        else:
            is_hiding = bool(entry.details.get("is_hiding_other_replies"))
            await client.users.mute(username, is_hiding_other_replies=is_hiding)

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(_add, entry)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        username, keyword = _muted(entry)
        await store.cache.write(people.remove_waiting_mutes, username=username, keyword=keyword)

    async def learn(self, client: Client, store: Store, entry: OutboxEntry) -> None:
        listed = await client.users.muting()
        await self.take_back(store, entry)
        await store.cache.write(people.set_mutes, listed)


class Unmute(Kind):
    """Lifting a mute."""

    id = "unmute"
    about = "mutes"

    def name(self, write: Write) -> str:
        return "Lifting the mute"

    def cancels(self, write: Write, waiting: OutboxEntry) -> bool:
        return write.post_id is None and waiting.kind == Mute.id and _muted(waiting) == _muted(write)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        for id in [entry.post_id] if entry.post_id is not None else await _numbers(client, entry):
            await gone_is_fine(client.users.unmute(id))

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(_set_leaving, entry, True)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(_set_leaving, entry, False)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        if entry.post_id is not None:
            await store.cache.write(people.remove_mute, entry.post_id)


class ModifyMute(Kind):
    """Hiding what others reply to a muted person, too, or no longer."""

    id = "modify_mute"
    about = "mutes"

    def name(self, write: Write) -> str:
        return "The change to the mute"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        details = {"is_on": bool(entry.details.get("was")), "was": entry.is_on}
        return Write(kind=self.id, post_id=entry.post_id, details=details)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        await client.users.modify_muting(post_id_of(entry), is_hiding_other_replies=entry.is_on)

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.set_hiding_other_replies, post_id_of(entry), entry.is_on)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        was = bool(entry.details.get("was"))
        await store.cache.write(people.set_hiding_other_replies, post_id_of(entry), was)


def _muted(write: Write) -> tuple[str, str]:
    """Give the username or the keyword; the other is empty."""
    return ("", write.target) if write.details.get("is_keyword") else (write.target, "")


async def _numbers(client: Client, entry: OutboxEntry) -> list[int]:
    """Ask which mutes of this person or word Micro.blog has."""
    return [mute.id for mute in await client.users.muting() if (mute.username, mute.keyword) == _muted(entry)]


def _add(connection: sqlite3.Connection, entry: OutboxEntry) -> None:
    username, keyword = _muted(entry)
    if not any((mute.username, mute.keyword) == (username, keyword) for mute in people.mutes(connection)):
        is_hiding = bool(entry.details.get("is_hiding_other_replies"))
        people.add_mute(connection, username=username, keyword=keyword, is_hiding_other_replies=is_hiding)


def _set_leaving(connection: sqlite3.Connection, entry: OutboxEntry, value: bool) -> None:
    if entry.post_id is not None:
        people.set_unmute_pending(connection, entry.post_id, value)
    elif value:
        username, keyword = _muted(entry)
        people.remove_waiting_mutes(connection, username=username, keyword=keyword)
