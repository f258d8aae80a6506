"""How the application gets in, changes accounts, and notices that a token is no longer accepted."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work
from textual.worker import WorkerError

from mbtui.panes.bindings import key_of
from mbtui.panes.messages import Problem, describe
from mbtui.panes.typed_ahead import TypeAheadApp
from mbtui.services.polling import Polled, PollFailed
from mbtui.store import StoreError

if TYPE_CHECKING:
    from mbtui.config import Config
    from mbtui.outbox.change import Change
    from mbtui.screens.main import MainScreen
    from mbtui.services.session import Session
    from mbtui.services.sessions import Connected, SessionProvider

PRUNE_AFTER_SECONDS = 60.0
RETRY_SECONDS = 5.0
"""Between attempts to get in while the server does not answer."""


class EnteringApp(TypeAheadApp, inherit_bindings=False):
    """A part of the application: everything about whose posts are shown, and with which token."""

    config: Config
    sessions: SessionProvider
    session: Session
    main: MainScreen
    start_notices: list[str]
    """What was found wrong at the start, in sentences: with the configuration, with the saved posts."""
    has_mutes = False
    """Whether Micro.blog has told what this account mutes."""
    _connected: Connected | None = None
    _was_refused = False
    """Whether the token was refused, and verified since; another refusal then is the end of it."""

    if TYPE_CHECKING:

        def heard(self, outcome: Polled | PollFailed) -> None: ...

        def sent(self, change: Change) -> None: ...

        def posts_left(self) -> None: ...

        async def main_screen(self, session: Session) -> MainScreen: ...

    # Getting in

    @work(group="account", exclusive=True)
    async def get_in(self, welcome: str = "") -> None:
        """Find the client, then send what waits and ask for what is new until the program ends.

        Args:
            welcome: Sentences to say when that is done.
        """
        connected = self._connected = await self._find_way()
        session = connected.session
        # From here on the session closes the client, whenever the program ends.
        await session.connect(connected.client, self.heard)
        if session is not self.session:
            await self.use(session)
        if words := f"{welcome} {connected.notice}".strip():
            self.main.say(words)
        await self.main.signed_in()
        if not session.can_write:
            # The sentences about the start are under the sign-in screen, and may say why there is no token.
            self.show_sign_in(" ".join(filter(None, [*self.start_notices, connected.reason])))
            self.start_notices.clear()
            return
        assert session.outbox is not None and session.poller is not None
        session.outbox.wake()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(session.outbox.run())
            tasks.create_task(session.poller.run(is_once=not self.config.poll))
            tasks.create_task(session.reading.run())
            tasks.create_task(self._forget_old_posts())
            tasks.create_task(self._reconvert(session))
            tasks.create_task(self._verify(connected))

    async def _find_way(self) -> Connected:
        """Get in, however long the server does not answer."""
        from mbtui.api.errors import MicroblogError

        while True:
            try:
                return await self.sessions.connect(self.session)
            except (MicroblogError, StoreError) as error:
                self.heard(PollFailed(error, self.session.clock(), RETRY_SECONDS))
                await asyncio.sleep(RETRY_SECONDS)

    async def _forget_old_posts(self) -> None:
        """Remove saved posts as configured, a little at a time, once the start is over."""
        config = self.config
        if not config.keep_days and not config.keep_posts:
            return
        await asyncio.sleep(PRUNE_AFTER_SECONDS)
        try:
            if not await self.session.prune(keep_days=config.keep_days or None, keep_posts=config.keep_posts or None):
                return
        except StoreError as error:
            self.main.say(describe(Problem("remove old posts", error)), is_problem=True)
        self.posts_left()

    async def _reconvert(self, session: Session) -> None:
        """Bring saved posts up to date that another version of mbtui has converted, once the start is over."""
        from mbtui.services.reconvert import reconvert

        try:
            await reconvert(session.store, self.main.show_changed)
        except StoreError as error:
            self.main.say(describe(Problem("convert the saved posts anew", error)), is_problem=True)

    async def use(self, session: Session) -> None:
        """Go on with another account's saved posts."""
        old, self.session = self.session, session
        session.listen(self.sent)
        self.has_mutes = self._was_refused = False
        try:
            self.main = await self.main_screen(session)
            while len(self.screen_stack) > 1:
                self.pop_screen()
            if not self.screen._result_callbacks:
                # Textual 8.2.8 takes an entry off the screen that is left, which the first screen was never given.
                self.screen._push_result_callback(self, None)
            await self.switch_screen(self.main)
        finally:
            await old.close()

    # The token

    async def _verify(self, connected: Connected) -> None:
        """Have the token confirmed when that is due."""
        from mbtui.api.errors import MicroblogError, SignInRequired

        try:
            if notice := await self.sessions.verified(connected):
                self.main.say(notice)
        except SignInRequired as error:
            self.show_sign_in(str(error))
        except MicroblogError:
            # Not answered: the token stays as it is, and the next start asks again.
            return

    @work(group="token", exclusive=True)
    async def token_refused(self, reason: str) -> None:
        """Have a refused token verified once: another mbtui may have exchanged it. Then it is the reader's turn.

        Args:
            reason: What the server said, as a sentence.
        """
        from mbtui.api.errors import MicroblogError, RateLimited, ServiceUnavailable, SignInRequired

        connected, session = self._connected, self.session
        if connected is None or self._was_refused:
            self.show_sign_in(reason)
            return
        self._was_refused = True
        try:
            notice = await self.sessions.verified(connected, is_forced=True)
        except SignInRequired as error:
            self.show_sign_in(str(error))
            return
        except (ServiceUnavailable, RateLimited):
            # The next round of polling tells more.
            self._was_refused = False
            return
        except MicroblogError:
            # The server refuses the token and does not say that it is invalid: it stays where it is kept.
            self.show_sign_in(reason)
            return
        if notice:
            self.main.say(notice)
        if session is self.session and session.poller is not None and session.outbox is not None:
            session.poller.wake()
            session.outbox.wake()

    def token_accepted(self) -> None:
        """The server has answered: a refusal from now on is a new one."""
        self._was_refused = False

    # Signing in and out

    def action_app_sign_in(self) -> None:
        """Sign in, or to another account."""
        if self.sessions.can_sign_in:
            self.show_sign_in()
        else:
            self.main.say("The demo needs no sign-in.")

    def show_sign_in(self, reason: str = "") -> None:
        """Ask the reader to sign in; what is saved and Discover can be read without.

        Args:
            reason: Why, in sentences; empty when the reader wants it, or at the first start.
        """
        from mbtui.screens.sign_in import SignInScreen
        from mbtui.services.sessions import AccountSessions

        sessions = self.sessions
        if any(isinstance(screen, SignInScreen) for screen in self.screen_stack):
            return
        if not isinstance(sessions, AccountSessions) or self.main.writing.is_open:
            # What is being typed must not go into another field.
            self.main.say(f"{reason} {key_of(self, 'app.sign_in')} signs in.".strip(), is_problem=True)
            return
        way_back = "go on without" if self.session.username else "look around in Discover first"
        self.push_screen(SignInScreen(sessions, reason, way_back=way_back), self._signed_in)

    def _signed_in(self, welcome: str | None) -> None:
        if welcome is not None:
            self._was_refused = False
            self.get_in(welcome)

    async def change_account(self, username: str) -> None:
        """Go on with another account that is signed in here."""
        self.sessions.choose(username)
        await self._go_on_with_expected()

    async def sign_out(self) -> None:
        """Forget the token of this account; what is saved stays."""
        from mbtui.accounts.accounts import AccountProblem

        try:
            sentences = await self.sessions.sign_out(self.session.username)
        except AccountProblem as problem:
            self.main.say(str(problem), is_problem=True)
            return
        words = " ".join(sentences) or "Signed out. What was saved and written stays on this computer."
        await self._go_on_with_expected(words)

    async def _go_on_with_expected(self, welcome: str = "") -> None:
        """Change to the account that the session provider expects now."""
        for worker in self.workers.cancel_group(self, "account"):
            # Its files must not be closed under what is under way.
            with suppress(WorkerError):
                await worker.wait()
        try:
            await self.use(await asyncio.to_thread(self.sessions.first_session))
        except StoreError as error:
            welcome = describe(Problem("open the saved posts", error))
        self.get_in(welcome)
