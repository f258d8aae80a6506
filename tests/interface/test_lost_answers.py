"""Replies whose answer was lost: the conversation holds each once, and the screen tells the truth at each moment.

What else can become of an answer is tried without a screen, in the room of the outbox.
"""

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
    "The answer to your reply to @{} was lost. mbtui is looking for it in the conversation, and does not send it "
    "again by itself."
)
FOUND = "Your reply to @{} had arrived, although the answer was lost."
ABSENT = (
    "Your reply to @{} may have arrived: the answer was lost, and mbtui has not found it in the conversation since. "
    "Look for yourself, then send it again or discard it in the outbox."
)


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


async def _open_thread(journey: Journey, demo: DemoServer, who: str) -> Post:
    """Have somebody post, and open that."""
    post = demo.world.publish(who, f"<p>Who is awake? asks {who}.</p>")
    await journey.press("1", "R")
    await journey.until(lambda: journey.app.main.pane.posts.has(post.id))
    await journey.press("g", "enter")
    await journey.sees(f"Who is awake? asks {who}.", "1 post in this conversation")
    return post


async def _reply(journey: Journey, who: str) -> None:
    await journey.press("r")
    await journey.sees(f"Reply to @{who}", "then y sends")
    await journey.type(TEXT)
    await journey.press("escape", "y")
    await journey.misses("then y sends")


def _there(demo: DemoServer, to: Post) -> int:
    """How often the server has the reply."""
    replies = [post for post in demo.world.posts_of("ines") if post.root_id == to.id]
    return sum(TEXT in post.source for post in replies)


def _sent(demo: DemoServer) -> int:
    return len(demo.asked("POST", "/posts/reply"))


def _is_settled(journey: Journey) -> bool:
    """The reply stands there once, as any other post."""
    return journey.words.count(TEXT) == 1 and "⌛" not in journey.text


async def _sees_it_sent(journey: Journey) -> None:
    """In the list of what waits there is nothing, or what was sent, where its address is known."""
    titles = ("What waits to be sent", "Nothing waits to be sent")
    await journey.until(lambda: any(title in journey.words for title in titles))
    await journey.misses("waiting to send", "not sent", "looking for it", "may have arrived")


async def _send_again(journey: Journey) -> None:
    """Decide that it has not arrived."""
    await journey.press("W")
    await journey.sees("arrived: the answer was lost, and mbtui has not found it", "1 not sent")
    await journey.press("s")
    await journey.sees("may be there already. Have you looked, and shall it be sent again?")
    await journey.press("y")
    await _sees_it_sent(journey)
    await journey.press("escape")


async def test_a_lost_answer_is_told_truly_at_each_moment(demo: DemoServer, tmp_path: Path, watch: Watch) -> None:
    """While nobody knows it says so, in the conversation and in the list; then it says what was found, and is there."""
    async with reading(demo, tmp_path) as journey:
        for who, fault, is_there in (
            ("tomas", "write-then-disconnect", True),
            ("otto", "error-500", False),
        ):
            post, sent = await _open_thread(journey, demo, who), _sent(demo)
            demo.fault(fault, path="/posts/reply", times=1)
            await _reply(journey, who)
            await journey.sees("✎ ⌛", TEXT, LOST.format(who))
            assert _there(demo, post) == int(is_there), fault
            # The sentence gives way to how things stand, as it does after some seconds; under the reply it stays.
            journey.app.main.status.hush()
            await journey.sees("⌛", LOST.format(who), "1 waiting to send")
            assert journey.words.count(TEXT) == 1, fault
            await journey.press("W")
            await journey.sees(f"Your reply to @{who}", "mbtui is looking for it", "1 waiting to send")
            await journey.press("escape")
            watch.pass_seconds(2.5 if is_there else 600, journey)
            if is_there:
                await journey.sees(FOUND.format(who))
            else:
                await journey.sees(ABSENT.format(who))
                assert _sent(demo) == sent + 1, fault
                await _send_again(journey)
            await journey.misses("waiting to send", "looking for it")
            await journey.until(lambda: _is_settled(journey))
            await journey.press("W")
            await _sees_it_sent(journey)
            await journey.press("escape")
            await journey.sees(TEXT)
            assert (_there(demo, post), _sent(demo) - sent) == (1, 1 if is_there else 2), fault

        # The conversation is loaded anew while mbtui still looks: the reply is shown once, as what it is.
        await _open_thread(journey, demo, "magda")
        demo.fault("write-then-disconnect", path="/posts/reply", times=1)
        await _reply(journey, "magda")
        await journey.sees(LOST.format("magda"), "⌛")
        await journey.press("R")
        await journey.until(lambda: _is_settled(journey))


async def test_a_lost_answer_outlives_the_program(demo: DemoServer, tmp_path: Path, watch: Watch) -> None:
    """Quit while it is looked for: the next start shows it in doubt, looks, and settles it."""
    posts: list[Post] = []
    async with reading(demo, tmp_path) as journey:
        for who, fault in (("tomas", "write-then-disconnect"), ("isla", "error-500")):
            posts.append(await _open_thread(journey, demo, who))
            demo.fault(fault, path="/posts/reply", times=1)
            await _reply(journey, who)
            await journey.sees(LOST.format(who))
    assert [_there(demo, post) for post in posts] == [1, 0]
    async with reading(demo, tmp_path) as journey:
        await journey.sees("2 waiting to send", "⌛")
        watch.pass_seconds(600, journey)
        await journey.sees(ABSENT.format("isla"))
        journey.app.main.status.hush()
        await journey.sees("1 not sent (W)")
        assert [_there(demo, post) for post in posts] == [1, 0]
        await _send_again(journey)
        await journey.until(lambda: _is_settled(journey))
        assert [_there(demo, post) for post in posts] == [1, 1]


async def test_an_impatient_reader_does_not_double_a_reply(demo: DemoServer, tmp_path: Path, watch: Watch) -> None:
    """Micro.blog shows the reply late: however often it is wanted to be sent again, it is looked for until then."""
    demo.fault("late-replies", 30)
    async with reading(demo, tmp_path) as journey:
        post = await _open_thread(journey, demo, "tomas")
        demo.fault("write-then-disconnect", path="/posts/reply", times=1)
        await _reply(journey, "tomas")
        lost = LOST.format("tomas")
        await journey.sees(lost)
        await journey.press("W")
        assert journey.app.session.outbox is not None
        looks: list[str] = []
        journey.app.session.outbox.subscribe(lambda change: looks.append(lost) if change.words == lost else None)
        for number in range(1, 6):
            await journey.sees("mbtui is looking for it")
            await journey.press("s")
            await journey.until(lambda: len(looks) == number)  # noqa: B023  (it is over before the next)
        await journey.sees("is looked for once more.")
        demo.world.advance(31)
        watch.pass_seconds(31, journey)
        await _sees_it_sent(journey)
        assert (_there(demo, post), _sent(demo)) == (1, 1)
