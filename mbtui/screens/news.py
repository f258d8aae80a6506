"""What comes in, shown by the main screen: new posts, what became of a write, what was done on another device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from mbtui.panes.bindings import key_of
from mbtui.panes.messages import Problem, describe
from mbtui.panes.read_position import ReadPositionKeeper
from mbtui.panes.timeline import TimelinePane
from mbtui.screens.tabs import TabCommands
from mbtui.services.polling import Polled, PollFailed
from mbtui.store import StoreError
from mbtui.timeline_kinds import BOOKMARKS, CONVERSATION, KINDS, MENTIONS, TABS

COUNTED = tuple(kind.id for kind in KINDS.values() if kind.is_counted)
"""The timelines whose unread posts are counted."""

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.widgets.tab_bar import TabBar


class News(TabCommands, inherit_bindings=False):
    """A part of the main screen."""

    class Counted(Message):
        """The unread posts were counted."""

        def __init__(self, username: str, counts: dict[str, int]) -> None:
            super().__init__()
            self.username = username
            self.counts = counts

    _tabs: TabBar

    if TYPE_CHECKING:

        @property
        def panes(self) -> Sequence[TimelinePane]: ...

    async def take(self, outcome: Polled | PollFailed) -> None:
        """Take in what a round of polling brought."""
        if isinstance(outcome, PollFailed):
            if words := self.standing.failed(outcome.error):
                self.say(words, is_problem=True)
            for pane in self._counted_panes():
                pane.fail(outcome.error)
                if merges := outcome.merges.get(pane.timeline_name):
                    await pane.merge(merges)
        else:
            if words := self.standing.heard(outcome.at):
                self.say(words)
            await self._keep_positions(lambda: self._take_markers(outcome))
            for pane in self._counted_panes():
                await pane.merge(outcome.merges.get(pane.timeline_name, ()))
            await self._keep_positions(self._begin_positions)
            self._count_unread()
            if MENTIONS.id in outcome.merges:
                self._ask_conversation()
        self.tell_standing()

    async def _keep_positions(self, keep: Callable[[], Awaitable[None]]) -> None:
        """Keep how far timelines have been read. Posts do not wait for it: the next round of polling tries again."""
        try:
            await keep()
        except StoreError as error:
            self.say(describe(Problem("keep how far you have read", error)), is_problem=True)

    async def _begin_positions(self) -> None:
        for name in COUNTED:
            await self.session.reading.begin(name, await self.session.timeline(name).newest_post())

    def _counted_panes(self) -> list[TimelinePane]:
        """The open panes that polling fills."""
        return [pane for pane in self._panes.values() if pane.timeline_name in COUNTED]

    async def _take_markers(self, outcome: Polled) -> None:
        """Move the dividers to where another device has read, and say so where that is elsewhere."""
        for moved in await self.session.reading.take(outcome.news.markers):
            for pane in self._panes.values():
                if pane.timeline_name != moved.channel:
                    continue
                pane.reading.move_elsewhere(moved.position)
                there = f"{key_of(self.app, 'list.read_position')} goes there."
                if moved.is_further:
                    self.say(f"You have read further in {pane.title} on another device. {there}")
                elif moved.is_behind:
                    self.say(f"On another device you have read {pane.title} up to a post further down. {there}")

    @on(ReadPositionKeeper.Moved)
    def _read_on(self, event: ReadPositionKeeper.Moved) -> None:
        event.stop()
        if event.timeline in COUNTED:
            self._count_unread()

    @work(group="counts", exclusive=True)
    async def _count_unread(self) -> None:
        counts = {}
        try:
            for id in COUNTED:
                counts[TABS[id].title] = count = await self.session.unread_count(id)
                self._tabs.set_count(id, count)
        except StoreError as error:
            self.say(describe(Problem("count what is unread", error)), is_problem=True)
            return
        self.post_message(self.Counted(self.session.username, counts))

    def _ask_conversation(self) -> None:
        """Look whether the open conversation has gone on."""
        pane = self._panes.get(CONVERSATION.id)
        if pane is not None and pane.timeline_name:
            pane.refresh_timeline()

    async def take_change(self, change: Change) -> None:
        """Show what became of a write."""
        if change.is_starred is not None:
            for pane in self._panes.values():
                pane.show_star(change.post_ids, change.is_starred)
        if change.entry is not None or change.is_starred is None:
            self.show_changed(change.post_ids)
        if change.bookmarks is not None:
            for pane in self.panes:
                if pane.timeline_name == BOOKMARKS.id:
                    await pane.merge([change.bookmarks])
        self.count_unsent()
        if change.kind.is_in_conversation and CONVERSATION.id in self._panes:
            self._panes[CONVERSATION.id].show_unsent(change.entry)
        if change.is_said:
            self.say(change.words, is_problem=change.state in ("refused", "uncertain"))

    async def catch_up(self) -> None:
        """Show what another program on this account has saved."""
        further = []
        for moved in await self.session.reading.moved_beside():
            for pane in self.panes:
                if pane.timeline_name == moved.channel:
                    pane.reading.move_elsewhere(moved.position)
                    if moved.is_further:
                        further.append((pane, moved.position.post_id))
        for pane in self.panes:
            await pane.catch_up()
        for pane, post_id in further:
            if pane is not self.pane or post_id not in pane.posts.visible_keys():
                key = key_of(self.app, "list.read_position")
                self.say(f"You have read further in {pane.title} in another mbtui. {key} goes there.")
        await self.writing.catch_up()
        self._count_unread()
        self.count_unsent()

    def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew wherever they are shown."""
        for pane in self._panes.values():
            pane.show_changed(ids)
