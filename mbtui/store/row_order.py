"""The order of rows in a timeline: keys, and what stands next to what.

A row is a post or a gap. Outside this room it is an int: a post's id, or -gap_id. Inside it also has a
key, (time, post id, 0) for a post and (time and id of the post above, -gap_id) for a gap; rows stand on
the screen in descending order of their keys.
"""

from __future__ import annotations

import math
import sqlite3

from mbtui.timeline_kinds import kind_of

Key = tuple[float, int, int]
TOP: Key = (math.inf, 0, 0)

ROW = "iif(below, below, id)"
"""SQL for an entry's row, as the rest of the program knows it."""


def timeline_id(connection: sqlite3.Connection, timeline: str) -> int | None:
    """Find a timeline's number; None, which no row has, before anything is placed in it."""
    row = connection.execute("SELECT id FROM timelines WHERE name = ?", (timeline,)).fetchone()
    return None if row is None else int(row[0])


def key_of(connection: sqlite3.Connection, timeline: int | None, row: int) -> Key | None:
    """Find the key of a row that stands in a timeline; None when it does not."""
    found: Key | None
    if row < 0:
        found = connection.execute(
            "SELECT upper_at, upper_id, -id FROM gaps WHERE id = ? AND timeline_id = ?", (-row, timeline)
        ).fetchone()
    else:
        found = connection.execute(
            "SELECT sorted_at, id, below FROM entries WHERE id = ? AND timeline_id = ? AND below = 0", (row, timeline)
        ).fetchone()
    return found


def key_near(connection: sqlite3.Connection, timeline: int | None, name: str, row: int) -> Key | None:
    """Find where a row stands, or would stand if it were still there; None when nothing tells."""
    key = key_of(connection, timeline, row)
    if key is not None:
        return key
    time = "coalesce(favorited_at, published_at)" if kind_of(name).is_sorted_by_star else "published_at"
    for query, parameters in (
        ("SELECT sorted_at FROM places WHERE timeline = ? AND highlighted_id = ? AND sorted_at > 0", (name, row)),
        (f"SELECT {time} FROM posts WHERE id = ? AND {time} > 0", (row,)),
        ("SELECT published_at FROM read_positions WHERE channel = ? AND post_id = ? AND published_at > 0", (name, row)),
    ):
        found = connection.execute(query, parameters).fetchone()
        if found is not None:
            return (found[0], max(row, 0), 0)
    return None


def row_below(connection: sqlite3.Connection, timeline: int | None, key: Key, *, is_post: bool = False) -> Key | None:
    """Find the row directly under a key; with `is_post` the nearest post, passing over gaps."""
    found: Key | None = connection.execute(
        f"""
        SELECT sorted_at, id, below FROM entries
        WHERE timeline_id = ? AND (sorted_at, id, below) < (?, ?, ?) {"AND below = 0" if is_post else ""}
        ORDER BY sorted_at DESC, id DESC, below DESC LIMIT 1
        """,
        (timeline, *key),
    ).fetchone()
    return found


def newest_post(connection: sqlite3.Connection, timeline: int | None) -> Key | None:
    """Find the topmost post."""
    return row_below(connection, timeline, TOP, is_post=True)


def row_of(key: Key) -> int:
    """Give a key's row as the rest of the program knows it."""
    return key[2] or key[1]
