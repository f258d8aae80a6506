"""Keeps the draft that is being written on the disk, at most a second behind the keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from mbtui.outbox import queue
from mbtui.store import Store, StoreError, drafts
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.outbox.entry import State
    from mbtui.outbox.outbox import Outbox

Sent = TypeVar("Sent")

SAVE_SECONDS = 0.5
RETRY_SECONDS = 5.0
"""From a failure to save until the next attempt, when nothing is typed."""


class EditOnItsWay(Exception):
    """An edit of the same post can not be taken back any more; another would begin with what the post was before."""

    def __init__(self) -> None:
        super().__init__("Your edit of this post is being sent at this moment. Try again when that is done.")


async def unfinished(store: Store, new: Draft, outbox: Outbox | None) -> Draft | None:
    """Find the draft of the same text as a new one, or make one of the text that was refused last.

    An edit that still waits is taken back, too: two of one post would each begin with what it was before.

    Raises:
        StoreError: It could not be looked for.
        EditOnItsWay: See there.
    """
    draft = await store.outbox.read(drafts.draft_for, new.kind, new.post_id, target=new.target)
    if draft is not None or outbox is None:
        return draft
    states: tuple[State, ...] = ("refused", "queued", "sending") if new.kind == "edit" else ("refused",)
    return await taken_back(store, new, outbox, states)


async def taken_back(store: Store, new: Draft, outbox: Outbox, states: Collection[State]) -> Draft | None:
    """Make a draft of the last text in one of these states that is the same as a new one. Raises as `unfinished`."""
    entries = await store.outbox.read(queue.entries, states=states)
    found = [entry.id for entry in entries if entry.is_same_text(new)]
    draft = await outbox.take_back(found[-1]) if found else None
    if found and draft is None and new.kind == "edit":
        raise EditOnItsWay
    return draft


class DraftKeeper:
    """One draft at a time, from opening it until it is sent, put away or discarded.

    What is being written stays with whoever shows it, and is read whenever it is needed: a key that was handled a
    moment ago is never missed. One lock is held while the draft is saved, sent or discarded.

    Raises:
        StoreError: The draft could not be read, kept or deleted; it is still there, and open if it was.
    """

    def __init__(
        self,
        store: Store,
        *,
        on_failure: Callable[[StoreError], object],
        on_recovery: Callable[[], object],
        on_count: Callable[[], object],
    ) -> None:
        """
        Args:
            store: Where drafts are kept.
            on_failure: Called when what is written can not be saved; once, until it can be.
            on_recovery: Called when it is saved after all.
            on_count: Called when there is one draft more, or one less.
        """
        self._store = store
        self._on_failure = on_failure
        self._on_recovery = on_recovery
        self._on_count = on_count
        self._saved: Draft | None = None
        """The draft as it is on the disk; its id is 0 while it is not there."""
        self._written: Callable[[Draft], Draft] = lambda draft: draft
        self._lock = asyncio.Lock()
        self._touched = asyncio.Event()
        self._has_failed = False

    @property
    def draft(self) -> Draft | None:
        """The draft as it is written now; None while nothing is open."""
        return None if self._saved is None else self._written(self._saved)

    @property
    def draft_id(self) -> int:
        """0 while nothing of it is on the disk."""
        return 0 if self._saved is None else self._saved.id

    # Opening

    def open(self, draft: Draft, written: Callable[[Draft], Draft]) -> None:
        """Begin to keep a draft; `run` saves it from now on.

        Args:
            draft: As it is on the disk, or as a new one begins.
            written: Puts text, title and so on, as they are now, into the draft it is given.
        """
        self._saved, self._written, self._has_failed = draft, written, False

    async def run(self) -> None:
        """Save a moment after the first change, and after a failure again, until the draft is closed."""
        pause: float | None = None
        while self._saved is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._touched.wait()
                    await asyncio.sleep(SAVE_SECONDS)
            self._touched.clear()
            pause = None if await self.keep() else RETRY_SECONDS

    def touch(self) -> None:
        """Say that something was written."""
        self._touched.set()

    # Keeping

    async def keep(self) -> bool:
        """Save what is written. Returns whether all of it is on the disk."""
        # Once begun it is finished: whoever is next must know the id of a draft that was saved.
        return await asyncio.shield(self._keep())

    async def _keep(self, *, is_last: bool = False) -> bool:
        async with self._lock:
            is_kept = await self._save()
            if is_kept and is_last:
                self._close()
            return is_kept

    async def _save(self) -> bool:
        saved, draft = self._saved, self.draft
        if saved is None or draft is None or (draft == saved and (draft.id or draft.is_blank)):
            return True
        id = 0
        try:
            if not draft.is_blank:
                id = await self._store.outbox.write(drafts.save_draft, draft, before=saved)
            elif draft.id:
                await self._store.outbox.write(drafts.delete_draft, saved)
        except StoreError as error:
            if not self._has_failed:
                self._on_failure(error)
            self._has_failed = True
            return False
        self._saved = replace(draft, id=id)
        if self._has_failed:
            self._has_failed = False
            self._on_recovery()
        if bool(saved.id) != bool(id):
            self._on_count()
        return True

    async def catch_up(self) -> None:
        """Keep what is typed as a draft of its own when another program has sent, discarded or changed the draft."""
        async with self._lock:
            saved = self._saved
            if saved is None or not saved.id:
                return
            if not await self._store.outbox.read(drafts.holds, saved):
                self._saved = replace(saved, id=0)
                self.touch()

    # Closing

    async def hand_over(self, send: Callable[[Draft, Draft], Awaitable[Sent]]) -> Sent | None:
        """Give the draft, as it is written and as it was saved, to what sends it, and close it.

        Returns what that returned; None when nothing was open.
        """
        # It is finished as well, lest what was taken is kept, or sent again.
        return await asyncio.shield(self._hand_over(send))

    async def _hand_over(self, send: Callable[[Draft, Draft], Awaitable[Sent]]) -> Sent | None:
        async with self._lock:
            saved, draft = self._saved, self.draft
            if saved is None or draft is None:
                return None
            try:
                sent = await send(draft, saved)
            except StoreError:
                self._has_failed = True
                self.touch()
                raise
            self._close()
            return sent

    async def put_away(self) -> bool:
        """Save the draft and close it. Returns False, and leaves it open, when it could not be saved."""
        return await asyncio.shield(self._keep(is_last=True))

    async def discard(self) -> Draft | None:
        """Delete the draft and close it. Returns what `bring_back` takes, or None when nothing was open."""
        async with self._lock:
            saved, draft = self._saved, self.draft
            if saved is None or draft is None:
                return None
            if saved.id:
                await self._store.outbox.write(drafts.delete_draft, saved)
            self._close()
            return replace(draft, id=0)

    async def bring_back(self, draft: Draft) -> Draft:
        """Make what was discarded a draft again, without opening it."""
        saved = replace(draft, id=await self._store.outbox.write(drafts.save_draft, draft))
        self._on_count()
        return saved

    def _close(self) -> None:
        self._saved = None
        # So that `run` ends.
        self.touch()
