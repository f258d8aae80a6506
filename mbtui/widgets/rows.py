"""What a post list shows: posts, gaps between them, notes. Plain data; `row_painter` draws it."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from mbtui.store import SavedPost


class PostRow(msgspec.Struct, frozen=True):
    """One post and what this list says of it beside its words."""

    post: SavedPost
    is_new: bool = False
    """Newer than the read position: `•`."""
    is_own: bool = False
    """Written by the reader: `✎`."""
    is_waiting: bool = False
    """Not sent yet, or not confirmed: `⌛`."""
    note: str = ""
    """A sentence of ours under the post: why it was not sent, that it was deleted."""
    depth: int = 0
    """How many answers lead to it in its conversation: so many steps it is indented, as far as there is room."""
    answers: str = ""
    """Whom it answers, where that does not show by its place: `↳ Tomas`."""
    hidden_by: str = ""
    """Why the post is folded to one line (`muted: @del`); empty when it is shown."""


class GapRow(msgspec.Struct, frozen=True):
    """Posts known to be missing here."""

    label: str


Row: TypeAlias = PostRow | GapRow
