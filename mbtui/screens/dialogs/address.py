"""An address alone on the screen, to be clicked, selected or copied: nothing stands beside or between its parts."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from mbtui.panes.bindings import bindings_for
from mbtui.panes.copy import copy_text
from mbtui.screens.pushed import PushedScreen
from mbtui.screens.text_layout import address_lines, content_of, key_hints


class AddressScreen(PushedScreen[None], inherit_bindings=False):
    """Shows where an address leads when mbtui does not open it itself, and copies it at once."""

    scopes = ("address",)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(self, url: str, reason: str) -> None:
        """Show a clean address that may be opened, and a sentence why it is shown."""
        super().__init__()
        self._url = url
        self._reason = reason
        self._address = Static(id="address--url")
        self._below = Static(id="address--below")

    def compose(self) -> ComposeResult:
        yield Static(Content(self._reason))
        yield self._address
        yield self._below

    def on_mount(self) -> None:
        self.on_resize()
        self.action_address_copy()

    def on_resize(self) -> None:
        self._address.update(content_of(address_lines(self._url, self.app.size.width)))

    def action_address_copy(self) -> None:
        copied = Content(f"{copy_text(self.app, self._url)}\n\n")
        hints = key_hints(self.app, ("address.close", "back"), ("address.copy", "copy again"))
        self._below.update(Content.assemble(copied, hints))
