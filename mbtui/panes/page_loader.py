"""Loads the pages of a pane's timeline from Micro.blog, and hands each on as soon as it is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Literal

from mbtui.api.errors import MicroblogError
from mbtui.panes.messages import could_not
from mbtui.panes.post_pane import PostPane
from mbtui.panes.timeline_list import TimelineList
from mbtui.services.timeline import Timeline
from mbtui.store import StoreError
from mbtui.store.timelines import Merge

Reach = Literal["newer", "refresh", "older", "gap"]
"""What is asked for: what is new; that and the newest page, to compare; the page below the oldest; one in a gap."""


class PageLoader:
    """Loads pages for one pane, and knows which of them are on their way."""

    def __init__(
        self,
        pane: PostPane,
        shown: TimelineList,
        *,
        merge: Callable[[Sequence[Merge]], Awaitable[None]],
        catch_up: Callable[[], Awaitable[None]],
        settle: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        """Call `settle` when everything asked for has come, and `changed` whenever `is_loading` may be different."""
        self.was_asked = False
        """Whether Micro.blog was asked since this timeline was opened."""
        self._pane = pane
        self._shown = shown
        self._merge = merge
        self._catch_up = catch_up
        self._settle = settle
        self._changed = changed
        self._count = 0
        self._is_loading_older = False
        self._was_end_missed = False
        """Whether the list was at its end while the page below it was on its way."""
        self._was_cut = False
        """Whether a refresh was put in the place of one that may have saved what the list does not show."""

    @property
    def is_loading(self) -> bool:
        """Whether a page is on its way."""
        return self._count > 0

    def load(self, reach: Reach, gap_id: int = 0) -> None:
        """Load pages; a refresh takes the place of what else was asked for at the newest end."""
        work: Callable[[], Awaitable[bool]] = partial(self.fetch, self._shown.timeline, reach, gap_id)
        group = "newer" if reach == "refresh" else reach
        self._pane.run_worker(work, group=group, exclusive=reach == "refresh")

    def load_older(self) -> None:
        """Load the page below the oldest post, one after the other."""
        if self._is_loading_older:
            self._was_end_missed = True
        elif self._shown.has_oldest:
            self._is_loading_older = True
            work: Callable[[], Awaitable[None]] = self._load_older
            self._pane.run_worker(work, group="older")

    async def _load_older(self) -> None:
        self._was_end_missed = False
        try:
            has_come = await self.fetch(self._shown.timeline, "older")
        finally:
            self._is_loading_older = False
        if has_come and self._was_end_missed:
            # Others may have saved the page meanwhile: then the list has it already, and says no more of its end.
            self._pane.posts.look_around()

    async def fetch(self, timeline: Timeline, reach: Reach, gap_id: int = 0) -> bool:
        """Load pages. Returns whether all of them have come."""
        self._count += 1
        self._changed()
        try:
            if timeline is self._shown.timeline and self._shown.was_missed:
                # Before what may take long, or can not be had.
                await self._catch_up()
            match reach:
                case "newer":
                    await self._show(timeline, await timeline.newer())
                case "refresh":
                    # Shown before the next is asked for, which may fail.
                    await self._show(timeline, await timeline.newer())
                    await self._show(timeline, [await timeline.refresh()])
                case "older":
                    await self._show_older(timeline)
                case "gap":
                    await self._show(timeline, [await timeline.fill(gap_id)])
            if timeline is self._shown.timeline:
                self._shown.settle()
                self._settle()
        except (MicroblogError, StoreError) as error:
            if timeline is self._shown.timeline and reach == "gap":
                # Other pages that come do not make this good.
                self._pane.say(could_not("load the missing posts", error), is_problem=True)
            elif timeline is self._shown.timeline:
                self._pane.meet(f"load {self._pane.title}", error)
            return False
        except asyncio.CancelledError:
            self._was_cut = True
            raise
        finally:
            self._count -= 1
            self._changed()
        return True

    async def _show_older(self, timeline: Timeline) -> None:
        if await timeline.is_complete():
            return
        merge = await timeline.older()
        await self._show(timeline, [merge])
        if not merge.insertions and not merge.is_end and timeline is self._shown.timeline:
            # Another program on this account has saved the page first.
            await self._catch_up()

    async def _show(self, timeline: Timeline, merges: Sequence[Merge]) -> None:
        if timeline is self._shown.timeline and self._was_cut:
            self._was_cut = False
            await self._catch_up()
        elif timeline is self._shown.timeline:
            await self._merge(merges)
