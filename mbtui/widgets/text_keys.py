"""Text fields whose keys come in the order in which they were typed, and whose cursor is the terminal's own.

Textual gives a letter to the field, and a key like backspace to the application, from where it comes back as an
action: of `ab`, backspace and `c` in one piece over a slow line, it would take away the c.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.style import Style
from textual import events
from textual.geometry import Offset
from textual.widgets import Input

from mbtui.api.text import clean_line

if TYPE_CHECKING:
    from textual.widget import Widget
else:
    # Textual takes styles from the first base that is a widget, which is to be its own field.
    Widget = object


LONGEST = 2_000
"""Characters. Textual measures the whole line at every key; an address or a token has fewer."""

ALIASES = {"alt+b": "ctrl+left", "alt+f": "ctrl+right"}
"""Keys of a shell's line that Textual's fields do not have, and theirs that do the same."""


LAST_CONTROL = "\x9f"


class TextKeys(Widget):
    """A field that carries out its own keys itself, in turn with the letters. Goes before the field's own class."""

    async def on_key(self, event: events.Key) -> None:
        """Do what the key is bound to here. Enter goes the usual way: behind keys that are the screen's."""
        if event.is_printable or event.key == "enter":
            return
        if event.character is not None and event.character > LAST_CONTROL:
            # Joiners between emoji, blanks that do not break, signs newer than Python's tables: text all the same.
            self.write(event.character)
            event.stop()
            event.prevent_default()
            return
        bound = self.screen.active_bindings.get(ALIASES.get(event.key, event.key))
        if (
            bound is not None
            and bound.node is self
            and bound.enabled
            and await self.app.run_action(bound.binding.action, self)
        ):
            event.stop()
            event.prevent_default()

    def write(self, text: str) -> None:
        """Put text where the cursor is, in the place of what is selected."""
        raise NotImplementedError

    def get_component_rich_style(self, *names: str, partial: bool = False, default: Style | None = None) -> Style:
        """The style of a part; the cursor, which the terminal shows itself, has none."""
        if names in (("input--cursor",), ("text-area--cursor",)):
            # Not the empty style, for which Textual takes one of its own.
            return Style(reverse=False)
        return super().get_component_rich_style(*names, partial=partial, default=default)


class Line(TextKeys, Input):
    """Textual's input, with its keys in the order in which they were typed."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, max_length=LONGEST, **options)
        # A blinking cursor would send bytes for ever.
        self.cursor_blink = False

    def write(self, text: str) -> None:
        self.replace(text, *self.selection)

    def on_paste(self, event: events.Paste) -> None:
        """Put all of it into the line. Textual takes the first line of it alone."""
        event.text = self.in_one_line(event.text)

    def in_one_line(self, text: str) -> str:
        """Give what is pasted as it is to stand here."""
        return clean_line(text)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen. Behind the last character, Textual gives the cell after the next."""
        return super().cursor_screen_offset - (int(self.cursor_at_end), 0)
