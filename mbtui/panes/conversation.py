"""A pane that shows one conversation, with what waits to be sent into it; or none yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work

from mbtui.panes.conversation_list import ConversationList
from mbtui.panes.messages import Problem
from mbtui.panes.timeline import TimelinePane
from mbtui.panes.timeline_list import TimelineList
from mbtui.store import StoreError
from mbtui.store.timelines import Merge

if TYPE_CHECKING:
    from mbtui.outbox.change import Change


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
                self._conversation.note_sent(change.entry)
                self.refresh_timeline()
            self._show_unsent()

    @work(group="unsent", exclusive=True)
    async def _show_unsent(self) -> None:
        try:
            await self.merge(())
        except StoreError as error:
            self.meet(Problem("read what waits to be sent", error))

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
