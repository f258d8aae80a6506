"""An address alone on the screen, to be clicked, selected or copied: nothing stands beside or between its parts."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from mbtui.panes.copy import copy_text
from mbtui.screens.numbered import address_style
from mbtui.widgets.wrapping import wrap_verbatim


class AddressScreen(Screen[None], inherit_bindings=False):
    """Shows where an address leads when mbtui does not open it itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,backspace,q,enter,space", "close", "Back", show=False),
        Binding("y", "copy", "Copy again", show=False),
    ]

    def __init__(self, url: str, reason: str) -> None:
        """
        Args:
            url: An address that may be opened; clean.
            reason: Why it is shown, as a sentence.
        """
        super().__init__()
        self._url = url
        self._reason = reason
        self._copied = ""

    def compose(self) -> ComposeResult:
        """Words, the address from the first column on, words."""
        yield Static(id="address--above")
        yield Static(id="address--url")
        yield Static(id="address--below")

    def on_mount(self) -> None:
        """Copy the address at once."""
        self._copied = copy_text(self.app, self._url)
        self._draw()

    def on_resize(self) -> None:
        """Break the address where the lines end now."""
        self._draw()

    def _draw(self) -> None:
        width, style = max(1, self.app.size.width), address_style(self._url)
        lines = [(self._url[start:end], style) for start, end in wrap_verbatim(self._url, width)]
        parts: list[object] = []
        for line in lines:
            parts.extend(["\n", line] if parts else [line])
        self.query_one("#address--above", Static).update(Content(self._reason))
        self.query_one("#address--url", Static).update(Content.assemble(*parts))  # type: ignore[arg-type]
        self.query_one("#address--below", Static).update(
            Content.assemble(self._copied, "\n\n", ("esc", "bold"), " back   ", ("y", "bold"), " copy again")
        )

    def action_copy(self) -> None:
        """Copy it once more."""
        self._copied = copy_text(self.app, self._url)
        self._draw()

    def action_close(self) -> None:
        """Back to where the reader was."""
        self.dismiss(None)
