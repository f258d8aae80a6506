"""New posts: they wait above, never move the reader, and are taken in when the reader wants."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.services.polling import RECONCILE_EVERY
from tests.interface.journey import Journey, reading


async def test_new_posts_wait_above_the_reader(demo: DemoServer, tmp_path: Path) -> None:
    """However they come, the post that is read keeps its line; g and k take them in, and enter what is missing."""
    async with reading(demo, tmp_path) as journey:
        # At the very top, with no key pressed, a new post is simply there.
        demo.world.publish("tomas", "<p>News for somebody who only watches.</p>")
        journey.poll()
        await journey.sees("News for somebody who only watches.")
        assert "only watches." in journey.marked
        assert "new post" not in journey.tabs

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

        # The next check finds one without any key.
        await journey.press("j")
        read, row = journey.marked, journey.marked_row
        demo.world.publish("tomas", "<p>News without a key.</p>")
        journey.poll()
        await journey.sees("↑ 1 new post (g)")
        assert (journey.marked, journey.marked_row) == (read, row)
        # k goes over the old first post to the new one, and then nothing waits any more.
        await journey.press("k", "k")
        assert "News without a key." in journey.marked
        await journey.misses("new post (g)")

        # More posts than are fetched at once: a row says where some are missing, and enter loads them in place.
        await journey.resize(80, 60)
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


def _deleted(journey: Journey) -> int:
    """How many posts on the screen are said to be deleted."""
    return journey.words.count("This post was deleted.")


async def test_edits_and_deletions_are_seen(demo: DemoServer, tmp_path: Path) -> None:
    """When ten rounds are over or R is pressed; posts of people that are muted or left are not called deleted."""
    # Nothing is asked by itself during the test.
    demo.world.settings = replace(demo.world.settings, check_seconds=600)
    publish, reader = demo.world.publish, demo.world.reader("ines")
    low_tide = publish("isla", "<p>Low tide at four.</p>")
    crossed = publish("otto", "<p>I crossed the street.</p>")
    deleted = [publish("tomas", f"<p>I will take this back: {number}.</p>") for number in range(3)]
    edited = publish("isla", "<p>One porpose.</p>")
    async with reading(demo, tmp_path, size=(80, 60)) as journey:
        await journey.press("j")
        await journey.sees("I will take this back: 0.", "One porpose.")
        # A check tells additions only.
        edited.html = "<p>One porpoise.</p>"
        deleted[0].is_deleted = True
        for count in range(1, RECONCILE_EVERY):
            publish("magda", f"<p>Magda counts: {count}.</p>")
            journey.poll()
            await journey.sees(f"↑ {count} new post")
        assert "One porpose." in journey.text and not _deleted(journey)
        journey.poll()
        await journey.until(lambda: _deleted(journey) == 1)
        await journey.sees("One porpoise.", "I will take this back: 0. This post was deleted.")

        # R compares the newest page: what has changed reads anew, and what has vanished says so.
        deleted[1].is_deleted = True
        edited.html = "<p>Two porpoises.</p>"
        await journey.press("R")
        await journey.sees("Two porpoises.", "I will take this back: 1. This post was deleted.")

        # Micro.blog leaves out of the timeline those who are no longer followed, and those who are muted.
        journey.app.main.pane.posts.go_to(low_tide.id)
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        await journey.press("F", "escape")
        await journey.until(lambda: not reader.follows("isla"))
        journey.app.main.pane.posts.go_to(crossed.id)
        await journey.press("M", "p")
        await journey.until(lambda: "otto" in [mute.username for mute in reader.mutes])
        deleted[2].is_deleted = True
        await journey.press("R")
        await journey.sees("I will take this back: 2. This post was deleted.", "Low tide at four.", "Two porpoises.")
        await journey.press("M", "u")
        await journey.sees("I crossed the street.", "@otto is shown again.")
        assert _deleted(journey) == 3

        # Nothing newer is needed to see that the topmost post has vanished.
        newest = publish("tomas", "<p>The newest, taken back.</p>")
        await journey.press("R")
        await journey.sees("10 new posts")
        await journey.press("g")
        await journey.until(lambda: "The newest, taken back." in journey.marked)
        newest.is_deleted = True
        await journey.press("R")
        await journey.until(lambda: "This post was deleted." in journey.marked)
        assert "The newest, taken back." in journey.marked
