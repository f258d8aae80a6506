"""Opening a thread, and coming back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.commands import commands_in
from mbtui.demo import DemoServer
from mbtui.demo.markup import mention
from tests.interface.journey import reading


@pytest.mark.parametrize(("there", "back"), [("enter", "escape"), ("t", "q"), ("enter", "backspace")])
async def test_a_thread_opens_and_the_way_back_is_exact(
    demo: DemoServer, tmp_path: Path, there: str, back: str
) -> None:
    """The thread stands oldest first with the post highlighted; going back shows the very same screen."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j")
        before = journey.text
        author = journey.marked.split("·")[0]
        await journey.press(there)
        await journey.sees("3 posts in this conversation")
        assert author in journey.marked
        assert (
            journey.words.index("Four in the morning") < journey.words.index("PORPOISES") < journey.words.index("buzz")
        )
        await journey.press(back)
        assert journey.text == before


async def test_a_post_without_answers_is_a_thread_of_one(demo: DemoServer, tmp_path: Path) -> None:
    """Its conversation is the post itself; the status line counts it in words."""
    demo.world.publish("tomas", "<p>Nobody has answered this.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("enter")
        await journey.sees("Nobody has answered this.", "1 post in this conversation")


@pytest.mark.usefixtures("over_ssh")
async def test_a_thread_shows_who_answers_whom_and_what_has_come_meanwhile(demo: DemoServer, tmp_path: Path) -> None:
    """By steps to the right, by a name where that is not enough, and by keys that lead there and back."""

    def says(by: str, to: str, words: str) -> None:
        demo.world.publish(by, f"<p>{mention(to)} {words}</p>", reply_to=root.id)
        demo.world.clock.advance(1)

    def column(name: str) -> int:
        """Where somebody's author line begins."""
        return next(line.index(name) for line in journey.lines if line.lstrip("▌ ").startswith(name))

    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    demo.world.clock.advance(1)
    says("isla", "tomas", "I am.")
    says("otto", "isla", "So am I.")
    says("magda", "isla", "And I.")
    async with reading(demo, tmp_path) as journey:
        await journey.press("enter")
        await journey.sees("4 posts in this conversation")
        assert [column(name) for name in ("Tomas", "Isla", "Otto", "Magda")] == [2, 4, 6, 6]
        assert "↳" not in next(line for line in journey.lines if "Otto" in line)
        await journey.press("G")
        assert "↳ Isla Moreau" in journey.marked
        await journey.press("<")
        await journey.until(lambda: "I am." in journey.marked)
        await journey.press("<")
        await journey.until(lambda: "Who is awake?" in journey.marked)
        await journey.press(">", ">")
        await journey.until(lambda: "And I." in journey.marked)
        says("ines", "magda", "Good night.")
        says("isla", "magda", "Good night, then.")
        journey.poll()
        await journey.sees("6 posts in this conversation, 1 new")
        await journey.press("n")
        await journey.until(lambda: "•" in journey.marked and "Good night, then." in journey.marked)
        await journey.press("V")
        await journey.sees(f"{demo.url}/isla/")
        await journey.press("q", "g", "<")
        await journey.sees("This is where the conversation begins.")
        await journey.press("escape", "<")
        await journey.sees("there < leads to what it answers")


async def test_an_answer_by_somebody_else_joins_the_open_thread(demo: DemoServer, tmp_path: Path) -> None:
    """R in a conversation shows what was answered meanwhile, and the highlighted post keeps its line."""
    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("enter")
        await journey.sees("in this conversation")
        row = journey.marked_row
        demo.world.publish("isla", "<p>I am.</p>", reply_to=root.id)
        await journey.press("R")
        await journey.sees("I am.", "2 posts in this conversation")
        assert "Who is awake?" in journey.marked
        assert journey.marked_row == row


async def test_a_thread_opened_without_the_network_shows_the_post_it_was_opened_from(
    demo: DemoServer, tmp_path: Path
) -> None:
    """What is saved of the thread is the post itself; the status line says why there is no more."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j")
        words = journey.marked.splitlines()[1]
        demo.stop()
        await journey.press("enter")
        await journey.sees("Could not load Conversation")
        assert words in journey.marked


async def test_keys_of_a_tab_without_a_conversation_do_no_harm(demo: DemoServer, tmp_path: Path) -> None:
    """There is nothing to move in and no post; the tab is left with a number, as always."""
    async with reading(demo, tmp_path) as journey:
        for command in commands_in("list", "post"):
            await journey.press("4")
            await journey.sees("No conversation is open.")
            await journey.press(command.keys.split(",")[0], "escape", "1")
            await journey.until(lambda: journey.app.main.pane.timeline_name == "timeline")


async def test_the_hints_name_the_help_and_no_key_that_does_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """At 80 columns too: a post in its conversation opens no other, and the help is named wherever there is room."""
    async with reading(demo, tmp_path) as journey:
        await journey.sees("enter thread", "? help")
        await journey.press("enter")
        await journey.sees("in this conversation", "? help")
        assert "thread" not in journey.status
        await journey.press("escape")
        await journey.sees("enter thread")
