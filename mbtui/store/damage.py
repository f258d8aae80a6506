"""Damaged files: set aside, never deleted, with a new file in their place.

A cache is fetched again. From a file of drafts and outbox everything legible is taken over first.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from mbtui.store.database import Connect

_COMPANIONS = ("-wal", "-shm")


def set_aside(path: Path, connect: Connect, prepare: Callable[[sqlite3.Connection], None]) -> str:
    """Move a damaged file out of the way and put a new one in its place.

    Args:
        path: The file.
        connect: Makes connections.
        prepare: Brings a connection, and a new file, to the newest version.

    Returns:
        What happened, as a sentence for the reader.
    """
    aside = put_aside(path)
    if not path.stem.startswith("writing"):
        return f"The saved posts were damaged. They are fetched again; the damaged file is kept as {aside.name}."
    from mbtui.store.salvage import salvage

    connection = connect(path)
    try:
        prepare(connection)
        count = salvage(aside, connection)
    finally:
        connection.close()
    texts = "Nothing in it could be read" if count == 0 else f"{count} of its texts and actions were recovered"
    return f"The file of drafts and unsent posts was damaged. {texts}; the damaged file is kept as {aside.name}."


def put_aside(path: Path) -> Path:
    """Rename a database and what SQLite keeps beside it to a free name with the date in it."""
    day = time.strftime("%Y-%m-%d")
    number = 1
    while True:
        mark = day if number == 1 else f"{day}-{number}"
        aside = path.with_name(f"{path.stem}.damaged-{mark}{path.suffix}")
        if not aside.exists():
            break
        number += 1
    for companion in ("", *_COMPANIONS):
        part = path.with_name(path.name + companion)
        if part.exists():
            part.rename(aside.with_name(aside.name + companion))
    return aside
