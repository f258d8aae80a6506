"""Whether a text is there: asked before it is sent, and after its answer was lost.

So a text is never there twice: what was there before it is noted with the entry, and what is new since then is ours.
Texts of others than `username` are never taken for ours. Errors mean that Micro.blog can not be asked now, or at all.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mbtui.api.errors import MicroblogError, RateLimited, ServiceUnavailable, SignInRequired
from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.same_text import Candidate, alike, is_same, newly_there, words_of_entry
from mbtui.store import Store

if TYPE_CHECKING:
    from mbtui.api import Client

_ALIKE_SECONDS = 600.0


async def before_sending(
    client: Client, store: Store, username: str, entry: OutboxEntry
) -> tuple[Candidate | None, list[str] | None]:
    """Give what an earlier try has brought there, if it had arrived, and what to note as `known`."""
    try:
        present = await kinds.of(entry).own_texts(client, entry, username)
    except (ServiceUnavailable, RateLimited, SignInRequired):
        raise
    except MicroblogError:
        # A post that is gone, an account without a blog: sending will tell.
        return None, entry.known
    if entry.known is None:
        return None, [candidate.name for candidate in await asyncio.to_thread(alike, entry, present)]
    there = await _new(entry, present, await _count_alike(store, entry))
    return there[0] if there else None, entry.known


async def look(client: Client, store: Store, username: str, entry: OutboxEntry) -> tuple[Candidate | None, bool]:
    """Look whether a text whose answer was lost is there; else, whether one with its words is, perhaps from before.

    However often the reader wants that, and however long it is not there: only the reader may have it sent again.
    """
    kind, others = kinds.of(entry), await _count_alike(store, entry)
    present = await kind.own_texts(client, entry, username)
    there = await _new(entry, present, others)
    if not there:
        late = await kind.late_texts(client, entry, lambda found: _new(entry, found))
        there = late[others:]
    if there:
        return there[0], False
    before_or_now = await asyncio.to_thread(alike, entry, present) if entry.known is None else []
    return None, bool(before_or_now)


async def _count_alike(store: Store, entry: OutboxEntry) -> int:
    """Count the same words sent to the same place a moment before, which may have shown up only since."""
    earliest = entry.created_at - _ALIKE_SECONDS
    sent = await store.outbox.read(queue.sent_alike, entry)
    recent = await asyncio.to_thread(_alike, entry, [other for other in sent if other.changed_at > earliest])
    if not recent:
        return 0
    oldest = min(recent, key=lambda other: other.id)
    shown = set(entry.known or ()) - set(oldest.known or ())
    return max(0, len(recent) - len(shown))


async def _new(entry: OutboxEntry, candidates: list[Candidate], others: int = 0) -> list[Candidate]:
    return await asyncio.to_thread(newly_there, entry, candidates, known=entry.known, others=others)


def _alike(entry: OutboxEntry, sent: list[OutboxEntry]) -> list[OutboxEntry]:
    ours = words_of_entry(entry)
    return [other for other in sent if is_same(ours, words_of_entry(other))]
