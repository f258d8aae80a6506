"""What the sender notes in the outbox, as soon as the disk takes it.

What Micro.blog has answered is known nowhere but here until it is saved: it is not let go for a full disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from mbtui.outbox import kinds, leases, queue, sentences
from mbtui.outbox.queue import OutboxEntry, State
from mbtui.store import Store, StoreError

R = TypeVar("R")


class Notes:
    """Saves again and again until it is saved, and says once that it can not."""

    def __init__(
        self,
        store: Store,
        owner: str,
        tell: Callable[[StoreError, str], None],
        *,
        clock: Callable[[], float],
        retry_seconds: float,
    ) -> None:
        """
        Args:
            store: The account's files.
            owner: As which entries are in hand.
            tell: Called with what is wrong, and a sentence for the reader.
            clock: Gives unix seconds.
            retry_seconds: Between two attempts.
        """
        self._store = store
        self._owner = owner
        self._tell = tell
        self._clock = clock
        self._retry_seconds = retry_seconds
        self._wake = asyncio.Event()
        self._told = ""

    def wake(self) -> None:
        """Try now."""
        self._wake.set()

    async def rest(self, seconds: float) -> None:
        """Let time pass, or `wake` end it."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wake.wait()
        self._wake.clear()

    def tell(self, error: StoreError, words: str = "") -> None:
        """Say that something is not saved, unless that was said last."""
        said = f"{words} {error}".strip()
        if said != self._told:
            self._told = said
            self._tell(error, said)

    def works(self) -> None:
        """The disk takes everything: whatever goes wrong from now on is told anew."""
        self._told = ""

    async def saved(self, save: Callable[[], Awaitable[R]], words: str = "") -> R:
        """Save something, however long the disk does not take it.

        Args:
            save: Saves it; called until it succeeds.
            words: What is not saved yet, for the reader.
        """
        while True:
            try:
                return await save()
            except StoreError as error:
                self.tell(error, words)
                await self.rest(self._retry_seconds)

    async def finish(
        self,
        entry: OutboxEntry,
        state: State,
        words: str,
        *,
        not_before: float = 0.0,
        result: Mapping[str, Any] | None = None,
    ) -> bool:
        """Lay an entry down in a state.

        Args:
            entry: What is in hand.
            state: What it has come to.
            words: The same for the reader.
            not_before: See `leases.finish`.
            result: See `leases.finish`.

        Returns:
            False when it is no longer ours; then nothing was changed.
        """

        def finished() -> Awaitable[bool]:
            return self._store.outbox.write(
                leases.finish,
                entry.id,
                self._owner,
                state,
                reason="" if state == "sent" else words,
                not_before=not_before,
                result=result,
                now=self._clock(),
            )

        return await self.saved(finished, f"{words} That could not be noted yet.")

    async def lay_down(self, entry: OutboxEntry) -> None:
        """Give an entry back whose sending was broken off.

        Raises:
            StoreError: It could not be noted; it is taken up when the lease has run out, or we have ended.
        """
        found = await self._store.outbox.write(queue.entry, entry.id)
        if found is None or found.owner != self._owner:
            return
        is_doubtful = entry.state == "uncertain" or (found.is_exposed and not kinds.of(entry).is_repeatable)
        await self._store.outbox.write(
            leases.finish,
            entry.id,
            self._owner,
            "uncertain" if is_doubtful else "queued",
            reason=sentences.looked_for(entry) if is_doubtful else "",
            not_before=self._clock(),
        )
