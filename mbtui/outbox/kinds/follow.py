"""Following people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, gone_is_fine
from mbtui.store import Store, people

if TYPE_CHECKING:
    from mbtui.api import Client


def follow(username: str, is_on: bool) -> Write:
    """Follow a person, or no longer."""
    return Write(kind="follow", target=username, details={"is_on": is_on})


class Follow(Kind):
    """Following a person, or no longer."""

    id = "follow"
    about = "person"
    is_replacing = True

    def name(self, write: Write) -> str:
        return f"Following @{write.target}" if write.is_on else f"Unfollowing @{write.target}"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        return follow(entry.target, not entry.is_on)

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        users = client.users
        await (users.follow(entry.target) if entry.is_on else gone_is_fine(users.unfollow(entry.target)))

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.set_follow_pending, entry.target, entry.is_on)

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.set_follow_pending, entry.target, None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.confirm_follow, entry.target, entry.is_on)
