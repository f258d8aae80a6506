"""The outbox's queue: writes on their way to Micro.blog, one row each, in order.

    queued ──claim_next──▶ sending ──▶ sent | refused
      ▲                       │
      └── surely not sent ────┤
                              └──▶ uncertain: the answer was lost; looked for, then sent, or left to the reader

Only the holder of the account's `SendingLock` claims and finishes. So an entry that is `sending` when the next is
claimed was left by a sender that ended: it is queued again when that does no harm, or when it never left this machine;
else it is uncertain.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Mapping
from typing import Any, cast

import msgspec

from mbtui.outbox.entry import COLUMNS, OutboxEntry, State, read_entry
from mbtui.store.database import transaction
from mbtui.store.drafts import Draft, DraftKind, delete_draft, save_draft
from mbtui.store.drafts import draft as find_draft
from mbtui.store.posts import as_json
from mbtui.store.posts import text as storable

WAITING = "(state IN ('queued', 'sending') OR (state = 'uncertain' AND not_before < 9e999))"
"""SQL for what still goes out by itself; 9e999 is `NEVER`."""


def enqueue(
    connection: sqlite3.Connection,
    kind: str,
    *,
    post_id: int | None = None,
    target: str = "",
    title: str = "",
    text: str = "",
    details: Mapping[str, Any] | None = None,
    draft_id: int | None = None,
    is_replacing: bool = False,
    now: float | None = None,
) -> OutboxEntry:
    """Put a write at the end of the queue.

    Args:
        connection: The writing file.
        kind: What it is.
        post_id: See `OutboxEntry`.
        target: See `OutboxEntry`.
        title: A post's title.
        text: The words.
        details: What JSON can hold.
        draft_id: The draft that this was; it leaves in the same transaction. What is not given here is
            taken from it.
        is_replacing: An entry of the same kind for the same post and target that is not on its way yet
            takes on these details instead: star, unstar and star again are one write.
        now: Unix seconds.
    """
    now = time.time() if now is None else now
    with transaction(connection):
        draft = None if draft_id is None else find_draft(connection, draft_id)
        if draft is not None:
            delete_draft(connection, draft.id)
            post_id = draft.post_id if post_id is None else post_id
            target, title, text = target or draft.target, title or draft.title, text or draft.text
            details = draft.details if details is None else details
        written = as_json(dict(details or {}))
        if is_replacing:
            row = connection.execute(
                "SELECT id FROM outbox WHERE state = 'queued' AND kind = ? AND post_id IS ? AND target = ?"
                " ORDER BY id DESC LIMIT 1",
                (kind, post_id, target),
            ).fetchone()
            if row is not None:
                connection.execute("UPDATE outbox SET details = ?, changed_at = ? WHERE id = ?", (written, now, row[0]))
                return required(connection, row[0])
        added = connection.execute(
            "INSERT INTO outbox (kind, post_id, target, title, text, details, state, reason, created_at, changed_at,"
            " attempts, not_before, is_exposed, exposed_at, result)"
            " VALUES (?, ?, ?, ?, ?, ?, 'queued', '', ?, ?, 0, 0, 0, 0, '{}')",
            (kind, post_id, storable(target), storable(title), storable(text), written, now, now),
        ).lastrowid
        assert added is not None
        return required(connection, added)


def entries(
    connection: sqlite3.Connection, *, states: Collection[State] | None = None, limit: int = 1000
) -> list[OutboxEntry]:
    """Give the entries in these states, or in all but `sent`, in their order."""
    wanted = tuple(states or ("queued", "sending", "uncertain", "refused"))
    found = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE state IN ({','.join('?' * len(wanted))}) ORDER BY id LIMIT ?",
        (*wanted, limit),
    )
    return [read_entry(row) for row in found]


def entry(connection: sqlite3.Connection, id: int) -> OutboxEntry | None:
    """Read one entry."""
    row = connection.execute(f"SELECT {COLUMNS} FROM outbox WHERE id = ?", (id,)).fetchone()
    return None if row is None else read_entry(row)


def latest_waiting(
    connection: sqlite3.Connection, kind: str, *, post_id: int | None, target: str
) -> OutboxEntry | None:
    """Find the last entry of a kind for a post and target that still goes out."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE kind = ? AND post_id IS ? AND target = ? AND {WAITING}"
        " ORDER BY id DESC LIMIT 1",
        (kind, post_id, target),
    ).fetchone()
    return None if row is None else read_entry(row)


