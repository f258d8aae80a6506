"""A screen that shows posts: what the commands on a post need of it, whatever else it is made of.

It asks the questions, opens what leads away, and tells the outbox; the panes in it only say what the reader wants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.message import Message
from textual.screen import Screen

from mbtui.config import Config
from mbtui.content.document import Link
from mbtui.panes.bindings import with_keys
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.messages import Problem, describe
from mbtui.panes.post_actions import PostActions
from mbtui.panes.typed_ahead import hold_keys
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.store.drafts import Draft

QUOTED_CHARACTERS = 40


class PostScreen(Screen[None], inherit_bindings=False):
    """What the main screen, a profile and a conversation of its own have in common."""

    scopes: ClassVar[tuple[str, ...]] = ("list", "post")
    """The commands that work here and not everywhere, as the help names them first."""

    class TopicWanted(Message):
        """The reader wants to see a topic of Discover."""

        def __init__(self, name: str) -> None:
            """
            Args:
                name: Empty for all of Discover.
            """
            super().__init__()
            self.name = name

    def __init__(self, session: Session, config: Config) -> None:
        """
        Args:
            session: The account.
            config: What the reader has configured.
        """
        super().__init__()
        self.session = session
        self.config = config

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Say something once, where this screen says things."""
        raise NotImplementedError

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

    @property
    def own_host(self) -> str:
        """Host and port of the account's server; empty before it is known."""
        if not self.session.is_connected:
            return ""
        origin = self.session.client().origin
        return str(origin).partition("://")[2]

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

    # Leading away

    @on(PostActions.LinksWanted)
    def _links_wanted(self, event: PostActions.LinksWanted) -> None:
        event.stop()
        self._choose_link(event.post)

    @work(group="panel", exclusive=True)
    async def _choose_link(self, post: SavedPost) -> None:
        from mbtui.screens.dialogs.links import LinkPanel, link_entry, links_in

        links = links_in(post.document)
        if not links:
            self.say(with_keys(self.app, "There are no links in this post. {post.page} opens its page."))
            return
        entries = [link_entry(link, self.own_host) for link in links]
        chosen = await self.app.push_screen_wait(LinkPanel("Links in this post", links, entries))
        if chosen is not None:
            await self.follow(links[chosen])

    @on(PostActions.MediaWanted)
    def _media_wanted(self, event: PostActions.MediaWanted) -> None:
        event.stop()
        self._choose_media(event.post)

    @work(group="panel", exclusive=True)
    async def _choose_media(self, post: SavedPost) -> None:
        from mbtui.screens.dialogs.links import LinkPanel, media_entry, media_in

        media = media_in(post.document)
        if not media:
            self.say("There are no pictures, videos or recordings in this post.")
            return
        entries = [media_entry(link) for link in media]
        chosen = await self.app.push_screen_wait(LinkPanel("Pictures and recordings in this post", media, entries))
        if chosen is not None:
            await self.follow(media[chosen])

    @on(PostActions.LinkFollowed)
    def _link_followed(self, event: PostActions.LinkFollowed) -> None:
        event.stop()
        self._follow(event.link)

    @on(PostActions.PageWanted)
    def _page_wanted(self, event: PostActions.PageWanted) -> None:
        event.stop()
        self._open(event.url, "link")

    @work(group="follow")
    async def _follow(self, link: Link) -> None:
        await self.follow(link)

    async def follow(self, link: Link) -> None:
        """Go where a link leads: inside mbtui when that is a place on Micro.blog, else outside."""
        from mbtui.services import urls

        match urls.place_of(link.url, self.own_host) if link.kind in ("link", "mention") else None:
            case urls.ConversationPlace(post_id=post_id):
                self.post_message(PostActions.ConversationWanted(post_id))
            case urls.ProfilePlace(username=username):
                self.post_message(PostActions.ProfileWanted(username))
            case urls.TopicPlace(name=name):
                self.post_message(self.TopicWanted(name))
            case None:
                self._open(link.url, urls.opener_kind(link))

    @work(group="open")
    async def _open(self, url: str, kind: str) -> None:
        from mbtui.screens.open_url import open_outside

        if said := await open_outside(self, url, kind, self.config):
            self.say(said)

    @on(PostActions.ProfileWanted)
    def _profile_wanted(self, event: PostActions.ProfileWanted) -> None:
        from mbtui.screens.profile import ProfileScreen

        event.stop()
        self.app.push_screen(ProfileScreen(self.session, self.config, event.username))

    # Hiding and deleting

    @on(PostActions.MuteWanted)
    def _mute_wanted(self, event: PostActions.MuteWanted) -> None:
        event.stop()
        self._mute(event.post)

    @work(group="panel", exclusive=True)
    async def _mute(self, post: SavedPost | None) -> None:
        from mbtui.screens.dialogs.muted import choose_mute

        try:
            await choose_mute(self, post)
        except StoreError as error:
            self.say(describe(Problem("change what is muted", error)), is_problem=True)

    @on(PostActions.DeleteWanted)
    def _delete_wanted(self, event: PostActions.DeleteWanted) -> None:
        event.stop()
        self._delete(event.post)

    @work(group="panel", exclusive=True)
    async def _delete(self, post: SavedPost) -> None:
        from mbtui.outbox.kinds.delete import delete, remaining_at
        from mbtui.screens.dialogs.question import Choice, Question

        words = " ".join((post.title or post.document.plain_text).split())
        shown = words if len(words) <= QUOTED_CHARACTERS else f"{words[:QUOTED_CHARACTERS]}…"
        question = f"Delete {f'“{shown}”' if shown else 'this post'} for everyone? It can not be undone."
        if blog := remaining_at(post.url, self.own_host):
            question += f" If Micro.blog does not host {blog}, the copy there remains."
        answer = await self.app.push_screen_wait(Question(question, [Choice("y", "delete", "y")], is_short=True))
        if answer is None or self.session.outbox is None:
            return
        try:
            await self.session.outbox.put(delete(post.id, url=post.url))
        except StoreError as error:
            self.say(describe(Problem("delete the post", error)), is_problem=True)
            return
        self.say("The post is being deleted.")
