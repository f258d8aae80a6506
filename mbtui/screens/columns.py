"""The panes of the tabs, one of them seen, and at its right the conversation of the post that is highlighted there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.geometry import Region

from mbtui.config import Config
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.conversation import ConversationPane
from mbtui.panes.messages import Said
from mbtui.panes.post_pane import post_list
from mbtui.panes.timeline import TimelinePane
from mbtui.services.session import Session
from mbtui.timeline_kinds import CONVERSATION, PHOTOS, TimelineKind
from mbtui.widgets.post_list import PostList

if TYPE_CHECKING:
    from mbtui.panes.beside import BesidePane

LEAST_WIDTH = 110
"""Columns of a terminal from which there is room for two columns."""
SHOWN_SECONDS = 0.15
"""A highlight that has rested for so long is followed with what is saved: held keys come faster."""
ASKED_SECONDS = 0.5
"""Micro.blog is asked for the conversation when the highlight has rested for so long."""


class Columns(Container):
    """What stands between the tabs and the status line: one column, or two."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("columns")

    def __init__(self, session: Session, config: Config) -> None:
        super().__init__(id="stage")
        self._session = session
        self._config = config
        self.is_wanted = config.columns == 2
        """Whether there are two columns wherever there is room for them."""
        self.left: TimelinePane | None = None
        """The pane of the tab that is seen."""
        self.beside: BesidePane | None = None
        """The conversation at the right; None before there were two columns."""
        self.is_inside = False
        """Whether the reader is in the conversation at the right."""
        self._followed: set[PostList] = set()
        """The lists whose highlight was followed so far."""

    def compose(self) -> ComposeResult:
        """The pane that is seen first, and the second column where it is in the first frame."""
        if self.left is not None:
            yield self.left
        if self._has_room(self.app.size.width):
            yield self._make_beside()

    def make_pane(self, tab: TimelineKind, timeline: str, *, is_first: bool) -> TimelinePane:
        """Make the pane of a tab; `is_first` as it takes it."""
        posts = post_list(self.app, self._config, self._session)
        make: type[TimelinePane] = ConversationPane if tab is CONVERSATION else TimelinePane
        if tab is PHOTOS:
            from mbtui.panes.photo_pane import PhotoPane, photo_grid

            make, posts = PhotoPane, photo_grid(self.app, self._config, self._session)
        return make(
            self._session,
            timeline,
            tab.title,
            posts,
            id=tab.id,
            empty_text=with_keys(self.app, tab.empty_text),
            is_oldest_first=self._config.order == "oldest-first",
            is_first=is_first,
        )

    @property
    def is_double(self) -> bool:
        """Whether there are two columns now."""
        return self.beside is not None and self.beside.display

    @property
    def is_as_configured(self) -> bool:
        """Whether the next start arranges the columns as they are now."""
        return self.is_wanted == (self._config.columns == 2)

    @property
    def followed_region(self) -> Region:
        """Where on the screen the conversation stands that follows the highlight."""
        return self.beside.posts.region if self.is_double and self.beside is not None else Region()

    @property
    def hints(self) -> list[tuple[str, str]]:
        """The keys that matter only in the conversation at the right, with what they do."""
        if not self.is_inside:
            return []
        from mbtui.screens.text_layout import hint_key

        return [(hint_key(self.app, "app.back"), "back")]

    async def show(self, pane: TimelinePane) -> None:
        """Let another pane be seen."""
        if not pane.is_attached:
            await self.mount(pane)
        for known in self.query_children(TimelinePane):
            known.display = known is pane or (known is self.beside and known.display)
        self.left = pane
        self._note_focus(is_inside=False)
        self._arrange(self.size.width)

    def switch(self) -> None:
        """Want one column instead of two, or two instead of one."""
        self.is_wanted = not self.is_wanted
        self._arrange(self.size.width)
        if words := self._switched_words(self.size.width):
            self._say(words)
        if self.left is not None:
            self.post_message(TimelinePane.StateChanged(self.left))

    def _say(self, words: str) -> None:
        self.post_message(Said(with_keys(self.app, words)))

    def _switched_words(self, width: int) -> str:
        """What there is to say of the columns that are wanted now; nothing when they can be seen."""
        if width < LEAST_WIDTH and self.is_wanted:
            return f"Two columns need {LEAST_WIDTH} columns, and there are {width}. A wider terminal shows them."
        if width < LEAST_WIDTH:
            return "One column, in a wider terminal as well."
        if self.is_wanted:
            return "" if self.is_double else "The other tabs have two columns now. This is a conversation already."
        return "One column. {app.columns} brings the second one back."

    def _has_room(self, width: int) -> bool:
        """Whether there are to be two columns in a terminal so wide. A conversation needs no other beside it."""
        return self.is_wanted and width >= LEAST_WIDTH and self.left is not None and self.left.id != CONVERSATION.id

    def _make_beside(self) -> BesidePane:
        from mbtui.panes.beside import BesidePane

        self.beside = BesidePane(self._session, post_list(self.app, self._config, self._session))
        self.beside.posts.add_class("-faint")
        return self.beside

    def _arrange(self, width: int) -> None:
        """Show or hide the second column, in a terminal so wide."""
        has_room = self._has_room(width)
        if self.beside is None:
            if not has_room:
                return
            self.mount(self._make_beside())
        elif not has_room and self.beside.has_focus_within:
            self.leave()
        elif not has_room:
            # A reply may be written: its keys stay its own.
            self._note_focus(is_inside=False)
        if self.beside is not None:
            self.beside.display = has_room
        self.follow()

    def on_resize(self, event: events.Resize) -> None:
        self._arrange(event.size.width)

    # The conversation of what is highlighted

    def follow(self) -> None:
        """Follow what is highlighted at the left: now, and from now on whenever the keys rest there."""
        if self.left is None or not self.is_double:
            return
        posts = self.left.posts
        if posts not in self._followed:
            self._followed.add(posts)
            posts.at_rest(SHOWN_SECONDS, partial(self._show, posts))
            posts.at_rest(ASKED_SECONDS, partial(self._ask, posts))
        self._show(posts)
        posts.look_around()

    def _show(self, posts: PostList) -> None:
        """Show the conversation of what is highlighted, as far as it is saved."""
        if self._is_followed(posts) and self.left is not None and self.beside is not None:
            self.beside.follow(self.left.highlighted_post)

    def _ask(self, posts: PostList) -> None:
        if self._is_followed(posts) and self.beside is not None:
            self.beside.ask_once()

    def _is_followed(self, posts: PostList) -> bool:
        """Whether the reader is in a list, and what is highlighted there was read from the disk."""
        is_seen = self.is_double and self.left is not None and posts is self.left.posts
        is_read = is_seen and self.screen.is_current and not self.is_inside
        return is_read and (posts.highlighted is None or posts.highlighted_row is not None)

    def action_scroll_beside(self, direction: int) -> None:
        """Scroll the conversation by half of what is seen of it."""
        if self.is_double and self.beside is not None:
            self.beside.posts.scroll_rows(direction * max(1, self.beside.size.height // 2))
        else:
            self._say("There is nothing at the right. {app.columns} shows the conversation there.")

    # Going there and back

    def enter(self, post_id: int) -> bool:
        """Go into the conversation of the highlighted post. Returns whether that is the one of `post_id`."""
        post = self.left.highlighted_post if self.left is not None else None
        if not self.is_double or self.beside is None or self.is_inside or post is None or post.id != post_id:
            return False
        self.beside.enter(post)
        self._go_on(is_inside=True)
        return True

    def leave(self) -> bool:
        """Go back to the list at the left. Returns whether the reader was in the conversation."""
        was_inside = self.is_inside
        if was_inside:
            self._go_on(is_inside=False)
        return was_inside

    def take_focus(self) -> None:
        """Go on in the list that was read last."""
        self._go_on(is_inside=self.is_inside)

    def _go_on(self, *, is_inside: bool) -> None:
        self._note_focus(is_inside=is_inside)
        pane = self.beside if is_inside else self.left
        if pane is not None:
            self.screen.set_focus(pane.posts, scroll_visible=False)

    def _note_focus(self, *, is_inside: bool) -> None:
        self.is_inside = is_inside
        if self.left is not None and self.beside is not None:
            for posts, has_keys in ((self.left.posts, not is_inside), (self.beside.posts, is_inside)):
                posts.set_class(not has_keys, "-faint")
                posts.refresh()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Note where the mouse or a tab has led."""
        self._note_focus(is_inside=self.beside is not None and self.beside in event.widget.ancestors)
