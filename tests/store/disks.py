"""Disks that are slow, or full: connections to give to `Store.open`."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

from mbtui.store.database import Connect, connect, transaction


def slow_connect(seconds: float) -> Connect:
    """Make connections whose every commit takes so long, as on a tired SD card."""

    class SlowConnection(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if sql == "COMMIT" or (not self.in_transaction and _writes(sql)):
                time.sleep(seconds)
            return super().execute(sql, *arguments)

    return lambda path: sqlite3.connect(
        path, timeout=10, isolation_level=None, check_same_thread=False, factory=SlowConnection
    )


class HeldDisk:
    """Connections whose commits wait until `release`; so a test needs no clock."""

    def __init__(self) -> None:
        self.is_free = threading.Event()
        self.is_free.set()

    def hold(self) -> None:
        """Let commits wait from now on."""
        self.is_free.clear()

    def release(self) -> None:
        """Let them go on."""
        self.is_free.set()

    def connect(self, path: Path) -> sqlite3.Connection:
        """Make a connection; for `Store.open`."""
        disk = self

        class HeldConnection(sqlite3.Connection):
            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if sql == "COMMIT":
                    disk.is_free.wait(30)
                return super().execute(sql, *arguments)

        return sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False, factory=HeldConnection)


class SmallDisk:
    """Connections that find the disk full as soon as `fill` was called, until `empty`."""

    def __init__(self) -> None:
        self._connections: list[sqlite3.Connection] = []

    def connect(self, path: Path) -> sqlite3.Connection:
        """Make a connection; for `Store.open`."""
        made = connect(path)
        self._connections.append(made)
        return made

    def fill(self) -> None:
        """Leave no room for another page."""
        for connection in self._connections:
            (count,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {count}")

    def empty(self) -> None:
        """Make room."""
        for connection in self._connections:
            connection.execute("PRAGMA max_page_count = 1000000")


class FullDisk:
    """Connections that can save nothing at all from `fill` on, until `empty`; reading goes on.

    On a `SmallDisk` a few words still find room on a page that is there already.
    """

    def __init__(self) -> None:
        self._full_for: str | None = None

    def fill(self, table: str = "") -> None:
        """Leave no room from now on; with `table`, for that one only."""
        self._full_for = table

    def empty(self) -> None:
        """Make room."""
        self._full_for = None

    def connect(self, path: Path) -> sqlite3.Connection:
        """Make a connection; for `Store.open`."""
        disk = self

        class FullConnection(sqlite3.Connection):
            _changes = 0
            _is_full = False

            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if _writes(sql) and not self.in_transaction:
                    with transaction(self):
                        return self.execute(sql, *arguments)
                if sql.startswith("BEGIN"):
                    self._changes, self._is_full = self.total_changes, False
                elif sql == "COMMIT" and self._is_full and self.total_changes > self._changes:
                    # SQLite takes back a transaction that it can not save.
                    super().execute("ROLLBACK")
                    error = sqlite3.OperationalError("database or disk is full")
                    error.sqlite_errorcode = sqlite3.SQLITE_FULL
                    error.sqlite_errorname = "SQLITE_FULL"
                    raise error
                elif _writes(sql) and disk._full_for is not None and disk._full_for in sql:
                    self._is_full = True
                return super().execute(sql, *arguments)

        return sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False, factory=FullConnection)


def _writes(sql: str) -> bool:
    return sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
