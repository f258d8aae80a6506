"""Lost answers: a text is there once, and the reader is told the truth."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.outbox import queue
from mbtui.outbox.entry import NEVER, Write
from mbtui.outbox.kinds.star import star
from mbtui.store import Store
from mbtui.store.drafts import Draft
from tests.outbox.outboxes import Desk, desk, reply


@pytest.mark.parametrize(
    ("fault", "times", "is_there"),
    [
        pytest.param("write-then-disconnect", 1, True, id="accepted, then dropped"),
        pytest.param("write-then-hold", 1, True, id="answered too late"),
        pytest.param("write-then-500", 1, True, id="500 after it was stored"),
        pytest.param("error-500", 1, False, id="500 before"),
        pytest.param("disconnect", 1, False, id="dropped before"),
        pytest.param("hold", 1, False, id="never carried out"),
        pytest.param("html", 1, False, id="a web page in place of an answer"),
        pytest.param("error-500", 3, False, id="500 three times"),
    ],
)
@pytest.mark.parametrize("kind", ["reply", "post"])
async def test_a_text_is_posted_once_whatever_becomes_of_the_answer(
    demo: DemoServer, tmp_path: Path, kind: str, fault: str, times: int, is_there: bool
) -> None:
    """One that arrived is found; one that did not is sent again when the reader wants that; the words say which."""
    text = "Slow *train* along the [coast](https://rail.example/) & more, isn't it?"
    path = "/posts/reply" if kind == "reply" else "/micropub"
    async with desk(demo, tmp_path, timeout_seconds=0.6) as at:
        (post, *_) = await at.saved_posts()
        if kind == "post":
            # The same words of an earlier day are not taken for the new ones.
            await at.client.micropub.create(text)
        demo.fault(fault, path=path, method="POST", times=times)
        if kind == "reply":
            entry = await at.outbox.put(reply(post.id, text, target=post.author.username))
        else:
            entry = await at.outbox.put(Draft(kind="post", text=text))
        lost = await at.until_state("uncertain", entry.id)
        assert "was lost" in lost.words and "looking for it" in lost.words and lost.problem is not None
        if not is_there:
            for number in range(1, times + 1):
                await at.until_given_up(entry.id)
                assert len(demo.asked("POST", path)) - (kind == "post") == number, "nothing is sent again by itself"
                at.changes.clear()
                assert await at.outbox.resend(entry.id, is_certain=True)
        sent = await at.until_state("sent", entry.id)
        assert sent.words.endswith("had arrived, although the answer was lost." if is_there else "was sent.")
        # Counted before `mend`: that lets a held request go, whose client has long hung up.
        assert len(at.said(text)) == (1 if kind == "reply" else 2)
        demo.mend()
        assert await at.pending() == []


async def test_a_page_is_looked_for_among_the_pages(demo: DemoServer, tmp_path: Path) -> None:
    """The blog lists it with no post."""
    async with desk(demo, tmp_path) as at:
        with demo.fault("write-then-disconnect", path="/micropub", method="POST", times=1):
            entry = await at.outbox.put(Draft(kind="post", text="Who I am.", details={"channel": "pages"}))
            sent = await at.until(lambda change: change.state == "sent" or "may have arrived" in change.words)
        assert sent.words == "Your post had arrived, although the answer was lost."
        assert entry.id == (sent.entry and sent.entry.id) and len(at.said("Who I am.")) == 1


async def test_a_reply_that_shows_up_late_is_not_doubled(demo: DemoServer, tmp_path: Path) -> None:
    """The first look finds nothing, the second does."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("late-replies", 30), demo.fault("write-then-disconnect", path="/posts/reply", times=1):
            looked = asyncio.Event()
            at.outbox.subscribe(lambda change: looked.set() if change.entry and change.entry.attempts > 1 else None)
            entry = await at.outbox.put(reply(post.id, "Late"))
            await asyncio.wait_for(looked.wait(), 5)
            demo.world.advance(31)
            await at.until_state("sent", entry.id)
        assert len(at.said("Late")) == 1
        assert len(demo.asked("POST", "/posts/reply")) == 1


