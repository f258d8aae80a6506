"""Keeps how far a timeline was read, and the place in it: noted while reading, gone back to, marked and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial

from textual.message import Message
from textual.worker import Worker

from mbtui.panes.bindings import key_of
from mbtui.panes.messages import ProblemSolved, could_not
from mbtui.panes.post_pane import PostPane
from mbtui.panes.timeline_list import TimelineList
from mbtui.panes.typed_ahead import hold_keys
from mbtui.services.timeline import place_name
from mbtui.store import SavedPost, StoreError, places
from mbtui.store import timelines as saved
from mbtui.store.places import Place, ReadPosition
from mbtui.widgets.rows import PostRow

SEEN_SECONDS = 1.0
"""What was on the screen for so long has been seen."""
RETRY_SECONDS = 5.0
"""After a failure to keep something, until the next attempt without a key."""


class ReadPositionKeeper:
    """The read position of what a pane shows. Conversations have none, only a place."""

    class Moved(Message):
        """A read position has moved, or other posts above it count."""

    def __init__(self, pane: PostPane, shown: TimelineList) -> None:
        self._pane = pane
        self._shown = shown
        self._positions = pane.session.reading
        self._cache = pane.session.store.cache
        self._offered: tuple[str, ReadPosition] | None = None
        """A timeline, and how far another device has read in it, until the reader goes there."""
        self._unkept: dict[str, str] = {}
        """What was said of what the disk has not taken, by what was tried."""

    # The place

    def keep_place(self, key: int) -> None:
        """Remember which row is highlighted, and where on the screen."""
        self._run("place", self._keep, "keep your place", partial(self.save_place, key))

    async def save_place(self, key: int) -> None:
        """Do the same, for a caller that tells of a `StoreError` itself."""
        posts = self._pane.posts
        row = posts.screen_row
        place = Place(key, row, -row if key in posts.at_hand.unfolded and row < 0 else 0)
        await self._cache.write(places.set_place, place_name(self._shown.name), place)

    # What is seen

    def look_again(self) -> None:
        """The posts are on the screen, perhaps again after another tab, screen or window: note them as seen.

        What stays on the screen for a second has been read.
        """
        if self._has_position and len(self._pane.posts):
            self._run("seen", self._note_seen)

    @property
    def _has_position(self) -> bool:
        return bool(self._shown.name) and not self._shown.timeline.is_conversation

    async def _note_seen(self) -> None:
        await asyncio.sleep(SEEN_SECONDS)
        pane, name = self._pane, self._shown.name
        # Textual takes the main screen to be seen behind any other one with the terminal's own background.
        if not pane.display or pane.app.screen is not pane.screen or not pane.app.app_focus:
            return
        rows = [pane.posts.at_hand.rows.get(key) for key in pane.posts.visible_keys()]
        seen = [row.post for row in rows if isinstance(row, PostRow)]
        await self._keep("keep how far you have read", partial(self._keep_seen, name, seen))

    async def _keep_seen(self, name: str, seen: Sequence[SavedPost]) -> None:
        if await self._positions.seen(name, seen):
            self._pane.post_message(self.Moved())
        if self._shown.rows.read_until is None:
            # Nothing was ever read here: what comes from now on is new.
            self._shown.set_read_until(await self._positions.position(name))

    async def _keep(self, doing: str, keep: Callable[[], Awaitable[None]]) -> None:
        """Call `keep` until the disk takes it; that `doing` this fails is said once."""
        name = self._shown.name
        while name == self._shown.name:
            try:
                await keep()
            except StoreError as error:
                if doing not in self._unkept:
                    self._unkept[doing] = words = could_not(doing, error)
                    self._pane.say(words, is_problem=True)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if words := self._unkept.pop(doing, ""):
                self._pane.post_message(ProblemSolved(words))
            return

    def _run(self, group: str, work: Callable[..., Coroutine[None, None, None]], *arguments: object) -> Worker[None]:
        return self._pane.run_worker(partial(work, *arguments), group=group, exclusive=True)

    def _jump(self, work: Callable[..., Coroutine[None, None, None]], *arguments: object) -> None:
        """Go somewhere that has to be looked up; the keys that follow are for what is there."""
        hold_keys(self._pane.app, self._run("jump", work, *arguments))

    # Going there

    def go_to_new(self, direction: int) -> None:
        """Go to the next new post below (1) or above (-1)."""
        posts = self._pane.posts
        key = posts.finder.nearest(lambda row: isinstance(row, PostRow) and row.is_new, direction)
        if key is not None:
            posts.go_to(key)
        elif self._has_position and self._shown.rows.read_until is not None and posts.highlighted is not None:
            self._jump(self._go_far, posts.highlighted, direction, self._shown.rows.read_until)
        else:
            self._say_no_new(direction)

    def _say_no_new(self, direction: int) -> None:
        self._pane.say(f"There is no new post further {'down' if direction > 0 else 'up'}.")

    async def _go_far(self, here: int, direction: int, read_until: tuple[float, int]) -> None:
        """Go to the next new post where it is too far away to be at hand."""
        pane, timeline = self._pane, self._shown.timeline
        try:
            key = await self._cache.read(
                saved.nearest_new,
                timeline.name,
                here,
                is_above=(direction < 0) != self._shown.is_oldest_first,
                read_until=read_until,
                username=pane.session.username or None,
                without_replies=timeline.hides_replies,
            )
            if key is not None:
                await self._shown.complete()
        except StoreError as error:
            pane.say(could_not("look for new posts", error), is_problem=True)
            return
        if timeline is not self._shown.timeline or pane.posts.highlighted != here:
            return
        if key is None or not pane.posts.go_to(key):
            self._say_no_new(direction)

    def move_elsewhere(self, position: ReadPosition) -> None:
        """Move the divider to where another device has read, and lead there when the reader asks for it.

        What is on the screen here may be newer, and counts as read as well in a second.
        """
        self._offered = (self._shown.name, position)
        self._shown.read_until(position)

    def go(self) -> None:
        """Go to the read position: the one of another device first, if one was told."""
        self._jump(self._go)

    async def _go(self) -> None:
        pane, name, offered = self._pane, self._shown.name, self._offered
        self._offered = None
        try:
            if offered is not None and offered[0] == name:
                position: ReadPosition | None = offered[1]
            else:
                position = await self._positions.position(name)
            if position is None:
                pane.say(f"It is not known how far you have read in {pane.title}.")
                return
            is_there = pane.posts.highlighted == position.post_id
            if pane.posts.go_to(position.post_id):
                if is_there:
                    pane.say("You are there: this is the newest post that you have read.")
                return
            # The post itself is in a gap, gone, a reply that is hidden, or older than what is saved or was read so far.
            await self._shown.complete()
            row = await self._cache.read(
                saved.row_at_or_below,
                name,
                position.published_at,
                position.post_id,
                without_replies=self._shown.timeline.hides_replies,
            )
        except StoreError as error:
            pane.say(could_not("find how far you have read", error), is_problem=True)
            return
        if name != self._shown.name:
            return
        if row is None:
            pane.posts.bottom()
            pane.say(f"What you have read in {pane.title} is older than what is saved here. This is the oldest post.")
        elif not pane.posts.go_to(row):
            pane.say("The post up to which you have read is not in this list.")

    # Marking

    def mark_all(self) -> None:
        """Mark everything in the timeline as read."""
        if self._has_position:
            undoing = self._pane.session.undoing
            marking = undoing.do("the mark", self._mark_all(), lambda undo: undo())
            self._pane.run_worker(marking, group="mark")
        else:
            self._pane.say("Conversations are not marked as read.")

    async def _mark_all(self) -> Callable[[], Awaitable[None]] | None:
        """Mark it, and give what takes that back; None when nothing was marked."""
        pane, positions, name = self._pane, self._positions, self._shown.name
        before: ReadPosition | None = None

        async def undo() -> None:
            await positions.restore(name, before)
            show(before)
            pane.post_message(self.Moved())

        def show(position: ReadPosition | None) -> None:
            if name == self._shown.name:
                self._shown.read_until(position)

        try:
            newest = await self._shown.timeline.newest_post()
            if newest is None:
                pane.say(f"There is nothing to mark in {pane.title}.")
                return None
            before = await positions.position(name)
            # Shown before it is written: the disk may be slow, the screen must not be.
            if before is None or (newest.published_at, newest.id) > (before.published_at, before.post_id):
                show(ReadPosition(newest.id, newest.published_at, pane.session.clock(), False))
            pane.say(f"Everything in {pane.title} is marked as read. {key_of(pane.app, 'app.undo')} undoes it.")
            await positions.mark_all(name, newest)
        except StoreError as error:
            show(before)
            pane.say(could_not("mark this tab as read", error), is_problem=True)
            return None
        pane.post_message(self.Moved())
        return undo
