"""A pane that shows one conversation, with what waits to be sent into it; or none yet.

A conversation comes whole, the oldest post on top, with what waits to be sent at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import work

from mbtui.panes.bindings import with_keys
from mbtui.panes.row_builder import RowBuilder
from mbtui.panes.timeline import TimelinePane
from mbtui.panes.timeline_list import Merged, TimelineList
from mbtui.panes.unsent_rows import UnsentRows, is_unsent
from mbtui.services.session import Session
from mbtui.services.timeline import FirstFrame, Timeline
from mbtui.store import SavedPost, StoreError
from mbtui.store.timelines import Merge, Window
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow, Row

if TYPE_CHECKING:
    from mbtui.outbox.change import Change

CONVERSATION_ROWS = 2_000
"""Posts of a conversation that are shown at the most."""


class ConversationRows(RowBuilder):
    """Makes the rows of a conversation: who answers whom, and what has come while it was open."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.answers: dict[int, int] = {}
        """Which post of the conversation a post answers, by their keys."""
        self.new: set[int] = set()
        """What others have written since it was opened."""
        self._depths: dict[int, int] = {}
        self._names: dict[int, str] = {}
        """Whom a post answers that stands neither at the beginning nor above it."""

    def learn(self, posts: Sequence[SavedPost]) -> None:
        """Find out who answers whom in a conversation, the oldest first."""
        from mbtui.panes.answering import answered, depths

        self.answers = answered(posts)
        self._depths = depths(posts, self.answers)
        authors = {post.id: post.author_name for post in posts}
        self._names = {
            post.id: authors[parent]
            for above, post in pairwise(posts)
            if (parent := self.answers.get(post.id)) is not None and parent not in (above.id, posts[0].id)
        }

    def placed(self, row: PostRow) -> PostRow:
        """Give a row its place under what it answers."""
        key = row.post.id
        return replace(row, depth=self._depths.get(key, 0), answers=self._names.get(key, ""))

    def _row(self, post: SavedPost) -> PostRow:
        return self.placed(super()._row(post))

    def is_new(self, post: SavedPost) -> bool:
        return post.id in self.new

    def first_new(self, keys: Iterable[int], posts: Mapping[int, SavedPost]) -> int | None:
        """Give none: what is new may stand anywhere, and nothing divides it from the rest."""
        return None

    first_read = first_new


class ConversationList(TimelineList):
    """A post list that shows one conversation."""

    def __init__(self, posts: PostList, session: Session) -> None:
        super().__init__(posts, session, is_oldest_first=True)
        self.rows: ConversationRows = ConversationRows(session)
        self.unsent = UnsentRows()
        self.trail: list[int] = []
        """The answers from which the reader went to what they answer."""
        self._known: set[int] | None = None
        """The posts that were there when it was opened or loaded; None before that."""
        self._opened_at: int | None = None
        """The post at which it was opened, until all of it is there: that post keeps its line, not its neighbors."""

    def open(self, timeline: Timeline, *, highlight: int | None = None) -> None:
        super().open(timeline, highlight=highlight)
        self._opened_at = highlight
        self._known = None
        self.trail.clear()
        self.rows.new.clear()
        self.unsent.rows = {}

    def settle(self) -> None:
        self._opened_at = None

    def _show(self, frame: FirstFrame) -> None:
        if len(frame.window.rows) > 1:
            # One alone may be just the post that it was opened from.
            self._known = set(frame.window.rows)
        super()._show(frame)
        if frame.highlight not in frame.window.rows:
            # A reply that waits, or a post that Micro.blog is asked for, comes later.
            self._wants_highlight = frame.highlight

    def _assign(
        self,
        window: Window,
        highlight: int | None,
        at: int,
        *,
        is_exact: bool = False,
        is_unfolded: bool = False,
    ) -> None:
        if highlight is not None and highlight == self._list.highlighted:
            row = self._list.screen_row
            # Its beginning is above the screen where the reader has scrolled on already.
            if highlight != self._opened_at or row < 0:
                at, is_exact = row, True
        if window.rows and is_unsent(highlight) and highlight not in self.unsent.rows:
            # It was sent: its place is taken by the post that it has become.
            highlight = next(reversed(self.unsent.rows), window.rows[0])
        elif window.rows and highlight is None:
            highlight = window.rows[-1]
        super()._assign(window, highlight, at, is_exact=is_exact, is_unfolded=is_unfolded)

    def _rows_below(self, window: Window) -> dict[int, Row]:
        """Give what waits to be sent, after finding out who answers whom."""
        waiting = [row for row in self.unsent.rows.values() if isinstance(row, PostRow)]
        saved = (window.posts[key] for key in reversed(window.rows) if key in window.posts)
        self.rows.learn([*saved, *(row.post for row in waiting)])
        return {row.post.id: self.rows.placed(row) for row in waiting}

    async def supply(self, keys: Sequence[int]) -> None:
        rows = self.unsent.rows
        self._list.replace({key: rows[key] for key in keys if key in rows})
        await super().supply([key for key in keys if not is_unsent(key)])

    async def merge(self, merges: Sequence[Merge]) -> Merged:
        """Show the conversation as it is saved now, and what waits to be sent into it."""
        timeline = self.timeline
        async with self.lock:
            window = await timeline.window(None, above=0, below=CONVERSATION_ROWS)
            await self.unsent.read(
                self._session.store, timeline.name, window.rows, window.posts, username=self._session.username
            )
            if timeline is self.timeline:
                self._note_new(window, is_loaded=bool(merges))
                highlight = self._wants_highlight or self._list.highlighted
                if self._wants_highlight in window.rows or self._wants_highlight in self.unsent.rows:
                    self._wants_highlight = None
                self._assign(window, highlight, self._wanted_row)
        return Merged()

    def _note_new(self, window: Window, *, is_loaded: bool) -> None:
        """Remember what others have written since the conversation was known."""
        if self._known is not None:
            came = [window.posts[key] for key in window.rows if key not in self._known and key in window.posts]
            self.rows.new.update(post.id for post in came if not self.rows.is_own(post))
        if is_loaded or self._known is not None:
            self._known = set(window.rows)

    async def catch_up(self) -> Merged:
        return await self.merge(())


