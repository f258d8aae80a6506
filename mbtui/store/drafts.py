"""Drafts: what is typed and not sent yet. A draft is already the write that it will be."""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Literal

import msgspec

from mbtui.store.database import transaction
from mbtui.store.posts import as_json, stored_object
from mbtui.store.posts import text as storable

DraftKind = Literal["post", "reply", "edit"]


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be put into the outbox."""

    kind: str
    """See `outbox.kinds`."""
    post_id: int | None = None
    """The post starred, answered, edited or deleted; a mute's number."""
    target: str = ""
    """A username, a keyword, a URL or a blog (`mp-destination`), as the kind needs; for a reply, whom it answers."""
    title: str = ""
    text: str = ""
    details: dict[str, Any] = {}
    """What else the kind needs, such as categories and photos; what JSON can hold."""

    @property
    def is_on(self) -> bool:
        """Whether something is switched on, or off."""
        return bool(self.details.get("is_on"))

    def is_same_text(self, other: Write) -> bool:
        """Whether both are the new post, a reply to the same post or an edit of it, whatever their words."""
        if self.kind == other.kind == "edit":
            # Its id is not known everywhere.
            return self.target == other.target
        return (self.kind, self.post_id) == (other.kind, other.post_id)


class Draft(Write, frozen=True, kw_only=True):
    """A text being written, with everything that is sent along with it."""

    id: int = 0
    """0 until it is saved."""
    kind: DraftKind
    created_at: float = 0.0
    """Unix seconds."""
    changed_at: float = 0.0

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written.

        A reply begins with the name of whom it answers, which does not count, and neither does where a post goes. An
        edit begins with the whole post: what counts is what was changed.
        """
        if self.kind == "edit":
            was, now = self.details.get("was"), {**self.details, "title": self.title, "text": self.text.rstrip()}
            was = was if isinstance(was, dict) else {}
            others = ("title", "categories", "post_status", "published_at")
            same = all((now.get(name) or "") == (was.get(name) or "") for name in others)
            return same and now["text"] == was.get("text", "").rstrip() and not self.details.get("photos")
        mention = f"@{self.target}" if self.kind == "reply" else ""
        is_without = not (self.details.get("categories") or self.details.get("photos"))
        return is_without and not (self.text.strip().removeprefix(mention).strip() or self.title.strip())


_COLUMNS = "id, kind, post_id, target, title, text, details, created_at, changed_at"


def save_draft(
    connection: sqlite3.Connection, draft: Draft, *, before: Draft | None = None, now: float | None = None
) -> int:
    """Keep a draft.

    Given as it was last saved or read `before`, it is not written over what another program has made of it, or sent or
    discarded, meanwhile: it is kept beside that.

    Returns:
        Its id, which may be a new one.
    """
    now = time.time() if now is None else now
    values = (draft.kind, draft.post_id, *_parts(draft))
    with transaction(connection):
        if before is None or holds(connection, before):
            changed = connection.execute(
                "UPDATE drafts SET kind = ?, post_id = ?, target = ?, title = ?, text = ?, details = ?, changed_at = ?"
                " WHERE id = ?",
                (*values, now, draft.id),
            ).rowcount
            if changed:
                return draft.id
        added = connection.execute(
            "INSERT INTO drafts (kind, post_id, target, title, text, details, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, draft.created_at or now, now),
        ).lastrowid
        assert added is not None
        return added


def drafts(connection: sqlite3.Connection, *, limit: int = 10_000) -> list[Draft]:
    """Give all drafts, last changed first."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM drafts ORDER BY changed_at DESC, id DESC LIMIT ?", (limit,))
    return [_draft(row) for row in found]


def draft(connection: sqlite3.Connection, id: int) -> Draft | None:
    """Read one draft; None when it was sent or discarded."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM drafts WHERE id = ?", (id,)).fetchone()
    return None if row is None else _draft(row)


def holds(connection: sqlite3.Connection, draft: Draft) -> bool:
    """Whether a draft is still there, as it was last saved or read."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM drafts WHERE id = ?", (draft.id,)).fetchone()
    return row is not None and _parts(_draft(row)) == _parts(draft)


def draft_for(
    connection: sqlite3.Connection, kind: DraftKind, post_id: int | None, *, target: str = ""
) -> Draft | None:
    """Find the last draft of an answer to a post, of an edit of the post at `target`, or else of a new post."""
    column, value = ("target", target) if kind == "edit" else ("post_id", post_id)
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM drafts WHERE kind = ? AND {column} IS ? ORDER BY changed_at DESC, id DESC LIMIT 1",
        (kind, value),
    ).fetchone()
    return None if row is None else _draft(row)


def delete_draft(connection: sqlite3.Connection, draft: Draft) -> bool:
    """Delete a draft, given as it was last saved or read. What another program has made of it since is left to that.

    Returns:
        Whether it is deleted by this.
    """
    with transaction(connection):
        if not holds(connection, draft):
            return False
        connection.execute("DELETE FROM drafts WHERE id = ?", (draft.id,))
        return True


def _parts(draft: Draft) -> tuple[str, str, str, str]:
    """What a writer can change, as it is stored."""
    return storable(draft.target), storable(draft.title), storable(draft.text), as_json(draft.details)


def _draft(row: tuple[Any, ...]) -> Draft:
    fields = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Draft(**{**fields, "details": stored_object(fields["details"])})
