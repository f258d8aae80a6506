"""New posts: they wait above, never move the reader, and are taken in when the reader wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.services.polling import RECONCILE_EVERY
from tests.interface.journey import reading


async def test_new_posts_leave_the_reader_in_place(demo: DemoServer, tmp_path: Path) -> None:
    """Three posts arrive: the rule under the tabs says so, and the post being read keeps its line; g takes them in."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "j")
        read, row = journey.marked, journey.marked_row
        for word in ("First", "Second", "Third"):
            demo.world.publish("tomas", f"<p>{word} news from the ship.</p>")
        await journey.press("R")
        await journey.sees("↑ 3 new posts (g)")
        assert (journey.marked, journey.marked_row) == (read, row)
        assert "news from the ship" not in journey.text
        await journey.press("g")
        await journey.sees("First news", "Second news", "Third news")
        assert "Third news" in journey.marked
        assert "new posts" not in journey.text


async def test_the_background_worker_brings_them_too(demo: DemoServer, tmp_path: Path) -> None:
    """The next check finds one new post, without any key, and the reader stays where they are."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "j")
        read, row = journey.marked, journey.marked_row
        demo.world.publish("tomas", "<p>News from the ship.</p>")
        journey.poll()
        await journey.sees("↑ 1 new post (g)")
        assert (journey.marked, journey.marked_row) == (read, row)


async def test_walking_up_takes_new_posts_in_as_well(demo: DemoServer, tmp_path: Path) -> None:
    """k goes over the old first post to the new one, and then nothing waits any more."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j")
        demo.world.publish("tomas", "<p>News from the ship.</p>")
        journey.poll()
        await journey.sees("↑ 1 new post (g)")
        await journey.press("k", "k")
        assert "News from the ship." in journey.marked
        await journey.misses("new post (g)")


async def test_new_posts_slide_in_for_somebody_who_only_watches(demo: DemoServer, tmp_path: Path) -> None:
    """At the very top, with no key pressed, a new post is simply there."""
    async with reading(demo, tmp_path) as journey:
        demo.world.publish("tomas", "<p>News from the ship.</p>")
        journey.poll()
        await journey.sees("News from the ship.")
        assert "News from the ship." in journey.marked
        assert "new post" not in journey.tabs


async def test_a_long_absence_leaves_a_gap_that_enter_fills(demo: DemoServer, tmp_path: Path) -> None:
    """More posts than are fetched at once: a row says where some are missing, and enter loads them in place."""
    async with reading(demo, tmp_path, size=(80, 60)) as journey:
        await journey.press("j")
        for number in range(170):
            demo.world.publish("tomas", f"<p>Entry {number} of the log.</p>")
        journey.poll()
        await journey.sees("↑ 160 new posts (g)")
        await journey.press("k")
        assert "posts are missing here" not in journey.marked
        await journey.press("k")
        assert "posts are missing here" in journey.marked
        assert "Entry 10 of the log." in journey.text
        await journey.press("enter")
        await journey.misses("posts are missing here")
        await journey.sees("Entry 9 of the log.", "Entry 0 of the log.")


async def test_an_edit_and_a_deletion_are_seen_on_refresh(demo: DemoServer, tmp_path: Path) -> None:
    """R compares the newest page: what has changed reads anew, and what has vanished says so."""
    deleted = demo.world.publish("tomas", "<p>I will take this back.</p>")
    edited = demo.world.publish("isla", "<p>One porpose.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.sees("I will take this back.", "One porpose.")
        deleted.is_deleted = True
        edited.html = "<p>One porpoise.</p>"
        await journey.press("R")
        await journey.sees("This post was deleted.", "One porpoise.")


async def test_a_deleted_newest_post_is_seen_on_refresh(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing newer is needed to see that the topmost post has vanished."""
    deleted = demo.world.publish("tomas", "<p>I will take this back.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.sees("I will take this back.")
        deleted.is_deleted = True
        await journey.press("R")
        await journey.sees("This post was deleted.")
        assert "I will take this back." in journey.marked


async def test_the_tenth_poll_compares_the_newest_page(demo: DemoServer, tmp_path: Path) -> None:
    """A check tells additions only: an edit and a deletion are seen when ten rounds are over, and not before."""
    # Nothing is asked by itself during the test.
    demo.world.settings = replace(demo.world.settings, check_seconds=600)
    edited = demo.world.publish("isla", "<p>One porpose.</p>")
    deleted = demo.world.publish("tomas", "<p>I will take this back.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("j")
        await journey.sees("I will take this back.", "One porpose.")
        edited.html = "<p>One porpoise.</p>"
        deleted.is_deleted = True
        for count in range(1, RECONCILE_EVERY):
            demo.world.publish("otto", f"<p>Otto counts: {count}.</p>")
            journey.poll()
            await journey.sees(f"↑ {count} new post")
        assert "One porpose." in journey.text and "This post was deleted." not in journey.text
        journey.poll()
        await journey.sees("This post was deleted.", "One porpoise.")


async def test_posts_of_people_no_longer_followed_are_not_called_deleted(demo: DemoServer, tmp_path: Path) -> None:
    """Micro.blog leaves them out of the timeline; they stay where they are, and what was deleted says so."""
    deleted = demo.world.publish("tomas", "<p>I will take this back.</p>")
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        await journey.press("F", "escape")
        await journey.until(lambda: not demo.world.reader("ines").follows("isla"))
        deleted.is_deleted = True
        await journey.press("R")
        await journey.sees("I will take this back. This post was deleted.", "Low tide at four.")
        assert journey.words.count("This post was deleted.") == 1


async def test_posts_of_muted_people_are_not_called_deleted(demo: DemoServer, tmp_path: Path) -> None:
    """Refreshed while muted and shown again, they are what they were."""
    deleted = demo.world.publish("tomas", "<p>I will take this back.</p>")
    demo.world.publish("otto", "<p>I crossed the street.</p>")
    reader = demo.world.reader("ines")
    async with reading(demo, tmp_path) as journey:
        await journey.press("M", "p")
        await journey.until(lambda: "otto" in [mute.username for mute in reader.mutes])
        deleted.is_deleted = True
        await journey.press("R")
        await journey.sees("This post was deleted.")
        await journey.press("M", "u")
        await journey.sees("I crossed the street.", "@otto is shown again.")
        assert journey.words.count("This post was deleted.") == 1
