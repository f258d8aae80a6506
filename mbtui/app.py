"""The application: opens the store, the client and the services, and holds the stack of screens."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, work
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen

from mbtui import paths
from mbtui.commands import COMMANDS
from mbtui.panes.bindings import bindings_for
from mbtui.panes.post_actions import Undoable
from mbtui.panes.problem import Problem, describe
from mbtui.screens.main import MainScreen
from mbtui.services.polling import Polled, PollFailed
from mbtui.services.session import Session
from mbtui.store import Store, StoreError
from mbtui.widgets.frames import Frames

if TYPE_CHECKING:
    from mbtui.config import Config
    from mbtui.demo import DemoServer
    from mbtui.services.outbox import Change

DEFAULT_THEME = "ansi-dark"
MICROBLOG = "https://micro.blog"


@dataclass(frozen=True, slots=True)
class Options:
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
    CSS_PATH = paths.stylesheet()
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = bindings_for("app")

    def __init__(
        self, session: Session, connect: Connect, *, config: Config | None = None, tab: str = "timeline"
    ) -> None:
        """
        Args:
            session: The account whose saved posts are shown in the first frame.
            connect: Finds the client for it, after the first frame.
            config: What the reader has configured.
            tab: The tab to open first.
        """
        super().__init__()
        self.session = session
        self.main = MainScreen(session, tab=tab)
        self._connect = connect
        self._frames = Frames()
        self._undo: Undoable | None = None
        self.config = config
        if "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"
        theme = (config.theme if config else "") or os.environ.get("TEXTUAL_THEME") or DEFAULT_THEME
        self.theme = theme if theme in self.available_themes else DEFAULT_THEME

    def get_default_screen(self) -> Screen[Any]:
        """The main screen is the first and the last."""
        return self.main

    def on_mount(self) -> None:
        """Everything that is not needed for the first frame begins after it."""
        self.call_after_refresh(self._begin)
        self.app_resume_signal.subscribe(self, self._resumed)

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        if not self.is_headless:
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self.exit)
        self._poll()
        for notice in self.session.store.notices:
            self.main.say(notice, is_problem=True)

    @work(group="poll", exclusive=True)
    async def _poll(self) -> None:
        """Find the client, then ask for what is new until the program ends."""
        from mbtui.api.errors import MicroblogError

        while True:
            try:
                client = await self._connect(self.session)
                break
            except (MicroblogError, StoreError) as error:
                self.post_message(Heard(PollFailed(error, 0.0, 0.0)))
                await asyncio.sleep(RETRY_SECONDS)
        if client is None:
            return
        session = self.session
        session.connect(client, self._heard)
        self.main.signed_in()
        if not client.has_token:
            await self.main.show_tab(2)
            return
        assert session.poller is not None
        if session.outbox is None:
            return await session.poller.run()
        session.outbox.subscribe(self._sent)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(session.outbox.run())
            tasks.create_task(session.poller.run())

    def _heard(self, outcome: Polled | PollFailed) -> None:
        self.post_message(Heard(outcome))

    def _sent(self, change: Change) -> None:
        self.post_message(Sent(change))

    async def on_heard(self, message: Heard) -> None:
        """Show what polling brought."""
        await self.main.take(message.outcome)

    def on_sent(self, message: Sent) -> None:
        """Show what became of something written."""
        self.main.take_change(message.change)

    # Commands

    def on_undoable(self, message: Undoable) -> None:
        """Remember how to take back what was just done."""
        self._undo = message

    async def action_app_undo(self) -> None:
        """Take back the last mark, star or mute."""
        if self._undo is None:
            self.main.say("There is nothing to undo.")
            return
        done, self._undo = self._undo, None
        try:
            await done.undo()
        except StoreError as error:
            self.main.say(describe(Problem(f"undo {done.what}", error)), is_problem=True)
            return
        self.main.say(f"Undone: {done.what}.")

    async def action_app_back(self) -> None:
        """Back one step; never quits."""
        await self.main.back()

    async def action_app_quit(self) -> None:
        """Close this view; at the root, quit."""
        if not await self.main.back():
            self.exit()

    def action_app_help(self) -> None:
        """The help."""
        from mbtui.screens.help import HelpScreen

        self.push_screen(HelpScreen({command.id: command.shown_keys for command in COMMANDS}))

    def action_app_palette(self) -> None:
        """The command palette."""
        self.action_command_palette()

    def action_app_suspend(self) -> None:
        """Put mbtui in the background."""
        self.action_suspend_process()

    def action_app_redraw(self) -> None:
        """Draw everything again, whatever the terminal shows now."""
        self._frames.forget()
        self.refresh(layout=True)
        self.screen.refresh()

    def _resumed(self, _app: object) -> None:
        # Textual 8.2 leaves the screen blank after `fg`.
        self._frames.forget()
        self.refresh(layout=True)
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

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Write only what differs from what the terminal shows. (Overrides Textual's own.)"""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._frames.lean(renderable, self.size)
        super()._display(screen, renderable)


RETRY_SECONDS = 5.0
Connect = Callable[[Session], Any]


def run(options: Options) -> int:
    """Open mbtui in the full screen. Returns the exit status."""
    if options.demo:
        return _run_demo(options)
    raise NotImplementedError


def _run_demo(options: Options) -> int:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="mbtui-demo-") as folder:
        server: list[DemoServer] = []

        async def connect(session: Session) -> Any:
            from mbtui.api import Client

            def start() -> DemoServer:
                from mbtui.demo import DemoServer

                return DemoServer().start()

            running = await asyncio.to_thread(start)
            server.append(running)
            return Client(running.token, running.url)

        store = Store.open(Path(folder))
        app = MbtuiApp(Session(store, "ines"), connect)
        try:
            app.run()
        finally:
            for running in server:
                running.stop()
            store.close_now()
        return app.return_code or 0


__all__ = ["MbtuiApp", "Options", "run", "sys"]
