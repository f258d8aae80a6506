"""The first frame is the one that was left: from the store, before the network is asked."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import Journey
from tests.resilience.opened import opened


def _looked_at(journey: Journey) -> tuple[str, str, str, int]:
    """The tab, what it shows, the highlighted post, and its line on the screen."""
    pane = journey.app.main.pane
    return pane.title, pane.timeline_name, journey.marked, journey.marked_row


def _shows(journey: Journey, name: str) -> bool:
    """Whether a timeline has its posts. What is seen may still be those of the tab that was left."""
    pane = journey.app.main.pane
    return name in ("", pane.timeline_name) and pane.highlighted_post is not None


async def test_a_tab_opens_where_it_was_left(demo: DemoServer, tmp_path: Path) -> None:
    """With the server gone, the first frame shows the last tab or topic, with the same post on the same line."""
    left = None
    for tab in ("timeline", "discover", "discover/books", "bookmarks", "photos", ""):
        demo.fault("offline")
        async with opened(demo, tmp_path, is_ready=False) as journey:
            assert left is None or _looked_at(journey) == left, f"before {tab}"
            demo.mend()
            if tab:
                await journey.app.main.show_part(tab)
            await journey.until(partial(_shows, journey, tab))
            await journey.press("j", "j", "j", "j", "j", "k")
            left = _looked_at(journey)
            assert tab in ("", left[1])


async def test_a_conversation_opens_where_it_was_left(demo: DemoServer, tmp_path: Path) -> None:
    """The Conversation tab shows the same conversation again, its second post on the same line; back leads on."""
    async with opened(demo, tmp_path) as journey:
        post = demo.world.publish("tomas", "<p>Who is awake?</p>")
        for number in range(12):
            demo.world.publish("isla", f"<p>@tomas I am, for the time number {number}.</p>", reply_to=post.id)
        await journey.press("j", "R")
        await journey.sees("↑ 13 new posts (g)")
        await journey.press("g", *"jjjjjjjjjjjj")
        await journey.press("enter")
        await journey.sees("13 posts in this conversation")
        await journey.press("G")
        await journey.press("k", "k")
        left = _looked_at(journey)
    demo.stop()
    async with opened(demo, tmp_path, is_ready=False) as journey:
        assert _looked_at(journey) == left
        assert "the time number 9." in journey.marked
        await journey.press("backspace")
        await journey.until(lambda: journey.app.main.pane.title == "Timeline")


async def test_a_post_taller_than_the_screen_opens_in_its_middle(demo: DemoServer, tmp_path: Path) -> None:
    """What is read of an unfolded post that does not fit the screen is on the same line again."""
    lines = "".join(f"<p>Line {number} of a long story.</p>" for number in range(60))
    demo.world.publish("tomas", lines)
    async with opened(demo, tmp_path) as journey:
        await journey.press("z", "j")
        await journey.sees("Line 12 of a long story.")
        left = _looked_at(journey)
    demo.stop()
    async with opened(demo, tmp_path, is_ready=False) as journey:
        assert _looked_at(journey) == left


async def test_the_divider_and_the_unread_counts_come_back(demo: DemoServer, tmp_path: Path) -> None:
    """What was new and unread is that again, and the rule above what was read is where it was."""
    async with opened(demo, tmp_path) as journey:
        await journey.press("j")
        for word in ("First", "Second", "Third"):
            demo.world.publish("tomas", f"<p>{word} news from the ship.</p>")
        journey.poll()
        await journey.sees("↑ 3 new posts (g)", "Timeline 3")
        await journey.press("k", "k")
        await journey.sees("read until here")
        left = _looked_at(journey)
        lines = journey.lines[2:]
    demo.stop()
    async with opened(demo, tmp_path, is_ready=False) as journey:
        assert _looked_at(journey) == left
        assert journey.lines[2:-2] == lines[:-2]
        await journey.sees("Timeline 3")


async def test_a_gap_is_still_there_after_a_restart(demo: DemoServer, tmp_path: Path) -> None:
    """The row that says where posts are missing outlives the program, and enter fills it then."""
    async with opened(demo, tmp_path, size=(80, 60)) as journey:
        await journey.press("j")
        for number in range(170):
            demo.world.publish("tomas", f"<p>Entry {number} of the log.</p>")
        journey.poll()
        await journey.sees("↑ 160 new posts (g)")
        await journey.press("k", "k")
        assert "posts are missing here" in journey.marked
        left = _looked_at(journey)
    async with opened(demo, tmp_path, size=(80, 60), is_ready=False) as journey:
        assert _looked_at(journey) == left
        await journey.sees("updated just now")
        await journey.press("enter")
        await journey.misses("posts are missing here")
        await journey.sees("Entry 9 of the log.", "Entry 0 of the log.")
