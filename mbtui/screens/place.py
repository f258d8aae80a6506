"""What commands and dialogs know of the screen they work on: its account, and where things are said."""

from __future__ import annotations

from mbtui.config import Config
from mbtui.screens.pushed import PushedScreen
from mbtui.services.session import Session
from mbtui.store import SavedPost


class Place(PushedScreen[None], inherit_bindings=False):
    """A screen of one account."""

    def __init__(self, session: Session, config: Config) -> None:
        """
        Args:
            session: The account.
            config: What the reader has configured.
        """
        super().__init__()
        self.session = session
        self.config = config

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Say something once, where this screen says things."""
        raise NotImplementedError

    def reply_to(self, post: SavedPost) -> None:
        """Open the composer with an answer to a post."""
        raise NotImplementedError
