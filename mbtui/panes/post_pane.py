"""A pane that shows posts in a list; one of them is highlighted, and commands act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from mbtui.panes.messages import Problem, ProblemMet, Said
from mbtui.panes.unsent_rows import is_unsent
from mbtui.services.session import Session
from mbtui.store import SavedPost
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.outbox.outbox import Outbox


class PostPane(Vertical):
    """A list of posts of one account."""

    def __init__(self, session: Session, title: str, posts: PostList, *, id: str) -> None:
        """
        Args:
            session: The account.
            title: What the reader calls what is shown.
            posts: The list.
            id: The widget's id.
        """
        super().__init__(id=id)
        self.session = session
        self.title = title
        self.posts = posts

    def compose(self) -> ComposeResult:
        yield self.posts

    @property
    def highlighted_post(self) -> SavedPost | None:
        """The post that commands act on; None on a gap, and on a reply that was not sent yet."""
        row = self.posts.highlighted_row
        return row.post if isinstance(row, PostRow) and not is_unsent(row.post.id) else None

    def say(self, words: str, *, is_problem: bool = False) -> None:
        """Say something in the status line."""
        self.post_message(Said(words, is_problem=is_problem))

    def meet(self, problem: Problem) -> None:
        """Say that something could not be done."""
        self.post_message(ProblemMet(problem))

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

    # Moving

    def action_move(self, delta: int) -> None:
        self.posts.move(delta)

    def action_page(self, direction: int) -> None:
        self.posts.page(direction)

    def action_half_page(self, direction: int) -> None:
        self.posts.half_page(direction)

    def action_edge(self, direction: int) -> None:
        if direction < 0:
            self.posts.top()
        else:
            self.posts.bottom()
