"""Discover and its topics."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading


async def test_discover_and_one_of_its_topics(demo: DemoServer, tmp_path: Path) -> None:
    """3 shows Discover, 3 again its topics by number; escape leads back to all of it."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("3")
        await journey.until(lambda: journey.marked)
        everything = journey.text
        await journey.press("3")
        await journey.sees("Which topic?", "1 📷 photos", "2 📚 books")
        await journey.press("2", "enter")
        await journey.sees("topic books", "Discover: books")
        await journey.until(lambda: journey.marked)
        assert journey.text != everything
        assert demo.asked("GET", "/posts/discover/books")
        await journey.press("escape")
        await journey.misses("topic books", "Discover: books")
        await journey.until(lambda: journey.marked)


async def test_the_choice_of_topics_can_be_left(demo: DemoServer, tmp_path: Path) -> None:
    """Escape closes the list of topics; j and enter choose from it, 0 is all of Discover."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("3")
        await journey.until(lambda: journey.marked)
        before = journey.text
        await journey.press("3")
        await journey.sees("Which topic?")
        await journey.press("escape")
        await journey.misses("Which topic?")
        assert journey.text == before
        await journey.press("3", "j", "enter")
        await journey.sees("topic photos")
        await journey.press("3", "0")
        await journey.misses("topic photos")


async def test_topics_nobody_has_named_are_a_sentence(demo: DemoServer, tmp_path: Path) -> None:
    """When Micro.blog lists no topics, the second 3 says so."""
    demo.fault("missing-tagmoji")
    async with reading(demo, tmp_path) as journey:
        await journey.press("3")
        await journey.until(lambda: journey.marked)
        await journey.press("3")
        await journey.sees("Discover has named no topics yet. R asks it again.")


def _chosen(journey: Journey) -> str:
    return next((line for line in journey.lines if line.startswith(" ▌")), "")


async def test_topics_are_a_list_like_any_other(demo: DemoServer, tmp_path: Path) -> None:
    """All have a number, what does not fit is counted, pages and ends are reached by their keys, / finds by typing."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("3")
        await journey.until(lambda: journey.marked)
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
