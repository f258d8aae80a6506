"""The conversation at the right of a list: it follows the highlight there, and keeps no place of its own."""

from __future__ import annotations

import time
from contextlib import suppress

from textual import on, work
from textual.worker import Worker, WorkerError

from mbtui.api.errors import MicroblogError
from mbtui.panes.conversation import ConversationPane
from mbtui.panes.messages import could_not
from mbtui.panes.typed_ahead import hold_keys
from mbtui.services.session import Session
from mbtui.services.timeline import Timeline
from mbtui.store import SavedPost, StoreError
from mbtui.store import timelines as saved
from mbtui.timeline_kinds import CONVERSATION
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow

FRESH_SECONDS = 300.0
"""A conversation that was asked for so lately is shown without asking for it again."""


class BesidePane(ConversationPane):
    """The conversation of a post that is highlighted in another list; the post itself is shown whole."""

    keeps_place = False

    def __init__(self, session: Session, posts: PostList) -> None:
        # Empty while nothing is highlighted: the list at the left says why.
        super().__init__(session, "", "the conversation", posts, id="beside", empty_text="")
        self._post: SavedPost | None = None
        self._is_shown = False
        """Whether the list is that of the timeline that was opened."""
        self._is_due = False
        """Whether Micro.blog is to be asked as soon as that is so."""
        self._finding: Worker[None] | None = None
        """What reads the saved conversation."""
        self._asked_at: dict[str, float] = {}
        """When conversations were asked for, by the monotonic clock; without those that did not come."""
        self._told = ""
        """The problem that was told last, until something has come again."""

    def follow(self, post: SavedPost | None) -> None:
        """Show a post, and what is saved of its conversation; None: nothing."""
        before, self._post = self._post, post
        is_same = before is not None and post is not None and before.id == post.id
        if is_same and (self._is_shown or self._is_reading):
            # Where the reader has scrolled to stays.
            return
        self._is_due = False
        if post is not None and self._is_shown and self.posts.go_to(post.id):
            self._unfold()
            return
        for group in ("find", "open"):
            self.workers.cancel_group(self, group)
        self._is_shown = False
        if post is None:
            self.posts.assign([], {})
            self.state = "empty"
        else:
            self._finding = self._find(post.id)

    def enter(self, post: SavedPost) -> None:
        """Let the reader go to a post: their keys are for it, not for the one that was shown until now."""
        self.follow(post)
        if self._finding is not None and not self._is_shown:
            self._clear()
            hold_keys(self.app, self._finding)
        self.ask_once(is_wish=True)

    @property
    def _is_reading(self) -> bool:
        return self._finding is not None and not self._finding.is_finished

    @work(group="find", exclusive=True)
    async def _find(self, post_id: int) -> None:
        """Show the saved conversation of a post, whichever post of it that was asked for with."""
        name = None
        try:
            name = await self.session.store.cache.read(saved.conversation_with, post_id)
        except StoreError as error:
            self.meet("look for the conversation", error)
        self.shown.open(self.session.timeline(name or CONVERSATION.name(post_id)), highlight=post_id)
        self.problem = ""
        with suppress(WorkerError):
            await self._open_saved().wait()

    def ask_once(self, *, is_wish: bool = False) -> None:
        """Ask Micro.blog for the conversation, once what is saved is shown and unless it was asked for lately.

        A post that is told to have none is asked for only if the reader wants to see it (`is_wish`).
        """
        self._is_due = is_wish or (self._post is not None and self._post.is_conversation)
        self.ask()

    def ask(self) -> None:
        if not (self._is_due and self._is_shown and self.session.is_connected and self.session.can_write):
            return
        asked_at, now = self._asked_at.get(self.timeline_name), time.monotonic()
        if asked_at is None or now - asked_at >= FRESH_SECONDS:
            self._asked_at[self.timeline_name] = now
            self._load(self.timeline, now)

    @work(group="newer")
    async def _load(self, timeline: Timeline, asked_at: float) -> None:
        has_come = False
        try:
            has_come = await self.loader.fetch(timeline, "newer")
        finally:
            # The reader may be elsewhere by now, and is told nothing then: it is asked for again when they come back.
            if not has_come and self._asked_at.get(timeline.name) == asked_at:
                del self._asked_at[timeline.name]

    def look_for_more(self) -> None:
        was_asked = self.timeline_name in self._asked_at
        # All others may have gone on as well: they are asked for anew when they are seen.
        self._asked_at.clear()
        if self.display and was_asked:
            self._asked_at[self.timeline_name] = time.monotonic()
            super().look_for_more()

    def _saved_shown(self) -> None:
        super()._saved_shown()
        self._is_shown = True
        self._unfold()

    def _unfold(self) -> None:
        row = self.posts.highlighted_row
        if isinstance(row, PostRow) and not row.hidden_by and row.post.id not in self.posts.at_hand.unfolded:
            self.posts.toggle_fold()

    @on(PostList.Highlighted)
    def _stay_here(self, event: PostList.Highlighted) -> None:
        # Nothing follows what is highlighted here.
        event.stop()

    def meet(self, doing: str, error: MicroblogError | StoreError) -> None:
        """Say what could not be done: once, though it may fail for one post after the other."""
        words, told = could_not(doing, error), self._told
        self._told = words
        if words != told:
            super().meet(doing, error)
        else:
            self.fail(error)

    def _settle_state(self) -> None:
        self._told = ""
        super()._settle_state()
