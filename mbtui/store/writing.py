"""What was written and not yet taken by Micro.blog: drafts and the outbox, in writing.sqlite3.

Every function is called with that file's connection, by `Store.run_writing`.
"""

from __future__ import annotations

from mbtui.store.drafts import Draft, DraftKind, delete_draft, draft, draft_for, drafts, save_draft
from mbtui.store.leases import Turn, claim_next, expose, finish, hurry, next_turn, release, renew, set_details
from mbtui.store.outbox import (
    NEVER,
    NOT_REPEATABLE,
    Kind,
    OutboxEntry,
    State,
    discard,
    edit,
    enqueue,
    entries,
    entry,
    forget_sent,
    latest_waiting,
    needed_ids,
    resend,
    sent_alike,
)

__all__ = [
    "NEVER",
    "NOT_REPEATABLE",
    "Draft",
    "DraftKind",
    "Kind",
    "OutboxEntry",
    "State",
    "Turn",
    "claim_next",
    "delete_draft",
    "discard",
    "draft",
    "draft_for",
    "drafts",
    "edit",
    "enqueue",
    "entries",
    "entry",
    "expose",
    "finish",
    "forget_sent",
    "hurry",
    "latest_waiting",
    "needed_ids",
    "next_turn",
    "release",
    "renew",
    "resend",
    "save_draft",
    "sent_alike",
    "set_details",
]
