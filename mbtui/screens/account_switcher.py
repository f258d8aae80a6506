"""How the application gets in, changes accounts, and notices that a token is no longer accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import WorkerError

from mbtui.api.errors import MicroblogError, RateLimited, ServiceUnavailable, SignInRequired
from mbtui.panes.bindings import key_of
from mbtui.panes.messages import could_not
from mbtui.screens.account_app import AccountApp
from mbtui.screens.main import MainScreen
from mbtui.screens.news_desk import NewsDesk
from mbtui.services.polling import Polled, PollFailed
from mbtui.services.ui_state import last_view_now
from mbtui.store import StoreError
from mbtui.terminal import kept_frame
from mbtui.timeline_kinds import TIMELINE

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.screens.sign_in import SignInScreen
    from mbtui.services.session import Session
    from mbtui.services.session_provider import Connected

PRUNE_AFTER_SECONDS = 60.0
_TOLD = "told"
"""Whether the reader was asked to sign in: each write that is refused after that only says so."""
SEND_AFTER_SECONDS = 1.0
RETRY_SECONDS = 5.0
"""Between attempts to get in while the server does not answer."""


class AccountSwitcher:
    """Everything about whose posts are shown, and with which token."""

    def __init__(self, app: AccountApp, news: NewsDesk) -> None:
        self._app = app
        self._news = news
        self.start_notices: list[str] = []
        """What was found wrong at the start, in sentences: with the configuration, with the saved posts."""
        self._connected: Connected | None = None
        self._refused: set[str] = set()
        """Which of reading and writing were refused the token, and had it verified since; another refusal of the same
        then is the end of it."""
        self._listen(app.session)

    def _listen(self, session: Session) -> None:
        session.listen(self._news.show_change)
        session.listen(self._check_change)

    # Getting in

    def get_in(self, welcome: str = "") -> None:
        """Find the client, say the welcome, then send what waits and ask for what is new until the program ends."""
        work: Callable[[], Awaitable[None]] = partial(self._get_in, welcome)
        self._app.run_worker(work, group="account", exclusive=True)

    async def _get_in(self, welcome: str) -> None:
        connected = self._connected = await self._find_way()
        session = connected.session
        notices, self.start_notices = self.start_notices, []
        said_again: list[str] = []
        # From here on the session closes the client, whenever the program ends.
        await session.connect(connected.client, self._news.show_round)
        if session is not self._app.session:
            # The answer is on its way while the screen is made.
            with suppress(StoreError):
                # What can not be read now is told of when it is needed.
                await session.timeline(TIMELINE.id).ask_ahead()
            await self.use(session)
            # The screen on which they were said is gone.
            said_again = notices
        if words := " ".join(filter(None, [*said_again, welcome, connected.notice])):
            self._app.main.say(words, is_problem=bool(said_again))
        await self._app.main.signed_in()
        # What pictures there are to show waits for the client.
        self._app.main.pane.posts.look_around()
        if not session.can_write:
            # The sentences about the start are under the sign-in screen, and may say why there is no token.
            self.show_sign_in(" ".join(filter(None, [*notices, connected.reason])))
            return
        assert session.poller is not None
        with suppress(StoreError):
            # From now on it is told what others save; what they saved before was read for the first frame.
            await session.store.cache.changed_by_others()
            await session.store.outbox.changed_by_others()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._send(session, session.poller.has_posts))
            tasks.create_task(session.poller.run(is_once=not self._app.config.poll))
            tasks.create_task(session.reading.run())
            tasks.create_task(self._tidy_up(session))
            tasks.create_task(self._reconvert(session))
            tasks.create_task(self._verify(connected))

    async def _send(self, session: Session, has_posts: asyncio.Event) -> None:
        """Send what waits. What does that is loaded when there are posts to be looked at, or none come for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SEND_AFTER_SECONDS):
                await has_posts.wait()
        assert session.outbox is not None
        session.outbox.wake()
        await session.outbox.run()

    async def _find_way(self) -> Connected:
        """Get in, however long the server does not answer."""
        while True:
            try:
                return await self._app.sessions.connect(self._app.session)
            except (MicroblogError, StoreError) as error:
                self._news.show_round(PollFailed(error, self._app.session.clock(), RETRY_SECONDS))
                await asyncio.sleep(RETRY_SECONDS)

    async def _tidy_up(self, session: Session) -> None:
        """Remove files that no post needs, and old posts as configured, a little at a time, once the start is over."""
        await asyncio.sleep(PRUNE_AFTER_SECONDS)
        from mbtui.services.attachments import sweep

        days, posts = self._app.config.keep_days or None, self._app.config.keep_posts or None
        try:
            await sweep(session.store.folder, session.store)
            if days is None and posts is None:
                return
            if not await session.prune(keep_days=days, keep_posts=posts):
                return
        except StoreError as error:
            self._app.main.say(could_not("remove old posts and files", error), is_problem=True)
        self._news.show_saved()

    async def _reconvert(self, session: Session) -> None:
        """Bring saved posts up to date that another version of mbtui has converted, once the start is over."""
        from mbtui.services.reconvert import reconvert

        try:
            await reconvert(session.store, self._app.main.show_changed)
        except StoreError as error:
            self._app.main.say(could_not("convert the saved posts anew", error), is_problem=True)

    async def use(self, session: Session) -> None:
        """Go on with another account's saved posts."""
        old, self._app.session = self._app.session, session
        self._listen(session)
        self._refused.clear()
        try:
            view = await asyncio.to_thread(last_view_now, session.store)
            columns = self._app.main.columns.is_wanted
            self._app.main = MainScreen(session, self._app.config, view=view)
            self._app.main.columns.is_wanted = columns
            while len(self._app.screen_stack) > 1:
                self._app.pop_screen()
            await self._app.replace_screen(self._app.main)
        finally:
            await old.close()

    # The token

    async def _verify(self, connected: Connected) -> None:
        """Have the token confirmed when that is due."""
        try:
            if notice := await self._app.sessions.verified(connected):
                self._app.main.say(notice)
        except SignInRequired as error:
            self.show_sign_in(str(error))
        except MicroblogError:
            # Not answered: the token stays as it is, and the next start asks again.
            return

    def check_token(self, outcome: Polled | PollFailed) -> None:
        """Notice by a round of polling whether the token is still accepted."""
        if not isinstance(outcome, PollFailed):
            # A refusal from now on is a new one.
            self._refused.discard("reading")
        elif isinstance(outcome.error, SignInRequired):
            self._meet_refusal("reading", outcome.error)

    def _check_change(self, change: Change) -> None:
        """Notice by what is sent the same: what writes may be refused a token that may read."""
        if change.state == "sent":
            self._refused.difference_update(("writing", _TOLD))
        elif isinstance(change.problem, SignInRequired) and self._refused.isdisjoint(("reading", _TOLD)):
            self._meet_refusal("writing", change.problem)

    def _meet_refusal(self, doing: str, error: SignInRequired) -> None:
        work: Callable[[], Awaitable[None]] = partial(self._verify_again, doing, str(error))
        self._app.run_worker(work, group="token", exclusive=True)

    async def _verify_again(self, doing: str, reason: str) -> None:
        """Have a refused token verified once: another mbtui may have exchanged it. Then it is the reader's turn."""
        connected, session = self._connected, self._app.session
        if connected is None or doing in self._refused:
            self.show_sign_in(reason)
            return
        self._refused.add(doing)
        try:
            notice = await self._app.sessions.verified(connected, is_forced=True)
        except SignInRequired as error:
            self.show_sign_in(str(error))
            return
        except (ServiceUnavailable, RateLimited):
            # The next attempt tells more.
            self._refused.discard(doing)
            return
        except MicroblogError:
            # The server refuses the token and does not say that it is invalid: it stays where it is kept.
            self.show_sign_in(reason)
            return
        if notice:
            self._app.main.say(notice)
        if session is self._app.session and session.poller is not None and session.outbox is not None:
            session.poller.wake()
            session.outbox.wake()

    # Signing in and out

    def sign_in(self) -> None:
        if self._app.sessions.can_sign_in:
            self.show_sign_in()
        else:
            self._app.main.say("The demo needs no sign-in.")

    def show_sign_in(self, reason: str = "") -> None:
        """Ask the reader to sign in; `reason` is empty when the reader wants it, or at the first start."""
        from mbtui.screens.sign_in import SignInScreen
        from mbtui.services.session_provider import AccountSessions

        if reason:
            self._refused.add(_TOLD)
        sessions = self._app.sessions
        if any(isinstance(screen, SignInScreen) for screen in self._app.screen_stack):
            return
        if not isinstance(sessions, AccountSessions) or self._app.main.writing.is_open:
            # What is being typed must not go into another field.
            self._app.main.say(f"{reason} {key_of(self._app, 'app.sign_in')} signs in.".strip(), is_problem=True)
            return
        way_back = "go on without" if self._app.session.username else "look around in Discover first"
        screen = SignInScreen(sessions, reason, way_back=way_back)
        self._app.push_screen(screen, partial(self._signed_in, screen))

    def _signed_in(self, screen: SignInScreen, welcome: str | None) -> None:
        if screen.was_left_early:
            self._app.main.say("You left the sign-in before it was done; a token it made may be lost.")
        if welcome is not None:
            self._refused.clear()
            self.get_in(welcome)

    async def change_account(self, username: str) -> None:
        """Go on with another account that is signed in here."""
        self._app.sessions.choose(username)
        await self._go_on_with_expected()

    async def sign_out(self) -> None:
        """Forget the token of this account; what is saved stays."""
        from mbtui.accounts.accounts import AccountProblem

        folder = self._app.session.store.folder
        try:
            sentences = await self._app.sessions.sign_out(self._app.session.username)
            await asyncio.to_thread(kept_frame.forget, folder)
        except AccountProblem as problem:
            self._app.main.say(str(problem), is_problem=True)
            return
        except OSError as error:
            sentences = (f"The screen that was kept for the next start could not be removed ({error.strerror}).",)
        words = " ".join(sentences) or "Signed out. What was saved and written stays on this computer."
        await self._go_on_with_expected(words)

    async def _go_on_with_expected(self, welcome: str = "") -> None:
        """Change to the account that the session provider expects now."""
        for worker in self._app.workers.cancel_group(self._app, "account"):
            # Its files must not be closed under what is under way.
            with suppress(WorkerError):
                await worker.wait()
        try:
            await self.use(await asyncio.to_thread(self._app.sessions.first_session))
        except StoreError as error:
            welcome = could_not("open the saved posts", error)
        self.get_in(welcome)
