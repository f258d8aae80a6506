"""What can be done with the highlighted post. A pane that shows posts takes these over; it knows which one is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.widget import Widget

from mbtui.panes.problem import Problem, ProblemMet, Said
from mbtui.store import SavedPost, StoreError
from mbtui.widgets.post_list import PostList

if TYPE_CHECKING:
    from mbtui.services.outbox import Outbox
    from mbtui.services.session import Session


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


class PostActions(Widget):
    """The commands of the scope `post`."""

    class ConversationWanted(Message):
        """The reader wants to see the conversation of a post."""

        def __init__(self, post_id: int) -> None:
            super().__init__()
            self.post_id = post_id

    class ReplyWanted(Message):
        """The reader wants to answer a post."""

        def __init__(self, post: SavedPost) -> None:
            super().__init__()
            self.post = post

    if TYPE_CHECKING:

        @property
        def session(self) -> Session: ...

        @property
        def posts(self) -> PostList: ...

        @property
        def highlighted_post(self) -> SavedPost | None: ...

        def open_gap(self) -> bool: ...

    def say(self, words: str, *, is_problem: bool = False) -> None:
        """Say something in the status line."""
        self.post_message(Said(words, is_problem=is_problem))

    def action_post_open(self) -> None:
        """Open the conversation, or fill the gap."""
        if self.open_gap():
            self.say("Loading the missing posts…")
        elif self.highlighted_post is not None:
            self.post_message(self.ConversationWanted(self.highlighted_post.id))

    @on(PostList.Opened)
    def _opened(self) -> None:
        self.action_post_open()

    def action_post_unfold(self) -> None:
        """Show all of a clipped or hidden post, or fold it again."""
        self.posts.toggle_fold()

    def action_post_reply(self) -> None:
        """Reply to the highlighted post."""
        if self.highlighted_post is not None and self._outbox("reply") is not None:
            self.post_message(self.ReplyWanted(self.highlighted_post))

    def action_post_star(self) -> None:
        """Put a star on the post, or take it off."""
        post, outbox = self.highlighted_post, self._outbox("keep bookmarks")
        if post is not None and outbox is not None:
            self._star(outbox, post)

    @work(group="star")
    async def _star(self, outbox: Outbox, post: SavedPost) -> None:
        try:
            await outbox.star(post.id, not post.is_favorite)
        except StoreError as error:
            self.post_message(ProblemMet(Problem("keep the star", error)))
            return
        self.post_message(Undoable("the star", lambda: outbox.star(post.id, post.is_favorite)))

    def _outbox(self, what: str) -> Outbox | None:
        """The outbox, or None after saying why nothing can be written."""
        if self.session.can_write and self.session.outbox is not None:
            return self.session.outbox
        if self.session.is_connected:
            self.say(f"You have to be signed in to {what}.", is_problem=True)
        else:
            self.say("Not connected yet. Try again in a moment.", is_problem=True)
        return None