def discard(connection: sqlite3.Connection, id: int) -> OutboxEntry | None:
    """Throw away an entry; None when it is on its way, or gone."""
    with transaction(connection):
        found = entry(connection, id)
        if found is None or found.state in ("sending", "sent"):
            return None
        connection.execute("DELETE FROM outbox WHERE id = ?", (id,))
        return found


def edit(connection: sqlite3.Connection, id: int, *, now: float | None = None) -> Draft | None:
    """Turn a text back into a draft; None when it is on its way, or gone."""
    with transaction(connection):
        found = entry(connection, id)
        if found is None or discard(connection, id) is None:
            return None
        draft = Draft(
            kind=cast(DraftKind, found.kind),
            post_id=found.post_id,
            target=found.target,
            title=found.title,
            text=found.text,
            details=found.details,
            created_at=found.created_at,
        )
        return msgspec.structs.replace(draft, id=save_draft(connection, draft, now=now))


def resend(connection: sqlite3.Connection, id: int, *, is_certain: bool = False, now: float | None = None) -> bool:
    """Let a refused or uncertain entry try again.

    Args:
        connection: The writing file.
        id: The entry.
        is_certain: The reader says that an uncertain one did not arrive; else it is looked for first.
        now: Unix seconds.

    Returns:
        False when it is in neither state.
    """
    changed = connection.execute(
        """
        UPDATE outbox SET
            state = iif(state = 'refused' OR ?, 'queued', state),
            is_exposed = iif(state = 'refused' OR ?, 0, is_exposed),
            reason = '', attempts = 0, not_before = 0, changed_at = ?
        WHERE id = ? AND state IN ('refused', 'uncertain')
        """,
        (is_certain, is_certain, time.time() if now is None else now, id),
    ).rowcount
    return changed == 1


def claim_next(
    connection: sqlite3.Connection, *, not_repeatable: Collection[str], now: float | None = None
) -> OutboxEntry | None:
    """Take the entry whose turn it is.

    Strictly in order: while one must wait, nothing behind it is given out. Only what is looked for, which takes
    minutes, holds up no more than the same words and what is said in the same place.

    Args:
        connection: The writing file.
        not_repeatable: Kinds that are uncertain when they were exposed and their sender ended.
        now: Unix seconds.

    Returns:
        An entry `sending`, or one `uncertain` that is to be looked for. None: see `next_turn`.
    """
    now = time.time() if now is None else now
    with transaction(connection):
        release_unfinished(connection, not_repeatable=not_repeatable, now=now)
        found = _head(connection, now)
        if found is None or found.not_before > now:
            return None
        connection.execute(
            "UPDATE outbox SET state = iif(state = 'queued', 'sending', state), attempts = attempts + 1,"
            " changed_at = ? WHERE id = ?",
            (now, found.id),
        )
        return required(connection, found.id)


def release_unfinished(
    connection: sqlite3.Connection, *, not_repeatable: Collection[str], now: float | None = None
) -> None:
    """Give back what a sender had begun that ended, or was broken off."""
    marks = ",".join("?" * len(not_repeatable))
    connection.execute(
        f"UPDATE outbox SET state = iif(is_exposed AND kind IN ({marks}), 'uncertain', 'queued'), reason = '',"
        " changed_at = ? WHERE state = 'sending'",
        (*not_repeatable, time.time() if now is None else now),
    )


