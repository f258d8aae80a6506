"""The commands that work everywhere, on a person's page and in a conversation opened from it, and the help there."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from tests.interface.journey import Journey, reading


async def _write_and_go_on(demo: DemoServer, journey: Journey, place: str) -> None:
    """c opens the composer under the posts that are read, and afterwards they are there as before.

    W lists the drafts; the one that is chosen opens under the posts that are read.
    """
    await journey.press("c")
    await journey.sees("New post", "then y sends", "Low tide at four.")
    await journey.type(f"Frost on the {place}.")
    await journey.press("ctrl+j")
    await journey.misses("then y sends")
    assert "Low tide" in journey.marked
    await journey.until(lambda: f"Frost on the {place}." in [post.source for post in demo.world.posts_of("ines")])
    await journey.app.session.store.outbox.write(drafts.save_draft, Draft(kind="post", text=f"Half a {place}"))
    await journey.press("W")
    await journey.sees("What waits to be sent, and drafts", f"Half a {place}")
    await journey.press("e")
    await journey.sees("This goes on with your draft.", f"Half a {place}", "Low tide at four.")
    await journey.press("escape", "d")
    await journey.misses("then y sends")


async def test_a_page_and_its_conversation_have_the_keys_of_all_screens(demo: DemoServer, tmp_path: Path) -> None:
    """Writing, drafts, search and help; escape leads back to where one was.

    The help begins with the keys of a list, on a person's page with its own, in a text with those of writing, in the
    drafts with theirs. A person who is found is shown above the page, a post in the timeline that holds it.
    """
    demo.world.publish("tomas", "<p>Cover the leeks.</p>")
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("u")
        await journey.until(lambda: "Low tide" in journey.marked and "F unfollows" in journey.words)
        assert await _first_help(journey, "question_mark") == ["A person's page", "F"]
        await journey.press("c")
        await journey.sees("then y sends")
        assert await _first_help(journey, "f1") == ["While writing", "escape"]
        await journey.press("escape", "p")
        await journey.misses("then y sends")
        await journey.press("W")
        await journey.sees("Nothing waits to be sent, and there are no drafts.")
        assert await _first_help(journey, "question_mark") == ["This screen", "escape"]
        await journey.press("escape")
        await journey.until(lambda: "Low tide" in journey.marked)
        await _write_and_go_on(demo, journey, "page")

        await journey.press("slash")
        await journey.sees("Type words to find them")
        await journey.type("@tomas")
        await journey.sees("Tomas Lindqvist")
        await journey.press("enter")
        await journey.until(lambda: journey.lines[0].startswith(" Tomas Lindqvist"))
        await journey.press("escape")
        await journey.until(lambda: journey.lines[0].startswith(" Isla Moreau"))

        await journey.press("enter")
        await journey.until(lambda: journey.lines[0].strip() == "Conversation" and "Low tide" in journey.marked)
        await _write_and_go_on(demo, journey, "conversation")
        await journey.press("slash", "ctrl+u")
        await journey.sees("Type words to find them")
        await journey.press("escape")
        await journey.until(lambda: "Low tide" in journey.marked)
        await journey.press("slash")
        await journey.sees("Type words to find them")
        await journey.type("leeks cover")
        await journey.until(lambda: "Cover the leeks." in journey.marked)
        await journey.press("enter")
        await journey.until(lambda: "Timeline" in journey.tabs and "Cover the leeks." in journey.marked)
        assert await _first_help(journey, "question_mark") == ["Moving", "j"]
        await journey.press("j", "k")
        assert "Cover the leeks." in journey.marked


async def _first_help(journey: Journey, key: str) -> list[str]:
    """The first heading of the help that a key opens, and the first key under it; then close the help."""
    await journey.press(key)
    await journey.sees("Keys of mbtui")
    # Without the scroll bar.
    lines = [line.strip(" ▁▂▃▄▅▆▇█") for line in journey.lines]
    await journey.press("escape")
    await journey.misses("Keys of mbtui")
    return [lines[2], lines[3].split()[0]]


async def test_keys_that_mean_nothing_do_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """@ too, which Textual once took for the name of an attribute: mbtui goes on, and the screen is as it was.

    Keys that come at once with the one that closes a question are not the end of the screen below.
    """
    async with reading(demo, tmp_path) as journey:
        seen = journey.text
        await journey.press(*"@!\"#$%&'()*+-;=[\\]^_`{|}~")
        assert journey.text == seen
        await journey.press("S")
        await journey.sees("The demo needs no sign-in.")
        await journey.press("escape", "escape", "escape", "?", "escape", "escape")
        await journey.until(lambda: journey.marked)
        question = journey.app.screen
        await journey.press("M")
        await journey.until(lambda: journey.app.screen is not question)
        panel = journey.app.screen
        panel.dismiss(None)
        panel.dismiss(None)
        await journey.until(lambda: journey.app.screen is question)
