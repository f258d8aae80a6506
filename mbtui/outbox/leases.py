"""The outbox's queue: who has which entry in hand, and until when.

    queued ──claim_next──▶ sending ──▶ sent | refused
      ▲                       │
      └── surely not sent ────┤
                              └──▶ uncertain: the answer was lost; looked for, then sent, or left to the reader

An entry in hand carries its owner's name and the time until which it is leased, so that two programs share
an outbox without sending twice. When a program dies, the lease runs out and the entry is anybody's: queued
when repeating it does no harm or when it was never exposed to the network, else uncertain.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from mbtui.outbox.queue import COLUMNS, WAITING, OutboxEntry, State, read_entry, required
from mbtui.store.database import transaction
from mbtui.store.posts import as_json
from mbtui.store.posts import text as storable


def claim_next(
    connection: sqlite3.Connection,
    owner: str,
    not_repeatable: Collection[str],
    *,
    lease_seconds: float,
    now: float | None = None,
) -> OutboxEntry | None:
    """Take the entry whose turn it is.

    Strictly in order: while one is in anybody's hand, or must wait, nothing behind it is given out. Only what is looked
    for, which takes minutes, holds up no more than the same words and what is said in the same place.

    Args:
        connection: The writing file.
        owner: A name that no other running program has.
        not_repeatable: Kinds that are uncertain when their sender died.
        lease_seconds: It is ours for so long; `renew` in time.
        now: Unix seconds.

    Returns:
        An entry `sending`, or one `uncertain` that is to be looked for. None: see `next_turn`.
    """
    now = time.time() if now is None else now
    with transaction(connection):
        _release_expired(connection, not_repeatable, now)
        row = _head(connection, now)
        if row is None or row.owner or row.not_before > now:
            return None
        connection.execute(
            "UPDATE outbox SET state = iif(state = 'queued', 'sending', state), owner = ?, leased_until = ?,"
            " attempts = attempts + 1, changed_at = ? WHERE id = ?",
            (owner, now + lease_seconds, now, row.id),
        )
        return required(connection, row.id)


class Turn(msgspec.Struct, frozen=True):
    """What the queue waits for."""

    at: float
    """When `claim_next` may give something, Unix seconds; 0.0 is now."""
    is_in_hand: bool
    """Somebody has the first entry; it may be done at any moment before."""


def next_turn(connection: sqlite3.Connection, *, now: float | None = None) -> Turn | None:
    """Tell what the queue waits for; None when nothing waits."""
    now = time.time() if now is None else now
    head = _head(connection, now)
    if head is not None and head.owner:
        return Turn(head.leased_until, True)
    (look_at,) = connection.execute(f"SELECT min(not_before) FROM outbox WHERE {_RESTING}", {"now": now}).fetchone()
    times = [at for at in (look_at, None if head is None else head.not_before) if at is not None]
    return Turn(min(times), False) if times else None


_RESTING = "state = 'uncertain' AND owner = '' AND not_before > :now AND not_before < 9e999"
"""SQL for what is looked for, between two looks."""


def _head(connection: sqlite3.Connection, now: float) -> OutboxEntry | None:
    row = connection.execute(
        f"""
        SELECT {COLUMNS} FROM outbox AS entry WHERE {WAITING} AND NOT ({_RESTING}) AND NOT EXISTS (
            SELECT 1 FROM (SELECT * FROM outbox WHERE {_RESTING}) AS lost
            WHERE lost.id < entry.id AND lost.kind = entry.kind
                AND (lost.text = entry.text OR (lost.post_id IS entry.post_id AND lost.target = entry.target))
        ) ORDER BY id LIMIT 1
        """,
        {"now": now},
    ).fetchone()
    return None if row is None else read_entry(row)


def _release_expired(connection: sqlite3.Connection, not_repeatable: Collection[str], now: float) -> None:
    kinds = ", ".join(f"'{kind}'" for kind in sorted(not_repeatable))
    connection.execute(
        f"""
        UPDATE outbox SET
            state = iif(state = 'sending', iif(is_exposed AND kind IN ({kinds}), 'uncertain', 'queued'), state),
            owner = '', leased_until = 0, changed_at = ?1
        WHERE state IN ('sending', 'uncertain') AND owner <> '' AND leased_until <= ?1
        """,
        (now,),
    )


def release(connection: sqlite3.Connection, owners: Sequence[str]) -> int:
    """Let the leases of programs that have ended run out now. Returns how many there were."""
    return connection.execute(
        f"UPDATE outbox SET leased_until = 0 WHERE owner <> '' AND owner IN ({','.join('?' * len(owners))})", owners
    ).rowcount


def renew(connection: sqlite3.Connection, id: int, owner: str, leased_until: float) -> bool:
    """Keep an entry for longer; False when it is no longer ours."""
    return _own_update(connection, id, owner, "leased_until = ?", leased_until)


def expose(
    connection: sqlite3.Connection, id: int, owner: str, details: Mapping[str, Any], *, now: float | None = None
) -> bool:
    """Note that the request that must not be doubled leaves now; False when the entry is no longer ours."""
    now = time.time() if now is None else now
    return _own_update(
        connection,
        id,
        owner,
        "is_exposed = 1, exposed_at = iif(is_exposed, exposed_at, ?), details = ?",
        now,
        as_json(dict(details)),
    )


def set_details(connection: sqlite3.Connection, id: int, owner: str, details: Mapping[str, Any]) -> bool:
    """Keep how far a write with several requests has come; False when the entry is no longer ours."""
    return _own_update(connection, id, owner, "details = ?", as_json(dict(details)))


def finish(
    connection: sqlite3.Connection,
    id: int,
    owner: str,
    state: State,
    *,
    reason: str = "",
    not_before: float = 0.0,
    result: Mapping[str, Any] | None = None,
    now: float | None = None,
) -> bool:
    """Lay an entry down in a state.

    Args:
        connection: The writing file.
        id: The entry.
        owner: Who has it.
        state: "queued" is also for what was surely not sent: it is then as if never exposed.
        reason: A sentence.
        not_before: When to go on with what is queued or uncertain.
        result: What the answer said.
        now: Unix seconds.

    Returns:
        False when it is no longer ours; then nothing was changed.
    """
    return _own_update(
        connection,
        id,
        owner,
        "state = ?, reason = ?, not_before = ?, result = ?, owner = '', leased_until = 0, changed_at = ?,"
        " is_exposed = iif(?1 = 'queued', 0, is_exposed)",
        state,
        storable(reason),
        not_before,
        as_json(dict(result or {})),
        time.time() if now is None else now,
    )


def _own_update(connection: sqlite3.Connection, id: int, owner: str, change: str, *values: Any) -> bool:
    changed = connection.execute(
        f"UPDATE outbox SET {change} WHERE id = ? AND owner = ?", (*values, id, owner)
    ).rowcount
    return changed == 1


def hurry(connection: sqlite3.Connection) -> None:
    """Let what waits for the network go on now. What is looked for keeps its time: it may be there only then."""
    connection.execute("UPDATE outbox SET not_before = 0 WHERE state = 'queued'")
