"""The application: opens the store, the client and the services, and holds the stack of screens."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct
from textual import events, work
from textual._compositor import CompositorUpdate
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen

from mbtui import paths
from mbtui.config import Config
from mbtui.panes.bindings import bindings_for
from mbtui.panes.problem import Problem, describe
from mbtui.panes.undoable import Undoable
from mbtui.screens.appearance import DEFAULT_THEME, apply_keys, apply_theme
from mbtui.screens.attention import Attention
from mbtui.screens.main import MainScreen
from mbtui.screens.post_screen import PostScreen
from mbtui.services.polling import Polled, PollFailed
from mbtui.store import StoreError
from mbtui.widgets.frames import Frames

if TYPE_CHECKING:
    from mbtui.services.entrance import Entered, Entrance
    from mbtui.services.outbox import Change
    from mbtui.services.session import Session

LAST_MARKER_SECONDS = 1.0
PRUNE_AFTER_SECONDS = 60.0
RETRY_SECONDS = 5.0
"""Between attempts to get in while the server does not answer."""


class Options(Struct, frozen=True):
    """What the command line asked for."""

    demo: bool = False
    account: str | None = None
    theme: str | None = None
    server: str | None = None


class Heard(Message):
    """The background worker has asked Micro.blog."""

    def __init__(self, outcome: Polled | PollFailed) -> None:
        super().__init__()
        self.outcome = outcome


class Sent(Message):
    """Something in the outbox has changed its state."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self.change = change


