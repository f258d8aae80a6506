"""Replies: shown at once, sent once, and kept whatever happens."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading


async def test_a_reply_is_shown_waiting_and_then_sent(demo: DemoServer, tmp_path: Path) -> None:
    """It stands in the conversation with a waiting mark before the server has answered, and without one afterwards."""
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        with demo.fault("hold", path="/posts/reply"):
            await _reply(journey, "I am.")
            await journey.sees("@tomas I am.")
            assert "⌛" in journey.text
        await journey.until(lambda: "⌛" not in journey.text)
        await journey.sees("@tomas I am.")
        assert len(demo.asked("POST", "/posts/reply")) == 1


async def test_somebody_answers_and_the_reader_stays_in_place(demo: DemoServer, tmp_path: Path) -> None:
    """The answer joins the thread and raises the count of Mentions; the post being read keeps its line."""
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        read, row = journey.marked, journey.marked_row
        await _reply(journey, "I am.")
        await journey.sees("@tomas I am.")
        await journey.until(lambda: "⌛" not in journey.text)
        assert demo.world.answer_now() > 0
        journey.poll()
        await journey.until(lambda: "Mentions 1" in journey.tabs)
        await journey.until(lambda: "Tomas Lindqvist" in journey.text.partition("@tomas I am.")[2])
        assert journey.marked.splitlines()[1:] == read.splitlines()[1:]
        assert journey.marked_row == row
        await journey.press("2")
        await journey.until(lambda: "@ines" in journey.marked)


async def test_a_reply_written_offline_goes_out_when_the_server_is_back(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing is lost: it waits in the outbox, the status line counts it, and it is sent once."""
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


async def test_a_refused_reply_keeps_its_text(demo: DemoServer, tmp_path: Path) -> None:
    """Somebody who has gone on reading is told the server's reason, and r on the same post has the text again."""
    demo.fault("refuse", "This is too rude.", path="/posts/reply", times=1)
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        with demo.fault("hold", path="/posts/reply"):
            await _reply(journey, "You brute.")
            await journey.press("k")
        await journey.sees("This is too rude. The text is kept in the outbox. W shows it.")
        await journey.until(lambda: "⌛" not in journey.text)
        await journey.press("r")
        await journey.sees("@tomas You brute.", "then y sends")


async def test_a_draft_is_kept_and_gone_on_with(demo: DemoServer, tmp_path: Path) -> None:
    """Escape and p close the composer; r on the same post opens it with the text, another time too."""
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        await journey.press("r")
        await journey.sees("then y sends")
        await journey.type("almost")
        await journey.press("escape", "p")
        await journey.misses("Reply to @tomas")
    async with reading(demo, tmp_path) as journey:
        await journey.press("r")
        await journey.sees("@tomas almost")


async def test_nothing_is_sent_by_accident(demo: DemoServer, tmp_path: Path) -> None:
    """Letters that are commands elsewhere are typed; y without escape is a letter; an empty reply is not sent."""
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
