"""Asking Micro.blog for the pages of a pane's timeline, and showing each as soon as it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from textual import work
from textual.message import Message

from mbtui.api.errors import MicroblogError
from mbtui.panes.messages import Problem
from mbtui.panes.post_pane import HasHighlight
from mbtui.panes.unsent_rows import is_unsent
from mbtui.store import StoreError
from mbtui.store.timelines import Merge
from mbtui.widgets.ages import time_of_day

if TYPE_CHECKING:
    from mbtui.panes.timeline_list import Mirror
    from mbtui.services.session import Session
    from mbtui.services.timelines import Timeline


class Asking(HasHighlight):
    """A pane whose posts come from Micro.blog, page by page."""

    class StateChanged(Message):
        """The pane's state, its count of waiting posts, or its highlight has changed."""

        def __init__(self, pane: Asking) -> None:
            super().__init__()
            self.pane = pane

    title: str
    timeline_name: str
    _asking = 0
    """Pages that are on their way."""
    _was_asked = False
    """Whether Micro.blog was asked since this timeline was opened."""
    _is_loading_older = False
    _was_end_missed = False
    """Whether the list was at its end while a page was on its way."""
    _mirror: Mirror
    _session: Session | None

    if TYPE_CHECKING:
        state: Literal["loading", "empty", "full", "failed"]
        problem: Problem | None

        @property
        def timeline(self) -> Timeline: ...

        async def take(self, merges: Sequence[Merge]) -> None: ...

        def _settle_state(self) -> None: ...

        def meet(self, problem: Problem) -> None: ...

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
        return not self.timeline.kind.is_public and self.session.is_connected and not self.session.can_write

    def refresh_timeline(self) -> None:
        """Ask Micro.blog for the newest page and compare."""
        if self.timeline_name and self._is_closed_to_guests:
            self._settle_state()
        elif self.timeline_name:
            self._reload()

    @work(group="newer")
    async def _load_newer(self) -> None:
        await self._fetch("newer")

    @work(group="newer", exclusive=True)
    async def _reload(self) -> None:
        await self._fetch("refresh")

    @work(group="older")
    async def _load_older(self) -> None:
        self._was_end_missed = False
        try:
            await self._fetch("older")
        finally:
            self._is_loading_older = False
        if self._was_end_missed and self.problem is None:
            # Others may have saved the page meanwhile: then the list has it already, and says no more of its end.
            self.posts.look_around()

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

    def _want_older(self) -> None:
        if self._session is None or not self._session.is_connected or self.timeline.is_conversation:
            return
        if self._is_loading_older:
            self._was_end_missed = True
        elif self._mirror.has_oldest and self.state == "full":
            self._is_loading_older = True
            self._load_older()

    def open_gap(self) -> bool:
        """Fill the gap under the highlight. Returns whether there is one."""
        key = self.posts.highlighted
        if key is None or key >= 0 or is_unsent(key):
            return False
        self._fill(-key)
        return True

    def action_list_refresh(self) -> None:
        """Ask Micro.blog anew, as soon as it wants to be asked, and try what waits to be sent."""
        poller = self.session.poller
        limited_until = None if poller is None else poller.limited_until
        if limited_until is None:
            self.refresh_timeline()
        else:
            self.say(f"Micro.blog wants no questions until {time_of_day(limited_until)}. mbtui asks again then.")
        if poller is not None:
            poller.wake(reconcile=limited_until is not None)
        if self.session.outbox is not None:
            self.session.outbox.wake()
