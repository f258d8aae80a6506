"""How far the reader has read: kept at once, told to Micro.blog now and then, taken over from other devices."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from mbtui.api import Client
from mbtui.demo import DemoServer
from mbtui.demo.post import Post
from mbtui.panes import read_position as panes_reading
from mbtui.screens import main
from mbtui.services import read_positions as services_reading
from tests.interface.journey import READER, Journey, reading

DIVIDER = "read until here"
FURTHER = "You have read further in Timeline on another device. J goes there."
BEHIND = "On another device you have read Timeline up to a post further down. J goes there."
LONG = 3600.0


@pytest.fixture(autouse=True)
def _nothing_is_seen_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is on the screen counts as read from when a test says so, and Micro.blog may be told at once."""
    monkeypatch.setattr(panes_reading, "SEEN_SECONDS", LONG)
    monkeypatch.setattr(services_reading, "POST_SECONDS", 0.0)


@pytest.fixture
def look(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when this is called, a second has always passed."""
    return lambda: monkeypatch.setattr(panes_reading, "SEEN_SECONDS", 0.0)


@pytest.fixture
def one_marker_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time between two markers does not pass during the test."""
    monkeypatch.setattr(services_reading, "POST_SECONDS", LONG)


@pytest.fixture
async def other(demo: DemoServer) -> AsyncIterator[Client]:
    """Another device of the same reader."""
    async with Client(demo.token, demo.url) as client:
        yield client


def _publish(demo: DemoServer, *words: str) -> list[Post]:
    """Have tomas say something."""
    posts = []
    for word in words:
        posts.append(demo.world.publish("tomas", f"<p>{word} news from the ship.</p>"))
    return posts


def _told(demo: DemoServer) -> list[int]:
    """The markers that Micro.blog was told for the timeline."""
    asked = [asked.params for asked in demo.asked("POST", "/posts/markers")]
    return [int(params["id"]) for params in asked if params["channel"] == "timeline"]


def _marker(demo: DemoServer) -> int:
    """The marker that Micro.blog keeps."""
    marker = demo.world.reader(READER).markers.get("timeline")
    return 0 if marker is None else int(marker["id"])


def _is_marked(journey: Journey, post: Post) -> bool:
    """Whether a post is highlighted, also behind another screen."""
    return journey.app.main.pane.posts.highlighted == post.id


def _under_divider(journey: Journey) -> str:
    """The first words of the post under the divider."""
    lines = [line.removeprefix("▌").strip() for line in journey.lines]
    place = next((number for number, line in enumerate(lines) if DIVIDER in line), None)
    return "" if place is None else lines[place + 2]


async def _wait_for_news(demo: DemoServer, journey: Journey, *words: str) -> list[Post]:
    """Leave the top, so that nothing slides in, and let posts arrive."""
    await journey.press("j")
    posts = _publish(demo, *words)
    journey.poll()
    await journey.sees(f"Timeline {len(words)}", f"↑ {len(words)} new post")
    return posts


async def test_what_has_been_on_the_screen_is_read(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]
) -> None:
    """The count goes, Micro.blog is told, and it is still so at the next start, without the network.

    Less than a second is not enough, neither now nor at the next start. What was left before the second was over is
    read when it has been on the screen for one later. Under the help nobody sees the posts that slide in; when it is
    closed, they are seen, without a key more.
    """
    monkeypatch.setattr(main, "REST_SECONDS", 0.0)
    async with reading(demo, tmp_path) as journey:
        _, _, third = await _wait_for_news(demo, journey, "First", "Second", "Third")
        await journey.press("g")
        await journey.sees("Third news")
        await journey.press("G")
    async with reading(demo, tmp_path) as journey:
        await journey.sees("Timeline 3")
        await journey.press("g", "3")
        await journey.sees("Timeline 3", "Discover")
        assert _told(demo) == []
        look()
        await journey.press("1")
        await journey.sees("Third news")
        await journey.misses("Timeline 3")
        await journey.until(lambda: _told(demo) == [third.id])

        await journey.press("question_mark")
        await journey.sees("Keys of mbtui")
        for word in ("Fourth", "Fifth"):
            (post,) = _publish(demo, word)
            journey.poll()
            await journey.until(partial(_is_marked, journey, post))
        assert _told(demo) == [third.id]
        await journey.press("escape")
        await journey.sees("Fourth news", "Fifth news")
        await journey.until(lambda: _told(demo) == [third.id, post.id])
    demo.stop()
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.sees("Fifth news", "Timeline │", "refused the connection")


