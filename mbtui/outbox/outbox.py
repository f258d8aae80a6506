"""The outbox: every write is shown at once, kept on the disk, and sent in order, once.

    star, reply, …  ─▶ shown and queued ─▶ sending ─▶ sent
                             ▲                ├─────▶ refused: taken back, with the reason
                             └── not sent ────┤
                                              └─────▶ uncertain: looked for, then sent, or left to the reader

Knows no terminal. The interface listens to `Change`s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mbtui.outbox import effects, kinds, queue
from mbtui.outbox.change import Change
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.sender import Sender
from mbtui.store import Store, StoreError
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.api import Client


class Outbox:
    """All that one account writes.

    Raises:
        StoreError: The outbox could not be read, or does not take what was decided.
    """

    def __init__(self, client: Callable[[], Client], store: Store, username: str, **timing: Any) -> None:
        """`client` may raise `SignInRequired`; of `timing` the `Sender` tells."""
        self._store = store
        self._listeners: list[Callable[[Change], None]] = []
        self._known: dict[int, OutboxEntry] = {}
        """What has not been sent, as last told."""
        self._replaced: dict[int, Write] = {}
        """What entries were before a later write took their place, by their ids."""
        self._has_looked = False
        self._turn = asyncio.Lock()
        """Held while a write is put in: the next one must find it there."""
        self._sender = Sender(client, store, username, self._tell, **timing)

    async def run(self) -> None:
        await self._sender.run()

    def wake(self) -> None:
        """Try now what waits: the network is back, somebody signed in, or the reader asks for it."""
        self._sender.wake()

    def subscribe(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Be told of every change, on the event loop. What is returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def notice(self) -> None:
        """Tell the listeners what other programs on this account have done with the outbox since the last time."""
        known = dict(self._known)
        now = {entry.id: entry for entry in await self._store.outbox.read(queue.entries)}
        gone = {id: await self._store.outbox.read(queue.entry, id) for id in known if id not in now}
        is_first, self._has_looked = not self._has_looked, True
        for id in sorted({*known, *now}):
            before, entry = known.get(id), now.get(id) or gone.get(id)
            if self._known.get(id) is not before or (before and entry and _state(before) == _state(entry)):
                # What this program did itself was told.
                continue
            if is_first and before is None and entry is not None:
                self._known[id] = entry
                continue
            shown = entry or before
            assert shown is not None
            self._tell(Change(shown, None if entry is None else entry.state))

    async def put(self, write: Write, before: Draft | None = None) -> OutboxEntry:
        """Show a write, keep it, and send it when its turn comes. Nothing is waited for but the disk.

        It is done to the end, also when who asks for it is cancelled, such as by a key that leaves the screen. When it
        is a draft, that leaves once it is in the outbox; for `before` see `queue.enqueue`. After a StoreError the write
        is no longer shown, and the draft is still there.

        Returns:
            The entry; or, when the write took back one that still waited, that one.
        """
        return await asyncio.shield(self._put(write, before))

    async def _put(self, write: Write, before: Draft | None) -> OutboxEntry:
        # Told before anything is written: the disk may be slow, the screen must not be.
        self._tell(Change(write, "queued"))
        async with self._turn:
            return await self._put_in(write, before)

    async def _put_in(self, write: Write, before: Draft | None) -> OutboxEntry:
        kind = kinds.of(write)
        try:
            if write.post_id is None and (cancelled := await self._cancel(write)) is not None:
                return cancelled
            waiting = await self._store.outbox.read(queue.latest_waiting, write) if kind.is_replacing else None
            entry = await self._store.outbox.write(queue.enqueue, write, before=before, is_replacing=kind.is_replacing)
        except StoreError as error:
            # No words: who asked for it is told by the error, and says what became of it.
            self._tell(Change(write, None, error))
            raise
        if waiting is not None and waiting.id == entry.id:
            self._replaced[entry.id] = waiting.write
        else:
            # Its number may have been another's.
            self._replaced.pop(entry.id, None)
        problem = merge = None
        try:
            merge = await kind.apply(self._store, entry)
        except StoreError as error:
            # It is in the outbox and goes out; only the saved posts do not show it yet.
            problem = error
        said = "" if problem is None else f"{kind.name(entry)} is in the outbox, but can not be shown yet. {problem}"
        self._tell(Change(entry, entry.state, problem, said, merge))
        self.wake()
        return entry

    async def resend(self, id: int, *, is_certain: bool = False) -> bool:
        """See `queue.resend`."""
        entry = await self._store.outbox.write(queue.resend, id, is_certain=is_certain)
        if entry is None:
            return False
        await kinds.of(entry).apply(self._store, entry)
        self._tell(Change(entry, entry.state))
        self.wake()
        return True

    async def discard(self, id: int) -> bool:
        """Throw away an entry and what it showed. Returns False when it is on its way or gone."""
        entry = await self._store.outbox.write(queue.discard, id)
        if entry is None:
            return False
        await self._taken_out(entry, f"{kinds.of(entry).name(entry)} is not sent.")
        return True

    async def take_back(self, id: int) -> Draft | None:
        """Make a text that is not on its way a draft again; None when it is on its way, or no text."""
        entry = await self._store.outbox.read(queue.entry, id)
        if entry is None or not kinds.of(entry).is_text:
            return None
        draft = await self._store.outbox.write(queue.edit, id)
        if draft is not None:
            # Whoever took it back shows it.
            await self._taken_out(entry, "")
        return draft

    async def undo(self, entry: OutboxEntry) -> bool:
        """Undo a star, follow or mute: not send it, or send the opposite. Returns False when it can not be undone.

        What waited before it, and whose place it took, is sent instead.
        """
        opposite = self._replaced.get(entry.id)
        if opposite is None and await self.discard(entry.id):
            return True
        if opposite is None:
            # What came of sending it counts, too.
            sent = await self._store.outbox.read(queue.entry, entry.id)
            opposite = await kinds.of(entry).inverse(self._store, sent or entry)
        if opposite is None:
            return False
        await self.put(opposite)
        return True

    async def _cancel(self, write: Write) -> OutboxEntry | None:
        """Take out what still waits and is undone by a write."""
        for entry in await self._store.outbox.read(queue.entries, states=["queued"]):
            if kinds.of(write).cancels(write, entry) and await self.discard(entry.id):
                return entry
        return None

    async def _taken_out(self, entry: OutboxEntry, said: str) -> None:
        problem = None
        try:
            await effects.take_back(self._store, entry)
        except StoreError as error:
            # It is out of the outbox; only the saved posts still show it.
            problem = error
            said = f"{kinds.of(entry).name(entry)} is not sent. It is still shown for now. {problem}"
            self._sender.take_back_later(entry)
        self._tell(Change(entry, None, problem, said))

    def _tell(self, change: Change) -> None:
        if change.progress is not None:
            # The entry is as it was.
            pass
        elif change.entry is not None and change.state in (None, "sent"):
            self._known.pop(change.entry.id, None)
        elif change.entry is not None:
            self._known[change.entry.id] = change.entry
        for listener in tuple(self._listeners):
            listener(change)


def _state(entry: OutboxEntry) -> tuple[object, ...]:
    return entry.state, entry.reason, entry.is_on
