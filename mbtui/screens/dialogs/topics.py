"""Choosing one of Discover's topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mbtui.panes.bindings import with_keys
from mbtui.screens.dialogs.numbered import Entry, NumberedPanel
from mbtui.timeline_kinds import DISCOVER

if TYPE_CHECKING:
    from mbtui.api import Topic
    from mbtui.screens.pushed import Place


async def choose_topic(screen: Place, topics: Sequence[Topic]) -> str | None:
    """Ask which topic is wanted. Gives the name of its timeline, or None for none."""
    if not topics:
        screen.say(with_keys(screen.app, "Discover has named no topics yet. {list.refresh} asks it again."))
        return None
    entries = [Entry("All of Discover"), *(Entry(f"{topic.emoji} {topic.title}".strip()) for topic in topics)]
    panel = NumberedPanel("Which topic?", entries, [("panel.take", "read")], first_number=0)
    place = await screen.app.push_screen_wait(panel)
    return None if place is None else DISCOVER.name(topics[place - 1].name if place else "")
