"""Your posts: what your blogs hold, also drafts and what comes out later; to be edited, published and deleted there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from mbtui.api.errors import MicroblogError
from mbtui.commands import MOVING
from mbtui.config import Config
from mbtui.outbox import queue
from mbtui.outbox.kinds.delete import delete
from mbtui.outbox.kinds.edit import edit_of, edited_post
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.copy import copy_text
from mbtui.panes.messages import Said, could_not, why_not_written
from mbtui.panes.post_pane import moved_into_view
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.dialogs.question import LinePrompt, confirmed
from mbtui.screens.list_screen import ListScreen
from mbtui.screens.own_post_rows import Item, draw, is_shown, row, url_of
from mbtui.screens.post_commands import PostCommands, first_words
from mbtui.services.own_posts import MOST_REPLIES, REPLIES, SHELVES, OwnPosts, shelf_of
from mbtui.services.session import Session
from mbtui.store import SavedPost, StoreError, posts
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of, with_parts
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow
from mbtui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from mbtui.api import Destination, SourcePost
    from mbtui.outbox.change import Change
    from mbtui.outbox.entry import OutboxEntry, State
    from mbtui.widgets.composer import Composer

NOTHING = "There is nothing here."
EMPTY = {
    "published": "Nothing is published on {} yet.",
    "drafts": "There are no drafts on {}.",
    "scheduled": "Nothing on {} comes out later.",
    "pages": "There are no pages on {}.",
    REPLIES: "You have replied to nobody yet.",
}
HINTS = (("own.edit", "edit"), ("own.delete", "delete"), ("own.next", "next list"), ("own.close", "back"))
TICK_SECONDS = 30.0


class OwnPostsScreen(ListScreen, inherit_bindings=False):
    """The posts of one blog, a shelf at a time."""

    scopes = ("own", "post.unfold", *MOVING)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(self, session: Session, config: Config, shelf: str = "published") -> None:
        super().__init__(session, config)
        self.writing = ComposerPane(session, config)
        self.commands = PostCommands(self)
        self._bar = TabBar(SHELVES)
        self._blogs: tuple[Destination, ...] = ()
        self._own = self._open_shelf(shelf, "")
        self._items: dict[int, Item] = {}
        self._loading: OwnPosts | None = None
        """The shelf of which a page is on its way."""
        self._unsubscribe: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        yield self._bar
        yield self.list
        yield self.writing
        yield self.status

    def on_mount(self) -> None:
        self._bar.active = self._own.shelf
        self.list.focus()
        self.set_interval(TICK_SECONDS, self.list.tick)
        if self.session.outbox is not None:
            self._unsubscribe = self.session.outbox.subscribe(self._changed)
        self.action_own_refresh()

    def on_unmount(self) -> None:
        self._unsubscribe()

    # What is shown

    def _open_shelf(self, shelf: str, blog: str, words: str = "") -> OwnPosts:
        return OwnPosts(self.session.client, shelf, blog=blog, words=words, clock=self.session.clock)

    def _show(self, own: OwnPosts) -> None:
        """Show a shelf, from its beginning."""
        self._own = own
        self._items = {}
        self._bar.active = own.shelf
        self._bar.news = f"with “{own.words}”" if own.words else ""
        self._bar.account = self._blog_name
        self.list.assign([], {})
        self.list.set_empty_text("Loading your posts…")
        self.status.set_standing("")
        self._show_hints()
        self._load(own)

    def _show_hints(self) -> None:
        if self.writing.has_focus_within:
            self.show_hints(("composer.send_now", "send"))
        else:
            self.show_hints(*(HINTS if self._items else HINTS[-2:]))

    def on_descendant_focus(self) -> None:
        self._show_hints()

    @property
    def _blog(self) -> str:
        """The uid of the blog that what is shown is on; empty for what is on Micro.blog alone."""
        return "" if self._own.shelf == REPLIES else self._own.blog

    @property
    def _blog_name(self) -> str:
        if self._own.shelf == REPLIES:
            return f"@{self.session.username}"
        return next((blog.name for blog in self._blogs if blog.uid == self._own.blog), "")

    @work(group="load", exclusive=True)
    async def _load(self, own: OwnPosts) -> None:
        """Load the next posts, and show them."""
        self._loading = own
        try:
            found = await self._next(own)
        except (MicroblogError, StoreError) as error:
            words = could_not("load your posts", error)
            if self._items:
                self.say(words, is_problem=True)
            else:
                self.list.set_empty_text(with_keys(self.app, f"{words}\n\n{{own.refresh}} tries again."))
        else:
            if found is not None and own is self._own:
                items = dict(enumerate(found, len(self._items)))
                self._items.update(items)
                self.list.insert(None, list(items), {key: self._row(key) for key in items})
                self._tell_count()
        finally:
            self._loading = None

    async def _next(self, own: OwnPosts) -> list[Item] | None:
        """Ask for the next posts, first of all for which blogs there are; None, and a sentence, when there are none."""
        is_on_blog = own.shelf != REPLIES
        if is_on_blog and not self._blogs:
            self._blogs = (await self.session.client().micropub.config()).destinations
        if is_on_blog and not self._blogs:
            name = self.session.client().origin.name
            self.list.set_empty_text(f"{name} hosts no blog of yours, so it has no list of your posts.")
            return None
        if is_on_blog:
            own.blog = own.blog or next((blog.uid for blog in self._blogs if blog.is_default), self._blogs[0].uid)
        self._bar.account = self._blog_name
        found = await own.more()
        waiting = await self.session.store.outbox.read(queue.entries)
        entries = {url: entry for entry in waiting if (url := url_of(entry)) and is_shown(entry)}
        items = [Item(post, entry=entries.get(post.url)) for post in found]
        await asyncio.to_thread(draw, items)
        return items

    def _tell_count(self) -> None:
        own = self._own
        count = len(self._items)
        if count:
            so_far = "" if own.is_complete else " so far"
            words = f"{count} {'post' if count == 1 else 'posts'}{so_far}"
            if own.shelf == REPLIES and count >= MOST_REPLIES:
                words = with_keys(self.app, f"the newest {count}; {{own.find}} finds others")
            self.status.set_standing(words)
            self._show_hints()
        else:
            words = EMPTY[own.shelf].format(self._blog_name)
            if own.words:
                words = with_keys(self.app, f"None of these holds “{own.words}”. {{own.close}} shows all.")
            self.list.set_empty_text(words)

    def _row(self, key: int) -> PostRow:
        return row(key, self._items[key], self._blog_name, self._own.shelf, now=self.session.clock())

    @on(PostList.EndNeared)
    def _end_neared(self) -> None:
        # Once begun it is finished: what has come must not be let go for the next page.
        if self._items and not self._own.is_complete and self._loading is not self._own:
            self._load(self._own)

    @on(PostList.Wanted)
    def _rows_wanted(self, event: PostList.Wanted) -> None:
        self.list.replace({key: self._row(key) for key in event.keys})

    # What becomes of what is written

    def _changed(self, change: Change) -> None:
        if change.is_said:
            self.say(change.words, is_problem=change.state in ("refused", "uncertain"))
        url, entry = url_of(change.write), change.entry
        for key, item in self._items.items() if url and entry is not None else ():
            if item.post.url == url:
                self._take(key, item, entry, change.state)

    @work(group="change")
    async def _take(self, key: int, item: Item, entry: OutboxEntry, state: State | None) -> None:
        """Show what has become of the edit or the deletion of a post."""
        if self._items.get(key) is not item:
            # Another list is shown since.
            return
        if state == "sent" and entry.kind == "edit":
            before, item.post = item.post, edited_post(item.post, entry)
            self._own.take_edit(before, item.post)
        elif state == "sent":
            item.is_deleted = entry.kind == "delete"
            if item.is_deleted:
                self._own.forget()
        item.entry = entry if state not in ("sent", None) and is_shown(entry) else None
        await asyncio.to_thread(draw, [item])
        if self._items.get(key) is item:
            self.list.replace({key: self._row(key)})

    # Which posts

    async def action_show_shelf(self, shelf: str) -> None:
        self._show(self._open_shelf(shelf, self._own.blog))

    def action_own_beside(self, direction: int) -> None:
        ids = list(SHELVES)
        shelf = ids[(ids.index(self._own.shelf) + direction) % len(ids)]
        self._show(self._open_shelf(shelf, self._own.blog))

    @on(TabBar.Clicked)
    def _tab_clicked(self, event: TabBar.Clicked) -> None:
        self._show(self._open_shelf(event.tab, self._own.blog))

    def action_own_refresh(self) -> None:
        self._show(self._open_shelf(self._own.shelf, self._own.blog, self._own.words))

    @work(group="panel", exclusive=True)
    async def action_own_find(self) -> None:
        words = await self.app.push_screen_wait(LinePrompt("Only posts with these words"))
        if words is not None:
            self._show(self._open_shelf(self._own.shelf, self._own.blog, words))

    @work(group="panel", exclusive=True)
    async def action_own_blog(self) -> None:
        from mbtui.screens.dialogs.numbered import Entry, NumberedPanel

        if self._own.shelf == REPLIES:
            self.say("Replies are on Micro.blog, not on one of your blogs.")
            return
        if len(self._blogs) < 2:
            self.say("You have one blog here." if self._blogs else "Which blogs you have is not known yet.")
            return
        entries = [Entry(f"{blog.title or blog.name} · {blog.name}", url=blog.uid) for blog in self._blogs]
        place = await self.app.push_screen_wait(
            NumberedPanel("Posts of which blog?", entries, [("panel.take", "show")])
        )
        if place is not None:
            self._show(self._open_shelf(self._own.shelf, self._blogs[place].uid))

    def action_close(self) -> None:
        """Back one step: first from the words that were looked for."""
        if self._own.words:
            self._show(self._open_shelf(self._own.shelf, self._own.blog))
        else:
            super().action_close()

    # What can be done with a post

    @property
    def _item(self) -> Item | None:
        """The marked post; None, and a sentence, when there is none on the screen."""
        if moved_into_view(self.list, self.say):
            return None
        key = self.list.highlighted
        item = None if key is None else self._items.get(key)
        if item is None:
            self.say("They are still loading." if self._loading is self._own else NOTHING)
        elif item.is_deleted:
            self.say(
                with_keys(self.app, "This post was deleted. {app.undo} brings it back, where the blog can do that.")
            )
            item = None
        return item

    @on(PostList.Opened)
    def action_own_edit(self) -> None:
        if (item := self._item) is not None:
            self.run_worker(self._edit(item.post), group="panel", exclusive=True)

    async def _edit(self, post: SourcePost) -> None:
        if refusal := why_not_written(self.session, "edit posts"):
            self.say(refusal, is_problem=True)
        elif not await self.commands.take_up(Draft(kind="edit", target=post.url)):
            self.go_on(edit_of(post, blog=self._blog, post_id=await self._id_of(post)))

    async def _id_of(self, post: SourcePost) -> int | None:
        """Look which saved post it is in the timelines, so that they show what becomes of it."""
        if self._own.shelf == REPLIES and (number := post.url.rpartition("/")[2]).isdecimal():
            return int(number)
        try:
            return await self.session.store.cache.read(posts.id_at, post.url)
        except StoreError:
            # Only what the timelines show until they are asked for again depends on it.
            return None

    @work(group="panel", exclusive=True)
    async def action_own_publish(self) -> None:
        if (item := self._item) is None:
            return
        post, outbox, now = item.post, self.session.outbox, self.session.clock()
        if self._own.shelf == "pages" or (shelf := shelf_of(post, now)) == "published":
            self.say("It is published already.")
            return
        if refusal := why_not_written(self.session, "publish posts"):
            self.say(refusal, is_problem=True)
        if refusal or outbox is None:
            return
        if item.entry is not None:
            self.say(with_keys(self.app, "An edit of it is not sent yet. {own.edit} goes on with that."))
            return
        question = f"Publish “{first_words(post.name or post.content)}” now?"
        if not await confirmed(self.app, question, "publish"):
            return
        draft = edit_of(post, blog=self._own.blog)
        parts = parts_of(draft)
        if shelf == "drafts":
            parts = replace(parts, post_status="published")
        else:
            parts = replace(parts, published_at=_written(now))
        try:
            await outbox.put(with_parts(draft, parts))
        except StoreError as error:
            self.say(could_not("publish it", error), is_problem=True)
            return
        self.say("It is being published.")

    @work(group="panel", exclusive=True)
    async def action_own_delete(self) -> None:
        if (item := self._item) is not None:
            deletion = delete(await self._id_of(item.post), url=item.post.url, blog=self._blog)
            await self.commands.delete_own(item.post.name or item.post.content, deletion)

    @work(group="panel", exclusive=True)
    async def action_own_page(self) -> None:
        if (item := self._item) is None:
            return
        if self._own.shelf in ("drafts", "scheduled"):
            self.say("It has no page yet: it is not published.")
        else:
            await self.commands.page(SavedPost(0, "", url=item.post.url))

    def action_own_copy(self) -> None:
        if (item := self._item) is not None:
            self.say(copy_text(self.app, item.post.url, "The post's address"))

    # Writing

    def compose_post(self) -> None:
        """Write a new post."""
        self.writing.write_post()

    def go_on(self, draft: Draft) -> None:
        hold_keys(self.app, self.writing.go_on(draft))

    def on_composer_decided(self, event: Composer.Decided) -> None:
        event.stop()
        from mbtui.screens.composer_decisions import decide

        decide(self.writing, event.decision)

    @on(ComposerPane.Closed)
    def _writing_closed(self, event: ComposerPane.Closed) -> None:
        event.stop()
        self.say(event.words)
        self.list.focus(scroll_visible=False)

    @on(Said)
    def _said(self, event: Said) -> None:
        event.stop()
        self.say(event.words, is_problem=event.is_problem)


def _written(now: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds")
