"""Whether a text is there: asked before it is sent, and after its answer was lost.

So a text is never there twice: what was there before it is noted with the entry, and what is new since then is ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
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
    """What a look brought."""

    name: str = ""
    """Id or URL of the text on Micro.blog; empty when it was not found."""
    reason: str = ""
    """Why it is still uncertain, as a sentence."""
    next_look_at: float = NEVER
    """Unix seconds; `NEVER` when the reader has to decide."""
    lost_at: float = 0.0


class Arrival:
    """Looks for texts of ours; those of others are never taken for them.

    Raises:
        MicroblogError: Micro.blog can not be asked now, or does not let itself be asked.
        StoreError: The outbox could not be read.
    """

    def __init__(
        self,
        client: Callable[[], Client],
        store: Store,
        username: str,
        *,
        look_seconds: Sequence[float],
        clock: Callable[[], float],
    ) -> None:
        self._client = client
        self._store = store
        self._username = username
        self._look_seconds = look_seconds
        self._clock = clock

    async def before_sending(self, entry: OutboxEntry) -> tuple[str, list[str] | None]:
        """Give the text's name on Micro.blog, when an earlier try had arrived, and what to note as `known`."""
        try:
            present = await self._own_texts(entry)
        except (ServiceUnavailable, RateLimited, SignInRequired):
            raise
        except MicroblogError:
            # A post that is gone, an account without a blog: sending will tell.
            return "", entry.known
        if entry.known is None:
            return "", [candidate.name for candidate in await asyncio.to_thread(alike, entry, present)]
        there = await _new(entry, present, await self._count_alike(entry))
        return there[0].name if there else "", entry.known

    async def look(self, entry: OutboxEntry) -> Found:
        """Look whether a text whose answer was lost is there.

        However often the reader wants that, and however long it is not there: only the reader may have it sent again.
        """
        now = self._clock()
        lost_at = min(entry.details.get("lost_at") or entry.exposed_at or now, now)
        present = await self._own_texts(entry)
        others = await self._count_alike(entry)
        there = await _new(entry, present, others)
        if not there:
            late = await kinds.of(entry).late_texts(self._client(), entry, lambda found: _new(entry, found))
            there = late[others:]
        if there:
            return Found(there[0].name)
        before_or_now = await asyncio.to_thread(alike, entry, present) if entry.known is None else []
        if before_or_now:
            return Found(reason=sentences.undecided(entry))
        times = [lost_at + passed for passed in accumulate(self._look_seconds) if lost_at + passed > now]
        if times:
            return Found(reason=sentences.looked_for(entry), next_look_at=times[0], lost_at=lost_at)
        return Found(reason=sentences.absent(entry))

    async def _own_texts(self, entry: OutboxEntry) -> list[Candidate]:
        return await kinds.of(entry).own_texts(self._client(), entry, self._username)

    async def _count_alike(self, entry: OutboxEntry) -> int:
        """Count the same words sent to the same place a moment before, which may have shown up only since."""
        earliest = entry.created_at - _ALIKE_SECONDS
        sent = await self._store.outbox.read(queue.sent_alike, entry)
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
