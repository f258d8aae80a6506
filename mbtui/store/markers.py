"""What other devices have read: markers from Micro.blog, taken into the read positions.

A marker names a post and when it was marked, not how old the post is. Micro.blog keeps one a channel, and repeats it
in every answer, so what was heard, sent and taken back is remembered.
"""

from __future__ import annotations

import sqlite3

import msgspec

from mbtui.store import places
from mbtui.store.database import transaction
from mbtui.store.places import GUESSED, Moved, ReadPosition
from mbtui.store.row_order import newest_post, timeline_id

_SAME_SECONDS = 1.0
"""Micro.blog may round the time at which something was marked."""
_NEIGHBORS = 10
"""Posts with the next lower ids, the youngest of which tells how old a post at the least is that is not saved: ids are
given in the order in which Micro.blog saw posts, and some were written long before that."""


class _Heard(msgspec.Struct, frozen=True):
    """The last marker of a channel that was heard or sent."""

    post_id: int
    marked_at: float
    is_placed: bool
    """Whether it is known, and not worked out, how old its post is."""


def take(connection: sqlite3.Connection, channel: str, post_id: int, *, marked_at: float | None) -> Moved | None:
    """Take a marker over when it is news; gives the position, if it moved.

    A post that is not saved here is given its place by the ids around it; once it is saved, by its own time. Micro.blog
    does not always say when it was marked.
    """
    with transaction(connection):
        before = places.read_position(connection, channel)
        time = places.post_time(connection, post_id)
        is_guessed = before is not None and before.marked_at == GUESSED
        if before is not None and before.post_id == post_id and not is_guessed:
            return _find_place(connection, channel, before, time)
        if _is_old_news(connection, channel, post_id, marked_at):
            return None
        key = (_worked_out(connection, channel, post_id) if time is None else time, post_id)
        is_further = before is not None and key > (before.published_at, before.post_id)
        _remember(connection, channel, post_id, marked_at or 0.0, is_placed=time is not None)
        if before is not None and not is_guessed and not is_further:
            return None
        places.set_read_position(
            connection, channel, post_id, published_at=key[0], marked_at=marked_at, is_posted=True, is_forced=True
        )
        position = places.read_position(connection, channel)
        assert position is not None
        newest = newest_post(connection, timeline_id(connection, channel))
        return Moved(channel, position, is_further, not is_further and newest is not None and key < newest[:2])


def note_sent(connection: sqlite3.Connection, channel: str, position: ReadPosition) -> None:
    """Note, before it is sent, that Micro.blog is told a position: hearing of it again is no news."""
    with transaction(connection):
        heard = _heard(connection, channel)
        is_placed = heard is None or heard.post_id != position.post_id or heard.is_placed
        _remember(connection, channel, position.post_id, position.marked_at, is_placed=is_placed)


def take_back(connection: sqlite3.Connection, channel: str, position: ReadPosition | None, *, now: float) -> None:
    """Put a read position back to what it was; None is nothing. What Micro.blog was told meanwhile is not believed."""
    with transaction(connection):
        mark, heard = places.read_position(connection, channel), _heard(connection, channel)
        ids = [known.post_id for known in (mark, heard) if known is not None]
        places.set(connection, f"taken_back/{channel}", [ids, now])
        if position is None:
            connection.execute("DELETE FROM read_positions WHERE channel = ?", (channel,))
        else:
            id, published_at = position.post_id, position.published_at
            places.set_read_position(connection, channel, id, published_at=published_at, marked_at=now, is_forced=True)


def _is_old_news(connection: sqlite3.Connection, channel: str, post_id: int, marked_at: float | None) -> bool:
    heard = _heard(connection, channel)
    if heard is not None and heard.post_id == post_id and (marked_at or 0.0) <= heard.marked_at + _SAME_SECONDS:
        return True
    match places.get(connection, f"taken_back/{channel}"):
        case [list(ids), int(at) | float(at)]:
            return post_id in ids and (marked_at or 0.0) <= at + _SAME_SECONDS
    return False


def _find_place(
    connection: sqlite3.Connection, channel: str, position: ReadPosition, time: float | None
) -> Moved | None:
    """Note that Micro.blog knows a position, and correct its time when that had to be worked out."""
    if not position.is_posted:
        places.mark_posted(connection, channel, position.post_id)
    heard = _heard(connection, channel)
    if heard is None or heard.post_id != position.post_id or heard.is_placed:
        return None
    if time is None:
        # Of what has come since, nothing that is older counts as unread, and nothing that was unread counts as read.
        time = min(position.published_at, _worked_out(connection, channel, position.post_id))
    else:
        _remember(connection, channel, position.post_id, heard.marked_at, is_placed=True)
    if time == position.published_at:
        return None
    connection.execute("UPDATE read_positions SET published_at = ? WHERE channel = ?", (time, channel))
    return Moved(channel, msgspec.structs.replace(position, published_at=time, is_posted=True), is_further=False)


def _worked_out(connection: sqlite3.Connection, channel: str, post_id: int) -> float:
    """How old a post is that is not saved: as the youngest of the posts that Micro.blog saw just before it.

    When it was seen before everything that is saved, it is taken to be older than that.
    """
    number = timeline_id(connection, channel)
    (time,) = connection.execute(
        """
        SELECT max(sorted_at) FROM (
            SELECT sorted_at FROM entries WHERE timeline_id = ? AND below = 0 AND id < ? ORDER BY id DESC LIMIT ?
        )
        """,
        (number, post_id, _NEIGHBORS),
    ).fetchone()
    if time is None:
        (time,) = connection.execute(
            "SELECT min(sorted_at) - 1 FROM entries WHERE timeline_id = ? AND below = 0", (number,)
        ).fetchone()
    return 0.0 if time is None else float(time)


def _heard(connection: sqlite3.Connection, channel: str) -> _Heard | None:
    match places.get(connection, f"marker/{channel}"):
        case [int(post_id), int(marked_at) | float(marked_at), bool(is_placed)]:
            return _Heard(post_id, marked_at, is_placed)
    return None


def _remember(connection: sqlite3.Connection, channel: str, post_id: int, marked_at: float, *, is_placed: bool) -> None:
    places.set(connection, f"marker/{channel}", [post_id, marked_at, is_placed])
