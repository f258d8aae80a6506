"""A new version of mbtui converts posts differently: what was saved before follows, and is drawn anew."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from mbtui.content.document import Block, Document
from mbtui.demo import DemoServer
from mbtui.services.reconvert import BATCH
from mbtui.services.timeline import Timeline
from mbtui.store import posts
from mbtui.store.database import connect
from mbtui.store.store import CACHE_NAME
from mbtui.store.timelines import Window
from tests.interface.journey import reading

OLD_WORDS = "As another version wrote it."
HAVING_HTML = "SELECT id FROM posts WHERE length(content_html) > 2"
"""Two bytes are nothing, compressed; what could not be read is left as it was drawn."""


def _make_old(folder: Path) -> int:
    """Let another version have converted what is saved and has HTML. Returns how many posts those are."""
    with closing(connect(folder / CACHE_NAME)) as connection:
        ids = [id for (id,) in connection.execute(HAVING_HTML)]
        posts.replace_documents(connection, [(id, Document((Block(OLD_WORDS),))) for id in ids])
        connection.execute(f"UPDATE posts SET document_version = 0 WHERE id IN ({HAVING_HTML})")
        connection.execute("DELETE FROM remembered WHERE name = 'converted_by'")
    return len(ids)


def _count_old(folder: Path) -> int:
    with closing(sqlite3.connect(folder / CACHE_NAME)) as connection:
        return int(connection.execute("SELECT count(*) FROM posts WHERE document_version = 0").fetchone()[0])


def _count_having_html(folder: Path) -> int:
    with closing(sqlite3.connect(folder / CACHE_NAME)) as connection:
        return len(connection.execute(HAVING_HTML).fetchall())


async def test_posts_of_another_version_are_converted_and_drawn_anew(demo: DemoServer, tmp_path: Path) -> None:
    """More than one batch of them, also those that Micro.blog is not asked for again, and when it gives nothing."""
    async with reading(demo, tmp_path) as journey:
        words = journey.marked.splitlines()[1]
        await journey.until(lambda: _count_having_html(tmp_path) > BATCH)
    for is_away in (True, False):
        assert _make_old(tmp_path) > BATCH
        with ExitStack() as away:
            for path in ("/posts/all", "/posts/check") if is_away else ():
                away.enter_context(demo.fault("error-503", path=path))
            async with reading(demo, tmp_path, is_ready=not is_away) as journey:
                await journey.until(lambda: _count_old(tmp_path) == 0)
                await journey.until(lambda: words in journey.marked and OLD_WORDS not in journey.text)


async def test_what_is_being_read_meanwhile_is_drawn_anew(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that was read before posts were converted, and is shown after it, shows them as they are now."""
    is_read, may_be_shown = asyncio.Event(), asyncio.Event()
    read = Timeline.window

    async def read_slowly(timeline: Timeline, around: int | None, *, above: int, below: int) -> Window:
        window = await read(timeline, around, above=above, below=below)
        is_read.set()
        await may_be_shown.wait()
        return window

    async with reading(demo, tmp_path) as journey:
        main = journey.app.main
        id = main.pane.posts.highlighted
        assert id is not None
        monkeypatch.setattr(Timeline, "window", read_slowly)
        showing = asyncio.create_task(main.pane.catch_up())
        await is_read.wait()
        document = Document((Block("As this version writes it."),))
        await journey.app.session.store.cache.write(posts.replace_documents, [(id, document)])
        main.show_changed([id])
        await journey.press()
        may_be_shown.set()
        await showing
        await journey.until(lambda: "As this version writes it." in journey.marked)
