"""One account's files: what was read (cache.sqlite3) and what was written (writing.sqlite3).

They are two, so that a damaged cache, which can be fetched again, never takes along what was typed.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path

from mbtui.paths import make_private
from mbtui.store.database import Connect, Database, connect
from mbtui.store.errors import NotWritable, TooNew, explain, is_damage

CACHE_NAME = "cache.sqlite3"
CACHE_VERSION = 2
"""The number of the newest step in `migrations.cache`; compared at the start without importing it."""
WRITING_NAME = "writing.sqlite3"
WRITING_VERSION = 2
"""The number of the newest step in `migrations.writing`."""


class Store:
    """What is kept of one account.

    Example:
        store = Store.open(folder)
        first = store.cache.read_now(timelines.window, "timeline", around=None, above=20, below=40)
        await store.cache.write(timelines.merge, "timeline", page, reach=Newest())
        await store.close()
    """

    def __init__(self, cache: Database, writing: Database, notices: list[str]) -> None:
        self.cache = cache
        """What was read: it can be fetched again. Its writes need not survive a loss of power."""
        self.outbox = writing
        """What was written: drafts and the outbox. When a write returns, it survives a loss of power."""
        self.notices = notices
        """Sentences for the reader about files that were set aside; whoever tells them takes them."""

    @classmethod
    def open(cls, folder: Path, *, connect: Connect = connect) -> Store:
        """Open an account's files, or make them and their folder.

        An up-to-date store is opened without writing anything. A damaged file is set aside, and `notices` says so.
        """
        try:
            make_private(folder)
        except OSError as error:
            raise NotWritable(f"The folder {folder} can not be made ({error.strerror}).") from error
        notices: list[str] = []
        cache = _opened(folder / CACHE_NAME, notices, connect)
        try:
            writing = _opened(folder / WRITING_NAME, notices, connect)
        except BaseException:  # not left open, whatever it was
            cache.close_now()
            raise
        return cls(cache, writing, notices)

    @property
    def folder(self) -> Path:
        return self.cache.path.parent

    def take_notices(self) -> list[str]:
        """Give what has not been told yet."""
        taken, self.notices[:] = self.notices[:], []
        return taken

    async def close(self) -> None:
        """Let what was given finish, then close both files."""
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """The same for a program without an event loop."""
        self.cache.close_now()
        self.outbox.close_now()


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    is_cache = path.name == CACHE_NAME
    newest = CACHE_VERSION if is_cache else WRITING_VERSION
    # Losing the last pages read to a power cut is no loss; waiting for the disk at each would be.
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if is_cache else 'FULL'}")
    connection.execute("PRAGMA foreign_keys = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > newest:
        raise TooNew(f"{path} was written by a later version of mbtui. Update mbtui to read it.")
    if version < newest:
        if is_cache:
            from mbtui.store.migrations.cache import STEPS
        else:
            from mbtui.store.migrations.writing import STEPS
        from mbtui.store.migrations import migrate

        migrate(connection, STEPS)
    # Reads the schema, so that a file broken near its start is known now.
    connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()


def _make_private_file(path: Path) -> None:
    """Make a file for its owner only, which SQLite would make as the umask says; its log gets the same mode.

    One that exists is not opened for it: when it was closed, SQLite's locks on it would be gone.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return  # another mbtui has just made it
        except OSError as error:
            raise NotWritable(f"The file {path} can not be made ({error.strerror}).") from error
        return
    except OSError as error:
        raise NotWritable(f"The file {path} can not be used ({error.strerror}).") from error
    if not stat.S_ISREG(mode):
        what = "a link to another file" if stat.S_ISLNK(mode) else "no plain file"
        raise NotWritable(f"{path} is {what}, so it was not used. Move it away, and start mbtui again.")
    if mode & 0o077:
        with suppress(OSError):  # of another user, or on a file system without modes
            path.chmod(0o600)


def _opened(path: Path, notices: list[str], connect: Connect) -> Database:
    is_cache = path.name == CACHE_NAME

    def prepare(connection: sqlite3.Connection) -> None:
        _prepare(connection, path)

    def replace(error: sqlite3.Error) -> None:
        from mbtui.store import recovery

        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB:
            notices.append(recovery.rebuild_search_index(path, connect))
        elif is_cache:
            kept = f"the damaged file is kept as {recovery.put_aside(path).name}."
            notices.append(f"The saved posts were damaged. They are fetched again; {kept}")
        else:
            notices.append(recovery.replace_writing(path, connect, prepare))

    def copy(connection: sqlite3.Connection) -> None:
        from mbtui.store import recovery

        recovery.write_copy(connection, path)

    def opened() -> Database:
        _make_private_file(path)
        return Database(path, prepare=prepare, replace=replace, copy=None if is_cache else copy, connect=connect)

    try:
        try:
            return opened()
        except TooNew as error:
            if not is_cache:
                raise
            from mbtui.store.recovery import put_aside

            notices.append(f"{error} Until then, posts are kept in a new file; the other is {put_aside(path).name}.")
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            replace(error)
        return opened()
    except sqlite3.Error as error:
        raise explain(error, path) from error
