"""The commands that work everywhere, on a person's page and in a conversation opened from it, and the help there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from tests.interface.journey import Journey, reading


@asynccontextmanager
async def _page_of_isla(demo: DemoServer, folder: Path, *, is_conversation: bool = False) -> AsyncIterator[Journey]:
    """Open her page, or the conversation of her newest post from there."""
    demo.world.publish("tomas", "<p>Cover the leeks.</p>")
    demo.world.publish("isla", "<p>Low tide at four.</p>")
    async with reading(demo, folder) as journey:
        await journey.press("u")
        await journey.until(lambda: "Low tide" in journey.marked and "F unfollows" in journey.words)
        if is_conversation:
            await journey.press("enter")
            await journey.until(lambda: journey.lines[0].strip() == "Conversation" and "Low tide" in journey.marked)
        yield journey


@pytest.mark.parametrize("is_conversation", [False, True], ids=["page", "conversation"])
async def test_a_post_is_written_there(demo: DemoServer, tmp_path: Path, is_conversation: bool) -> None:
    """c opens the composer under the posts that are read, and afterwards they are there as before."""
    async with _page_of_isla(demo, tmp_path, is_conversation=is_conversation) as journey:
        await journey.press("c")
        await journey.sees("New post", "then y sends", "Low tide at four.")
        await journey.type("Frost tonight.")
        await journey.press("ctrl+j")
        await journey.sees("Publishing…")
        assert "Low tide" in journey.marked
    assert "Frost tonight." in [post.source for post in demo.world.posts_of("ines")]


@pytest.mark.parametrize("is_conversation", [False, True], ids=["page", "conversation"])
async def test_what_waits_is_listed_and_gone_on_with_there(
    demo: DemoServer, tmp_path: Path, is_conversation: bool
) -> None:
    """W lists the drafts; the one that is chosen opens under the posts that are read."""
    async with _page_of_isla(demo, tmp_path, is_conversation=is_conversation) as journey:
        await journey.app.session.store.outbox.write(drafts.save_draft, Draft(kind="post", text="Half a thought"))
        await journey.press("W")
        await journey.sees("What waits to be sent, and drafts", "Half a thought")
        await journey.press("e")
        await journey.sees("This goes on with your draft.", "Half a thought", "Low tide at four.")


async def test_a_post_that_is_found_there_is_shown_in_its_place(demo: DemoServer, tmp_path: Path) -> None:
    """/ opens the search: escape leads back to the conversation, enter to the timeline that holds the post."""
    async with _page_of_isla(demo, tmp_path, is_conversation=True) as journey:
        await journey.press("slash")
        await journey.sees("Type words to find them")
        await journey.press("escape")
        await journey.until(lambda: "Low tide" in journey.marked)
        await journey.press("slash")
        await journey.sees("Type words to find them")
        await journey.type("leeks cover")
        await journey.sees("1 post")
        await journey.press("enter")
        await journey.until(lambda: "Timeline" in journey.tabs and "Cover the leeks." in journey.marked)
        await journey.press("j", "k")
        assert "Cover the leeks." in journey.marked


async def test_a_person_who_is_found_there_is_shown_above(demo: DemoServer, tmp_path: Path) -> None:
    """Their page stands over the one the reader came from, and escape leads back to that."""
    async with _page_of_isla(demo, tmp_path) as journey:
        await journey.press("slash")
        await journey.sees("Type words to find them")
        await journey.type("@tomas")
        await journey.sees("Tomas Lindqvist")
        await journey.press("enter")
        await journey.sees("Posts of @tomas")
        await journey.press("escape")
        await journey.sees("Posts of @isla")


async def test_the_help_begins_with_where_one_is(demo: DemoServer, tmp_path: Path) -> None:
    """The keys of a list first, on a person's page its own, in a text those of writing, in the drafts theirs."""
    async with _page_of_isla(demo, tmp_path) as journey:
        assert await _first_help(journey, "question_mark") == ["A person's page", "F"]
        await journey.press("c")
        await journey.sees("then y sends")
        assert await _first_help(journey, "f1") == ["While writing", "escape"]
        await journey.press("escape", "p")
        await journey.misses("then y sends")
        await journey.press("W")
        await journey.sees("Nothing waits to be sent, and there are no drafts.")
        assert await _first_help(journey, "question_mark") == ["This screen", "escape"]
        await journey.press("escape", "escape")
        await journey.until(lambda: "Timeline" in journey.tabs)
        assert await _first_help(journey, "question_mark") == ["Moving", "j"]


async def _first_help(journey: Journey, key: str) -> list[str]:
    """The first heading of the help that a key opens, and the first key under it; then close the help."""
    await journey.press(key)
    await journey.sees("Keys of mbtui")
    # Without the scroll bar.
    lines = [line.strip(" ▁▂▃▄▅▆▇█") for line in journey.lines]
    await journey.press("escape")
    await journey.misses("Keys of mbtui")
    return [lines[2], lines[3].split()[0]]


async def test_a_key_without_a_command_does_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """@ too, which Textual once took for the name of an attribute: mbtui goes on, and the screen is as it was."""
    async with reading(demo, tmp_path) as journey:
        seen = journey.text
        await journey.press(*"@!\"#$%&'()*+-;=[\\]^_`{|}~")
        assert journey.text == seen


async def test_a_second_key_on_its_way_closes_nothing_else(demo: DemoServer, tmp_path: Path) -> None:
    """Keys that come at once with the one that closes a question are not the end of the screen below."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("S", "escape", "escape", "escape", "?", "escape", "escape")
        await journey.until(lambda: journey.marked)
        question = journey.app.screen
        await journey.press("M")
        await journey.until(lambda: journey.app.screen is not question)
        panel = journey.app.screen
        panel.dismiss(None)
        panel.dismiss(None)
        await journey.until(lambda: journey.app.screen is question)
