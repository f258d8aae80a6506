"""A file that is found damaged while mbtui runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.store.store import WRITING_NAME
from tests.interface.journey import reading


async def test_what_was_recovered_is_told(demo: DemoServer, tmp_path: Path) -> None:
    """The star that meets the damage is sent, and a sentence says what became of the file."""
    star = demo.world.publish("tomas", "<p>Who is awake?</p>")
    async with reading(demo, tmp_path) as journey:
        path = tmp_path / WRITING_NAME
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("DELETE FROM drafts")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xa5" * (path.stat().st_size - 4096))
        await journey.press("f")
        await journey.until(lambda: star.id in demo.world.reader("ines").bookmarks)
        await journey.sees("The file of drafts and unsent posts was damaged.")
