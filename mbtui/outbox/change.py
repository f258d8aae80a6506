"""What is told when something in the outbox changes."""

from __future__ import annotations

import msgspec

from mbtui.api.errors import MicroblogError
from mbtui.outbox import kinds
from mbtui.outbox.entry import OutboxEntry, State, Write
from mbtui.outbox.kinds import Kind
from mbtui.outbox.kinds.star import Star
from mbtui.store import StoreError
from mbtui.store.timelines import Merge


class Change(msgspec.Struct, frozen=True):
    """Something in the outbox changed its state."""

    write: Write
    """An entry, or what is shown before it is on the disk."""
    state: State | None
    """None when it was taken out: discarded, undone, or made a draft again."""
    problem: MicroblogError | StoreError | None = None
    """Why it waits, is uncertain, or was refused."""
    words: str = ""
    """The same as a whole sentence for the reader, with what mbtui does about it."""
    bookmarks: Merge | None = None
    """What a new star did to the bookmarks."""
    progress: str | None = None
    """How far the upload of its files is, in a few words, empty at the end; nothing else has changed then."""

    @property
    def kind(self) -> Kind:
        return kinds.of(self.write)

    @property
    def entry(self) -> OutboxEntry | None:
        return self.write if isinstance(self.write, OutboxEntry) else None

    @property
    def post_ids(self) -> tuple[int, ...]:
        """Posts that are drawn differently now."""
        id = self.write.post_id
        return (id,) if self.kind.about == "post" and id is not None else ()

    @property
    def is_starred(self) -> bool | None:
        """For a star: what is shown from now on, as far as this entry tells."""
        is_undone = self.state in (None, "refused")
        return self.write.is_on != is_undone if isinstance(self.kind, Star) else None

    @property
    def is_said(self) -> bool:
        """Whether `words` are to be said: of texts always, of the rest only what went wrong."""
        return bool(self.words) and (self.problem is not None or self.kind.is_text)
