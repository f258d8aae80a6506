"""Reading what is left of a damaged file of drafts and outbox.

First as SQLite reads it, from both ends of each table up to the damage. Then, when that met damage, page
by page without SQLite, as its `.recover` does. Pages may be stale, so what only they hold comes back as
drafts: nothing is sent that may have been sent already.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mbtui.store.database import transaction
from mbtui.store.leaves import stored_rows

_DRAFT_COLUMNS = ("id", "kind", "post_id", "target", "title", "text", "details", "created_at", "changed_at")
_OUTBOX_COLUMNS = (
    *("id", "kind", "post_id", "target", "title", "text", "details", "state", "reason", "created_at", "changed_at"),
    *("attempts", "not_before", "is_exposed", "exposed_at", "result"),
)
_TEXT_KINDS = ("post", "reply", "edit")

Row = Mapping[str, Any]


def salvage(damaged: Path, connection: sqlite3.Connection) -> int:
    """Take over every row that can still be read.

    Args:
        damaged: The file that was set aside; it is only read.
        connection: The new, empty file.

    Returns:
        How many drafts and entries were taken over.
    """
    with tempfile.TemporaryDirectory(prefix="mbtui-salvage-") as folder:
        # A copy: even reading would let SQLite write to what is to be kept as it is.
        copy = Path(folder) / damaged.name
        for companion in ("", "-wal"):
            part = damaged.with_name(damaged.name + companion)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + companion))
        pages = list(stored_rows(copy))
        drafts, is_whole = _table(copy, "drafts", _DRAFT_COLUMNS)
        outbox, is_outbox_whole = _table(copy, "outbox", _OUTBOX_COLUMNS)
    with transaction(connection):
        count = _insert(connection, "drafts", drafts.values()) + _insert(connection, "outbox", outbox.values())
        if not is_whole or not is_outbox_whole:
            count += _insert(connection, "drafts", _from_pages(pages, drafts, outbox))
    return count


def _table(path: Path, name: str, columns: tuple[str, ...]) -> tuple[dict[int, Row], bool]:
    """Read a table through SQLite, from both ends; also tell whether there was no damage."""
    rows: dict[int, Row] = {}
    is_whole = True
    for order in ("ASC", "DESC"):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            # Odd bytes in a text must not cost the row.
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            for row in connection.execute(f"SELECT * FROM {name} NOT INDEXED ORDER BY id {order}"):
                found = dict(zip(row.keys(), row, strict=True))
                if _is_sound(found, columns):
                    rows[found["id"]] = found
        except sqlite3.Error:
            is_whole = False
        finally:
            connection.close()
        if is_whole:
            break
    return rows, is_whole


def _from_pages(pages: Iterable[tuple[int, list[Any]]], drafts: dict[int, Row], outbox: dict[int, Row]) -> list[Row]:
    """Choose what only the pages hold: of each draft and each text in the outbox the last version."""
    found: dict[tuple[str, int], Row] = {}
    for id, values in pages:
        is_outbox = len(values) >= len(_OUTBOX_COLUMNS)
        columns = _OUTBOX_COLUMNS if is_outbox else _DRAFT_COLUMNS
        if len(values) < len(columns) or id in (outbox if is_outbox else drafts):
            continue
        row = {**dict(zip(columns, values, strict=False)), "id": id}
        # What stood behind a text whose end is lost is empty.
        row["details"] = row["details"] or "{}"
        if not _is_sound(row, columns) or not (row["text"] or row["title"]):
            continue
        if is_outbox and (row["kind"] not in _TEXT_KINDS or row["state"] == "sent"):
            continue
        key = ("outbox" if is_outbox else "drafts", id)
        if key not in found or found[key]["changed_at"] < row["changed_at"]:
            found[key] = row
    return [
        {column: row[column] for column in _DRAFT_COLUMNS if column != "id" or table == "drafts"}
        for (table, _), row in sorted(found.items())
    ]


def _is_sound(row: Row, columns: tuple[str, ...]) -> bool:
    for column in columns:
        value = row.get(column)
        if column == "post_id":
            is_right = value is None or isinstance(value, int)
        elif column in ("id", "attempts", "is_exposed"):
            is_right = isinstance(value, int)
        elif column.endswith(("_at", "_before", "_until")):
            is_right = isinstance(value, int | float)
        else:
            is_right = isinstance(value, str)
        if not is_right:
            return False
    if columns is _DRAFT_COLUMNS and row["kind"] not in _TEXT_KINDS:
        return False
    try:
        return isinstance(json.loads(row["details"]), dict)
    except ValueError:
        return False


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Insert rows; columns that this version does not know are left out."""
    known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    count = 0
    for row in rows:
        columns = [column for column in row if column in known]
        count += connection.execute(
            f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [row[column] for column in columns],
        ).rowcount
    return count
