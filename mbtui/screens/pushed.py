"""A screen that was pushed over another and is closed once, and what dialogs know of the one they work on."""

from __future__ import annotations

from asyncio import InvalidStateError
from typing import Any

from textual.await_complete import AwaitComplete
from textual.screen import ScreenResultType

from mbtui.config import Config
from mbtui.services.session import Session
from mbtui.store import SavedPost
from mbtui.store.drafts import Draft
from mbtui.terminal.screen import TerminalScreen


class PushedScreen(TerminalScreen[ScreenResultType], inherit_bindings=False):
    """Can be told to close while it is closing, or while another screen lies over it.

    Textual takes the uppermost screen away, whichever was told: a second key that was still on its way to a question
    closed the main screen below it.
    """

    def action_close(self) -> None:
        self.dismiss(None)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if self not in self.app.screen_stack:
            return AwaitComplete()
        self.pop_until_active()
        try:
            return super().dismiss(result)
        except InvalidStateError:
            # Whoever waited for the answer has been cancelled.
            return AwaitComplete(self.app.pop_screen())


class Place(PushedScreen[Any], inherit_bindings=False):
    """A screen of one account, as commands and dialogs know it."""

    def __init__(self, session: Session, config: Config) -> None:
        super().__init__()
        self.session = session
        self.config = config

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Say something once, where this screen says things."""
        raise NotImplementedError

    def reply_to(self, post: SavedPost) -> None:
        """Open the composer with an answer to a post."""
        raise NotImplementedError

    def go_on(self, draft: Draft) -> None:
        """Open the composer with a draft, or lead back to what is written there already."""
        raise NotImplementedError
