"""The file of drafts and outbox."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mbtui.store.database import connect
from mbtui.store.migrations import migrate
from mbtui.store.migrations.writing import STEPS as WRITING_STEPS


@pytest.fixture
def file() -> Iterator[sqlite3.Connection]:
    """A file of drafts and outbox in memory."""
    with closing(connect(Path(":memory:"))) as connection:
        migrate(connection, WRITING_STEPS)
        yield connection