@pytest.mark.usefixtures("one_marker_only")
async def test_micro_blog_is_told_now_and_then_and_at_the_end(
    demo: DemoServer, tmp_path: Path, other: Client, look: Callable[[], None]
) -> None:
    """The first place is told at once, those within the next half minute not, the last one when mbtui ends.

    One that is not taken then goes out at the next start, unless another device has read on meanwhile: its marker is
    heard first, and wins.
    """
    look()

    async def read(journey: Journey, word: str) -> int:
        (post,) = await _wait_for_news(demo, journey, word)
        await journey.press("g")
        await journey.misses("Timeline 1")
        return post.id

    async with reading(demo, tmp_path) as journey:
        first = await read(journey, "First")
        await journey.until(lambda: _told(demo) == [first])
        await read(journey, "Second")
        third = await read(journey, "Third")
        assert _told(demo) == [first]
        demo.fault("disconnect", path="/posts/markers", times=1)
    assert (_told(demo), _marker(demo)) == ([first, third], first)

    async with reading(demo, tmp_path) as journey:
        await journey.until(lambda: _marker(demo) == third)
        fourth = await read(journey, "Fourth")
        demo.fault("disconnect", path="/posts/markers", times=1)
    told = [first, third, third, fourth]
    assert (_told(demo), _marker(demo)) == (told, third)

    (last,) = _publish(demo, "Last")
    await other.posts.mark(channel="timeline", id=last.id)
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.sees(FURTHER, "Last news")
        await journey.misses("Timeline 1")
        assert _told(demo) == [*told, last.id], "only by the other device"
        ends = [await read(journey, "Fifth"), await read(journey, "Sixth")]
    assert _told(demo) == [*told, last.id, *ends]
    assert _marker(demo) == ends[-1]


async def test_other_devices_move_the_divider_and_j_goes_there(
    demo: DemoServer, tmp_path: Path, other: Client, look: Callable[[], None]
) -> None:
    """The reader is told, stays where they are, and sees the count of what is left. What was read here stays read."""
    first, _, third = _publish(demo, "First", "Second", "Third")

    async def told(post: Post) -> None:
        """Wait until Micro.blog has the marker: the other device is not to tell its own before."""
        await journey.until(lambda: _marker(demo) == post.id)

    async with reading(demo, tmp_path) as journey:
        # An older marker takes the place of a guess: divider and marks follow, and it is not said that more was read.
        assert DIVIDER not in journey.text
        await other.posts.mark(channel="timeline", id=first.id)
        journey.poll()
        await journey.sees(DIVIDER, "Timeline 2")
        assert "First news" in _under_divider(journey)
        assert journey.text.count("•") == 2
        assert "You have read further" not in journey.words
        await journey.press("J")
        await journey.until(lambda: "First news" in journey.marked)
        await journey.press("A")
        await journey.sees("Everything in Timeline is marked as read.")
        await told(third)

        # Of posts that are here.
        _, fifth, sixth = await _wait_for_news(demo, journey, "Fourth", "Fifth", "Sixth")
        read, row = journey.marked, journey.marked_row
        await other.posts.mark(channel="timeline", id=fifth.id)
        journey.poll()
        await journey.sees(FURTHER, "Timeline 1")
        assert (journey.marked, journey.marked_row) == (read, row)
        await journey.press("J")
        await journey.until(lambda: "Fifth news" in journey.marked)
        await journey.press("g")
        await journey.until(lambda: "Sixth news" in journey.marked)
        assert "Fifth news" in _under_divider(journey)
        assert _marker(demo) == fifth.id

        # Of posts that come in the same round.
        await journey.press("A")
        await journey.misses("Timeline 1", FURTHER)
        await told(sixth)
        await journey.press("j")
        _, eighth, _ = _publish(demo, "Seventh", "Eighth", "Ninth")
        await other.posts.mark(channel="timeline", id=eighth.id)
        journey.poll()
        await journey.sees(FURTHER, "Timeline 1", "↑ 3 new posts")
        await journey.press("g")
        await journey.until(lambda: "Ninth news" in journey.marked)
        assert "Eighth news" in _under_divider(journey)

        # Of posts that were read here already.
        look()
        (tenth,) = await _wait_for_news(demo, journey, "Tenth")
        await journey.press("g")
        await journey.misses("Timeline 1", FURTHER)
        await told(tenth)
        before = _told(demo)
        await other.posts.mark(channel="timeline", id=first.id)
        await _wait_for_news(demo, journey, "Eleventh")
        assert "You have read further" not in journey.words
        assert _told(demo) == [*before, first.id]


