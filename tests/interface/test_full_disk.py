"""A full disk while typing, sending and polling: a sentence, nothing lost or doubled, and with room all works."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.demo.clock import moment
from mbtui.store.database import connect
from mbtui.store.store import CACHE_NAME, WRITING_NAME
from mbtui.widgets.status_bar import StatusBar
from tests.interface.journey import Journey, reading
from tests.store.disks import FullDisk, SmallDisk


def _saved(folder: Path, name: str, query: str) -> list[object]:
    """One column of a file, as another program finds it on the disk."""
    with closing(sqlite3.connect(f"file:{folder / name}?mode=ro", uri=True)) as connection:
        return [value for (value,) in connection.execute(query)]


def _drafts(folder: Path) -> list[object]:
    return _saved(folder, WRITING_NAME, "SELECT text FROM drafts")


def _states(folder: Path) -> list[object]:
    """The states of the outbox's entries."""
    return _saved(folder, WRITING_NAME, "SELECT state FROM outbox ORDER BY id")


def _said(demo: DemoServer, text: str) -> int:
    """How often the reader has said something, as the server knows it."""
    return sum(text in post.source for post in demo.world.posts_of("ines"))


async def _reply(journey: Journey, text: str) -> None:
    """Begin a reply to the highlighted post."""
    await journey.press("r")
    await journey.sees("then y sends")
    await journey.type(text)


class Told:
    """Everything the status line has said; on a full disk the next sentence may take the place of one at once."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    async def by(self, journey: Journey, *texts: str) -> None:
        """Wait until all of these were said."""
        await journey.until(lambda: all(any(text in words for words in self.sentences) for text in texts))

    def count(self, text: str) -> int:
        """How often something was said."""
        return sum(text in words for words in self.sentences)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Hears what is said."""
    told, say = Told(), StatusBar.say

    def heard(bar: StatusBar, text: str, **how: Any) -> None:
        told.sentences.append(text)
        say(bar, text, **how)

    monkeypatch.setattr(StatusBar, "say", heard)
    return told


# Typing


@pytest.mark.parametrize("kind", [SmallDisk, FullDisk], ids=["some bytes left", "nothing left"])
async def test_typed_text_outlives_a_full_disk(
    demo: DemoServer, tmp_path: Path, kind: type[SmallDisk | FullDisk], told: Told
) -> None:
    """The text stays, can not be sent away, and is saved and sent when there is room."""
    disk = kind()
    demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await journey.press("r")
        await journey.sees("then y sends")
        disk.fill()
        long = "leek " * 6_000
        journey.app.post_message(events.Paste(long))
        await told.by(journey, "Could not save what you type.", "There is no room left for writing.sqlite3")
        await journey.press("escape", "y")
        await told.by(journey, "Could not put it into the outbox.")
        assert journey.app.main.query_one(TextArea).text == f"@tomas {long}"
        await journey.press("x")
        disk.empty()
        await journey.until(lambda: _drafts(tmp_path) == [f"@tomas {long}x"])
        await journey.sees("What you have typed is saved again.")
        await journey.press("escape", "y")
        await journey.sees("Your reply to @tomas was sent.")
        assert _said(demo, "leek leek") == 1
        assert not _drafts(tmp_path)


# Sending