class MbtuiApp(App[None], inherit_bindings=False):
    """mbtui in the full screen."""

    TITLE = "mbtui"
    theme = Reactive(DEFAULT_THEME)
    """Textual's own, with another default: changing it later would parse all styles a second time (4 ms)."""
    CSS_PATH = paths.stylesheet()
    BINDINGS: ClassVar[list[BindingType]] = bindings_for("app")

    def __init__(
        self,
        entrance: Entrance,
        *,
        config: Config | None = None,
        theme: str | None = None,
        notices: tuple[str, ...] = (),
    ) -> None:
        """
        Args:
            entrance: Opens the saved posts now, and finds the client after the first frame.
            config: What the reader has configured.
            theme: A theme's name, which wins over the configuration's.
            notices: Sentences to show once the screen is there.

        Raises:
            StoreError: The saved posts can be neither opened nor made.
        """
        super().__init__()
        self.config = config or Config()
        self.entrance = entrance
        self.session = entrance.first_session()
        self.session.listen(self._sent)
        self.main = MainScreen(self.session, self.config)
        self._notices = list(notices)
        self._frames = Frames()
        self._undo: Undoable | None = None
        self._news = asyncio.Lock()
        """Held while news is shown: what is read for it must not be closed meanwhile."""
        self._is_closed = False
        self._has_mutes = False
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"
        self._notices.extend(apply_theme(self, self.config, theme))
        self._keys, complaints = apply_keys(self, self.config)
        self._notices.extend(complaints)
        self.palette_origin: DOMNode | None = None
        """What had the focus when the palette was opened; its commands are meant."""
        self.attention = Attention(self.write_to_terminal, ways=self.config.notify, has_title=self.config.title)

    @property
    def shown_keys(self) -> dict[str, tuple[str, ...]]:
        """The keys of the commands that the reader has changed, by the command's id."""
        return self._keys

    def get_default_screen(self) -> Screen[Any]:
        """The main screen is the first and the last."""
        return self.main

    def on_mount(self) -> None:
        """Everything that is not needed for the first frame begins after it."""
        self.call_after_refresh(self._begin)
        self.app_resume_signal.subscribe(self, self._resumed)

    def _begin(self) -> None:
        if not gc.isenabled():
            # What the program is made of is never garbage: later collections need not look at it again.
            gc.freeze()
            gc.enable()
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.exit)
        self.get_in()
        for notice in [*self._notices, *self.session.store.notices]:
            self.main.say(notice, is_problem=True)

    # The account

    @work(group="account", exclusive=True)
    async def get_in(self) -> None:
        """Find the client, then send what waits and ask for what is new until the program ends."""
        entered = await self._entered()
        if entered is None:
            return
        if entered.session is not self.session:
            await self.use(entered.session)
        session = self.session
        session.connect(entered.client, self._heard)
        if entered.notice:
            self.main.say(entered.notice)
        await self.main.signed_in()
        if not session.can_write:
            self.show_sign_in()
            return
        assert session.outbox is not None and session.poller is not None
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(session.outbox.run())
            tasks.create_task(session.poller.run(is_once=not self.config.poll))
            tasks.create_task(session.reading.run())
            tasks.create_task(self._forget_old_posts())
            tasks.create_task(self._verify(entered))

    async def _entered(self) -> Entered | None:
        """Get in, however long the server does not answer; None when the reader has to sign in again."""
        from mbtui.api.errors import MicroblogError, SignInRequired

        while True:
            try:
                return await self.entrance.enter(self.session)
            except SignInRequired as error:
                self.show_sign_in(str(error))
                return None
            except (MicroblogError, StoreError) as error:
                self._heard(PollFailed(error, self.session.clock(), RETRY_SECONDS))
                await asyncio.sleep(RETRY_SECONDS)

    async def _verify(self, entered: Entered) -> None:
        from mbtui.api.errors import MicroblogError, SignInRequired

        try:
            if notice := await self.entrance.verified(entered):
                self.main.say(notice)
        except SignInRequired as error:
            self.show_sign_in(str(error))
        except MicroblogError:
            # Not answered: the token stays as it is, and the next start asks again.
            return

    async def _forget_old_posts(self) -> None:
        """Remove saved posts as configured, a little at a time, once the start is over."""
        config = self.config
        if not config.keep_days and not config.keep_posts:
            return
        await asyncio.sleep(PRUNE_AFTER_SECONDS)
        try:
            await self.session.prune(keep_days=config.keep_days or None, keep_posts=config.keep_posts or None)
        except StoreError as error:
            self.main.say(describe(Problem("remove old posts", error)), is_problem=True)

    async def use(self, session: Session) -> None:
        """Go on with another account's saved posts."""
        old, self.session = self.session, session
        session.listen(self._sent)
        self._has_mutes = False
        self.main = MainScreen(session, self.config)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if not self.screen._result_callbacks:
            # Textual 8.2.8 takes an entry off the screen that is left, which the first screen was never given.
            self.screen._push_result_callback(self, None)
        await self.switch_screen(self.main)
        await old.close()

    def show_sign_in(self, reason: str = "") -> None:
        """Ask the reader to sign in; Discover can be read without."""
        from mbtui.screens.sign_in import SignInScreen

        if not any(isinstance(screen, SignInScreen) for screen in self.screen_stack):
            self.push_screen(SignInScreen(self.entrance, reason), self._signed_in)

    def _signed_in(self, has_signed_in: bool | None) -> None:
        if has_signed_in:
            self.get_in()

    # News

    def _heard(self, outcome: Polled | PollFailed) -> None:
        self.post_message(Heard(outcome))

    def _sent(self, change: Change) -> None:
        self.post_message(Sent(change))

    async def on_heard(self, message: Heard) -> None:
        """Show what polling brought."""
        async with self._news:
            if self._is_closed:
                return
            try:
                await self._show_news(message.outcome)
            except StoreError as error:
                self._say(describe(Problem("show what is new", error)), is_problem=True)

    async def _show_news(self, outcome: Polled | PollFailed) -> None:
        from mbtui.api.errors import SignInRequired

        await self.main.take(outcome)
        if isinstance(outcome, Polled) and not self.app_focus:
            await self._tell_of_mentions(outcome)
        if not self._has_mutes and not isinstance(outcome, PollFailed):
            self._has_mutes = True
            self._refresh_mutes()
        if isinstance(outcome, PollFailed) and isinstance(outcome.error, SignInRequired):
            self.show_sign_in(str(outcome.error))

    async def _tell_of_mentions(self, outcome: Polled) -> None:
        """Ring, in the configured ways, for new mentions; never while the terminal is in front."""
        ids = [
            row
            for merge in outcome.merges.get("mentions", ())
            for insertion in merge.insertions
            for row in insertion.rows
            if row > 0
        ]
        if not ids or not self.config.notify:
            return
        try:
            posts = await self.session.saved_posts(ids)
        except StoreError as error:
            self.main.say(describe(Problem("read the new mention", error)), is_problem=True)
            return
        if posts:
            newest = max(posts, key=lambda post: (post.published_at, post.id))
            self.attention.mention(f"{newest.author_name}: {newest.document.plain_text}")

    def on_main_screen_counted(self, message: MainScreen.Counted) -> None:
        """Show the counts in the terminal's title."""
        self.attention.show_counts(message.username, message.counts)

    async def on_sent(self, message: Sent) -> None:
        """Show what became of something written, wherever posts are shown."""
        async with self._news:
            if self._is_closed:
                return
            try:
                await self._show_change(message.change)
            except StoreError as error:
                self._say(describe(Problem("show what was written", error)), is_problem=True)

    async def _show_change(self, change: Change) -> None:
        if "mute" in change.kind:
            await self.session.mutes.reload()
        for screen in self.screen_stack:
            if isinstance(screen, PostScreen):
                await screen.take_change(change)

    @work(group="mutes", exclusive=True)
    async def _refresh_mutes(self) -> None:
        """Ask Micro.blog once what is muted; after a failure the next round of polling leads here again."""
        from mbtui.api.errors import MicroblogError

        try:
            await self.session.mutes.refresh()
        except (MicroblogError, StoreError):
            self._has_mutes = False

    def _say(self, words: str, *, is_problem: bool = False) -> None:
        """Say something on the screen that is seen."""
        seen = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, PostScreen)), self.main)
        seen.say(words, is_problem=is_problem)

    # Commands

    def on_undoable(self, message: Undoable) -> None:
        """Remember how to take back what was just done."""
        self._undo = message

    async def action_app_undo(self) -> None:
        """Take back the last mark, star or mute."""
        if self._undo is None:
            self._say("There is nothing to undo.")
            return
        done, self._undo = self._undo, None
        try:
            await done.undo()
        except StoreError as error:
            self._say(describe(Problem(f"undo {done.what}", error)), is_problem=True)
            return
        self._say(f"Undone: {done.what}.")

    async def action_app_back(self) -> None:
        """Back one step; never quits."""
        await self.main.back()

    async def action_app_quit(self) -> None:
        """Close this view; at the root, quit."""
        if not await self.main.back():
            await self.main.leave()

    def action_app_compose(self) -> None:
        """Write a new post."""
        if self.screen is self.main:
            self.main.compose_post()

    def action_app_search(self) -> None:
        """Search what is saved, and people."""
        if self.screen is self.main:
            self.main.search()

    def action_app_unsent(self) -> None:
        """List what waits to be sent, and the drafts."""
        if self.screen is self.main:
            self.main.show_unsent()

    def action_app_help(self) -> None:
        """The help."""
        from mbtui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self._keys))

    def action_app_palette(self) -> None:
        """The command palette."""
        self.palette_origin = self.screen.focused
        self.action_command_palette()

    def get_system_commands(self, screen: Screen[Any]) -> Iterator[SystemCommand]:
        """What the palette offers, instead of Textual's own."""
        from mbtui.screens.palette import palette_commands

        return palette_commands(self)

    async def change_account(self, username: str) -> None:
        """Go on with another account that is signed in here."""
        self.entrance.choose(username)
        await self.use(await asyncio.to_thread(self.entrance.first_session))
        self.get_in()

    async def sign_out(self) -> None:
        """Forget the token of this account; what is saved stays."""
        sentences = await self.entrance.sign_out(self.session.username)
        await self.use(await asyncio.to_thread(self.entrance.first_session))
        self.get_in()
        self.main.say(" ".join(sentences) or "Signed out. What was saved and written stays on this computer.")

    def action_app_suspend(self) -> None:
        """Put mbtui in the background."""
        self.action_suspend_process()

    def action_app_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows now."""
        self._frames.forget()
        self.screen.refresh(layout=True)

    def _resumed(self, _app: object) -> None:
        # Textual 8.2 leaves the screen blank after `fg`.
        self._frames.forget()
        self.screen.refresh(layout=True)
        if self.session.poller is not None:
            self.session.poller.wake()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Ask at once when the terminal comes to the front, and at the usual pace from then on."""
        if self.session.poller is not None and self.session.poller.is_away:
            self.session.poller.is_away = False
            self.session.poller.wake()

    def on_app_blur(self, event: events.AppBlur) -> None:
        """A poll a minute is enough while nobody looks."""
        if self.session.poller is not None:
            self.session.poller.is_away = True

    def write_to_terminal(self, characters: str) -> None:
        """Send characters past the screen: a title, a bell, something for the clipboard."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(characters)
            self._driver.flush()

    async def on_unmount(self) -> None:
        """Close what is open; workers have been cancelled by now."""
        self.attention.leave()
        async with self._news:
            self._is_closed = True
            await self.session.close()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Write only what differs from what the terminal shows. (Overrides Textual's own.)"""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._frames.lean(renderable, self.size)
        super()._display(screen, renderable)


def run(options: Options) -> int:
    """Open mbtui in the full screen.

    Returns:
        The exit status.
    """
    from mbtui.config import read_config
    from mbtui.services.entrance import AccountEntrance, DemoEntrance

    config, notices = read_config(paths.config_file())
    entrance: Entrance
    if options.demo:
        entrance = DemoEntrance()
    else:
        from mbtui.services.accounts import Accounts

        origin = options.server or config.server
        entrance = AccountEntrance(origin, Accounts(origin, config), config, username=options.account or "")
    try:
        app = MbtuiApp(entrance, config=config, theme=options.theme, notices=notices)
    except StoreError as error:
        sys.stderr.write(f"mbtui: {error}\n")
        return 1
    mouse = config.mouse if config.mouse is not None else not is_remote()
    try:
        app.run(mouse=mouse)
    finally:
        entrance.leave()
    return app.return_code or 0


def is_remote() -> bool:
    """Whether the terminal is at the other end of an SSH line."""
    return bool(os.environ.get("SSH_TTY") or os.environ.get("SSH_CONNECTION"))
