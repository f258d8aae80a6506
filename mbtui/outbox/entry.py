"""One write in the outbox, and how it is read from its row."""

from __future__ import annotations

import math
from typing import Any, Literal

import msgspec

from mbtui.store.posts import stored_object

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
    result: dict[str, Any]
    """What the answer said: a new post's URL."""

    @property
    def is_waiting(self) -> bool:
        """Whether it still goes out by itself, sooner or later."""
        return self.state in ("queued", "sending") or (self.state == "uncertain" and self.not_before != NEVER)


COLUMNS = (
    "id, kind, post_id, target, title, text, details, state, reason, created_at, changed_at, attempts, not_before,"
    " is_exposed, exposed_at, result"
)


def read_entry(row: tuple[Any, ...]) -> OutboxEntry:
    """Make an entry of a row with `COLUMNS`."""
    (id, kind, post_id, target, title, text, details, state, reason, created_at, changed_at, *rest) = row
    attempts, not_before, is_exposed, exposed_at, result = rest
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
        result=stored_object(result),
    )
