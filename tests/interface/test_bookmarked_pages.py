"""Bookmarked web pages: nobody on Micro.blog wrote them."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mbtui.config import Config
from mbtui.config.values import Opener
from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading

ADDRESS = "https://www.hillhouse.example/onions"


@asynccontextmanager
async def _bookmarks(demo: DemoServer, folder: Path) -> AsyncIterator[Journey]:
    """The bookmarks, with the page highlighted."""
    world = demo.world
    world.keep_page(world.reader("ines"), "Racks for onions.", ADDRESS, at=world.now() + 60)
    async with reading(demo, folder / "store") as journey:
        await journey.press("5")
        await journey.until(lambda: "Racks for onions." in journey.marked)
        yield journey


async def test_enter_opens_the_page(demo: DemoServer, tmp_path: Path) -> None:
    """As v does; there is no conversation to be asked for."""
    noted = tmp_path / "noted"
    note = (sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.argv[2])", str(noted), "{url}")
    async with _bookmarks(demo, tmp_path) as journey:
        journey.app.main.config = Config(browser=Opener(note))
        await journey.press("enter")
        await journey.sees("Opened with")
        assert noted.read_text() == ADDRESS
        assert "Bookmarks" in journey.tabs and not demo.asked("GET", "/posts/conversation")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("r", "This is a page of www.hillhouse.example, not a post on Micro.blog: nobody would get a reply."),
        ("u", "www.hillhouse.example is a web site, not a person on Micro.blog. v opens its page."),
        ("Mp", "www.hillhouse.example is a web site, not a person on Micro.blog: there is nobody to mute."),
    ],
)
async def test_what_needs_a_person_says_why_not(demo: DemoServer, tmp_path: Path, keys: str, words: str) -> None:
    """Nothing is written, asked or muted."""
    muted = len(demo.world.reader("ines").mutes)
    async with _bookmarks(demo, tmp_path) as journey:
        await journey.press(*keys)
        await journey.sees(words)
        await journey.press("j", "k")
        await journey.until(lambda: "Racks for onions." in journey.marked)
        assert len(journey.app.screen_stack) == 1 and len(journey.app.session.mutes.saved) == muted


async def test_a_page_that_was_taken_out_is_saved_again(demo: DemoServer, tmp_path: Path) -> None:
    """Its number is gone with the bookmark: U saves it by its address, and it stands there with another one."""
    kept = demo.world.reader("ines").bookmarks
    async with _bookmarks(demo, tmp_path) as journey:
        (before,) = (id for id, bookmark in kept.items() if bookmark.page and bookmark.page.url == ADDRESS)
        await journey.press("f")
        await journey.until(lambda: before not in kept)
        await journey.press("U")
        await journey.sees("Undone: the star.")
        await journey.until(lambda: any(bookmark.page and bookmark.page.url == ADDRESS for bookmark in kept.values()))
        await journey.until(lambda: not journey.app.main.pane.posts.has(before))
        await journey.press("g")
        await journey.until(lambda: "★" in journey.marked and ADDRESS.partition("//")[2][:20] in journey.text)


async def test_a_bookmarked_post_is_a_post(demo: DemoServer, tmp_path: Path) -> None:
    """Its conversation opens, whoever's site it stands on; an author on another network is a person."""
    demo.world.publish("juno@social.example", "<p>The cat, asleep.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("f", "5")
        await journey.until(lambda: "The cat, asleep." in journey.marked)
        await journey.press("enter")
        await journey.until(lambda: demo.asked("GET", "/posts/conversation"))
        await journey.press("5", "u")
        await journey.sees("Juno Vance @juno@social.example")
