"""A new version of mbtui converts posts differently: what was saved before follows, and is drawn anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mbtui.content.document import Block, Document
from mbtui.demo import DemoServer
from mbtui.services.reconvert import BATCH
from mbtui.store import posts
from mbtui.store.database import connect
from mbtui.store.store import CACHE_NAME
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


async def test_posts_of_another_version_are_converted_and_drawn_anew(demo: DemoServer, tmp_path: Path) -> None:
    """Also those that Micro.blog is not asked for again; more than one batch of them."""
    async with reading(demo, tmp_path) as journey:
        words = journey.marked.splitlines()[1]
    assert _make_old(tmp_path) > BATCH
    async with reading(demo, tmp_path) as journey:
        await journey.until(lambda: _count_old(tmp_path) == 0)
        await journey.until(lambda: words in journey.marked and OLD_WORDS not in journey.text)
    async with reading(demo, tmp_path) as journey:
        assert OLD_WORDS not in journey.text


async def test_old_posts_are_shown_anew_without_a_page_of_them(demo: DemoServer, tmp_path: Path) -> None:
    """The rows at hand are drawn anew although Micro.blog gives nothing."""
    async with reading(demo, tmp_path) as journey:
        words = journey.marked.splitlines()[1]
    _make_old(tmp_path)
    with demo.fault("error-503", path="/posts/all"), demo.fault("error-503", path="/posts/check"):
        async with reading(demo, tmp_path, is_ready=False) as journey:
            await journey.until(lambda: words in journey.marked and OLD_WORDS not in journey.text)
