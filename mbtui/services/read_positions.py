"""How far the reader has read: kept here at once, and shared with other devices through Micro.blog's own markers.

The newest post that was on the screen for a second is what counts. A channel is a timeline's name. Micro.blog is told
only after it was asked: what this device still had to tell may be behind what another has told since.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from mbtui.api.errors import MicroblogError, NotFound, Refused
from mbtui.services.timeline import ClientProvider
from mbtui.store import SavedPost, Store, StoreError, places
from mbtui.store.places import GUESSED, Moved, ReadPosition
from mbtui.timeline_kinds import KINDS, kind_of

if TYPE_CHECKING:
    import sqlite3

    from mbtui.api import Marker

CHANNELS = frozenset(kind.id for kind in KINDS.values() if kind.has_marker)
"""The channels that Micro.blog keeps markers for; others are kept here only."""
POST_SECONDS = 30.0
"""Between markers sent to Micro.blog, at the least."""
LAST_MARKER_SECONDS = 1.0
"""Longest time that leaving the program waits for Micro.blog to take the last marker."""


class ReadPositions:
    """The read positions of an account.

    Raises:
        StoreError: They could not be read or kept.
    """

    def __init__(self, store: Store, client: ClientProvider, *, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._wake = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None
        """What was begun last; it goes on when whoever waits for it is cancelled."""
        self._sent_at = -math.inf
        """By the event loop's clock, which is never put back."""
        self._has_heard = False
        self._begun: set[str] = set()
        self._refused: dict[str, int] = {}
        """The positions that Micro.blog does not take, by channel; only others are tried."""
        self._moved: set[str] = set()
        """Channels whose position has moved, which has not been told yet."""
        self._known: dict[str, ReadPosition] = {}
        """As this program last set or found them. Touched only in the store's writing thread, in turn with the file."""

    async def position(self, channel: str) -> ReadPosition | None:
        """How far a channel has been read; None when that was never known."""
        return await self._store.cache.read(places.read_position, channel)

    async def seen(self, channel: str, posts: Iterable[SavedPost]) -> bool:
        """Note posts that were on the screen for a second. Returns whether the position moved."""
        newest = max(posts, key=lambda post: (post.published_at, post.id), default=None)
        if newest is None:
            return False
        if kind_of(channel).is_counted and channel not in self._begun and await self.position(channel) is None:
            # A new device: another one may tell in a moment where the reader is.
            return False
        return await self._set(channel, newest.id, newest.published_at)

    async def begin(self, channel: str, newest: SavedPost | None) -> None:
        """Let what there is count as read where nothing is known yet: what comes from now on is new.

        A marker of another device, even an older one, takes its place.
        """
        self._begun.add(channel)
        if await self.position(channel) is None:
            id, published_at = (newest.id, newest.published_at) if newest else (0, 0.0)
            await self._store.cache.write(
                self._keep_now, channel, id, published_at=published_at, marked_at=GUESSED, is_posted=True
            )

    async def mark_all(self, channel: str, newest: SavedPost) -> ReadPosition | None:
        """Mark everything up to a post as read. Returns the position before, for `restore`."""
        before = await self.position(channel)
        await self._set(channel, newest.id, newest.published_at)
        return before

    async def restore(self, channel: str, position: ReadPosition | None) -> None:
        """Take a mark back."""
        await self._store.cache.write(self._restore_now, channel, position)
        self._wake.set()

    def _restore_now(self, connection: sqlite3.Connection, channel: str, position: ReadPosition | None) -> None:
        from mbtui.store import markers

        markers.take_back(connection, channel, position, now=self._clock())
        self._note(connection, channel)

    async def take(self, heard: Iterable[Marker]) -> list[Moved]:
        """Take over what other devices have read, as the markers of an answer tell. Returns what has moved.

        What Micro.blog does not know yet is sent from now on.
        """
        moved = []
        for marker in heard:
            if marker.channel in CHANNELS:
                found = await self._store.cache.write(self._take_now, marker)
                if found is not None:
                    moved.append(found)
        self._has_heard = True
        self._wake.set()
        return moved

    def _take_now(self, connection: sqlite3.Connection, marker: Marker) -> Moved | None:
        from mbtui.store import markers

        marked_at = marker.marked_at.timestamp() if marker.marked_at else None
        moved = markers.take(connection, marker.channel, marker.id, marked_at=marked_at)
        if moved is not None:
            self._known[marker.channel] = moved.position
        return moved

    async def moved_beside(self) -> list[Moved]:
        """The positions that another program on this computer has moved since this one last looked or moved them."""
        return await self._store.cache.write(self._compare)

    def _compare(self, connection: sqlite3.Connection) -> list[Moved]:
        known, self._known = self._known, places.read_positions(connection)
        moved = []
        for channel, position in self._known.items():
            before = known.get(channel)
            if before is not None and _where(position) != _where(before):
                moved.append(Moved(channel, position, _where(position) > _where(before)))
        return moved

    def _keep_now(self, connection: sqlite3.Connection, channel: str, post_id: int, /, **how: Any) -> None:
        if places.set_read_position(connection, channel, post_id, **how):
            self._moved.add(channel)
            self._note(connection, channel)

    def _note(self, connection: sqlite3.Connection, channel: str) -> None:
        position = places.read_position(connection, channel)
        if position is None:
            self._known.pop(channel, None)
        else:
            self._known[channel] = position

    async def run(self) -> None:
        """Send markers until cancelled, each as soon as the time since the last one allows."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wake.wait()
            await asyncio.sleep(max(0.0, self._sent_at + POST_SECONDS - loop.time()))
            self._wake.clear()
            # What is not taken is kept here; the next answer of Micro.blog, or the next start, sends it.
            with suppress(MicroblogError, StoreError):
                await self.send()

    async def leave(self) -> None:
        """Send what is unsent before the program ends, unless that takes too long; then the next start does."""
        with suppress(MicroblogError, StoreError, TimeoutError):
            async with asyncio.timeout(LAST_MARKER_SECONDS):
                if self._sending is not None:
                    # Micro.blog may have taken it already: it is not told again.
                    with suppress(MicroblogError, StoreError):
                        await self._sending
                await self._send()

    async def send(self) -> None:
        """Send the markers that Micro.blog does not know yet, once it has told those that it knows.

        After a MicroblogError the rest stays unsent.
        """
        self._sending = asyncio.create_task(self._send())
        await asyncio.shield(self._sending)

    async def _send(self) -> None:
        from mbtui.store import markers

        if not self._has_heard:
            return
        for channel, position in (await self._store.cache.read(places.unposted)).items():
            if channel not in CHANNELS or not position.post_id or self._refused.get(channel) == position.post_id:
                continue
            self._sent_at = asyncio.get_running_loop().time()
            await self._store.cache.write(markers.note_sent, channel, position)
            marked_at = datetime.fromtimestamp(position.marked_at, UTC)
            try:
                await self._client().posts.mark(channel=channel, id=position.post_id, marked_at=marked_at)
            except (NotFound, Refused):
                self._refused[channel] = position.post_id
                continue
            await self._store.cache.write(places.mark_posted, channel, position.post_id)

    async def _set(self, channel: str, post_id: int, published_at: float) -> bool:
        await self._store.cache.write(
            self._keep_now, channel, post_id, published_at=published_at, marked_at=self._clock()
        )
        # Also when it was moved by a call whose task was cancelled before it could tell.
        has_moved = channel in self._moved
        self._moved.discard(channel)
        if has_moved:
            self._wake.set()
        return has_moved


def _where(position: ReadPosition) -> tuple[float, int]:
    return position.published_at, position.post_id
