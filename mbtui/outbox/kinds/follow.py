"""Following people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.kinds.kind import Kind, Write, gone_is_fine, is_on
from mbtui.store import Store, people
from mbtui.store.timelines import Merge

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

    def name(self, entry: OutboxEntry) -> str:
        return f"Following @{entry.target}" if is_on(entry) else f"Unfollowing @{entry.target}"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        return follow(entry.target, not is_on(entry))

    async def send(self, client: Client, entry: OutboxEntry) -> dict[str, Any]:
        users = client.users
        await (users.follow(entry.target) if is_on(entry) else gone_is_fine(users.unfollow(entry.target)))
        return {}

    async def apply(self, store: Store, entry: OutboxEntry) -> Merge | None:
        await store.cache.write(people.set_follow_pending, entry.target, is_on(entry))
        return None

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.set_follow_pending, entry.target, None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(people.confirm_follow, entry.target, is_on(entry))
