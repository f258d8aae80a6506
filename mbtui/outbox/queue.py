"""The outbox: writes on their way to Micro.blog, one row each, in order. Who may send which is `leases`."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Collection, Mapping
from typing import Any, Literal, cast

import msgspec

from mbtui.store.database import transaction
from mbtui.store.drafts import Draft, DraftKind, delete_draft, save_draft
from mbtui.store.drafts import draft as find_draft
from mbtui.store.posts import as_json, stored_object
from mbtui.store.posts import text as storable

State = Literal["queued", "sending", "sent", "uncertain", "refused"]

NEVER = math.inf
"""As `not_before`: only a person can decide what becomes of the entry."""


class OutboxEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One write."""

    id: int
    """Entries are sent in this order."""
    kind: str
    """See `outbox.kinds`."""
    post_id: int | None
    """The post starred, answered, edited or deleted; a mute's number."""
    target: str
    """A username, a keyword, a URL or a blog, as the kind needs."""
    title: str
    text: str
    details: dict[str, Any]
    state: State
    reason: str
    """Why it is refused or uncertain or still waits, as a sentence; else empty."""
    created_at: float
    """Unix seconds."""
    changed_at: float
    attempts: int
    not_before: float
    """Left alone until then; `NEVER` when it waits for the reader's decision."""
    is_exposed: bool
    """The request that must not be doubled may have left this machine."""
    exposed_at: float
    owner: str
    leased_until: float
    result: dict[str, Any]
    """What the answer said: a new post's URL."""

    @property
    def is_waiting(self) -> bool:
        """Whether it still goes out by itself, sooner or later."""
        return self.state in ("queued", "sending") or (self.state == "uncertain" and self.not_before != NEVER)


COLUMNS = (
    "id, kind, post_id, target, title, text, details, state, reason, created_at, changed_at, attempts, not_before,"
    " is_exposed, exposed_at, owner, leased_until, result"
)
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
        is_replacing: An entry of the same kind for the same post and target that nobody has in hand yet
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
            " attempts, not_before, is_exposed, exposed_at, owner, leased_until, result)"
            " VALUES (?, ?, ?, ?, ?, ?, 'queued', '', ?, ?, 0, 0, 0, 0, '', 0, '{}')",
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
    """Throw away an entry that nobody has in hand; None when somebody has, or when it is gone."""
    with transaction(connection):
        found = entry(connection, id)
        if found is None or found.owner or found.state == "sent":
            return None
        connection.execute("DELETE FROM outbox WHERE id = ?", (id,))
        return found


def edit(connection: sqlite3.Connection, id: int, *, now: float | None = None) -> Draft | None:
    """Turn a text that nobody has in hand back into a draft; None when that can not be."""
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
        False when it is in neither state, or in somebody's hand.
    """
    changed = connection.execute(
        """
        UPDATE outbox SET
            state = iif(state = 'refused' OR ?, 'queued', state),
            is_exposed = iif(state = 'refused' OR ?, 0, is_exposed),
            reason = '', not_before = 0, changed_at = ?
        WHERE id = ? AND state IN ('refused', 'uncertain') AND owner = ''
        """,
        (is_certain, is_certain, time.time() if now is None else now, id),
    ).rowcount
    return changed == 1


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


def read_entry(row: tuple[Any, ...]) -> OutboxEntry:
    """Make an entry of a row with `COLUMNS`."""
    (id, kind, post_id, target, title, text, details, state, reason, created_at, changed_at, *rest) = row
    attempts, not_before, is_exposed, exposed_at, owner, leased_until, result = rest
    return OutboxEntry(
        id=id,
        kind=kind,
        post_id=post_id,
        target=target,
        title=title,
        text=text,
        details=stored_object(details),
        state=state,
        reason=reason,
        created_at=created_at,
        changed_at=changed_at,
        attempts=attempts,
        not_before=not_before,
        is_exposed=is_exposed == 1,
        exposed_at=exposed_at,
        owner=owner,
        leased_until=leased_until,
        result=stored_object(result),
    )
