"""What every group of commands on the highlighted post needs of the pane it is mixed into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message
from textual.widget import Widget

from mbtui.panes.messages import Said
from mbtui.store import SavedPost

if TYPE_CHECKING:
    from mbtui.outbox.outbox import Outbox
    from mbtui.services.session import Session
    from mbtui.widgets.post_list import PostList


class HasHighlight(Widget):
    """A pane whose list has a highlighted post."""

    if TYPE_CHECKING:

        @property
        def session(self) -> Session: ...

        @property
        def posts(self) -> PostList: ...

        @property
        def highlighted_post(self) -> SavedPost | None: ...

    def say(self, words: str, *, is_problem: bool = False) -> None:
        """Say something in the status line."""
        self.post_message(Said(words, is_problem=is_problem))

    def want(self, message: Message) -> None:
        """Ask the screen for something."""
        self.post_message(message)

    def outbox_to(self, what: str) -> Outbox | None:
        """Give the outbox, or None after saying why nothing can be written.

        Args:
            what: What it is wanted for, as it follows on "You have to be signed in to".
        """
        if self.session.can_write and self.session.outbox is not None:
            return self.session.outbox
        if self.session.is_connected:
            self.say(f"You have to be signed in to {what}.", is_problem=True)
        else:
            self.say("Not connected yet. Try again in a moment.", is_problem=True)
        return None
