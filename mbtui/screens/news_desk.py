"""What comes in, shown wherever posts are: new posts, what became of a write, what another program has saved."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from mbtui.api.errors import MicroblogError
from mbtui.panes.bindings import key_of
from mbtui.panes.messages import could_not
from mbtui.screens.account_app import AccountApp
from mbtui.services.polling import Polled, PollFailed
from mbtui.store import StoreError, timelines
from mbtui.timeline_kinds import MENTIONS

if TYPE_CHECKING:
    from mbtui.outbox.change import Change
    from mbtui.outbox.entry import OutboxEntry
    from mbtui.services.session import Session


class NewsDesk:
    """Shows news one after the other and beside the keys: what is read for it may be on a slow disk."""

    def __init__(self, app: AccountApp, shown: Callable[[Polled | PollFailed], None]) -> None:
        """Tell `shown` of each round of polling once it was shown."""
        self._app = app
        self._shown = shown
        self._lock = asyncio.Lock()
        """Held while news is shown: what is read for it must not be closed meanwhile."""
        self._is_closed = False
        self._has_mutes_of: Session | None = None
        """The account of which Micro.blog has told what it mutes."""

    def show_round(self, outcome: Polled | PollFailed) -> None:
        """Show what a round of polling brought."""
        self._in_turn(lambda: self._show_round(outcome), "show what is new")

    def show_change(self, change: Change) -> None:
        """Show what became of something written, wherever posts are shown."""
        if change.progress is not None:
            self._app.show_progress(change.progress)
            return
        self._in_turn(lambda: self._show_change(change), "show what was written")

    def show_saved(self) -> None:
        """Show everywhere what is saved now."""
        self._in_turn(self._catch_up, "show the posts that are left")

    async def close(self) -> None:
        """Show nothing more, and close what is saved."""
        async with self._lock:
            self._is_closed = True
            await self._app.session.close()

    def _in_turn(self, show: Callable[[], Awaitable[None]], what: str) -> None:
        async def shown() -> None:
            async with self._lock:
                if self._is_closed:
                    return
                try:
                    await show()
                except StoreError as error:
                    self._app.say(could_not(what, error), is_problem=True)
                if notices := self._app.session.store.take_notices():
                    self._app.say(" ".join(notices), is_problem=True)

        work: Callable[[], Awaitable[None]] = shown
        self._app.run_worker(work, group="news")

    async def _show_round(self, outcome: Polled | PollFailed) -> None:
        session = self._app.session
        await self._app.main.merge(outcome)
        await self._show_changed_by_others()
        if isinstance(outcome, Polled) and not self._app.app_focus:
            await self._tell_of_mentions(outcome)
        if isinstance(outcome, Polled) and outcome.news is not None and self._has_mutes_of is not session:
            self._has_mutes_of = session
            work: Callable[[], Awaitable[None]] = self._refresh_mutes
            self._app.run_worker(work, group="mutes", exclusive=True)
        self._shown(outcome)

    async def _show_changed_by_others(self) -> None:
        """Show what another program on this account has saved since the last round."""
        session = self._app.session
        has_posts = await session.store.cache.changed_by_others()
        has_writing = await session.store.outbox.changed_by_others()
        if has_writing and session.outbox is not None:
            await session.outbox.notice()
        if has_posts:
            await session.mutes.reload()
        if has_posts or has_writing:
            await self._catch_up()

    async def _catch_up(self) -> None:
        for screen in self._app.post_screens:
            await screen.catch_up()

    async def _show_change(self, change: Change) -> None:
        if change.kind.about == "mutes":
            await self._app.session.mutes.reload()
        for screen in self._app.post_screens:
            await screen.take_change(change)
        entry = change.entry
        if entry is not None and change.state == "sent" and change.words and change.kind.makes_page(entry):
            work: Callable[[], Awaitable[None]] = partial(self._follow, entry)
            self._app.run_worker(work, group="publishing", exclusive=True)

    async def _follow(self, entry: OutboxEntry) -> None:
        """Show how far the page of a post is, and then where."""
        from mbtui.outbox import kinds
        from mbtui.services.publishing import follow_publishing

        app, session = self._app, self._app.session

        def is_watched() -> bool:
            return app.app_focus and session is app.session

        url = await follow_publishing(session.client, entry.url, app.show_progress, is_watched)
        app.show_progress("")
        if url and session is app.session:
            # The address last: a long one may be cut.
            app.say(f"{kinds.of(entry).name(entry)} is out. {key_of(app, 'app.sent')} opens or copies it: {url}")

    async def _tell_of_mentions(self, outcome: Polled) -> None:
        """Ring, in the configured ways, for new mentions; never while the terminal is in front."""
        ids = [
            row
            for merge in outcome.merges.get(MENTIONS.id, ())
            for insertion in merge.insertions
            for row in insertion.rows
            if row > 0
        ]
        if not ids or not self._app.config.notify:
            return
        try:
            posts = await self._app.session.store.cache.read(timelines.posts, ids)
        except StoreError as error:
            self._app.main.say(could_not("read the new mention", error), is_problem=True)
            return
        if posts:
            newest = max(posts.values(), key=lambda post: (post.published_at, post.id))
            self._app.notifier.mention(f"{newest.author_name}: {newest.document.plain_text}")

    async def _refresh_mutes(self) -> None:
        """Ask Micro.blog once what is muted; after a failure the next round of polling leads here again."""
        try:
            await self._app.session.mutes.refresh()
        except (MicroblogError, StoreError):
            self._has_mutes_of = None
