"""The outbox's queue: writes on their way to Micro.blog, one row each, in order.

    queued ──claim_next──▶ sending ──▶ sent | refused
      ▲                       │
      └── surely not sent ────┤
                              └──▶ uncertain: the answer was lost; looked for, then sent, or left to the reader

Only the holder of the account's `SendingLock` claims and finishes. So an entry that is `sending` when the next is
claimed was left by a sender that ended: it is queued again when that does no harm, or when it never left this machine;
else it is uncertain.

All functions take the connection of the writing file; `now` is in unix seconds.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Mapping
from typing import Any, cast

from msgspec.structs import replace

from mbtui.outbox.entry import COLUMNS, OutboxEntry, State, Write, read_entry
from mbtui.store.database import transaction
from mbtui.store.drafts import Draft, DraftKind, delete_draft, save_draft
from mbtui.store.posts import as_json
from mbtui.store.posts import text as storable

WAITING = "(state IN ('queued', 'sending') OR (state = 'uncertain' AND not_before < 9e999))"
"""SQL for what still goes out by itself; 9e999 is `NEVER`."""
_RESTING = "state = 'uncertain' AND not_before > :now AND not_before < 9e999"
"""SQL for what is looked for, between two looks."""


def enqueue(
    connection: sqlite3.Connection,
    write: Write,
    *,
    before: Draft | None = None,
    is_replacing: bool = False,
    now: float | None = None,
) -> OutboxEntry:
    """Put a write at the end of the queue. When it is a draft, that leaves in the same transaction.

    `before` is the draft as it was last saved or read, when it has changed since. See `delete_draft`.

    When it `is_replacing`, an entry of the same kind for the same post and target that is not on its way yet takes on
    its details instead: star, unstar and star again are one write.
    """
    now = time.time() if now is None else now
    details = as_json(write.details)
    with transaction(connection):
        if isinstance(write, Draft):
            delete_draft(connection, before or write)
        if is_replacing:
            row = connection.execute(
                "SELECT id FROM outbox WHERE state = 'queued' AND kind = ? AND post_id IS ? AND target = ?"
                " ORDER BY id DESC LIMIT 1",
                (write.kind, write.post_id, write.target),
            ).fetchone()
            if row is not None:
                connection.execute("UPDATE outbox SET details = ?, changed_at = ? WHERE id = ?", (details, now, row[0]))
                return _required(connection, row[0])
        words = (storable(write.target), storable(write.title), storable(write.text))
        added = connection.execute(
            "INSERT INTO outbox (kind, post_id, target, title, text, details, state, reason, created_at, changed_at,"
            " attempts, not_before, is_exposed, exposed_at, result)"
            " VALUES (?, ?, ?, ?, ?, ?, 'queued', '', ?, ?, 0, 0, 0, 0, '{}')",
            (write.kind, write.post_id, *words, details, now, now),
        ).lastrowid
        assert added is not None
        return _required(connection, added)


def entries(connection: sqlite3.Connection, *, states: Collection[State] | None = None) -> list[OutboxEntry]:
    """Give the entries in these states, or in all but `sent`, in their order."""
    wanted = tuple(states or ("queued", "sending", "uncertain", "refused"))
    found = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE state IN ({','.join('?' * len(wanted))}) ORDER BY id LIMIT 1000",
        wanted,
    )
    return [read_entry(row) for row in found]


def entry(connection: sqlite3.Connection, id: int) -> OutboxEntry | None:
    return _one(connection, "id = :id", {"id": id})


def latest_waiting(connection: sqlite3.Connection, write: Write) -> OutboxEntry | None:
    """Find the last entry of a write's kind, for the same post and target, that still goes out."""
    condition = f"kind = :kind AND post_id IS :post_id AND target = :target AND {WAITING} ORDER BY id DESC"
    return _one(connection, condition, {"kind": write.kind, "post_id": write.post_id, "target": write.target})


def discard(connection: sqlite3.Connection, id: int) -> OutboxEntry | None:
    """Throw away an entry; None when it is on its way, or gone."""
    with transaction(connection):
        found = entry(connection, id)
        if found is None or found.is_on_its_way:
            return None
        connection.execute("DELETE FROM outbox WHERE id = ?", (id,))
        return found


def edit(connection: sqlite3.Connection, id: int) -> Draft | None:
    """Turn a text back into a draft; None when it is on its way, or gone."""
    with transaction(connection):
        found = discard(connection, id)
        if found is None:
            return None
        draft = draft_of(found)
        return replace(draft, id=save_draft(connection, draft))


def draft_of(entry: OutboxEntry) -> Draft:
    """Make a draft of a text, without keeping it."""
    return Draft(
        kind=cast(DraftKind, entry.kind),
        post_id=entry.post_id,
        target=entry.target,
        title=entry.title,
        text=entry.text,
        details=entry.details,
        created_at=entry.created_at,
    )


def resend(connection: sqlite3.Connection, id: int, *, is_certain: bool = False) -> OutboxEntry | None:
    """Let a refused or uncertain entry try again; None when it is in neither state.

    With `is_certain` the reader says that an uncertain one did not arrive; else it is looked for first.
    """
    with transaction(connection):
        changed = connection.execute(
            """
            UPDATE outbox SET
                state = iif(state = 'refused' OR ?, 'queued', state),
                is_exposed = iif(state = 'refused' OR ?, 0, is_exposed),
                reason = '', attempts = 0, not_before = 0, changed_at = ?
            WHERE id = ? AND state IN ('refused', 'uncertain')
            """,
            (is_certain, is_certain, time.time(), id),
        ).rowcount
        return _required(connection, id) if changed == 1 else None


