"""The screens that are pictured: in the README's screenshots, and as snapshots that a test compares.

The world and the clock stand still, so that the same scene gives the same picture byte for byte.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from mbtui.demo import DemoServer
from tests.interface.journey import Journey


class Scene(NamedTuple):
    """One screen worth a picture."""

    name: str
    """Also the name of its file."""
    size: tuple[int, int]
    play: Callable[[Journey, DemoServer], Awaitable[None]]
    """Leads to the screen from a timeline that has just been read for the first time."""
    words: tuple[str, ...]
    """What must stand on it."""


async def _timeline(journey: Journey, demo: DemoServer) -> None:
    """Two minutes have passed while the second post was read, and it was given a star."""
    await journey.press("j", "f")
    await journey.until(lambda: "★" in journey.marked)
    demo.world.advance(110)
    journey.poll()
    await journey.sees("Timeline 3", "↑ 3 new posts (g)")
    await journey.until(lambda: demo.asked("POST", "/posts/favorites"))


async def _conversation(journey: Journey, demo: DemoServer) -> None:
    await _discover(journey, demo)
    await journey.press("j", "j", "j", "j", "enter")
    await journey.sees("in this conversation")


async def _discover(journey: Journey, demo: DemoServer) -> None:
    await journey.press("3")
    await journey.until(lambda: journey.marked)


async def _help(journey: Journey, demo: DemoServer) -> None:
    await journey.press("question_mark")
    await journey.sees("Keys of mbtui")


WIDE, NARROW = (120, 36), (80, 24)
SCENES = (
    Scene("timeline", WIDE, _timeline, ("Timeline 3", "↑ 3 new posts (g)", "Tomas Lindqvist @tomas · 6m ★ ↩")),
    Scene(
        "conversation", WIDE, _conversation, ("Fifteen days till the long slow trip", "7 posts in this conversation")
    ),
    Scene("discover", WIDE, _discover, ("Filled the pen with an ink called 夜明け前", "updated just now")),
    Scene("help", WIDE, _help, ("Keys of mbtui", "The next post; a post taller than the screen scrolls first")),
    Scene("timeline-80x24", NARROW, _timeline, ("Timeline 3", "↑ 3 new posts (g)", "Tomas Lindqvist @tomas · 6m ★ ↩")),
)
