"""What the command palette offers: every command of the table, Discover's topics, accounts and themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.app import SystemCommand
from textual.dom import DOMNode
from textual.markup import escape

from mbtui.commands import COMMANDS, Command
from mbtui.panes.bindings import keys_of

if TYPE_CHECKING:
    from mbtui.screens.main import MainScreen
    from mbtui.services.session import Session
    from mbtui.services.sessions import SessionProvider


class PaletteApp(Protocol):
    """What the palette needs of the application."""

    sessions: SessionProvider
    session: Session
    main: MainScreen
    palette_origin: DOMNode | None
    """What had the focus when the palette was opened; its commands are meant."""

    @property
    def screen(self) -> DOMNode:
        """The screen on top."""

    async def run_action(self, action: str, default_namespace: DOMNode | None = None) -> bool:
        """Run a command on a part of the screen."""

    def action_change_theme(self) -> None:
        """Let the reader choose a theme."""

    async def change_account(self, username: str) -> None:
        """Go on with another account that is signed in here."""

    async def sign_out(self) -> None:
        """Forget the token of this account."""


def palette_commands(app: PaletteApp) -> Iterator[SystemCommand]:
    """Give the entries that make sense where the reader is."""
    for command in COMMANDS:
        handler = _handler(app, command)
        if handler is not None and command.id not in ("app.palette", "app.back"):
            words = "  ".join(keys_of(app.screen.app, command.id))
            yield SystemCommand(command.title, f"{command.help} ({words})", handler)
    for topic in app.main.topics:
        title, emoji = escape(topic.title), escape(topic.emoji)
        yield SystemCommand(
            f"Discover: {title}", f"Read the topic {emoji} {title}", partial(app.main.open_topic, topic.name)
        )
    yield SystemCommand("Theme", "Choose other colors", app.action_change_theme)
    if app.sessions.can_sign_in:
        for username in app.sessions.other_usernames(app.session.username):
            change = partial(app.change_account, username)
            yield SystemCommand(f"Account: @{username}", f"Go on as @{username}", change)
        if app.session.username:
            yield SystemCommand("Sign out", f"Forget the token of @{app.session.username}", app.sign_out)


def _handler(app: PaletteApp, command: Command) -> Callable[[], object] | None:
    """What runs a command from where the focus was; None when nothing there binds it."""
    for node in _chain(app):
        bound = {
            getattr(binding, "id", None) for kind in type(node).__mro__ for binding in vars(kind).get("BINDINGS", ())
        }
        if command.id in bound:
            return partial(app.run_action, command.action, node)
    return None


def _chain(app: PaletteApp) -> Iterator[DOMNode]:
    focused: DOMNode | None = app.palette_origin
    while focused is not None:
        yield focused
        focused = focused.parent
    yield app.screen
    yield app.screen.app
