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


async def test_loading(demo: DemoServer, tmp_path: Path) -> None:
    """While the first page is on its way the pane says so; then the posts are there."""
    holds = [demo.fault("hold", path=path) for _, path, _, _ in PANES]
    async with reading(demo, tmp_path, is_ready=False) as journey:
        for hold, (key, *_) in zip(holds, PANES, strict=True):
            await journey.press(key)
            await journey.sees("Loading…")
            hold.mend()
            await journey.until(lambda: journey.marked)
            assert "Loading…" not in journey.text, key


async def test_failed(demo: DemoServer, tmp_path: Path) -> None:
    """When the first page fails the pane says why and what to do; R then brings the posts, and x hides them."""
    faults = [demo.fault("error-503", path=path) for _, path, _, _ in PANES]
    async with reading(demo, tmp_path, is_ready=False) as journey:
        for fault, (key, _, _, failed) in zip(faults, PANES, strict=True):
            await journey.press(key)
            await journey.sees(failed, "has trouble answering", "R tries again.")
            fault.mend()
            await journey.press("R")
            await journey.until(lambda: journey.marked)
        # All that is in Mentions may be replies: where they are hidden, it is not said that there are none.
        await journey.press("2", "x")
        await journey.until(lambda: not journey.marked)
        await journey.until(lambda: journey.words.count("Replies are hidden here. x shows them.") == 2)
        await journey.press("x")
        await journey.until(lambda: journey.marked)


async def test_empty(tmp_path: Path) -> None:
    """Without any posts the pane says what it is for; a first post that arrives takes the place of the words."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(posts=0)) as demo:
        async with reading(demo, tmp_path) as journey:
            for key, _, empty, _ in (*PANES[1:], PANES[0]):
                await journey.press(key)
                await journey.sees(empty)
                await journey.press("j", "k", "space", "G", "g", "enter", "f", "r", "z", "n", "p", "A", "y", "v", "o")
                assert empty in journey.words
            demo.world.publish("tomas", "<p>The first of all posts.</p>")
            await journey.press("R")
            await journey.sees("The first of all posts.")


async def test_a_conversation_loads_fails_and_comes(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tab says how to open one; the post that it was opened from is there while the others are on their way.

    One that fails or is gone says so, and R tries again. What was said of one tab is not said of the next, and a
    conversation's sentence not of the timeline. There are no toasts: they would be drawn over the posts.
    """
    # Time alone takes nothing away here.
    monkeypatch.setattr(StatusBar, "set_timer", lambda bar, seconds, then: None)
    async with reading(demo, tmp_path) as journey:
        await journey.press("4")
        await journey.sees("No conversation is open. On a post, enter opens its conversation here.")
        await journey.press(
            "R", "j", "enter", "f", "r", "x", "A", "n", "p", "z", "G", "u", "o", "m", "v", "y", "d", "M", "escape"
        )
        await journey.sees("No conversation is open.")

        await journey.press("1")
        for fault in ("error-503", "not-found"):
            with demo.fault(fault, path="/posts/conversation"):
                await journey.press("enter")
                await journey.sees("Could not load Conversation.")
            assert "in this conversation" not in journey.words, fault
            await journey.press("R")
            await journey.sees("in this conversation")
            await journey.press("escape", "j")
        read = journey.marked
        with demo.fault("hold", path="/posts/conversation"):
            await journey.press("enter")
            await journey.sees("loading the conversation…")
            assert journey.marked == read
        await journey.sees("in this conversation")
        await journey.press("enter")
        await journey.sees("This is its conversation.")
        await journey.press("escape")
        await journey.misses("This is its conversation.")
        assert "? help" in journey.status

        await journey.press("n")
        await journey.sees("no new post")
        await journey.press("5")
        await journey.misses("no new post")

        journey.app.notify("The toolkit has [something] to say.", title="It")
        await journey.until(lambda: "The toolkit has [something] to say." in journey.status)
