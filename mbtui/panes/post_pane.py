"""A pane that shows posts in a list; one of them is highlighted, and commands act on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from textual import on, work
from textual.app import App, ComposeResult
from textual.containers import Vertical

from mbtui.api.errors import MicroblogError
from mbtui.config import Config
from mbtui.panes.bindings import key_of, with_keys
from mbtui.panes.copy import copy_text, words_of
from mbtui.panes.messages import (
    NO_POST,
    LinkFollowed,
    PostWanted,
    Said,
    TimelineWanted,
    could_not,
    why_not_written,
)
from mbtui.panes.typed_ahead import LONGEST_SECONDS, hold_keys
from mbtui.panes.unsent_rows import is_unsent
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError
from mbtui.timeline_kinds import CONVERSATION, USER
from mbtui.widgets.post_list import PostList
from mbtui.widgets.row_painter import Look
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.outbox.entry import Write
    from mbtui.outbox.outbox import Outbox
    from mbtui.panes.list_pictures import ListPictures

List = TypeVar("List", bound=PostList)


def post_list(app: App[Any], config: Config, session: Session) -> PostList:
    """Make an empty list with the configured look and the session's clock."""
    return list_of(PostList, app, config, session)


def list_of(make: type[List], app: App[Any], config: Config, session: Session) -> List:
    """Make an empty list of some class. Every screen that shows posts takes its list from here."""
    look = post_look(app, config)
    pictures: ListPictures | None = getattr(app, "list_pictures", None)
    if pictures is None:
        return make(look, scroll=config.scroll, clock=session.clock)
    look = replace(look, avatar=pictures.avatar if pictures.has_avatars else None)
    posts = make(look, scroll=config.scroll, clock=session.clock)
    pictures.attend(posts, session)
    return posts


def post_look(app: App[Any], config: Config) -> Look:
    """How posts are drawn: as configured, with the reader's key to unfold."""
    return Look(config.width, config.clip_lines, config.emoji == "simple", key_of(app, "post.unfold"))


def moved_into_view(posts: PostList, say: Callable[[str], None]) -> bool:
    """Whether the highlight was off the screen, where the wheel had left it, and is now on a post that is seen.

    Nobody knows which of the two the key that was pressed is meant for: this says so instead.
    """
    if posts.finder.is_highlight_seen:
        return False
    posts.move(1)
    say("This post is highlighted now: press the key again.")
    return True


