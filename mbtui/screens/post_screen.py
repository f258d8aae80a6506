"""A screen that shows posts: what the commands on a post need of it, whatever else it is made of.

The panes in it only say what is wanted; `PostCommands` carries it out.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on

from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.messages import LinkFollowed, PostWanted, ProfileWanted
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.place import Place
from mbtui.store import SavedPost

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.screens.post_commands import PostCommands
    from mbtui.store.drafts import Draft


class PostScreen(Place, inherit_bindings=False):
    """What the main screen, a profile and a conversation of its own have in common."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "post")
    """The commands that work here and not everywhere, as the help names them first."""

    @cached_property
    def post_commands(self) -> PostCommands:
        """What carries out the commands on posts; loaded with the first of them."""
        from mbtui.screens.post_commands import PostCommands

        return PostCommands(self)

    @property
    def writing(self) -> ComposerPane:
        """Where texts are written on this screen."""
        return self.query_one(ComposerPane)

    async def take_change(self, change: Change) -> None:
        """Show what became of a write."""
        raise NotImplementedError

    async def catch_up(self) -> None:
        """Show what another program on this account has saved.

        Raises:
            StoreError: It could not be read.
        """
        raise NotImplementedError

    # Writing

    def compose_post(self) -> None:
        """Write a new post."""
        if self.session.can_write:
            self.writing.write_post()
        else:
            self.say("You have to be signed in to post.", is_problem=True)

    def show_unsent(self) -> None:
        """List what waits to be sent, and the drafts."""
        from mbtui.screens.outbox import OutboxScreen

        self.app.push_screen(OutboxScreen(self.session, self.config), self._go_on)

    def _go_on(self, draft: Draft | None) -> None:
        if draft is not None:
            hold_keys(self.app, self.writing.go_on(draft))

    def reply_to(self, post: SavedPost) -> None:
        self.writing.reply_to(post)

    # What panes ask for

    @on(PostWanted)
    def _post_wanted(self, event: PostWanted) -> None:
        event.stop()
        self.post_commands.run(event.command, event.post)

    @on(LinkFollowed)
    def _link_followed(self, event: LinkFollowed) -> None:
        event.stop()
        self.post_commands.follow(event.link)

    @on(ProfileWanted)
    def _profile_wanted(self, event: ProfileWanted) -> None:
        from mbtui.screens.profile import ProfileScreen

        event.stop()
        self.app.push_screen(ProfileScreen(self.session, self.config, event.username))
