"""How much there is that has not been sent, for the status line."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from mbtui.outbox import queue
from mbtui.store import Store, drafts


class Unsent(msgspec.Struct, frozen=True):
    """How much there is of what has not been sent."""

    waiting: int = 0
    """Goes out by itself, sooner or later."""
    undecided: int = 0
    """Refused, or perhaps arrived: it needs the reader."""
    drafts: int = 0

    def words(self, key: str = "") -> list[str]:
        """For the status line; `key` is how the reader comes to the list of it, empty on that list itself."""
        parts = []
        if self.waiting:
            parts.append(f"{self.waiting} waiting to send")
        if self.undecided:
            parts.append(f"{self.undecided} not sent" + (f" ({key})" if key else ""))
        if self.drafts:
            parts.append(f"{self.drafts} draft{'s' if self.drafts != 1 else ''}")
        return parts


async def count_unsent(store: Store, *, without_drafts: Collection[int] = ()) -> Unsent:
    """Count what has not been sent, without the drafts that are being written now.

    Raises:
        StoreError: They could not be read.
    """
    entries = await store.outbox.read(queue.entries)
    waiting = sum(1 for entry in entries if entry.is_waiting)
    undecided = 0
    if resting := [entry for entry in entries if not entry.is_waiting]:
        # Takes 40 ms when it is loaded, for which the first question to Micro.blog would wait.
        from mbtui.outbox import kinds

        # A star that was refused was taken back and told; there is nothing left to decide.
        undecided = sum(1 for entry in resting if kinds.of(entry).is_text)
    kept = await store.outbox.read(drafts.drafts)
    return Unsent(waiting, undecided, sum(1 for draft in kept if draft.id not in without_drafts))
