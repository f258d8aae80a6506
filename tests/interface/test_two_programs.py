"""Two programs on one account: each shows what the other has done, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.panes import read_position
from mbtui.store.store import WRITING_NAME
from tests.interface.journey import Journey, reading


@pytest.fixture(autouse=True)
def _nothing_is_read_by_being_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the test takes."""
    monkeypatch.setattr(read_position, "SEEN_SECONDS", 3600.0)


@asynccontextmanager
async def both(demo: DemoServer, folder: Path) -> AsyncIterator[tuple[Journey, Journey]]:
    """Two windows on the same files."""
    async with reading(demo, folder) as one, reading(demo, folder) as other:
        yield one, other


async def test_what_one_reads_and_marks_is_known_to_both(demo: DemoServer, tmp_path: Path) -> None:
    """A star that one puts on a post and takes off shows in the other after its next check, without a key.

    What one has fetched is there for the other, counted, above what is read, which does not move. How far one has read:
    the other's divider follows, it offers to go there, and it does not jump; a mark that is taken back is taken back in
    both. Whoever hides replies is not told of those that come, whoever fetched them.
    """
    async with both(demo, tmp_path) as (one, other):
        await one.press("f")
        await one.until(lambda: "★" in one.marked)
        other.poll()
        await other.until(lambda: "★" in other.marked)
        await one.press("f")
        await one.until(lambda: "★" not in one.marked)
        other.poll()
        await other.until(lambda: "★" not in other.marked)

        await one.press("j")
        await other.press("j", "j")
        read, row = other.marked, other.marked_row
        for word in ("First", "Second", "Third"):
            demo.world.publish("tomas", f"<p>{word} news from the ship.</p>")
        one.poll()
        await one.sees("Timeline 3", "↑ 3 new posts (g)")
        other.poll()
        await other.sees("Timeline 3", "↑ 3 new posts (g)")
        assert (other.marked, other.marked_row) == (read, row)

        await one.press("A")
        await one.sees("is marked as read")
        other.poll()
        await other.sees("You have read further in Timeline in another mbtui.")
        await other.misses("Timeline 3")
        assert "Third news" not in other.text
        await other.press("J")
        assert "Third news" in other.marked
        await other.sees("First news", "Second news")
        assert other.text.count("Third news") == 1
        await one.press("U")
        await one.sees("Timeline 3")
        other.poll()
        await other.sees("Timeline 3")

        await one.press("A")
        await one.sees("is marked as read")
        for journey in (one, other):
            await journey.press("x")
            await journey.sees("Replies are hidden here.")
            await journey.press("g", "j")
        demo.world.publish("tomas", '<p><a href="https://micro.blog/isla">@isla</a> A reply.</p>')
        demo.world.publish("tomas", "<p>News from the port.</p>")
        one.poll()
        await one.sees("↑ 1 new post (g)", "Timeline 1")
        other.poll()
        await other.sees("↑ 1 new post (g)")


async def test_pages_and_gaps_that_one_fetches_leave_the_other_in_place(demo: DemoServer, tmp_path: Path) -> None:
    """Both go to the end of what is saved, one after the other: every post is there once.

    The highlighted gap is gone after the next check; the post that stood under it takes its line. What is saved between
    two reads of the list stands above what is read, and is said to.
    """
    async with both(demo, tmp_path) as (one, other):
        for journey in (one, other, one):
            count = len(_rows(journey))
            await journey.press("G")
            while len(_rows(journey)) == count or _rows(one) != _rows(other):
                await _check(demo, one, other)
        assert len(set(_rows(one))) == len(_rows(one))

        for journey in (one, other):
            await journey.press("g", "j")
        for number in range(170):
            demo.world.publish("tomas", f"<p>Entry {number} of the log.</p>")
        for journey in (one, other):
            journey.poll()
            await journey.sees("↑ 160 new posts (g)")
            await journey.press("k", "k")
            assert "posts are missing here" in journey.marked
        row = other.marked_row
        under = _rows(other)[_rows(other).index(other.app.main.pane.posts.highlighted or 0) + 1]
        await one.press("enter")
        await one.misses("posts are missing here")
        other.poll()
        await other.misses("posts are missing here")
        assert (other.app.main.pane.posts.highlighted, other.marked_row) == (under, row)

        may_count, may_show = threading.Event(), threading.Event()
        await one.press("g", "j")
        pane, before = one.app.main.pane, _rows(one)
        waits = [asyncio.create_task(_read_slowly(one, is_free)) for is_free in (may_count, may_show)]
        showing = asyncio.create_task(pane.catch_up())
        may_count.set()
        demo.world.publish("tomas", "<p>News from the ship.</p>")
        other.poll()
        await other.until(lambda: len(_rows(other)) > len(before))
        may_show.set()
        await asyncio.gather(*waits, showing)
        await one.sees("↑ 1 new post (g)")
        await one.press("g")
        await one.sees("News from the ship.")


