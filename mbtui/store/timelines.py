"""Which posts stand where: reading a timeline's rows, from the first frame to the last of a million.

Every function is called with a connection, by `Store.cache.write` or `Store.cache.read`, or for the first frame by
`Store.cache.read_now`. Timelines are named: "timeline", "mentions", "discover", "discover/books", "bookmarks",
"photos", "media", "user/NAME", "conversation/ID", "replies".
"""

from __future__ import annotations

import math
import sqlite3
from array import array

import msgspec

from mbtui.store.merging import Gap, Insertion, Merge, Newest, Older, Reach, Since, Whole, merge, place
from mbtui.store.posts import SavedPost, posts
from mbtui.store.row_order import ROW, Key, key_near, newest_post, row_below, row_of, timeline_id


class Window(msgspec.Struct, frozen=True):
    """Some rows of a timeline around a place, with their posts."""

    rows: array[int]
    """Post ids and, negative, gap ids; newest first."""
    posts: dict[int, SavedPost]
    has_newer: bool
    has_older: bool


class StoredGap(msgspec.Struct, frozen=True):
    """A known hole: posts between these two were not fetched."""

    id: int
    upper_id: int
    """The post above: fetch with `before_id` of this."""
    lower_id: int


_NO_REPLIES = " AND NOT (below = 0 AND EXISTS (SELECT 1 FROM posts WHERE posts.id = entries.id AND is_mention = 1))"


def rows(
    connection: sqlite3.Connection,
    timeline: str,
    *,
    newer_than: int | None = None,
    older_than: int | None = None,
    limit: int,
    without_replies: bool = False,
) -> array[int]:
    """Read rows in their order, newest first, gaps in place.

    Args:
        connection: The cache.
        timeline: Its name.
        newer_than: Only rows above this row; the nearest `limit` of them.
        older_than: Only rows below this row. Neither: from the top.
        limit: At most so many.
        without_replies: Leave out replies and posts that mention somebody.
    """
    number = timeline_id(connection, timeline)
    if number is None:
        return array("q")
    if newer_than is not None:
        key = key_near(connection, number, timeline, newer_than)
        return array("q") if key is None else _above(connection, number, key, limit, without_replies)
    key = (math.inf, 0, 0) if older_than is None else key_near(connection, number, timeline, older_than)
    return array("q") if key is None else _below(connection, number, key, limit, without_replies)


def _below(connection: sqlite3.Connection, timeline: int, key: Key, limit: int, without_replies: bool) -> array[int]:
    found = connection.execute(
        f"SELECT {ROW} FROM entries WHERE timeline_id = ? AND (sorted_at, id, below) < (?, ?, ?)"
        f"{_NO_REPLIES if without_replies else ''}"
        " ORDER BY sorted_at DESC, id DESC, below DESC LIMIT ?",
        (timeline, *key, limit),
    )
    return array("q", [row for (row,) in found])


def _above(connection: sqlite3.Connection, timeline: int, key: Key, limit: int, without_replies: bool) -> array[int]:
    found = connection.execute(
        f"SELECT {ROW} FROM entries WHERE timeline_id = ? AND (sorted_at, id, below) > (?, ?, ?)"
        f"{_NO_REPLIES if without_replies else ''}"
        " ORDER BY sorted_at, id, below LIMIT ?",
        (timeline, *key, limit),
    )
    above = array("q", [row for (row,) in found])
    above.reverse()
    return above


