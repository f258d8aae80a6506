"""How often Micro.blog is asked: as it wants, as the reader wants, and less often while it does not answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mbtui.api import Client
from mbtui.demo import DemoServer
from mbtui.services.polling import SHORTEST_SECONDS, Polled, Poller, PollFailed
from mbtui.services.timeline import Timeline
from mbtui.store import Store

MOST_JITTER = 1.2


class Rounds:
    """A poller that asks when a test wants it to."""

    def __init__(self, poller: Poller, told: asyncio.Queue[Polled | PollFailed]) -> None:
        self.poller = poller
        self._told = told

    async def next(self) -> Polled | PollFailed:
        """One round of asking."""
        self.poller.wake()
        return await asyncio.wait_for(self._told.get(), 20)

    async def wake(self) -> None:
        """Wake it, and wait until it has noticed."""
        self.poller.wake()
        async with asyncio.timeout(20):
            while self.poller._wake.is_set():  # noqa: ASYNC110  (the event tells when it is set, not when it is taken)
                await asyncio.sleep(0)

    async def pauses(self, count: int) -> list[float]:
        """The pauses after so many rounds."""
        return [(await self.next()).next_seconds for _ in range(count)]


@asynccontextmanager
async def polling(
    demo: DemoServer, folder: Path, *, shortest_seconds: float = SHORTEST_SECONDS
) -> AsyncIterator[Rounds]:
    """Poll a demo server; the first round is over. Its page of posts came before the check was answered."""
    told: asyncio.Queue[Polled | PollFailed] = asyncio.Queue()
    store = Store.open(folder)
    async with Client(demo.token, demo.url) as client:
        timeline, mentions = (Timeline(name, store, lambda: client) for name in ("timeline", "mentions"))
        poller = Poller(
            timeline, mentions, lambda: client, told.put_nowait, shortest_seconds=shortest_seconds, clock=demo.world.now
        )
        task = asyncio.create_task(poller.run(is_once=True))
        with demo.fault("hold", path="/posts/check"):
            page = await asyncio.wait_for(told.get(), 20)
            assert isinstance(page, Polled) and page.news is None and list(page.merges) == ["timeline"]
        assert isinstance(await asyncio.wait_for(told.get(), 20), Polled)
        try:
            yield Rounds(poller, told)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    await store.close()


@pytest.mark.parametrize(
    ("wanted", "shortest_seconds", "expected"),
    [
        pytest.param(20, 15, 20, id="as the server wants"),
        pytest.param(2, 15, 15, id="never all the time"),
        pytest.param(7200, 15, 600, id="never too seldom"),
        pytest.param(20, 90, 90, id="less often, as the reader wants"),
        pytest.param(20, 3600, 3600, id="hardly ever, as the reader wants"),
    ],
)
async def test_the_pause_is_what_both_want(
    demo: DemoServer, tmp_path: Path, wanted: int, shortest_seconds: float, expected: float
) -> None:
    """Micro.blog names the interval; the reader can make it longer."""
    demo.world.settings = replace(demo.world.settings, check_seconds=wanted)
    async with polling(demo, tmp_path, shortest_seconds=shortest_seconds) as rounds:
        assert await rounds.pauses(1) == [expected]
        rounds.poller.is_away = True
        assert await rounds.pauses(1) == [max(expected, 60)]


@pytest.mark.parametrize(
    ("shortest_seconds", "is_away", "expected"),
    [
        pytest.param(15, False, [5, 10, 20, 40, 80, 160, 320, 600, 600], id="two quick attempts, then ever less often"),
        pytest.param(60, False, [60, 120, 240, 480, 600, 600], id="never more often than the reader wants"),
        pytest.param(3600, False, [3600, 3600], id="never more often than once an hour"),
        pytest.param(15, True, [60, 120, 240, 480, 600, 600], id="once a minute at most while nobody looks"),
    ],
)
async def test_after_failures_it_asks_less_and_less_often(
    demo: DemoServer, tmp_path: Path, shortest_seconds: float, is_away: bool, expected: list[float]
) -> None:
    """The last interval is kept and doubled; an answer makes an end of it."""
    async with polling(demo, tmp_path, shortest_seconds=shortest_seconds) as rounds:
        rounds.poller.is_away = is_away
        (usual,) = await rounds.pauses(1)
        with demo.fault("error-503", path="/posts/check"):
            pauses = await rounds.pauses(len(expected))
        for pause, least in zip(pauses, expected, strict=True):
            assert least <= pause <= least * MOST_JITTER
        assert await rounds.pauses(1) == [usual]


@pytest.mark.parametrize(("wanted", "least"), [(30, 30), (900, 900)])
async def test_micro_blog_may_name_the_pause_itself(
    demo: DemoServer, tmp_path: Path, wanted: int, least: float
) -> None:
    """What Retry-After says is kept, however long it is."""
    async with polling(demo, tmp_path) as rounds:
        with demo.fault("too-many-requests", wanted, path="/posts/check"):
            (pause,) = await rounds.pauses(1)
    assert pause >= least


async def test_nothing_asks_in_a_pause_that_micro_blog_wants(demo: DemoServer, tmp_path: Path) -> None:
    """However often it is woken, it asks when the pause is over; what came in between is no further failure."""
    async with polling(demo, tmp_path) as rounds:
        with demo.fault("too-many-requests", 120, path="/posts/check"):
            await rounds.next()
            asked = len(demo.asked("GET", "/posts/check"))
            for _ in range(5):
                await rounds.wake()
            assert rounds.poller.limited_until == demo.world.now() + 120
            demo.world.advance(120)
            assert rounds.poller.limited_until is None
            (pause,) = await rounds.pauses(1)
        assert 120 <= pause <= 120 * MOST_JITTER
        assert len(demo.asked("GET", "/posts/check")) == asked + 1
        demo.world.advance(120)
        assert isinstance(await rounds.next(), Polled)


async def test_what_is_wanted_in_a_pause_is_asked_after_it(demo: DemoServer, tmp_path: Path) -> None:
    """Nobody has to ask a second time, also where mbtui asks only when it is told to."""
    async with polling(demo, tmp_path) as rounds:
        with demo.fault("too-many-requests", 0.2, path="/posts/check", times=1):
            assert isinstance(await rounds.next(), PollFailed)
        assert isinstance(await rounds.next(), Polled)


async def test_a_comparison_that_failed_is_made_up_for(demo: DemoServer, tmp_path: Path) -> None:
    """What R, or the tenth round, wanted is not forgotten because the line was down."""
    post = demo.world.publish("tomas", "<p>I will take this back.</p>")
    async with polling(demo, tmp_path) as rounds:
        post.is_deleted = True
        with demo.fault("disconnect", path="/posts/check"):
            rounds.poller.wake(reconcile=True)
            assert isinstance(await rounds.next(), PollFailed)
        outcome = await rounds.next()
    assert isinstance(outcome, Polled)
    assert [merge.changed for merge in outcome.merges["timeline"]] == [(post.id,)]
