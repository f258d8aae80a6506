"""Stars, their tags and deletions: what Micro.blog said, and what waits to be sent, which wins on the screen."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mbtui.timeline_kinds import BOOKMARKS


def set_favorite_pending(connection: sqlite3.Connection, id: int, value: bool | None) -> None:
    """Show a star as the reader wants it until it is sent; None shows what Micro.blog said again."""
    connection.execute("UPDATE posts SET pending_favorite = ? WHERE id = ?", (value, id))


def confirm_favorite(connection: sqlite3.Connection, id: int, value: bool) -> None:
    """Note that Micro.blog has a star, or has it no more; nothing waits any longer."""
    connection.execute("UPDATE posts SET is_favorite = ?, pending_favorite = NULL WHERE id = ?", (value, id))


def set_tags_pending(connection: sqlite3.Connection, id: int, tags: Sequence[str] | None) -> None:
    """Show a bookmark's tags as the reader wants them until they are sent; None shows what Micro.blog said again."""
    written = None if tags is None else ", ".join(tags)
    connection.execute("UPDATE posts SET pending_tags = ? WHERE id = ?", (written, id))


def confirm_tags(connection: sqlite3.Connection, id: int, tags: Sequence[str]) -> None:
    """Note that Micro.blog has these tags; nothing waits any longer."""
    connection.execute("UPDATE posts SET tags = ?, pending_tags = NULL WHERE id = ?", (", ".join(tags), id))


def tags_in_use(connection: sqlite3.Connection) -> list[str]:
    """Give the tags of the saved bookmarks, those that wait to be sent included."""
    found = connection.execute(
        "SELECT DISTINCT coalesce(pending_tags, tags) FROM posts WHERE id IN (SELECT entries.id FROM entries"
        " JOIN timelines ON timelines.id = timeline_id WHERE timelines.name = ? AND below = 0)"
        " AND coalesce(pending_tags, tags) <> '' LIMIT 1000",
        (BOOKMARKS.id,),
    )
    return list(dict.fromkeys(tag for (tags,) in found for tag in tags.split(", ")))


def set_delete_pending(connection: sqlite3.Connection, id: int, value: bool | None) -> None:
    """Show a post as deleted, or as there again, until that is sent; None shows what Micro.blog said again."""
    connection.execute("UPDATE posts SET pending_delete = ? WHERE id = ?", (value, id))


def confirm_delete(connection: sqlite3.Connection, id: int, value: bool) -> None:
    """Note that Micro.blog deleted a post, or has it again."""
    connection.execute("UPDATE posts SET is_deleted = ?, pending_delete = NULL WHERE id = ?", (value, id))


def pending_ids(connection: sqlite3.Connection) -> list[int]:
    """Give the posts with a star, tags or a deletion that waits."""
    found = connection.execute(
        "SELECT id FROM posts WHERE pending_favorite IS NOT NULL OR pending_delete IS NOT NULL"
        " UNION SELECT id FROM posts WHERE pending_tags IS NOT NULL LIMIT 1000"
    )
    return [id for (id,) in found]


def clear_pending(connection: sqlite3.Connection, id: int) -> None:
    """Show a post as Micro.blog last gave it."""
    connection.execute(
        "UPDATE posts SET pending_favorite = NULL, pending_delete = NULL, pending_tags = NULL WHERE id = ?", (id,)
    )
