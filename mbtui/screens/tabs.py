"""The tabs of the main screen: going from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from mbtui.panes.bindings import with_keys
from mbtui.panes.timeline import TimelinePane
from mbtui.screens.main_commands import MainCommands
from mbtui.timeline_kinds import DISCOVER, TABS
from mbtui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from mbtui.api import Topic


class TabCommands(MainCommands, inherit_bindings=False):
    """A part of the main screen."""

    _active: str
    """The tab that is seen."""
    _panes: dict[str, TimelinePane]
    """The panes that were looked at so far, by their tab."""

    if TYPE_CHECKING:

        async def show_tab(self, tab: str) -> None: ...

    async def action_tabs_next(self) -> None:
        """The next tab."""
        await self._show_tab_beside(1)

    async def action_tabs_previous(self) -> None:
        """The previous tab."""
        await self._show_tab_beside(-1)

    async def _show_tab_beside(self, step: int) -> None:
        tabs = list(TABS)
        await self.show_tab(tabs[(tabs.index(self._active) + step) % len(tabs)])

    async def action_open_tab(self, tab: str) -> None:
        """A tab by its id; Discover, when it is open already, lets its topics be chosen."""
        if tab == self._active == DISCOVER.id:
            self.run_worker(self.choose_topic(), group="topics", exclusive=True)
        else:
            await self.show_tab(tab)

    @on(TabBar.Clicked)
    async def _tab_clicked(self, event: TabBar.Clicked) -> None:
        await self.show_tab(event.tab)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that Discover has named so far."""
        pane = self._panes.get(DISCOVER.id)
        return pane.topics if pane is not None else ()

    async def open_topic(self, name: str) -> None:
        """Show a topic of Discover, or all of it with an empty name."""
        await self.show_tab(DISCOVER.id)
        self.pane.open(DISCOVER.name(name))
        self.tell_standing()

    async def choose_topic(self) -> None:
        """Let the reader choose one of Discover's topics."""
        from mbtui.screens.dialogs.numbered import Entry, NumberedPanel

        pane = self._panes[DISCOVER.id]
        topics = pane.topics
        if not topics:
            self.say(with_keys(self.app, "Discover has named no topics yet. {list.refresh} asks it again."))
            return
        entries = [Entry("All of Discover"), *(Entry(f"{topic.emoji} {topic.title}".strip()) for topic in topics)]
        hints = [("panel.take", "read"), ("panel.find", "find")]
        place = await self.app.push_screen_wait(NumberedPanel("Which topic?", entries, hints, first_number=0))
        if place is not None:
            pane.open(DISCOVER.name(topics[place - 1].name) if place else DISCOVER.id)
            self.tell_standing()
