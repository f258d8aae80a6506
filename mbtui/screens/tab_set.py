"""Which tabs of the main screen have been looked at, which one is seen, and where a post belongs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from mbtui.panes.timeline import TimelinePane
from mbtui.timeline_kinds import CONVERSATION, TABS, TIMELINE


class TabSet:
    """The panes by their tab; a pane is made when its tab is first looked at."""

    def __init__(self, active: str) -> None:
        self.panes: dict[str, TimelinePane] = {}
        self.active = active
        """The tab that is seen."""
        self.came_from = TIMELINE.id
        """The tab that was seen before; from a conversation `escape` leads back there."""
        self.turn = asyncio.Lock()
        """Held while a tab comes to be seen; who asks which one is seen waits for that."""

    @property
    def pane(self) -> TimelinePane:
        """The pane that is seen."""
        return self.panes[self.active]

    async def settle(self) -> None:
        """Wait until the tab that was asked for last is seen."""
        async with self.turn:
            pass

    def showing(self, *timelines: str) -> Iterator[TimelinePane]:
        """The panes that show one of these timelines."""
        return (pane for pane in list(self.panes.values()) if pane.timeline_name in timelines)

    def beside(self, step: int) -> str:
        """The tab so many places to the right of the one that is seen, around the end."""
        tabs = list(TABS)
        return tabs[(tabs.index(self.active) + step) % len(tabs)]

    def timeline_for(self, timelines: Sequence[str]) -> str:
        """Name the timeline, of those that hold a post, in which it is shown: the seen one, a tab's; "" for none."""
        seen = self.pane.timeline_name if self.active != CONVERSATION.id else ""
        if seen in timelines:
            return seen
        return next((name for tab in TABS.values() for name in timelines if tab.home and tab.has(name)), "")
