"""Replies: shown at once, sent once, and kept whatever happens."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading


async def test_a_reply_is_shown_waiting_and_then_sent(demo: DemoServer, tmp_path: Path) -> None:
    """It stands in the conversation with a waiting mark before the server has answered, and without one afterwards.

    Letters that are commands elsewhere are typed; y without escape is a letter; an empty reply is not sent. An answer
    joins the thread and raises the count of Mentions; the post being read keeps its line.
    """
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        await journey.press("r")
        await journey.sees("then y sends")
        await journey.press("escape", "y")
        await journey.sees("There is nothing to send yet.")
        await journey.type("yqrf")
        await journey.sees("@tomas yqrf")
        await journey.press("escape", "escape", "escape", "d")
        await journey.misses("Reply to @tomas")
        assert not demo.asked("POST", "/posts/reply")

        read, row = journey.marked, journey.marked_row
        with demo.fault("hold", path="/posts/reply"):
            await _reply(journey, "I am.")
            await journey.sees("@tomas I am.")
            assert "⌛" in journey.text
        await journey.until(lambda: "⌛" not in journey.text)
        await journey.sees("@tomas I am.")
        assert len(demo.asked("POST", "/posts/reply")) == 1

        assert demo.world.answer_now() > 0
        journey.poll()
        await journey.until(lambda: "Mentions 1" in journey.tabs)
        await journey.until(lambda: "Tomas Lindqvist" in journey.text.partition("@tomas I am.")[2])
        assert journey.marked.splitlines()[1:] == read.splitlines()[1:]
        assert journey.marked_row == row
        await journey.press("2")
        await journey.until(lambda: "@ines" in journey.marked)


async def test_a_reply_is_kept_whatever_happens(demo: DemoServer, tmp_path: Path) -> None:
    """Offline it waits in the outbox, the status line tells it, and it is sent once when the server is back.

    Refused, its author has gone on reading: they are told the server's reason, and r on the same post has the text
    again. Escape and p keep it as a draft; r on the same post opens that, another time too.
    """
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        demo.stop()
        await _reply(journey, "I am.")
        await journey.sees("@tomas I am.", "⌛", "Your reply to @tomas waits to be sent.")
        demo.start()
        await journey.press("R")
        await journey.until(lambda: "⌛" not in journey.text)
        await journey.sees("Your reply to @tomas was sent.")
        await journey.sees("@tomas I am.")
        assert len([asked for asked in demo.asked("POST", "/posts/reply") if asked.status == 200]) == 1

        demo.fault("refuse", "This is too rude.", path="/posts/reply", times=1)
        with demo.fault("hold", path="/posts/reply"):
            await _reply(journey, "You brute.")
            await journey.press("k")
        await journey.sees("This is too rude. The text is kept in the outbox. W shows it.")
        await journey.until(lambda: "⌛" not in journey.text)
        await journey.press("r")
        await journey.sees("@tomas You brute.", "then y sends")
        await journey.type(" Almost")
        await journey.press("escape", "p")
        await journey.misses("Reply to @tomas")
    async with reading(demo, tmp_path) as journey:
        await journey.press("r")
        await journey.sees("@tomas You brute. Almost")


async def _open_thread(journey: Journey, demo: DemoServer) -> None:
    """Open the conversation of a new post at the top."""
    demo.world.publish("tomas", "<p>Who is awake?</p>")
    journey.poll()
    await journey.sees("Who is awake?")
    await journey.press("enter")
    await journey.sees("1 post in this conversation")


async def _reply(journey: Journey, text: str) -> None:
    await journey.press("r")
    await journey.sees("then y sends")
    await journey.type(text)
    await journey.press("escape", "y")
    await journey.misses("Reply to @tomas")
