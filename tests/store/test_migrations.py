"""Files of every earlier version become files of this one, with what they hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from mbtui.content import document as documents
from mbtui.outbox import queue
from mbtui.outbox.entry import Write
from mbtui.store import Store, drafts, search, search_index, timelines
from mbtui.store.database import connect
from mbtui.store.drafts import Draft
from mbtui.store.migrations import migrate
from mbtui.store.migrations.cache import STEPS as CACHE_STEPS
from mbtui.store.migrations.writing import STEPS as WRITING_STEPS
from mbtui.store.posts import packed_html
from mbtui.store.store import CACHE_VERSION, WRITING_VERSION
from mbtui.store.timelines import Newest
from tests.store.samples import at, entry, page

Fill = Callable[[sqlite3.Connection], None]


def fill_cache_1(connection: sqlite3.Connection) -> None:
    """Fill a cache of version 1: three posts, the second a bookmark with tags."""
    connection.execute("INSERT INTO authors VALUES (1, 'tomas', 'Tomas', 'https://tomas.example/', '', 0.0)")
    connection.execute("INSERT INTO timelines (id, name) VALUES (1, 'timeline'), (2, 'bookmarks')")
    for post, document in page(3, 2, 1):
        data = documents.encode(document)
        search_index.add(connection, post.id, "Tomas", "tomas", document)
        extra = b'{"summary":"Short","tags":["garden","to read"]}' if post.id == 2 else None
        html, published_at = packed_html(post.content_html, data), at(post.id).timestamp()
        connection.execute(
            "INSERT INTO posts VALUES (?, 1, ?, ?, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, ?, '', '', '', ?, ?, ?)",
            (post.id, published_at, post.id == 2, documents.VERSION, data, html, extra),
        )
        connection.execute("INSERT INTO entries VALUES (1, ?, ?, 0)", (published_at, post.id))
    connection.execute("INSERT INTO entries VALUES (2, 9.0, 2, 0)")


def fill_cache_2(connection: sqlite3.Connection) -> None:
    """Fill a cache of version 2. Once version 3 exists, this becomes plain SQL of version 2."""
    tagged = entry(2, is_favorite=True, favorited_at=at(9), tags=("garden", "to read"))
    timelines.merge(connection, "timeline", page(3, 2, 1), reach=Newest())
    timelines.merge(connection, "bookmarks", [tagged], reach=Newest())


def fill_writing_1(connection: sqlite3.Connection) -> None:
    """Fill a file of drafts of version 1."""
    connection.execute("INSERT INTO drafts VALUES (1, 'post', NULL, '', '', 'Words', '{}', 1.0, 1.0)")
    connection.execute(
        "INSERT INTO outbox VALUES"
        " (1, 'reply', 3, '', '', 'Answer', '{}', 'queued', '', 2.0, 2.0, 0, 0, 0, 0, '', 0, '{}')"
    )


def fill_writing_2(connection: sqlite3.Connection) -> None:
    """Fill a file of drafts of version 2. Once version 3 exists, this becomes plain SQL of version 2."""
    drafts.save_draft(connection, Draft(kind="post", text="Words"), now=1.0)
    queue.enqueue(connection, Write(kind="reply", post_id=3, text="Answer"), now=2.0)


CACHE_FILLS: dict[int, Fill] = {1: fill_cache_1, 2: fill_cache_2}
WRITING_FILLS: dict[int, Fill] = {1: fill_writing_1, 2: fill_writing_2}


def test_each_version_has_a_sample() -> None:
    """A new step comes with the files of the version before it; the numbers in the store follow."""
    assert len(CACHE_STEPS) == CACHE_VERSION == max(CACHE_FILLS)
    assert len(WRITING_STEPS) == WRITING_VERSION == max(WRITING_FILLS)
    for steps in (CACHE_STEPS, WRITING_STEPS):
        names = [getattr(step, "__name__", "") for step in steps]
        assert [name[:4] for name in names] == [f"m{number:03}" for number in range(1, len(steps) + 1)]


@pytest.mark.parametrize("version", sorted(CACHE_FILLS))
async def test_a_cache_of_an_earlier_version_is_read(tmp_path: Path, version: int) -> None:
    """Its posts are there, and new ones can be saved."""
    with closing(connect(tmp_path / "cache.sqlite3")) as connection:
        migrate(connection, CACHE_STEPS, up_to=version)
        CACHE_FILLS[version](connection)
    store = Store.open(tmp_path)
    await store.cache.write(timelines.merge, "timeline", page(4, 3), reach=Newest())
    assert list(await store.cache.read(timelines.rows, "timeline", limit=9)) == [4, 3, 2, 1]
    assert len(await store.cache.read(search.search, "post", limit=9)) == 4
    found = await store.cache.read(timelines.posts, [1, 2])
    assert [found[id].tags for id in (1, 2)] == [(), ("garden", "to read")]
    await store.close()


@pytest.mark.parametrize("version", sorted(WRITING_FILLS))
async def test_drafts_of_an_earlier_version_are_read(tmp_path: Path, version: int) -> None:
    """Not a word is lost by an update."""
    with closing(connect(tmp_path / "writing.sqlite3")) as connection:
        migrate(connection, WRITING_STEPS, up_to=version)
        WRITING_FILLS[version](connection)
    store = Store.open(tmp_path)
    assert [draft.text for draft in await store.outbox.write(drafts.drafts)] == ["Words"]
    assert [entry.text for entry in await store.outbox.write(queue.entries)] == ["Answer"]
    await store.close()


def test_a_step_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    """A step and its record are one transaction."""

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (a)")
        raise sqlite3.OperationalError("stop")

    with closing(connect(tmp_path / "x.sqlite3")) as connection:
        with pytest.raises(sqlite3.OperationalError, match="stop"):
            migrate(connection, [*WRITING_STEPS, broken])
        assert connection.execute("PRAGMA user_version").fetchone() == (len(WRITING_STEPS),)
        assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").fetchone() == (0,)
        migrate(connection, WRITING_STEPS)


def test_the_files_have_the_properties_meant(tmp_path: Path) -> None:
    """WAL for both; drafts are flushed to the disk at each save, the cache is not."""
    store = Store.open(tmp_path)
    for database, synchronous in ((store.cache, 1), (store.outbox, 2)):
        connection = database.direct
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (synchronous,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    store.close_now()
