"""Which posts stand where: reading a timeline's rows, from the first frame to the last of a million.

Timelines are named: "timeline", "mentions", "discover", "discover/books", "bookmarks", "photos", "media",
"user/NAME", "conversation/ID", "replies".
"""

from __future__ import annotations

import math
import sqlite3
from array import array

import msgspec

from mbtui.store.merging import Gap as Gap
from mbtui.store.merging import Insertion as Insertion
from mbtui.store.merging import Merge as Merge
from mbtui.store.merging import Newest as Newest
from mbtui.store.merging import Older as Older
from mbtui.store.merging import Reach as Reach
from mbtui.store.merging import Since as Since
from mbtui.store.merging import Whole as Whole
from mbtui.store.merging import merge as merge
from mbtui.store.merging import place as place
from mbtui.store.posts import SavedPost
from mbtui.store.posts import posts as posts
from mbtui.store.row_order import ROW, TOP, Key, key_near, newest_post, timeline_id


class Window(msgspec.Struct, frozen=True):
    """Some rows of a timeline around a place, with their posts."""

    rows: array[int]
    """Post ids and, negative, gap ids; newest first."""
    posts: dict[int, SavedPost]
    has_newer: bool
    has_older: bool
    around: int | None = None
    """The row that was asked for or, when it is not there, the one under it, at the end above it; None: the top."""


_NO_REPLIES = " AND NOT (below = 0 AND EXISTS (SELECT 1 FROM posts WHERE posts.id = entries.id AND is_mention = 1))"


_IS_NEW = """ AND below = 0 AND sorted_at >= ? AND EXISTS (
    SELECT 1 FROM posts JOIN authors ON authors.id = posts.author_id
    WHERE posts.id = entries.id AND (posts.published_at, posts.id) > (?, ?) AND username COLLATE NOCASE IS NOT ?
)"""
"""Nothing stands at an earlier time than it was published at, so no more is looked at than may be new."""


def rows(
    connection: sqlite3.Connection,
    timeline: str,
    *,
    newer_than: int | None = None,
    older_than: int | None = None,
    limit: int,
    without_replies: bool = False,
) -> array[int]:
    """Read rows in their order, newest first, gaps in place: those nearest above or below a row, or from the top.

    With `without_replies` replies and posts that mention somebody are left out.
    """
    number = timeline_id(connection, timeline)
    edge = older_than if newer_than is None else newer_than
    key = TOP if edge is None else key_near(connection, number, timeline, edge)
    if key is None:
        return array("q")
    return _beside(connection, number, key, limit, is_above=newer_than is not None, without_replies=without_replies)


def _beside(
    connection: sqlite3.Connection,
    timeline: int | None,
    key: Key,
    limit: int,
    *,
    is_above: bool = False,
    without_replies: bool,
    also: str = "",
    values: tuple[object, ...] = (),
) -> array[int]:
    """Read the nearest rows on one side of a key, those of which `also` is true; the uppermost first."""
    side, order = (">", "sorted_at, id, below") if is_above else ("<", "sorted_at DESC, id DESC, below DESC")
    found = connection.execute(
        f"SELECT {ROW} FROM entries WHERE timeline_id = ? AND (sorted_at, id, below) {side} (?, ?, ?)"
        f"{_NO_REPLIES if without_replies else ''}{also} ORDER BY {order} LIMIT ?",
        (timeline, *key, *values, limit),
    )
    rows = array("q", [row for (row,) in found])
    if is_above:
        rows.reverse()
    return rows


def window(
    connection: sqlite3.Connection,
    timeline: str,
    *,
    around: int | None,
    above: int,
    below: int,
    without_replies: bool = False,
) -> Window:
    """Read a row with at most so many rows above and below it: what the first frame needs.

    When the row is gone, it is where it stood; when nothing tells, it is the top.
    """
    number = timeline_id(connection, timeline)
    key = None if around is None else key_near(connection, number, timeline, around)
    if key is None:
        upper, start, room = array("q"), TOP, above + below + 1
    else:
        upper = _beside(connection, number, key, above + 1, is_above=True, without_replies=without_replies)
        # The row itself is read with what is below it.
        start, room = (key[0], key[1], key[2] + 1), below + 1
    lower = _beside(connection, number, start, room + 1, without_replies=without_replies)
    has_newer, has_older = len(upper) > above, len(lower) > room
    shown = upper[1:] if has_newer else upper
    there = None if key is None else next(iter((*lower[:1], *shown[-1:])), None)
    shown.extend(lower[:room])
    return Window(shown, posts(connection, [row for row in shown if row > 0]), has_newer, has_older, there)


