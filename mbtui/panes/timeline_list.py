"""Keeps a post list like one saved timeline: what is saved goes in, pages from Micro.blog join it, nothing moves.

The list is in the store's order, newest first, or turned around. What it does not reach yet is read later, in
large pieces of keys; the posts themselves are read when they are near. It knows no workers, states or words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import takewhile

import msgspec

from mbtui.panes.row_builder import RowBuilder
from mbtui.services.session import Session
from mbtui.services.timeline import FirstFrame, Timeline, replies_setting
from mbtui.store import SavedPost, StoreError, places
from mbtui.store import timelines as saved
from mbtui.store.places import Place, ReadPosition
from mbtui.store.timelines import Insertion, Merge, Window
from mbtui.timeline_kinds import USER, subject_of
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow, Row

FIRST_ROWS = 60
"""Saved rows read to either side of the place for the first frame."""
REST_ROWS = 5_000
"""Rows read at a time to make the list complete."""
MOST_NEWS = 1_000
"""Rows above the list that are counted at the most."""
OPENED_ROW = 3
"""The line of the screen for a post that is led to: a little of what stands above it is seen."""


class Merged(msgspec.Struct, frozen=True):
    """What merging some pages did to the list."""

    news: int = 0
    """New posts by others that stand above what the list had, or below with the oldest on top."""
    was_at_top: bool = False
    """Whether the reader was at the very top, and the new posts could slide in there."""


class TimelineList:
    """A post list that shows one timeline. Methods that read raise `StoreError` when that fails."""

    def __init__(self, posts: PostList, session: Session, *, is_oldest_first: bool) -> None:
        self.rows = RowBuilder(session)
        self.is_oldest_first = is_oldest_first
        self.has_newest = self.has_oldest = False
        """Whether the list reaches the newest saved row, and the oldest."""
        self.lock = asyncio.Lock()
        """Held while the list is read from the store; whoever changes what is read holds it too."""
        self.was_missed = False
        """Whether what is saved could not be read when the timeline was opened, and was not since."""
        self._list = posts
        self._session = session
        self._timeline: Timeline | None = None
        self._changes = 0
        """How often posts have changed in the store; what was being read then may be as it was before."""
        self._wants_highlight: int | None = None
        """A row to lead to that is not there yet."""
        self._wanted_row = OPENED_ROW
        """The line of the screen on which it is to begin."""
        self.news_gaps: set[int] = set()
        """Gaps among the news: what fills them is news, too, until nothing waits to be seen any more."""

    @property
    def name(self) -> str:
        """The name of the timeline; empty before one is opened."""
        return "" if self._timeline is None else self._timeline.name

    @property
    def timeline(self) -> Timeline:
        """What is shown; there is none before `open`."""
        assert self._timeline is not None
        return self._timeline

    @property
    def wanted_place(self) -> Place | None:
        """Where the timeline is opened, as long as that is not on the screen; None: where it was left."""
        return None if self._wants_highlight is None else Place(self._wants_highlight, self._wanted_row, 0)

    @property
    def is_complete(self) -> bool:
        """Whether the list holds a key of every saved row."""
        return self.has_newest and self.has_oldest

    @property
    def can_insert(self) -> bool:
        """Whether the list is in the store's order, so that new rows can be put in where a merge names."""
        return not self.is_oldest_first and not self.timeline.hides_replies

    @property
    def newest(self) -> int | None:
        """The key of the newest row; None when the list is empty."""
        ends = self._list.finder.ends()
        return None if ends is None else ends[1 if self.is_oldest_first else 0]

    def open(self, timeline: Timeline, *, highlight: int | None = None) -> None:
        """Turn to another timeline, at a row or where it was left; the list is empty until it is read."""
        self._timeline = timeline
        self._wants_highlight = highlight
        self._wanted_row = OPENED_ROW
        self.was_missed = False
        self.news_gaps.clear()
        self.rows.shown_author = subject_of(timeline.name) if USER.has(timeline.name) else ""

    def settle(self) -> None:
        """Everything asked for has come."""

    # From the store

    def read_now(self) -> None:
        """Show what is saved at once, on the caller's thread: for the first frame only."""
        self.was_missed = True
        self._show(self.timeline.first_frame(self._wants_highlight, rows=FIRST_ROWS))

    async def read(self) -> None:
        """Show what is saved."""
        timeline = self.timeline
        async with self.lock:
            try:
                frame = await timeline.saved_frame(self._wants_highlight, rows=FIRST_ROWS)
            except StoreError:
                self.was_missed = timeline is self.timeline
                raise
            if timeline is self.timeline:
                self._show(frame)

    def _show(self, frame: FirstFrame) -> None:
        self.set_read_until(frame.position)
        is_exact = self._wants_highlight is None
        if is_exact:
            self._wanted_row = frame.place.screen_row if frame.place else 0
        self._wants_highlight = None
        is_unfolded = frame.place is not None and frame.place.line > 0
        self._assign(frame.window, frame.highlight, self._wanted_row, is_exact=is_exact, is_unfolded=is_unfolded)

    def _assign(
        self,
        window: Window,
        highlight: int | None,
        at: int,
        *,
        is_exact: bool = False,
        is_unfolded: bool = False,
    ) -> None:
        self.was_missed = False
        self.has_newest, self.has_oldest = not window.has_newer, not window.has_older
        keys, posts = list(window.rows), window.posts
        if self.is_oldest_first:
            keys.reverse()
            divider = self.rows.first_new(keys, posts)
        else:
            divider = self.rows.first_read(keys, posts)
        below = self._rows_below(window)
        rows = self.rows.rows(keys, posts) | below
        keys.extend(below)
        self._list.assign(keys, rows, highlight=highlight, at=at, is_exact=is_exact, is_unfolded=is_unfolded)
        self._list.set_divider(divider)
        if highlight is None and self.is_oldest_first:
            self._list.bottom()

    def _rows_below(self, window: Window) -> dict[int, Row]:
        """Give what stands under the saved rows."""
        return {}

    async def complete(self) -> None:
        """Make the list hold the keys of all saved rows; the posts themselves come when they are near."""
        timeline = self.timeline
        while not self.is_complete:
            async with self.lock:
                keys = self._list.finder.ends()
                if keys is None or timeline is not self.timeline:
                    return
                newest, oldest = reversed(keys) if self.is_oldest_first else keys
                is_newest = self.has_oldest
                rows = await self._session.store.cache.read(
                    saved.rows,
                    timeline.name,
                    newer_than=newest if is_newest else None,
                    older_than=None if is_newest else oldest,
                    limit=REST_ROWS,
                    without_replies=timeline.hides_replies,
                )
                if is_newest:
                    self.has_newest = len(rows) < REST_ROWS
                else:
                    self.has_oldest = len(rows) < REST_ROWS
                if self.is_oldest_first:
                    rows = rows[::-1]
                if is_newest == self.is_oldest_first:
                    self._list.insert(None, rows, {})
                else:
                    self._list.prepend(rows, {})

    async def read_again(self) -> None:
        """Read the surroundings of the highlight anew; it keeps its place on the screen. The caller holds the lock."""
        timeline, tried = self.timeline, 0
        while True:
            before = self._list.highlighted
            around = self._near(tried)
            window = await timeline.window(around, above=FIRST_ROWS, below=FIRST_ROWS)
            if timeline is not self.timeline:
                return
            if self._list.highlighted in window.rows:
                around = self._list.highlighted
            elif self._list.highlighted != before:
                # A key has moved it out of what was read.
                tried = 0
                continue
            if around is None or around in window.rows:
                break
            tried += 1
        self._assign(window, around, self._list.screen_row, is_exact=True)

    async def toggle_replies(self) -> bool:
        """Hide replies or show them again, also at the next start. Returns whether they are hidden."""
        timeline = self.timeline
        async with self.lock:
            timeline.hides_replies = is_hiding = not timeline.hides_replies
            try:
                await self._session.store.cache.write(places.set, replies_setting(timeline.name), is_hiding)
                await self.read_again()
            except StoreError:
                timeline.hides_replies = not is_hiding
                raise
        return is_hiding

    def _near(self, tried: int) -> int | None:
        """The highlighted row, or, when it and others are gone, the nearest one under it or, at the end, above it."""
        here = self._list.highlighted
        if here is None or not tried:
            return here
        keys = self._list.keys()
        place = keys.index(here)
        near = (*keys[place + 1 :], *reversed(keys[:place]))
        return near[tried - 1] if tried <= min(len(near), FIRST_ROWS) else None

    async def supply(self, keys: Sequence[int]) -> None:
        """Give the list the rows that it wants."""
        changes = None
        while changes != self._changes:
            changes = self._changes
            posts = await self._session.store.cache.read(saved.posts, [key for key in keys if key > 0])
        self._list.replace(self.rows.rows(keys, posts))
        if self._list.at_hand.divider is None and self.can_insert:
            await self._find_divider()

    async def _find_divider(self) -> None:
        """Draw the divider where it belongs when its row was far away until now."""
        until, rows = self.rows.read_until, self._list.at_hand.rows
        if until is None or not any(isinstance(row, PostRow) and row.is_new for row in rows.values()):
            return
        name = self.name
        key = await self._session.store.cache.read(saved.row_at_or_below, name, *until)
        is_same = name == self.name and until == self.rows.read_until
        if is_same and key is not None and key > 0 and self._list.has(key):
            self._list.set_divider(key)

    async def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew that have changed in the store."""
        self._changes += 1
        # What is being read at the moment may be as it was before.
        async with self.lock:
            held = [id for id in ids if self._list.at_hand.rows.get(id) is not None]
            if held:
                self._list.replace(self.rows.rows(held, await self._session.store.cache.read(saved.posts, held)))

    def restyle(self) -> None:
        """Make the rows at hand anew: the read position or the mutes have changed."""
        posts = {key: row.post for key, row in self._list.at_hand.rows.items() if key > 0 and isinstance(row, PostRow)}
        self._list.replace(self.rows.rows(posts, posts))
        in_order = sorted(posts, key=lambda key: (posts[key].published_at, key), reverse=True)
        self._list.set_divider(self.rows.first_read(in_order, posts))

    def read_until(self, position: ReadPosition | None) -> None:
        """Show what is newer than a read position as new, with the divider under it."""
        self.set_read_until(position)
        self.restyle()

    def set_read_until(self, position: ReadPosition | None) -> None:
        """Count what is newer than a read position as new in rows that are made from now on."""
        self.rows.read_until = None if position is None else (position.published_at, position.post_id)

    # What has come in

    async def merge(self, merges: Sequence[Merge]) -> Merged:
        """Put what was merged into the saved timeline into the list. What is read does not move."""
        timeline = self.timeline
        if self.was_missed:
            return await self.catch_up()
        async with self.lock:
            if timeline is not self.timeline:
                return Merged()
            if not self.can_insert and any(merge.insertions or merge.removed for merge in merges):
                return await self._show_anew()
            was_at_top = bool(len(self._list)) and self._list.is_at_top and self.can_insert
            news = 0
            for merge in merges:
                news += await self._merge(merge)
            return Merged(news, was_at_top)

    async def catch_up(self) -> Merged:
        """Show what others have saved here: another program, or pruning. What is read does not move."""
        if self.was_missed:
            await self.read()
            return Merged()
        async with self.lock:
            return await self._show_anew()

    async def _show_anew(self) -> Merged:
        timeline, newest, had_newest = self.timeline, self.newest, self.has_newest
        was_at_top = newest is not None and self._list.is_at_top and self.can_insert
        if had_newest:
            await self._follow_news()
        await self.read_again()
        if timeline is not self.timeline or newest is None or not had_newest:
            return Merged()
        above = await self._rows_above(newest)
        posts = await self._session.store.cache.read(saved.posts, [key for key in above if key > 0])
        self.news_gaps.update(key for key in above if key < 0)
        return Merged(sum(map(self._counts, posts.values())), was_at_top)

    async def _rows_above(self, newest: int) -> Sequence[int]:
        """The rows above what was the newest: those of the list, since more may have been saved while it was read."""
        if self.has_newest and self._list.has(newest):
            keys = self._list.keys()
            return list(takewhile(lambda key: key != newest, reversed(keys) if self.is_oldest_first else keys))
        return await self._session.store.cache.read(
            saved.rows,
            self.name,
            newer_than=newest,
            limit=MOST_NEWS,
            without_replies=self.timeline.hides_replies,
        )

    def _counts(self, post: SavedPost) -> bool:
        """Whether a post that has come is news: by somebody else, and shown."""
        is_hidden = post.is_deleted or (post.is_mention and self.timeline.hides_replies)
        return not is_hidden and not self.rows.is_own(post)

    async def _merge(self, merge: Merge) -> int:
        """Merge one page. Returns how many posts are news."""
        new = [key for insertion in merge.insertions for key in insertion.rows]
        posts = await self._session.store.cache.read(saved.posts, [*new, *merge.changed])
        was_empty = not len(self._list)
        above = [] if was_empty or not self.has_newest else [part for part in merge.insertions if self._is_news(part)]
        has_read_all = bool(above) and await self._follow_news()
        self._insert(merge, posts)
        if has_read_all:
            self.restyle()
        if was_empty:
            self.has_newest = self.has_oldest = True
        self._list.replace(self.rows.rows(merge.changed, posts))
        return sum(1 for part in above for key in part.rows if key in posts and self._counts(posts[key]))

    def _is_news(self, insertion: Insertion) -> bool:
        """Whether rows go above all others, or into a gap among rows that did."""
        is_news = self.is_newest(insertion.above) or insertion.above in self.news_gaps
        if is_news:
            self.news_gaps.update(key for key in insertion.rows if key < 0)
        return is_news

    def _insert(self, merge: Merge, posts: Mapping[int, SavedPost]) -> None:
        was_empty = not len(self._list)
        for key in merge.removed:
            self._list.remove_row(key)
        for insertion in merge.insertions:
            if insertion.above is None and not (self.has_oldest or was_empty):
                continue
            # What was merged before the list was last read from the store stands in it already.
            near = self._list.finder.above(insertion.above, len(insertion.rows) + 1)
            if near is None or not near.isdisjoint(insertion.rows):
                # Where the list does not reach yet, the rows come with the rest of what is saved.
                continue
            self._list.insert(insertion.above, insertion.rows, self.rows.rows(insertion.rows, posts))

    async def _follow_news(self) -> bool:
        """Put the divider under what comes now, if everything in the list was read. Returns whether it was."""
        position, top = await self._session.reading.position(self.name), self.newest
        if position is None or top is None:
            return False
        newest = (await self._session.store.cache.read(saved.posts, [top])).get(top)
        if newest is None or (newest.published_at, newest.id) > (position.published_at, position.post_id):
            return False
        self.set_read_until(position)
        return True

    def is_newest(self, key: int | None) -> bool:
        """Whether a row is the newest that is saved."""
        return self.has_newest and key is not None and key == self.newest
