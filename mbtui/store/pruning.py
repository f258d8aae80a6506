"""Making room: the oldest posts leave, but never what is starred, the reader's own, still needed or to be read."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection

import msgspec

from mbtui.store import search_index
from mbtui.store.database import transaction
from mbtui.timeline_kinds import kind_of


class Pruned(msgspec.Struct, frozen=True):
    """What one step of pruning did."""

    removed: int
    after_id: int | None
    """Where the next step begins; None when there is nothing more to do."""


_VACUUM_PAGES = 2000


def count_posts(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT value FROM counters WHERE name = 'posts'").fetchone()
    return int(count)


def prune(
    connection: sqlite3.Connection,
    *,
    username: str,
    keep_days: float | None = None,
    keep_posts: int | None = None,
    needed_ids: Collection[int] = (),
    after_id: int = 0,
    limit: int = 500,
    now: float | None = None,
) -> Pruned:
    """Take one step towards what is configured, small enough not to hold up other writes.

    Posts leave in the order of their ids, which is nearly that of time and needs no index. From a timeline
    that loses a post, every older row goes as well, so that no hole is left in it: it ends higher up, and
    what is below can be fetched again. So what stands at or above the place where a reader is stays too.
    A list that is open should read its rows again afterwards.

    Args:
        connection: The cache.
        username: The reader, whose own posts stay.
        keep_days: Posts younger than this stay.
        keep_posts: So many posts stay. Of two conditions a post must break one.
        needed_ids: What the outbox or a screen still needs.
        after_id: Where the step before ended.
        limit: Look at so many posts.
        now: Unix seconds.
    """
    oldest_at = -1.0 if keep_days is None else (time.time() if now is None else now) - keep_days * 86_400
    excess = 0 if keep_posts is None else max(0, count_posts(connection) - keep_posts)
    if keep_days is None and not excess:
        return Pruned(0, None)
    with transaction(connection):
        needed = {
            *needed_ids,
            *(id for (id,) in connection.execute("SELECT highlighted_id FROM places LIMIT 10000")),
            *(id for (id,) in connection.execute("SELECT post_id FROM read_positions LIMIT 10000")),
        }
        looked_at = connection.execute(
            """
            SELECT posts.id, published_at, authors.name, authors.username, document,
                is_favorite OR coalesce(pending_favorite, 0) OR pending_delete IS NOT NULL
            FROM posts JOIN authors ON authors.id = author_id WHERE posts.id > ? ORDER BY posts.id LIMIT ?
            """,
            (after_id, limit),
        ).fetchall()
        free = [row for row in looked_at if not row[5] and row[3] != username and row[0] not in needed]
        wanted = [row for place, row in enumerate(free) if place < excess or 0 < row[1] < oldest_at]
        leaving = [row for row in wanted if not _is_unread(connection, row[0])]
        _remove(connection, leaving)
    if leaving:
        # Gives the room back to the disk. `execute` would stop after one page: it takes each for an empty answer.
        connection.executescript(f"PRAGMA incremental_vacuum({_VACUUM_PAGES})")
    # Where all that should leave stands above somebody's place, what is younger does so all the more.
    is_done = len(looked_at) < limit or (bool(free) and not leaving)
    return Pruned(len(leaving), None if is_done else looked_at[-1][0])


def _is_unread(connection: sqlite3.Connection, id: int) -> bool:
    """Whether a post stands at the reader's place in one of its timelines, or above it.

    Conversations come whole and have no place with a time.
    """
    found = connection.execute(
        "SELECT 1 FROM entries JOIN timelines ON timelines.id = timeline_id JOIN places ON timeline = name"
        " WHERE entries.id = ? AND below = 0 AND places.sorted_at > 0 AND entries.sorted_at >= places.sorted_at",
        (id,),
    )
    return found.fetchone() is not None


def _remove(connection: sqlite3.Connection, leaving: list[tuple[int, float, str, str, bytes, int]]) -> None:
    cuts: dict[int, tuple[float, int, int]] = {}
    for id, _, name, username, document, _ in leaving:
        for timeline, sorted_at in connection.execute(
            "SELECT timeline_id, sorted_at FROM entries WHERE id = ? AND below = 0", (id,)
        ).fetchall():
            cuts[timeline] = max(cuts.get(timeline, (0.0, 0, 0)), (sorted_at, id, 0))
        connection.execute("DELETE FROM entries WHERE id = ? AND below = 0", (id,))
        search_index.remove(connection, id, name, username, search_index.decoded(document))
        connection.execute("DELETE FROM posts WHERE id = ?", (id,))
    for timeline, cut in cuts.items():
        (name,) = connection.execute("SELECT name FROM timelines WHERE id = ?", (timeline,)).fetchone()
        connection.execute("UPDATE timelines SET is_complete = 0 WHERE id = ?", (timeline,))
        if kind_of(name).is_sorted_by_star:
            continue
        connection.execute(
            "DELETE FROM entries WHERE timeline_id = ? AND (sorted_at, id, below) <= (?, ?, ?)", (timeline, *cut)
        )
        # A gap that lost its lower edge is no longer a hole: the timeline ends there.
        for gap_id, upper_at, upper_id in connection.execute(
            "SELECT id, upper_at, upper_id FROM gaps WHERE timeline_id = ? AND (lower_at, lower_id) <= (?, ?)",
            (timeline, *cut[:2]),
        ).fetchall():
            connection.execute("DELETE FROM gaps WHERE id = ?", (gap_id,))
            connection.execute(
                "DELETE FROM entries WHERE timeline_id = ? AND sorted_at = ? AND id = ? AND below = ?",
                (timeline, upper_at, upper_id, -gap_id),
            )
