"""The application as its parts know it: the account that is shown, the screens above it, and what is said there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from mbtui.config import Config
from mbtui.panes.list_pictures import ListPictures
from mbtui.panes.messages import TimelineWanted
from mbtui.panes.typed_ahead import TypeAheadApp
from mbtui.screens.main import MainScreen
from mbtui.screens.post_screen import PostScreen
from mbtui.services.ui_state import last_view_now
from mbtui.terminal.app import TerminalApp
from mbtui.terminal.notifications import TerminalNotifier
from mbtui.timeline_kinds import CONVERSATION, PHOTOS_OF, USER, subject_of
from mbtui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from mbtui.services.session_provider import SessionProvider


class AccountApp(TypeAheadApp, TerminalApp, inherit_bindings=False):
    """An application that shows one account at a time. It alone puts screens over others."""

    def __init__(self, sessions: SessionProvider, config: Config) -> None:
        """Show the account that is expected; raises `StoreError` when what is saved can be neither opened nor made."""
        super().__init__()
        self.config = config
        self.sessions = sessions
        self.session = sessions.first_session()
        self.list_pictures = ListPictures(self, config)
        self.main = MainScreen(self.session, config, view=last_view_now(self.session.store))
        self.notifier = TerminalNotifier(self.write_to_terminal, ways=config.notify, has_title=config.title)

    @property
    def post_screens(self) -> list[PostScreen]:
        """The screens that show posts, the lowest first."""
        return [screen for screen in self.screen_stack if isinstance(screen, PostScreen)]

    def say(self, words: str, *, is_problem: bool = False) -> None:
        """Say something on the screen that is seen, or below it."""
        seen = next((screen for screen in reversed(self.screen_stack) if hasattr(screen, "say")), self.main)
        seen.say(words, is_problem=is_problem)

    def show_progress(self, words: str) -> None:
        """Show in the status lines how far something is that was sent; empty when it is over."""
        for screen in self.screen_stack:
            if isinstance(status := getattr(screen, "status", None), StatusBar):
                status.set_progress(words)

    def notify(self, message: str, **_: Any) -> None:
        """Show a notice of the toolkit where mbtui's own are."""
        self.say(message)

    def on_paste(self) -> None:
        """Say why nothing is done with what was pasted where no text is written."""
        from mbtui.widgets.text_keys import TextKeys

        if not isinstance(self.focused, TextKeys):
            self.say("There is no text here to paste into.")

    @on(TimelineWanted)
    async def _timeline_wanted(self, event: TimelineWanted) -> None:
        from mbtui.screens.profile import ProfileScreen
        from mbtui.screens.timeline_screen import OneListScreen

        subject = subject_of(event.name)
        if CONVERSATION.has(event.name):
            await self.open_conversation(int(subject))
        elif USER.has(event.name):
            self.push_screen(ProfileScreen(self.session, self.config, subject))
        elif PHOTOS_OF.has(event.name):
            title, none = f"Photos of @{subject}", f"@{subject} has posted no photos."
            self.push_screen(OneListScreen(self.session, self.config, event.name, title, empty_text=none))
        else:
            # Topics are shown by the main screen.
            self.main.pop_until_active()
            await self.main.show_part(event.name)

    async def open_conversation(self, post_id: int) -> None:
        """Show a conversation: in its tab, or over what is read above the main screen."""
        from mbtui.screens.timeline_screen import OneListScreen

        seen = self.post_screens[-1]
        if seen.pane.posts.has(post_id) and seen.pane.timeline.is_conversation:
            seen.say("This is its conversation.")
        elif seen is self.main:
            await self.main.open_conversation(post_id)
        else:
            name, gone = CONVERSATION.name(post_id), "There is nothing in this conversation any more."
            screen = OneListScreen(self.session, self.config, name, "Conversation", empty_text=gone, highlight=post_id)
            self.push_screen(screen)
