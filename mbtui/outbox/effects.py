"""What the saved posts show of the outbox: each write at once, and the last of several for the same thing."""

from __future__ import annotations

from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import OutboxEntry
from mbtui.store import Store, people, post_flags
from mbtui.store.timelines import Merge


async def apply(store: Store, entry: OutboxEntry) -> Merge | None:
    """Show an entry. Applying it again changes nothing.

    Returns:
        What it did to the bookmarks, for a star.
    """
    return await kinds.of(entry).apply(store, entry)


async def take_back(store: Store, entry: OutboxEntry) -> None:
    """Show what was there before an entry that was refused or discarded, or a later one for the same thing."""
    later = await _later(store, entry)
    await (kinds.of(entry).take_back(store, entry) if later is None else apply(store, later))


async def confirm(store: Store, entry: OutboxEntry) -> None:
    """Note that Micro.blog has it now. A later entry for the same thing keeps its effect."""
    await kinds.of(entry).confirm(store, entry)
    later = await _later(store, entry)
    if later is not None:
        await apply(store, later)


async def restore(store: Store) -> None:
    """Show what waits, and nothing else, after a start: a cache may be new, or older than the outbox."""
    waiting = [entry for entry in await store.outbox.read(queue.entries) if entry.is_waiting]
    named = {entry.post_id for entry in waiting if not kinds.of(entry).is_text}
    for id in await store.cache.read(post_flags.pending_ids):
        if id not in named:
            await store.cache.write(post_flags.clear_pending, id)
    await store.cache.write(people.clear_waiting_follows)
    for entry in waiting:
        await apply(store, entry)


async def _later(store: Store, entry: OutboxEntry) -> OutboxEntry | None:
    """Find a later entry for the same thing that still waits."""
    found = await store.outbox.read(queue.latest_waiting, entry.kind, post_id=entry.post_id, target=entry.target)
    return None if found is None or found.id == entry.id else found
