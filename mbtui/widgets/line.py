"""One line to type in."""

from __future__ import annotations

from textual.widgets import Input

from mbtui.widgets.text_keys import TextKeys


class Line(TextKeys, Input):
    """Textual's input, with its keys in the order in which they were typed."""
