"""One SQLite file with a thread for reading and a thread for writing.

Queries are plain functions `f(connection, …)` elsewhere in this room; here they get their connection and
their thread, and SQLite's errors become sentences: whatever calls one raises `StoreError`. Knows no table.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from mbtui.store.errors import Closed, Locked, StoreError, explain, is_damage

P = ParamSpec("P")
R = TypeVar("R")

Connect = Callable[[Path], sqlite3.Connection]
"""Makes a connection in autocommit mode that any thread may use. Tests give one with a slow or a full disk."""

_BUSY_SECONDS = 10.0
_BUSY_ATTEMPTS = 4
_COPY_SECONDS = 10.0


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection as everything here expects it.

    Threads take turns on it (sqlite3 is built serialized; each of our threads has one of its own).
    """
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one transaction; inside another it belongs to that one.

    It takes the write lock at its start, so a lock held by another program is met before anything is done.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:  # no half a change stays, whatever it was
        # A full disk makes SQLite roll back by itself; then there is nothing to take back.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Lane:
    """One thread with one connection; what it is given runs in order."""

    def __init__(self, database: Database, name: str, connection: sqlite3.Connection | None = None) -> None:
        self._database = database
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"mbtui-{database.path.stem}-{name}")
        self._connection = connection
        self._inode = database.inode

    def submit(self, job: Callable[[sqlite3.Connection], R]) -> Future[R]:
        try:
            return self._executor.submit(self.call, job)
        except RuntimeError as error:
            # What had begun before its end was known, and is cancelled in a moment.
            raise Closed(f"{self._database.path.name} is closed already.") from error

    def call(self, job: Callable[[sqlite3.Connection], R]) -> R:
        """Do a job in the thread we are in, which is this lane's own, or the only one so far."""
        for attempt in range(1, _BUSY_ATTEMPTS + 1):
            try:
                return job(self._connected())
            except sqlite3.Error as error:
                problem = explain(error, self._database.path)
                if isinstance(problem, Locked) and attempt < _BUSY_ATTEMPTS:
                    continue
                if attempt == 1 and self._database.mend(error, self._inode):
                    continue
                raise problem from error
        raise AssertionError("the last attempt returns or raises")

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None or self._inode != self._database.inode:
            self._disconnect()
            self._inode = self._database.inode
            self._connection = self._database.connected()
        return self._connection

    def close(self) -> None:
        """Let what is queued finish, then end the thread and close the connection. Closing twice is harmless."""
        self._executor.shutdown()
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Copier:
    """Copies a file ten seconds after it was changed, in a thread of its own, and when it is closed.

    A copy that can not be written is given up; the one before stays, and the next change begins another.
    """

    def __init__(self, database: Database, copy: Callable[[sqlite3.Connection], None]) -> None:
        self._lane = Lane(database, "copy")
        self._copy = copy
        self._turn = threading.Lock()
        self._timer: threading.Timer | None = None

    def note_change(self) -> None:
        """Begin to wait, unless a change is being waited for already."""
        if self._timer is None:
            self._timer = threading.Timer(_COPY_SECONDS, self._run)
            self._timer.daemon = True
            self._timer.start()

    def _run(self) -> None:
        with self._turn:
            if self._timer is not None:
                # First, so that what changes while it is copied begins another wait.
                self._timer = None
                with contextlib.suppress(StoreError, OSError):
                    self._lane.call(self._copy)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._run()
        self._lane.close()


class Database:
    """One open file.

    Args:
        path: The file.
        prepare: Sets a new connection's pragmas.
        replace: Called when the file is found damaged while in use: sets it aside and makes another in its place.
        copy: Makes a copy of the file, when it has one.
        connect: Makes connections.
    """

    def __init__(
        self,
        path: Path,
        *,
        prepare: Callable[[sqlite3.Connection], None],
        replace: Callable[[sqlite3.Error], None],
        copy: Callable[[sqlite3.Connection], None] | None = None,
        connect: Connect = connect,
    ) -> None:
        self.path = path
        self._prepare = prepare
        self._replace = replace
        self._connect = connect
        self.direct = self.connected()
        """The connection of the reading thread, made at once: the first frame may use it before that thread does."""
        self.inode = self._find_inode()
        """Tells the file from one that took its place; each thread opens its connection anew when it changes."""
        self._mending = threading.Lock()
        self._is_closing = False
        self._version: int | None = None
        self._reading = Lane(self, "read", self.direct)
        self._writing = Lane(self, "write")
        self._copier = None if copy is None else Copier(self, copy)

    async def write(
        self, function: Callable[Concatenate[sqlite3.Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a function on the writing thread, after what was given before.

        It runs to its end even when the awaiting task is cancelled: what was to be saved is saved. After an error the
        transaction was taken back.
        """

        def job(connection: sqlite3.Connection) -> R:
            before = connection.total_changes
            result = function(connection, *args, **kwargs)
            if self._copier is not None and connection.total_changes != before:
                self._copier.note_change()
            return result

        future = asyncio.wrap_future(self._writing.submit(job))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            # Nobody waits for its error any more, which asyncio would report.
            future.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise

    async def read(
        self, function: Callable[Concatenate[sqlite3.Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Call a function that only reads, on a thread of its own: a slow write does not hold it up.

        When the awaiting task is cancelled before its turn, it is not called.
        """
        future = self._reading.submit(lambda connection: function(connection, *args, **kwargs))
        return await asyncio.wrap_future(future)

    async def changed_by_others(self) -> bool:
        """Tell whether another program has saved something since the last call; the first call says yes."""
        return await self.write(self._is_changed)

    def _is_changed(self, connection: sqlite3.Connection) -> bool:
        # The writing connection is asked, since its own writes do not change the number.
        before = self._version
        (self._version,) = connection.execute("PRAGMA data_version").fetchone()
        return before != self._version

    def read_now(
        self, function: Callable[Concatenate[sqlite3.Connection, P], R], /, *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """The same as `read`, in this thread: for the first frame, before anything else is read."""
        return self._reading.call(lambda connection: function(connection, *args, **kwargs))

    def close_now(self) -> None:
        """Let the threads finish what they were given, then close the file."""
        self._reading.close()
        self._writing.close()
        self._is_closing = True
        if self._copier is not None:
            self._copier.close()

    def connected(self) -> sqlite3.Connection:
        connection = self._connect(self.path)
        try:
            self._prepare(connection)
        except BaseException:  # not left open, whatever it was
            connection.close()
            raise
        return connection

    def mend(self, error: sqlite3.Error, inode: int) -> bool:
        """After an error about the file of this inode: whether the call is worth repeating, since it was replaced."""
        is_moved = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED
        # What is found damaged at the end is mended at the next start, when somebody can be told.
        if self._is_closing or not (is_moved or is_damage(error)):
            return False
        with self._mending:
            if self._find_inode() == inode:
                if is_moved:
                    return False
                self._replace(error)
            self.inode = self._find_inode()
            return True

    def _find_inode(self) -> int:
        try:
            return self.path.stat().st_ino
        except OSError:
            return 0
