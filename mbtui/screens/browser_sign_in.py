"""Sign in through a browser, on this computer or another one: shows the address and waits for the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widgets import Input, Static

from mbtui.api.credentials import Token

if TYPE_CHECKING:
    from mbtui.services.indieauth import BrowserSignIn


class BrowserSignInScreen(Screen[Token | None], inherit_bindings=False):
    """Returns the token that the server gave, or None when the reader backed out."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", show=False)]

    def __init__(self, origin: str, client_id: str = "") -> None:
        """
        Args:
            origin: The server to sign in to.
            client_id: The web address that stands for this program, if one is configured.
        """
        super().__init__()
        self._origin = origin
        self._client_id = client_id
        self._pasted: asyncio.Queue[str] = asyncio.Queue()

    def compose(self) -> ComposeResult:
        """The address alone on its lines, so that it can be selected; the field for the way back."""
        with Vertical(id="sign-in"):
            yield Static(Content.assemble(("Sign in through the browser", "bold")))
            yield Static(Content("\nOpen this address in a browser, on any computer, and say yes:\n"))
            yield Static(Content(""), id="browser--address")
            yield Static(
                Content(
                    "\nOn this computer that is all. On another one the browser ends on an address that it can not "
                    "open: paste that here.\n"
                )
            )
            yield Input(password=True, compact=True, placeholder="the address on which the browser ended")
            yield Static(Content(""), id="sign-in--says")
            yield Static(Content.assemble("\n", ("esc", "bold"), " back"))

    def on_mount(self) -> None:
        """Begin to listen."""
        self.query_one(Input).focus()
        self._attempt()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the pasted address."""
        event.stop()
        self._pasted.put_nowait(event.value)

    def action_back(self) -> None:
        """Give up this attempt."""
        self.dismiss(None)

    @work(exclusive=True)
    async def _attempt(self) -> None:
        from mbtui.api.errors import MicroblogError
        from mbtui.services.accounts import AccountProblem
        from mbtui.services.indieauth import BrowserSignIn, Endpoints

        async with BrowserSignIn(Endpoints.of_server(self._origin), client_id=self._client_id) as attempt:
            address = Content(attempt.address).stylize(Style(link=attempt.address))
            self.query_one("#browser--address", Static).update(address)
            token = None
            while token is None:
                try:
                    token = await attempt.exchange(await self._code(attempt))
                except (MicroblogError, AccountProblem) as error:
                    self.query_one("#sign-in--says", Static).update(Content(f"\n{error}"))
                    if isinstance(error, MicroblogError):
                        # The code is spent or refused; another attempt begins from the sign-in screen.
                        return
            self.dismiss(token)

    async def _code(self, attempt: BrowserSignIn) -> str:
        """Wait for the browser's return or for what is pasted, whichever comes first."""
        returned = asyncio.ensure_future(attempt.wait())
        pasted = asyncio.ensure_future(self._pasted.get())
        try:
            done, _ = await asyncio.wait([returned, pasted], return_when=asyncio.FIRST_COMPLETED)
            return returned.result() if returned in done else attempt.read(pasted.result())
        finally:
            returned.cancel()
            pasted.cancel()
