"""Stars: shown at once, undone when refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from mbtui.demo import DemoServer
from tests.interface.journey import reading


async def test_a_star_is_put_on_and_taken_off(demo: DemoServer, tmp_path: Path) -> None:
    """f marks the post with a star and tells Micro.blog; f again takes both back."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("f")
        await journey.until(lambda: "★" in journey.marked)
        await journey.until(lambda: _asked(demo, "POST", "/posts/favorites") == 1)
        await journey.press("f")
        await journey.until(lambda: "★" not in journey.marked)
        await journey.until(lambda: _asked(demo, "DELETE", "/posts/favorites/") == 1)


@pytest.mark.parametrize("keys", ["ff", "fff"])
async def test_each_of_several_keys_in_one_piece_counts(demo: DemoServer, tmp_path: Path, keys: str) -> None:
    """f f takes the star off again, f f f leaves it on: each key sees what the one before it did."""
    async with reading(demo, tmp_path) as journey:
        outbox = journey.app.session.outbox
        assert outbox is not None
        asked: list[bool | None] = []
        outbox.subscribe(lambda change: asked.append(change.is_starred) if change.entry is None else None)
        for key in keys:
            journey.app.post_message(events.Key(key, key))
        await journey.until(lambda: len(asked) == len(keys))
        assert asked == [True, False, True][: len(keys)]
        await journey.until(lambda: ("★" in journey.marked) is asked[-1])


async def test_a_refused_star_is_undone_with_a_sentence(demo: DemoServer, tmp_path: Path) -> None:
    """The star goes away again, and the status line gives the server's reason."""
    demo.fault("refuse", "Bookmarks are full.", path="/posts/favorites", method="POST")
    async with reading(demo, tmp_path) as journey:
        await journey.press("f")
        await journey.sees("Bookmarks are full.")
        await journey.until(lambda: "★" not in journey.marked)


async def test_a_star_is_shown_before_the_server_has_answered(demo: DemoServer, tmp_path: Path) -> None:
    """While the request hangs, the star is there already."""
    async with reading(demo, tmp_path) as journey:
        with demo.fault("hold", path="/posts/favorites", method="POST"):
            await journey.press("f")
            await journey.until(lambda: "★" in journey.marked)
            assert _asked(demo, "POST", "/posts/favorites", is_answered=True) == 0
        await journey.until(lambda: _asked(demo, "POST", "/posts/favorites", is_answered=True) == 1)


async def test_undo_takes_a_star_back(demo: DemoServer, tmp_path: Path) -> None:
    """U undoes the last star and says so."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("f")
        await journey.until(lambda: "★" in journey.marked)
        await journey.press("U")
        await journey.sees("Undone: the star.")
        await journey.until(lambda: "★" not in journey.marked)


async def test_a_star_shows_in_every_tab(demo: DemoServer, tmp_path: Path) -> None:
    """A post starred in its conversation has its star in the timeline too, and stands among the bookmarks."""
    async with reading(demo, tmp_path) as journey:
        words = journey.marked.splitlines()[1]
        await journey.press("enter")
        await journey.sees("in this conversation")
        await journey.press("f")
        await journey.until(lambda: "★" in journey.marked)
        await journey.press("escape")
        await journey.until(lambda: "★" in journey.marked)
        await journey.until(lambda: _asked(demo, "POST", "/posts/favorites", is_answered=True) == 1)
        await journey.press("5")
        await journey.sees(words)


def _asked(demo: DemoServer, method: str, path: str, *, is_answered: bool = False) -> int:
    """How many such requests the server has had."""
    found = [asked for asked in demo.requests if asked.method == method and asked.path.startswith(path)]
    return sum(1 for asked in found if asked.status is not None or not is_answered)
