"""A pane that shows one timeline: saved posts at once, the rest from Micro.blog when it comes.

Workers do the reading and asking and answer with messages; the pane puts what they brought into its list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.reactive import reactive

from mbtui.api.errors import MicroblogError
from mbtui.outbox.queue import OutboxEntry
from mbtui.panes.bindings import bindings_for, key_of
from mbtui.panes.list_actions import MoveActions
from mbtui.panes.messages import Problem, ProblemMet, ProblemSolved
from mbtui.panes.page_loader import Asking
from mbtui.panes.post_actions import PostActions
from mbtui.panes.read_position import ReadActions
from mbtui.panes.row_builder import RowBuilder
from mbtui.panes.timeline_list import Mirror, Taken
from mbtui.panes.unsent_rows import is_unsent
from mbtui.services.session import Session
from mbtui.services.timelines import Timeline, replies_setting
from mbtui.store import SavedPost, StoreError
from mbtui.store import places as saved_places
from mbtui.store.places import Place, ReadPosition
from mbtui.store.timelines import Merge
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.api import Topic

State = Literal["loading", "empty", "full", "failed"]


class TimelinePane(Asking, MoveActions, ReadActions, PostActions, Vertical):
    """One timeline in a post list."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("list", "post")

    state: reactive[State] = reactive[State]("loading")
    waiting: reactive[int] = reactive(0)
    """New posts that stand above what the reader has taken in."""

    def __init__(
        self,
        name: str,
        title: str,
        posts: PostList,
        *,
        id: str,
        empty_text: str = "There are no posts here yet.",
        is_oldest_first: bool = False,
    ) -> None:
        """
        Args:
            name: The timeline to show; empty: none until `open`.
            title: What the reader calls it.
            posts: The list to show it in.
            id: The widget's id.
            empty_text: What stands there when there are no posts, and what to do about it.
            is_oldest_first: Whether the oldest post stands on top. Conversations always begin with the oldest.
        """
        super().__init__(id=id)
        self.timeline_name = name
        self.title = title
        self.problem: Problem | None = None
        self._empty_text = empty_text
        self._list = posts
        self._session: Session | None = None
        self._mirror = Mirror(posts, is_oldest_first=is_oldest_first)
        self._is_first = False
        self._topics: tuple[Topic, ...] = ()
        self.may_slide: Callable[[], bool] = lambda: False
        """Whether new posts may push down what is seen when the reader is at the very top."""
        self._stop_listening: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        """The list alone; everything a reader must know beside it stands in the bars."""
        yield self._list

    @property
    def session(self) -> Session:
        """The account whose posts these are."""
        assert self._session is not None
        return self._session

    @property
    def posts(self) -> PostList:
        """The list."""
        return self._list

    @property
    def wanted_place(self) -> Place | None:
        """Where the timeline is opened, as long as that is not on the screen; None: where it was left."""
        return self._mirror.wanted_place

    @property
    def timeline(self) -> Timeline:
        """The timeline that is shown."""
        assert self._session is not None
        return self._session.timeline(self.timeline_name)

    @property
    def row_maker(self) -> RowBuilder:
        """What knows the reader, how far they have read, and whom they have muted."""
        return self._mirror.rows

    @property
    def is_oldest_first(self) -> bool:
        """Whether the oldest post stands on top."""
        return self._mirror.is_oldest_first

    @property
    def news_words(self) -> str:
        """What is said of posts that wait to be seen; empty when there are none."""
        if not self.waiting:
            return ""
        words = f"{self.waiting} new post{'s' if self.waiting != 1 else ''}"
        if self.is_oldest_first:
            return f"↓ {words} ({key_of(self.app, 'list.bottom')})"
        return f"↑ {words} ({key_of(self.app, 'list.top')})"

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that the last page named; other panes than Discover have none."""
        feed = self.timeline.feed
        if feed is not None and feed.topics:
            self._topics = feed.topics
        return self._topics

    @property
    def highlighted_post(self) -> SavedPost | None:
        """The post that commands act on."""
        row = self._list.highlighted_row
        return row.post if isinstance(row, PostRow) and not is_unsent(row.post.id) else None

    def use(self, session: Session, *, is_first: bool = False) -> None:
        """Take the account whose posts are shown; before the pane is mounted.

        Args:
            session: The account.
            is_first: Whether this pane is in the first frame: then its posts are read at once.
        """
        self._session = session
        self._is_first = is_first
        self._mirror.use(session)
        if self.timeline_name:
            self._mirror.open(self.timeline)

    def on_mount(self) -> None:
        """Show what is saved."""
        self._mirror.rows.open_key = key_of(self.app, "post.open")
        self._list.set_empty_text("Loading…" if self.timeline_name else self._empty_text)
        self._stop_listening = self.session.mutes.subscribe(self.restyle)
        if not self.timeline_name:
            return
        if self._is_first:
            try:
                self._mirror.read_now()
                self._saved_shown()
                self.show_unsent()
            except StoreError as error:
                self.meet(Problem(f"read the saved posts of {self.title}", error))
        else:
            self._open_saved()

    async def on_unmount(self) -> None:
        """Listen to nothing any more, and keep the place that the last keys led to."""
        self._stop_listening()
        key = self._list.highlighted
        if key is not None and self.timeline_name:
            with suppress(StoreError):
                await self.save_place(key)

    def open(self, name: str, *, highlight: int | None = None) -> None:
        """Show another timeline: a conversation, a topic."""
        self.timeline_name = name
        self._mirror.open(self.timeline, highlight=highlight)
        self._was_asked = False
        self.problem = None
        self.waiting = 0
        self.state = "loading"
        self._list.assign([], {})
        self._list.set_empty_text("Loading…")
        self._open_saved()

    @work(group="open", exclusive=True)
    async def _open_saved(self) -> None:
        """Show what is saved, then ask for the rest."""
        name = self.timeline_name
        try:
            await self._mirror.read()
            if name == self.timeline_name:
                self._saved_shown()
        except StoreError as error:
            self.meet(Problem(f"read the saved posts of {self.title}", error))
        if name == self.timeline_name:
            self.ask()
            self.show_unsent()

    def restyle(self) -> None:
        """Make the rows at hand anew: the reader, the read position or the mutes have changed."""
        self._mirror.restyle()

    def read_until(self, position: ReadPosition | None) -> None:
        """Show what is newer than a read position as new, with the divider under it."""
        self._mirror.read_until(position)

    def _saved_shown(self) -> None:
        if len(self._list):
            self.state = "full"
        if not self._mirror.is_complete:
            self.call_after_refresh(self._load_rest)

    # Workers

    @work(group="rest", exclusive=True)
    async def _load_rest(self) -> None:
        try:
            await self._mirror.complete()
        except StoreError as error:
            self.meet(Problem(f"read the saved posts of {self.title}", error))

    async def take(self, merges: Sequence[Merge]) -> None:
        """Put what was merged into the saved timeline into the list. What is read does not move.

        Raises:
            StoreError: The posts could not be read.
        """
        self._taken(await self._mirror.take(merges))
        if not self.timeline.is_conversation:
            self._settle_state()

    async def catch_up(self) -> None:
        """Show what others have saved here: another program, or pruning. What is read does not move.

        Raises:
            StoreError: It could not be read.
        """
        if self.timeline_name and self.state != "loading":
            self._taken(await self._mirror.catch_up())
            if len(self._list) and self.state != "full":
                self._settle_state()

    def _taken(self, taken: Taken) -> None:
        self.waiting += taken.news
        if taken.was_at_top and taken.news and self.may_slide():
            self.take_in_news()
        if not self._mirror.is_complete:
            self._load_rest()
        self.post_message(self.StateChanged(self))

    @work(group="supply")
    async def _supply(self, keys: Sequence[int]) -> None:
        try:
            await self._mirror.supply(keys)
        except StoreError as error:
            self.meet(Problem("read saved posts", error))

    @work(group="changed")
    async def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew that have changed in the store: a star, an edit."""
        try:
            await self._mirror.show_changed(ids)
        except StoreError as error:
            self.meet(Problem("read saved posts", error))

    def show_star(self, ids: Sequence[int], is_on: bool) -> None:
        """Show or hide the star of posts at once, before it is on the disk."""
        self._mirror.show_star(ids, is_on)

    @work(group="unsent", exclusive=True)
    async def show_unsent(self, entry: OutboxEntry | None = None) -> None:
        """Show what waits to be sent into this conversation.

        Args:
            entry: What has changed; when it was sent, Micro.blog is asked for the conversation.
        """
        if not self.timeline_name or not self.timeline.is_conversation:
            return
        if entry is not None and entry.state == "sent":
            self._mirror.unsent.note(entry)
            self.refresh_timeline()
        try:
            await self.take(())
        except StoreError as error:
            self.meet(Problem("read what waits to be sent", error))

    # State

    def _settle_state(self) -> None:
        if self.problem is not None:
            self.post_message(ProblemSolved(self.problem))
            self.problem = None
        self.state = "full" if len(self._list) else "empty"

    def fail(self, error: MicroblogError | StoreError) -> None:
        """Say where the posts would be why there are none; where there are some, nothing."""
        if not len(self._list):
            self.problem = Problem(f"load {self.title}", error)
            self.state = "failed"
            self._watch_state(self.state)

    def meet(self, problem: Problem) -> None:
        """Show that something could not be done."""
        self.problem = problem
        if not len(self._list):
            self.state = "failed"
        self.post_message(ProblemMet(problem))
        self._watch_state(self.state)

    def _watch_state(self, state: State) -> None:
        from mbtui.panes.messages import describe

        texts = {"loading": "Loading…", "empty": self._empty_text, "full": ""}
        if self.timeline_name and self._is_closed_to_guests:
            texts["empty"] = (
                f"Micro.blog shows this to those who are signed in. {key_of(self.app, 'app.sign_in')} signs in."
            )
        if state == "failed" and self.problem is not None:
            self._list.set_empty_text(f"{describe(self.problem)}\n\n{key_of(self.app, 'list.refresh')} tries again.")
        else:
            self._list.set_empty_text(texts.get(state, "") if self.timeline_name else self._empty_text)
        self.post_message(self.StateChanged(self))

    def _watch_waiting(self) -> None:
        if not self.waiting:
            self._mirror.forget_news()
        self.post_message(self.StateChanged(self))

    def take_in_news(self) -> None:
        """Go to the top and count nothing as waiting any more."""
        if not self.is_oldest_first:
            self.waiting = 0
        self._list.top()

    @on(PostList.Highlighted)
    def _highlighted(self, event: PostList.Highlighted) -> None:
        if self.waiting and (self._mirror.is_newest(event.key) or (self._mirror.can_insert and self._list.is_at_top)):
            self.waiting = 0
        if self._session is not None and self.timeline_name:
            self.keep_place(event.key)
            if not self.timeline.is_conversation:
                self.note_seen()
        self.post_message(self.StateChanged(self))

    @on(PostList.Wanted)
    def _wanted(self, event: PostList.Wanted) -> None:
        self._supply(event.keys)

    @on(PostList.EndNeared)
    def _end_neared(self) -> None:
        if not self.is_oldest_first:
            self._want_older()

    @on(PostList.StartNeared)
    def _start_neared(self) -> None:
        if self.is_oldest_first:
            self._want_older()

    def action_list_replies(self) -> None:
        """Hide replies in this tab, or show them again; remembered."""
        if self._session is not None and self.timeline_name and not self.timeline.is_conversation:
            self._toggle_replies()

    @work(group="replies", exclusive=True)
    async def _toggle_replies(self) -> None:
        self.timeline.hides_replies = is_hiding = not self.timeline.hides_replies
        try:
            async with self._mirror.lock:
                await self.session.store.cache.write(saved_places.set, replies_setting(self.timeline_name), is_hiding)
                await self._mirror.read_again()
        except StoreError as error:
            self.meet(Problem("hide or show replies", error))
            return
        self._saved_shown()
        self._settle_state()
        again = f"{key_of(self.app, 'list.replies')} shows them."
        self.say(f"Replies are hidden here. {again}" if is_hiding else "Replies are shown.")
