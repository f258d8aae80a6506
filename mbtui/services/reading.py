"""How far the reader has read: kept here at once, and shared with other devices through Micro.blog's own markers.

The newest post that was on the screen for a second is what counts. A channel is a timeline's name.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from mbtui.api.errors import MicroblogError
from mbtui.services.timelines import ClientProvider
from mbtui.store import SavedPost, Store, StoreError, places
from mbtui.store.places import ReadPosition

if TYPE_CHECKING:
    import sqlite3

    from mbtui.api.models import Marker

CHANNELS = ("timeline", "mentions", "discover")
"""The channels that Micro.blog keeps markers for; others are kept here only."""
POST_SECONDS = 30.0
"""Between markers sent to Micro.blog, at the least."""
GUESSED = 0.0
"""When a position was marked that nobody has marked."""


class MovedElsewhere(msgspec.Struct, frozen=True):
    """A read position was moved by another device, or by another program on this one."""

    channel: str
    position: ReadPosition
    is_further: bool = True
    """False when a mark was taken back."""


class ReadingPlaces:
    """The read positions of an account."""

    def __init__(self, store: Store, client: ClientProvider, *, clock: Callable[[], float] = time.time) -> None:
        """
        Args:
            store: Where they are kept.
            client: Gives the client when a marker is sent.
            clock: Gives unix seconds.
        """
        self._store = store
        self._client = client
        self._clock = clock
        self._wake = asyncio.Event()
        self._sent_at = 0.0
        self._known: dict[str, ReadPosition] = {}
        """As this program last set or found them. Touched only in the store's writing thread, in turn with the file."""

    async def position(self, channel: str) -> ReadPosition | None:
        """How far a channel has been read; None when that was never known."""
        return await self._store.read(places.read_position, channel)

    async def seen(self, channel: str, posts: Iterable[SavedPost]) -> bool:
        """Note posts that were on the screen for a second. Returns whether the position moved.

        Raises:
            StoreError: It could not be kept.
        """
        newest = max(posts, key=lambda post: (post.published_at, post.id), default=None)
        if newest is None:
            return False
        return await self._set(channel, newest.id, newest.published_at)

    async def begin(self, channel: str, newest: SavedPost | None) -> None:
        """Let what there is count as read where nothing is known yet: what comes from now on is new.

        A marker of another device, even an older one, takes its place.

        Raises:
            StoreError: It could not be kept.
        """
        if await self.position(channel) is None:
            id, published_at = (newest.id, newest.published_at) if newest else (0, 0.0)
            await self._keep(channel, id, published_at=published_at, marked_at=GUESSED, is_posted=True)

    async def mark_all(self, channel: str, newest: SavedPost) -> ReadPosition | None:
        """Mark everything up to a post as read. Returns the position before, for `restore`.

        Raises:
            StoreError: It could not be kept.
        """
        before = await self.position(channel)
        await self._set(channel, newest.id, newest.published_at)
        return before

    async def restore(self, channel: str, position: ReadPosition | None) -> None:
        """Take a mark back.

        Raises:
            StoreError: It could not be kept.
        """
        if position is None:
            await self._keep(channel, 0, published_at=0.0, is_forced=True)
            return
        await self._keep(
            channel,
            position.post_id,
            published_at=position.published_at,
            marked_at=self._clock(),
            is_forced=True,
        )
        self._wake.set()

    async def take(self, markers: Iterable[Marker]) -> list[MovedElsewhere]:
        """Take over what other devices have read. Returns the channels in which one of them was further.

        Raises:
            StoreError: It could not be kept.
        """
        moved = []
        for marker in markers:
            if marker.channel not in CHANNELS:
                continue
            known = await self._store.read(places.post_time, marker.id)
            before = await self.position(marker.channel)
            if before is not None and before.marked_at == GUESSED:
                before = None
            if known is None or (before is not None and (known, marker.id) <= (before.published_at, before.post_id)):
                continue
            marked_at = marker.marked_at.timestamp() if marker.marked_at else self._clock()
            await self._keep(
                marker.channel,
                marker.id,
                published_at=known,
                marked_at=marked_at,
                is_posted=True,
                is_forced=before is None,
            )
            if before is not None:
                moved.append(MovedElsewhere(marker.channel, ReadPosition(marker.id, known, marked_at, True)))
        return moved

    async def moved_beside(self) -> list[MovedElsewhere]:
        """The positions that another program on this computer has moved since this one last looked or moved them.

        Raises:
            StoreError: They could not be read.
        """
        return await self._store.run(self._compare)

    def _compare(self, connection: sqlite3.Connection) -> list[MovedElsewhere]:
        known, self._known = self._known, places.read_positions(connection)
        moved = []
        for channel, position in self._known.items():
            before = known.get(channel)
            if before is not None and _where(position) != _where(before):
                moved.append(MovedElsewhere(channel, position, _where(position) > _where(before)))
        return moved

    async def _keep(self, channel: str, post_id: int, /, **how: Any) -> bool:
        return await self._store.run(self._keep_now, channel, post_id, **how)

    def _keep_now(self, connection: sqlite3.Connection, channel: str, post_id: int, /, **how: Any) -> bool:
        has_moved = places.set_read_position(connection, channel, post_id, **how)
        position = places.read_position(connection, channel) if has_moved else None
        if position is not None:
            self._known[channel] = position
        return has_moved

    async def run(self) -> None:
        """Send markers until cancelled, each as soon as the time since the last one allows."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(max(0.0, self._sent_at + POST_SECONDS - self._clock()))
            self._wake.clear()
            try:
                await self.send()
            except (MicroblogError, StoreError):
                # It is kept here; the next mark, or the next start, sends it.
                continue

    async def send(self) -> None:
        """Send the markers that Micro.blog does not know yet.

        Raises:
            MicroblogError: One was not taken; it stays unsent.
            StoreError: What was sent could not be noted.
        """
        unsent = await self._store.read(places.unposted)
        for channel, position in unsent.items():
            if channel not in CHANNELS or not position.post_id:
                continue
            self._sent_at = self._clock()
            marked_at = datetime.fromtimestamp(position.marked_at, UTC)
            await self._client().posts.mark(channel=channel, id=position.post_id, marked_at=marked_at)
            await self._store.run(places.mark_posted, channel, position.post_id)

    async def _set(self, channel: str, post_id: int, published_at: float) -> bool:
        has_moved = await self._keep(channel, post_id, published_at=published_at, marked_at=self._clock())
        if has_moved:
            self._wake.set()
        return has_moved


def _where(position: ReadPosition) -> tuple[float, int]:
    return position.published_at, position.post_id
