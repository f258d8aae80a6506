"""Discover and its topics."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading


def _chosen(journey: Journey) -> str:
    return next((line for line in journey.lines if line.startswith(" ▌")), "")


async def test_discover_and_its_topics(demo: DemoServer, tmp_path: Path) -> None:
    """3 shows Discover, 3 again its topics: a list like any other; escape leads back to all of it."""
    async with reading(demo, tmp_path) as journey:

        def has_posts(name: str) -> bool:
            """Whether the tab has these; what is seen may still be others."""
            pane = journey.app.main.pane
            return pane.timeline_name == name and pane.highlighted_post is not None

        # When Micro.blog lists no topics, the second 3 says so.
        with demo.fault("missing-tagmoji"):
            await journey.press("3")
            await journey.until(lambda: has_posts("discover"))
            await journey.press("3")
            await journey.sees("Discover has named no topics yet. R asks it again.")
        await journey.press("R")
        await journey.until(lambda: journey.app.main.topics)
        journey.app.main.status.hush()
        everything = journey.text
        await journey.press("3")
        await journey.sees("Which topic?", "1 📷 photos", "2 📚 books")
        # Escape closes the list.
        await journey.press("escape")
        await journey.misses("Which topic?")
        assert journey.text == everything

        # By number.
        await journey.press("3")
        await journey.sees("Which topic?")
        await journey.press("2", "enter")
        await journey.sees("topic books", "Discover: books")
        await journey.until(lambda: has_posts("discover/books"))
        await journey.press()
        assert journey.text != everything
        await journey.until(lambda: demo.asked("GET", "/posts/discover/books"))
        await journey.press("escape")
        await journey.misses("topic books", "Discover: books")
        await journey.until(lambda: journey.marked)

        # j and enter choose from it, 0 is all of Discover.
        await journey.press("3")
        await journey.sees("Which topic?")
        await journey.press("j", "enter")
        await journey.sees("topic photos")
        await journey.press("3")
        await journey.sees("Which topic?")
        await journey.press("0")
        await journey.misses("topic photos")

        # All have a number, what does not fit is counted, pages and ends are reached by their keys, / finds by typing.
        await journey.press("3")
        await journey.sees("Which topic?", "10 🧶 knitting & crochet", "more", "/ find", "esc back")
        await journey.press("pagedown")
        await journey.until(lambda: "All of Discover" not in journey.text)
        last = f" {len(journey.app.main.topics)} "
        await journey.press("G")
        await journey.until(lambda: last in _chosen(journey))
        await journey.press("g")
        await journey.until(lambda: "All of Discover" in _chosen(journey))
        await journey.press("slash")
        await journey.type("CRO")
        await journey.until(lambda: "knitting" in _chosen(journey))
        await journey.press("enter")
        await journey.sees("Discover: knitting")
