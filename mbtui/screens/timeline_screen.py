"""One timeline on a screen of its own, over the one the reader came from: a conversation, a person's posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mbtui.config import Config
from mbtui.panes.bindings import bindings_for, key_of
from mbtui.panes.conversation import ConversationPane
from mbtui.panes.post_pane import post_list
from mbtui.panes.timeline import TimelinePane
from mbtui.screens.post_screen import PostScreen
from mbtui.screens.text_layout import hint_key
from mbtui.services.session import Session
from mbtui.timeline_kinds import CONVERSATION, PHOTOS_OF

if TYPE_CHECKING:
    from mbtui.outbox.change import Change

TICK_SECONDS = 30.0


class OneListScreen(PostScreen):
    """A heading, the posts, the composer when something is written, and the status line."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("app.back", "app.quit")

    def __init__(
        self,
        session: Session,
        config: Config,
        timeline: str,
        title: str,
        *,
        empty_text: str,
        highlight: int | None = None,
    ) -> None:
        super().__init__(session, config)
        self.title_text = title
        self._timeline = timeline
        self._highlight = highlight
        posts = post_list(self.app, config, session)
        make: type[TimelinePane] = ConversationPane if CONVERSATION.has(timeline) else TimelinePane
        if PHOTOS_OF.has(timeline):
            from mbtui.panes.photo_pane import PhotoPane, photo_grid

            make, posts = PhotoPane, photo_grid(self.app, config, session)
        self._pane = make(session, "", title, posts, id="one-list", empty_text=empty_text)

    @property
    def pane(self) -> TimelinePane:
        return self._pane

    def compose(self) -> ComposeResult:
        yield self.make_heading()
        yield self.pane
        yield self.writing
        yield self.status

    def make_heading(self) -> Widget:
        """Make what stands above the posts."""
        return Static(Content(self.title_text), classes="heading")

    def on_mount(self) -> None:
        self.pane.posts.focus()
        self.pane.open(self._timeline, highlight=self._highlight)
        self.set_interval(TICK_SECONDS, self.pane.posts.tick)
        self.status.set_hints([(hint_key(self.app, "app.back"), "back"), (key_of(self.app, "app.help"), "help")])
        self.tell_standing()

    def tell_standing(self) -> None:
        self.status.set_standing(self.title_text)

    async def take_change(self, change: Change) -> None:
        await super().take_change(change)
        if change.kind.is_in_conversation and change.state == "sent" and not isinstance(self.pane, ConversationPane):
            # Nothing polls what stands on a screen of its own.
            self.pane.refresh_timeline()

    def action_app_back(self) -> None:
        self.dismiss(None)

    action_app_quit = action_app_back
