"""Two thousand saved posts: opened, searched, jumped into, read and pruned as if they were a hundred.

What mbtui reads and prunes at once is a tenth here of what it is otherwise, so they stand for twenty thousand.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

import mbtui.services.session
from mbtui import paths
from mbtui.api import Client
from mbtui.demo import Clock, DemoServer, Settings
from mbtui.panes import timeline_list
from mbtui.panes.timeline_list import TimelineList
from mbtui.screens import account_switcher
from mbtui.services.session import Session
from mbtui.store import timelines
from tests.bench.stores import fill
from tests.interface.journey import Journey
from tests.interface.opened import opened, saved_count, sign_in

COUNT = 2_000
KEPT = "keep_posts = 400"

pytestmark = pytest.mark.xdist_group("many posts")
"""One process for all of them: so many posts take some seconds to save."""


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline_list, "REST_ROWS", 500)
    monkeypatch.setattr(mbtui.services.session, "PRUNED_AT_ONCE", 100)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    """A server whose posts are numbered, the oldest with 1, and whose time stands still."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(posts=COUNT, arrival_seconds=0)) as server:
        yield server


@pytest.fixture(scope="module")
def filled(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account's folder with all of them."""
    folder = tmp_path_factory.mktemp("filled")

    async def filling() -> None:
        async with Client(server.token, server.url) as client:
            await fill(folder, client, [COUNT])

    asyncio.run(filling())
    return folder


async def _copied(server: DemoServer, filled: Path) -> None:
    """Sign in, with all the posts saved."""
    shutil.copytree(filled, paths.account_folder(server.url, "ines"))
    await sign_in(server, "ines")


def _saved_rows(server: DemoServer) -> list[int]:
    """The rows of the timeline on the disk."""
    path = paths.account_folder(server.url, "ines") / "cache.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(timelines.rows(connection, "timeline", limit=COUNT + 1))


def _page(text: str) -> int:
    """The number of the first post in a text."""
    found = re.search(r"Notebook, page (\d+)\.", text)
    return int(found[1]) if found else 0


def _is_on(journey: Journey, words: str) -> bool:
    return words in journey.marked


async def _jump(journey: Journey, number: int) -> None:
    """Search for a post by its words, and go where it stands."""
    await journey.press("slash")
    await journey.sees("esc back")
    await journey.press("ctrl+u")
    await journey.type(f"notebook page {number}")
    await journey.until(lambda: journey.status.startswith("1 post ") and _page(journey.marked) == number)
    await journey.press("enter")
    await journey.until(lambda: _page(journey.marked) == number and "updated" in journey.status)


async def _act_on_what_is_not_there_yet(journey: Journey, newest: str) -> None:
    """f right behind a key that leads far away waits for its post. Off the screen it only marks what is seen."""
    pane = journey.app.main.pane
    supply, may_read = pane.shown.supply, asyncio.Event()

    async def wait_and_supply(keys: Sequence[int]) -> None:
        await may_read.wait()
        await supply(keys)

    pane.shown.supply = wait_and_supply  # type: ignore[method-assign]
    await journey.type("Gf")
    may_read.set()
    await journey.until(lambda: _page(journey.marked) == 1 and "★" in journey.marked)
    await journey.type("fg")
    await journey.until(lambda: journey.marked == newest)

    pane.posts.scroll_rows(100)
    await journey.press("f")
    await journey.sees("This post is highlighted now")
    assert journey.marked and "★" not in journey.marked
    await journey.press("f")
    await journey.until(lambda: "★" in journey.marked)
    await journey.press("f")


def _is_whole(journey: Journey) -> bool:
    """Whether every post on the screen is there with its words."""
    return "Loading" not in journey.text and not re.search(r"(?m)^[▌ ] *…", journey.text)


async def test_a_post_deep_down_is_found_and_read_around(
    server: DemoServer, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens in its place; keys lead to its neighbors, to both ends and back; the next start is there at once.

    Keys that lead far away do so also before the list is whole.
    """
    await _copied(server, filled)
    may_read = asyncio.Event()
    may_read.set()
    complete = TimelineList.complete

    async def when_told(shown: TimelineList) -> None:
        await may_read.wait()
        await complete(shown)

    monkeypatch.setattr(TimelineList, "complete", when_told)
    async with opened(server) as journey:
        newest = journey.marked
        await _jump(journey, 1_000)
        assert journey.app.main.pane.timeline_name == "timeline"
        await journey.press("j")
        await journey.until(lambda: _page(journey.marked) == 999)
        await journey.press("k", "k")
        await journey.until(lambda: _page(journey.marked) == 1_001)
        for _ in range(20):
            await journey.press("pagedown")
            await journey.until(lambda: _page(journey.marked) and _is_whole(journey))
        assert _page(journey.marked) < 975
        await journey.press("G")
        await journey.until(lambda: _page(journey.marked) == 1)
        await journey.press("g")
        await journey.until(lambda: journey.marked == newest)
        await _act_on_what_is_not_there_yet(journey, newest)
        await _jump(journey, 1_300)
        await journey.press("j")
        await journey.until(lambda: _page(journey.marked) == 1_299)
        left, row = journey.marked, journey.marked_row
    may_read.clear()
    with server.fault("offline"):
        async with opened(server, is_ready=False) as journey:
            assert (journey.marked, journey.marked_row) == (left, row)
            await journey.press("k")
            await journey.until(lambda: _page(journey.marked) == 1_300)
            for key, words in (("g", newest), ("G", "Notebook, page 1."), ("J", newest)):
                await journey.press(key)
                assert words not in journey.marked, key
                may_read.set()
                await journey.until(partial(_is_on, journey, words))
                # Around this row the list begins anew, as when another program has saved something.
                may_read.clear()
                await journey.app.main.pane.catch_up()


@pytest.fixture
def pruning(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Old posts are removed when this is set, not after a minute."""
    begin = asyncio.Event()
    prune = Session.prune

    async def when_told(session: Session, *, keep_days: int | None, keep_posts: int | None) -> int:
        await begin.wait()
        return await prune(session, keep_days=keep_days, keep_posts=keep_posts)

    monkeypatch.setattr(account_switcher, "PRUNE_AFTER_SECONDS", 0)
    monkeypatch.setattr(Session, "prune", when_told)
    return begin


async def test_pruning_takes_rows_off_the_screen_and_moves_nothing(
    server: DemoServer, filled: Path, pruning: asyncio.Event
) -> None:
    """What left is gone from the open list too; the highlighted post keeps its line; the end can be fetched again."""
    await _copied(server, filled)
    async with opened(server, KEPT) as journey:
        posts = journey.app.main.pane.posts
        await _jump(journey, 1_300)
        await journey.until(lambda: len(posts) == COUNT)
        marked, row = journey.marked, journey.marked_row
        assert "Notebook, page 1299." in journey.words
        with server.fault("hold", path="/posts/all"):
            pruning.set()
            # Those below have left; those above have not been read yet.
            await journey.until(lambda: len(posts) == 701)
            assert (journey.marked, journey.marked_row) == (marked, row)
            assert "Notebook, page 1299." not in journey.words
            assert "Notebook, page 1301." in journey.words
            assert _is_whole(journey)
            assert saved_count(server) < COUNT / 2
            await journey.press("j")
            assert (journey.marked, journey.marked_row) == (marked, row)
        await journey.until(lambda: "Notebook, page 1299." in journey.words)
        assert (journey.marked, journey.marked_row) == (marked, row)
        await journey.press("j")
        assert _page(journey.marked) == 1_299


async def test_pruning_below_the_screen_is_not_seen(server: DemoServer, filled: Path, pruning: asyncio.Event) -> None:
    """The reader is at the top: nothing on the screen changes, and the bottom of the list is higher up."""
    await _copied(server, filled)
    async with opened(server, KEPT) as journey:
        posts, lines = journey.app.main.pane.posts, journey.lines[:-1]
        await journey.until(lambda: len(posts) == COUNT)
        pruning.set()
        await journey.until(lambda: saved_count(server) == 400 and list(posts.keys()) == _saved_rows(server))
        assert journey.lines[:-1] == lines
        with server.fault("hold", path="/posts/all"):
            await journey.press("G")
            await journey.until(lambda: posts.highlighted == _saved_rows(server)[-1] and _is_whole(journey))
            await journey.press("g")
            await journey.until(lambda: journey.lines[:-1] == lines)
