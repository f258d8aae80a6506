"""Sign in: one field for an app token, an e-mail address or a link, and a way to look around first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from mbtui import paths
from mbtui.accounts.accounts import AccountProblem, SignedIn
from mbtui.accounts.sign_in_field import EmailAddress, PastedRedirect, read_entry
from mbtui.api import Client
from mbtui.api.credentials import Token
from mbtui.api.errors import MicroblogError
from mbtui.panes.bindings import bindings_for
from mbtui.screens.dialogs.question import Choice, Question
from mbtui.screens.pushed import PushedScreen
from mbtui.screens.text_layout import key_hints
from mbtui.services.session_provider import AccountSessions
from mbtui.widgets.text_keys import Line

WHERE = "https://micro.blog/account/apps"
"""Where app tokens are made."""


class SignInScreen(PushedScreen[str | None], inherit_bindings=False):
    """Returns what the reader should know once somebody has signed in, in sentences; None when nobody has."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("sign_in.back", "sign_in.browser")

    def __init__(self, sessions: AccountSessions, reason: str = "", *, way_back: str) -> None:
        """
        Args:
            sessions: Whose accounts to sign in to.
            reason: Why the reader has to sign in, in sentences; empty at the first start.
            way_back: What happens without a sign-in: `look around in Discover first`.
        """
        super().__init__()
        self._sessions = sessions
        self._way_back = way_back
        self._why = Static(Content(reason), id="sign-in--reason")
        self._why.display = bool(reason)
        self._says = Static(Content(""), id="sign-in--says")
        has_mail = sessions.accounts.can_send_mail
        wanted = "app token, e-mail address or link" if has_mail else "app token, or the link from a mail"
        self._line = Line(password=True, compact=True, placeholder=wanted)
        self._is_busy = False
        self.was_left_early = False
        """Whether the reader has gone while the server or the keyring was asked."""

    def compose(self) -> ComposeResult:
        """What has to be seen comes first: a small terminal cuts off the rest."""
        with Vertical(id="sign-in"):
            yield Static(Content.styled("Sign in to Micro.blog", "bold"))
            yield self._why
            yield self._line
            yield self._says
            hints = [("enter", "sign in"), ("sign_in.browser", "through the browser"), ("sign_in.back", self._way_back)]
            yield Static(key_hints(self.app, *hints))
            yield Static(
                Content(
                    f"\nApp tokens are made at {WHERE}\n\n"
                    "The token goes into the system's keyring. Where there is none, mbtui asks first."
                )
            )

    def on_mount(self) -> None:
        self._line.focus()

    def action_close(self) -> None:
        self.was_left_early = self._is_busy
        self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show an e-mail address as it is typed; hide everything that may be a token."""
        event.input.password = "@" not in event.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._is_busy:
            self._try(event.value)

    def _say(self, text: str) -> None:
        """Say something in the place of the reason, which would leave no room for it on few lines."""
        self._says.update(Content(text))
        self._why.display = False

    @work(group="sign-in", exclusive=True)
    async def _try(self, text: str) -> None:
        with self._attempt():
            entry = read_entry(text)
            if isinstance(entry, EmailAddress):
                await self._send_mail(entry)
            elif isinstance(entry, PastedRedirect):
                self._say("That link belongs to a sign-in through the browser. Begin one with F2.")
            else:
                await self._use(entry, is_entered=True)

    @contextmanager
    def _attempt(self) -> Iterator[None]:
        """Say what goes wrong; what was entered stays."""
        self._is_busy = True
        try:
            yield
        except (MicroblogError, AccountProblem) as error:
            self._say(str(error))
        finally:
            self._is_busy = False

    async def _use(self, token: Token, *, is_entered: bool) -> None:
        accounts = self._sessions.accounts
        is_wanted = True
        self._say("Asking Micro.blog, then the keyring…")
        async with Client(None, self._sessions.origin) as client:
            signed_in = await accounts.sign_in(client, token)
            is_new = not is_entered or signed_in.token != token
            if not signed_in.account.kept:
                self._say("")
                answer = await self.app.push_screen_wait(FileQuestion(signed_in.reason, is_new=is_new))
                if answer is None:
                    # The server may no longer accept what was entered.
                    self._line.value = signed_in.token.reveal()
                    self._say("Nobody was signed in. The token stands in the field.")
                    return
                is_wanted = answer == "yes"
                signed_in = await accounts.settle(client, signed_in, may_use_file=is_wanted)
        self._sessions.choose(signed_in.account.username)
        self.dismiss(_welcome(signed_in, is_new=is_new, is_wanted=is_wanted))

    async def _send_mail(self, address: str) -> None:
        async with Client(None, self._sessions.origin) as client:
            await self._sessions.accounts.send_mail(client, address)
        self._line.value = ""
        self._say(f"A mail is on its way to {address}. Paste the link from it here.")

    def action_sign_in_browser(self) -> None:
        if not self._is_busy:
            self._through_browser()

    @work(group="sign-in", exclusive=True)
    async def _through_browser(self) -> None:
        from mbtui.screens.browser_sign_in import BrowserSignInScreen

        token = await self.app.push_screen_wait(BrowserSignInScreen(self._sessions.origin, self._sessions.config))
        if token:
            with self._attempt():
                await self._use(token, is_entered=False)


class FileQuestion(Question):
    """Whether the token may go into a file.

    No key has opened it, so what was typed before it stood on the screen is no answer to it.
    """

    def __init__(self, reason: str, *, is_new: bool) -> None:
        """
        Args:
            reason: Why the keyring does not have the token, in sentences.
            is_new: Whether the token is not the one that the reader entered: a no loses it, which is said.
        """
        answers = [Choice("y", "yes", "yes"), Choice("n", "no, ask again at the next start", "no")]
        lost = " It was made in this sign-in, and a no loses it when mbtui ends." if is_new else ""
        super().__init__(f"{reason} Keep the token in a file that only you can read?{lost}", answers, is_short=True)
        self._seen_at = float("inf")

    def on_mount(self) -> None:
        self.call_after_refresh(self._note_that_it_is_seen)

    def _note_that_it_is_seen(self) -> None:
        self._seen_at = Message().time

    def on_key(self, event: events.Key) -> None:
        if event.time < self._seen_at:
            event.stop()
            event.prevent_default()


def _welcome(signed_in: SignedIn, *, is_new: bool, is_wanted: bool) -> str:
    """Say who has signed in, and where the token is now.

    Args:
        is_new: As for `FileQuestion`.
        is_wanted: Whether the reader wants the token to be kept.
    """
    who = f"Signed in as @{signed_in.account.username}"
    if not signed_in.is_kept:
        why = f" It could not be kept: {signed_in.reason}" if is_wanted else ""
        lost = " The next sign-in needs another token." if is_new else ""
        return f"{who}, until mbtui ends.{why}{lost}"
    if signed_in.account.kept == "file" and signed_in.file is not None:
        return f"{who}. The token is kept in {paths.displayed(signed_in.file)}."
    return f"{who}. The token is in the keyring."
