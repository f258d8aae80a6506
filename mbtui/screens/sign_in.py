"""Sign in: one field for an app token, an e-mail address or a link, and a way to look around first."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from mbtui.screens.question import Choice, Question
from mbtui.services.entrance import AccountEntrance, Entrance

WHERE = "https://micro.blog/account/apps"
"""Where app tokens are made."""


class SignInScreen(Screen[bool], inherit_bindings=False):
    """Returns whether somebody has signed in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "look_around", "Look around", show=False),
        Binding("f2", "browser", "Sign in through the browser", show=False, priority=True),
    ]

    def __init__(self, entrance: Entrance, reason: str = "") -> None:
        """
        Args:
            entrance: Whose accounts to sign in to.
            reason: Why the reader has to sign in, as a sentence; empty at the first start.
        """
        super().__init__()
        self._entrance = entrance
        self._reason = reason
        self._says = Static(Content(""), id="sign-in--says")
        self._is_busy = False

    def compose(self) -> ComposeResult:
        """Words, the field, and what it answers."""
        with Vertical(id="sign-in"):
            yield Static(Content.assemble(("Sign in to Micro.blog", "bold")))
            if self._reason:
                yield Static(Content(self._reason))
            yield Static(
                Content.assemble(
                    "\nPaste an app token, the link from a sign-in mail, or type your e-mail address.\n",
                    f"App tokens are made at {WHERE}\n",
                )
            )
            yield Input(password=True, compact=True, placeholder="token, link or e-mail address")
            yield self._says
            yield Static(
                Content.assemble(
                    "\n",
                    ("enter", "bold"),
                    " sign in   ",
                    ("F2", "bold"),
                    " through the browser   ",
                    ("esc", "bold"),
                    " look around in Discover first\n\n",
                    "The token goes into the system's keyring. Where there is none, mbtui asks first.",
                )
            )

    def on_mount(self) -> None:
        """Begin in the field."""
        self.query_one(Input).focus()

    def action_look_around(self) -> None:
        """Back to Discover; `S` in the palette comes here again."""
        self.dismiss(False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show an e-mail address as it is typed; hide everything that may be a token."""
        event.input.password = "@" not in event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try what was entered."""
        event.stop()
        if not self._is_busy:
            self._try(event.value)

    def _say(self, text: str) -> None:
        self._says.update(Content("\n" + text))

    @work(group="sign-in", exclusive=True)
    async def _try(self, text: str) -> None:
        from mbtui.api.errors import MicroblogError
        from mbtui.services.accounts import AccountProblem
        from mbtui.services.sign_in_entry import EmailAddress, PastedToken, Unreadable, read_entry

        entry = read_entry(text)
        self._is_busy = True
        try:
            match entry:
                case PastedToken():
                    await self._use(entry.token.reveal())
                case EmailAddress():
                    await self._send_mail(entry.address)
                case Unreadable():
                    self._say(entry.sentence)
                case _:
                    self._say("That link belongs to a sign-in through the browser. Begin one with F2.")
        except (MicroblogError, AccountProblem) as error:
            self._say(str(error))
        finally:
            self._is_busy = False

    async def _use(self, token: str) -> None:
        from mbtui.api import Client

        entrance = self._entrance
        if not isinstance(entrance, AccountEntrance):
            self._say("The demo needs no sign-in.")
            return
        may_use_file = False
        self._say("Looking for the keyring…")
        if trouble := await entrance.accounts.keyring_trouble():
            answer = await self.app.push_screen_wait(
                Question(
                    f"{trouble} Keep the token in a file that only you can read?",
                    [Choice("y", "yes", "yes"), Choice("n", "no, ask again at the next start", "no")],
                    is_short=True,
                )
            )
            if answer is None:
                self._say("Not signed in.")
                return
            may_use_file = answer == "yes"
        self._say("Asking Micro.blog…")
        async with Client(None, entrance.origin) as client:
            await entrance.accounts.sign_in(client, token, may_use_file=may_use_file)
        self.dismiss(True)

    async def _send_mail(self, address: str) -> None:
        from mbtui.api import Client

        entrance = self._entrance
        if not isinstance(entrance, AccountEntrance):
            self._say("The demo needs no sign-in.")
            return
        async with Client(None, entrance.origin) as client:
            await entrance.accounts.send_mail(client, address)
        self.query_one(Input).value = ""
        self._say(f"A mail is on its way to {address}. Paste the link from it here.")

    def action_browser(self) -> None:
        """Sign in through the browser, on this machine or another."""
        self._open_browser()

    @work(group="sign-in", exclusive=True)
    async def _open_browser(self) -> None:
        from mbtui.api.errors import MicroblogError
        from mbtui.services.accounts import AccountProblem

        if not isinstance(self._entrance, AccountEntrance):
            return
        try:
            await self._through_browser(self._entrance)
        except (MicroblogError, AccountProblem) as error:
            self._say(str(error))

    async def _through_browser(self, entrance: AccountEntrance) -> None:
        from mbtui.screens.browser_sign_in import BrowserSignInScreen

        token = await self.app.push_screen_wait(BrowserSignInScreen(entrance.origin))
        if token:
            await self._use(token.reveal())
