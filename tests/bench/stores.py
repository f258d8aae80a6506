"""Home folders in which mbtui has been used: signed in, with any number of posts saved."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from mbtui.api import Client
from mbtui.content.convert import convert
from mbtui.store import Store, places, timelines
from mbtui.store.timelines import Newest, Older

PAGE_SIZE = 200


async def fill(
    account_folder: Path, client: Client, sizes: Sequence[int], reached: Callable[[int], None] = lambda size: None
) -> None:
    """Save a timeline's newest posts, as reading it down to there would have.

    Args:
        account_folder: Where the account's files are.
        client: Asked for the posts.
        sizes: How many posts to save; ascending.
        reached: Called at each size, with the files closed: a moment to copy them.
    """
    saved = 0
    before: int | None = None
    for size in sizes:
        store = Store.open(account_folder)
        try:
            while saved < size:
                feed = await client.posts.all(count=min(PAGE_SIZE, size - saved), before_id=before)
                if not feed.posts:
                    break
                page = [(post, convert(post.body_html)) for post in feed.posts]
                reach = Newest() if before is None else Older(before)
                await store.cache.write(timelines.merge, "timeline", page, reach=reach)
                saved += len(page)
                before = feed.posts[-1].id
        finally:
            await store.close()
        reached(size)


def account_folder(home: Path) -> Path:
    """The folder of the one account that was signed in there."""
    return next(path.parent for path in home.glob("data/mbtui/*/@*/cache.sqlite3"))


def copied(home: Path, to: Path) -> Path:
    """Copy a home folder in place of another."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(home, to)
    return to


def highlighted_index(account_folder: Path) -> int:
    """Which post of the timeline, counted from the newest, the reader was on when the place was saved last."""
    with closing(sqlite3.connect(account_folder / "cache.sqlite3")) as connection:
        place = places.place(connection, "timeline")
        rows = timelines.rows(connection, "timeline", limit=1_000_000)
    return rows.index(place.highlighted_id) if place is not None else 0
