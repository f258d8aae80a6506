"""Bookmarked web pages: nobody on Micro.blog wrote them."""

from __future__ import annotations

import sys
from pathlib import Path

from mbtui.config import Config
from mbtui.config.values import Opener
from mbtui.demo import DemoServer
from tests.cases import case
from tests.interface.journey import reading

ADDRESS = "https://www.hillhouse.example/onions"


ON_NOBODY = (
    ("r", "This is a page of www.hillhouse.example, not a post on Micro.blog: nobody would get a reply."),
    ("u", "www.hillhouse.example is a web site, not a person on Micro.blog. v opens its page."),
    ("Mp", "www.hillhouse.example is a web site, not a person on Micro.blog: there is nobody to mute."),
)
"""Keys that need a person, and what they say of a page."""


async def test_a_page_is_no_post(demo: DemoServer, tmp_path: Path) -> None:
    """It has no author and no conversation; taken out and saved again it stands there with another number."""
    world, reader = demo.world, demo.world.reader("ines")
    cat = world.publish("juno@social.example", "<p>The cat, asleep.</p>")
    world.keep_page(reader, "Racks for onions.", ADDRESS, at=world.now() + 60)
    kept, muted = reader.bookmarks, len(reader.mutes)
    async with reading(demo, tmp_path / "store") as journey:
        await journey.press("5")
        await journey.until(lambda: "Racks for onions." in journey.marked)
        # Nothing is written, asked or muted.
        for keys, words in ON_NOBODY:
            with case(keys):
                await journey.press(*keys)
                await journey.sees(words)
                await journey.press("j", "k")
                await journey.until(lambda: "Racks for onions." in journey.marked)
                assert len(journey.app.screen_stack) == 1 and len(journey.app.session.mutes.saved) == muted

        # Enter opens the page, as v does.
        noted = tmp_path / "noted"
        note = (sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write(sys.argv[2])", str(noted), "{url}")
        journey.app.main.config = Config(browser=Opener(note))
        await journey.press("enter")
        await journey.sees("Opened with")
        assert noted.read_text() == ADDRESS
        assert "Bookmarks" in journey.tabs and not demo.asked("GET", "/posts/conversation")

        # Its number is gone with the bookmark: U saves it by its address.
        (before,) = (id for id, bookmark in kept.items() if bookmark.page and bookmark.page.url == ADDRESS)
        await journey.press("f")
        await journey.until(lambda: before not in kept)
        await journey.press("U")
        await journey.sees("Undone: the star.")
        await journey.until(lambda: any(bookmark.page and bookmark.page.url == ADDRESS for bookmark in kept.values()))
        await journey.until(lambda: not journey.app.main.pane.posts.has(before))
        await journey.press("g")
        await journey.until(lambda: "★" in journey.marked and ADDRESS.partition("//")[2][:20] in journey.text)

        # A bookmarked post is a post, and an author on another network a person: whose it is does not matter.
        await journey.press("1", "f", "5")
        await journey.until(lambda: journey.app.main.pane.posts.has(cat.id))
        await journey.press("g")
        await journey.until(lambda: "The cat, asleep." in journey.marked)
        await journey.press("enter")
        await journey.until(lambda: demo.asked("GET", "/posts/conversation"))
        await journey.press("5", "u")
        await journey.sees("Juno Vance @juno@social.example")
