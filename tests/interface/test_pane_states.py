"""Every pane loading, empty, full and failed: always in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.widgets.status_bar import StatusBar
from tests.interface.journey import reading

PANES = [
    ("1", "/posts/all", "Your timeline is empty.", "Could not load Timeline."),
    ("2", "/posts/mentions", "Nobody has mentioned you yet.", "Could not load Mentions."),
    ("3", "/posts/discover", "There is nothing in Discover at the moment.", "Could not load Discover."),
    ("5", "/posts/favorites", "There are no bookmarks here.", "Could not load Bookmarks."),
    ("6", "/posts/photos", "Nobody you follow has posted photos lately.", "Could not load Photos."),
]


ARGUMENTS = ("key", "path", "empty", "failed")
each_pane = pytest.mark.parametrize(ARGUMENTS, PANES, ids=[path for _, path, _, _ in PANES])


@each_pane
async def test_loading(demo: DemoServer, tmp_path: Path, key: str, path: str, empty: str, failed: str) -> None:
    """While the first page is on its way the pane says so; then the posts are there."""
    hold = demo.fault("hold", path=path)
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.press(key)
        await journey.sees("Loading…")
        hold.mend()
        await journey.until(lambda: journey.marked)
        assert "Loading…" not in journey.text


@each_pane
async def test_failed(demo: DemoServer, tmp_path: Path, key: str, path: str, empty: str, failed: str) -> None:
    """When the first page fails the pane says why and what to do; R then brings the posts."""
    fault = demo.fault("error-503", path=path)
    async with reading(demo, tmp_path, is_ready=False) as journey:
        await journey.press(key)
        await journey.sees(failed, "has trouble answering", "R tries again.")
        fault.mend()
        await journey.press("R")
        await journey.until(lambda: journey.marked)


@each_pane
async def test_empty(tmp_path: Path, key: str, path: str, empty: str, failed: str) -> None:
    """Without any posts the pane says what it is for; a first post that arrives takes the place of the words."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(posts=0)) as demo:
        async with reading(demo, tmp_path) as journey:
            await journey.press(key)
            await journey.sees(empty)
            await journey.press("j", "k", "space", "G", "g", "enter", "f", "r", "z", "n", "p", "A", "y", "v", "o")
            assert empty in journey.words
            if key == "1":
                demo.world.publish("tomas", "<p>The first of all posts.</p>")
                await journey.press("R")
                await journey.sees("The first of all posts.")


async def test_no_conversation_is_open_yet(demo: DemoServer, tmp_path: Path) -> None:
    """The Conversation tab says how to open one."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("4")
        await journey.sees("No conversation is open. On a post, enter opens its conversation here.")
        await journey.press(
            "R", "j", "enter", "f", "r", "x", "A", "n", "p", "z", "G", "u", "o", "m", "v", "y", "d", "M", "escape"
        )
        await journey.sees("No conversation is open.")


async def test_a_conversation_loads(demo: DemoServer, tmp_path: Path) -> None:
    """A thread says that it is on its way; the post that it was opened from is there already."""
    async with reading(demo, tmp_path) as journey:
        read = journey.marked
        with demo.fault("hold", path="/posts/conversation"):
            await journey.press("enter")
            await journey.sees("loading the conversation…")
            assert journey.marked == read
        await journey.sees("in this conversation")


async def test_a_conversation_fails_and_comes(demo: DemoServer, tmp_path: Path) -> None:
    """One that fails says why, and R tries again."""
    async with reading(demo, tmp_path) as journey:
        with demo.fault("error-503", path="/posts/conversation"):
            await journey.press("enter")
            await journey.sees("Could not load Conversation.")
        assert "in this conversation" not in journey.words
        await journey.press("R")
        await journey.sees("in this conversation")


async def test_a_deleted_conversation_says_so(demo: DemoServer, tmp_path: Path) -> None:
    """A thread that is gone is a sentence and not a blank page."""
    async with reading(demo, tmp_path) as journey:
        with demo.fault("not-found", path="/posts/conversation"):
            await journey.press("enter")
            await journey.sees("Could not load Conversation.")


async def test_a_notice_of_the_toolkit_is_said_in_the_last_line(demo: DemoServer, tmp_path: Path) -> None:
    """There are no toasts: they would be drawn over the posts, and made for the first frame."""
    async with reading(demo, tmp_path) as journey:
        journey.app.notify("The toolkit has [something] to say.", title="It")
        await journey.until(lambda: "The toolkit has [something] to say." in journey.status)


async def test_a_sentence_belongs_to_the_view_it_was_said_in(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was said of one tab is not said of the next, and a conversation's not of the timeline."""
    # Time alone takes nothing away here.
    monkeypatch.setattr(StatusBar, "set_timer", lambda bar, seconds, then: None)
    async with reading(demo, tmp_path) as journey:
        await journey.press("n")
        await journey.sees("no new post")
        await journey.press("5")
        await journey.misses("no new post")
        await journey.press("1", "enter")
        await journey.sees("in this conversation")
        await journey.press("enter")
        await journey.sees("This is its conversation.")
        await journey.press("escape")
        await journey.misses("This is its conversation.")
        assert "? help" in journey.status
