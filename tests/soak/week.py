"""A day of polling in a minute: the program's clocks jump to the next moment at which it has something to do.

Seven rounds make a week. The server fails and comes back, the machine sleeps, the clock is put back, and now and then
somebody reads and writes.
"""

from __future__ import annotations

import asyncio
import gc
import os
import selectors
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from mbtui.api.transport import Transport
from mbtui.demo import Clock, DemoServer, Settings
from mbtui.outbox import queue
from mbtui.services.polling import LONGEST_SECONDS, SHORTEST_SECONDS
from tests.interface.journey import Journey, reading_from
from tests.soak.attack import Finding, Tried
from tests.soak.wrong_answers import world_with, wrong_kinds

HOURS = 24
WARM_HOURS = 4
"""After these is counted what must not grow."""
CHECK_SECONDS = 60
REAL_SECONDS = 0.01
"""For so long nothing has come from a file or a thread before time may jump."""
MOST_MORE_MIB = 25.0
MOST_MORE_HANDLES = 8
"""Connections come and go."""
MOST_MORE_KIB = 8 * 1024
"""A day has some 150 posts, and the log of a database 4 MiB."""
TROUBLES: tuple[tuple[str, float | None], ...] = (
    ("offline", None),
    ("error-503", None),
    ("slow", 0.05),
    ("too-many-requests", 900),
    ("throttle", 0),
    ("html", None),
    ("truncated", None),
    ("write-then-disconnect", None),
    ("disconnect", None),
    ("unauthorized", None),
    ("soak-later", None),
    ("soak-interval", None),
)


PATHS = {"offline": "", "disconnect": "", "soak-interval": "/posts/check"}


class _Jumping(selectors.DefaultSelector):
    """Waits for a moment; when nothing happens in it, all of the wait has passed."""

    pass_time: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None or timeout <= REAL_SECONDS:
            return super().select(timeout)
        found = super().select(REAL_SECONDS)
        if not found:
            self.pass_time(timeout - REAL_SECONDS)
        return found


class _Day(asyncio.SelectorEventLoop):
    """An event loop whose time jumps while no request is under way."""

    def __init__(self, clock: Clock) -> None:
        selector = _Jumping()
        selector.pass_time = self._pass
        super().__init__(selector)
        self._clock = clock
        self._jumped = 0.0
        self.requests = 0
        """Under way."""

    def time(self) -> float:
        return super().time() + self._jumped

    def _pass(self, seconds: float) -> None:
        if not self.requests:
            self._jumped += seconds
            self._clock.advance(seconds)


def live_a_day(number: int, home: Path) -> Tried:
    """Poll for a day, whose troubles a number gives.

    Raises:
        Finding: Something grows, the server is asked too often, or a reply is lost or doubled.
    """
    clock = Clock(is_frozen=True)
    settings = Settings(arrival_seconds=600, check_seconds=CHECK_SECONDS)
    with (
        world_with(wrong_kinds(Random(number)), clock, settings) as demo,
        asyncio.Runner(loop_factory=lambda: _Day(clock)) as runner,
    ):
        return runner.run(_live(Random(number), demo, clock, home))