@pytest.mark.usefixtures("one_marker_only")
async def test_everything_is_marked_read_and_u_takes_it_back(demo: DemoServer, tmp_path: Path) -> None:
    """Count and divider go and come back; Micro.blog, which still holds the mark, does not bring it again.

    Nor does it at the next start, when it could not be told before: it is told, not believed.
    """
    async with reading(demo, tmp_path) as journey:
        top = journey.app.main.pane.posts.highlighted
        _, _, third = await _wait_for_news(demo, journey, "First", "Second", "Third")
        await journey.press("g")
        await journey.sees(DIVIDER)
        before = _under_divider(journey)
        await journey.press("A")
        await journey.sees("Everything in Timeline is marked as read.")
        await journey.misses(DIVIDER, "Timeline 3", "•")
        await journey.until(lambda: _marker(demo) == third.id)
        await journey.press("U")
        await journey.sees(DIVIDER, "Timeline 3", "Undone: the mark.")
        assert _under_divider(journey) == before
        await journey.press("j")
        _publish(demo, "Fourth")
        journey.poll()
        await journey.sees("Timeline 4")
        assert "You have read further" not in journey.words
        demo.stop()
    assert _told(demo) == [third.id]
    demo.start()
    async with reading(demo, tmp_path) as journey:
        await journey.until(lambda: _marker(demo) == top)
        await journey.sees("Timeline 4")
        assert "You have read further" not in journey.words
    assert _told(demo) == [third.id, top]


async def test_a_new_device_begins_where_another_has_read(demo: DemoServer, tmp_path: Path, other: Client) -> None:
    """The marker is heard with the first posts: they are divided and counted by it, and J leads to it.

    What is above a gap is new when the marker is in it; when it is filled, only what was not read in it is new.
    """
    place, *_ = _publish(demo, "First", "Second", "Third")
    await other.posts.mark(channel="timeline", id=place.id)
    async with reading(demo, tmp_path, size=(80, 60), is_ready=False) as journey:
        await journey.sees(DIVIDER, "Timeline 2", BEHIND)
        assert "First news" in _under_divider(journey)
        assert "Third news" in journey.marked
        await journey.press("J")
        await journey.until(lambda: "First news" in journey.marked)

        posts = [demo.world.publish("tomas", f"<p>Entry {number} of the log.</p>") for number in range(170)]
        await other.posts.mark(channel="timeline", id=posts[5].id)
        journey.poll()
        await journey.sees("Timeline 160", FURTHER)
        await journey.press("J")
        await journey.until(lambda: "Third news" in journey.marked)
        await journey.press("k")
        await journey.sees("posts are missing here")
        await journey.press("enter")
        await journey.misses("posts are missing here")
        await journey.sees("Entry 5 of the log.", "Entry 0 of the log.")
        journey.poll()
        await journey.sees("Timeline 164")
        await journey.press("J")
        await journey.until(lambda: "Entry 5 of the log." in journey.marked)


async def test_a_marker_older_than_what_is_saved_counts(demo: DemoServer, tmp_path: Path, other: Client) -> None:
    """Everything here is new then; J goes as far down as there is, and finds the place as more is loaded.

    The next start reads only the rows around its place; the divider is there when the reader comes to it. So is what is
    new far away.
    """
    (place,) = _publish(demo, "Old")
    posts = [demo.world.publish("tomas", f"<p>Entry {number} of the log.</p>") for number in range(300)]
    await other.posts.mark(channel="timeline", id=place.id)
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.sees(BEHIND)
        await journey.until(lambda: "Entry 299 of the log." in journey.marked)
        await journey.press("J")
        await journey.sees("is older than what is saved here")
        while not _is_marked(journey, place):
            await journey.press("J")
            await journey.until(lambda: not journey.app.main.pane.loader.is_loading)
        assert "Old news" in journey.marked
        journey.poll()
        await journey.sees("Timeline 300")
        await journey.press("k")
        await journey.sees(DIVIDER)
        assert "Old news" in _under_divider(journey)
        await journey.press("g")
        await journey.until(lambda: "Entry 299 of the log." in journey.marked)
    async with reading(demo, tmp_path, size=(80, 60)) as journey:
        await journey.until(lambda: "Entry 299 of the log." in journey.marked)
        await journey.burst("Jf")
        await journey.until(lambda: "Old news" in journey.marked and "★" in journey.marked)
        await journey.press("ctrl+u")
        await journey.sees(DIVIDER, "Entry 0 of the log.")
        assert "Old news" in _under_divider(journey)
    await other.posts.mark(channel="timeline", id=posts[297].id)
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.sees("Timeline 2", FURTHER)
        await journey.burst("pf")
        await journey.until(lambda: "Entry 298 of the log." in journey.marked and "★" in journey.marked)
        await journey.press("p")
        await journey.until(lambda: "Entry 299 of the log." in journey.marked)
        await journey.press("p")
        await journey.sees("There is no new post further up.")
        await journey.press("G", "n")
        await journey.sees("There is no new post further down.")
