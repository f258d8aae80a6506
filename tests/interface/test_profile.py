"""A person's page."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mbtui.demo import DemoServer
from tests.interface.journey import reading


async def test_the_page_tells_who_somebody_is(demo: DemoServer, tmp_path: Path) -> None:
    """u shows name, words, standing and posts; escape leads back to the same post."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        marked = journey.marked
        await journey.press("u")
        await journey.sees("Isla Moreau @isla", "You follow them (F unfollows).", "Low tide at four.")
        await journey.press("j", "escape")
        await journey.sees("Timeline")
        assert journey.marked == marked


async def test_following_ends_and_begins(demo: DemoServer, tmp_path: Path) -> None:
    """F is shown at once and reaches the server; U takes it back."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    reader = demo.world.reader("ines")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        with demo.fault("hold", path="/users/unfollow"):
            await journey.press("F")
            await journey.sees("You do not follow them (F follows).", "You no longer follow @isla.")
        await journey.until(lambda: not reader.follows("isla"))
        await journey.press("U")
        await journey.sees("Undone: unfollowing @isla.", "You follow them (F unfollows).")
        await journey.until(lambda: reader.follows("isla"))


async def test_a_page_that_is_opened_again_knows_what_was_sent(demo: DemoServer, tmp_path: Path) -> None:
    """Also when there are no new posts: the standing is that of now, and F changes it."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    reader = demo.world.reader("ines")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
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


async def test_a_follow_made_elsewhere_is_seen_without_new_posts(demo: DemoServer, tmp_path: Path) -> None:
    """What Micro.blog says when the page is opened again counts."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        demo.world.reader("ines").following.remove("isla")
        await journey.press("escape", "u")
        await journey.sees("You do not follow them (F follows).")


async def test_a_refused_follow_is_undone(demo: DemoServer, tmp_path: Path) -> None:
    """The standing comes back with the reason."""
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    demo.fault("refuse", "They would miss you.", path="/users/unfollow", method="POST")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("You follow them (F unfollows).")
        await journey.press("F")
        await journey.sees("They would miss you.", "You follow them (F unfollows).")


async def test_a_conversation_opens_above_the_page(demo: DemoServer, tmp_path: Path) -> None:
    """enter shows the thread on a screen of its own, where one can reply; escape goes back step by step."""
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


async def test_a_muted_person_is_read_on_their_own_page(demo: DemoServer, tmp_path: Path) -> None:
    """There their posts are not folded, and the head says that they are muted."""
    demo.world.publish("otto", "<p>I crossed the street.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("M", "p")
        await journey.sees("you muted @otto")
        await journey.press("u")
        await journey.sees("Muted (M lifts it).", "I crossed the street.")


async def test_ones_own_page_offers_no_following(demo: DemoServer, tmp_path: Path) -> None:
    """F says that this is oneself; u on a post of the page says so too."""
    demo.world.publish("ines", "<p>Me again.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.sees("This is you.", "Me again.")
        await journey.press("u")
        await journey.sees("This is their page.")


async def test_somebody_unknown_is_said_to_be(demo: DemoServer, tmp_path: Path) -> None:
    """A mention of nobody leads to a page that says what happened, at the smallest size too."""
    demo.world.publish("tomas", '<p><a href="https://micro.blog/nosuchperson">@nosuchperson</a></p>')
    async with reading(demo, tmp_path, size=(40, 12)) as journey:
        await journey.press("o", "1")
        await journey.sees("@nosuchperson", "Could not load Posts of @nosuchperson.")
