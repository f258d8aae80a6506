"""The application: opens the store, the client and the services, and holds the stack of screens."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual.binding import BindingType
from textual.reactive import Reactive
from textual.screen import Screen

from mbtui import paths
from mbtui.config import Config
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import could_not
from mbtui.screens.account_app import AccountApp
from mbtui.screens.account_switcher import AccountSwitcher
from mbtui.screens.main import MainScreen
from mbtui.screens.news_desk import NewsDesk
from mbtui.screens.post_screen import PostScreen
from mbtui.screens.pushed import Place
from mbtui.screens.theme import DEFAULT_THEME, apply_theme
from mbtui.services.remote import is_remote
from mbtui.services.undoing import NothingDone, Undoable
from mbtui.store import StoreError
from mbtui.terminal.driver import can_be_woken, end_in_order

if TYPE_CHECKING:
    from logging import Handler

    from mbtui.screens.frame_keeper import FrameKeeper
    from mbtui.services.session_provider import SessionProvider

NOTHING_TO_UNDO = "There is nothing to undo."


class MbtuiApp(AccountApp, inherit_bindings=False):
    """mbtui in the full screen."""

    TITLE = "mbtui"
    ENABLE_COMMAND_PALETTE = False
    theme = Reactive(DEFAULT_THEME)
    """Textual's own, with another default: changing it later would parse all styles a second time (4 ms)."""
    CSS_PATH = paths.stylesheet()
    BINDINGS: ClassVar[list[BindingType]] = bindings_for("app")

    def __init__(
        self,
        sessions: SessionProvider,
        *,
        config: Config | None = None,
        theme: str | None = None,
        notices: tuple[str, ...] = (),
    ) -> None:
        """`theme` wins over the configuration's; `notices` are said once the screen is there. Raises `StoreError`."""
        super().__init__(sessions, config or Config())
        self.news = NewsDesk(self, lambda outcome: self.accounts.check_token(outcome))
        self.accounts = AccountSwitcher(self, self.news)
        self.action_app_sign_in = self.accounts.sign_in
        self.accounts.start_notices.extend(notices)
        self._logbook: Handler | None = None
        self.frames: FrameKeeper | None = None
        """Keeps what is seen for the next start; None: nothing is kept."""
        self.heeds_signals = False
        """Whether to end in good order when the terminal goes away or the system asks for it."""
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"
        self.accounts.start_notices.extend(apply_theme(self, self.config, theme))
        self.changed_keys: dict[str, str] = {}
        """The keys of the commands that the reader has changed, by the command's id."""
        if self.config.keys:
            from mbtui.screens.keymap import check_keys

            self.changed_keys, complaints = check_keys(self.config.keys)
            # Textual leaves a binding as it is when its keys are an empty text; nobody can press the one given instead.
            self.set_keymap({id: keys or f"unbound.{id}" for id, keys in self.changed_keys.items()})
            self.accounts.start_notices.extend(complaints)

    @property
    def has_mouse(self) -> bool:
        """Whether the terminal is asked for the mouse: as configured, else not over SSH."""
        return not is_remote(os.environ) if self.config.mouse is None else self.config.mouse

    def get_default_screen(self) -> Screen[Any]:
        """The main screen is the first and the last."""
        return self.main

    def on_load(self) -> None:
        """Before the terminal is touched: whatever ends mbtui from now on leaves it as it was."""
        if self.heeds_signals:
            end_in_order(self.exit)

    def on_mount(self) -> None:
        """Everything that is not needed for the first frame begins after it."""
        self.call_after_refresh(self._begin)
        self.app_resume_signal.subscribe(self, self._resumed)

    def _begin(self) -> None:
        if not gc.isenabled():
            # What the program is made of is never garbage: later collections need not look at it again.
            gc.freeze()
            gc.enable()
        self.accounts.get_in()
        if not self.is_headless:
            self._keep_log()
        if self.heeds_signals:
            from mbtui.screens.frame_keeper import FrameKeeper

            self.frames = FrameKeeper(self, sys.argv[1:])
        # The first frame may have met damage.
        self.accounts.start_notices.extend(self.session.store.take_notices())
        if self.accounts.start_notices:
            self.main.say(" ".join(self.accounts.start_notices), is_problem=True)

    @work(group="log")
    async def _keep_log(self) -> None:
        """Open the log, off the start-up path."""

        def opened() -> Handler | None:
            from mbtui.services.logbook import keep_log

            return keep_log(paths.log_file())

        self._logbook = await asyncio.to_thread(opened)

    def on_main_screen_counted(self, message: MainScreen.Counted) -> None:
        """Show the counts in the terminal's title."""
        self.notifier.show_counts(message.username, message.counts)

    def has_drawn(self) -> None:
        if self.frames is not None:
            self.frames.drawn()

    def leaves(self) -> None:
        if self.frames is not None:
            self.frames.leave()

    # Commands

    def action_app_undo(self) -> None:
        if (done := self.session.undoing.take()) is None:
            self.say(NOTHING_TO_UNDO)
            return
        undoing = self._take_back(done)
        if done.opens:
            self.hold_for(undoing)

    @work(group="undo")
    async def _take_back(self, done: Undoable) -> None:
        try:
            is_undone = await done.undo() is not False
        except NothingDone:
            self.say(NOTHING_TO_UNDO)
            return
        except StoreError as error:
            self.say(could_not(f"undo {done.what}", error), is_problem=True)
            return
        self.main.count_unsent()
        self.say(f"Undone: {done.what}." if is_undone else f"It is too late to undo {done.what}.")

    async def action_app_back(self) -> None:
        await self.main.back()

    async def action_app_quit(self) -> None:
        if not await self.main.back():
            self.main.leave()

    def action_app_interrupt(self) -> None:
        """Say how to quit, by the reader's own keys; what is selected in a field is copied instead."""
        from textual.widgets import Input, TextArea

        field = self.focused
        if not isinstance(field, Input | TextArea):
            is_first = self.screen is self.main
            words = "" if is_first else "{panel.back} goes back; on the main screen "
            self.say(with_keys(self, f"{words}{{app.quit}} quits mbtui."))
        elif field.selected_text:
            field.action_copy()
        else:
            kept = "{composer.stop} {composer.keep} keeps the text as a draft, then {app.quit} quits mbtui."
            self.say(with_keys(self, kept if isinstance(field, TextArea) else "{panel.back} {app.quit} quits mbtui."))

    def action_app_compose(self) -> None:
        if write_post := getattr(self.screen, "compose_post", None):
            write_post()

    def action_app_search(self) -> None:
        if isinstance(self.screen, PostScreen):
            getattr(self.screen, "search", self.main.search)()

    def action_app_own_posts(self) -> None:
        from mbtui.screens.own_posts import OwnPostsScreen

        if isinstance(self.screen, OwnPostsScreen):
            self.say("These are your posts.")
        elif not self.session.can_write:
            self.say("You have to be signed in to have posts.", is_problem=True)
        elif isinstance(self.screen, Place):
            self.push_screen(OwnPostsScreen(self.session, self.config))

    def action_app_unsent(self) -> None:
        if isinstance(self.screen, PostScreen):
            self.screen.show_unsent()

    def action_app_run(self, command: str) -> None:
        """Begin a command of `PostCommands` that needs no post."""
        if isinstance(self.screen, Place):
            from mbtui.screens.post_commands import PostCommands

            PostCommands(self.screen).run(command, None)

    def action_app_pictures(self) -> None:
        self.say(self.list_pictures.switch())

    def action_app_columns(self) -> None:
        if self.screen is self.main:
            self.main.columns.switch()
        else:
            self.say("Two columns are for the tabs of the main screen.")

    def action_app_help(self) -> None:
        from mbtui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def action_app_palette(self) -> None:
        from mbtui.screens.palette import open_palette

        open_palette(self, self.accounts)

    def action_app_suspend(self) -> None:
        if not can_be_woken():
            self.say("There is no shell to come back to: mbtui was started without one in this terminal.")
            return
        self.action_suspend_process()

    def action_app_redraw(self) -> None:
        self.redraw()

    def _resumed(self, _app: object) -> None:
        # Textual 8.2 leaves the screen blank after `fg`.
        self.redraw()
        if self.session.poller is not None:
            self.session.poller.wake()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Ask at once when the terminal comes to the front, and at the usual pace from then on."""
        self.main.pane.reading.look_again()
        if self.session.poller is not None and self.session.poller.is_away:
            self.session.poller.is_away = False
            self.session.poller.wake()

    def on_app_blur(self, event: events.AppBlur) -> None:
        """A poll a minute is enough while nobody looks."""
        if self.session.poller is not None:
            self.session.poller.is_away = True

    async def on_unmount(self) -> None:
        """Close what is open; workers have been cancelled by now."""
        self.notifier.leave()
        await self.news.close()
        if self._logbook is not None:
            from mbtui.services.logbook import end_log

            end_log(self._logbook)