async def test_a_reply_found_only_after_it_was_given_up_is_not_sent_again(demo: DemoServer, tmp_path: Path) -> None:
    """mbtui leaves it to the reader; should they want it sent, the conversation is read once more."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("late-replies", 3600), demo.fault("write-then-disconnect", path="/posts/reply", times=1):
            entry = await at.outbox.put(reply(post.id, "Very late", target="tomas"))
            given_up = await at.until_given_up(entry.id)
        assert given_up.words == (
            "Your reply to @tomas may have arrived: the answer was lost, and mbtui has not found it in the "
            "conversation since. Look for yourself, then send it again or discard it in the outbox."
        )
        assert len(demo.asked("POST", "/posts/reply")) == 1
        demo.world.advance(3601)
        assert await at.outbox.resend(entry.id, is_certain=True)
        found = await at.until_state("sent", entry.id)
        assert found.words == "Your reply to @tomas had arrived, although the answer was lost."
        assert len(at.said("Very late")) == 1
        assert len(demo.asked("POST", "/posts/reply")) == 1


async def test_a_reply_that_its_conversation_shows_late_is_found_among_ours(demo: DemoServer, tmp_path: Path) -> None:
    """The same words to somebody else are not taken for it: each is asked for its own conversation."""
    async with desk(demo, tmp_path) as at:
        one, two, *_ = await at.saved_posts()
        with demo.fault("late-conversations", 1, path="/posts/conversation"):
            with demo.fault("disconnect", path="/posts/reply", times=1):
                absent = await at.outbox.put(reply(one.id, "Thanks!"))
                await at.until_state("uncertain", absent.id)
            other = await at.outbox.put(reply(two.id, "Thanks!"))
            await at.until_state("sent", other.id)
            await at.until_given_up(absent.id)
            with demo.fault("write-then-disconnect", path="/posts/reply", times=1):
                there = await at.outbox.put(reply(one.id, "Many thanks!"))
                found = await at.until_state("sent", there.id)
        assert found.words.endswith("had arrived, although the answer was lost.")


async def test_what_is_looked_for_does_not_hold_up_the_rest(demo: DemoServer, tmp_path: Path) -> None:
    """Looking takes minutes; only the same words, and what answers the same post, wait for its end."""
    async with desk(demo, tmp_path, look_seconds=(3600.0,)) as at:
        one, two, *_ = await at.saved_posts()
        with demo.fault("disconnect", path="/posts/reply", times=1):
            lost = await at.outbox.put(reply(one.id, "Words"))
            await at.until_state("uncertain", lost.id)
        waiting = [await at.outbox.put(reply(one.id, "More words")), await at.outbox.put(reply(two.id, "Words"))]
        for entry in (await at.outbox.put(reply(two.id, "Others")), await at.outbox.put(star(one.id, True))):
            await at.until_state("sent", entry.id)
        assert [entry.id for entry in await at.pending()] == [lost.id, *(entry.id for entry in waiting)]
        assert await at.outbox.discard(lost.id)
        at.outbox.wake()
        for entry in waiting:
            await at.until_state("sent", entry.id)


async def test_what_never_left_goes_out_by_itself(demo: DemoServer, tmp_path: Path) -> None:
    """Nobody listened, so nothing can have arrived: it is sent as soon as somebody does, and nobody is asked."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        demo.stop()
        entry = await at.outbox.put(reply(post.id, "Words"))
        await at.until(lambda change: change.problem is not None)
        demo.start()
        await at.until_state("sent", entry.id)
        assert "uncertain" not in {change.state for change in at.changes}
        assert len(at.said("Words")) == 1


async def test_the_same_words_twice_on_purpose_are_there_twice(demo: DemoServer, tmp_path: Path) -> None:
    """A first “Thanks!” is not taken for the second, whose answer was lost before it was stored."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        await at.until_state("sent", (await at.outbox.put(reply(post.id, "Thanks!"))).id)
        with demo.fault("disconnect", path="/posts/reply", times=1):
            second = await at.outbox.put(reply(post.id, "Thanks!"))
            await at.until_given_up(second.id)
            assert await at.outbox.resend(second.id, is_certain=True)
            await at.until_state("sent", second.id)
        assert len(at.said("Thanks!")) == 2


async def test_words_that_show_up_late_are_not_taken_for_those_sent_next(demo: DemoServer, tmp_path: Path) -> None:
    """The first “Thanks!” was not there yet when the second was sent, whose answer was lost before it was stored."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("late-replies", 30):
            await at.until_state("sent", (await at.outbox.put(reply(post.id, "Thanks!"))).id)
            with demo.fault("disconnect", path="/posts/reply", times=1):
                second = await at.outbox.put(reply(post.id, "Thanks!"))
                await at.until_given_up(second.id)
            demo.world.advance(31)
        at.changes.clear()
        assert await at.outbox.resend(second.id)
        await at.until_given_up(second.id)
        assert await at.outbox.resend(second.id, is_certain=True)
        await at.until_state("sent", second.id)
        assert len(at.said("Thanks!")) == 2


