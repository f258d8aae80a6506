"""Stars and deletions: what Micro.blog said, and what waits to be sent, which wins on the screen."""

from __future__ import annotations

import sqlite3


def set_favorite_pending(connection: sqlite3.Connection, id: int, value: bool | None) -> None:
    """Show a star as the reader wants it until it is sent; None shows what Micro.blog said again."""
    connection.execute("UPDATE posts SET pending_favorite = ? WHERE id = ?", (value, id))


def confirm_favorite(connection: sqlite3.Connection, id: int, value: bool) -> None:
    """Note that Micro.blog has a star, or has it no more; nothing waits any longer."""
    connection.execute("UPDATE posts SET is_favorite = ?, pending_favorite = NULL WHERE id = ?", (value, id))


def set_delete_pending(connection: sqlite3.Connection, id: int, value: bool | None) -> None:
    """Show a post as deleted, or as there again, until that is sent; None shows what Micro.blog said again."""
    connection.execute("UPDATE posts SET pending_delete = ? WHERE id = ?", (value, id))


def confirm_delete(connection: sqlite3.Connection, id: int, value: bool) -> None:
    """Note that Micro.blog deleted a post, or has it again."""
    connection.execute("UPDATE posts SET is_deleted = ?, pending_delete = NULL WHERE id = ?", (value, id))


def pending_ids(connection: sqlite3.Connection, *, limit: int = 1000) -> list[int]:
    """Give the posts with a star or a deletion that waits."""
    found = connection.execute(
        "SELECT id FROM posts WHERE pending_favorite IS NOT NULL OR pending_delete IS NOT NULL LIMIT ?", (limit,)
    )
    return [id for (id,) in found]


def clear_pending(connection: sqlite3.Connection, id: int) -> None:
    """Show a post as Micro.blog last gave it."""
    connection.execute("UPDATE posts SET pending_favorite = NULL, pending_delete = NULL WHERE id = ?", (id,))
