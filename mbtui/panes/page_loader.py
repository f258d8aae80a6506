"""Loads the pages of a timeline from Micro.blog, and hands each on as soon as it is saved. Knows no terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from mbtui.services.timelines import Timeline
from mbtui.store.timelines import Merge

Reach = Literal["newer", "refresh", "older", "gap"]
"""What is asked for: what is new; that and the newest page, to compare; the page below the oldest; one in a gap."""


class PageLoader:
    """Loads pages for one list, and knows which of them are on their way."""

    def __init__(
        self, show: Callable[[Timeline, Sequence[Merge]], Awaitable[None]], changed: Callable[[], None]
    ) -> None:
        """
        Args:
            show: Is given what was merged into the saved timeline.
            changed: Called when a page is asked for, and when it has come or failed.
        """
        self.was_asked = False
        """Whether Micro.blog was asked since this timeline was opened."""
        self._show = show
        self._changed = changed
        self._count = 0
        self._is_loading_older = False
        self._was_end_missed = False
        """Whether the list was at its end while the page below it was on its way."""

    @property
    def is_loading(self) -> bool:
        """Whether a page is on its way."""
        return self._count > 0

    def begin_older(self) -> bool:
        """Claim the loading of older pages; they come one after the other.

        Returns:
            False while one is on its way. `load_older` then says that the end is worth another look.
        """
        self._was_end_missed = self._is_loading_older
        self._is_loading_older = True
        return not self._was_end_missed

    async def load_older(self, timeline: Timeline) -> bool:
        """Load the page below the oldest post; after `begin_older`.

        Returns:
            Whether the list came to its end meanwhile. Another program may have saved that page before, and then
            the list, which has it already, says no more of its end.

        Raises:
            MicroblogError: It could not be had.
            StoreError: It could not be saved.
        """
        self._was_end_missed = False
        try:
            await self.load(timeline, "older")
        finally:
            self._is_loading_older = False
        return self._was_end_missed

    async def load(self, timeline: Timeline, reach: Reach, gap_id: int = 0) -> None:
        """Load pages.

        Args:
            timeline: Of which timeline.
            reach: Which pages.
            gap_id: The gap for "gap".

        Raises:
            MicroblogError: One could not be had.
            StoreError: One could not be saved.
        """
        self._count += 1
        self._changed()
        try:
            match reach:
                case "newer":
                    await self._show(timeline, await timeline.newer())
                case "refresh":
                    # Shown before the next is asked for, which may fail.
                    await self._show(timeline, await timeline.newer())
                    await self._show(timeline, [await timeline.refresh()])
                case "older":
                    await self._show(timeline, [] if await timeline.is_complete() else [await timeline.older()])
                case "gap":
                    await self._show(timeline, [await timeline.fill(gap_id)])
        finally:
            self._count -= 1
            self._changed()
