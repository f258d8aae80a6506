"""How the files of earlier versions become files of this one.

Imported only when a file is new or old: the first frame of an up-to-date store does not need it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

Migration = Callable[[sqlite3.Connection], None]
"""One numbered step. It runs inside a transaction and must not end it."""


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration], *, up_to: int | None = None) -> None:
    """Bring a database to the newest version, or to an earlier one for a test.

    `steps[0]` makes version 1 of an empty file. Each step commits together with its record (`PRAGMA user_version`),
    so that a death between two steps leaves a whole database of a known version. Two programs may do this at once:
    the second waits, then finds the steps done.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        # Both are properties of the file and must be set before, or outside of, the first transaction.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
    for number, step in enumerate(steps[:up_to], start=1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version < number:
                step(connection)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:  # no half a step stays, whatever it was
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
