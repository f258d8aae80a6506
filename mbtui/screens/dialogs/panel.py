"""What questions and numbered lists have in common: a title, lines to choose from, a last line; some lines high.

A panel lies over the bottom of the screen; only the lines it needs are painted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from mbtui.panes.bindings import bindings_for
from mbtui.screens.pushed import PushedScreen
from mbtui.screens.text_layout import TextLine

PADDING = 2
"""Columns beside the lines."""


class Panel(ModalScreen[ScreenResultType | None], PushedScreen[ScreenResultType | None], inherit_bindings=False):
    """One of some entries is marked. Returns what was chosen, or None when the reader backed out."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("panel")

    def __init__(self, title: str) -> None:
        """
        Args:
            title: What is asked, or what the list is of.
        """
        super().__init__()
        self._title = title
        self._at = 0
        self._said = ""
        self._body = Static(classes="panel--choices")
        self._foot = Static(classes="panel--foot")

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield Static(Content(self._title), classes="panel--title")
            yield self._body
            yield self._foot

    def on_mount(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Draw for the size of the screen and what is marked."""
        if self.is_mounted:
            self._body.update(self.body())
            self.redraw_foot()

    def redraw_foot(self) -> None:
        """Draw the last line alone; an empty one takes no room."""
        foot = Content.styled(self._said, "bold") if self._said else self.foot()
        self._foot.update(foot)
        self._foot.display = bool(foot)

    def say(self, words: str, *, is_problem: bool = False) -> None:
        """Say something in the last line, until the next key."""
        self._said = words
        self.redraw_foot()

    def on_key(self, event: events.Key) -> None:
        if self._said:
            self.say("")

    @property
    def width(self) -> int:
        """Cells of a line."""
        return max(10, self.app.size.width - PADDING)

    def count(self) -> int:
        """How many entries there are."""
        raise NotImplementedError

    def body(self) -> Content:
        """Draw the entries."""
        raise NotImplementedError

    def foot(self) -> Content:
        """Draw the last line."""
        return Content()

    def choose(self, place: int) -> None:
        """Answer with an entry, by its place from 0."""
        raise NotImplementedError

    def mark(self, place: int) -> None:
        """Mark an entry, by its place from 0."""
        self._at = place
        self.redraw()

    def action_move(self, delta: int) -> None:
        if self.count():
            self.mark((self._at + delta) % self.count())

    def action_edge(self, direction: int) -> None:
        self.mark(max(0, self.count() - 1) if direction > 0 else 0)

    def action_panel_find(self) -> None:
        """Find an entry by typing, where there may be many."""

    def action_scroll(self, direction: int) -> None:
        """Show more of what is marked."""

    def action_panel_take(self) -> None:
        if self.count():
            self.choose(self._at)


def rows_around(row: Callable[[int], TextLine], count: int, at: int, room: int) -> list[TextLine]:
    """Draw the rows around one of `count`, as many as there is room for; the last says how many more there are."""
    first = max(0, min(at - room // 2, count - room))
    shown, left = [row(place) for place in range(first, min(count, first + room))], count - first - room
    if left > 0 and room > 2:
        shown[-1] = [(f"  … {left + 1} more", "dim")]
    return shown
