"""A screen that was pushed over another, and is closed once."""

from __future__ import annotations

from asyncio import InvalidStateError

from textual.await_complete import AwaitComplete
from textual.screen import Screen, ScreenResultType


class PushedScreen(Screen[ScreenResultType], inherit_bindings=False):
    """Can be told to close while it is closing, or while another screen lies over it.

    Textual takes the uppermost screen away, whichever was told: a second key that was still on its way to a question
    closed the main screen below it.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        if self not in self.app.screen_stack:
            return AwaitComplete()
        self.pop_until_active()
        try:
            return super().dismiss(result)
        except InvalidStateError:
            # Whoever waited for the answer has been cancelled.
            return AwaitComplete(self.app.pop_screen())