async def test_the_same_words_of_another_are_not_ours(demo: DemoServer, tmp_path: Path) -> None:
    """Only texts of the reader's own count."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("disconnect", path="/posts/reply", times=1):
            entry = await at.outbox.put(reply(post.id, "Lovely!"))
            demo.world.publish("tomas", "<p>Lovely!</p>", reply_to=post.id)
            await at.until_given_up(entry.id)
        assert at.said("Lovely!") == []


async def test_when_looking_has_to_wait_the_reader_is_told(demo: DemoServer, tmp_path: Path) -> None:
    """Offline after a lost answer: it stays uncertain, in words, and is settled later."""
    async with desk(demo, tmp_path, timeout_seconds=0.4) as at:
        (post, *_) = await at.saved_posts()
        with demo.fault("write-then-hold", path="/posts/reply", times=1):
            entry = await at.outbox.put(reply(post.id, "Words"))
            await asyncio.to_thread(demo.wait_for, "POST", "/posts/reply")
            with demo.fault("error-503", path="/posts/conversation"):
                change = await at.until(lambda change: "as soon as it can" in change.words)
        assert (change.state, change.entry and change.entry.is_waiting) == ("uncertain", True)
        await at.until_state("sent", entry.id)
        assert len(at.said("Words")) == 1


async def test_when_only_a_person_can_look_it_says_so(demo: DemoServer, tmp_path: Path) -> None:
    """A conversation that can not be read is no proof; the entry waits for the reader and holds up nothing."""
    async with desk(demo, tmp_path, timeout_seconds=0.4) as at:
        one, two, *_ = await at.saved_posts()
        with demo.fault("write-then-hold", path="/posts/reply", times=1):
            entry = await at.outbox.put(reply(one.id, "Words", target="tomas"))
            await asyncio.to_thread(demo.wait_for, "POST", "/posts/reply")
            with demo.fault("html", path="/posts/conversation"), demo.fault("html", path="/posts/replies"):
                starring = await at.outbox.put(star(two.id, True))
                change = await at.until(lambda change: "can not look" in change.words)
                await at.until_state("sent", starring.id)
        assert "Look for yourself" in change.words
        (kept,) = await at.pending()
        assert (kept.state, kept.not_before, kept.is_waiting) == ("uncertain", NEVER, False)
        assert await at.outbox.resend(entry.id)
        await at.until_state("sent", entry.id)
        assert len(at.said("Words")) == 1, "it was looked for, and found"


async def test_what_can_not_be_decided_is_left_to_the_reader(demo: DemoServer, tmp_path: Path) -> None:
    """The same words are there, but nobody knows since when: neither doubled nor dropped."""
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        with (
            demo.fault("html", path="/posts/conversation", times=1),
            demo.fault("html", path="/posts/replies", times=1),
            demo.fault("write-then-disconnect", path="/posts/reply", times=1),
        ):
            entry = await at.outbox.put(reply(post.id, "Words"))
            change = await at.until(lambda change: "the same words are there" in change.words)
        assert change.entry is not None and not change.entry.is_waiting
        assert len(at.said("Words")) == 1
        assert await at.outbox.discard(entry.id)


async def test_a_reader_who_knows_better_is_believed(demo: DemoServer, tmp_path: Path) -> None:
    """Sent again with certainty, it is not looked for as what was sent before."""
    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    entry = await at.outbox.put(reply(post.id, "Words"))
    claimed = await at.store.outbox.write(queue.claim_next, not_repeatable=())
    assert claimed is not None
    await at.store.outbox.write(queue.expose, entry.id, {"known": []})
    await at.store.outbox.write(queue.finish, entry.id, "uncertain", not_before=NEVER)
    assert await at.outbox.resend(entry.id, is_certain=True)
    at.start()
    await at.until_state("sent", entry.id)
    assert "uncertain" not in {change.state for change in at.changes}
    assert len(at.said("Words")) == 1
    await at.close()


async def test_a_program_that_ends_while_sending_leaves_no_doubt_behind(demo: DemoServer, tmp_path: Path) -> None:
    """Quit in the middle of a request: the next start looks before it sends."""
    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    at.start()
    with demo.fault("write-then-hold", path="/posts/reply", times=1):
        entry = await at.outbox.put(reply(post.id, "Words"))
        await asyncio.to_thread(demo.wait_for, "POST", "/posts/reply")
        await at.stop()
        (left,) = await at.pending()
        assert (left.state, left.is_waiting) == ("uncertain", True)
    at.start()
    await at.until_state("sent", entry.id)
    assert len(at.said("Words")) == 1
    await at.close()


async def test_a_program_that_ends_before_sending_leaves_it_queued(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing had left yet, so nothing is looked for."""
    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    at.start()
    with demo.fault("hold", path="/posts/conversation", times=1):
        await at.outbox.put(reply(post.id, "Words"))
        await asyncio.to_thread(demo.wait_for, "GET", "/posts/conversation")
        await at.stop()
        (left,) = await at.pending()
        assert left.state == "queued"
    await at.close()


