"""One write: as it is asked for, and as it stands in the outbox."""

from __future__ import annotations

import math
from typing import Any, Literal

from mbtui.store.drafts import Write as Write
from mbtui.store.posts import stored_object

State = Literal["queued", "sending", "sent", "uncertain", "refused"]

UPLOAD_NOTE = "upload"
"""In the details: a file is on its way to the blog, and its answer has not come."""
NEVER = math.inf
"""As `not_before`: only a person can decide what becomes of the entry."""


class OutboxEntry(Write, frozen=True, kw_only=True):
    """One write in the outbox. The fields have the names of the columns."""

    id: int
    """Entries are sent in this order."""
    state: State
    reason: str = ""
    """Why it is refused or uncertain or still waits, as a sentence; else empty."""
    created_at: float
    """Unix seconds."""
    changed_at: float
    attempts: int = 0
    not_before: float = 0.0
    """Left alone until then; `NEVER` when it waits for the reader's decision."""
    is_exposed: bool = False
    """The request that must not be doubled may have left this machine."""
    exposed_at: float = 0.0
    result: dict[str, Any] = {}  # noqa: RUF012  (msgspec makes a new one for each)
    """Of what was sent: its `url`, and a post's `preview_url` and `edit_url`, as far as the server said."""

    @property
    def write(self) -> Write:
        """What was put into the outbox, to be put there again."""
        return Write(**{name: getattr(self, name) for name in Write.__struct_fields__})

    @property
    def url(self) -> str:
        """Where what was sent can be read: its page, or the preview of a draft."""
        return str(self.result.get("url", ""))

    @property
    def is_waiting(self) -> bool:
        """Whether it still goes out by itself, sooner or later."""
        return self.state in ("queued", "sending") or (self.state == "uncertain" and self.not_before != NEVER)

    @property
    def is_on_its_way(self) -> bool:
        """Whether it can not be held back any more. While its files are uploaded it can."""
        return self.state == "sent" or (self.state == "sending" and UPLOAD_NOTE not in self.details)

    @property
    def known(self) -> list[str] | None:
        """Which texts with the same words were there before it was sent; None when that could not be read."""
        return self.details.get("known")


COLUMNS = ", ".join(OutboxEntry.__struct_fields__)


def read_entry(row: tuple[Any, ...]) -> OutboxEntry:
    """Make an entry of a row with `COLUMNS`."""
    found = dict(zip(OutboxEntry.__struct_fields__, row, strict=True))
    found["details"], found["result"] = stored_object(found["details"]), stored_object(found["result"])
    found["is_exposed"] = found["is_exposed"] == 1
    return OutboxEntry(**found)