class PostPane(Vertical):
    """A list of posts of one account."""

    def __init__(self, session: Session, title: str, posts: PostList, *, id: str) -> None:
        super().__init__(id=id)
        self.session = session
        self.title = title
        self.posts = posts
        self.action_move = posts.move
        self.action_page = posts.page
        self.action_half_page = posts.half_page

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

    def meet(self, doing: str, error: MicroblogError | StoreError) -> None:
        """Say that something could not be done."""
        self.say(could_not(doing, error), is_problem=True)

    def open_gap(self) -> bool:
        """Fill the gap under the highlight. Returns whether there is one."""
        return False

    def show_star(self, ids: Sequence[int], is_on: bool) -> None:
        """Show or hide the star of posts at once, before it is on the disk."""
        self.posts.replace(
            {
                id: replace(row, post=replace(row.post, is_favorite=is_on))
                for id in ids
                if isinstance(row := self.posts.at_hand.rows.get(id), PostRow)
            }
        )

    # The highlighted post

    def _act(self, do: Callable[[SavedPost | None], None]) -> None:
        """Do what a key asks for with the highlighted post: one that is seen, once it has come from the disk."""
        posts = self.posts
        if moved_into_view(posts, self.say):
            return
        if posts.highlighted is None or posts.highlighted_row is not None:
            do(self.highlighted_post)
        else:
            hold_keys(self.app, self._act_later(do))

    @work(group="act")
    async def _act_later(self, do: Callable[[SavedPost | None], None]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SECONDS):
                await self.posts.supply.highlighted()
        do(self.highlighted_post)
        # The keys behind wait until the screen has begun what is asked of it.
        has_begun = asyncio.Event()
        self.screen.call_later(has_begun.set)
        await has_begun.wait()

    def action_post(self, command: str) -> None:
        self._act(lambda post: self._want(PostWanted(command, post)))

    def _want(self, message: PostWanted | TimelineWanted) -> None:
        self.screen.post_message(message)

    def action_post_open(self) -> None:
        """Open the conversation, or fill the gap. A web page has no conversation: it is opened itself."""
        self._act(self._open)

    def _open(self, post: SavedPost | None) -> None:
        if self.open_gap():
            self.say("Loading the missing posts…")
        elif post is not None and post.is_web_page:
            self.action_post("page")
        elif post is not None:
            self._want(TimelineWanted(CONVERSATION.name(post.id)))
        else:
            self.say(NO_POST)

    @on(PostList.Opened)
    def _opened(self) -> None:
        self.action_post_open()

    @on(PostList.LinkClicked)
    def _link_clicked(self, event: PostList.LinkClicked) -> None:
        event.stop()
        row = self.posts.at_hand.rows.get(event.key)
        if isinstance(row, PostRow) and 0 <= event.link < len(row.post.document.links):
            self.post_message(LinkFollowed(row.post.document.links[event.link]))

    def action_post_profile(self) -> None:
        self._act(self._show_author)

    def _show_author(self, post: SavedPost | None) -> None:
        if post is not None and post.is_web_page:
            words = f"{post.username} is a web site, not a person on Micro.blog. {{post.page}} opens its page."
            self.say(with_keys(self.app, words))
        elif post is not None and post.username:
            self._want(TimelineWanted(USER.name(post.username)))
        elif post is not None:
            self.say(f"{post.author_name} is not on Micro.blog.")
        else:
            self.say(NO_POST)

    def action_post_parent(self) -> None:
        """Say where answers lead to what they answer: a list of other posts does not know."""
        words = (
            "{post.open} opens its conversation: there {post.parent} leads to what it answers, and {post.answer} back."
        )
        self.say(with_keys(self.app, words))

    action_post_answer = action_post_parent

    def action_post_unfold(self) -> None:
        self._act(self._turn_fold)

    def _turn_fold(self, post: SavedPost | None) -> None:
        if not self.posts.toggle_fold():
            self.say("All of it is shown." if post is not None else NO_POST)

    def action_post_copy_url(self) -> None:
        self._act(self._copy_url)

    def _copy_url(self, post: SavedPost | None) -> None:
        if post is not None and post.url:
            self.say(copy_text(self.app, post.url, "The post's address"))
        elif post is not None:
            self.say("This post has no address of its own.")
        else:
            self.say(NO_POST)

    def action_post_copy_text(self) -> None:
        self._act(self._copy_text)

    def _copy_text(self, post: SavedPost | None) -> None:
        if post is not None and (text := words_of(post)):
            self.say(copy_text(self.app, text, "The post's text"))
        elif post is not None:
            self.say("This post has no words.")
        else:
            self.say(NO_POST)

    def action_post_star(self) -> None:
        self._act(self._turn_star)

    def _turn_star(self, post: SavedPost | None) -> None:
        outbox = self.session.outbox
        if refusal := why_not_written(self.session, "keep bookmarks"):
            self.say(refusal, is_problem=True)
        elif post is None:
            self.say(NO_POST)
        elif outbox is not None:
            # Both at once: another f, or U, may be the very next key, and writes keep their order.
            self.show_star([post.id], not post.is_favorite)
            undoing = self.session.undoing
            self._star(outbox, post, undoing.note("the star", lambda: outbox.put(_star(post, post.is_favorite))))

    @work(group="star")
    async def _star(self, outbox: Outbox, post: SavedPost, forget: Callable[[], None]) -> None:
        try:
            await outbox.put(_star(post, not post.is_favorite))
        except StoreError as error:
            forget()
            self.say(could_not("keep the star", error), is_problem=True)


def _star(post: SavedPost, is_on: bool) -> Write:
    from mbtui.outbox.kinds.star import star

    return star(post.id, is_on, page=post.url if post.is_web_page else "", tags=post.tags)
