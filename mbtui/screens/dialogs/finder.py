"""One of many, found by typing part of its name: commands, themes, the entries of a numbered list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from mbtui.screens.dialogs.panel import Panel, rows_around
from mbtui.screens.text_layout import TextLine, content_of, hanging
from mbtui.widgets.text_keys import Line
from mbtui.widgets.wrapping import fit

SHARE_OF_SCREEN = 0.6
REST_SECONDS = 0.2
"""What is marked for so long is looked at."""


class Item(Struct, frozen=True):
    """One thing to find."""

    text: str
    """One line of plain words, never markup."""
    help: str = ""
    """A sentence for the last line while it is marked."""
    keys: str = ""
    """Shown at the right."""
    synonyms: str = ""
    """Other words by which it is found."""

    def rank(self, words: Sequence[str]) -> int | None:
        """How well typed words fit, the best 0; None when one of them fits nowhere. Case does not count."""
        text, known = self.text.casefold(), f" {self.text} {self.synonyms}".casefold()
        total = 0
        for word in words:
            places = (
                text.startswith(word),
                f" {word}" in known,
                word in text,
                f" {word}" in f" {self.help.casefold()}",
            )
            if not any(places):
                return None
            total += places.index(True)
        return total


class Finder(Panel[int]):
    """A line to type in above what fits. Returns the place of the item, counted from 0."""

    def __init__(
        self, placeholder: str, items: Sequence[Item], *, at: int = 0, look: Callable[[int], None] | None = None
    ) -> None:
        """Mark `at` first; `look` is told the place of an item on which the mark rests."""
        super().__init__(placeholder)
        self._items = items
        self._found = list(range(len(items)))
        self._at = at
        self._line = Line(placeholder=placeholder, compact=True)
        self._look = look
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield self._line
            yield self._body
            yield self._foot

    def count(self) -> int:
        return len(self._found)

    @property
    def _room(self) -> int:
        return max(1, min(len(self._items), int(self.app.size.height * SHARE_OF_SCREEN)))

    def body(self) -> Content:
        """As many lines for few items as for many: the panel keeps its height while one types."""
        lines = rows_around(self._row, len(self._found), self._at, self._room)
        lines = lines or [[("  Nothing is called so.", "dim")]]
        return content_of(lines + [[("", "")]] * (self._room - len(lines)))

    def _row(self, number: int) -> TextLine:
        item = self._items[self._found[number]]
        room = self.width - 2 - (cell_len(item.keys) + 2 if item.keys else 0)
        words = fit(" ".join(item.text.split()), room)
        mark = "▌ " if number == self._at else "  "
        return [(mark, "bold"), (words + " " * (room - cell_len(words)), ""), (f"  {item.keys}", "bold")]

    def foot(self) -> Content:
        item = self._items[self._found[self._at]] if self._found else Item("")
        return content_of(hanging(item.help, self.width)) if item.help else Content(" ")

    def mark(self, place: int) -> None:
        super().mark(place)
        if self._resting is not None:
            self._resting.stop()
        if self._look is not None and self._found:
            self._resting = self.set_timer(REST_SECONDS, lambda at=self._found[place]: self._rest(at))

    def _rest(self, at: int) -> None:
        if self._look is not None and self.is_current:
            self._look(at)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        words = event.value.casefold().split()
        ranks = {place: rank for place, item in enumerate(self._items) if (rank := item.rank(words)) is not None}
        self._found = sorted(ranks, key=ranks.__getitem__)
        self.mark(0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_panel_take()

    def choose(self, place: int) -> None:
        self.dismiss(self._found[place])

    def action_scroll(self, direction: int) -> None:
        if self._found:
            self.mark(max(0, min(len(self._found) - 1, self._at + direction * max(1, self._room - 1))))
