"""The schema of writing.sqlite3, step by step. A step that has been released is never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mbtui.store.migrations import Migration


def m001_initial(connection: sqlite3.Connection) -> None:
    """Make the tables of the first version: what was typed, and what waits to be sent.

    Times are Unix seconds, `details` and `result` are JSON objects.
    """
    connection.execute(
        """
        CREATE TABLE drafts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            post_id INTEGER,
            target TEXT NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            details TEXT NOT NULL,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            post_id INTEGER,
            target TEXT NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            details TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            created_at REAL NOT NULL,
            changed_at REAL NOT NULL,
            attempts INTEGER NOT NULL,
            not_before REAL NOT NULL,
            is_exposed INTEGER NOT NULL,
            exposed_at REAL NOT NULL,
            owner TEXT NOT NULL,
            leased_until REAL NOT NULL,
            result TEXT NOT NULL
        )
        """
    )
    connection.execute("CREATE INDEX outbox_by_state ON outbox (state, id)")


def m002_without_leases(connection: sqlite3.Connection) -> None:
    """Drop what said which program was sending an entry, and until when: a lock on a file says it now."""
    connection.execute("ALTER TABLE outbox DROP COLUMN owner")
    connection.execute("ALTER TABLE outbox DROP COLUMN leased_until")


STEPS: Sequence[Migration] = (m001_initial, m002_without_leases)
