"""How far the reader has read: noted while they read, gone back to, marked and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.message import Message

from mbtui.panes.bindings import key_of
from mbtui.panes.messages import Problem, ProblemMet, ProblemSolved, Undoable
from mbtui.panes.post_pane import HasHighlight
from mbtui.services.timelines import place_name
from mbtui.store import SavedPost, StoreError, places
from mbtui.store import timelines as saved
from mbtui.store.places import Place, ReadPosition
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.panes.row_builder import RowBuilder
    from mbtui.services.timelines import Timeline

SEEN_SECONDS = 1.0
"""What was on the screen for so long has been seen."""
RETRY_SECONDS = 5.0
"""After a failure to keep something, until the next attempt without a key."""


class ReadActions(HasHighlight):
    """The read position of a pane's timeline."""

    class ReadOn(Message):
        """The read position has moved."""

        def __init__(self, pane: ReadActions) -> None:
            super().__init__()
            self.pane = pane

    title: str
    timeline_name: str
    _offered: tuple[str, ReadPosition] | None = None
    """A timeline, and how far another device has read in it, until the reader goes there."""
    _unkept: tuple[Problem, ...] = ()
    """What the disk has not taken, and was told."""

    if TYPE_CHECKING:

        @property
        def timeline(self) -> Timeline: ...

        @property
        def row_maker(self) -> RowBuilder: ...

        def read_until(self, position: ReadPosition | None) -> None: ...

        def meet(self, problem: Problem) -> None: ...

    @work(group="place", exclusive=True)
    async def keep_place(self, key: int) -> None:
        """Remember which row is highlighted, and where on the screen."""
        await self._kept("keep your place", lambda: self.save_place(key))

    async def _kept(self, doing: str, keep: Callable[[], Awaitable[None]]) -> None:
        """Keep something of this timeline as soon as the disk takes it; that it does not is said once.

        Args:
            doing: See `Problem`.
            keep: Keeps it; called again until it succeeds.
        """
        name = self.timeline_name
        known = next((problem for problem in self._unkept if problem.doing == doing), None)
        while name == self.timeline_name:
            try:
                await keep()
            except StoreError as error:
                if known is None:
                    known = Problem(doing, error)
                    self._unkept = (*self._unkept, known)
                    self.post_message(ProblemMet(known))
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if known is not None:
                self._unkept = tuple(problem for problem in self._unkept if problem is not known)
                self.post_message(ProblemSolved(known))
            return

    async def save_place(self, key: int) -> None:
        """The same, for whoever tells of problems in another way.

        Raises:
            StoreError: It could not be kept.
        """
        row = self.posts.screen_row
        place = Place(key, row, -row if self.posts.is_unfolded and row < 0 else 0)
        await self.session.store.cache.write(places.set_place, place_name(self.timeline_name), place)

    def look_again(self) -> None:
        """The posts are on the screen again: another tab, another screen or another window was there."""
        if self.timeline_name and not self.timeline.is_conversation and len(self.posts):
            self.note_seen()

    def on_show(self) -> None:
        """The tab is shown."""
        self.look_again()

    @work(group="seen", exclusive=True)
    async def note_seen(self) -> None:
        """What stays on the screen for a second has been read."""
        await asyncio.sleep(SEEN_SECONDS)
        # Textual takes the main screen to be seen behind any other one with the terminal's own background.
        if not self.display or self.app.screen is not self.screen or not self.app.app_focus:
            return
        rows = [self.posts.row(key) for key in self.posts.visible_keys()]
        seen = [row.post for row in rows if isinstance(row, PostRow)]
        await self._kept("keep how far you have read", lambda: self._keep_seen(seen))

    async def _keep_seen(self, seen: Sequence[SavedPost]) -> None:
        if await self.session.reading.seen(self.timeline_name, seen):
            self.post_message(self.ReadOn(self))
        if self.row_maker.read_until is None:
            # Nothing was ever read here: what comes from now on is new.
            position = await self.session.reading.position(self.timeline_name)
            self.row_maker.read_until = None if position is None else (position.published_at, position.post_id)

    def action_list_next_new(self) -> None:
        """The next new post below."""
        self._go_to_new(1)

    def action_list_previous_new(self) -> None:
        """The next new post above."""
        self._go_to_new(-1)

    def _go_to_new(self, direction: int) -> None:
        key = self.posts.find_from_highlight(lambda row: isinstance(row, PostRow) and row.is_new, direction)
        if key is None:
            self.say("There is no new post further down." if direction > 0 else "There is no new post further up.")
        else:
            self.posts.go_to(key)

    def action_list_read_position(self) -> None:
        """Go to where the reader has read, here or on another device."""
        self._go_to_read_position()

    def read_elsewhere(self, position: ReadPosition) -> None:
        """Move the divider to where another device has read, and lead there when the reader asks for it.

        What is on the screen here may be newer, and counts as read as well in a second.
        """
        self._offered = (self.timeline_name, position)
        self.read_until(position)

    @work(group="jump", exclusive=True)
    async def _go_to_read_position(self) -> None:
        name, offered = self.timeline_name, self._offered
        self._offered = None
        try:
            if offered is not None and offered[0] == name:
                position: ReadPosition | None = offered[1]
            else:
                position = await self.session.reading.position(name)
            if position is None:
                self.say(f"It is not known how far you have read in {self.title}.")
                return
            if self.posts.go_to(position.post_id):
                return
            # The post itself is in a gap, gone, or older than what is saved.
            row = await self.session.store.cache.read(
                saved.row_at_or_below, name, position.published_at, position.post_id
            )
        except StoreError as error:
            self.meet(Problem("find how far you have read", error))
            return
        if name != self.timeline_name:
            return
        if row is None:
            self.posts.bottom()
            self.say(f"What you have read in {self.title} is older than what is saved here. This is the oldest post.")
        elif not self.posts.go_to(row):
            self.say("The post up to which you have read is not in this list.")

    def action_list_mark_read(self) -> None:
        """Mark everything in this tab as read."""
        self._mark_read()

    @work(group="mark", exclusive=True)
    async def _mark_read(self) -> None:
        reading, name = self.session.reading, self.timeline_name
        before: ReadPosition | None = None

        async def undo() -> None:
            await reading.restore(name, before)
            if name == self.timeline_name:
                self.read_until(before)
            self.post_message(self.ReadOn(self))

        try:
            newest = await self.timeline.newest_post()
            if newest is None or self.timeline.is_conversation:
                return
            before = await reading.position(name)
            # Shown before it is written: the disk may be slow, the screen must not be.
            if before is None or (newest.published_at, newest.id) > (before.published_at, before.post_id):
                self.read_until(ReadPosition(newest.id, newest.published_at, self.session.clock(), False))
            self.post_message(Undoable("the mark", undo))
            self.say(f"Everything in {self.title} is marked as read. {key_of(self.app, 'app.undo')} undoes it.")
            await reading.mark_all(name, newest)
        except StoreError as error:
            if name == self.timeline_name:
                self.read_until(before)
            self.meet(Problem("mark this tab as read", error))
            return
        self.post_message(self.ReadOn(self))
