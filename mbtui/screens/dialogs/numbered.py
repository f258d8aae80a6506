"""A numbered list with the whole of what is marked under it.

For things to be looked at before one is chosen: links with their addresses, pictures with their descriptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content

from mbtui.screens.dialogs.finder import Finder, Item
from mbtui.screens.dialogs.panel import Panel, rows_around
from mbtui.screens.text_layout import TextLine, address_lines, content_of, hanging, key_hints
from mbtui.widgets.wrapping import fit

SHARE_OF_SCREEN = 0.7
"""How much of the screen the list and the details may cover."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose."""

    text: str
    """One line; what is too long for it is cut. Plain words, never markup."""
    details: str = ""
    """Shown whole while the entry is marked."""
    url: str = ""
    """The address it stands for, shown whole under the details."""


class NumberedPanel(Panel[int]):
    """Choose by number, or by moving and pressing enter. Returns the place of the entry, counted from 0."""

    def __init__(
        self, title: str, entries: Sequence[Entry], hints: Sequence[tuple[str, str]], *, first_number: int = 1
    ) -> None:
        """List at least one entry; `hints` are commands by id, for the last line. Number 0 can stand for all."""
        super().__init__(title)
        self._entries = list(entries)
        self._hints = list(hints)
        self._first_number = first_number
        self._first_detail = 0
        self._detail_count = 0
        self._room_for_details = self._list_room = 1
        self._typed = ""

    def mark(self, place: int) -> None:
        self._first_detail = 0
        super().mark(place)

    # Drawing

    def count(self) -> int:
        return len(self._entries)

    def body(self) -> Content:
        room = max(3, int(self.app.size.height * SHARE_OF_SCREEN) - 3)
        details = self._details()
        list_room = max(1, min(len(self._entries), max(room // 3, room - len(details) - 1)))
        self._list_room = list_room
        self._room_for_details = max(1, room - list_room - 1)
        self._detail_count = len(details)
        lines = self._rows(list_room)
        return content_of([*lines, [("", "")], *self._window(details)] if details else lines)

    def _rows(self, room: int) -> list[TextLine]:
        digits = len(str(len(self._entries)))

        def row(place: int) -> TextLine:
            return [
                ("▌ " if place == self._at else "  ", "bold"),
                (f"{place + self._first_number:>{digits}} ", "bold"),
                (fit(" ".join(self._entries[place].text.split()), self.width - digits - 3), ""),
            ]

        return rows_around(row, len(self._entries), self._at, room)

    def _details(self) -> list[TextLine]:
        if not self._entries:
            return []
        entry = self._entries[self._at]
        texts = entry.details.split("\n") if entry.details else []
        lines = [line for text in texts for line in hanging(text, self.width, first=[("  ", "")])]
        return [*lines, *address_lines(entry.url, self.width, indent=2)] if entry.url else lines

    def _window(self, details: list[TextLine]) -> list[TextLine]:
        """The details as far as there is room, with how much is left."""
        room = self._room_for_details
        if len(details) <= room:
            return details
        shown = details[self._first_detail : self._first_detail + max(1, room - 1)]
        left = len(details) - self._first_detail - len(shown)
        words = f"  … {left} more lines (space)" if left else "  end (b goes back)"
        return [*shown, [(fit(words, self.width), "dim")]]

    def foot(self) -> Content:
        if self._typed:
            return Content.assemble((self._typed, "bold"), "… another digit, or ", ("enter", "bold"))
        hints = list(self._hints)
        if self.count() > self._list_room:
            hints.append(("panel.find", "find"))
        while (foot := key_hints(self.app, *hints, ("panel.back", "back"))).cell_length > self.width and hints:
            hints.pop()
        return foot

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Take digits; a number that can not become a longer one is an answer."""
        if event.character is None or not event.character.isdecimal() or not event.character.isascii():
            if self._typed and event.key != "enter":
                self._typed = ""
                self.redraw_foot()
            return
        event.stop()
        event.prevent_default()
        typed = self._typed + event.character
        number, last = int(typed), len(self._entries) - 1 + self._first_number
        if not self._first_number <= number <= last:
            self._typed = ""
            self.say(f"There is no number {typed}.")
            return
        is_whole = number * 10 > last or not number
        self._typed = "" if is_whole else typed
        self.mark(number - self._first_number)
        if is_whole:
            self.choose(self._at)

    def choose(self, place: int) -> None:
        self.dismiss(place)

    def action_panel_find(self) -> None:
        def take(place: int | None) -> None:
            if place is not None:
                self.mark(place)
                self.choose(place)

        self.app.push_screen(
            Finder(f"{self._title.rstrip('?')}: type a part of it…", [Item(e.text, e.url) for e in self._entries]), take
        )

    def action_scroll(self, direction: int) -> None:
        step = max(1, self._room_for_details - 2)
        last = max(0, self._detail_count - self._room_for_details + 1)
        if not self._detail_count and self._entries:
            self.mark(max(0, min(len(self._entries) - 1, self._at + direction * self._list_room)))
        elif self._detail_count > self._room_for_details:
            self._first_detail = max(0, min(last, self._first_detail + direction * step))
            self.redraw()
