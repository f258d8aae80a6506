"""The background loop that asks Micro.blog what is new, at the pace Micro.blog names.

It waits on a wake event rather than a timer, survives every error, and tells what it found through a callback.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from mbtui.api.errors import MicroblogError, RateLimited, SignInRequired
from mbtui.services.timeline import ClientProvider, Timeline
from mbtui.store import StoreError
from mbtui.store.timelines import Merge

if TYPE_CHECKING:
    from mbtui.api import NewPosts

SHORTEST_SECONDS = 15.0
LONGEST_SECONDS = 600.0
FIRST_SECONDS = 30.0
"""Between polls until Micro.blog has named an interval."""
QUICK_SECONDS = (5.0, 10.0)
"""After the first failures in a row, when the reader has not asked for longer pauses: a dropped line is often back at
once."""
UNNAMED_LIMIT_SECONDS = 30.0
"""How long not to ask when Micro.blog wants a pause and does not say how long."""
AWAY_SECONDS = 60.0
"""The shortest interval while the terminal is not in front."""
RECONCILE_EVERY = 10
"""Polls between looks at the newest page for edits and deletions, which a check does not tell."""


class Polled(msgspec.Struct, frozen=True):
    """One round of asking, and what it brought."""

    merges: dict[str, tuple[Merge, ...]]
    """By timeline; only those that changed."""
    news: NewPosts | None
    """The answer to the check; None for the first page of all, which is shown before anything else is asked."""
    at: float
    """Unix seconds."""
    next_seconds: float
    """Until the next round."""


class PollFailed(msgspec.Struct, frozen=True):
    """A round that could not be finished. The loop goes on."""

    error: MicroblogError | StoreError
    at: float
    next_seconds: float
    merges: dict[str, tuple[Merge, ...]] = {}
    """What was saved before it failed, by timeline."""


class Poller:
    """Keeps the timeline and the mentions up to date."""

    def __init__(
        self,
        timeline: Timeline,
        mentions: Timeline,
        client: ClientProvider,
        tell: Callable[[Polled | PollFailed], None],
        *,
        shortest_seconds: float = SHORTEST_SECONDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """The timeline is checked by id, the mentions are fetched with the same beat.

        `tell` is called on the event loop after each round, and with the first page of all as soon as that is there.
        It is never asked more often than each `shortest_seconds`, whatever Micro.blog says.
        """
        self._timeline = timeline
        self._mentions = mentions
        self._client = client
        self._tell = tell
        self._shortest = shortest_seconds
        self._clock = clock
        self._wake = asyncio.Event()
        self._wants_whole = False
        self._interval = max(FIRST_SECONDS, shortest_seconds)
        self._failures = 0
        self._rounds = 0
        self._limited_until = 0.0
        self.is_away = False
        """Whether the terminal is not in front: then a poll a minute is enough."""
        self.has_posts = asyncio.Event()
        """Set once there are posts to be looked at, saved or new."""

    @property
    def limited_until(self) -> float | None:
        """Until when Micro.blog wants no questions, Unix seconds; None when it may be asked."""
        return self._limited_until if self._limited_until > self._clock() else None

    def wake(self, *, reconcile: bool = False) -> None:
        """Ask now instead of later, or as soon as Micro.blog wants. With `reconcile` the newest page is compared."""
        self._wants_whole = self._wants_whole or reconcile
        self._wake.set()

    async def run(self, *, is_once: bool = False) -> None:
        """Poll until cancelled. With `is_once` only now, and then when woken."""
        while True:
            outcome = await self._round()
            self._tell(outcome)
            with contextlib.suppress(TimeoutError):
                await self._rest(None if is_once else outcome.next_seconds)

    async def _rest(self, seconds: float | None) -> None:
        """Let a pause pass (TimeoutError), or `wake` end it, but never before the time that Micro.blog has named."""
        async with asyncio.timeout(seconds) as pause:
            while True:
                await self._wake.wait()
                self._wake.clear()
                if self.limited_until is None:
                    return
                allowed_at = asyncio.get_running_loop().time() + self.limited_until - self._clock()
                pause.reschedule(min(pause.when() or allowed_at, allowed_at))

    async def _round(self) -> Polled | PollFailed:
        is_whole = self._wants_whole or (self._rounds and self._rounds % RECONCILE_EVERY == 0)
        self._wants_whole = False
        found: dict[str, list[Merge]] = {self._timeline.name: [], self._mentions.name: []}
        try:
            news = await self._ask(found, bool(is_whole))
        except (MicroblogError, StoreError) as error:
            self._failures += 1
            self._wants_whole = self._wants_whole or bool(is_whole)
            return PollFailed(error, self._clock(), self._pause_after(error), _changes(found))
        self._failures = 0
        self._limited_until = 0.0
        self._rounds += 1
        return Polled(_changes(found), news, self._clock(), self._usual_pause)

    @property
    def _usual_pause(self) -> float:
        return max(self._interval, AWAY_SECONDS) if self.is_away else self._interval

    async def _ask(self, found: dict[str, list[Merge]], is_whole: bool) -> NewPosts:
        """Ask what is new, and note what that did to the timelines as it comes: what follows may fail."""
        newest = await self._timeline.newest_id()
        if newest is None or self._timeline.saved_elsewhere is not None:
            found[self._timeline.name] += await self._timeline.newer()
            newest = await self._timeline.newest_id()
            self._tell(Polled(_changes(found), None, self._clock(), 0.0))
            found[self._timeline.name].clear()
        self.has_posts.set()
        # Also when nothing is saved yet: it tells how far other devices have read.
        news = await self._client().posts.check(newest)
        self._interval = max(self._shortest, min(LONGEST_SECONDS, float(news.wait_seconds)))
        for timeline in (self._timeline, self._mentions):
            if is_whole or timeline is self._mentions or news.count:
                found[timeline.name] += await timeline.newer()
            if is_whole:
                found[timeline.name].append(await timeline.refresh())
        return news

    def _pause_after(self, error: MicroblogError | StoreError) -> float:
        """The usual pause, twice as long after each failure; first two quick attempts, if the reader allows them."""
        longest = max(LONGEST_SECONDS, self._usual_pause)
        if isinstance(error, SignInRequired):
            return longest
        if isinstance(error, StoreError):
            # Micro.blog answers; whoever makes room on the disk is not to wait for that to be noticed.
            return self._usual_pause
        if isinstance(error, RateLimited):
            wanted = UNNAMED_LIMIT_SECONDS if error.retry_after_seconds is None else error.retry_after_seconds
            self._limited_until = self._clock() + wanted
            return max(self._doubled(self._failures, longest), wanted)
        if self._shortest > SHORTEST_SECONDS or self.is_away:
            return self._doubled(self._failures, longest)
        if self._failures <= len(QUICK_SECONDS):
            return QUICK_SECONDS[self._failures - 1] * random.uniform(1.0, 1.2)
        return self._doubled(self._failures - len(QUICK_SECONDS), longest)

    def _doubled(self, failures: int, longest: float) -> float:
        """The pause after so many failures, a little longer by chance: not all programs come back at once."""
        return min(longest, self._usual_pause * 2.0 ** min(failures - 1, 10)) * random.uniform(1.0, 1.2)


def _changes(found: Mapping[str, Sequence[Merge]]) -> dict[str, tuple[Merge, ...]]:
    """Leave out what changed nothing."""

    def changes(merge: Merge) -> bool:
        return bool(merge.insertions or merge.changed or merge.removed)

    changed = {name: tuple(filter(changes, merges)) for name, merges in found.items()}
    return {name: merges for name, merges in changed.items() if merges}
