"""What `U` takes back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual.message import Message


class Undoable(Message):
    """Something was done that `U` can take back."""

    def __init__(self, what: str, undo: Callable[[], Awaitable[object]]) -> None:
        """
        Args:
            what: What was done, as it follows on "Undone:".
            undo: Takes it back.
        """
        super().__init__()
        self.what = what
        self.undo = undo
