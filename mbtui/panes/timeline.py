"""A pane that shows one timeline: saved posts at once, the rest from Micro.blog when it comes.

Workers do the reading and asking and answer with messages; the pane puts what they brought into its list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, Literal

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import reactive

from mbtui.api.errors import MicroblogError
from mbtui.api.models import Topic
from mbtui.panes.bindings import bindings_for
from mbtui.panes.post_actions import PostActions, Undoable
from mbtui.panes.problem import Problem, ProblemMet
from mbtui.panes.row_maker import RowMaker
from mbtui.services.session import Session
from mbtui.services.timelines import Timeline
from mbtui.store import SavedPost, StoreError
from mbtui.store import places as saved_places
from mbtui.store import timelines as saved
from mbtui.store.places import ReadPosition
from mbtui.store.timelines import Merge
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

FIRST_ROWS = 60
"""Saved rows read to either side of the place for the first frame."""
REST_ROWS = 5_000
"""Rows read at a time to make the list complete."""

SEEN_SECONDS = 1.0
"""What was on the screen for so long has been seen."""

State = Literal["loading", "empty", "full", "failed"]


class TimelinePane(PostActions, Vertical):
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

    class ReadOn(Message):
        """The read position has moved."""

        def __init__(self, pane: TimelinePane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(
        self, name: str, title: str, posts: PostList, *, id: str, empty_text: str = "There are no posts here yet."
    ) -> None:
        """
        Args:
            name: The timeline to show; empty: none until `open`.
            title: What the reader calls it.
            posts: The list to show it in.
            id: The widget's id.
            empty_text: What stands there when there are no posts, and what to do about it.
        """
        super().__init__(id=id)
        self.timeline_name = name
        self.title = title
        self.problem: Problem | None = None
        self._empty_text = empty_text
        self._list = posts
        self._session: Session | None = None
        self._rows = RowMaker()
        self._lock = asyncio.Lock()
        self._has_top = False
        self._has_bottom = False
        self._wants_highlight: int | None = None
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
    def timeline(self) -> Timeline:
        """The timeline that is shown."""
        assert self._session is not None
        return self._session.timeline(self.timeline_name)

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
        return row.post if isinstance(row, PostRow) else None

    def use(self, session: Session) -> None:
        """Show the saved posts of an account. The first frame is read here and now; nothing is asked yet."""
        self._session = session
        self._rows.username = session.username
        self._rows.mutes = session.mutes
        if self.timeline_name and self.is_mounted:
            self._show_saved()

    def on_mount(self) -> None:
        """Show what is saved, if the account is known by now."""
        self._list.set_empty_text("Loading…" if self.timeline_name else self._empty_text)
        if self._session is not None:
            self._stop_listening = self._session.mutes.subscribe(self.restyle)
        if self._session is not None and self.timeline_name:
            self._show_saved()

    def on_unmount(self) -> None:
        """Listen to nothing any more."""
        self._stop_listening()

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
        self._show_saved()
        self.ask()

    def ask(self) -> None:
        """Ask Micro.blog for this timeline, the first time it is looked at."""
        if self._session is not None and self._session.is_connected and self.timeline_name and not self._was_asked:
            self._was_asked = True
            self._load_newer()

    def refresh_timeline(self) -> None:
        """Ask Micro.blog for the newest page and compare."""
        self._reload()

    def restyle(self) -> None:
        """Make the rows at hand anew: the reader, the read position or the mutes have changed."""
        rows = {
            key: self._rows.row(row.post) for key, row in self._list.rows_at_hand().items() if isinstance(row, PostRow)
        }
        self._list.replace(rows)
        posts = {key: row.post for key, row in rows.items()}
        in_order = sorted(posts, key=lambda key: (posts[key].published_at, key), reverse=True)
        self._list.set_divider(self._rows.first_read(in_order, posts))

    def read_until(self, position: ReadPosition | None) -> None:
        """Show what is newer than a read position as new, with the divider under it."""
        self._rows.read_until = None if position is None else (position.published_at, position.post_id)
        self.restyle()

    def _show_saved(self) -> None:
        assert self._session is not None
        connection = self._session.store.direct
        place = saved_places.place(connection, self.timeline_name)
        position = saved_places.read_position(connection, self.timeline_name)
        self._rows.read_until = None if position is None else (position.published_at, position.post_id)
        self._rows.spared = self.timeline_name.removeprefix("user/")
        highlight = self._wants_highlight or (place.highlighted_id if place else None)
        self.timeline.hides_replies = bool(saved_places.get(connection, self._replies_setting, False))
        window = self.timeline.first_window(highlight, above=FIRST_ROWS, below=FIRST_ROWS)
        self._has_top, self._has_bottom = not window.has_newer, not window.has_older
        at = place.screen_row if place and not self._wants_highlight else 0
        self._assign(window.rows, window.posts, highlight, at)
        if window.rows:
            self.state = "full"
        if not (self._has_top and self._has_bottom):
            self.call_after_refresh(self._load_rest)

    def _assign(self, keys: Iterable[int], posts: Mapping[int, SavedPost], highlight: int | None, at: int) -> None:
        keys = list(keys)
        if self.timeline.is_conversation:
            keys.reverse()
            if highlight is not None:
                at = self._list.screen_row if self._list.highlighted == highlight else 3
        self._list.assign(keys, self._rows.rows(keys, posts), highlight=highlight, at=at)
        self._list.set_divider(self._rows.first_read(keys, posts))

    # Workers

    @work(group="rest", exclusive=True, exit_on_error=True)
    async def _load_rest(self) -> None:
        """Make the list complete with the keys of all saved rows; the posts themselves come when they are near."""
        assert self._session is not None
        store, name, is_without = self._session.store, self.timeline_name, self.timeline.hides_replies
        try:
            while not (self._has_top and self._has_bottom):
                async with self._lock:
                    keys = self._list.keys_at_ends()
                    if keys is None or name != self.timeline_name:
                        return
                    if not self._has_bottom:
                        rows = await store.read(
                            saved.rows, name, older_than=keys[1], limit=REST_ROWS, without_replies=is_without
                        )
                        self._has_bottom = len(rows) < REST_ROWS
                        self._list.append(rows, {})
                    else:
                        rows = await store.read(
                            saved.rows, name, newer_than=keys[0], limit=REST_ROWS, without_replies=is_without
                        )
                        self._has_top = len(rows) < REST_ROWS
                        self._list.prepend(rows, {})
        except StoreError as error:
            self._meet(Problem(f"read the saved posts of {self.title}", error))

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
                self._meet(Problem(f"load {self.title}", error))

    async def take(self, merges: Sequence[Merge]) -> None:
        """Put what was merged into the saved timeline into the list. What is read does not move.

        Raises:
            StoreError: The posts could not be read.
        """
        assert self._session is not None
        async with self._lock:
            if self.timeline.is_conversation:
                window = await self.timeline.window(None, above=0, below=2_000)
                highlight = self._wants_highlight or self._list.highlighted
                self._wants_highlight = None
                self._assign(window.rows, window.posts, highlight, 0)
                self._has_top = self._has_bottom = True
                return
            for merge in merges:
                await self._take_one(merge)
            if self.timeline.hides_replies and any(merge.insertions or merge.removed for merge in merges):
                await self._read_again()
        self._settle_state()

    async def _read_again(self) -> None:
        """Read the surroundings of the highlight anew; it keeps its place on the screen."""
        highlight, at = self._list.highlighted, self._list.screen_row
        window = await self.timeline.window(highlight, above=FIRST_ROWS, below=FIRST_ROWS)
        self._has_top, self._has_bottom = not window.has_newer, not window.has_older
        self._assign(window.rows, window.posts, highlight, at)
        if not (self._has_top and self._has_bottom):
            self._load_rest()

    async def _take_one(self, merge: Merge) -> None:
        assert self._session is not None
        new = [key for insertion in merge.insertions for key in insertion.rows]
        posts = await self._session.store.read(saved.posts, [*new, *merge.changed])
        was_at_top = self._list.is_at_top
        was_empty = not len(self._list)
        top = self._list.keys_at_ends()
        for key in merge.removed:
            self._list.take_out(key)
        for insertion in merge.insertions:
            if insertion.above is None:
                if self._has_bottom or was_empty:
                    self._has_bottom = True
                    self._list.append(insertion.rows, self._rows.rows(insertion.rows, posts))
            elif not self.timeline.hides_replies and self._list.has(insertion.above):
                self._list.insert(insertion.above, insertion.rows, self._rows.rows(insertion.rows, posts))
            if not was_empty and self._has_top and top is not None and insertion.above == top[0]:
                self.waiting += sum(1 for key in insertion.rows if key > 0 and not self._rows.is_own(posts.get(key)))
        if was_empty:
            self._has_top = True
        self._list.replace(self._rows.rows(merge.changed, posts))
        if was_at_top and not was_empty and self.may_slide():
            self.take_in_news()
        self.post_message(self.StateChanged(self))

    @work(group="supply")
    async def _supply(self, keys: Sequence[int]) -> None:
        assert self._session is not None
        try:
            posts = await self._session.store.read(saved.posts, [key for key in keys if key > 0])
        except StoreError as error:
            self._meet(Problem("read saved posts", error))
            return
        self._list.supply(self._rows.rows(keys, posts))

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
            self._meet(Problem("read saved posts", error))
            return
        self._list.replace(self._rows.rows(held, posts))

    def show_star(self, ids: Sequence[int], is_on: bool) -> None:
        """Show or hide the star of posts at once, before it is on the disk."""
        rows = {
            id: replace(row, post=replace(row.post, is_favorite=is_on))
            for id in ids
            if isinstance(row := self._list.row(id), PostRow)
        }
        self._list.replace(rows)

    @work(group="place", exclusive=True)
    async def _keep_place(self, key: int) -> None:
        assert self._session is not None
        place = saved_places.Place(key, self._list.screen_row, 0)
        try:
            await self._session.store.run(saved_places.set_place, self.timeline_name, place)
        except StoreError as error:
            self._meet(Problem("keep your place", error))

    @work(group="seen", exclusive=True)
    async def _note_seen(self) -> None:
        """What stays on the screen for a second has been read."""
        await asyncio.sleep(SEEN_SECONDS)
        if not self.display or not self.app.app_focus:
            return
        rows = [self._list.row(key) for key in self._list.visible_keys()]
        seen = [row.post for row in rows if isinstance(row, PostRow)]
        try:
            if await self.session.reading.seen(self.timeline_name, seen):
                self.post_message(self.ReadOn(self))
            if self._rows.read_until is None and (position := await self.session.reading.position(self.timeline_name)):
                # Nothing was ever read here: what comes from now on is new.
                self._rows.read_until = (position.published_at, position.post_id)
        except StoreError as error:
            self._meet(Problem("keep how far you have read", error))

    # State

    def _settle_state(self) -> None:
        self.problem = None
        self.state = "full" if len(self._list) else "empty"

    def _meet(self, problem: Problem) -> None:
        self.problem = problem
        if not len(self._list):
            self.state = "failed"
        self.post_message(ProblemMet(problem))
        self._watch_state(self.state)

    def _watch_state(self, state: State) -> None:
        from mbtui.panes.problem import describe

        texts = {"loading": "Loading…", "empty": self._empty_text, "full": ""}
        if state == "failed" and self.problem is not None:
            self._list.set_empty_text(f"{describe(self.problem)}\n\nR tries again.")
        else:
            self._list.set_empty_text(texts.get(state, "") if self.timeline_name else self._empty_text)
        self.post_message(self.StateChanged(self))

    def _watch_waiting(self) -> None:
        self.post_message(self.StateChanged(self))

    def take_in_news(self) -> None:
        """Go to the top and count nothing as waiting any more."""
        self.waiting = 0
        self._list.top()

    @on(PostList.Highlighted)
    def _highlighted(self, event: PostList.Highlighted) -> None:
        if self.waiting and self._list.is_at_top:
            self.waiting = 0
        if self._session is not None and not self.timeline.is_conversation:
            self._keep_place(event.key)
            self._note_seen()
        self.post_message(self.StateChanged(self))

    @on(PostList.Wanted)
    def _wanted(self, event: PostList.Wanted) -> None:
        self._supply(event.keys)

    @on(PostList.EndNeared)
    def _end_neared(self) -> None:
        session = self._session
        if session is None or not session.is_connected or not self._has_bottom or self.timeline.is_conversation:
            return
        if self.state == "full" and not any(worker.group == "older" for worker in self.workers if worker.node is self):
            self._load_older()

    def open_gap(self) -> bool:
        """Fill the gap under the highlight. Returns whether there is one."""
        key = self._list.highlighted
        if key is None or key >= 0:
            return False
        self._fill(-key)
        return True

    # Moving

    def action_list_next(self) -> None:
        """The next post."""
        self._list.move(1)

    def action_list_previous(self) -> None:
        """The previous post."""
        self._list.move(-1)

    def action_list_page_down(self) -> None:
        """A page down."""
        self._list.page(1)

    def action_list_page_up(self) -> None:
        """A page up."""
        self._list.page(-1)

    def action_list_half_down(self) -> None:
        """Half a page down."""
        self._list.half_page(1)

    def action_list_half_up(self) -> None:
        """Half a page up."""
        self._list.half_page(-1)

    def action_list_top(self) -> None:
        """The top, with the new posts."""
        self.take_in_news()

    def action_list_bottom(self) -> None:
        """The last saved post."""
        self._list.bottom()

    def action_list_next_new(self) -> None:
        """The next new post below."""
        self._go_to_new(1)

    def action_list_previous_new(self) -> None:
        """The next new post above."""
        self._go_to_new(-1)

    def _go_to_new(self, direction: int) -> None:
        key = self._list.find_from_highlight(lambda row: isinstance(row, PostRow) and row.is_new, direction)
        if key is None:
            self.say("There is no new post further down." if direction > 0 else "There is no new post further up.")
        else:
            self._list.go_to(key)

    def action_list_read_position(self) -> None:
        """Go to where the reader has read, here or on another device."""
        self._go_to_read_position()

    @work(group="jump", exclusive=True)
    async def _go_to_read_position(self) -> None:
        try:
            position = await self.session.reading.position(self.timeline_name)
        except StoreError as error:
            self._meet(Problem("find how far you have read", error))
            return
        if position is None or not self._list.go_to(position.post_id):
            self.say(f"It is not known how far you have read in {self.title}.")

    def action_list_mark_read(self) -> None:
        """Mark everything in this tab as read."""
        self._mark_read()

    @work(group="mark", exclusive=True)
    async def _mark_read(self) -> None:
        reading, name = self.session.reading, self.timeline_name
        try:
            newest = await self.timeline.newest_post()
            if newest is None or self.timeline.is_conversation:
                return
            before = await reading.mark_all(name, newest)
            self.read_until(await reading.position(name))
        except StoreError as error:
            self._meet(Problem("mark this tab as read", error))
            return

        async def undo() -> None:
            await reading.restore(name, before)
            if name == self.timeline_name:
                self.read_until(before)
            self.post_message(self.ReadOn(self))

        self.post_message(Undoable("the mark", undo))
        self.post_message(self.ReadOn(self))
        self.say(f"Everything in {self.title} is marked as read. U undoes it.")

    @property
    def _replies_setting(self) -> str:
        return f"hides_replies/{self.timeline_name}"

    def action_list_replies(self) -> None:
        """Hide replies in this tab, or show them again; remembered."""
        if self._session is not None and self.timeline_name and not self.timeline.is_conversation:
            self._toggle_replies()

    @work(group="replies", exclusive=True)
    async def _toggle_replies(self) -> None:
        self.timeline.hides_replies = is_hiding = not self.timeline.hides_replies
        try:
            async with self._lock:
                await self.session.store.run(saved_places.set, self._replies_setting, is_hiding)
                await self._read_again()
        except StoreError as error:
            self._meet(Problem("hide or show replies", error))
            return
        self._settle_state()
        self.say("Replies are hidden here. x shows them." if is_hiding else "Replies are shown.")

    def action_list_refresh(self) -> None:
        """Ask Micro.blog anew."""
        self.refresh_timeline()
