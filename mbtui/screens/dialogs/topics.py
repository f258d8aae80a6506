"""Which of Discover's topics to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import App

from mbtui.screens.dialogs.numbered import Entry, NumberedPanel

if TYPE_CHECKING:
    from mbtui.api import Topic


async def choose_topic(app: App[Any], topics: Sequence[Topic]) -> str | None:
    """Ask from a worker. Returns a name, "" for all of Discover; None when the reader backed out."""
    entries = [Entry("All of Discover"), *(Entry(f"{topic.emoji} {topic.title}".strip()) for topic in topics)]
    hints = [("panel.take", "read"), ("panel.find", "find")]
    place = await app.push_screen_wait(NumberedPanel("Which topic?", entries, hints, first_number=0))
    return None if place is None else topics[place - 1].name if place else ""
