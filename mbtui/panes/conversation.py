"""A pane that shows one conversation, with what waits to be sent into it; or none yet.

A conversation comes whole, the oldest post on top, with what waits to be sent at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import work

from mbtui.panes.timeline import TimelinePane
from mbtui.panes.timeline_list import Merged, TimelineList
from mbtui.panes.unsent_rows import UnsentRows, is_unsent
from mbtui.services.session import Session
from mbtui.services.timeline import FirstFrame, Timeline
from mbtui.store import StoreError
from mbtui.store.timelines import Merge, Window
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import Row

if TYPE_CHECKING:
    from mbtui.outbox.change import Change

CONVERSATION_ROWS = 2_000
"""Posts of a conversation that are shown at the most."""


class ConversationList(TimelineList):
    """A post list that shows one conversation."""

    def __init__(self, posts: PostList, session: Session) -> None:
        super().__init__(posts, session, is_oldest_first=True)
        self.unsent = UnsentRows()
        self._opened_at: int | None = None
        """The post at which it was opened, until all of it is there: that post keeps its line, not its neighbors."""

    def open(self, timeline: Timeline, *, highlight: int | None = None) -> None:
        super().open(timeline, highlight=highlight)
        self._opened_at = highlight
        self.unsent.rows = {}

    def settle(self) -> None:
        self._opened_at = None

    def _show(self, frame: FirstFrame) -> None:
        super()._show(frame)
        if frame.highlight not in frame.window.rows:
            # A reply that waits, or a post that Micro.blog is asked for, comes later.
            self._wants_highlight = frame.highlight

    def _assign(
        self,
        window: Window,
        highlight: int | None,
        at: int,
        *,
        is_exact: bool = False,
        is_unfolded: bool = False,
        below: Mapping[int, Row] | None = None,
    ) -> None:
        if highlight is not None and highlight == self._list.highlighted and highlight != self._opened_at:
            at, is_exact = self._list.screen_row, True
        below = self.unsent.rows
        if window.rows and is_unsent(highlight) and highlight not in below:
            # It was sent: its place is taken by the post that it has become.
            highlight = next(reversed(below), window.rows[0])
        elif window.rows and highlight is None:
            highlight = window.rows[-1]
        super()._assign(window, highlight, at, is_exact=is_exact, is_unfolded=is_unfolded, below=below)

    async def supply(self, keys: Sequence[int]) -> None:
        rows = self.unsent.rows
        self._list.replace({key: rows[key] for key in keys if key in rows})
        await super().supply([key for key in keys if not is_unsent(key)])

    async def merge(self, merges: Sequence[Merge]) -> Merged:
        """Show the conversation as it is saved now, and what waits to be sent into it."""
        timeline = self.timeline
        async with self.lock:
            window = await timeline.window(None, above=0, below=CONVERSATION_ROWS)
            await self.unsent.read(
                self._session.store, timeline.name, window.rows, window.posts, username=self._session.username
            )
            if timeline is self.timeline:
                highlight = self._wants_highlight or self._list.highlighted
                if self._wants_highlight in window.rows or self._wants_highlight in self.unsent.rows:
                    self._wants_highlight = None
                self._assign(window, highlight, self._wanted_row)
        return Merged()

    async def catch_up(self) -> Merged:
        return await self.merge(())


class ConversationPane(TimelinePane):
    """One conversation in a post list, the oldest post on top."""

    def _make_list(self, is_oldest_first: bool) -> TimelineList:
        self._conversation = ConversationList(self.posts, self.session)
        return self._conversation

    def _saved_shown(self) -> None:
        super()._saved_shown()
        self._show_unsent()

    async def take_change(self, change: Change) -> None:
        await super().take_change(change)
        if self.timeline_name and change.kind.is_in_conversation:
            if change.entry is not None and change.entry.state == "sent":
                # Its row stays until the conversation holds it.
                self._conversation.unsent.note(change.entry)
                self.refresh_timeline()
            self._show_unsent()

    @work(group="unsent", exclusive=True)
    async def _show_unsent(self) -> None:
        try:
            await self.merge(())
        except StoreError as error:
            self.meet("read what waits to be sent", error)

    async def merge(self, merges: Sequence[Merge]) -> None:
        # While a page is on its way, an empty conversation is none yet: the loading settles it.
        self._merged(await self.shown.merge(merges))

    def ask(self) -> None:
        super().ask()
        if self.timeline_name and self._is_closed:
            self.say("Micro.blog shows the rest of a conversation to those who are signed in.")

    def _want_older(self) -> None:
        """Do nothing: a conversation comes whole."""

    def action_list_replies(self) -> None:
        self.say("All in a conversation are replies: none is hidden.")
