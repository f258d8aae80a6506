"""What a list that was read earlier lacks of what is saved now: another program has been at work, or pruning."""

from __future__ import annotations

import sqlite3
from array import array

from mbtui.store.merging import Insertion, Merge
from mbtui.store.timelines import rows

_PIECE = 5_000
"""Rows read, and compared, at a time: a million must neither be held twice nor keep other threads waiting."""


def difference(
    connection: sqlite3.Connection, timeline: str, held: array[int], *, most: int, without_replies: bool = False
) -> Merge | None:
    """Tell what has to be done to a list of rows to make it like the saved timeline.

    Reads the key of every row: 0.3 s for a million.

    Args:
        connection: The cache.
        timeline: Its name.
        held: The list's rows, newest first.
        most: Find so many rows too many or too few, and no more.
        without_replies: Whether the list leaves out replies.

    Returns:
        Insertions and removals as a page would have made them; `changed` is empty. None: there are more than `most`.
    """
    now = _all_rows(connection, timeline, without_replies)
    insertions: list[Insertion] = []
    removed: list[int] = []
    count = at = now_at = 0
    while True:
        same = _alike(held, at, now, now_at)
        at, now_at = at + same, now_at + same
        old, new = held[at : at + most + 1], now[now_at : now_at + most + 1]
        if not old and not new:
            break
        gone, come = _leading(old, set(new)), _leading(new, set(old))
        if not gone and not come:
            # Two rows have changed places: one of them is taken out here and comes again where it stands now.
            gone = old[:1]
        at, now_at = at + len(gone), now_at + len(come)
        removed += gone
        if come:
            insertions.append(Insertion(now[now_at] if now_at < len(now) else None, tuple(come)))
        count += len(gone) + len(come)
        if count > most:
            return None
    return Merge(tuple(insertions), (), tuple(removed), next((row for row in now if row > 0), None), False)


def _all_rows(connection: sqlite3.Connection, timeline: str, without_replies: bool) -> array[int]:
    found = array("q")
    while True:
        last = found[-1] if found else None
        piece = rows(connection, timeline, older_than=last, limit=_PIECE, without_replies=without_replies)
        found.extend(piece)
        if len(piece) < _PIECE:
            return found


def _alike(one: array[int], at: int, other: array[int], other_at: int) -> int:
    """Count the rows that are the same from two places on."""
    count = 0
    while True:
        mine = one[at + count : at + count + _PIECE]
        theirs = other[other_at + count : other_at + count + _PIECE]
        if mine != theirs or not mine:
            pairs = enumerate(zip(mine, theirs, strict=False))
            return count + next((place for place, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
        count += len(mine)


def _leading(rows: array[int], known: set[int]) -> array[int]:
    """The first rows, up to one that is known elsewhere."""
    return rows[: next((place for place, row in enumerate(rows) if row in known), len(rows))]
