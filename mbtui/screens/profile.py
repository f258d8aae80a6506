"""A person: who they are, whether the reader follows them, and their posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget

from mbtui.config import Config
from mbtui.outbox.kinds.follow import follow
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import TimelineWanted, Undoable, could_not
from mbtui.screens.timeline_screen import OneListScreen
from mbtui.services.session import Session
from mbtui.store import StoreError, people
from mbtui.timeline_kinds import USER
from mbtui.widgets.profile_head import ProfileHead

if TYPE_CHECKING:
    from mbtui.outbox.change import Change


class ProfileScreen(OneListScreen):
    """One person's page."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("profile")
    scopes = ("profile", "list", "post")

    def __init__(self, session: Session, config: Config, username: str) -> None:
        self.username = username
        self._head = ProfileHead(username)
        self._is_following: bool | None = None
        super().__init__(
            session, config, USER.name(username), f"Posts of @{username}", empty_text=f"@{username} has posted nothing."
        )

    def make_heading(self) -> Widget:
        """The person instead of a title."""
        return self._head

    def on_mount(self) -> None:
        """Show what is known, and what is muted as it changes."""
        self._stop_listening = self.session.mutes.subscribe(self._show_standing)
        self._learn()

    def on_unmount(self) -> None:
        self._stop_listening()

    @property
    def is_own(self) -> bool:
        """Whether this is the reader's own page."""
        return self.username.lower() == self.session.username.lower()

    def tell_standing(self) -> None:
        """Take in what came with the posts, too."""
        super().tell_standing()
        if self.is_mounted:
            self._learn()

    @work(group="learn", exclusive=True)
    async def _learn(self) -> None:
        """Find out whether the reader follows the person; what waits to be sent counts already."""
        try:
            self._is_following = await self.session.store.cache.read(people.is_following, self.username)
        except StoreError as error:
            self.say(could_not("find out whether you follow this person", error), is_problem=True)
        self._show_standing()

    def _show_standing(self) -> None:
        feed = self.pane.timeline.feed
        self._head.show(None if feed is None else feed.profile, self._standing())

    def _standing(self) -> str:
        if self.is_own:
            return with_keys(self.app, "This is you. {app.own_posts} lists your drafts and pages, too.")
        if not self.session.can_write:
            return ""
        words = {
            True: "You follow them ({profile.follow} unfollows).",
            False: "You do not follow them ({profile.follow} follows).",
            None: "",
        }
        parts = [words[self._is_following]]
        if self.session.mutes.of_person(self.username) is not None:
            parts.append("Muted ({post.mute} lifts it).")
        return with_keys(self.app, " ".join(part for part in parts if part))

    def action_profile_follow(self) -> None:
        if self.is_own:
            self.say("This is you.")
        elif self.session.outbox is None or not self.session.can_write:
            self.say("You have to be signed in to follow people.")
        elif self._is_following is None:
            self.say("Micro.blog has not said yet whether you follow them. Try again in a moment.")
        else:
            self._follow_person(not self._is_following)

    @work(group="follow-person")
    async def _follow_person(self, is_on: bool) -> None:
        outbox = self.session.outbox
        assert outbox is not None
        try:
            entry = await outbox.put(follow(self.username, is_on))
        except StoreError as error:
            self.say(could_not("follow this person", error), is_problem=True)
            return
        done = "following" if is_on else "unfollowing"
        self.say(f"You follow @{self.username} now." if is_on else f"You no longer follow @{self.username}.")
        self.post_message(Undoable(f"{done} @{self.username}", lambda: outbox.undo(entry)))
        self._learn()

    async def take_change(self, change: Change) -> None:
        """A follow was sent, refused or undone."""
        await super().take_change(change)
        if change.kind.about == "person":
            self._learn()

    @on(TimelineWanted)
    def _timeline_wanted(self, event: TimelineWanted) -> None:
        """Their own page is open already."""
        if event.name.lower() == USER.name(self.username).lower():
            event.stop()
            event.prevent_default()
            self.say("This is their page.")
