"""Mutes, blocks and follows: a mirror of Micro.blog's lists, with what waits to be sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from mbtui.content.mute_match import Muted
from mbtui.store import places
from mbtui.store.database import transaction

if TYPE_CHECKING:
    from mbtui.api import Mute

_BLOCKS = "blocks"
"""Under which name blocks are remembered: a few names, which need no table."""


class SavedMute(Muted, frozen=True, kw_only=True):
    """A mute, as it is kept."""

    id: int
    """Micro.blog's; negative while the mute waits to be sent."""
    is_pending: bool


def mutes(connection: sqlite3.Connection, *, is_leaving_too: bool = False, limit: int = 10_000) -> list[SavedMute]:
    """Give all mutes that hold now, those that wait to be sent included.

    With `is_leaving_too` also those that wait to be taken back, which still hold on Micro.blog.
    """
    found = connection.execute(
        """
        SELECT id, username, keyword, domain, is_hiding_other_replies, is_pending FROM mutes
        WHERE ? OR NOT (id > 0 AND is_pending) ORDER BY id LIMIT ?
        """,
        (is_leaving_too, limit),
    )
    return [
        SavedMute(username, keyword, domain, is_hiding == 1, id=id, is_pending=is_pending == 1)
        for id, username, keyword, domain, is_hiding, is_pending in found
    ]


def set_mutes(connection: sqlite3.Connection, listed: Iterable[Mute]) -> None:
    """Take over Micro.blog's list; what waits to be sent stays as the reader wants it."""
    with transaction(connection):
        leaving = {id for (id,) in connection.execute("SELECT id FROM mutes WHERE id > 0 AND is_pending LIMIT 10000")}
        connection.execute("DELETE FROM mutes WHERE id > 0")
        connection.executemany(
            "INSERT OR REPLACE INTO mutes VALUES (?, ?, ?, ?, ?, ?)",
            [
                (mute.id, mute.username, mute.keyword, mute.domain, mute.is_hiding_other_replies, mute.id in leaving)
                for mute in listed
            ],
        )


def add_mute(
    connection: sqlite3.Connection, *, username: str = "", keyword: str = "", is_hiding_other_replies: bool = False
) -> int:
    """Let a mute hold before it is sent; gives its number, negative, until Micro.blog gives one."""
    with transaction(connection):
        (lowest,) = connection.execute("SELECT min(id) FROM mutes").fetchone()
        id = min(lowest or 0, 0) - 1
        connection.execute(
            "INSERT INTO mutes VALUES (?, ?, ?, '', ?, 1)", (id, username, keyword, is_hiding_other_replies)
        )
        return id


def set_unmute_pending(connection: sqlite3.Connection, id: int, value: bool) -> None:
    """Let a mute no longer hold while taking it back waits to be sent, or let it hold again."""
    connection.execute("UPDATE mutes SET is_pending = ? WHERE id = ? AND id > 0", (value, id))


def set_hiding_other_replies(connection: sqlite3.Connection, id: int, value: bool) -> None:
    connection.execute("UPDATE mutes SET is_hiding_other_replies = ? WHERE id = ?", (value, id))


def remove_mute(connection: sqlite3.Connection, id: int) -> None:
    connection.execute("DELETE FROM mutes WHERE id = ?", (id,))


def remove_waiting_mutes(connection: sqlite3.Connection, *, username: str = "", keyword: str = "") -> None:
    """Forget mutes of this person or word that wait to be sent: Micro.blog's list has them now, or said no."""
    connection.execute("DELETE FROM mutes WHERE id < 0 AND username = ? AND keyword = ?", (username, keyword))


class _Blocks(msgspec.Struct):
    listed: list[str] = []
    """The names on Micro.blog's list."""
    waiting: dict[str, bool] = {}
    """Whether some others are to be blocked, which is not sent yet. Case does not count."""


def blocked(connection: sqlite3.Connection) -> list[Muted]:
    """Give whom the reader has blocked, what waits to be sent included, as what they hide."""
    listed, waiting = _blocks(connection)
    wanted = {name.lower(): is_on for name, is_on in waiting.items()}
    known = {name.lower(): name for name in [*waiting, *listed]}
    return [Muted(name, "", "", True, is_block=True) for key, name in known.items() if wanted.get(key, True)]


