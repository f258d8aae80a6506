"""Where the reader is: read positions, the place of each view, and other small things remembered."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import msgspec

from mbtui.store.database import transaction
from mbtui.store.posts import as_json
from mbtui.store.row_order import key_near, timeline_id

GUESSED = 0.0
"""When a read position was marked that nobody has marked."""


class ReadPosition(msgspec.Struct, frozen=True):
    """The newest post that has been seen in a channel, on this device or another."""

    post_id: int
    published_at: float
    """Unix seconds; keeps the position when the post itself is gone."""
    marked_at: float
    """Unix seconds: when it was seen."""
    is_posted: bool
    """Whether Micro.blog knows it."""


class Moved(msgspec.Struct, frozen=True):
    """A read position was moved by another device, or by another program on this one."""

    channel: str
    position: ReadPosition
    is_further: bool = True
    """False when a mark was taken back, or when the position had been guessed or worked out."""
    is_behind: bool = False
    """Whether it is the first that is known of this place here, and there are newer posts."""


class Place(msgspec.Struct, frozen=True):
    """What a view looked like when it was left."""

    highlighted_id: int
    """A row: a post's id, or -gap_id."""
    screen_row: int
    """The screen row of the highlighted post's first line, counted from the view's top; negative above it."""
    line: int
    """The first line of the highlighted post that was on the screen, when it was unfolded to be read so far; else 0."""


def read_position(connection: sqlite3.Connection, channel: str) -> ReadPosition | None:
    """Read how far a channel has been read."""
    row = connection.execute(
        "SELECT post_id, published_at, marked_at, is_posted FROM read_positions WHERE channel = ?", (channel,)
    ).fetchone()
    return None if row is None else ReadPosition(row[0], row[1], row[2], row[3] == 1)


def set_read_position(
    connection: sqlite3.Connection,
    channel: str,
    post_id: int,
    *,
    published_at: float,
    marked_at: float | None = None,
    is_posted: bool = False,
    is_forced: bool = False,
) -> bool:
    """Move a read position forwards; tells whether it moved.

    Args:
        connection: The cache.
        channel: "timeline", "mentions", …
        post_id: The newest post seen.
        published_at: Its time, Unix seconds.
        marked_at: When it was seen; None: now.
        is_posted: It comes from Micro.blog, so it need not be sent there.
        is_forced: Also backwards, to undo a mark.
    """
    with transaction(connection):
        old = read_position(connection, channel)
        if not is_forced and old is not None and (old.published_at, old.post_id) >= (published_at, post_id):
            if is_posted and old.post_id == post_id:
                connection.execute("UPDATE read_positions SET is_posted = 1 WHERE channel = ?", (channel,))
            return False
        connection.execute(
            "INSERT OR REPLACE INTO read_positions (channel, post_id, published_at, marked_at, is_posted)"
            " VALUES (?, ?, ?, ?, ?)",
            (channel, post_id, published_at, time.time() if marked_at is None else marked_at, int(is_posted)),
        )
        return True


def read_positions(connection: sqlite3.Connection) -> dict[str, ReadPosition]:
    """Read how far each channel has been read."""
    return {
        channel: ReadPosition(post_id, published_at, marked_at, is_posted == 1)
        for channel, post_id, published_at, marked_at, is_posted in connection.execute(
            "SELECT channel, post_id, published_at, marked_at, is_posted FROM read_positions LIMIT 1000"
        )
    }


def unposted(connection: sqlite3.Connection) -> dict[str, ReadPosition]:
    """Give the read positions that Micro.blog does not know yet."""
    return {channel: position for channel, position in read_positions(connection).items() if not position.is_posted}


def mark_posted(connection: sqlite3.Connection, channel: str, post_id: int) -> None:
    """Note that Micro.blog knows a read position; not when it has moved on meanwhile."""
    connection.execute("UPDATE read_positions SET is_posted = 1 WHERE channel = ? AND post_id = ?", (channel, post_id))


def post_time(connection: sqlite3.Connection, post_id: int) -> float | None:
    """When a saved post was published, in Unix seconds; None when it is not saved."""
    row = connection.execute("SELECT published_at FROM posts WHERE id = ?", (post_id,)).fetchone()
    return None if row is None else float(row[0])


def place(connection: sqlite3.Connection, timeline: str) -> Place | None:
    """Read where a view was left."""
    row = connection.execute(
        "SELECT highlighted_id, screen_row, line FROM places WHERE timeline = ?", (timeline,)
    ).fetchone()
    return None if row is None else Place(*row)


def set_place(connection: sqlite3.Connection, timeline: str, place: Place) -> None:
    """Keep where a view is, with the time of its post, so that the place outlives the post."""
    with transaction(connection):
        number = timeline_id(connection, timeline)
        key = None if number is None else key_near(connection, number, timeline, place.highlighted_id)
        connection.execute(
            "INSERT OR REPLACE INTO places (timeline, highlighted_id, sorted_at, screen_row, line)"
            " VALUES (?, ?, ?, ?, ?)",
            (timeline, place.highlighted_id, 0.0 if key is None else key[0], place.screen_row, place.line),
        )


def get(connection: sqlite3.Connection, name: str, default: Any = None) -> Any:
    """Read something small that was remembered."""
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (name,)).fetchone()
    if row is None:
        return default
    import json

    try:
        return json.loads(row[0])
    except ValueError:
        return default


def set(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Remember something small that JSON can hold."""
    connection.execute("INSERT OR REPLACE INTO remembered (name, value) VALUES (?, ?)", (name, as_json(value)))