class ConversationPane(TimelinePane):
    """One conversation in a post list, the oldest post on top."""

    def _make_list(self, is_oldest_first: bool) -> TimelineList:
        self._conversation = ConversationList(self.posts, self.session)
        return self._conversation

    def _saved_shown(self) -> None:
        super()._saved_shown()
        self._show_unsent()

    async def take_change(self, change: Change) -> None:
        await super().take_change(change)
        if self.timeline_name and change.kind.is_in_conversation:
            if change.entry is not None and change.entry.state == "sent":
                # Its row stays until the conversation holds it.
                self._conversation.unsent.note(change.entry)
                self.refresh_timeline()
            self._show_unsent()

    @work(group="unsent", exclusive=True)
    async def _show_unsent(self) -> None:
        try:
            await self.merge(())
        except StoreError as error:
            self.meet("read what waits to be sent", error)

    async def merge(self, merges: Sequence[Merge]) -> None:
        # While a page is on its way, an empty conversation is none yet: the loading settles it.
        self._merged(await self.shown.merge(merges))

    def look_for_more(self) -> None:
        """Ask whether the conversation has gone on: somebody was mentioned."""
        self.refresh_timeline()

    @property
    def standing_words(self) -> str:
        """How much of the conversation there is, for the status line."""
        if self.loader.is_loading:
            return "loading the conversation…"
        feed, post = self.timeline.feed if self.timeline_name else None, self.highlighted_post
        words = conversation_words(
            0 if self.problem else len(self.posts),
            skipped=feed.skipped if feed is not None else 0,
            new=len(self._conversation.rows.new),
            has_answers=feed is not None and post is not None and post.is_conversation,
        )
        return with_keys(self.app, words)

    def action_post_parent(self) -> None:
        """Go to the post that the highlighted one answers."""
        key = self.posts.highlighted
        parent = None if key is None else self._conversation.rows.answers.get(key)
        if key is None or parent is None:
            is_first = key is not None and key == next(iter(self.posts.keys()))
            self.say(
                "This is where the conversation begins." if is_first else "It is not known what this post answers."
            )
            return
        self._conversation.trail.append(key)
        self.posts.go_to(parent)

    def action_post_answer(self) -> None:
        """Go back to the answer that the reader came from, else to the first one."""
        key, answers = self.posts.highlighted, self._conversation.rows.answers
        while self._conversation.trail:
            came_from = self._conversation.trail.pop()
            if answers.get(came_from) == key:
                self.posts.go_to(came_from)
                return
        first = next((answer for answer, parent in answers.items() if parent == key), None)
        if first is None:
            self.say("No post is known to answer this one.")
        else:
            self.posts.go_to(first)

    def ask(self) -> None:
        super().ask()
        if self.timeline_name and self._is_closed:
            self.say("Micro.blog shows the rest of a conversation to those who are signed in.")

    def _want_older(self) -> None:
        """Do nothing: a conversation comes whole."""

    def action_list_replies(self) -> None:
        self.say("All in a conversation are replies: none is hidden.")


def conversation_words(found: int, *, skipped: int, new: int, has_answers: bool) -> str:
    """Say how much there is of a conversation, with commands in braces.

    Args:
        found: Posts that are shown.
        skipped: Posts that came and could not be read.
        new: Posts among them that have come lately.
        has_answers: Whether the one that is highlighted is told to have some: Micro.blog tells no number of them.
    """
    if not found:
        return ""
    if skipped:
        return f"{found} of {found + skipped} posts could be read: {{post.thread_page}} opens all on the web"
    if found == 1 and has_answers:
        return "its answers did not come: {post.thread_page} opens them on the web"
    return f"{found} post{'s' if found != 1 else ''} in this conversation{f', {new} new' if new else ''}"
