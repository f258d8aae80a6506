"""The tabs of the main screen: which there are, and going from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from textual import on

from mbtui.panes.bindings import with_keys
from mbtui.panes.timeline import TimelinePane
from mbtui.screens.main_commands import MainCommands
from mbtui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from mbtui.api import Topic


class Tab(Struct, frozen=True):
    """One of the tabs."""

    id: str
    title: str
    timeline: str
    empty_text: str
    """With the commands it names in braces; see `with_keys`."""


TABS = (
    Tab(
        "timeline",
        "Timeline",
        "timeline",
        "Your timeline is empty. Follow somebody: {tabs.discover} shows Discover, {post.profile} a profile.",
    ),
    Tab("mentions", "Mentions", "mentions", "Nobody has mentioned you yet."),
    Tab("discover", "Discover", "discover", "There is nothing in Discover at the moment. {list.refresh} asks again."),
    Tab(
        "conversation",
        "Conversation",
        "",
        "No conversation is open. On a post, {post.open} opens its conversation here.",
    ),
    Tab(
        "bookmarks",
        "Bookmarks",
        "bookmarks",
        "You have no bookmarks. On a post, {post.star} puts a star on it and keeps it here.",
    ),
    Tab("photos", "Photos", "photos", "Nobody you follow has posted photos lately."),
)
CONVERSATION = 3
DISCOVER = 2
COUNTED = ("timeline", "mentions")
"""The tabs whose unread posts are counted."""


class TabCommands(MainCommands, inherit_bindings=False):
    """A part of the main screen."""

    _active: int
    """The tab that is seen, counted from 0."""
    _panes: dict[int, TimelinePane]
    """The panes that were looked at so far, by their tab."""

    if TYPE_CHECKING:

        async def show_tab(self, number: int) -> None: ...

    async def action_tabs_next(self) -> None:
        """The next tab."""
        await self.show_tab((self._active + 1) % len(TABS))

    async def action_tabs_previous(self) -> None:
        """The previous tab."""
        await self.show_tab((self._active - 1) % len(TABS))

    async def action_tabs_timeline(self) -> None:
        """Timeline."""
        await self.show_tab(0)

    async def action_tabs_mentions(self) -> None:
        """Mentions."""
        await self.show_tab(1)

    async def action_tabs_discover(self) -> None:
        """Discover; its topics when it is open already."""
        if self._active == DISCOVER:
            self.run_worker(self.choose_topic(), group="topics", exclusive=True)
        else:
            await self.show_tab(DISCOVER)

    async def action_tabs_conversation(self) -> None:
        """Conversation."""
        await self.show_tab(CONVERSATION)

    async def action_tabs_bookmarks(self) -> None:
        """Bookmarks."""
        await self.show_tab(4)

    async def action_tabs_photos(self) -> None:
        """Photos."""
        await self.show_tab(5)

    @on(TabBar.Clicked)
    async def _tab_clicked(self, event: TabBar.Clicked) -> None:
        await self.show_tab(event.number)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that Discover has named so far."""
        pane = self._panes.get(DISCOVER)
        return pane.topics if pane is not None else ()

    async def open_topic(self, name: str) -> None:
        """Show a topic of Discover, or all of it with an empty name."""
        await self.show_tab(DISCOVER)
        self.pane.open(f"discover/{name}" if name else "discover")
        self.tell_standing()

    async def choose_topic(self) -> None:
        """Let the reader choose one of Discover's topics."""
        from mbtui.screens.question import Choice, Question

        pane = self._panes[DISCOVER]
        topics = pane.topics
        if not topics:
            self.say(with_keys(self.app, "Discover has named no topics yet. {list.refresh} asks it again."))
            return
        choices = [Choice("0", "All of Discover", "discover")]
        choices += [Choice("", f"{topic.emoji} {topic.title}".strip(), f"discover/{topic.name}") for topic in topics]
        name = await self.app.push_screen_wait(Question("Which topic?", choices))
        if name is not None:
            pane.open(name)
            self.tell_standing()
