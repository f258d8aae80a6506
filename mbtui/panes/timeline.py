"""A pane that shows one timeline: saved posts at once, the rest from Micro.blog when it comes.

Its workers read and load; a `TimelineList` keeps the list, a `PageLoader` asks, a `ReadPositionKeeper` keeps the place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive

from mbtui.api.errors import MicroblogError
from mbtui.panes.bindings import bindings_for, key_of, with_keys
from mbtui.panes.messages import ProblemSolved, could_not
from mbtui.panes.page_loader import PageLoader
from mbtui.panes.post_pane import PostPane
from mbtui.panes.read_position import ReadPositionKeeper
from mbtui.panes.timeline_list import Merged, TimelineList
from mbtui.panes.typed_ahead import hold_keys
from mbtui.panes.unsent_rows import is_unsent
from mbtui.services.session import Session
from mbtui.services.timeline import Timeline
from mbtui.store import StoreError
from mbtui.store.timelines import Merge
from mbtui.timeline_kinds import BOOKMARKS
from mbtui.widgets.ages import time_of_day
from mbtui.widgets.post_list import PostList

if TYPE_CHECKING:
    from mbtui.api import Topic
    from mbtui.outbox.change import Change

State = Literal["loading", "empty", "full", "failed"]
HIDDEN = "Replies are hidden here. {list.replies} shows them."


class TimelinePane(PostPane):
    """One timeline in a post list."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("list", "post")

    class StateChanged(Message):
        """The pane's state, its count of waiting posts, or its highlight has changed."""

        def __init__(self, pane: TimelinePane) -> None:
            super().__init__()
            self.pane = pane

    keeps_place: ClassVar[bool] = True
    """Whether it is remembered where the reader was, for the next time."""
    state: reactive[State] = reactive[State]("loading")
    waiting: reactive[int] = reactive(0)
    """New posts that stand above what the reader has taken in."""

    def __init__(
        self,
        session: Session,
        name: str,
        title: str,
        posts: PostList,
        *,
        id: str,
        empty_text: str = "There are no posts here yet.",
        is_oldest_first: bool = False,
        is_first: bool = False,
    ) -> None:
        """
        Args:
            name: The timeline to show; empty: none until `open`.
            title: What the reader calls it.
            empty_text: What stands there when there are no posts, and what to do about it.
            is_first: Whether this pane is in the first frame: then its posts are read at once.
        """
        super().__init__(session, title, posts, id=id)
        self.problem = ""
        self.may_slide: Callable[[], bool] = lambda: False
        """Whether new posts may push down what is seen when the reader is at the very top."""
        self.shown = self._make_list(is_oldest_first)
        self.reading = ReadPositionKeeper(self, self.shown)
        self.action_list_next_new = partial(self.reading.go_to_new, 1)
        self.action_list_previous_new = partial(self.reading.go_to_new, -1)
        self.action_list_read_position = self.reading.go
        self.action_list_mark_read = self.reading.mark_all
        tell = {"settle": self._settle_state, "changed": self._tell_state}
        self.loader = PageLoader(self, self.shown, merge=self.merge, catch_up=self._show_saved, **tell)
        self._empty_text = empty_text
        self._is_first = is_first
        self._topics: tuple[Topic, ...] = ()
        self._stop_listening: Callable[[], None] = lambda: None
        self._wish: tuple[int, int | None] = (0, None)
        """The end that was gone to while the list did not reach it, and the row at which it ended."""
        if name:
            self.shown.open(session.timeline(name))

    def _make_list(self, is_oldest_first: bool) -> TimelineList:
        return TimelineList(self.posts, self.session, is_oldest_first=is_oldest_first)

    @property
    def timeline_name(self) -> str:
        """The name of the timeline that is shown; empty before one is opened."""
        return self.shown.name

    @property
    def timeline(self) -> Timeline:
        """The timeline that is shown; there is none while `timeline_name` is empty."""
        return self.shown.timeline

    @property
    def news_words(self) -> str:
        """What is said of posts that wait to be seen; empty when there are none."""
        if not self.waiting:
            return ""
        arrow, command = ("↓", "list.bottom") if self.shown.is_oldest_first else ("↑", "list.top")
        return f"{arrow} {self.waiting} new post{'s' if self.waiting != 1 else ''} ({key_of(self.app, command)})"

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that the last page named; other panes than Discover have none."""
        feed = self.timeline.feed
        if feed is not None and feed.topics:
            self._topics = feed.topics
        return self._topics

    def on_mount(self) -> None:
        self.shown.rows.open_key = key_of(self.app, "post.open")
        self.posts.set_empty_text("Loading…" if self.timeline_name else self._empty_text)
        self._stop_listening = self.session.mutes.subscribe(self.shown.restyle)
        if not self.timeline_name:
            return
        if self._is_first:
            try:
                self.shown.read_now()
                self._saved_shown()
            except StoreError as error:
                self.meet(f"read the saved posts of {self.title}", error)
        else:
            hold_keys(self.app, self._open_saved())

    async def on_unmount(self) -> None:
        """Keep the place that the last keys led to."""
        self._stop_listening()
        key = self.posts.highlighted
        if key is not None and self.timeline_name and self.keeps_place:
            with suppress(StoreError):
                await self.reading.save_place(key)

    def on_show(self) -> None:
        self.reading.look_again()

    # What is saved

    def open(self, name: str, *, highlight: int | None = None) -> None:
        """Show another timeline: a conversation, a topic."""
        self.shown.open(self.session.timeline(name), highlight=highlight)
        self.loader.was_asked = False
        self.problem = ""
        self.waiting = 0
        self._clear()
        hold_keys(self.app, self._open_saved())

    def _clear(self) -> None:
        """Let nothing be seen, and no key find anything, until what is saved has been read."""
        self.state = "loading"
        self._wish = (0, None)
        self.posts.assign([], {})
        self.posts.set_empty_text("Loading…")

    @work(group="open", exclusive=True)
    async def _open_saved(self) -> None:
        """Show what is saved, then ask for the rest."""
        timeline = self.timeline
        try:
            await self.shown.read()
            if timeline is self.timeline:
                self._saved_shown()
        except StoreError as error:
            self.meet(f"read the saved posts of {self.title}", error)
        if timeline is self.timeline:
            self.ask()

    def _saved_shown(self) -> None:
        if len(self.posts):
            self.state = "full"
        if not self.shown.is_complete:
            self.call_after_refresh(self._load_rest)

    @work(group="rest", exclusive=True)
    async def _load_rest(self) -> None:
        try:
            await self.shown.complete()
        except StoreError as error:
            self.meet(f"read the saved posts of {self.title}", error)
            return
        if self._wish[1] is not None and self._wish[1] == self.posts.highlighted:
            self.action_edge(self._wish[0])
        # Nothing older was asked for while the list did not reach its end.
        self.posts.look_around()

    @on(PostList.Wanted)
    def _rows_wanted(self, event: PostList.Wanted) -> None:
        self._supply(event.keys)

    @work(group="supply")
    async def _supply(self, keys: Sequence[int]) -> None:
        try:
            await self.shown.supply(keys)
        except StoreError as error:
            self.say(could_not("read saved posts", error), is_problem=True)

    @work(group="changed")
    async def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew that have changed in the store: a star, an edit."""
        try:
            await self.shown.show_changed(ids)
        except StoreError as error:
            self.say(could_not("read saved posts", error), is_problem=True)

    async def take_change(self, change: Change) -> None:
        """Show what became of a write."""
        if not self.timeline_name:
            return
        if change.is_starred is not None:
            self.show_star(change.post_ids, change.is_starred)
        if change.entry is not None or change.is_starred is None:
            self.show_changed(change.post_ids)
        if change.bookmarks is not None and self.timeline_name == BOOKMARKS.id:
            await self.merge([change.bookmarks])
        if change.state == "sent" and change.kind.changes_bookmarks(change.write) and BOOKMARKS.has(self.timeline_name):
            self.refresh_timeline()

    # What comes in

    async def merge(self, merges: Sequence[Merge]) -> None:
        """Put what was merged into the saved timeline into the list; may raise `StoreError`. What is read stays."""
        self._merged(await self.shown.merge(merges))
        self._settle_state()

    async def catch_up(self) -> None:
        """Show what others have saved: another program, or pruning; may raise `StoreError`. What is read stays."""
        if self.timeline_name and self.state != "loading":
            await self._show_saved()
            if len(self.posts) and self.state != "full":
                self._settle_state()

    async def _show_saved(self) -> None:
        self._merged(await self.shown.catch_up())
        if len(self.posts):
            self.state = "full"

    def _merged(self, merged: Merged) -> None:
        self.waiting += merged.news
        if merged.was_at_top and merged.news and self.may_slide():
            self.show_news()
        if not self.shown.is_complete:
            self._load_rest()
        self._tell_state()

    def show_news(self) -> None:
        if self.shown.has_newest and not self.shown.is_oldest_first:
            self.waiting = 0
        self.posts.top()

    @on(PostList.Highlighted)
    def _highlighted(self, event: PostList.Highlighted) -> None:
        if self.waiting and self.shown.is_newest(event.key):
            self.waiting = 0
        if self.timeline_name and self.keeps_place:
            self.reading.keep_place(event.key)
            self.reading.look_again()
        self._tell_state()

    def _watch_waiting(self) -> None:
        if not self.waiting:
            self.shown.news_gaps.clear()
        self._tell_state()

    # From Micro.blog

    @property
    def _is_closed(self) -> bool:
        """Whether nobody is signed in, and Micro.blog shows this to nobody else."""
        return self.session.is_connected and not self.session.can_write and not self.timeline.kind.is_public

    def ask(self) -> None:
        """Ask Micro.blog for this timeline, the first time it is looked at."""
        if self.session.is_connected and self.timeline_name and not self.loader.was_asked:
            if self._is_closed:
                self._settle_state()
                return
            self.loader.was_asked = True
            self.loader.load("newer")

    def refresh_timeline(self) -> None:
        """Ask Micro.blog for the newest page and compare."""
        if self.timeline_name and self._is_closed:
            self._settle_state()
        elif self.timeline_name:
            self.loader.load("refresh")

    @on(PostList.EndNeared)
    @on(PostList.StartNeared)
    def _end_neared(self, event: PostList.EndNeared | PostList.StartNeared) -> None:
        if isinstance(event, PostList.StartNeared) == self.shown.is_oldest_first:
            self._want_older()

    def _want_older(self) -> None:
        if self.session.is_connected and self.state == "full":
            self.loader.load_older()

    def open_gap(self) -> bool:
        key = self.posts.highlighted
        if key is None or key >= 0 or is_unsent(key):
            return False
        self.loader.load("gap", -key)
        return True

    # State

    def _tell_state(self) -> None:
        self.post_message(self.StateChanged(self))

    def _settle_state(self) -> None:
        if self.problem:
            self.post_message(ProblemSolved(self.problem))
            self.problem = ""
        self.state = "full" if len(self.posts) else "empty"

    def fail(self, error: MicroblogError | StoreError) -> None:
        """Say where the posts would be why there are none; where there are some, nothing."""
        if not len(self.posts):
            self.problem = could_not(f"load {self.title}", error)
            self.state = "failed"
            self._watch_state(self.state)

    def meet(self, doing: str, error: MicroblogError | StoreError) -> None:
        """Say that posts could not be had; when some come, that is taken back."""
        super().meet(doing, error)
        self.problem = could_not(doing, error)
        if not len(self.posts):
            self.state = "failed"
        self._watch_state(self.state)

    def _watch_state(self, state: State) -> None:
        empty = with_keys(self.app, HIDDEN) if self.timeline_name and self.timeline.hides_replies else self._empty_text
        texts = {"loading": "Loading…", "empty": empty, "full": ""}
        if self.timeline_name and self._is_closed:
            key = key_of(self.app, "app.sign_in")
            texts["empty"] = f"Micro.blog shows this to those who are signed in. {key} signs in."
        if state == "failed" and self.problem:
            self.posts.set_empty_text(f"{self.problem}\n\n{key_of(self.app, 'list.refresh')} tries again.")
        else:
            self.posts.set_empty_text(texts.get(state, "") if self.timeline_name else self._empty_text)
        self._tell_state()

    # Commands

    def action_edge(self, direction: int) -> None:
        if direction < 0:
            self.show_news()
        else:
            self.posts.bottom()
        self._wish = (direction, None if self.shown.is_complete else self.posts.highlighted)

    def action_list_refresh(self) -> None:
        """Ask as soon as Micro.blog wants to be asked, and try what waits to be sent."""
        poller = self.session.poller
        limited_until = None if poller is None else poller.limited_until
        if not self.timeline_name:
            self.say("No conversation is open yet.")
        elif limited_until is None:
            self.refresh_timeline()
        else:
            self.say(f"Micro.blog wants no questions until {time_of_day(limited_until)}. mbtui asks again then.")
        if poller is not None:
            poller.wake(reconcile=limited_until is not None)
        if self.session.outbox is not None:
            self.session.outbox.wake()

    def action_list_replies(self) -> None:
        if self.timeline_name:
            self._toggle_replies()

    @work(group="replies")
    async def _toggle_replies(self) -> None:
        try:
            is_hiding = await self.shown.toggle_replies()
        except StoreError as error:
            self.say(could_not("hide or show replies", error), is_problem=True)
            return
        self._saved_shown()
        self._settle_state()
        self.post_message(self.reading.Moved())
        self._watch_state(self.state)
        self.say(with_keys(self.app, HIDDEN) if is_hiding else "Replies are shown.")
