"""Opening a thread, and coming back."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.commands import commands_in
from mbtui.demo import DemoServer
from mbtui.demo.markup import mention
from tests.cases import case
from tests.interface.journey import reading


async def test_a_thread_opens_and_the_way_back_is_exact(demo: DemoServer, tmp_path: Path) -> None:
    """The thread stands oldest first with the post highlighted; going back shows the very same screen."""
    async with reading(demo, tmp_path) as journey:
        # The help is named wherever there is room, and no key that does nothing: a post in its conversation opens none.
        await journey.sees("enter thread", "? help")
        await journey.press("j")
        before = journey.text
        author = journey.marked.split("·")[0]
        for there, back in (("enter", "escape"), ("t", "q"), ("enter", "backspace")):
            with case(there, back):
                await journey.press(there)
                await journey.sees("3 posts in this conversation", "? help")
                assert "thread" not in journey.status
                assert author in journey.marked
                words = ("Four in the morning", "PORPOISES", "buzz")
                places = [journey.words.index(each) for each in words]
                assert places == sorted(places)
                await journey.press(back)
                assert journey.text == before


async def test_a_conversation_is_what_is_known_of_it(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing, one post alone, what R finds beside it, and without the network the post that it was opened from."""
    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("4")
        await journey.sees("No conversation is open.")
        # There is nothing to move in and no post: no key does harm.
        for command in commands_in("list", "post"):
            with case(command.id):
                await journey.press(command.keys.split(",")[0])
                while len(journey.app.screen_stack) > 1:
                    await journey.press("escape")
                await journey.press("4")
                await journey.sees("No conversation is open.")
        await journey.press("1")
        await journey.until(lambda: journey.app.main.pane.timeline_name == "timeline")

        await journey.press("enter")
        await journey.sees("Who is awake?", "1 post in this conversation")
        row = journey.marked_row
        demo.world.publish("isla", "<p>I am.</p>", reply_to=root.id)
        await journey.press("R")
        await journey.sees("I am.", "2 posts in this conversation")
        assert "Who is awake?" in journey.marked
        assert journey.marked_row == row

        await journey.press("escape", "j")
        words = journey.marked.splitlines()[1]
        demo.stop()
        await journey.press("enter")
        await journey.sees("Could not load Conversation")
        assert words in journey.marked


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
