"""Your posts: listed by shelf, edited, published, deleted, in several blogs, and when the network is away."""

from __future__ import annotations

from pathlib import Path

from mbtui.api import Client
from mbtui.demo import DemoServer
from mbtui.demo.blog import BlogState
from mbtui.widgets.post_list import PostList
from tests.interface.journey import reading


async def test_the_list_tells_how_things_stand(demo: DemoServer, tmp_path: Path) -> None:
    """E lists what is published; tab leads to the drafts, where one is edited and published.

    It tells how things stand: not there yet, empty, with words that nothing holds, of another blog, and offline.
    """
    async with Client(demo.token, demo.url) as client:
        await client.micropub.create("Not ready.", name="Leeks", post_status="draft", categories=["garden"])
    async with reading(demo, tmp_path) as journey:
        with demo.fault("hold", path="/micropub"):
            await journey.press("E", "e")
            await journey.sees("They are still loading.")
        await journey.sees("Published 20", "ines.micro.blog")
        assert "Not ready." not in journey.words
        await journey.press("tab")
        await journey.sees("Leeks", "Not ready.", "Draft · garden", "1 post")
        await journey.press("e")
        await journey.sees("then y sends")
        await journey.press("ctrl+end")
        await journey.type(" Nearly.")
        await journey.press("escape", "y")
        await journey.sees("Your edit of “Leeks” was sent.", "Not ready. Nearly.")
        (post,) = [post for post in demo.world.posts_of("ines") if post.title == "Leeks"]
        assert post.source == "Not ready. Nearly." and post.is_draft
        await journey.press("P")
        await journey.sees("Publish “Leeks” now?")
        await journey.press("y")
        await journey.until(lambda: not post.is_draft)
        await journey.sees("Published 20")
        assert post.source == "Not ready. Nearly."

        await journey.press("2")
        await journey.sees("There are no drafts on ines.micro.blog.")
        await journey.press("e")
        await journey.sees("There is nothing here.")
        await journey.press("1")
        await journey.sees("Published 20")
        await journey.press("slash")
        await journey.type("hippopotamus")
        await journey.press("enter")
        await journey.sees("None of these holds “hippopotamus”.", "with “hippopotamus”")
        await journey.press("escape")
        await journey.sees("Published 20")
        await journey.press("B")
        await journey.sees("Posts of which blog?")
        await journey.press("2")
        await journey.sees("Nothing is published on trains.example yet.")
        demo.stop()
        await journey.press("R")
        await journey.sees("Could not load your posts.", "R tries again.")
        await journey.press("escape")
        await journey.sees("Timeline │")


async def test_a_post_is_deleted_brought_back_and_edited_from_the_list(demo: DemoServer, tmp_path: Path) -> None:
    """The timeline below shows both; the demo's blog can undelete. What can not be brought back says so.

    Where the wheel has scrolled the marked post away, d marks one that is seen. Offline the words of an edit and the
    mark of what waits are shown, and e goes on with it.
    """
    post = demo.world.publish("ines", "<p>I regret this.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("E")
        await journey.sees("I regret this.", "Published 20")
        own = journey.app.screen_stack[-1].query_one(PostList)
        own.scroll_rows(100)
        await journey.press("d")
        await journey.sees("This post is highlighted now")
        assert journey.marked
        await journey.press("g", "d", "y")
        await journey.sees("This post was deleted.")
        await journey.until(lambda: post.is_deleted)
        await journey.press("e")
        await journey.sees("U brings it back, where the blog can do that.")
        await journey.press("escape")
        await journey.sees("Timeline │", "This post was deleted.")
        await journey.press("U")
        await journey.misses("This post was deleted.")
        await journey.until(lambda: not post.is_deleted)

        await journey.press("d", "y")
        await journey.until(lambda: post.is_deleted)
        # As on Micro.blog, which knows no undelete.
        with demo.fault("refuse", "The action is not known.", path="/micropub", method="POST"):
            await journey.press("U")
            await journey.sees("The action is not known.")
            await journey.sees("This post was deleted.")

        post = demo.world.publish("ines", "<p>Frost.</p>")
        await journey.press("E")
        await journey.sees("Frost.", "Published 20")
        demo.stop()
        await journey.press("e")
        await journey.sees("then y sends")
        await journey.press("ctrl+end")
        await journey.type(" Snow.")
        await journey.press("escape", "y")
        await journey.sees("Frost. Snow.", "⌛")
        await journey.press("e")
        # That the list could not be asked for may be said over "This goes on with your draft."
        await journey.sees("then y sends", "Frost. Snow.")
        demo.start()
        await journey.press("escape", "y")
        await journey.until(lambda: post.source == "Frost. Snow.")


async def test_an_account_without_a_blog_has_no_list(demo: DemoServer, tmp_path: Path) -> None:
    """It is said, and not taken for an empty one."""
    demo.world.blog_states["ines"] = BlogState()
    async with reading(demo, tmp_path) as journey:
        await journey.press("E")
        await journey.sees("hosts no blog of yours")
