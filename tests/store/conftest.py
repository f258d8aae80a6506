"""A store in a folder of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mbtui.store import Store
from mbtui.store.database import connect
from mbtui.store.migrations import migrate
from mbtui.store.migrations.cache import STEPS as CACHE_STEPS


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store; it is closed after the test."""
    opened = Store.open(tmp_path / "account")
    yield opened
    await opened.close()


@pytest.fixture
def cache() -> Iterator[sqlite3.Connection]:
    """A cache in memory, for functions that need no thread."""
    with closing(connect(Path(":memory:"))) as connection:
        migrate(connection, CACHE_STEPS)
        yield connection
