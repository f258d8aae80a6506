"""What is told when something in the outbox changes."""

from __future__ import annotations

import msgspec

from mbtui.api.errors import MicroblogError
from mbtui.outbox import kinds
from mbtui.outbox.entry import OutboxEntry, State, Write
from mbtui.outbox.kinds import Kind
from mbtui.store import StoreError
from mbtui.store.timelines import Merge


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the outbox changed its state."""

    kind: Kind
    post_ids: tuple[int, ...] = ()
    """Posts that are drawn differently now."""
    entry: OutboxEntry | None = None
    """None when the change is shown before it is on the disk."""
    state: State | None = None
    """None when the entry was taken out: discarded, undone, or made a draft again."""
    is_starred: bool | None = None
    """For a star: what is shown from now on, as far as this entry tells."""
    problem: MicroblogError | StoreError | None = None
    """Why it waits, is uncertain, or was refused."""
    bookmarks: Merge | None = None
    """What a new star did to the bookmarks."""
    words: str = ""
    """The same as a whole sentence for the reader, with what mbtui does about it."""

    @classmethod
    def of(
        cls,
        write: Write,
        state: State | None,
        *,
        problem: MicroblogError | StoreError | None = None,
        bookmarks: Merge | None = None,
        words: str = "",
    ) -> Change:
        """Make what is told of an entry, or of a write that is not on the disk yet."""
        kind = kinds.of(write)
        is_starred = kind.starred(write)
        is_undone = state in (None, "refused")
        return cls(
            kind=kind,
            post_ids=(write.post_id,) if kind.about == "post" and write.post_id is not None else (),
            entry=write if isinstance(write, OutboxEntry) else None,
            state=state,
            is_starred=not is_starred if is_undone and is_starred is not None else is_starred,
            problem=problem,
            bookmarks=bookmarks,
            words=words,
        )

    @property
    def is_said(self) -> bool:
        """Whether `words` are to be said: of texts always, of the rest only what went wrong."""
        return bool(self.words) and (self.problem is not None or self.kind.is_text)
