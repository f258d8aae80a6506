"""One signed-in account while the program runs: its store, client, timelines, outbox and polling, wired together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mbtui.config.options import DEFAULTS, Config
from mbtui.services.mutes import Mutes
from mbtui.services.polling import Polled, Poller, PollFailed
from mbtui.services.read_positions import ReadPositions
from mbtui.services.timeline import Timeline, replies_setting
from mbtui.services.undoing import Undoing
from mbtui.store import Store, places, timelines
from mbtui.timeline_kinds import MENTIONS, TIMELINE

if TYPE_CHECKING:
    from mbtui.api import Client
    from mbtui.outbox.change import Change
    from mbtui.outbox.outbox import Outbox
    from mbtui.pictures.service import PictureService
    from mbtui.services.bookmarks import Bookmarks

PRUNED_AT_ONCE = 100
"""Posts looked at in one step of pruning: a few milliseconds, for which another write may have to wait."""


class Session:
    """What panes and screens need of an account. Made before the first frame; the client comes later."""

    def __init__(
        self,
        store: Store,
        username: str,
        *,
        config: Config = DEFAULTS,
        pictures_folder: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`pictures_folder` is where fetched pictures are kept; beside the saved posts when None."""
        self.store = store
        self.username = username
        """Who is signed in; empty while nobody is."""
        self.clock = clock
        """Gives unix seconds, for ages."""
        self.poller: Poller | None = None
        self._outbox: Outbox | None = None
        self._listeners: list[Callable[[Change], None]] = []
        self._config = config
        self._pictures_folder = pictures_folder or store.folder / "pictures"
        self._pictures: PictureService | None = None
        self._client: Client | None = None
        self._timelines: dict[str, Timeline] = {}
        self.mutes = Mutes(store, self.client)
        self.reading = ReadPositions(store, self.client, clock=clock)
        self.undoing = Undoing()

    @cached_property
    def bookmarks(self) -> Bookmarks:
        """The tags and the highlights of the bookmarks; loaded when they are first asked for."""
        from mbtui.services.bookmarks import Bookmarks

        return Bookmarks(self.store, self.client)

    @property
    def is_connected(self) -> bool:
        """Whether there is a client to ask Micro.blog with."""
        return self._client is not None

    @property
    def can_write(self) -> bool:
        """Whether somebody is signed in, or was when the network was last there."""
        return bool(self.username) and (self._client is None or self._client.has_token)

    @property
    def outbox(self) -> Outbox | None:
        """What takes everything that is written, also before the client is there; None while nobody is signed in."""
        if self._outbox is None and self.username:
            from mbtui.outbox.outbox import Outbox

            self._outbox = Outbox(self.client, self.store, self.username)
            for listener in self._listeners:
                self._outbox.subscribe(listener)
        return self._outbox

    @property
    def pictures(self) -> PictureService:
        """What fetches and decodes pictures; nothing is opened before the first one is asked for."""
        if self._pictures is None:
            from mbtui.pictures.service import PictureService

            self._pictures = PictureService(
                self._pictures_folder,
                lambda: self._client.origin if self._client else None,
                cache_mb=self._config.image_cache_mb,
                is_off=self._config.images == "off",
            )
        return self._pictures

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Be told of every change in the outbox, on the event loop."""
        self._listeners.append(listener)
        if self._outbox is not None:
            self._outbox.subscribe(listener)

    def client(self) -> Client:
        """SignInRequired when there is none yet."""
        if self._client is None:
            from mbtui.api.errors import SignInRequired

            raise SignInRequired("Nobody is signed in yet.")
        return self._client

    def timeline(self, name: str) -> Timeline:
        """The timeline of a name; always the same one."""
        if name not in self._timelines:
            self._timelines[name] = Timeline(name, self.store, self.client)
        return self._timelines[name]

    async def connect(self, client: Client, tell: Callable[[Polled | PollFailed], None]) -> None:
        """Take the client, in place of the one there may be; `tell` is called after each round of polling."""
        old, self._client = self._client, client
        self.poller = Poller(
            self.timeline(TIMELINE.id),
            self.timeline(MENTIONS.id),
            self.client,
            tell,
            shortest_seconds=float(self._config.poll_seconds),
            clock=self.clock,
        )
        if old is not None:
            await old.close()

    async def unread_count(self, name: str) -> int:
        """How many posts by others are newer than the read position, without replies where they are hidden.

        0 where nothing was read yet.
        """
        position = await self.store.cache.read(places.read_position, name)
        if position is None:
            return 0
        newest = position.post_id or None
        hides_replies = bool(await self.store.cache.read(places.get, replies_setting(name), False))
        return await self.store.cache.read(
            timelines.count_newer, name, newest, username=self.username, without_replies=hides_replies
        )

    async def prune(self, *, keep_days: int | None, keep_posts: int | None) -> int:
        """Remove saved posts, never what is starred, the reader's own, unsent, or above the place of the reader.

        Younger posts than `keep_days` stay, and so many as `keep_posts`; None is no limit. Returns how many have left;
        after a StoreError those that have left stay so.
        """
        from mbtui.outbox import queue
        from mbtui.store import pruning

        removed = 0
        needed = await self.store.outbox.write(queue.needed_ids)
        after_id: int | None = 0
        while after_id is not None:
            began = time.monotonic()
            step = await self.store.cache.write(
                pruning.prune,
                username=self.username,
                keep_days=keep_days,
                keep_posts=keep_posts,
                needed_ids=needed,
                after_id=after_id,
                limit=PRUNED_AT_ONCE,
                now=self.clock(),
            )
            after_id = step.after_id
            removed += step.removed
            # Half the time is left to the keys.
            await asyncio.sleep(time.monotonic() - began)
        return removed

    async def close(self) -> None:
        """Tell Micro.blog how far was read, and close the connection and the files."""
        if self._client is not None:
            await self.reading.leave()
            await self._client.close()
        if self._pictures is not None:
            await self._pictures.close()
        await self.store.close()
