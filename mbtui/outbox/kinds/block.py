"""Blocking people: Micro.blog shows neither what they write nor what others answer to them, and keeps a list apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.api.errors import NotFound, Refused
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine
from mbtui.store import Store, people

if TYPE_CHECKING:
    from mbtui.api import Client


def block(username: str, is_on: bool) -> Write:
    """Block a person, or no longer."""
    return Write(kind="block", target=username, details={"is_on": is_on})


class Block(Kind):
    """Blocking a person, or no longer. A block that is there already is left as it is."""

    id = "block"
    about = "mutes"
    is_replacing = True

    def name(self, write: Write) -> str:
        return f"Blocking @{write.target}" if write.is_on else f"Lifting the block of @{write.target}"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        return block(entry.target, not entry.is_on)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        users = client.users
        if not entry.is_on:
            for found in await users.blocking():
                if found.username.lower() == entry.target.lower():
                    await gone_is_fine(users.unblock(found.id))
            return
        try:
            await users.block(entry.target)
        except NotFound as error:
            raise Refused(f"{client.origin.name} knows no blocks, or nobody called @{entry.target}.") from error

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.set_block_pending, entry.target, entry.is_on)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.set_block_pending, entry.target, None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.confirm_block, entry.target, entry.is_on)
