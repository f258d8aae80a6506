"""Keeps a post list like one saved timeline: what is saved goes in, pages from Micro.blog join it, nothing moves.

The list is in the store's order, newest first, or turned around. What it does not reach yet is read later, in
large pieces of keys; the posts themselves are read when they are near. It knows no workers, states or words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from mbtui.panes.row_builder import RowBuilder
from mbtui.panes.unsent_rows import UnsentRows, is_unsent
from mbtui.services.session import Session
from mbtui.services.timelines import FirstFrame, Timeline
from mbtui.store import SavedPost
from mbtui.store import timelines as saved
from mbtui.store.places import Place, ReadPosition
from mbtui.store.timelines import Merge, Window
from mbtui.timeline_kinds import USER, subject_of
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

FIRST_ROWS = 60
"""Saved rows read to either side of the place for the first frame."""
REST_ROWS = 5_000
"""Rows read at a time to make the list complete."""
MOST_DIFFERENCES = 400
"""Rows that others have put in or taken out; with more of them the list is read anew."""
CONVERSATION_ROWS = 2_000
"""Posts of a conversation that are shown at the most."""
OPENED_ROW = 3
"""The line of the screen on which the post begins whose conversation is opened: a little of what it answers is seen."""


class Taken(msgspec.Struct, frozen=True):
    """What taking in some pages did to the list."""

    news: int = 0
    """New posts by others that stand above what the list had, or below with the oldest on top."""
    was_at_top: bool = False
    """Whether the reader was at the very top, and the new posts could slide in there."""


class Mirror:
    """A post list that shows one timeline."""

    def __init__(self, posts: PostList, *, is_oldest_first: bool) -> None:
        """
        Args:
            posts: The list.
            is_oldest_first: Whether the oldest post stands on top. Conversations always begin with the oldest.
        """
        self.rows = RowBuilder()
        self.unsent = UnsentRows()
        self.has_oldest = False
        """Whether the list reaches the oldest saved row."""
        self.lock = asyncio.Lock()
        """Held while the list is read from the store; whoever changes what is read holds it too."""
        self._list = posts
        self._turned = is_oldest_first
        self._session: Session | None = None
        self._timeline: Timeline | None = None
        self._has_newest = False
        self._wants_highlight: int | None = None
        self._wanted_row = OPENED_ROW
        """The line of the screen for a highlight that is not there yet."""
        self._opened: int | None = None
        """The post a conversation was opened at, until all of it is there."""
        self._news_gaps: set[int] = set()

    @property
    def session(self) -> Session:
        """The account."""
        assert self._session is not None
        return self._session

    @property
    def timeline(self) -> Timeline:
        """What is shown."""
        assert self._timeline is not None
        return self._timeline

    @property
    def wanted_place(self) -> Place | None:
        """Where the timeline is opened, as long as that is not on the screen; None: where it was left."""
        return None if self._wants_highlight is None else Place(self._wants_highlight, self._wanted_row, 0)

    @property
    def is_oldest_first(self) -> bool:
        """Whether the oldest post stands on top."""
        return self._turned or self.timeline.is_conversation

    @property
    def is_complete(self) -> bool:
        """Whether the list holds a key of every saved row."""
        return self._has_newest and self.has_oldest

    @property
    def can_insert(self) -> bool:
        """Whether the list is in the store's order, so that new rows can be put in where a merge names."""
        return not self.timeline.hides_replies and not self.is_oldest_first

    def use(self, session: Session) -> None:
        """Take the account."""
        self._session = session
        self.rows.username = session.username
        self.rows.mutes = session.mutes

    def open(self, timeline: Timeline, *, highlight: int | None = None) -> None:
        """Turn to another timeline; the list is empty until it is read.

        Args:
            timeline: What to show.
            highlight: The row to highlight; None: where this timeline was left.
        """
        self._timeline = timeline
        self._wants_highlight = self._opened = highlight
        self._wanted_row = OPENED_ROW
        self.unsent.clear()
        self._news_gaps.clear()
        self.rows.spared = subject_of(timeline.name) if timeline.kind is USER else ""

    # From the store

    def read_now(self) -> None:
        """Show what is saved at once: for the first frame only.

        Raises:
            StoreError: It could not be read.
        """
        self._show(self.timeline.first_frame(self._wants_highlight, rows=FIRST_ROWS))

    async def read(self) -> None:
        """Show what is saved.

        Raises:
            StoreError: It could not be read.
        """
        timeline = self.timeline
        async with self.lock:
            frame = await timeline.saved_frame(self._wants_highlight, rows=FIRST_ROWS)
            if timeline is self.timeline:
                self._show(frame)

    def _show(self, frame: FirstFrame) -> None:
        position = frame.position
        self.rows.read_until = None if position is None else (position.published_at, position.post_id)
        is_exact = self._wants_highlight is None
        if is_exact:
            self._wanted_row = frame.screen_row
        # In a conversation, a reply that waits or a post that Micro.blog is asked for comes later.
        is_late = self.timeline.is_conversation and frame.highlight not in frame.window.rows
        self._wants_highlight = frame.highlight if is_late else None
        self._assign(frame.window, frame.highlight, self._wanted_row, is_exact=is_exact, is_unfolded=frame.is_unfolded)

    def settle(self) -> None:
        """All that there is has come: from now on, what is read in a conversation keeps its place."""
        self._opened = None

    def _assign(
        self, window: Window, highlight: int | None, at: int, *, is_exact: bool = False, is_unfolded: bool = False
    ) -> None:
        self._has_newest, self.has_oldest = not window.has_newer, not window.has_older
        keys, posts = list(window.rows), window.posts
        divider = self.rows.first_read(keys, posts)
        if self.is_oldest_first:
            keys.reverse()
            divider = self.rows.first_new(keys, posts)
        is_read = highlight is not None and highlight == self._list.highlighted and highlight != self._opened
        if self.timeline.is_conversation and is_read:
            at, is_exact = self._list.screen_row, True
        rows = self.rows.rows(keys, posts)
        if self.timeline.is_conversation:
            keys.extend(self.unsent.rows)
            rows.update(self.unsent.rows)
            if is_unsent(highlight) and highlight not in rows:
                # It was sent: its place is taken by the post that it has become.
                highlight = keys[-1] if keys else None
        self._list.assign(keys, rows, highlight=highlight, at=at, is_exact=is_exact, is_unfolded=is_unfolded)
        self._list.set_divider(divider)
        if highlight is None and self._turned:
            self._list.bottom()

    async def complete(self) -> None:
        """Make the list hold the keys of all saved rows; the posts themselves come when they are near.

        Raises:
            StoreError: They could not be read.
        """
        timeline = self.timeline
        while not self.is_complete:
            async with self.lock:
                keys = self._list.keys_at_ends()
                if keys is None or timeline is not self.timeline:
                    return
                newest, oldest = reversed(keys) if self.is_oldest_first else keys
                is_newest = self.has_oldest
                rows = await self.session.store.cache.read(
                    saved.rows,
                    timeline.name,
                    newer_than=newest if is_newest else None,
                    older_than=None if is_newest else oldest,
                    limit=REST_ROWS,
                    without_replies=timeline.hides_replies,
                )
                if is_newest:
                    self._has_newest = len(rows) < REST_ROWS
                else:
                    self.has_oldest = len(rows) < REST_ROWS
                self._put_at_end(rows, is_newest=is_newest)

    def _put_at_end(self, keys: Sequence[int], *, is_newest: bool) -> None:
        """Add keys in the store's order, newest first, at one end of the list."""
        if self.is_oldest_first:
            keys = keys[::-1]
        if is_newest == self.is_oldest_first:
            self._list.append(keys, {})
        else:
            self._list.prepend(keys, {})

    async def read_again(self) -> None:
        """Read the surroundings of the highlight anew; it keeps its place on the screen. The caller holds the lock.

        Raises:
            StoreError: They could not be read.
        """
        highlight, at = self._list.highlighted, self._list.screen_row
        window = await self.timeline.window(highlight, above=FIRST_ROWS, below=FIRST_ROWS)
        self._assign(window, highlight, at, is_exact=True)

    async def supply(self, keys: Sequence[int]) -> None:
        """Give the list the rows that it wants.

        Raises:
            StoreError: They could not be read.
        """
        posts = await self.session.store.cache.read(saved.posts, [key for key in keys if key > 0])
        unsent = {key: row for key, row in self.unsent.rows.items() if key in keys}
        self._list.supply(self.rows.rows([key for key in keys if not is_unsent(key)], posts) | unsent)
        if self._list.divider is None and self.can_insert:
            await self._find_divider()

    async def _find_divider(self) -> None:
        """Draw the divider where it belongs when its row was far away until now."""
        until, rows = self.rows.read_until, self._list.rows_at_hand()
        if until is None or not any(isinstance(row, PostRow) and row.is_new for row in rows.values()):
            return
        name = self.timeline.name
        key = await self.session.store.cache.read(saved.row_at_or_below, name, *until)
        is_same = name == self.timeline.name and until == self.rows.read_until
        if is_same and key is not None and key > 0 and self._list.has(key):
            self._list.set_divider(key)

    async def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew that have changed in the store.

        Raises:
            StoreError: They could not be read.
        """
        held = [id for id in ids if self._list.row(id) is not None]
        if held:
            self._list.replace(self.rows.rows(held, await self.session.store.cache.read(saved.posts, held)))

    def show_star(self, ids: Sequence[int], is_on: bool) -> None:
        """Show or hide the star of posts at once, before it is on the disk."""
        rows = {
            id: replace(row, post=replace(row.post, is_favorite=is_on))
            for id in ids
            if isinstance(row := self._list.row(id), PostRow)
        }
        self._list.replace(rows)

    def restyle(self) -> None:
        """Make the rows at hand anew: the reader, the read position or the mutes have changed."""
        rows = {
            key: self.rows.row(row.post)
            for key, row in self._list.rows_at_hand().items()
            if isinstance(row, PostRow) and not is_unsent(key)
        }
        self._list.replace(rows)
        posts = {key: row.post for key, row in rows.items()}
        in_order = sorted(posts, key=lambda key: (posts[key].published_at, key), reverse=True)
        self._list.set_divider(self.rows.first_read(in_order, posts))

    def read_until(self, position: ReadPosition | None) -> None:
        """Show what is newer than a read position as new, with the divider under it."""
        self.rows.read_until = None if position is None else (position.published_at, position.post_id)
        self.restyle()

    # From Micro.blog

    async def take(self, merges: Sequence[Merge]) -> Taken:
        """Put what was merged into the saved timeline into the list. What is read does not move.

        Raises:
            StoreError: The posts could not be read.
        """
        async with self.lock:
            if self.timeline.is_conversation:
                await self._take_conversation()
                return Taken()
            return await self._take_all(merges)

    async def catch_up(self) -> Taken:
        """Show what others have saved here: another program, or pruning. What is read does not move.

        Raises:
            StoreError: It could not be read.
        """
        from mbtui.store.comparing import difference

        if self.timeline.is_conversation:
            return await self.take(())
        await self.complete()
        timeline = self.timeline
        async with self.lock:
            hides_replies, held = timeline.hides_replies, self._list.keys()
            if self.is_oldest_first:
                held.reverse()
            merge = await self.session.store.cache.read(
                difference, timeline.name, held, most=MOST_DIFFERENCES, without_replies=hides_replies
            )
            if timeline is not self.timeline or hides_replies is not timeline.hides_replies:
                return Taken()
            if merge is None or (merge.insertions and not held):
                await self.read_again()
                return Taken()
            return await self._take_all([replace(merge, changed=tuple(self._list.rows_at_hand()))])

    async def _take_all(self, merges: Sequence[Merge]) -> Taken:
        was_at_top = bool(len(self._list)) and self._list.is_at_top and self.can_insert
        news = 0
        for merge in merges:
            news += await self._take_one(merge)
        if not self.can_insert and any(merge.insertions or merge.removed for merge in merges):
            await self.read_again()
        return Taken(news, was_at_top)

    async def _take_conversation(self) -> None:
        window = await self.timeline.window(None, above=0, below=CONVERSATION_ROWS)
        await self.unsent.read(
            self.session.store, self.timeline.name, window.rows, window.posts, username=self.session.username
        )
        highlight = self._wants_highlight or self._list.highlighted
        if self._wants_highlight in window.rows or self._wants_highlight in self.unsent.rows:
            self._wants_highlight = None
        self._assign(window, highlight, self._wanted_row)

    async def _take_one(self, merge: Merge) -> int:
        new = [key for insertion in merge.insertions for key in insertion.rows]
        posts = await self.session.store.cache.read(saved.posts, [*new, *merge.changed])
        was_empty = not len(self._list)
        news, has_news = 0, False
        for insertion in merge.insertions:
            is_above = self.is_newest(insertion.above) or insertion.above in self._news_gaps
            if not was_empty and self._has_newest and is_above:
                has_news = True
                news += sum(1 for key in insertion.rows if key > 0 and not self.rows.is_own(posts.get(key)))
                self._news_gaps.update(key for key in insertion.rows if key < 0)
        has_read_all = has_news and await self._has_read_all()
        if self.can_insert:
            self._insert(merge, posts)
        if has_read_all:
            self.restyle()
        if was_empty:
            self._has_newest = self.has_oldest = True
        self._list.replace(self.rows.rows(merge.changed, posts))
        return news

    def _insert(self, merge: Merge, posts: Mapping[int, SavedPost]) -> None:
        was_empty = not len(self._list)
        for key in merge.removed:
            self._list.take_out(key)
        for insertion in merge.insertions:
            if insertion.above is None and not (self.has_oldest or was_empty):
                continue
            # What was merged before the list was last read from the store stands in it already.
            near = self._list.keys_above(insertion.above, len(insertion.rows) + 1)
            if near is None or not near.isdisjoint(insertion.rows):
                # Where the list does not reach yet, the rows come with the rest of what is saved.
                continue
            self._list.insert(insertion.above, insertion.rows, self.rows.rows(insertion.rows, posts))

    async def _has_read_all(self) -> bool:
        """Whether everything in the list was read; then what comes now is new, and the divider goes under it."""
        position = await self.session.reading.position(self.timeline.name)
        ends = self._list.keys_at_ends()
        if position is None or ends is None:
            return False
        top = ends[1 if self.is_oldest_first else 0]
        newest = (await self.session.store.cache.read(saved.posts, [top])).get(top)
        until = (position.published_at, position.post_id)
        if newest is None or (newest.published_at, newest.id) > until:
            return False
        self.rows.read_until = until
        return True

    def is_newest(self, key: int | None) -> bool:
        """Whether a row is the newest of the list."""
        ends = self._list.keys_at_ends()
        return ends is not None and key == ends[1 if self.is_oldest_first else 0]

    def forget_news(self) -> None:
        """Nothing waits to be seen any more; what fills the gaps from now on is not news."""
        self._news_gaps.clear()