def window(
    connection: sqlite3.Connection,
    timeline: str,
    *,
    around: int | None,
    above: int,
    below: int,
    without_replies: bool = False,
) -> Window:
    """Read a row with its surroundings: what the first frame needs.

    Args:
        connection: The cache.
        timeline: Its name.
        around: The row in the middle; when it is gone, where it stood. None, or no way to tell: the top.
        above: At most so many rows above it.
        below: At most so many rows below it.
        without_replies: Leave out replies and posts that mention somebody.
    """
    number = timeline_id(connection, timeline)
    if number is None:
        return Window(array("q"), {}, False, False)
    key = None if around is None else key_near(connection, number, timeline, around)
    if key is None:
        upper, lower = array("q"), _below(connection, number, (math.inf, 0, 0), above + below + 2, without_replies)
        room = above + below + 1
    else:
        upper = _above(connection, number, key, above + 1, without_replies)
        # The row itself is read with what is below it.
        lower = _below(connection, number, (key[0], key[1], key[2] + 1), below + 2, without_replies)
        room = below + 1
    has_newer, has_older = len(upper) > above, len(lower) > room
    shown = upper[1:] if has_newer else upper
    shown.extend(lower[:room])
    return Window(shown, posts(connection, [row for row in shown if row > 0]), has_newer, has_older)


def gap(connection: sqlite3.Connection, gap_id: int) -> StoredGap | None:
    """Find a gap that is still open."""
    row = connection.execute("SELECT id, upper_id, lower_id FROM gaps WHERE id = ?", (gap_id,)).fetchone()
    return None if row is None else StoredGap(*row)


def is_complete(connection: sqlite3.Connection, timeline: str) -> bool:
    """Whether the oldest row is the oldest that Micro.blog gives."""
    row = connection.execute("SELECT is_complete FROM timelines WHERE name = ?", (timeline,)).fetchone()
    return row is not None and row[0] == 1


def newest_id(connection: sqlite3.Connection, timeline: str) -> int | None:
    """Find the topmost post; None in an empty timeline."""
    number = timeline_id(connection, timeline)
    key = None if number is None else newest_post(connection, number)
    return None if key is None else key[1]


def oldest_id(connection: sqlite3.Connection, timeline: str) -> int | None:
    """Find the post at the bottom, from which older ones are asked for; None in an empty timeline."""
    row = connection.execute(
        """
        SELECT id FROM entries WHERE timeline_id = (SELECT id FROM timelines WHERE name = ?) AND below = 0
        ORDER BY sorted_at, id LIMIT 1
        """,
        (timeline,),
    ).fetchone()
    return None if row is None else int(row[0])


def row_at_or_below(connection: sqlite3.Connection, timeline: str, time: float, post_id: int) -> int | None:
    """Find the row that stands where a post would stand that is not there; None when it would be the last."""
    number = timeline_id(connection, timeline)
    key = None if number is None else row_below(connection, number, (time, post_id, 1))
    return None if key is None else row_of(key)


def count_newer(
    connection: sqlite3.Connection, timeline: str, than_id: int | None, *, username: str = "", limit: int = 1000
) -> int:
    """Count the posts above a read position.

    Args:
        connection: The cache.
        timeline: Its name.
        than_id: The read position; None counts from the bottom.
        username: The reader, whose own posts are not counted.
        limit: Stop counting here.
    """
    number = timeline_id(connection, timeline)
    if number is None:
        return 0
    key = (-math.inf, 0, 0) if than_id is None else key_near(connection, number, timeline, than_id)
    if key is None:
        return 0
    (count,) = connection.execute(
        """
        SELECT count(*) FROM (
            SELECT 1 FROM entries JOIN posts ON posts.id = entries.id JOIN authors ON authors.id = posts.author_id
            WHERE entries.timeline_id = ? AND (entries.sorted_at, entries.id, entries.below) > (?, ?, ?)
                AND entries.below = 0 AND authors.username <> ? AND coalesce(posts.pending_delete, posts.is_deleted) = 0
            LIMIT ?
        )
        """,
        (number, *key, username, limit),
    ).fetchone()
    return int(count)


__all__ = [
    "Gap",
    "Insertion",
    "Merge",
    "Newest",
    "Older",
    "Reach",
    "Since",
    "StoredGap",
    "Whole",
    "Window",
    "count_newer",
    "gap",
    "is_complete",
    "merge",
    "newest_id",
    "oldest_id",
    "place",
    "posts",
    "row_at_or_below",
    "rows",
    "window",
]
