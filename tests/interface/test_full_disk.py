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
from mbtui.demo.post import Post
from mbtui.panes import read_position
from mbtui.services import draft_keeper
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
        """Wait until all of these were said, and forget what was said so far."""
        await journey.until(lambda: all(any(text in words for words in self.sentences) for text in texts))
        self.sentences.clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Hears what is said."""
    told, say = Told(), StatusBar.say

    def heard(bar: StatusBar, text: str, **how: Any) -> None:
        told.sentences.append(text)
        say(bar, text, **how)

    monkeypatch.setattr(StatusBar, "say", heard)
    return told


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try the disk again soon, and take what is on the screen to be read soon."""
    monkeypatch.setattr(draft_keeper, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(read_position, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(read_position, "SEEN_SECONDS", 0.1)


class Files:
    """A disk for each of the account's files."""

    def __init__(self) -> None:
        self.cache, self.writing = FullDisk(), FullDisk()

    def connect(self, path: Path) -> sqlite3.Connection:
        """Make a connection; for `reading`."""
        return (self.cache if path.name == CACHE_NAME else self.writing).connect(path)

    def fill(self) -> None:
        """Leave no room for either."""
        self.cache.fill()
        self.writing.fill()

    def empty(self) -> None:
        """Make room for both."""
        self.cache.empty()
        self.writing.empty()


async def _go_to(journey: Journey, post: Post) -> None:
    """Highlight a post of the timeline."""
    journey.app.main.pane.posts.go_to(post.id)
    await journey.press()


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


async def test_what_is_sent_outlives_a_full_disk(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """What can not be kept is taken back, what can not be noted is noted later, and nothing is sent twice."""
    disk, reader, publish = Files(), demo.world.reader("ines"), demo.world.publish
    star, other = publish("tomas", "<p>Who is awake?</p>"), publish("tomas", "<p>And who is not?</p>")
    muted = publish("otto", "<p>I crossed the street for a biscuit.</p>")
    asks = {who: publish(who, f"<p>{who} asks: who is awake?</p>") for who in ("isla", "magda", "hana")}
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        # A star goes again, with a sentence, and U takes back none; nothing reaches the server; with room it does.
        await _go_to(journey, star)
        disk.fill()
        await journey.press("f")
        await told.by(journey, "Could not keep the star. There is no room left for writing.sqlite3")
        await journey.until(lambda: "★" not in journey.marked)
        await journey.press("U")
        await told.by(journey, "There is nothing to undo.")
        disk.empty()
        await journey.press("f")
        await journey.until(lambda: star.id in reader.bookmarks)
        assert "★" in journey.marked
        assert len(demo.asked("POST", "/posts/favorites")) == 1

        # Where the cache alone has no room it goes out; that it is not shown among the posts yet is said.
        await _go_to(journey, other)
        disk.cache.fill()
        await journey.press("f")
        await journey.until(lambda: other.id in reader.bookmarks)
        await told.by(journey, "There is no room left for cache.sqlite3")
        disk.empty()
        await journey.press("R")
        await journey.until(lambda: "★" in journey.marked)
        await journey.until(lambda: len(_saved(tmp_path, CACHE_NAME, "SELECT id FROM posts WHERE is_favorite")) > 1)

        # A mute hides nothing; with room the same keys mute.
        await _go_to(journey, muted)
        disk.fill()
        await journey.press("M", "p")
        await told.by(journey, "Could not change what is muted. There is no room left")
        assert "for a biscuit" in journey.words
        disk.empty()
        await journey.press("M", "p")
        await journey.sees("Muted @otto.", "you muted @otto")
        await journey.until(lambda: "otto" in [mute.username for mute in reader.mutes])

        # An answer that can not be noted: there is the reply, and it is neither asked for nor sent again.
        await _go_to(journey, asks["isla"])
        with demo.fault("write-then-hold", path="/posts/reply"):
            await _reply(journey, "I am.")
            await journey.press("escape", "y")
            await journey.until(lambda: _said(demo, "I am."))
            disk.fill()
        await told.by(journey, "Your reply to @isla was sent. That could not be noted yet. There is no room left")
        assert _states(tmp_path)[-1] == "sending"
        disk.empty()
        await journey.press("R")
        await journey.until(lambda: _states(tmp_path)[-1] == "sent")
        await journey.misses("waiting to send")
        assert _said(demo, "I am.") == 1
        assert len(demo.asked("POST", "/posts/reply")) == 1

        # A refusal is said at once; once there is room the text can be had back, and was asked for once.
        await _go_to(journey, asks["magda"])
        demo.fault("refuse", "This is too rude.", path="/posts/reply", times=1)
        with demo.fault("hold", path="/posts/reply") as held:
            await _reply(journey, "You brute.")
            await journey.press("escape", "y")
            await journey.until(lambda: held.met)
            disk.fill()
        await told.by(journey, "This is too rude.", "There is no room left for writing.sqlite3")
        disk.empty()
        await journey.press("R")
        await journey.until(lambda: _states(tmp_path)[-1] == "refused")
        await journey.press("r")
        await journey.sees("@magda You brute.")
        assert len(demo.asked("POST", "/posts/reply")) == 2
        await journey.press("escape", "d")
        await journey.misses("then y sends")

        # What is in hand when the disk fills up, before it was sent, goes out once there is room.
        await _go_to(journey, asks["hana"])
        # Before a reply is sent, those that are there already are asked for.
        with demo.fault("hold", path="/posts/conversation") as held:
            await _reply(journey, "So am I.")
            await journey.press("escape", "y")
            await journey.until(lambda: held.met)
            disk.fill()
        await told.by(journey, "There is no room left for writing.sqlite3")
        assert len(demo.asked("POST", "/posts/reply")) == 2
        disk.empty()
        await journey.press("R")
        await told.by(journey, "Your reply to @hana was sent.")
        assert _said(demo, "So am I.") == 1


async def test_what_is_read_outlives_a_full_disk(demo: DemoServer, tmp_path: Path, told: Told) -> None:
    """What is new, how far one has read and where one is are kept as soon as there is room; until then it is said."""
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        # New posts: what is missing and why, not that the server does not answer; then they come, once each.
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
        await told.by(journey, "New posts are saved again.")
        await journey.sees("1 new post")

        # What was on the screen while the disk was full counts as read as soon as there is room, without a key.
        disk.fill()
        await journey.press("g")
        await told.by(journey, "Could not keep how far you have read. There is no room left for cache.sqlite3")
        assert "Who is awake?" in journey.marked and journey.text.count("Who is awake?") == 1
        assert "Timeline 1" in journey.tabs
        disk.empty()
        await journey.until(lambda: "Timeline 1" not in journey.tabs)

        # How far another device has read can not be kept, but the posts saved before are shown; then it is kept too.
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

        # Moving goes on with one sentence; with room, the next key keeps the place and the next start finds it.
        disk.fill()
        await journey.press("j")
        await told.by(journey, "Could not keep your place. There is no room left for cache.sqlite3")
        await journey.press("j", "j")
        assert not any("Could not keep your place." in words for words in told.sentences)
        disk.empty()
        await journey.press("j")
        marked, row = journey.marked, journey.marked_row
    async with reading(demo, tmp_path) as journey:
        assert (journey.marked.splitlines()[1:], journey.marked_row) == (marked.splitlines()[1:], row)
