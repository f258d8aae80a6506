"""What the pages of a person tell of whether the reader follows them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.outbox.kinds.follow import follow
from mbtui.services.timeline import Timeline
from mbtui.store import people
from tests.outbox.outboxes import desk


async def test_a_page_from_before_an_unfollow_does_not_take_it_back(demo: DemoServer, tmp_path: Path) -> None:
    """However late it comes; the next page counts again."""
    reader = demo.world.reader("ines")
    async with desk(demo, tmp_path) as at:
        timeline = Timeline("user/tomas", at.store, lambda: at.client)
        with demo.fault("hold", path="/posts/tomas"):
            asking = asyncio.create_task(timeline.refresh())
            await asyncio.to_thread(demo.wait_for, "GET", "/posts/tomas")
            entry = await at.outbox.put(follow("tomas", False))
            await at.until_state("sent", entry.id)
            # The page tells how it was when it was asked for.
            reader.following.append("tomas")
        await asking
        assert await at.store.cache.read(people.is_following, "tomas") is False
        await timeline.newer()
        assert await at.store.cache.read(people.is_following, "tomas") is True


async def test_a_page_without_posts_tells_of_the_person(demo: DemoServer, tmp_path: Path) -> None:
    """What stands beside the posts is taken in when nothing is newer, too."""
    async with desk(demo, tmp_path) as at:
        timeline = Timeline("user/tomas", at.store, lambda: at.client)
        await timeline.refresh()
        demo.world.reader("ines").following.remove("tomas")
        assert await timeline.newer() == []
        assert timeline.feed is not None and timeline.feed.profile is not None
        assert not timeline.feed.profile.is_following
        assert await at.store.cache.read(people.is_following, "tomas") is False


async def test_a_write_outlives_who_has_asked_for_it(demo: DemoServer, tmp_path: Path) -> None:
    """A key that leaves the screen behind the one that follows takes nothing back: it is shown and sent."""
    async with desk(demo, tmp_path) as at:
        asking = asyncio.create_task(at.outbox.put(follow("tomas", False)))
        await at.until(lambda change: change.state == "queued")
        asking.cancel()
        await at.until(lambda change: change.state == "sent")
        assert not demo.world.reader("ines").follows("tomas")
        assert await at.store.cache.read(people.is_following, "tomas") is False
