"""Stars: shown at once, undone when refused."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual import events

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading


async def test_a_star_is_put_on_and_taken_off(demo: DemoServer, tmp_path: Path) -> None:
    """f marks the post with a star, before Micro.blog has answered; f again takes both back, and so does U.

    One that is refused goes away again, and the status line gives the server's reason. A post starred in its
    conversation has its star in the timeline too, and stands among the bookmarks.
    """
    async with reading(demo, tmp_path) as journey:
        with demo.fault("refuse", "Bookmarks are full.", path="/posts/favorites", method="POST"):
            await journey.press("f")
            await journey.sees("Bookmarks are full.")
            await journey.until(lambda: "★" not in journey.marked)
        before = _asked(demo, "POST", "/posts/favorites", is_answered=True)
        with demo.fault("hold", path="/posts/favorites", method="POST"):
            await journey.press("f")
            await journey.until(lambda: "★" in journey.marked)
            assert _asked(demo, "POST", "/posts/favorites", is_answered=True) == before
        await journey.until(lambda: _asked(demo, "POST", "/posts/favorites", is_answered=True) == before + 1)
        await journey.press("f")
        await journey.until(lambda: "★" not in journey.marked)
        await journey.until(lambda: _asked(demo, "DELETE", "/posts/favorites/") == 1)
        await journey.press("f")
        await journey.until(lambda: "★" in journey.marked)
        await journey.press("U")
        await journey.sees("Undone: the star.")
        await journey.until(lambda: "★" not in journey.marked)

        await journey.press("j")
        words = journey.marked.splitlines()[1]
        before = _asked(demo, "POST", "/posts/favorites", is_answered=True)
        await journey.press("enter")
        await journey.sees("in this conversation")
        await journey.press("f")
        await journey.until(lambda: "★" in journey.marked)
        await journey.press("escape")
        await journey.until(lambda: "★" in journey.marked)
        await journey.until(lambda: _asked(demo, "POST", "/posts/favorites", is_answered=True) > before)
        await journey.press("5")
        await journey.sees(words)


async def test_each_of_several_keys_in_one_piece_counts(demo: DemoServer, tmp_path: Path) -> None:
    """f f takes the star off again, f f f leaves it on: each key sees what the one before it did.

    So does U: behind A it takes back the mark, not the star before it, and behind f the star.
    """
    async with reading(demo, tmp_path) as journey:
        outbox = journey.app.session.outbox
        assert outbox is not None
        asked: list[bool | None] = []
        outbox.subscribe(lambda change: asked.append(change.is_starred) if change.entry is None else None)
        for keys in ("ff", "fff"):
            asked.clear()
            for key in keys:
                journey.app.post_message(events.Key(key, key))
            await journey.until(partial(_is_as_long, asked, keys))
            assert asked == [True, False, True][: len(keys)]
            await journey.until(partial(_is_starred, journey, asked[-1]))
        for keys, words in (("AU", "Undone: the mark."), ("jfU", "Undone: the star.")):
            await journey.until(lambda: "★" in journey.marked)
            for key in keys:
                journey.app.post_message(events.Key(key, key))
            await journey.sees(words)
        await journey.until(lambda: "★" not in journey.marked)
        await journey.press("k")
        assert "★" in journey.marked


def _is_as_long(asked: list[bool | None], keys: str) -> bool:
    return len(asked) == len(keys)


def _is_starred(journey: Journey, is_starred: bool | None) -> bool:
    return ("★" in journey.marked) is is_starred


def _asked(demo: DemoServer, method: str, path: str, *, is_answered: bool = False) -> int:
    """How many such requests the server has had."""
    found = [asked for asked in demo.requests if asked.method == method and asked.path.startswith(path)]
    return sum(1 for asked in found if asked.status is not None or not is_answered)
