"""A numbered list over the bottom of the screen, with the whole of what is marked under it.

For things to be looked at before one is chosen: links with their addresses, pictures with their descriptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.style import Style
from textual.widgets import Static

from mbtui.widgets.painter import hyperlink
from mbtui.widgets.wrapping import fit, wrap, wrap_verbatim

SHARE_OF_SCREEN = 0.7
"""How much of the screen the list and the details may cover."""
_PADDING = 2

Part = tuple[str, Style | str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose."""

    text: str
    """One line; what is too long for it is cut. Plain words, never markup."""
    details: tuple[str, ...] = ()
    """Paragraphs shown whole while the entry is marked."""
    url: str = ""
    """The address it stands for, shown whole under the details."""


class NumberedPanel(ModalScreen[int | None], inherit_bindings=False):
    """Choose by number, or by moving and pressing enter.

    Returns the place of the entry, counted from 0, or None when the reader backed out.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace,q", "back", "Back", show=False),
        Binding("down,j,tab", "move(1)", "Next", show=False),
        Binding("up,k,shift+tab", "move(-1)", "Previous", show=False),
        Binding("space,pagedown,ctrl+d", "scroll(1)", "Read on", show=False),
        Binding("b,pageup,ctrl+u", "scroll(-1)", "Read back", show=False),
        Binding("enter", "take", "Choose", show=False),
    ]

    def __init__(self, title: str, entries: Sequence[Entry], hints: Sequence[tuple[str, str]]) -> None:
        """
        Args:
            title: What the list is of.
            entries: At least one.
            hints: Keys with what they do, for the last line.
        """
        super().__init__()
        self._title = title
        self._entries = list(entries)
        self._hints = list(hints)
        self._at = 0
        self._first_detail = 0
        self._detail_count = 0
        self._room_for_details = 1
        self._typed = ""
        self._said = ""

    def compose(self) -> ComposeResult:
        """The title, the list with what is marked, and the keys."""
        with Vertical(classes="panel"):
            yield Static(Content(self._title), classes="panel--title")
            yield Static(classes="panel--choices")
            yield Static(classes="panel--foot")

    def on_mount(self) -> None:
        """Draw for the size of the screen."""
        self.redraw()

    def on_resize(self) -> None:
        """Draw for another size."""
        self.redraw()

    @property
    def marked(self) -> int:
        """The place of the marked entry, counted from 0."""
        return self._at

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries; what was marked by its place stays marked."""
        self._entries = list(entries)
        self._at = max(0, min(self._at, len(entries) - 1))
        self._first_detail = 0
        self.redraw()

    def say(self, words: str) -> None:
        """Say something in the last line, until the next key."""
        self._said = words
        self._draw_foot()

    def redraw(self) -> None:
        """Draw the list, the details and the last line."""
        if self.is_mounted:
            self.query_one(".panel--choices", Static).update(self._body())
            self._draw_foot()

    def _draw_foot(self) -> None:
        self.query_one(".panel--foot", Static).update(self._foot())

    # Drawing

    def _body(self) -> Content:
        width = max(10, self.app.size.width - _PADDING)
        room = max(3, int(self.app.size.height * SHARE_OF_SCREEN) - 3)
        details = self._details(width)
        list_room = max(1, min(len(self._entries), max(room // 3, room - len(details) - 1)))
        self._room_for_details = max(1, room - list_room - 1)
        self._detail_count = len(details)
        lines = self._rows(list_room, width)
        if details:
            lines.append([])
            lines.extend(self._window(details, width))
        parts: list[Part] = []
        for line in lines:
            parts.extend(line)
            parts.append(("\n", ""))
        return Content.assemble(*parts[:-1])

    def _rows(self, room: int, width: int) -> list[list[Part]]:
        first = max(0, min(self._at - room // 2, len(self._entries) - room))
        digits = len(str(len(self._entries)))
        return [
            [
                ("▌ " if place == self._at else "  ", "bold"),
                (f"{place + 1:>{digits}} ", "bold"),
                (fit(" ".join(entry.text.split()), width - digits - 3), ""),
            ]
            for place, entry in enumerate(self._entries[first : first + room], first)
        ]

    def _details(self, width: int) -> list[list[Part]]:
        if not self._entries:
            return []
        entry, inner = self._entries[self._at], width - 2
        lines: list[list[Part]] = []
        for paragraph in entry.details:
            for text in paragraph.split("\n"):
                lines.extend([("  ", ""), (text[start:end], "")] for start, end in wrap(text, inner))
        if entry.url:
            style = address_style(entry.url)
            lines.extend([("  ", ""), (entry.url[start:end], style)] for start, end in wrap_verbatim(entry.url, inner))
        return lines

    def _window(self, details: list[list[Part]], width: int) -> list[list[Part]]:
        """The details as far as there is room, with how much is left."""
        room = self._room_for_details
        if len(details) <= room:
            return details
        shown = details[self._first_detail : self._first_detail + max(1, room - 1)]
        left = len(details) - self._first_detail - len(shown)
        words = f"  … {left} more lines (space)" if left else "  end (b goes back)"
        return [*shown, [(fit(words, width), "dim")]]

    def _foot(self) -> Content:
        if self._said:
            return Content.assemble((self._said, "bold"))
        if self._typed:
            return Content.assemble((self._typed, "bold"), "… another digit, or ", ("enter", "bold"))
        parts: list[Part] = []
        for key, words in [*self._hints, ("esc", "back")]:
            parts.extend([(key, "bold"), (f" {words}   ", "")])
        return Content.assemble(*parts)

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Take digits; a number that can not become a longer one is an answer."""
        if self._said:
            self._said = ""
            self._draw_foot()
        if event.character is None or not event.character.isdecimal() or not event.character.isascii():
            if self._typed and event.key != "enter":
                self._typed = ""
                self._draw_foot()
            return
        event.stop()
        event.prevent_default()
        typed = self._typed + event.character
        number = int(typed)
        if not 1 <= number <= len(self._entries):
            self._typed = ""
            self.say(f"There is no number {typed}.")
            return
        self._at, self._first_detail = number - 1, 0
        if number * 10 > len(self._entries):
            self._typed = ""
            self.choose(self._at)
            return
        self._typed = typed
        self.redraw()

    def choose(self, place: int) -> None:
        """Answer with an entry."""
        self.dismiss(place)

    def action_back(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def action_move(self, delta: int) -> None:
        """Mark the next or previous entry."""
        if self._entries:
            self._at = (self._at + delta) % len(self._entries)
            self._first_detail = 0
            self.redraw()

    def action_scroll(self, direction: int) -> None:
        """Show more of the details."""
        step = max(1, self._room_for_details - 2)
        last = max(0, self._detail_count - self._room_for_details + 1)
        if self._detail_count > self._room_for_details:
            self._first_detail = max(0, min(last, self._first_detail + direction * step))
            self.redraw()

    def action_take(self) -> None:
        """Choose the marked entry."""
        if self._entries:
            self.choose(self._at)


def address_style(url: str) -> Style:
    """The style of an address on the screen: it carries the whole of it for the terminal."""
    address = hyperlink(url)
    return Style(underline=True, link=address) if address else Style(underline=True)
