"""A pane that shows one timeline: saved posts at once, the rest from Micro.blog when it comes.

Workers do the reading and asking and answer with messages; the pane puts what they brought into its list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from mbtui.api.errors import MicroblogError
from mbtui.panes.bindings import bindings_for, key_of
from mbtui.panes.moving import MoveActions
from mbtui.panes.post_actions import PostActions
from mbtui.panes.problem import Problem, ProblemMet, ProblemSolved
from mbtui.panes.reading import ReadActions
from mbtui.panes.row_maker import RowMaker
from mbtui.panes.unsent_rows import UnsentRows, is_unsent
from mbtui.services.session import Session
from mbtui.services.timelines import FirstFrame, Timeline, replies_setting
from mbtui.store import SavedPost, StoreError
from mbtui.store import places as saved_places
from mbtui.store import timelines as saved
from mbtui.store.places import ReadPosition
from mbtui.store.timelines import Merge
from mbtui.store.writing import OutboxEntry
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.api.models import Topic

FIRST_ROWS = 60
"""Saved rows read to either side of the place for the first frame."""
OPENED_ROW = 3
"""The line of the screen on which the post begins whose conversation is opened: a little of what it answers is seen."""
REST_ROWS = 5_000
"""Rows read at a time to make the list complete."""

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
        self._is_oldest_first = is_oldest_first
        self.problem: Problem | None = None
        self._empty_text = empty_text
        self._list = posts
        self._session: Session | None = None
        self.row_maker = RowMaker()
        self._unsent = UnsentRows()
        self._lock = asyncio.Lock()
        self._has_newest = False
        self._has_oldest = False
        self._wants_highlight: int | None = None
        self._wanted_row = OPENED_ROW
        """The line of the screen for a highlight that is not there yet."""
        self._is_first = False
        self._was_asked = False
        self._news_gaps: set[int] = set()
        """Gaps among the posts that wait: what fills them waits too."""
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
    def timeline(self) -> Timeline:
        """The timeline that is shown."""
        assert self._session is not None
        return self._session.timeline(self.timeline_name)

    @property
    def is_oldest_first(self) -> bool:
        """Whether the oldest post stands on top."""
        return self._is_oldest_first or self.timeline.is_conversation

    @property
    def news_words(self) -> str:
        """What is said of posts that wait to be seen; empty when there are none."""
        if not self.waiting:
            return ""
        words = f"{self.waiting} new post{'s' if self.waiting != 1 else ''}"
        return f"↓ {words} (G)" if self.is_oldest_first else f"↑ {words} (g)"

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
        self.row_maker.username = session.username
        self.row_maker.mutes = session.mutes

    def on_mount(self) -> None:
        """Show what is saved."""
        self._list.set_empty_text("Loading…" if self.timeline_name else self._empty_text)
        self._stop_listening = self.session.mutes.subscribe(self.restyle)
        if not self.timeline_name:
            return
        if self._is_first:
            try:
                self._show_saved(self.timeline.first_frame(None, rows=FIRST_ROWS))
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
        self._wants_highlight = highlight
        self._was_asked = False
        self.problem = None
        self.waiting = 0
        self.state = "loading"
        self._list.assign([], {})
        self._list.set_empty_text("Loading…")
        self._unsent.clear()
        self._open_saved()

    @work(group="open", exclusive=True)
    async def _open_saved(self) -> None:
        """Show what is saved, then ask for the rest."""
        name = self.timeline_name
        try:
            async with self._lock:
                frame = await self.timeline.saved_frame(self._wants_highlight, rows=FIRST_ROWS)
                if name == self.timeline_name:
                    self._show_saved(frame)
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
        rows = {
            key: self.row_maker.row(row.post)
            for key, row in self._list.rows_at_hand().items()
            if isinstance(row, PostRow) and not is_unsent(key)
        }
        self._list.replace(rows)
        posts = {key: row.post for key, row in rows.items()}
        in_order = sorted(posts, key=lambda key: (posts[key].published_at, key), reverse=True)
        self._list.set_divider(self.row_maker.first_read(in_order, posts))

    def read_until(self, position: ReadPosition | None) -> None:
        """Show what is newer than a read position as new, with the divider under it."""
        self.row_maker.read_until = None if position is None else (position.published_at, position.post_id)
        self.restyle()

    def _show_saved(self, frame: FirstFrame) -> None:
        self.row_maker.spared = self.timeline_name.removeprefix("user/")
        position, window = frame.position, frame.window
        self.row_maker.read_until = None if position is None else (position.published_at, position.post_id)
        self._has_newest, self._has_oldest = not window.has_newer, not window.has_older
        self._wanted_row = frame.screen_row
        if self.timeline.is_conversation:
            if self._wants_highlight is not None:
                self._wanted_row = OPENED_ROW
            elif is_unsent(frame.highlight):
                # It is put in once it is read.
                self._wants_highlight = frame.highlight
        self._assign(window.rows, window.posts, frame.highlight, self._wanted_row, is_unfolded=frame.is_unfolded)
        if window.rows:
            self.state = "full"
        if not (self._has_newest and self._has_oldest):
            self.call_after_refresh(self._load_rest)

    def _assign(
        self,
        keys: Iterable[int],
        posts: Mapping[int, SavedPost],
        highlight: int | None,
        at: int,
        *,
        is_unfolded: bool = False,
    ) -> None:
        keys = list(keys)
        divider = self.row_maker.first_read(keys, posts)
        if self.is_oldest_first:
            keys.reverse()
            divider = self.row_maker.first_new(keys, posts)
        if self.timeline.is_conversation and highlight is not None and self._list.highlighted == highlight:
            at = self._list.screen_row
        rows = self.row_maker.rows(keys, posts)
        if self.timeline.is_conversation:
            keys.extend(self._unsent.rows)
            rows.update(self._unsent.rows)
            if is_unsent(highlight) and highlight not in rows:
                # It was sent: its place is taken by the post that it has become.
                highlight = keys[-1] if keys else None
        self._list.assign(keys, rows, highlight=highlight, at=at, is_unfolded=is_unfolded)
        self._list.set_divider(divider)
        if highlight is None and self._is_oldest_first:
            self._list.bottom()

    # Workers

    @work(group="rest", exclusive=True, exit_on_error=True)
    async def _load_rest(self) -> None:
        """Make the list complete with the keys of all saved rows; the posts themselves come when they are near."""
        assert self._session is not None
        store, name, is_without = self._session.store, self.timeline_name, self.timeline.hides_replies
        try:
            while not (self._has_newest and self._has_oldest):
                async with self._lock:
                    keys = self._list.keys_at_ends()
                    if keys is None or name != self.timeline_name:
                        return
                    newest, oldest = reversed(keys) if self.is_oldest_first else keys
                    if not self._has_oldest:
                        rows = await store.read(
                            saved.rows, name, older_than=oldest, limit=REST_ROWS, without_replies=is_without
                        )
                        self._has_oldest = len(rows) < REST_ROWS
                        self._put_at_end(rows, is_newest=False)
                    else:
                        rows = await store.read(
                            saved.rows, name, newer_than=newest, limit=REST_ROWS, without_replies=is_without
                        )
                        self._has_newest = len(rows) < REST_ROWS
                        self._put_at_end(rows, is_newest=True)
        except StoreError as error:
            self.meet(Problem(f"read the saved posts of {self.title}", error))

    def _put_at_end(self, keys: Sequence[int], *, is_newest: bool) -> None:
        """Add keys in the store's order, newest first, at one end of the list."""
        if self.is_oldest_first:
            keys = keys[::-1]
        if is_newest == self.is_oldest_first:
            self._list.append(keys, {})
        else:
            self._list.prepend(keys, {})

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
        try:
            match what:
                case "newer":
                    merges = await timeline.newer()
                case "refresh":
                    merges = [*await timeline.newer(), await timeline.refresh()]
                case "older":
                    merges = [] if await timeline.is_complete() else [await timeline.older()]
                case "fill":
                    merges = [await timeline.fill(gap_id)]
            if name == self.timeline_name:
                await self.take(merges)
                self._settle_state()
        except (MicroblogError, StoreError) as error:
            if name == self.timeline_name:
                self.meet(Problem(f"load {self.title}", error))

    async def take(self, merges: Sequence[Merge]) -> None:
        """Put what was merged into the saved timeline into the list. What is read does not move.

        Raises:
            StoreError: The posts could not be read.
        """
        assert self._session is not None
        async with self._lock:
            if self.timeline.is_conversation:
                window = await self.timeline.window(None, above=0, below=2_000)
                await self._unsent.read(
                    self.session.store, self.timeline_name, window.rows, window.posts, username=self.session.username
                )
                highlight = self._wants_highlight or self._list.highlighted
                if self._wants_highlight in window.rows or self._wants_highlight in self._unsent.rows:
                    self._wants_highlight = None
                self._assign(window.rows, window.posts, highlight, self._wanted_row)
                self._has_newest = self._has_oldest = True
                self.post_message(self.StateChanged(self))
                return
            for merge in merges:
                await self._take_one(merge)
            if not self._can_insert and any(merge.insertions or merge.removed for merge in merges):
                await self._read_again()
        self._settle_state()

    async def _read_again(self) -> None:
        """Read the surroundings of the highlight anew; it keeps its place on the screen."""
        highlight, at = self._list.highlighted, self._list.screen_row
        window = await self.timeline.window(highlight, above=FIRST_ROWS, below=FIRST_ROWS)
        self._has_newest, self._has_oldest = not window.has_newer, not window.has_older
        self._assign(window.rows, window.posts, highlight, at)
        if not (self._has_newest and self._has_oldest):
            self._load_rest()

    @property
    def _can_insert(self) -> bool:
        """Whether the list is in the store's order, so that new rows can be put in where a merge names."""
        return not self.timeline.hides_replies and not self.is_oldest_first

    async def _take_one(self, merge: Merge) -> None:
        new = [key for insertion in merge.insertions for key in insertion.rows]
        posts = await self.session.store.read(saved.posts, [*new, *merge.changed])
        was_at_top, was_empty = self._list.is_at_top, not len(self._list)
        has_news = False
        for insertion in merge.insertions:
            is_above = self._is_newest(insertion.above) or insertion.above in self._news_gaps
            if not was_empty and self._has_newest and is_above:
                has_news = True
                self.waiting += self._news_among(insertion.rows, posts)
                self._news_gaps.update(key for key in insertion.rows if key < 0)
        has_read_all = has_news and await self._has_read_all()
        if self._can_insert:
            self._insert(merge, posts)
        if has_read_all:
            self.restyle()
        if was_empty:
            self._has_newest = self._has_oldest = True
        self._list.replace(self.row_maker.rows(merge.changed, posts))
        if was_at_top and not was_empty and self._can_insert and self.may_slide():
            self.take_in_news()
        self.post_message(self.StateChanged(self))

    async def _has_read_all(self) -> bool:
        """Whether everything in the list was read; then what comes now is new, and the divider goes under it."""
        position = await self.session.reading.position(self.timeline_name)
        ends = self._list.keys_at_ends()
        if position is None or ends is None:
            return False
        top = ends[1 if self.is_oldest_first else 0]
        newest = (await self.session.store.read(saved.posts, [top])).get(top)
        until = (position.published_at, position.post_id)
        if newest is None or (newest.published_at, newest.id) > until:
            return False
        self.row_maker.read_until = until
        return True

    def _insert(self, merge: Merge, posts: Mapping[int, SavedPost]) -> None:
        was_empty = not len(self._list)
        for key in merge.removed:
            self._list.take_out(key)
        for insertion in merge.insertions:
            rows = self.row_maker.rows(insertion.rows, posts)
            if insertion.above is None:
                if self._has_oldest or was_empty:
                    self._list.append(insertion.rows, rows)
            elif self._list.has(insertion.above):
                # Where the list does not reach yet, the rows come with the rest of what is saved.
                self._list.insert(insertion.above, insertion.rows, rows)

    def _is_newest(self, key: int | None) -> bool:
        ends = self._list.keys_at_ends()
        return ends is not None and key == ends[1 if self.is_oldest_first else 0]

    def _news_among(self, keys: Iterable[int], posts: Mapping[int, SavedPost]) -> int:
        """How many of some rows are posts by others."""
        return sum(1 for key in keys if key > 0 and not self.row_maker.is_own(posts.get(key)))

    @work(group="supply")
    async def _supply(self, keys: Sequence[int]) -> None:
        assert self._session is not None
        try:
            posts = await self._session.store.read(saved.posts, [key for key in keys if key > 0])
        except StoreError as error:
            self.meet(Problem("read saved posts", error))
            return
        unsent = {key: row for key, row in self._unsent.rows.items() if key in keys}
        self._list.supply(self.row_maker.rows([key for key in keys if not is_unsent(key)], posts) | unsent)

    @work(group="changed")
    async def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew that have changed in the store: a star, an edit."""
        assert self._session is not None
        held = [id for id in ids if self._list.row(id) is not None]
        if not held:
            return
        try:
            posts = await self._session.store.read(saved.posts, held)
        except StoreError as error:
            self.meet(Problem("read saved posts", error))
            return
        self._list.replace(self.row_maker.rows(held, posts))

    def show_star(self, ids: Sequence[int], is_on: bool) -> None:
        """Show or hide the star of posts at once, before it is on the disk."""
        rows = {
            id: replace(row, post=replace(row.post, is_favorite=is_on))
            for id in ids
            if isinstance(row := self._list.row(id), PostRow)
        }
        self._list.replace(rows)

    @work(group="unsent", exclusive=True)
    async def show_unsent(self, entry: OutboxEntry | None = None) -> None:
        """Show what waits to be sent into this conversation.

        Args:
            entry: What has changed; when it was sent, Micro.blog is asked for the conversation.
        """
        if not self.timeline_name or not self.timeline.is_conversation:
            return
        if entry is not None and entry.state == "sent":
            self._unsent.note(entry)
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
            self._list.set_empty_text(f"{describe(self.problem)}\n\nR tries again.")
        else:
            self._list.set_empty_text(texts.get(state, "") if self.timeline_name else self._empty_text)
        self.post_message(self.StateChanged(self))

    def _watch_waiting(self) -> None:
        if not self.waiting:
            self._news_gaps.clear()
        self.post_message(self.StateChanged(self))

    def take_in_news(self) -> None:
        """Go to the top and count nothing as waiting any more."""
        if not self.is_oldest_first:
            self.waiting = 0
        self._list.top()

    @on(PostList.Highlighted)
    def _highlighted(self, event: PostList.Highlighted) -> None:
        if self.waiting and (self._is_newest(event.key) or (self._can_insert and self._list.is_at_top)):
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
        if self._has_oldest and self.state == "full" and not is_loading:
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
            async with self._lock:
                await self.session.store.run(saved_places.set, replies_setting(self.timeline_name), is_hiding)
                await self._read_again()
        except StoreError as error:
            self.meet(Problem("hide or show replies", error))
            return
        self._settle_state()
        self.say("Replies are hidden here. x shows them." if is_hiding else "Replies are shown.")

    def action_list_refresh(self) -> None:
        """Ask Micro.blog anew, and try what waits to be sent."""
        self.refresh_timeline()
        if self.session.poller is not None:
            self.session.poller.wake()
        if self.session.outbox is not None:
            self.session.outbox.wake()
