"""A person's page."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mbtui.config import Config
from mbtui.demo import DemoServer
from mbtui.screens.profile import ProfileScreen
from tests.interface.journey import reading


async def test_the_page_tells_who_somebody_is_and_f_follows(demo: DemoServer, tmp_path: Path) -> None:
    """u shows name, words, standing and posts; escape leads back to the same post.

    F is shown at once and reaches the server; U takes it back, and so does a refusal, with the reason. A page that is
    opened again knows what was sent, also when there are no new posts.
    """
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    reader = demo.world.reader("ines")
    async with reading(demo, tmp_path) as journey:
        # What is asked of a page that is not there yet.
        assert ProfileScreen(journey.app.session, Config(), "isla").profile is None
        marked = journey.marked
        await journey.press("u")
        await journey.sees("Isla Moreau @isla", "You follow them (F unfollows).", "Low tide at four.")
        await journey.press("j", "escape")
        await journey.sees("Timeline")
        assert journey.marked == marked

        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        with demo.fault("refuse", "They would miss you.", path="/users/unfollow", method="POST"):
            await journey.press("F")
            await journey.sees("They would miss you.", "You follow them (F unfollows).")
        with demo.fault("hold", path="/users/unfollow"):
            await journey.press("F")
            await journey.sees("You do not follow them (F follows).", "You no longer follow @isla.")
        await journey.until(lambda: not reader.follows("isla"))
        await journey.press("U")
        await journey.sees("Undone: unfollowing @isla.", "You follow them (F unfollows).")
        await journey.until(lambda: reader.follows("isla"))

        await journey.press("F", "escape")
        await journey.until(lambda: not reader.follows("isla"))
        await journey.press("u")
        await journey.sees("You do not follow them (F follows).")
        # The answer has come when what it says besides is on the screen.
        demo.world.people["isla"] = msgspec.structs.replace(demo.world.people["isla"], bio="I count whelks now.")
        await journey.press("escape", "u")
        await journey.sees("I count whelks now.", "You do not follow them (F follows).")
        await journey.press("F")
        await journey.sees("You follow @isla now.")
        await journey.until(lambda: reader.follows("isla"))

        # In one piece: the second key sees what the first did, and U takes back the last.
        await journey.type("FFFU")
        await journey.sees("Undone: unfollowing @isla.", "You follow them (F unfollows).")
        await journey.until(lambda: reader.follows("isla"))
        await journey.type("FF")
        await journey.sees("You follow @isla now.", "You follow them (F unfollows).")
        await journey.until(lambda: reader.follows("isla"))


async def test_a_follow_made_elsewhere_is_seen_without_new_posts(demo: DemoServer, tmp_path: Path) -> None:
    """What Micro.blog says when the page is opened again counts."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        demo.world.reader("ines").following.remove("isla")
        await journey.press("escape", "u")
        await journey.sees("You do not follow them (F follows).")


async def test_pages_of_all_kinds_of_people(demo: DemoServer, tmp_path: Path) -> None:
    """Enter shows a thread on a screen of its own, where one can reply; escape goes back step by step.

    One's own page offers no following. On their own page the posts of somebody muted are not folded. A mention of
    nobody leads to a page that says what happened, at the smallest size too.
    """
    demo.world.publish("tomas", '<p><a href="https://micro.blog/nosuchperson">@nosuchperson</a></p>')
    demo.world.publish("otto", "<p>I crossed the street.</p>")
    demo.world.publish("ines", "<p>Me again.</p>")
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("Posts of @isla", "Low tide at four.")
        await journey.press("enter")
        await journey.until(lambda: journey.lines[0].strip() == "Conversation")
        await journey.press("r")
        await journey.sees("Reply to @isla")
        await journey.type("At five here.")
        await journey.press("ctrl+j")
        await journey.sees("@isla At five here.")
        await journey.press("escape")
        await journey.sees("You follow them (F unfollows).")
        await journey.press("escape")
        await journey.until(lambda: "Timeline" in journey.tabs)

        await journey.press("j", "u")
        await journey.sees("This is you.", "Me again.")
        await journey.press("u")
        await journey.sees("This is their page.")

        await journey.press("escape", "j", "M", "p")
        await journey.sees("you muted @otto")
        await journey.press("u")
        await journey.sees("Muted (M lifts it).", "I crossed the street.")

        await journey.press("escape", "j")
        await journey.resize(40, 12)
        await journey.press("o", "1")
        await journey.sees("@nosuchperson", "Could not load Posts of @nosuchperson.")
