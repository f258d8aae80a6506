"""Whether a text is there: asked before it is sent, and after its answer was lost.

So a text is never there twice: what was there before it is noted with the entry, and what is new since then is ours.
Texts of others than `username` are never taken for ours. Errors mean that Micro.blog can not be asked now, or at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from mbtui.api.errors import MicroblogError, RateLimited, ServiceUnavailable, SignInRequired
from mbtui.outbox import kinds, queue, sentences
from mbtui.outbox.entry import NEVER, OutboxEntry
from mbtui.outbox.same_text import Candidate, alike, is_same, newly_there, words_of_entry
from mbtui.store import Store

if TYPE_CHECKING:
    from mbtui.api import Client

LOOK_SECONDS = (2.0, 8.0, 30.0, 60.0, 120.0, 300.0)
"""After a lost answer, how long to wait before each look; after the last only the reader can tell.

Micro.blog may show a new reply some time after it took it, and does not say how long that takes."""
_ALIKE_SECONDS = 600.0


class Found(msgspec.Struct, frozen=True):
    """What a look brought: the text, or why it is still uncertain and when to look again."""

    is_there: bool = False
    reason: str = ""
    next_look_at: float = NEVER
    lost_at: float = 0.0


async def before_sending(
    client: Client, store: Store, username: str, entry: OutboxEntry
) -> tuple[bool, list[str] | None]:
    """Tell whether an earlier try had arrived, and what to note as `known`."""
    try:
        present = await kinds.of(entry).own_texts(client, entry, username)
    except (ServiceUnavailable, RateLimited, SignInRequired):
        raise
    except MicroblogError:
        # A post that is gone, an account without a blog: sending will tell.
        return False, entry.known
    if entry.known is None:
        return False, [candidate.name for candidate in await asyncio.to_thread(alike, entry, present)]
    return bool(await _new(entry, present, await _count_alike(store, entry))), entry.known


async def look(
    client: Client, store: Store, username: str, entry: OutboxEntry, *, look_seconds: Sequence[float], now: float
) -> Found:
    """Look whether a text whose answer was lost is there.

    However often the reader wants that, and however long it is not there: only the reader may have it sent again.
    """
    lost_at = min(entry.details.get("lost_at") or entry.exposed_at or now, now)
    kind, others = kinds.of(entry), await _count_alike(store, entry)
    present = await kind.own_texts(client, entry, username)
    there = await _new(entry, present, others)
    if not there:
        late = await kind.late_texts(client, entry, lambda found: _new(entry, found))
        there = late[others:]
    if there:
        return Found(is_there=True)
    before_or_now = await asyncio.to_thread(alike, entry, present) if entry.known is None else []
    if before_or_now:
        return Found(reason=sentences.undecided(entry))
    times = [lost_at + passed for passed in accumulate(look_seconds) if lost_at + passed > now]
    if times:
        return Found(reason=sentences.looked_for(entry), next_look_at=times[0], lost_at=lost_at)
    return Found(reason=sentences.absent(entry))


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
