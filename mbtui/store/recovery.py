"""Damaged files: set aside, never deleted, with a new one in their place; and the copy from which texts come back.

A cache is fetched again. Of drafts and outbox everything is taken over that SQLite still reads, from both ends of each
table up to the damage. What is missing then is taken from the copy, which is at most ten seconds older than the last
change: so ten seconds of typing may be lost, when the page that held them is destroyed. What only the copy holds
comes back as a draft: it may have been sent since, and nothing is sent that may have been sent already.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from types import NoneType
from typing import Any

from mbtui.store.database import Connect, transaction

_TEXT_KINDS = ("post", "reply", "edit")
_DRAFT_TYPES = {
    **{"id": int, "kind": str, "post_id": int | NoneType, "target": str, "title": str, "text": str, "details": str},
    **{"created_at": int | float, "changed_at": int | float},
}
_OUTBOX_TYPES = {
    **_DRAFT_TYPES,
    **{"state": str, "reason": str, "attempts": int, "not_before": int | float, "is_exposed": int},
    **{"exposed_at": int | float, "result": str},
}

Row = Mapping[str, Any]


def put_aside(path: Path) -> Path:
    """Rename a database and what SQLite keeps beside it to a free name with the date in it."""
    mark = day = time.strftime("%Y-%m-%d")
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{mark}{path.suffix}")).exists():
        number += 1
        mark = f"{day}-{number}"
    for companion in ("", "-wal", "-shm"):
        part = path.with_name(path.name + companion)
        if part.exists():
            part.rename(aside.with_name(aside.name + companion))
    return aside


def replace_writing(path: Path, connect: Connect, prepare: Callable[[sqlite3.Connection], None]) -> str:
    """Put a new file with all that can be had in the place of a damaged one of drafts and outbox, and say so."""
    aside = put_aside(path)
    with closing(connect(path)) as connection:
        prepare(connection)
        count = _recover(aside, copy_path(path), connection)
    texts = "Nothing in it could be read" if count == 0 else f"{count} of its texts and actions were recovered"
    return f"The file of drafts and unsent posts was damaged. {texts}; the damaged file is kept as {aside.name}."


def rebuild_search_index(path: Path, connect: Connect) -> str:
    """Make the search index of a cache again, which alone is damaged, and say so."""
    from mbtui.store import search_index

    with closing(connect(path)) as connection, transaction(connection):
        search_index.rebuild(connection)
    return "The index for searching was damaged and has been made again."


def copy_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.copy{path.suffix}")


def write_copy(connection: sqlite3.Connection, path: Path) -> None:
    """Put a copy of a file beside it, whole or not at all.

    Damage of the file shows in the copy. Then it is raised, and the copy before stays.
    """
    part = path.with_name(f"{path.stem}.copy-{os.getpid()}{path.suffix}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
            # It is read with nothing beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            error = sqlite3.DatabaseError(verdict)
            error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise error
        part.replace(copy_path(path))
    finally:
        part.unlink(missing_ok=True)


def _recover(damaged: Path, copy: Path, connection: sqlite3.Connection) -> int:
    """Take over drafts and entries into a new file; tell how many."""
    with tempfile.TemporaryDirectory(prefix="mbtui-recovery-") as folder:
        # Even reading would let SQLite write to what is to be kept as it is.
        legible = Path(folder) / damaged.name
        for companion in ("", "-wal"):
            part = damaged.with_name(damaged.name + companion)
            if part.exists():
                shutil.copyfile(part, legible.with_name(legible.name + companion))
        drafts, has_all_drafts = _table(legible, "drafts", _DRAFT_TYPES)
        outbox, has_all_entries = _table(legible, "outbox", _OUTBOX_TYPES)
    with transaction(connection):
        count = _insert(connection, "drafts", drafts.values()) + _insert(connection, "outbox", outbox.values())
        if not (has_all_drafts and has_all_entries) and copy.exists():
            count += _insert(connection, "drafts", _only_in_copy(copy, drafts, outbox))
    return count


def _table(path: Path, name: str, types: Mapping[str, Any]) -> tuple[dict[int, Row], bool]:
    """Read a table, from both ends; also tell whether there was no damage."""
    rows: dict[int, Row] = {}
    is_whole = True
    for order in ("ASC", "DESC"):
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            # Odd bytes in a text must not cost the row.
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            try:
                for row in connection.execute(f"SELECT * FROM {name} NOT INDEXED ORDER BY id {order}"):
                    found = dict(zip(row.keys(), row, strict=True))
                    if _is_sound(found, types):
                        rows[found["id"]] = found
                    else:
                        is_whole = False
            except sqlite3.Error:
                is_whole = False
        if is_whole:
            break
    return rows, is_whole


def _is_sound(row: Row, types: Mapping[str, Any]) -> bool:
    import json

    if not all(isinstance(row.get(column), type) for column, type in types.items()):
        return False
    if types is _DRAFT_TYPES and row["kind"] not in _TEXT_KINDS:
        return False
    try:
        return isinstance(json.loads(row["details"]), dict)
    except ValueError:
        return False


def _only_in_copy(copy: Path, drafts: dict[int, Row], outbox: dict[int, Row]) -> list[Row]:
    """Give as drafts the texts that only the copy holds, and not those that have moved on to the outbox since."""

    def text(row: Row) -> tuple[Any, ...]:
        return row["kind"], row["post_id"], row["title"], row["text"]

    kept, _ = _table(copy, "drafts", _DRAFT_TYPES)
    unsent, _ = _table(copy, "outbox", _OUTBOX_TYPES)
    found = [row for id, row in kept.items() if id not in drafts]
    for id, row in unsent.items():
        if id not in outbox and row["kind"] in _TEXT_KINDS and row["state"] != "sent":
            found.append({column: value for column, value in row.items() if column != "id"})
    known = {text(row) for row in (*drafts.values(), *outbox.values())}
    return [row for row in found if text(row) not in known]


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Insert rows; columns that the table does not have are left out."""
    known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    count = 0
    for row in rows:
        columns = [column for column in row if column in known]
        count += connection.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [row[column] for column in columns],
        ).rowcount
    return count
