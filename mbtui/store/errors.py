"""What can go wrong between mbtui and its files, as sentences.

The text of each is a whole sentence that can be shown as it is; SQLite's error is the `__cause__`.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path


class StoreError(Exception):
    """Any failure to read or write what is kept. Nothing was changed by the call that raised it."""


class DiskFull(StoreError):
    """There is no room for what was to be saved."""


class Locked(StoreError):
    """Another program held the file for longer than we wait."""


class NotWritable(StoreError):
    """The file can not be opened, read or written: permissions, a missing folder, a failing disk."""


class Closed(StoreError):
    """The account was changed, or the program is ending: nothing more is read or written."""


class TooNew(StoreError):
    """A later version of mbtui has written it: a file, or what a draft has beside its text."""


_FULL_SIZE_BYTES = 64 * 1024
"""With less room than this an input/output error is a full disk: SQLite reports some of them as the former."""


def explain(error: sqlite3.Error, path: Path) -> StoreError:
    """Put an SQLite error about a file into words; the result is to be raised `from` it."""
    code = primary_code(error)
    name = path.name
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return DiskFull(
            f"There is no room left for {name} in {path.parent}. Nothing that was saved is lost; "
            "what could not be saved now is saved when there is room."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Locked(f"Another program is still writing to {name}. What was to be saved is not saved yet.")
    if is_damage(error):
        return StoreError(f"{path} is damaged: SQLite can not read all of it.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return NotWritable(f"{path} can not be read or written ({error}).")
    return StoreError(f"{path} could not be used as asked ({error}).")


def primary_code(error: sqlite3.Error) -> int:
    """The first byte of SQLite's result code, or 0 when the error did not come from SQLite itself."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file's content is wrong: also a text of which a byte was lost."""
    is_text_broken = str(error).startswith("Could not decode to UTF-8")
    return is_text_broken or primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _is_full(path: Path) -> bool:
    import shutil

    try:
        return shutil.disk_usage(path.parent).free < _FULL_SIZE_BYTES
    except OSError:
        return False
