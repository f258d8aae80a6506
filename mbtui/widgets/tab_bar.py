"""The line of tabs with their counts, and the rule under it, which also tells of posts that wait above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from mbtui.widgets.wrapping import fit

ACTIVE = Style(bold=True, reverse=True)
"""The open tab. Textual 8.2 drops `reverse` from component classes (`Widget.get_visual_style`), so it is none; reading
it out of a text would take all variables of the theme apart first."""


class TabBar(Widget):
    """Tabs by number. Two lines high; nothing below it ever moves."""

    DEFAULT_CSS = """
    TabBar {
        height: 2;
        background: $background;
        & > .tab-bar--count { color: $text-warning; text-style: bold; }
        & > .tab-bar--rule { color: $foreground-muted; }
        &:ansi > .tab-bar--rule { text-style: dim; }
        &:ansi > .tab-bar--account { text-style: dim; }
        & > .tab-bar--news { color: $text-warning; text-style: bold; }
        & > .tab-bar--account { color: $foreground-muted; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"tab-bar--{part}" for part in ("count", "rule", "news", "account")}
    active = reactive("")
    """The open tab."""
    account = reactive("")
    """Who is signed in, in words."""
    news = reactive("")
    """Stands in the rule; empty: nothing does."""

    class Clicked(Message):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self, titles: Mapping[str, str]) -> None:
        """Begin with the words of the tabs by their ids, in their order."""
        super().__init__()
        self._titles = dict(titles)
        self._counts: dict[str, int] = {}
        self._edges: dict[str, tuple[int, int]] = {}

    def set_title(self, tab: str, title: str) -> None:
        """Name a tab for what it shows."""
        if self._titles[tab] != title:
            self._titles[tab] = title
            self.refresh()

    def set_count(self, tab: str, count: int) -> None:
        """Show how many posts of a tab are unread."""
        if self._counts.get(tab, 0) != count:
            self._counts[tab] = count
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        parts = self._labels(is_short=False)
        if sum(cell_len(label) + len(count) + 3 for _, label, count in parts) > width:
            parts = self._labels(is_short=True)
        line: list[Content | str | tuple[str, str | Style]] = []
        used = 0
        self._edges = {}
        for tab, label, count in parts:
            if self._edges:
                line.append(("│", ".tab-bar--rule"))
                used += 1
            start = used
            line.append((f" {label}", ACTIVE) if tab == self.active else f" {label}")
            if count:
                line.append((f" {count}", ACTIVE if tab == self.active else ".tab-bar--count"))
            line.append((" ", ACTIVE) if tab == self.active else " ")
            used += cell_len(label) + 2 + (len(count) + 1 if count else 0)
            self._edges[tab] = (start, used)
        account = self.account if cell_len(self.account) + used + 3 <= width else ""
        line.append(" " * max(0, width - used - cell_len(account) - 1))
        line.append((account, ".tab-bar--account"))
        return Content.assemble(*line, "\n", *self._rule(width))

    def _labels(self, *, is_short: bool) -> list[tuple[str, str, str]]:
        found = []
        for tab, title in self._titles.items():
            count = self._counts.get(tab, 0)
            label = title if not is_short or tab == self.active else title[0]
            found.append((tab, label, ("" if not count else str(count) if count < 1000 else "999+")))
        return found

    def _rule(self, width: int) -> list[tuple[str, str]]:
        if not self.news:
            return [("─" * width, ".tab-bar--rule")]
        news = f" {fit(self.news, max(1, width - 4))} "
        left = max(0, (width - cell_len(news)) // 2)
        right = max(0, width - left - cell_len(news))
        return [("─" * left, ".tab-bar--rule"), (news, ".tab-bar--news"), ("─" * right, ".tab-bar--rule")]

    def on_click(self, event: events.Click) -> None:
        for tab, (start, end) in self._edges.items():
            if event.y == 0 and start <= event.x < end:
                self.post_message(self.Clicked(tab))
