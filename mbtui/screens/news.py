"""What comes in, put into the panes: new posts, what became of a write, what was done on another device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from mbtui.panes.bindings import key_of
from mbtui.panes.conversation import ConversationPane
from mbtui.panes.messages import could_not
from mbtui.screens.status_model import StatusModel
from mbtui.screens.tab_set import TabSet
from mbtui.services.polling import Polled, PollFailed
from mbtui.store import StoreError
from mbtui.timeline_kinds import KINDS, MENTIONS

if TYPE_CHECKING:
    from mbtui.api import NewPosts
    from mbtui.screens.post_screen import PostScreen

COUNTED = tuple(kind.id for kind in KINDS.values() if kind.is_counted)
"""The timelines whose unread posts are counted."""


class News:
    """Shows in all panes of a screen what the background worker and the outbox have brought."""

    def __init__(self, screen: PostScreen, tabs: TabSet, standing: StatusModel) -> None:
        self._screen = screen
        self._session = screen.session
        self._tabs = tabs
        self._standing = standing

    async def merge(self, outcome: Polled | PollFailed) -> None:
        """Take in what a round of polling brought."""
        if isinstance(outcome, PollFailed):
            self._say(self._standing.failed(outcome.error), is_problem=True)
            for pane in self._tabs.showing(*COUNTED):
                pane.fail(outcome.error)
                if merges := outcome.merges.get(pane.timeline_name):
                    await pane.merge(merges)
            return
        if (news := outcome.news) is None:
            for pane in self._tabs.showing(*outcome.merges):
                await pane.merge(outcome.merges[pane.timeline_name])
            return
        self._say(self._standing.heard(outcome.at))
        await self._keep_positions(lambda: self._move_dividers(news))
        for pane in self._tabs.showing(*COUNTED):
            await pane.merge(outcome.merges.get(pane.timeline_name, ()))
        await self._keep_positions(self._begin_positions)
        self._look_into_conversations(outcome)

    def _look_into_conversations(self, outcome: Polled) -> None:
        """Ask whether conversations have gone on: when somebody was mentioned, and one that is seen by any new post."""
        has_posts = any(merge.insertions for merges in outcome.merges.values() for merge in merges)
        for pane in self._screen.panes:
            if isinstance(pane, ConversationPane) and (MENTIONS.id in outcome.merges or (has_posts and pane.display)):
                pane.look_for_more()

    async def catch_up(self, show_posts: Callable[[], Awaitable[None]]) -> None:
        """Move the dividers to where another program on this account has read, and show the posts it has saved."""
        further = []
        for moved in await self._session.reading.moved_beside():
            for pane in self._tabs.showing(moved.channel):
                pane.reading.move_elsewhere(moved.position)
                if moved.is_further:
                    further.append((pane, moved.position.post_id))
        await show_posts()
        for pane, post_id in further:
            if pane is not self._tabs.pane or post_id not in pane.posts.visible_keys():
                self._say(f"You have read further in {pane.title} in another mbtui. {self._there}")

    @property
    def _there(self) -> str:
        return f"{key_of(self._screen.app, 'list.read_position')} goes there."

    def _say(self, words: str, *, is_problem: bool = False) -> None:
        if words:
            self._screen.say(words, is_problem=is_problem)

    async def _keep_positions(self, keep: Callable[[], Awaitable[None]]) -> None:
        """Keep how far timelines have been read. Posts do not wait for it: the next round of polling tries again."""
        try:
            await keep()
        except StoreError as error:
            self._say(could_not("keep how far you have read", error), is_problem=True)

    async def _begin_positions(self) -> None:
        for name in COUNTED:
            await self._session.reading.begin(name, await self._session.timeline(name).newest_post())

    async def _move_dividers(self, news: NewPosts) -> None:
        """Move the dividers to where another device has read, and say so where that is elsewhere."""
        for moved in await self._session.reading.take(news.markers):
            for pane in self._tabs.showing(moved.channel):
                pane.reading.move_elsewhere(moved.position)
                if moved.is_further:
                    self._say(f"You have read further in {pane.title} on another device. {self._there}")
                elif moved.is_behind:
                    self._say(f"On another device you have read {pane.title} up to a post further down. {self._there}")