async def _live(random: Random, demo: DemoServer, clock: Clock, home: Path) -> Tried:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, _Day)
    asked: list[float] = []
    paused: list[float] = []
    put_back = 0.0
    exchange = Transport.exchange

    async def counted(transport: Transport, method: str, url: str, **more: Any) -> Any:
        if "/posts/check" in url:
            asked.append(loop.time())
        loop.requests += 1
        try:
            return await exchange(transport, method, url, **more)
        finally:
            loop.requests -= 1

    Transport.exchange = counted  # type: ignore[method-assign,assignment]
    try:
        async with reading_from(demo.url, demo.token, home, lambda: clock.now() - put_back) as journey:
            await journey.sees("updated just now")
            # Each tab is made when it is first seen.
            await journey.press("2", "3", "4", "5", "6", "W", "escape", "1")
            replies: list[str] = []
            before: dict[str, float] = {}
            end, hour = loop.time() + 3600 * HOURS, 0.0
            while loop.time() < end:
                await asyncio.sleep(random.uniform(600, 2400))
                hour = HOURS - (end - loop.time()) / 3600
                demo.mend()
                if hour > WARM_HOURS and not before:
                    before = _held(home)
                if random.random() < 0.6:
                    name, value = random.choice(TROUBLES)
                    demo.fault(name, value, path=PATHS.get(name, "/posts"))
                    if name == "soak-later":
                        paused.append(loop.time())
                if random.random() < 0.05:
                    clock.advance(random.uniform(3600, 4 * 3600))  # the machine sleeps: its loop does not count that
                if random.random() < 0.05:
                    put_back += random.choice((3600, -3600))
                if random.random() < 0.3:
                    await _do_something(random, journey, replies)
            demo.mend()
            await asyncio.sleep(LONGEST_SECONDS * 3)
            _hold_that_it_asked_seldom(asked, paused, loop.time())
            await _hold_that_all_was_sent(journey, demo, replies)
            _hold_that_nothing_grew(before, _held(home))
            return Tried(len(asked), "polls")
    finally:
        Transport.exchange = exchange  # type: ignore[method-assign]


async def _do_something(random: Random, journey: Journey, replies: list[str]) -> None:
    if random.random() < 0.4:
        text = f"reply {len(replies)} of the day"
        await journey.press("escape", "1", "r")
        await journey.until(lambda: "then y sends" in journey.words)
        await journey.type(text)
        await journey.press("escape", "y")
        replies.append(text)
    else:
        await journey.press(*random.choice((("j", "j", "f"), ("R",), ("2", "j", "1"), ("G", "g"), ("5", "1"))))


def _held(home: Path) -> dict[str, float]:
    gc.collect()
    status = Path("/proc/self/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return {
        "MiB": int(resident.split()[1]) / 1024,
        "tasks": len(asyncio.all_tasks()),
        "handles": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "KiB on the disk": sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1024,
    }


def _hold_that_nothing_grew(before: dict[str, float], after: dict[str, float]) -> None:
    most = {
        "MiB": MOST_MORE_MIB,
        "tasks": 3,
        "handles": MOST_MORE_HANDLES,
        "threads": 6,
        "KiB on the disk": MOST_MORE_KIB,
    }
    if grown := {name: (before[name], after[name]) for name in most if after[name] > before[name] + most[name]}:
        raise Finding(f"These have grown: {grown}")


def _hold_that_it_asked_seldom(asked: list[float], paused: list[float], now: float) -> None:
    """In any hour at most as often as the shortest pause allows; in all not much more than the server wants.

    A pause that the server names, up to a day, is obeyed: `paused` is when it began to name odd ones.
    """
    for place, at in enumerate(asked):
        within = sum(1 for other in asked[place:] if other < at + 3600)
        if within > 3600 / SHORTEST_SECONDS:
            raise Finding(f"It asked {within} times within an hour.")
    if len(asked) > 1.5 * (now - asked[0]) / CHECK_SECONDS:
        raise Finding(f"It asked {len(asked)} times in {(now - asked[0]) / 3600:.0f} hours.")
    long = [(at, later) for at, later in pairwise(asked) if later - at > 2 * 3600]
    if gaps := [later - at for at, later in long if not any(at - 3600 < pause < later for pause in paused)]:
        raise Finding(f"It did not ask for {max(gaps) / 3600:.1f} hours.")


async def _hold_that_all_was_sent(journey: Journey, demo: DemoServer, replies: list[str]) -> None:
    said = [post.source for post in demo.world.posts_of("ines")]
    for text in replies:
        if (count := sum(text in source for source in said)) > 1:
            raise Finding(f"{text!r} was sent {count} times.")
        if not count and text not in await _waiting(journey):
            raise Finding(f"{text!r} is lost.")


async def _waiting(journey: Journey) -> str:
    """The texts that wait, also for the reader to decide because their answer was lost."""
    entries = await journey.app.session.store.outbox.read(queue.entries)
    return "\n".join(entry.text for entry in entries)
