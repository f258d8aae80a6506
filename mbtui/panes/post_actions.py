"""What can be done with the highlighted post. A pane that shows posts takes these over; it knows which one is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from mbtui.panes.bindings import with_keys
from mbtui.panes.copy import CopyActions
from mbtui.panes.link_actions import LinkActions
from mbtui.panes.messages import Problem, ProblemMet, Undoable
from mbtui.store import SavedPost, StoreError
from mbtui.widgets.post_list import PostList

if TYPE_CHECKING:
    from mbtui.outbox.outbox import Outbox


class PostActions(LinkActions, CopyActions):
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

    class MuteWanted(Message):
        """The reader wants to hide somebody or something, or to see what is hidden."""

        def __init__(self, post: SavedPost | None) -> None:
            """
            Args:
                post: The post that gave the reason; None when there is none.
            """
            super().__init__()
            self.post = post

    class DeleteWanted(Message):
        """The reader wants to delete a post of their own."""

        def __init__(self, post: SavedPost) -> None:
            super().__init__()
            self.post = post

    def open_gap(self) -> bool:
        """Fill the gap under the highlight. Returns whether there is one."""
        return False

    def show_star(self, ids: Sequence[int], is_on: bool) -> None:
        """Show or hide the star of posts at once, before it is on the disk."""

    def action_post_open(self) -> None:
        """Open the conversation, or fill the gap. A web page has no conversation: it is opened itself."""
        if self.open_gap():
            self.say("Loading the missing posts…")
        elif self.highlighted_post is not None and self.highlighted_post.is_web_page:
            self.action_post_page()
        elif self.highlighted_post is not None:
            self.want(self.ConversationWanted(self.highlighted_post.id))

    @on(PostList.Opened)
    def _opened(self) -> None:
        self.action_post_open()

    def action_post_unfold(self) -> None:
        """Show all of a clipped or hidden post, or fold it again."""
        self.posts.toggle_fold()

    def action_post_reply(self) -> None:
        """Reply to the highlighted post."""
        post = self.highlighted_post
        if post is not None and post.is_web_page:
            self.say(
                with_keys(
                    self.app,
                    f"This is a page of {post.username}, not a post on Micro.blog: nobody would get a reply. "
                    "{post.page} opens it.",
                )
            )
        elif post is not None and self.outbox_to("reply") is not None:
            self.want(self.ReplyWanted(post))

    def action_post_star(self) -> None:
        """Put a star on the post, or take it off."""
        from mbtui.outbox.kinds.star import star

        post, outbox = self.highlighted_post, self.outbox_to("keep bookmarks")
        if post is not None and outbox is not None:
            # Both at once: another f, or U, may be the very next key, and writes keep their order.
            self.show_star([post.id], not post.is_favorite)
            self._star(outbox, post)
            self.post_message(Undoable("the star", lambda: outbox.put(star(post.id, post.is_favorite))))

    @work(group="star")
    async def _star(self, outbox: Outbox, post: SavedPost) -> None:
        from mbtui.outbox.kinds.star import star

        try:
            await outbox.put(star(post.id, not post.is_favorite))
        except StoreError as error:
            self.post_message(ProblemMet(Problem("keep the star", error)))

    def action_post_mute(self) -> None:
        """Hide the author or a word, or show what is hidden."""
        self.want(self.MuteWanted(self.highlighted_post))

    def action_post_delete(self) -> None:
        """Delete a post of one's own."""
        post = self.highlighted_post
        if post is None:
            return
        if post.is_deleted:
            self.say("This post was deleted already.")
        elif not (post.is_deletable or self._is_own(post)):
            self.say(with_keys(self.app, "Only your own posts can be deleted. {post.mute} hides those of others."))
        elif self.outbox_to("delete posts") is not None:
            self.want(self.DeleteWanted(post))

    def _is_own(self, post: SavedPost) -> bool:
        name = self.session.username
        return bool(name) and post.username.lower() == name.lower()
