"""What the saved posts show of the outbox: each write at once, and the last of several for the same thing."""

from __future__ import annotations

from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import OutboxEntry
from mbtui.store import Store, people, post_flags


async def take_back(store: Store, entry: OutboxEntry) -> None:
    """Show what was there before an entry that was refused or discarded, or a later one for the same thing."""
    kind, later = kinds.of(entry), await _later(store, entry)
    if later is None:
        await kind.take_back(store, entry)
    else:
        await kind.apply(store, later)


async def confirm(store: Store, entry: OutboxEntry) -> None:
    """Note that Micro.blog has it now. A later entry for the same thing keeps its effect."""
    kind = kinds.of(entry)
    await kind.confirm(store, entry)
    if later := await _later(store, entry):
        await kind.apply(store, later)


async def restore(store: Store) -> None:
    """Show what waits, and nothing else, after a start: a cache may be new, or older than the outbox."""
    waiting = [entry for entry in await store.outbox.read(queue.entries) if entry.is_waiting]
    named = {entry.post_id for entry in waiting if not kinds.of(entry).is_text}
    for id in await store.cache.read(post_flags.pending_ids):
        if id not in named:
            await store.cache.write(post_flags.clear_pending, id)
    await store.cache.write(people.clear_waiting)
    for entry in waiting:
        await kinds.of(entry).apply(store, entry)


async def _later(store: Store, entry: OutboxEntry) -> OutboxEntry | None:
    """Find a later entry of the same kind for the same thing that still waits."""
    found = await store.outbox.read(queue.latest_waiting, entry)
    return None if found is None or found.id == entry.id else found
