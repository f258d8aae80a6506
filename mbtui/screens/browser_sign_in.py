"""Sign in through a browser, on this computer or another one: shows the address and waits for the answer."""

from __future__ import annotations

import asyncio
import os
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from mbtui.accounts.accounts import AccountProblem
from mbtui.accounts.indieauth import BrowserSignIn, Endpoints
from mbtui.api.credentials import Token
from mbtui.api.errors import MicroblogError
from mbtui.config import Config
from mbtui.panes.bindings import bindings_for
from mbtui.panes.copy import copy_text
from mbtui.screens.pushed import PushedScreen
from mbtui.screens.text_layout import address_lines, content_of, key_hints
from mbtui.services import urls
from mbtui.widgets.text_keys import Line

ROOMY_LINES = 18
"""A terminal so high shows everything beside an address of usual length."""


class BrowserSignInScreen(PushedScreen[Token | None], inherit_bindings=False):
    """Returns the token that the server gave, or None when the reader backed out."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("sign_in.back", "sign_in.copy")

    def __init__(self, origin: str, config: Config) -> None:
        super().__init__()
        self._origin = origin
        self._config = config
        self._url = ""
        self._address = Static(Content(""), id="browser--address")
        self._says = Static(Content(""), id="browser--says")
        self._line = Line(password=True, compact=True, placeholder="the address where the browser ended")
        self._pasted: asyncio.Queue[str] = asyncio.Queue()

    def compose(self) -> ComposeResult:
        """The address alone on its lines, so that it can be selected; the field for the way back stays below."""
        with VerticalScroll(id="browser--above", can_focus=False):
            yield Static(Content("Open this in a browser and say yes:"))
            yield self._address
        with Vertical(id="browser--below"):
            yield self._says
            yield Static(Content("With the browser on another computer, paste here where it ended:"), id="browser--how")
            yield self._line
            yield Static(key_hints(self.app, ("sign_in.copy", "copy the address"), ("sign_in.back", "back")))

    def on_mount(self) -> None:
        self._say("")
        self._line.focus()
        self._attempt()

    def on_resize(self) -> None:
        """Break the address where the lines end now; on few lines it needs all of them."""
        self.set_class(self.app.size.height < ROOMY_LINES, "-low")
        self._draw()

    def _draw(self) -> None:
        self._address.update(content_of(address_lines(self._url, self.app.size.width)))

    def _say(self, text: str) -> None:
        self._says.update(Content(text))
        self._says.display = bool(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._pasted.put_nowait(event.value)

    def action_sign_in_copy(self) -> None:
        if self._url:
            self._say(copy_text(self.app, self._url))

    @work(exclusive=True)
    async def _attempt(self) -> None:
        endpoints = Endpoints.of_server(self._origin)
        async with BrowserSignIn(endpoints, client_id=self._config.client_id) as attempt:
            self._url = attempt.address
            self._draw()
            self._open()
            try:
                token = await attempt.exchange(await self._code(attempt))
            except (MicroblogError, AccountProblem) as error:
                # The code is spent or refused, or the answer was no.
                self._say(f"{error} esc goes back, and F2 begins another sign-in.")
                return
            self.dismiss(token)

    @work(group="open")
    async def _open(self) -> None:
        """Open the address where that does not take the screen away; else it is there to be copied."""
        way = urls.open_method(self._url, "link", self._config, os.environ)
        if way.kind == "program":
            self._say(await asyncio.to_thread(urls.start, way.arguments) or "The browser has been asked to open it.")
        elif way.kind == "system" and not await asyncio.to_thread(urls.start_system_browser, self._url):
            self._say("The browser has been asked to open it.")

    async def _code(self, attempt: BrowserSignIn) -> str:
        """Wait for the browser's return, which may be a no (`AccountProblem`), or for a pasted address of use."""
        returned = asyncio.ensure_future(attempt.wait())
        pasted = asyncio.ensure_future(self._pasted.get())
        try:
            while True:
                await asyncio.wait([returned, pasted], return_when=asyncio.FIRST_COMPLETED)
                if returned.done():
                    return returned.result()
                try:
                    return attempt.read(pasted.result())
                except AccountProblem as problem:
                    self._say(str(problem))
                pasted = asyncio.ensure_future(self._pasted.get())
        finally:
            returned.cancel()
            pasted.cancel()
