"""One line to type in."""

from __future__ import annotations

from typing import Any

from textual.geometry import Offset
from textual.widgets import Input

from mbtui.widgets.text_keys import TextKeys

LONGEST = 2_000
"""Characters. Textual measures the whole line at every key; an address or a token has fewer."""


class Line(TextKeys, Input):
    """Textual's input, with its keys in the order in which they were typed."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, max_length=LONGEST, **options)
        # A blinking cursor would send bytes for ever.
        self.cursor_blink = False

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the cursor is on the screen. Behind the last character, Textual gives the cell after the next."""
        return super().cursor_screen_offset - (int(self.cursor_at_end), 0)