def claim_next(
    connection: sqlite3.Connection, *, not_repeatable: Collection[str], now: float | None = None
) -> OutboxEntry | None:
    """Take the entry whose turn it is: it is `sending` then, or `uncertain` when it is to be looked for.

    Strictly in order: while one must wait, nothing behind it is given out. Only what is looked for, which takes
    minutes, holds up no more than the same words and what is said in the same place. None: see `next_turn`.
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
        return _required(connection, found.id)


def release_unfinished(connection: sqlite3.Connection, *, not_repeatable: Collection[str], now: float) -> None:
    """Give back what a sender had begun that ended, or was broken off.

    Of the kinds that are `not_repeatable`, what was exposed is uncertain then.
    """
    marks = ",".join("?" * len(not_repeatable))
    connection.execute(
        f"UPDATE outbox SET state = iif(is_exposed AND kind IN ({marks}), 'uncertain', 'queued'), reason = '',"
        " changed_at = ? WHERE state = 'sending'",
        (*not_repeatable, now),
    )


def next_turn(connection: sqlite3.Connection, *, now: float | None = None) -> float | None:
    """Tell when `claim_next` may give something, Unix seconds; None when nothing waits.

    What is being sent counts as due: its sender may have ended.
    """
    now = time.time() if now is None else now
    head = _head(connection, now)
    (look_at,) = connection.execute(f"SELECT min(not_before) FROM outbox WHERE {_RESTING}", {"now": now}).fetchone()
    return min((at for at in (look_at, None if head is None else head.not_before) if at is not None), default=None)


def _head(connection: sqlite3.Connection, now: float) -> OutboxEntry | None:
    """Find the first entry that goes out and is held up by nothing that is looked for."""
    condition = f"""
        {WAITING} AND NOT ({_RESTING}) AND NOT EXISTS (
            SELECT 1 FROM (SELECT * FROM outbox WHERE {_RESTING}) AS lost
            WHERE lost.id < outbox.id AND lost.kind = outbox.kind
                AND (lost.text = outbox.text OR (lost.post_id IS outbox.post_id AND lost.target = outbox.target))
        ) ORDER BY id"""
    return _one(connection, condition, {"now": now})


def expose(connection: sqlite3.Connection, id: int, details: Mapping[str, Any], *, now: float | None = None) -> bool:
    """Note that the request that must not be doubled leaves now; False when the entry is no longer being sent."""
    now = time.time() if now is None else now
    changes = "is_exposed = 1, exposed_at = iif(is_exposed, exposed_at, ?), details = ?"
    return _change(connection, id, changes, now, as_json(details))


def set_details(
    connection: sqlite3.Connection, id: int, details: Mapping[str, Any], *, has_gone_on: bool = False
) -> bool:
    """Keep how far a write with several requests has come; False when the entry is gone.

    When it `has_gone_on`, what failed before counts no longer.
    """
    return _change(connection, id, f"details = ?{', attempts = 1' if has_gone_on else ''}", as_json(details))


def finish(
    connection: sqlite3.Connection,
    id: int,
    state: State,
    *,
    reason: str = "",
    not_before: float = 0.0,
    result: Mapping[str, str] | None = None,
    now: float | None = None,
) -> OutboxEntry | None:
    """Note what has become of an entry that was claimed. "queued" was surely not sent: as if never exposed.

    Returns:
        The entry as it is now; None, with nothing changed, when the reader decided otherwise while it was looked for.
    """
    changes = (
        "state = ?, reason = ?, not_before = ?, changed_at = ?, result = ?,"
        " is_exposed = iif(?1 = 'queued', 0, is_exposed)"
    )
    now = time.time() if now is None else now
    with transaction(connection):
        is_changed = _change(connection, id, changes, state, storable(reason), not_before, now, as_json(result or {}))
        return _required(connection, id) if is_changed else None


def _change(connection: sqlite3.Connection, id: int, changes: str, *values: Any) -> bool:
    changed = connection.execute(
        f"UPDATE outbox SET {changes} WHERE id = ? AND state IN ('sending', 'uncertain')", (*values, id)
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


def sent_texts(connection: sqlite3.Connection, *, kinds: Collection[str], since: float) -> list[OutboxEntry]:
    """Give what was sent of some kinds since a time, Unix seconds; the last one first."""
    found = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE state = 'sent' AND changed_at >= ?"
        f" AND kind IN ({','.join('?' * len(kinds))}) ORDER BY changed_at DESC, id DESC LIMIT 50",
        (since, *kinds),
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


def names_file(connection: sqlite3.Connection, path: str) -> bool:
    """Whether a draft or an unsent entry has a file, in whatever way it says so."""
    found = connection.execute(
        "SELECT 1 FROM outbox WHERE state <> 'sent' AND instr(details, :path)"
        " UNION SELECT 1 FROM drafts WHERE instr(details, :path) LIMIT 1",
        {"path": path},
    )
    return found.fetchone() is not None


def _one(connection: sqlite3.Connection, condition: str, values: Mapping[str, Any]) -> OutboxEntry | None:
    row = connection.execute(f"SELECT {COLUMNS} FROM outbox WHERE {condition} LIMIT 1", values).fetchone()
    return None if row is None else read_entry(row)


def _required(connection: sqlite3.Connection, id: int) -> OutboxEntry:
    """Read an entry that is known to be there: it was written in the same transaction."""
    found = entry(connection, id)
    assert found is not None
    return found