async def test_a_star_that_can_not_be_kept_is_taken_back(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """The star goes again, with a sentence; nothing reaches the server; with room it does."""
    disk = FullDisk()
    star = demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        disk.fill()
        await journey.press("f")
        await told.by(journey, "Could not keep the star. There is no room left for writing.sqlite3")
        await journey.until(lambda: "★" not in journey.marked)
        disk.empty()
        await journey.press("f")
        await journey.until(lambda: star.id in demo.world.reader("ines").bookmarks)
        assert "★" in journey.marked
        assert len(demo.asked("POST", "/posts/favorites")) == 1


async def test_a_mute_that_can_not_be_kept_hides_nothing(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """It is said so, and the posts stay as they were; with room the same keys mute."""
    disk = FullDisk()
    demo.world.publish("otto", "<p>I crossed the street for a biscuit.</p>")
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        disk.fill()
        await journey.press("M", "p")
        await told.by(journey, "Could not change what is muted. There is no room left")
        assert "for a biscuit" in journey.words
        disk.empty()
        await journey.press("M", "p")
        await journey.sees("Muted @otto.", "you muted @otto")
        await journey.until(lambda: "otto" in [mute.username for mute in demo.world.reader("ines").mutes])


async def test_an_answer_that_can_not_be_noted_is_noted_later(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """The server has the reply; once there is room it counts as sent, and is neither asked for nor sent again."""
    disk = FullDisk()
    demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        with demo.fault("write-then-hold", path="/posts/reply"):
            await _reply(journey, "I am.")
            await journey.press("escape", "y")
            await journey.until(lambda: _said(demo, "I am."))
            disk.fill()
        await told.by(journey, "Your reply to @tomas was sent. That could not be noted yet. There is no room left")
        assert _states(tmp_path) == ["sending"]
        disk.empty()
        await journey.press("R")
        await journey.until(lambda: _states(tmp_path) == ["sent"])
        await journey.misses("waiting to send")
        assert _said(demo, "I am.") == 1
        assert len(demo.asked("POST", "/posts/reply")) == 1


async def test_a_refusal_that_can_not_be_noted_is_noted_later(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """The reason is said at once; once there is room the text can be had back, and was asked for once."""
    disk = FullDisk()
    demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        demo.fault("refuse", "This is too rude.", path="/posts/reply", times=1)
        with demo.fault("hold", path="/posts/reply") as held:
            await _reply(journey, "You brute.")
            await journey.press("escape", "y")
            await journey.until(lambda: held.met)
            disk.fill()
        await told.by(journey, "This is too rude.", "There is no room left for writing.sqlite3")
        disk.empty()
        await journey.press("R")
        await journey.until(lambda: _states(tmp_path) == ["refused"])
        await journey.press("r")
        await journey.sees("@tomas You brute.")
        assert len(demo.asked("POST", "/posts/reply")) == 1


async def test_what_can_not_leave_for_want_of_room_leaves_later(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """What is in hand when the disk fills up, before it was sent, goes out once there is room, without a long wait."""
    disk = FullDisk()
    demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        # Before a reply is sent, those that are there already are asked for.
        with demo.fault("hold", path="/posts/conversation") as held:
            await _reply(journey, "I am.")
            await journey.press("escape", "y")
            await journey.until(lambda: held.met)
            disk.fill()
        await told.by(journey, "There is no room left for writing.sqlite3")
        assert not demo.asked("POST", "/posts/reply")
        disk.empty()
        await journey.press("R")
        await journey.sees("Your reply to @tomas was sent.")
        assert _said(demo, "I am.") == 1


async def test_what_waits_is_sent_when_the_cache_alone_has_no_room(
    demo: DemoServer, tmp_path: Path, told: Told
) -> None:
    """The outbox has it, so it goes out; that it is not shown among the posts yet is said."""
    cache = FullDisk()
    star = demo.world.publish("tomas", "<p>Who is awake?</p>")

    def connected(path: Path) -> sqlite3.Connection:
        return cache.connect(path) if path.name == CACHE_NAME else connect(path)

    async with reading(demo, tmp_path, connect=connected) as journey:
        cache.fill()
        await journey.press("f")
        await journey.until(lambda: star.id in demo.world.reader("ines").bookmarks)
        await told.by(journey, "There is no room left for cache.sqlite3")
        cache.empty()
        await journey.press("R")
        await journey.until(lambda: "★" in journey.marked)
        await journey.until(lambda: _saved(tmp_path, CACHE_NAME, "SELECT id FROM posts WHERE is_favorite") != [])


# Polling


async def test_new_posts_that_can_not_be_saved_come_later(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """It is said what is missing and why, not that the server does not answer; then they come, once each."""
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await journey.press("j")
        marked = journey.marked
        disk.fill()
        demo.world.publish("tomas", "<p>Who is awake?</p>")
        journey.poll()
        await told.by(journey, "Could not save what is new. There is no room left for cache.sqlite3")
        await journey.press("j", "j", "k", "k")
        assert journey.marked.splitlines()[1:] == marked.splitlines()[1:]
        assert "no answer" not in journey.status
        disk.empty()
        journey.poll()
        await journey.sees("New posts are saved again.")
        await journey.sees("1 new post")
        await journey.press("g")
        await journey.until(lambda: "Who is awake?" in journey.marked)
        assert journey.text.count("Who is awake?") == 1


async def test_a_marker_that_can_not_be_saved_holds_up_no_posts(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """How far another device has read can not be kept, but the posts saved before are shown; then it is kept too."""
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await journey.press("j")
        older, _ = (demo.world.publish("tomas", f"<p>Light number {number}.</p>") for number in (1, 2))
        marker = {"id": str(older.id), "date_marked": moment(demo.world.now()).isoformat()}
        demo.world.reader("ines").markers["timeline"] = marker
        disk.fill("read_positions")
        journey.poll()
        await journey.sees("2 new posts")
        await told.by(journey, "Could not keep how far you have read. There is no room left")
        disk.empty()
        journey.poll()
        await journey.until(lambda: "Timeline 1" in journey.tabs)


async def test_a_place_that_can_not_be_kept_is_kept_later(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """Moving goes on with one sentence; with room, the next key keeps the place and the next start finds it."""
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        disk.fill()
        for _ in range(3):
            await journey.press("j")
            await told.by(journey, "Could not keep your place. There is no room left for cache.sqlite3")
        assert told.count("Could not keep your place.") == 1
        disk.empty()
        await journey.press("j")
        marked, row = journey.marked, journey.marked_row
    async with reading(demo, tmp_path) as journey:
        assert (journey.marked.splitlines()[1:], journey.marked_row) == (marked.splitlines()[1:], row)


async def test_how_far_one_has_read_is_kept_later(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """What was on the screen while the disk was full counts as read as soon as there is room, without a key."""
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await journey.press("j")
        demo.world.publish("tomas", "<p>Who is awake?</p>")
        journey.poll()
        await journey.sees("1 new post")
        disk.fill()
        await journey.press("g")
        await told.by(journey, "Could not keep how far you have read. There is no room left for cache.sqlite3")
        assert "Timeline 1" in journey.tabs
        disk.empty()
        await journey.until(lambda: "Timeline 1" not in journey.tabs)