def set_blocked(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take over Micro.blog's list; what waits to be sent stays as the reader wants it."""
    with transaction(connection):
        _, waiting = _blocks(connection)
        places.set(connection, _BLOCKS, {"listed": list(names), "waiting": waiting})


def set_block_pending(connection: sqlite3.Connection, username: str, value: bool | None) -> None:
    """Show somebody as blocked or not until that is sent; None shows what Micro.blog said again."""
    with transaction(connection):
        listed, waiting = _blocks(connection)
        rest = {name: is_on for name, is_on in waiting.items() if name.lower() != username.lower()}
        places.set(
            connection, _BLOCKS, {"listed": listed, "waiting": rest if value is None else {**rest, username: value}}
        )


def confirm_block(connection: sqlite3.Connection, username: str, value: bool) -> None:
    """Note that Micro.blog did as the reader wanted: nothing waits any longer."""
    listed, _ = _blocks(connection)
    rest = [name for name in listed if name.lower() != username.lower()]
    set_blocked(connection, [*rest, username] if value else rest)
    set_block_pending(connection, username, None)


def _blocks(connection: sqlite3.Connection) -> tuple[list[str], dict[str, bool]]:
    """The names on Micro.blog's list; and whether some others are to be blocked, which is not sent yet."""
    row = connection.execute("SELECT value FROM remembered WHERE name = ?", (_BLOCKS,)).fetchone()
    try:
        # Not by the standard library, which the first frame does not load.
        kept = _Blocks() if row is None else msgspec.json.decode(row[0], type=_Blocks)
    except msgspec.MsgspecError:
        kept = _Blocks()
    return kept.listed, kept.waiting


def is_following(connection: sqlite3.Connection, username: str) -> bool | None:
    """Whether the reader follows someone, what waits to be sent included; None when not known."""
    row = connection.execute(
        "SELECT coalesce(pending, is_following) FROM follows WHERE username = ?", (username,)
    ).fetchone()
    return None if row is None or row[0] is None else row[0] == 1


def follows(connection: sqlite3.Connection, usernames: Iterable[str]) -> dict[str, bool]:
    """Whether the reader follows some people, as far as that is known; usernames in small letters."""
    known = ((name.lower(), is_following(connection, name)) for name in usernames)
    return {name: value for name, value in known if value is not None}


def waiting_follows(connection: sqlite3.Connection) -> dict[str, bool]:
    """Whom the reader follows or no longer follows by what waits to be sent; usernames in small letters."""
    found = connection.execute("SELECT username, pending FROM follows WHERE pending IS NOT NULL LIMIT 10000")
    return {username.lower(): pending == 1 for username, pending in found}


def set_follow_pending(connection: sqlite3.Connection, username: str, value: bool | None) -> None:
    """Show a follow as the reader wants it until it is sent; None shows what Micro.blog said again."""
    with transaction(connection):
        connection.execute(
            "INSERT INTO follows (username, pending) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET pending = ?2",
            (username, value),
        )
        _count_follow_change(connection, username)


def confirm_follow(connection: sqlite3.Connection, username: str, value: bool) -> None:
    """Note that Micro.blog did as the reader wanted: nothing waits any longer."""
    with transaction(connection):
        connection.execute(
            """
            INSERT INTO follows (username, is_following) VALUES (?1, ?2)
            ON CONFLICT DO UPDATE SET is_following = ?2, pending = NULL
            """,
            (username, value),
        )
        _count_follow_change(connection, username)


def follow_changes(connection: sqlite3.Connection, username: str) -> int:
    """Count how often the reader has followed or unfollowed a person."""
    row = connection.execute("SELECT value FROM counters WHERE name = ?", (_follow_counter(username),)).fetchone()
    return 0 if row is None else int(row[0])


def learn_follow(connection: sqlite3.Connection, username: str, value: bool, *, changes: int) -> None:
    """Note what a page from Micro.blog says about a follow; what waits to be sent goes on waiting.

    Nothing is noted when the reader has changed it since `follow_changes` was asked, before the page was.
    """
    with transaction(connection):
        if follow_changes(connection, username) == changes:
            connection.execute(
                "INSERT INTO follows (username, is_following) VALUES (?1, ?2)"
                " ON CONFLICT DO UPDATE SET is_following = ?2",
                (username, value),
            )


def _follow_counter(username: str) -> str:
    return f"follow/{username.lower()}"


def _count_follow_change(connection: sqlite3.Connection, username: str) -> None:
    connection.execute(
        "INSERT INTO counters VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1", (_follow_counter(username),)
    )


def clear_waiting(connection: sqlite3.Connection) -> None:
    """Show all follows and blocks as Micro.blog last told them."""
    connection.execute("UPDATE follows SET pending = NULL WHERE pending IS NOT NULL")
    listed, waiting = _blocks(connection)
    if waiting:
        places.set(connection, _BLOCKS, {"listed": listed})
