"""An outbox at work against the demo server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from mbtui.api import Client, Post
from mbtui.demo import DemoServer
from mbtui.demo.post import Post as DemoPost
from mbtui.outbox import queue
from mbtui.outbox.change import Change
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.outbox import Outbox
from mbtui.services.timeline import converted
from mbtui.store import Store, timelines
from mbtui.store.database import Connect, connect
from mbtui.store.timelines import Newest


def reply(post_id: int, text: str, *, target: str = "") -> Write:
    """An answer, as the composer gives it."""
    return Write(kind="reply", post_id=post_id, target=target, text=text)


class Desk:
    """A store, a client and an outbox of the demo's reader, with what the outbox told."""

    def __init__(
        self,
        demo: DemoServer,
        folder: Path,
        *,
        timeout_seconds: float = 5.0,
        look_seconds: Sequence[float] = (0.0, 0.0),
        connect: Connect = connect,
    ) -> None:
        self.demo = demo
        self.store = Store.open(folder, connect=connect)
        self.client = Client(demo.token, demo.url, timeout_seconds=timeout_seconds)
        self.changes: list[Change] = []
        self.outbox = Outbox(lambda: self.client, self.store, "ines", look_seconds=look_seconds, pauses=(0.02,) * 3)
        self.outbox.subscribe(self._note)
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def _note(self, change: Change) -> None:
        self.changes.append(change)
        self._changed.set()

    def start(self) -> None:
        """Let the sender run."""
        self._task = asyncio.create_task(self.outbox.run())

    async def stop(self) -> None:
        """End the sender, as the program's end does."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def close(self) -> None:
        """End everything."""
        await self.stop()
        await self.client.close()
        await self.store.close()

    async def until(self, is_met: Callable[[Change], bool]) -> Change:
        """Wait for a change; also one that has come already."""
        async with asyncio.timeout(10):
            while True:
                for change in self.changes:
                    if is_met(change):
                        return change
                self._changed.clear()
                await self._changed.wait()

    async def until_state(self, state: str, id: int) -> Change:
        """Wait until an entry is in a state."""
        return await self.until(
            lambda change: change.state == state and change.entry is not None and change.entry.id == id
        )

    async def until_given_up(self, id: int) -> Change:
        """Wait until the reader has to decide about a text whose answer was lost."""
        return await self.until(
            lambda change: change.entry is not None and change.entry.id == id and "may have arrived" in change.words
        )

    async def saved_posts(self, count: int = 10) -> list[Post]:
        """Fetch and save the newest posts of others."""
        feed = await self.client.posts.all(count=count * 2)
        await self.store.cache.write(timelines.merge, "timeline", converted(feed.posts), reach=Newest())
        return [post for post in feed.posts if post.author.username != "ines"][:count]

    async def pending(self) -> list[OutboxEntry]:
        """Give what has not been sent, in order."""
        return await self.store.outbox.read(queue.entries)

    def said(self, text: str) -> list[DemoPost]:
        """Give the reader's posts in the world with this source."""
        return [post for post in self.demo.world.posts_of("ines") if post.source == text]


@asynccontextmanager
async def desk(
    demo: DemoServer,
    folder: Path,
    *,
    timeout_seconds: float = 5.0,
    look_seconds: Sequence[float] = (0.0, 0.0),
    connect: Connect = connect,
) -> AsyncIterator[Desk]:
    """Open a desk with the sender running."""
    opened = Desk(demo, folder, timeout_seconds=timeout_seconds, look_seconds=look_seconds, connect=connect)
    opened.start()
    try:
        yield opened
    finally:
        await opened.close()
