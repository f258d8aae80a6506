"""Replies whose answer was lost: the conversation holds each once, and the screen tells the truth at each moment."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.demo.post import Post
from mbtui.outbox.sender import Sender
from tests.interface.journey import Journey, reading

TEXT = "I am, and so is the cat."
LOST = (
    "The answer to your reply to @tomas was lost. mbtui is looking for it in the conversation, and does not send it "
    "again by itself."
)
FOUND = "Your reply to @tomas had arrived, although the answer was lost."
ABSENT = (
    "Your reply to @tomas may have arrived: the answer was lost, and mbtui has not found it in the conversation since. "
    "Look for yourself, then send it again or discard it in the outbox."
)
SENT = "Your reply to @tomas was sent."


class Watch:
    """The outbox's clock, which stands still but for what a test lets pass."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._now = time.time()
        assert Sender.__init__.__kwdefaults__ is not None
        monkeypatch.setitem(Sender.__init__.__kwdefaults__, "clock", lambda: self._now)

    def pass_seconds(self, seconds: float, journey: Journey) -> None:
        """Let time pass, and the sender notice it at once."""
        self._now += seconds
        assert journey.app.session.outbox is not None
        journey.app.session.outbox.wake()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Nothing that was lost is looked for before its time."""
    return Watch(monkeypatch)


async def _open_thread(journey: Journey, demo: DemoServer) -> Post:
    post = demo.world.publish("tomas", "<p>Who is awake?</p>")
    journey.poll()
    await journey.sees("Who is awake?")
    await journey.press("enter")
    await journey.until(lambda: len(journey.app.main.pane.posts) == 1)
    return post


async def _reply(journey: Journey, text: str = TEXT) -> None:
    await journey.press("r")
    await journey.sees("then y sends")
    await journey.type(text)
    await journey.press("escape", "y")
    await journey.misses("then y sends")


def _there(demo: DemoServer, text: str = TEXT) -> int:
    """How often the server has the reply."""
    return sum(1 for post in demo.world.posts_of("ines") if text in post.source)


def _shown(journey: Journey, text: str = TEXT) -> int:
    """How often the reply is on the screen."""
    return journey.words.count(text)


async def _is_settled(journey: Journey) -> None:
    """The reply stands there once, as any other post, and nothing waits."""
    await journey.misses("⌛", "waiting to send", "looking for it")
    await journey.until(lambda: _shown(journey) == 1 and "⌛" not in journey.text)
    await journey.press("W")
    await _sees_it_sent(journey)
    await journey.press("escape")
    await journey.sees(TEXT)


async def _sees_it_sent(journey: Journey) -> None:
    """In the list of what waits there is nothing, or what was sent, where its address is known."""
    words = ("Your reply to @tomas was sent.", "Nothing waits to be sent, and there are no drafts.")
    await journey.until(lambda: any(text in journey.words for text in words))
    await journey.misses("waiting to send", "not sent")


async def _send_again(journey: Journey) -> None:
    """Decide that it has not arrived."""
    await journey.press("W")
    await journey.sees("arrived: the answer was lost, and mbtui has not found it", "1 not sent")
    await journey.press("s")
    await journey.sees("may be there already. Have you looked, and shall it be sent again?")
    await journey.press("y")
    await _sees_it_sent(journey)
    await journey.press("escape")


FOUR = pytest.mark.parametrize(
    ("fault", "is_there"),
    [
        pytest.param("write-then-disconnect", True, id="accepted, then dropped"),
        pytest.param("write-then-hold", True, id="answered past the time limit"),
        pytest.param("write-then-500", True, id="500 after it was stored"),
        pytest.param("error-500", False, id="500 before"),
    ],
)


@FOUR
async def test_a_lost_answer_is_told_truly_at_each_moment(
    demo: DemoServer, tmp_path: Path, watch: Watch, fault: str, is_there: bool
) -> None:
    """While nobody knows it says so, in the conversation and in the list; then it says what was found, and is there."""
    async with reading(demo, tmp_path, timeout_seconds=4.0) as journey:
        await _open_thread(journey, demo)
        demo.fault(fault, path="/posts/reply", times=1)
        await _reply(journey)
        await journey.sees("✎ ⌛", TEXT)
        await journey.sees(LOST)
        assert _there(demo) == int(is_there)
        # The sentence gives way to how things stand; under the reply it stays.
        await journey.press("j", "k")
        await journey.sees("⌛", LOST, "1 waiting to send")
        assert _shown(journey) == 1
        await journey.press("W")
        await journey.sees("Your reply to @tomas", "mbtui is looking for it", "1 waiting to send")
        await journey.press("escape")
        watch.pass_seconds(2.5 if is_there else 600, journey)
        if is_there:
            await journey.sees(FOUND)
        else:
            await journey.sees(ABSENT)
            assert len(demo.asked("POST", "/posts/reply")) == 1
            await _send_again(journey)
        await _is_settled(journey)
        # Counted before `mend`: that lets a held request go, whose client has long hung up.
        assert _there(demo) == 1
        assert len(demo.asked("POST", "/posts/reply")) == (1 if is_there else 2)
    demo.mend()
    assert _there(demo) == 1


@FOUR
async def test_a_lost_answer_outlives_the_program(
    demo: DemoServer, tmp_path: Path, watch: Watch, fault: str, is_there: bool
) -> None:
    """Quit while it is looked for: the next start shows it in doubt, looks, and settles it."""
    async with reading(demo, tmp_path, timeout_seconds=4.0) as journey:
        await _open_thread(journey, demo)
        demo.fault(fault, path="/posts/reply", times=1)
        await _reply(journey)
        await journey.sees(LOST)
    async with reading(demo, tmp_path) as journey:
        await journey.sees("1 waiting to send")
        watch.pass_seconds(600, journey)
        if not is_there:
            await journey.sees("1 not sent (W)")
            assert _there(demo) == 0
            await _send_again(journey)
        await _is_settled(journey)
        assert _there(demo) == 1
    demo.mend()


async def test_an_impatient_reader_does_not_double_a_reply(demo: DemoServer, tmp_path: Path, watch: Watch) -> None:
    """Micro.blog shows the reply late: however often it is wanted to be sent again, it is looked for until then."""
    demo.fault("late-replies", 30)
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        demo.fault("write-then-disconnect", path="/posts/reply", times=1)
        await _reply(journey)
        await journey.sees(LOST)
        await journey.press("W")
        assert journey.app.session.outbox is not None
        looks: list[str] = []
        journey.app.session.outbox.subscribe(lambda change: looks.append(LOST) if change.words == LOST else None)
        for number in range(1, 6):
            await journey.sees("mbtui is looking for it")
            await journey.press("s")
            await journey.until(lambda: len(looks) == number)  # noqa: B023  (it is over before the next)
        await journey.sees("is looked for once more.")
        demo.world.advance(31)
        watch.pass_seconds(31, journey)
        await _sees_it_sent(journey)
        assert len(demo.asked("POST", "/posts/reply")) == 1
        assert _there(demo) == 1


async def test_a_reply_that_is_seen_before_it_is_found_is_not_shown_twice(
    demo: DemoServer, tmp_path: Path, watch: Watch
) -> None:
    """The conversation is loaded anew while mbtui still looks: it stands there once, as what it is."""
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        demo.fault("write-then-disconnect", path="/posts/reply", times=1)
        await _reply(journey)
        await journey.sees(LOST, "⌛")
        await journey.press("R")
        await journey.until(lambda: "⌛" not in journey.text and _shown(journey) == 1)