def next_turn(connection: sqlite3.Connection, *, now: float | None = None) -> float | None:
    """Tell when `claim_next` may give something, Unix seconds; None when nothing waits.

    What is being sent counts as due: its sender may have ended.
    """
    now = time.time() if now is None else now
    head = _head(connection, now)
    (look_at,) = connection.execute(f"SELECT min(not_before) FROM outbox WHERE {_RESTING}", {"now": now}).fetchone()
    return min((at for at in (look_at, None if head is None else head.not_before) if at is not None), default=None)


_RESTING = "state = 'uncertain' AND not_before > :now AND not_before < 9e999"
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


def expose(connection: sqlite3.Connection, id: int, details: Mapping[str, Any], *, now: float | None = None) -> bool:
    """Note that the request that must not be doubled leaves now; False when the entry is no longer being sent."""
    return _change(
        connection,
        id,
        "is_exposed = 1, exposed_at = iif(is_exposed, exposed_at, ?), details = ?",
        time.time() if now is None else now,
        as_json(dict(details)),
    )


def set_details(connection: sqlite3.Connection, id: int, details: Mapping[str, Any]) -> bool:
    """Keep how far a write with several requests has come; False when the entry is gone."""
    return _change(connection, id, "details = ?", as_json(dict(details)))


def finish(
    connection: sqlite3.Connection,
    id: int,
    state: State,
    *,
    reason: str = "",
    not_before: float = 0.0,
    result: Mapping[str, Any] | None = None,
    now: float | None = None,
) -> bool:
    """Note what has become of an entry that was claimed.

    Args:
        connection: The writing file.
        id: The entry.
        state: "queued" is also for what was surely not sent: it is then as if never exposed.
        reason: A sentence.
        not_before: When to go on with what is queued or uncertain.
        result: What the answer said.
        now: Unix seconds.

    Returns:
        False, with nothing changed, when the reader decided otherwise while it was looked for.
    """
    return _change(
        connection,
        id,
        "state = ?, reason = ?, not_before = ?, result = ?, changed_at = ?,"
        " is_exposed = iif(?1 = 'queued', 0, is_exposed)",
        state,
        storable(reason),
        not_before,
        as_json(dict(result or {})),
        time.time() if now is None else now,
    )


def _change(connection: sqlite3.Connection, id: int, change: str, *values: Any) -> bool:
    changed = connection.execute(
        f"UPDATE outbox SET {change} WHERE id = ? AND state IN ('sending', 'uncertain')", (*values, id)
    ).rowcount
    return changed == 1


def hurry(connection: sqlite3.Connection) -> None:
    """Let what waits for the network go on now. What is looked for keeps its time: it may be there only then."""
    connection.execute("UPDATE outbox SET not_before = 0 WHERE state = 'queued'")


def sent_alike(connection: sqlite3.Connection, entry: OutboxEntry) -> list[OutboxEntry]:
    """Give what was sent with the same kind, post and target: a text found there may be one of these."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE state = 'sent' AND kind = ? AND post_id IS ? AND target = ? AND id <> ?"
        " ORDER BY id DESC LIMIT 200",
        (entry.kind, entry.post_id, entry.target, entry.id),
    )
    return [read_entry(row) for row in found]


def forget_sent(connection: sqlite3.Connection, *, older_than: float) -> None:
    """Delete what was sent before a time, Unix seconds."""
    connection.execute("DELETE FROM outbox WHERE state = 'sent' AND changed_at < ?", (older_than,))


def needed_ids(connection: sqlite3.Connection) -> set[int]:
    """Give the posts that a draft or an unsent entry is about: pruning keeps them."""
    found = connection.execute(
        "SELECT post_id FROM outbox WHERE state <> 'sent' AND post_id IS NOT NULL"
        " UNION SELECT post_id FROM drafts WHERE post_id IS NOT NULL LIMIT 100000"
    )
    return {id for (id,) in found}


def required(connection: sqlite3.Connection, id: int) -> OutboxEntry:
    """Read an entry that is known to be there: inside the transaction that wrote it."""
    found = entry(connection, id)
    assert found is not None
    return found
