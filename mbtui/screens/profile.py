"""A person: who they are, how the reader stands to them, their posts, and what else there is of them."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget

from mbtui.api.errors import MicroblogError
from mbtui.config import Config
from mbtui.content.document import Link
from mbtui.panes.bindings import bindings_for, key_of, with_keys
from mbtui.panes.messages import PostWanted, TimelineWanted, could_not
from mbtui.pictures.picture import PictureError
from mbtui.screens.following import turn_follow
from mbtui.screens.timeline_screen import OneListScreen
from mbtui.services.own_posts import REPLIES
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, people
from mbtui.store.search import Hit
from mbtui.terminal.app import TerminalApp
from mbtui.timeline_kinds import CONVERSATION, PHOTOS_OF, USER
from mbtui.widgets.profile_head import AVATAR_COLUMNS, AVATAR_ROWS, PersonLines, ProfileHead

if TYPE_CHECKING:
    from asyncio import Future

    from mbtui.api import Profile, User
    from mbtui.outbox.change import Change
    from mbtui.outbox.entry import OutboxEntry

MOST_ASKED_FOR = 200
"""Of people who follow more than so many it is not found out unasked whether they follow the reader."""


class ProfileScreen(OneListScreen):
    """One person's page."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("profile")
    scopes = ("profile", "list", "post")

    def __init__(self, session: Session, config: Config, username: str) -> None:
        self.username = username
        self._head = ProfileHead(username, has_avatar=self._has_avatar(config))
        self._avatar_url = ""
        """Of the picture that was asked for."""
        self._is_following: bool | None = None
        self._turning: Future[OutboxEntry | None] | None = None
        """Done once what is saved says the same of that as is seen."""
        self.followed: tuple[User, ...] | None = None
        """Whom they follow; None until that is known."""
        self._has_asked = False
        self._profile: Profile | None = None
        """What Micro.blog has said of the person, as far as it is taken in."""
        self._last_search: tuple[str, int | None] = ("", None)
        """The words, and the post that they led to."""
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

    @property
    def profile(self) -> Profile | None:
        """What Micro.blog says of the person; None before it did."""
        # On a busy machine the answer to who follows whom comes before the posts are asked for.
        feed = self.pane.timeline.feed if self.pane.timeline_name else None
        return None if feed is None else feed.profile

    # How things stand

    def tell_standing(self) -> None:
        """Take in what came with the posts, too."""
        super().tell_standing()
        if self.is_mounted and self.profile is not self._profile:
            self._profile = self.profile
            self._learn()

    @work(group="learn", exclusive=True)
    async def _learn(self) -> None:
        """Find out whether the reader follows the person; what waits to be sent counts already."""
        try:
            is_following = await self.session.store.cache.read(people.is_following, self.username)
            if self._turning is None or self._turning.done():
                self._is_following = is_following
        except StoreError as error:
            self.say(could_not("find out whether you follow this person", error), is_problem=True)
        self._show_standing()
        profile = self.profile
        count = 0 if profile is None else profile.following_count or 0
        if not (self._has_asked or self.is_own) and self.session.can_write and 0 < count <= MOST_ASKED_FOR:
            self._has_asked = True
            self._ask_back()
        self._show_avatar()

    @staticmethod
    def _has_avatar(config: Config) -> bool:
        """Whether the reader wants pictures to be drawn that no key has asked for."""
        from mbtui.graphics.graphics import why_not

        return (config.avatars or config.images == "inline") and not why_not(config.images, os.environ)

    def draw_pictures_again(self) -> None:
        super().draw_pictures_again()
        self._show_avatar()

    def _show_avatar(self) -> None:
        """Have the person's picture drawn, unless it is there: it may have failed or be let go of by the terminal."""
        assert isinstance(self.app, TerminalApp)
        url, shown = "" if self.profile is None else self.profile.avatar_url, self._head.avatar
        is_there = shown is not None and url == self._avatar_url and self.app.graphics.holds(shown.lines)
        if url and not is_there and self._has_avatar(self.config):
            self._avatar_url = url
            self._draw_avatar(url)

    @work(group="avatar", exclusive=True)
    async def _draw_avatar(self, url: str) -> None:
        assert isinstance(self.app, TerminalApp)
        # Where it can not be had its place stays empty.
        with suppress(PictureError):
            _, drawn = await self.app.drawn_picture(self.session.pictures, url, AVATAR_COLUMNS, AVATAR_ROWS)
            self._head.show_avatar(drawn)

    @work(group="ask back")
    async def _ask_back(self) -> None:
        """Find out whether the person follows the reader: only the list of all whom they follow tells."""
        try:
            self.followed = await self.session.client().users.following(self.username)
        except MicroblogError:
            # Nobody asked for it; who opens the list is told.
            return
        self._show_standing()

    def _show_standing(self) -> None:
        app = self.app
        standing, more = with_keys(app, self._standing()), with_keys(app, self._more())
        keys = key_of(app, "profile.about"), key_of(app, "profile.site")
        self._head.show(self.profile, PersonLines(standing, more, *keys))

    def _standing(self) -> str:
        if self.is_own:
            return "This is you. {app.own_posts} lists your drafts and pages, too."
        if not self.session.can_write:
            return ""
        name = self.username.lower()
        parts = []
        if name in map(str.lower, self.session.mutes.blocked):
            parts.append("Blocked ({profile.block} lifts it).")
        if self.session.mutes.of_person(name) is not None:
            parts.append("Muted ({post.mute} lifts it).")
        if self._is_following is not None:
            is_on = self._is_following
            parts.append(
                "You follow them ({profile.follow} unfollows)."
                if is_on
                else "You do not follow them ({profile.follow} follows)."
            )
        if self.followed:
            own = self.session.username.lower()
            is_mutual = any(user.is_you or user.username.lower() == own for user in self.followed)
            parts.append("They follow you." if is_mutual else "They do not follow you.")
        return " ".join(parts)

    def _more(self) -> str:
        """What else there is, with its keys."""
        profile = self.profile
        parts = []
        if "@" in self.username:
            parts.append(f"on {self.username.partition('@')[2]}")
        if profile is not None and profile.following_count:
            count, new = profile.following_count, profile.discover_count
            parts.append(f"{'you follow' if self.is_own else 'follows'} {count:,} ({{profile.following}})")
            if new and not self.is_own:
                parts[-1] += f", {new:,} of them new to you ({{profile.discover}})"
        parts.append("photos ({profile.photos})")
        if "@" not in self.username:
            parts.append("pins ({profile.pins})")
        if self.is_own:
            parts.append("replies ({profile.replies})")
        words = " · ".join(parts)
        return words[:1].upper() + words[1:]

    async def take_change(self, change: Change) -> None:
        """A follow was sent, refused or undone."""
        await super().take_change(change)
        if change.kind.about == "person":
            self._learn()

    # Following

    def action_profile_follow(self) -> None:
        self._turning = turn_follow(self, self.username, self._is_following, self._show_following) or self._turning

    def _show_following(self, is_following: bool | None) -> None:
        self._is_following = is_following
        self._show_standing()

    # What else there is of them

    def action_profile_about(self) -> None:
        if words := self._head.unfold():
            self.say(words)

    def action_profile_site(self) -> None:
        profile = self.profile
        if profile is not None and profile.url:
            self.post_commands.follow(Link(profile.url, ""))
        else:
            self.say(f"@{self.username} has no site of their own." if profile else "Their page has not come yet.")

    def action_profile_photos(self) -> None:
        self.post_message(TimelineWanted(PHOTOS_OF.name(self.username)))

    def action_profile_following(self) -> None:
        self._list_people(self.followed, is_of_new=False)

    def action_profile_discover(self) -> None:
        if self.is_own:
            self.say(with_keys(self.app, "You follow all whom you follow. {profile.following} lists them."))
        else:
            self._list_people(None, is_of_new=True)

    def _list_people(self, known: tuple[User, ...] | None, *, is_of_new: bool) -> None:
        from mbtui.screens.people import PeopleScreen

        if self._can_ask("see whom others follow"):
            self.app.push_screen(PeopleScreen(self.session, self.config, self.username, known, is_of_new=is_of_new))

    def action_profile_pins(self) -> None:
        if self._can_ask("see pins"):
            self._run(self._choose_pin)

    def _can_ask(self, what: str) -> bool:
        """Whether Micro.blog can be asked for what it shows to nobody who is not signed in; else say why not."""
        if not self.session.is_connected:
            self.say("Not connected yet. Try again in a moment.")
        elif not self.session.can_write:
            self.say(f"You have to be signed in to {what}.", is_problem=True)
        return self.session.is_connected and self.session.can_write

    async def _choose_pin(self) -> None:
        from mbtui.screens.dialogs.person import choose_pin

        if (link := await choose_pin(self, self.username)) is not None:
            self.post_commands.follow(link)

    def action_profile_replies(self) -> None:
        if not self.is_own:
            self.say(
                with_keys(self.app, "Only your own replies have a list. {list.replies} hides or shows theirs here.")
            )
            return
        from mbtui.screens.own_posts import OwnPostsScreen

        if self._can_ask("see your replies"):
            self.app.push_screen(OwnPostsScreen(self.session, self.config, shelf=REPLIES))

    def search(self) -> None:
        """Search their posts; what was searched for last is there, and the post that it led to."""
        from mbtui.screens.search import SearchScreen

        text, highlight = self._last_search
        screen = SearchScreen(self.session, self.config, text=text, highlight=highlight, person=self.username)

        def go_to(found: Hit | str | None) -> None:
            self._last_search = (screen.text, found.post.id if isinstance(found, Hit) else highlight)
            if isinstance(found, str):
                self.post_message(TimelineWanted(USER.name(found)))
            elif found is not None and not self.pane.posts.go_to(found.post.id):
                self.post_message(TimelineWanted(CONVERSATION.name(found.post.id)))

        self.app.push_screen(screen, go_to)

    # What is asked about them

    def action_profile_block(self) -> None:
        if self.is_own:
            self.say("This is you.")
        else:
            self._run(self._ask_to_block)

    async def _ask_to_block(self) -> None:
        from mbtui.screens.dialogs.person import ask_to_block

        try:
            await ask_to_block(self, self.username)
        except StoreError as error:
            self.say(could_not("block this person", error), is_problem=True)

    def action_profile_report(self) -> None:
        if self.is_own:
            self.say("This is you.")
        else:
            self._run(self._ask_to_report)

    async def _ask_to_report(self) -> None:
        from mbtui.screens.dialogs.person import ask_to_report

        try:
            if (link := await ask_to_report(self, self.username)) is not None:
                self.post_commands.follow(link)
        except StoreError as error:
            self.say(could_not("report this person", error), is_problem=True)

    def _run(self, work: Callable[[], Awaitable[None]]) -> None:
        self.run_worker(work, group="panel", exclusive=True)

    # What their posts ask for

    @on(PostWanted)
    def _person_muted(self, event: PostWanted) -> None:
        """Whoever has no posts can be muted, too."""
        if event.command == "mute" and event.post is None and not self.is_own:
            event.stop()
            event.prevent_default()
            self.post_commands.run("mute", SavedPost(0, self.username, username=self.username))

    @on(TimelineWanted)
    def _timeline_wanted(self, event: TimelineWanted) -> None:
        """Their own page is open already."""
        if event.name.lower() == USER.name(self.username).lower():
            event.stop()
            event.prevent_default()
            self.say("This is their page.")
