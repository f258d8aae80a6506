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
from textual.message import Message
from textual.reactive import reactive

from mbtui.api.errors import MicroblogError
from mbtui.panes.bindings import bindings_for, key_of
from mbtui.panes.mirror import Mirror, Taken
from mbtui.panes.moving import MoveActions
from mbtui.panes.post_actions import PostActions
from mbtui.panes.problem import Problem, ProblemMet, ProblemSolved
from mbtui.panes.reading import ReadActions
from mbtui.panes.row_maker import RowMaker
from mbtui.panes.unsent_rows import is_unsent
from mbtui.services.session import Session
from mbtui.services.timelines import Timeline, replies_setting
from mbtui.store import SavedPost, StoreError
from mbtui.store import places as saved_places
from mbtui.store.places import Place, ReadPosition
from mbtui.store.timelines import Merge
from mbtui.store.writing import OutboxEntry
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.api.models import Topic

State = Literal["loading", "empty", "full", "failed"]


class TimelinePane(MoveActions, ReadActions, PostActions, Vertical):
    """One timeline in a post list."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("list", "post")

    state: reactive[State] = reactive[State]("loading")
    waiting: reactive[int] = reactive(0)
    """New posts that stand above what the reader has taken in."""

    class StateChanged(Message):
        """The pane's state, its count of waiting posts, or its highlight has changed."""

        def __init__(self, pane: TimelinePane) -> None:
            super().__init__()
            self.pane = pane

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
        self._asking = 0
        self._was_asked = False
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
    def row_maker(self) -> RowMaker:
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

    def ask(self) -> None:
        """Ask Micro.blog for this timeline, the first time it is looked at."""
        if self._session is not None and self._session.is_connected and self.timeline_name and not self._was_asked:
            if self._is_closed_to_guests:
                self._settle_state()
                if self.timeline.is_conversation:
                    self.say("Micro.blog shows the rest of a conversation to those who are signed in.")
                return
            self._was_asked = True
            self._load_newer()

    @property
    def _is_closed_to_guests(self) -> bool:
        """Whether nobody is signed in, and Micro.blog shows this to nobody else."""
        is_open = self.timeline_name.partition("/")[0] in ("discover", "user")
        return not is_open and self.session.is_connected and not self.session.can_write

    def refresh_timeline(self) -> None:
        """Ask Micro.blog for the newest page and compare."""
        if self.timeline_name and self._is_closed_to_guests:
            self._settle_state()
        elif self.timeline_name:
            self._reload()

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

    @work(group="newer")
    async def _load_newer(self) -> None:
        await self._fetch("newer")

    @work(group="newer", exclusive=True)
    async def _reload(self) -> None:
        await self._fetch("refresh")

    @work(group="older", exclusive=True)
    async def _load_older(self) -> None:
        await self._fetch("older")

    @work(group="gap")
    async def _fill(self, gap_id: int) -> None:
        await self._fetch("fill", gap_id)

    async def _fetch(self, what: Literal["newer", "refresh", "older", "fill"], gap_id: int = 0) -> None:
        name, timeline = self.timeline_name, self.timeline
        self._asking += 1
        self.post_message(self.StateChanged(self))
        try:
            match what:
                case "newer":
                    await self._show_merges(name, await timeline.newer())
                case "refresh":
                    # Shown before the next is asked for, which may fail.
                    await self._show_merges(name, await timeline.newer())
                    await self._show_merges(name, [await timeline.refresh()])
                case "older":
                    await self._show_merges(name, [] if await timeline.is_complete() else [await timeline.older()])
                case "fill":
                    await self._show_merges(name, [await timeline.fill(gap_id)])
            if name == self.timeline_name:
                self._mirror.settle()
                self._settle_state()
        except (MicroblogError, StoreError) as error:
            if name == self.timeline_name:
                self.meet(Problem(f"load {self.title}", error))
        finally:
            self._asking -= 1
            self.post_message(self.StateChanged(self))

    async def _show_merges(self, name: str, merges: Sequence[Merge]) -> None:
        if name == self.timeline_name:
            await self.take(merges)

    @property
    def is_asking(self) -> bool:
        """Whether a page is on its way from Micro.blog."""
        return self._asking > 0

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
        from mbtui.panes.problem import describe

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

    def _want_older(self) -> None:
        if self._session is None or not self._session.is_connected or self.timeline.is_conversation:
            return
        is_loading = any(worker.group == "older" and worker.node is self for worker in self.workers)
        if self._mirror.has_oldest and self.state == "full" and not is_loading:
            self._load_older()

    def open_gap(self) -> bool:
        """Fill the gap under the highlight. Returns whether there is one."""
        key = self._list.highlighted
        if key is None or key >= 0 or is_unsent(key):
            return False
        self._fill(-key)
        return True

    def action_list_replies(self) -> None:
        """Hide replies in this tab, or show them again; remembered."""
        if self._session is not None and self.timeline_name and not self.timeline.is_conversation:
            self._toggle_replies()

    @work(group="replies", exclusive=True)
    async def _toggle_replies(self) -> None:
        self.timeline.hides_replies = is_hiding = not self.timeline.hides_replies
        try:
            async with self._mirror.lock:
                await self.session.store.run(saved_places.set, replies_setting(self.timeline_name), is_hiding)
                await self._mirror.read_again()
        except StoreError as error:
            self.meet(Problem("hide or show replies", error))
            return
        self._saved_shown()
        self._settle_state()
        self.say("Replies are hidden here. x shows them." if is_hiding else "Replies are shown.")

    def action_list_refresh(self) -> None:
        """Ask Micro.blog anew, and try what waits to be sent."""
        self.refresh_timeline()
        if self.session.poller is not None:
            self.session.poller.wake()
        if self.session.outbox is not None:
            self.session.outbox.wake()