KILLED = """
import asyncio, sys
from pathlib import Path
from mbtui.api import Client
from mbtui.outbox.entry import Write
from mbtui.outbox.outbox import Outbox
from mbtui.store import Store

async def main(url, token, folder, post_id):
    store = Store.open(Path(folder))
    client = Client(token, url)
    outbox = Outbox(lambda: client, store, "ines")
    await outbox.put(Write(kind="reply", post_id=int(post_id), text="From a killed program"))
    await outbox.run()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("fault", "waits_for"),
    [("write-then-hold", "/posts/reply"), ("hold", "/posts/reply"), ("hold", "/posts/conversation")],
)
async def test_kill_9_while_sending_neither_loses_nor_doubles(
    demo: DemoServer, tmp_path: Path, fault: str, waits_for: str
) -> None:
    """The next program settles at once what the dead one left."""
    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    method = "GET" if "conversation" in waits_for else "POST"
    with demo.fault(fault, path=waits_for, times=1):
        arguments = [sys.executable, "-c", KILLED, demo.url, demo.token, str(tmp_path), str(post.id)]
        program = await asyncio.to_thread(subprocess.Popen, arguments, cwd=os.getcwd())
        await asyncio.to_thread(demo.wait_for, method, waits_for, timeout_seconds=20)
        program.send_signal(signal.SIGKILL)
        await asyncio.to_thread(program.wait)
    (left,) = await at.pending()
    assert left.state == "sending"
    at.start()
    await at.until_state("sent", left.id)
    assert len(at.said("From a killed program")) == 1
    await at.close()


async def test_two_programs_send_nothing_twice(demo: DemoServer, tmp_path: Path) -> None:
    """Both write, both send; each reply is there once, in the order of writing."""
    one = Desk(demo, tmp_path)
    two = Desk(demo, tmp_path)
    (post, *_) = await one.saved_posts()
    for desk_ in (one, two):
        desk_.start()
    entries = [await (one if number % 2 else two).outbox.put(reply(post.id, f"Number {number}")) for number in range(6)]
    async with asyncio.timeout(20):
        while await one.pending():
            one.outbox.wake()
            two.outbox.wake()
            await asyncio.wait([asyncio.ensure_future(desk_._changed.wait()) for desk_ in (one, two)], timeout=0.2)
    assert len(entries) == 6
    said = [post.source for post in sorted(demo.world.posts_of("ines"), key=lambda post: post.id)]
    assert [source for source in said if source.startswith("Number")] == [f"Number {number}" for number in range(6)]
    await one.close()
    await two.close()


async def test_an_outbox_left_by_another_program_is_sent(demo: DemoServer, tmp_path: Path) -> None:
    """What was written in a program that ended before it could send goes out from the next."""
    store = Store.open(tmp_path)
    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    entry = await store.outbox.write(queue.enqueue, Write(kind="reply", post_id=post.id, text="Left behind"))
    await store.close()
    at.start()
    await at.until_state("sent", entry.id)
    assert len(at.said("Left behind")) == 1
    await at.close()
