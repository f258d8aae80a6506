"""The sender: takes the entry whose turn it is, sends it, and decides what an error means.

One runs in each program; the `SendingLock` lets only one of them work at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from mbtui.api.errors import (
    MicroblogError,
    NotFound,
    RateLimited,
    Refused,
    ServiceUnavailable,
    SignInRequired,
    UnexpectedAnswer,
)
from mbtui.outbox import arrival, effects, kinds, queue, sentences
from mbtui.outbox.change import Change
from mbtui.outbox.disk_retry import DiskRetry
from mbtui.outbox.entry import NEVER, OutboxEntry, State, Write
from mbtui.outbox.sending_lock import SendingLock
from mbtui.outbox.uploads import EntryGone, Uploads
from mbtui.store import Store, StoreError

if TYPE_CHECKING:
    from mbtui.api import Client, Published
    from mbtui.outbox.same_text import Candidate

_LOOK_SECONDS = (2.0, 8.0, 30.0, 60.0, 120.0, 300.0)
"""After a lost answer, how long to wait before each look; after the last only the reader can tell.

Micro.blog may show a new reply some time after it took it, and does not say how long that takes."""
_PAUSES = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0)
"""After each failure in a row, how long to wait; the last counts for all that follow."""
_RATE_PAUSES = (30.0, 60.0, 120.0)
_IDLE_SECONDS = 30.0
"""How often to look whether another program left something: it may have been closed before it sent it."""
_SHARED_SECONDS = 1.0
"""How often to try the lock while another program sends: it may be done, or dead, at any moment."""
_MOST_FAILURES = 6
"""So many times a request that may be repeated can fail before it no longer holds up what is behind it."""
_DAY_SECONDS = 86_400.0
_KEPT_DAYS = 30


class Sender:
    """Sends what the outbox holds, one entry after the other."""

    def __init__(
        self,
        client: Callable[[], Client],
        store: Store,
        username: str,
        tell: Callable[[Change], None],
        *,
        look_seconds: Sequence[float] = _LOOK_SECONDS,
        pauses: Sequence[float] = _PAUSES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`tell` is called on the event loop with every change, `clock` gives unix seconds."""
        self._client = client
        self._username = username
        self._store = store
        self._lock = SendingLock(store.folder)
        self._tell = tell
        self._look_seconds = look_seconds
        self._pauses = pauses
        self._clock = clock
        self._needs_sign_in = False
        self._is_hurried = False
        self._limited_until = 0.0
        self._shown_still: list[OutboxEntry] = []
        """Discarded entries whose effect could not be taken back."""
        self._disk = DiskRetry(
            lambda error, words: tell(Change(Write(kind=""), None, error, words)), retry_seconds=pauses[0]
        )

    def wake(self) -> None:
        """Try now what waits for the network, unless Micro.blog asked for a pause."""
        self._needs_sign_in = False
        self._is_hurried = True
        self._disk.wake()

    def take_back_later(self, entry: OutboxEntry) -> None:
        """Take back what a discarded entry shows, as soon as the disk takes that."""
        self._shown_still.append(entry)
        self._disk.wake()

    async def run(self) -> None:
        """Send until cancelled. What is being sent then is given back: queued, or uncertain."""
        is_restored = False
        while True:
            try:
                if not is_restored:
                    await effects.restore(self._store)
                    oldest = self._clock() - _KEPT_DAYS * _DAY_SECONDS
                    await self._store.outbox.write(queue.forget_sent, older_than=oldest)
                    is_restored = True
                pause = await self._step()
                self._disk.works()
                if self._shown_still and not await self._take_back():
                    pause = min(pause, self._pauses[0])
            except StoreError as error:
                self._disk.tell(error)
                pause = self._pauses[0]
            await self._disk.rest(pause)

    async def _take_back(self) -> bool:
        """Take back what discarded entries still show. Returns whether the disk took it."""
        while self._shown_still:
            entry = self._shown_still[0]
            try:
                await effects.take_back(self._store, entry)
            except StoreError:
                # That was told when it was discarded.
                return False
            self._shown_still.remove(entry)
            self._tell(Change(entry, None))
        return True

    async def _step(self) -> float:
        """Work on one entry; tell how long to wait before the next."""
        if self._needs_sign_in:
            return _IDLE_SECONDS
        now = self._clock()
        if now < self._limited_until:
            return min(_IDLE_SECONDS, self._limited_until - now)
        if self._is_hurried:
            self._is_hurried = False
            await self._store.outbox.write(queue.hurry)
        turn = await self._store.outbox.read(queue.next_turn, now=now)
        if turn is None or turn > now:
            return _IDLE_SECONDS if turn is None else min(_IDLE_SECONDS, max(turn - now, 0.01))
        async with self._lock.held() as is_ours:
            if not is_ours:
                return _SHARED_SECONDS
            entry = await self._store.outbox.write(queue.claim_next, not_repeatable=kinds.NOT_REPEATABLE, now=now)
            if entry is not None:
                await self._claimed(entry)
        return 0.0

    async def _claimed(self, entry: OutboxEntry) -> None:
        try:
            await self._work(entry)
        except asyncio.CancelledError:
            with contextlib.suppress(StoreError):
                await self._store.outbox.write(
                    queue.release_unfinished, not_repeatable=kinds.NOT_REPEATABLE, now=self._clock()
                )
            raise

    async def _work(self, entry: OutboxEntry) -> None:
        self._tell(Change(entry, entry.state))
        kind = kinds.of(entry)
        try:
            if entry.state == "uncertain":
                await self._look(entry)
            elif kind.is_repeatable:
                entry = await self._prepare(entry)
                published = await kind.send(self._client(), entry)
                await self._settle(entry, "sent", sentences.sent(entry), where=published)
            else:
                await self._send_once(entry)
        except EntryGone:
            # Whoever discarded it has said so.
            return
        except MicroblogError as error:
            await self._failed(entry, error)

    async def _prepare(self, entry: OutboxEntry) -> OutboxEntry:
        async def is_wanted() -> bool:
            await self._lock.renew()
            return await self._store.outbox.read(queue.entry, entry.id) is not None

        uploads = Uploads(
            self._client(),
            self._store.folder,
            partial(self._keep, entry.id),
            is_wanted,
            lambda progress: self._tell(Change(entry, "sending", progress=progress)),
        )
        return await kinds.of(entry).prepare(self._client(), entry, uploads)

    async def _send_once(self, entry: OutboxEntry) -> None:
        """Send a text, after noting which like it are there already."""
        client, kind = self._client(), kinds.of(entry)
        entry = await self._prepare(entry)
        there, known = await arrival.before_sending(client, self._store, self._username, entry)
        if there is not None:
            await self._settle(entry, "sent", sentences.found(entry), where=there)
            return
        details = {**entry.details, "known": known, "lost_at": None}
        if await self._store.outbox.write(queue.expose, entry.id, details, now=self._clock()):
            published = await kind.send(client, entry)
            await self._settle(entry, "sent", sentences.sent(entry), where=published)

    async def _look(self, entry: OutboxEntry) -> None:
        now = self._clock()
        try:
            there, is_undecided = await arrival.look(self._client(), self._store, self._username, entry)
        except (ServiceUnavailable, RateLimited, SignInRequired) as error:
            self._needs_sign_in = isinstance(error, SignInRequired)
            next_look_at = self._clock() + min(self._pause(entry, error), _IDLE_SECONDS)
            words = sentences.not_looked_for_yet(entry, error)
            await self._settle(entry, "uncertain", words, problem=error, not_before=next_look_at)
        except MicroblogError as error:
            words = sentences.can_not_look(entry, error)
            await self._settle(entry, "uncertain", words, problem=error, not_before=NEVER)
        else:
            lost_at = min(entry.details.get("lost_at") or entry.exposed_at or now, now)
            times = [lost_at + passed for passed in accumulate(self._look_seconds) if lost_at + passed > now]
            if there is not None:
                await self._settle(entry, "sent", sentences.found(entry), where=there)
            elif is_undecided:
                await self._settle(entry, "uncertain", sentences.undecided(entry), not_before=NEVER)
            elif times:
                await self._keep(entry.id, {**entry.details, "lost_at": lost_at})
                await self._settle(entry, "uncertain", sentences.looked_for(entry), not_before=times[0])
            else:
                await self._settle(entry, "uncertain", sentences.absent(entry), not_before=NEVER)

    async def _failed(self, entry: OutboxEntry, error: MicroblogError) -> None:
        """Decide what an error of sending means."""
        found = await self._store.outbox.read(queue.entry, entry.id)
        entry = found or entry
        now = self._clock()
        state: State
        if error.is_uncertain and found is not None and found.is_exposed and not kinds.of(entry).is_repeatable:
            await self._keep(entry.id, {**found.details, "lost_at": now})
            pause = self._pause(entry, error) if isinstance(error, RateLimited) else 0.0
            state, words, not_before = "uncertain", sentences.looked_for(entry), now + max(pause, self._look_seconds[0])
        elif isinstance(error, SignInRequired):
            self._needs_sign_in = True
            state, words, not_before = "queued", sentences.waits(entry, error), now
        elif isinstance(error, Refused | NotFound):
            state, words, not_before = "refused", sentences.refused(entry, error), NEVER
        elif (error.is_uncertain or isinstance(error, UnexpectedAnswer)) and entry.attempts >= _MOST_FAILURES:
            state, words, not_before = "refused", sentences.failed_often(entry, error), NEVER
        else:
            state, words, not_before = "queued", sentences.waits(entry, error), now + self._pause(entry, error)
        await self._settle(entry, state, words, problem=error, not_before=not_before)

    def _pause(self, entry: OutboxEntry, error: MicroblogError) -> float:
        if isinstance(error, RateLimited):
            pause = error.retry_after_seconds
            if pause is None:
                pause = _RATE_PAUSES[min(entry.attempts, len(_RATE_PAUSES)) - 1]
            self._limited_until = self._clock() + pause
            return pause
        return self._pauses[min(entry.attempts, len(self._pauses)) - 1] * random.uniform(0.9, 1.1)

    async def _settle(
        self,
        entry: OutboxEntry,
        state: State,
        words: str,
        *,
        problem: MicroblogError | None = None,
        not_before: float = 0.0,
        where: Published | Candidate | None = None,
    ) -> None:
        """Save, show and tell what has become of an entry, unless the reader decided otherwise meanwhile."""
        kind, store = kinds.of(entry), self._store
        reason = "" if state == "sent" else words
        addresses = {name: getattr(where, name, "") for name in ("url", "preview_url", "edit_url")}
        result = {name: address for name, address in addresses.items() if address}

        def finish() -> Awaitable[OutboxEntry | None]:
            return store.outbox.write(
                queue.finish, entry.id, state, reason=reason, not_before=not_before, result=result, now=self._clock()
            )

        changed = await self._disk.saved(finish, f"{words} That could not be noted yet.")
        if changed is None:
            return
        if state == "refused":
            await self._disk.saved(lambda: effects.take_back(store, entry))
        elif state == "sent":
            await self._disk.saved(lambda: effects.confirm(store, entry))
            with contextlib.suppress(MicroblogError):
                await self._disk.saved(lambda: kind.learn(self._client(), store, entry))
        self._tell(Change(changed, state, problem, words))

    async def _keep(self, id: int, details: Mapping[str, Any], has_gone_on: bool = False) -> bool:
        return await self._store.outbox.write(queue.set_details, id, details, has_gone_on=has_gone_on)