async def _check(demo: DemoServer, *journeys: Journey) -> None:
    """Let them ask once what is new."""
    asked = len(demo.asked("GET", "/posts/check"))
    for journey in journeys:
        journey.poll()
    await journeys[0].until(lambda: len(demo.asked("GET", "/posts/check")) >= asked + len(journeys))


async def _read_slowly(journey: Journey, is_free: threading.Event) -> None:
    await journey.app.session.store.cache.read(lambda _: is_free.wait(10))


def _rows(journey: Journey) -> list[int]:
    return list(journey.app.main.pane.posts.keys())


async def test_a_key_holds_while_the_list_is_read_again(demo: DemoServer, tmp_path: Path) -> None:
    """What another program saved is shown; the highlight is where the key has put it meanwhile, not where it was."""
    is_free = threading.Event()
    async with reading(demo, tmp_path) as journey:
        await journey.press("j")
        pane = journey.app.main.pane
        reading_slowly = asyncio.create_task(journey.app.session.store.cache.read(lambda _: is_free.wait(10)))
        showing = asyncio.create_task(pane.catch_up())
        await journey.press("j")
        marked, row = journey.marked, journey.marked_row
        is_free.set()
        await asyncio.gather(reading_slowly, showing)
        await journey.press("ctrl+l")
        assert (journey.marked, journey.marked_row) == (marked, row)


async def test_what_both_write_is_sent_once(demo: DemoServer, tmp_path: Path) -> None:
    """A reply of one is in the conversation of both: held up, it waits there; sent, it is a post, once.

    Both write while the server is gone; when it is back every reply is there, once, and in its order. The same draft
    goes on in both windows: each keeps its own words, whatever the other does with its draft. A mute holds in both.
    """
    async with both(demo, tmp_path) as (one, other):
        for journey in (one, other):
            await journey.press("enter")
            await journey.sees("in this conversation")
        with demo.fault("hold", path="/posts/reply", method="POST"):
            await one.press("r")
            await one.sees("Reply to")
            await one.type("leeks")
            await one.press("escape", "y")
            await one.until(lambda: demo.asked("POST", "/posts/reply"))
            other.poll()
            await other.sees("leeks", "Being sent now.", "1 waiting to send")
        await one.sees("was sent")
        other.poll()
        await other.misses("Being sent now.", "waiting to send")
        assert other.text.count("leeks") == 1
        assert _count(demo, "leeks") == 1

        for journey in (one, other):
            await journey.press("escape")
        with demo.fault("offline"):
            for number, journey in enumerate((one, other, one, other)):
                await journey.press("j", "r")
                await journey.sees("Reply to")
                await journey.type(f"leek{number}")
                await journey.press("escape", "y")
                await journey.misses("Reply to")
        for journey in (one, other):
            await journey.press("R")
        await one.until(lambda: all(_count(demo, f"leek{number}") for number in range(4)))
        for journey in (one, other):
            journey.poll()
            await journey.misses("waiting to send")
        assert [_count(demo, f"leek{number}") for number in range(4)] == [1, 1, 1, 1]
        assert "locked" not in one.text + other.text

        await one.press("c")
        await one.sees("then y sends")
        await one.type("frost")
        await one.press("escape", "p")
        await one.sees("Kept as a draft.")
        for journey in (one, other):
            await journey.press("c")
            await journey.sees("frost", "then y sends")
        await other.type(" and snow")
        await one.type(" and rain")
        await one.press("escape", "y")
        await one.until(lambda: _count(demo, "frost and rain"))
        other.poll()
        await other.press("escape", "p")
        await other.until(lambda: _drafts(tmp_path) == ["frost and snow"])
        await one.press("c")
        await one.sees("frost and snow")
        await one.press("escape", "p")
        assert _count(demo, "frost and rain") == 1

        for journey in (one, other):
            await journey.press("g")
            while "@ines" in journey.marked:
                await journey.press("j")
        author = one.marked.split("@")[1].split()[0]
        await one.press("M", "p")
        await one.sees(f"you muted @{author}")
        other.poll()
        await other.sees(f"you muted @{author}")


def _drafts(folder: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{folder / WRITING_NAME}?mode=ro", uri=True)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM drafts")]


def _count(demo: DemoServer, word: str) -> int:
    """How often the reader has written this."""
    return sum(word in post.source for post in demo.world.posts_of("ines"))
