"""The full-text index: which words stand in which post, and the search over them.

The index is contentless. To take a post out of it, its words are given again, exactly as they were put in.
"""

from __future__ import annotations

import sqlite3

from mbtui.content.document import Document


def add(connection: sqlite3.Connection, id: int, name: str, username: str, document: Document) -> None:
    """Make a post's words findable."""
    connection.execute(
        "INSERT INTO words (rowid, author, body) VALUES (?, ?, ?)", (id, f"{name} {username}", document.plain_text)
    )


def remove(connection: sqlite3.Connection, id: int, name: str, username: str, document: Document) -> None:
    """Take a post's words out of the index; all arguments as they were given to `add`."""
    connection.execute(
        "INSERT INTO words (words, rowid, author, body) VALUES ('delete', ?, ?, ?)",
        (id, f"{name} {username}", document.plain_text),
    )