def participants(connection: sqlite3.Connection, post_id: int, *, limit: int = 100) -> list[str]:
    """Give the usernames of those who have written in the saved conversations that hold a post, the first one first."""
    found = connection.execute(
        """
        SELECT authors.username FROM entries
        JOIN timelines ON timelines.id = entries.timeline_id AND timelines.name LIKE 'conversation/%'
        JOIN entries AS beside ON beside.timeline_id = entries.timeline_id AND beside.below = 0
        JOIN posts ON posts.id = beside.id JOIN authors ON authors.id = posts.author_id
        WHERE entries.id = ? AND entries.below = 0 AND authors.username <> ''
        GROUP BY authors.username COLLATE NOCASE ORDER BY min(posts.published_at), min(posts.id) LIMIT ?
        """,
        (post_id, limit),
    )
    return [name for (name,) in found]


def conversation_with(connection: sqlite3.Connection, post_id: int) -> str | None:
    """Name the saved conversation that holds a post, of several the one with the most posts; None when none does."""
    found = connection.execute(
        """
        SELECT timelines.name FROM entries
        JOIN timelines ON timelines.id = entries.timeline_id AND timelines.name LIKE 'conversation/%'
        WHERE entries.id = ? AND entries.below = 0
        ORDER BY (SELECT count(*) FROM entries AS beside WHERE beside.timeline_id = entries.timeline_id) DESC LIMIT 1
        """,
        (post_id,),
    ).fetchone()
    return None if found is None else str(found[0])


def gap_edges(connection: sqlite3.Connection, gap_id: int) -> tuple[int, int] | None:
    """Find the posts above and below a gap; None when it is closed."""
    edges: tuple[int, int] | None = connection.execute(
        "SELECT upper_id, lower_id FROM gaps WHERE id = ?", (gap_id,)
    ).fetchone()
    return edges


def is_complete(connection: sqlite3.Connection, timeline: str) -> bool:
    """Whether the oldest row is the oldest that Micro.blog gives."""
    row = connection.execute("SELECT is_complete FROM timelines WHERE name = ?", (timeline,)).fetchone()
    return row is not None and row[0] == 1


def newest_id(connection: sqlite3.Connection, timeline: str) -> int | None:
    """Find the topmost post; None in an empty timeline."""
    key = newest_post(connection, timeline_id(connection, timeline))
    return None if key is None else key[1]


def oldest_id(connection: sqlite3.Connection, timeline: str) -> int | None:
    """Find the post at the bottom; None in an empty timeline."""
    row = connection.execute(
        """
        SELECT id FROM entries WHERE timeline_id = (SELECT id FROM timelines WHERE name = ?) AND below = 0
        ORDER BY sorted_at, id LIMIT 1
        """,
        (timeline,),
    ).fetchone()
    return None if row is None else int(row[0])


def row_at_or_below(
    connection: sqlite3.Connection, timeline: str, time: float, post_id: int, *, without_replies: bool = False
) -> int | None:
    """Find the row where a post would stand that is not there; None when it would be the last."""
    number = timeline_id(connection, timeline)
    return next(iter(_beside(connection, number, (time, post_id, 1), 1, without_replies=without_replies)), None)


def nearest_new(
    connection: sqlite3.Connection,
    timeline: str,
    row: int,
    *,
    is_above: bool,
    read_until: tuple[float, int],
    username: str | None,
    without_replies: bool,
) -> int | None:
    """Find the nearest post above or below a row that is newer than what was read, by somebody else."""
    number = timeline_id(connection, timeline)
    key = key_near(connection, number, timeline, row)
    if key is None:
        return None
    values = (read_until[0], *read_until, username)
    found = _beside(
        connection, number, key, 1, is_above=is_above, without_replies=without_replies, also=_IS_NEW, values=values
    )
    return next(iter(found), None)


def count_newer(
    connection: sqlite3.Connection,
    timeline: str,
    than_id: int | None,
    *,
    username: str = "",
    limit: int = 1000,
    without_replies: bool = False,
) -> int:
    """Count the posts above a read position, or all when there is none, up to a limit, without the reader's own."""
    number = timeline_id(connection, timeline)
    key = (-math.inf, 0, 0) if than_id is None else key_near(connection, number, timeline, than_id)
    if key is None:
        return 0
    (count,) = connection.execute(
        f"""
        SELECT count(*) FROM (
            SELECT 1 FROM entries JOIN posts ON posts.id = entries.id JOIN authors ON authors.id = posts.author_id
            WHERE entries.timeline_id = ? AND (entries.sorted_at, entries.id, entries.below) > (?, ?, ?)
                AND entries.below = 0 AND authors.username <> ? AND coalesce(posts.pending_delete, posts.is_deleted) = 0
                {"AND is_mention IS NOT 1" if without_replies else ""}
            LIMIT ?
        )
        """,
        (number, *key, username, limit),
    ).fetchone()
    return int(count)
