"""The main screen: tabs, their panes, the composer and the status line. It composes panes and moves the focus."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from mbtui.commands import COMMANDS
from mbtui.config import Config
from mbtui.outbox.unsent import count_unsent
from mbtui.panes.bindings import bindings_for, key_of
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.conversation import ConversationPane
from mbtui.panes.messages import TimelineWanted, could_not
from mbtui.panes.read_position import ReadPositionKeeper
from mbtui.panes.timeline import TimelinePane
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.columns import Columns
from mbtui.screens.news import COUNTED, News
from mbtui.screens.post_screen import PostScreen
from mbtui.screens.status_model import StatusModel
from mbtui.screens.tab_set import TabSet
from mbtui.services.polling import Polled, PollFailed
from mbtui.services.session import Session
from mbtui.services.ui_state import LastView, keep_last_view
from mbtui.store import SavedPost, StoreError
from mbtui.store.places import Place
from mbtui.store.search import Hit
from mbtui.timeline_kinds import BOOKMARKS, CONVERSATION, DISCOVER, PHOTOS, TABS, TIMELINE, USER, kind_of, subject_of
from mbtui.widgets.rows import PostRow
from mbtui.widgets.tab_bar import TabBar

if TYPE_CHECKING:
    from mbtui.api import Topic
    from mbtui.outbox.change import Change

REST_SECONDS = 5.0
"""Without a key for so long, somebody at the very top is taken to be looking at what comes in."""
TICK_SECONDS = 30.0


class MainScreen(PostScreen, inherit_bindings=False):
    """What one account sees."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("tabs")
    scopes = ("list", "tabs", "columns", "post")

    class Counted(Message):
        """The unread posts were counted, by the titles of their tabs."""

        def __init__(self, username: str, counts: dict[str, int]) -> None:
            super().__init__()
            self.username = username
            self.counts = counts

    def __init__(self, session: Session, config: Config, *, view: LastView | None = None) -> None:
        """Make the screen of an account; `view` is the tab to open first, and what it shows."""
        super().__init__(session, config)
        session.mutes.use_words(config.mute_words)
        self._bar = TabBar({id: tab.title for id, tab in TABS.items()})
        self.columns = Columns(session, config)
        view = view or LastView()
        self._tabs = TabSet(view.tab if view.tab in TABS else TIMELINE.id)
        tab = TABS[self._tabs.active]
        self._view = LastView(tab.id, view.timeline if tab.has(view.timeline) else tab.home)
        self.standing = StatusModel()
        self._news = News(self, self._tabs, self.standing)
        self._last_search: tuple[str, int | None] = ("", None)
        """The words, and the post that they led to."""

    def compose(self) -> ComposeResult:
        """Bars above and below, the panes between; a pane is made when it is first looked at."""
        yield self._bar
        self.columns.left = self._make_pane(self._tabs.active)
        yield self.columns
        yield self.writing
        yield self.status

    def on_mount(self) -> None:
        self._bar.active = self._tabs.active
        self._bar.account = f"@{self.session.username}" if self.session.username else ""
        self._show_hints(is_writing=False)
        self.pane.posts.focus()
        self.set_interval(TICK_SECONDS, self._tick)
        self.call_after_refresh(self._count_unread)
        self.call_after_refresh(self.count_unsent)
        self.tell_standing()

    def _show_hints(self, *, is_writing: bool) -> None:
        """Name the keys that matter: for posts, or for the text that is being written."""
        if is_writing:
            self.status.set_hints([(key_of(self.app, "composer.send_now"), "send")])
        else:
            # A post in its conversation leads to no other.
            named = [c for c in COMMANDS if c.hint and (c.id != "post.open" or self._tabs.active != CONVERSATION.id)]
            hints = [(key_of(self.app, command.id), command.hint) for command in named]
            self.status.set_hints([*self.columns.hints, *hints])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._show_hints(is_writing=self.writing in event.widget.ancestors)

    @property
    def pane(self) -> TimelinePane:
        return self._tabs.pane

    @property
    def panes(self) -> list[TimelinePane]:
        beside = self.columns.beside
        return [*self._tabs.panes.values(), *([] if beside is None else [beside])]

    def _make_pane(self, id: str) -> TimelinePane:
        tab = TABS[id]
        pane = self.columns.make_pane(
            tab, tab.home if self._tabs.panes else self._view.timeline, is_first=not self._tabs.panes
        )
        pane.may_slide = lambda: self._is_resting() and pane is self.pane
        self._tabs.panes[id] = pane
        return pane

    def _is_resting(self) -> bool:
        return time.monotonic() - self.last_key > REST_SECONDS and not self.writing.is_open

    # Tabs

    async def show_tab(self, tab: str) -> None:
        """Show a tab."""
        async with self._tabs.turn:
            if tab != self._tabs.active:
                self._tabs.came_from = self._tabs.active
                # What was said before the key that leads here belongs to the other view.
                self.status.let_go(said_before=self.last_key)
            pane = self._tabs.panes.get(tab)
            with self.app.batch_update():
                if pane is None:
                    pane = self._make_pane(tab)
                await self.columns.show(pane)
                self._tabs.active = tab
                self._bar.active = tab
                self._show_hints(is_writing=self.writing.has_focus_within)
                if not self.writing.is_open:
                    # Not by `focus`, which waits its turn: the next key is for this tab already.
                    self.set_focus(pane.posts, scroll_visible=False)
        pane.ask()
        self.tell_standing()

    async def back(self) -> bool:
        """Go back one step: from a conversation to where it was opened. Returns whether there was one."""
        await self._tabs.settle()
        if self.columns.leave():
            return True
        if self._tabs.active == CONVERSATION.id != self._tabs.came_from:
            await self.show_tab(self._tabs.came_from)
            return True
        # A key may come before the first pane.
        pane = self._tabs.panes.get(self._tabs.active)
        if pane is not None and self._tabs.active not in (CONVERSATION.id, pane.timeline_name):
            pane.open(self._tabs.active)
            return True
        return False

    async def action_tabs_next(self) -> None:
        await self._tabs.settle()
        await self.show_tab(self._tabs.beside(1))

    async def action_tabs_previous(self) -> None:
        await self._tabs.settle()
        await self.show_tab(self._tabs.beside(-1))

    async def action_open_tab(self, tab: str) -> None:
        """A tab by its id; one that is open already has more to show: topics, tags, videos among the photos."""
        await self._tabs.settle()
        if tab != self._tabs.active:
            await self.show_tab(tab)
        elif tab == DISCOVER.id:
            hold_keys(self.app, self.run_worker(self.choose_topic(), group="topics", exclusive=True))
        elif tab == BOOKMARKS.id:
            hold_keys(self.app, self.run_worker(self._choose_bookmarks(), group="topics", exclusive=True))
        elif tab == PHOTOS.id:
            self.pane.open(PHOTOS.name("" if subject_of(self.pane.timeline_name) else "videos"))

    @on(TabBar.Clicked)
    async def _tab_clicked(self, event: TabBar.Clicked) -> None:
        await self.show_tab(event.tab)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that Discover has named so far."""
        pane = self._tabs.panes.get(DISCOVER.id)
        return pane.topics if pane is not None else ()

    async def show_part(self, name: str) -> None:
        """Show a timeline in its tab: a topic of Discover, the bookmarks with a tag."""
        await self.show_tab(kind_of(name).id)
        self.pane.open(name)
        self.tell_standing()

    async def _choose_bookmarks(self) -> None:
        from mbtui.screens.dialogs.bookmarks import HIGHLIGHTS, choose_bookmarks

        wanted = await choose_bookmarks(self)
        if wanted == HIGHLIGHTS:
            self.post_commands.run("highlights", None)
        elif wanted is not None:
            await self.show_part(wanted)

    async def choose_topic(self) -> None:
        """Let the reader choose one of Discover's topics."""
        from mbtui.screens.dialogs.topics import choose_topic

        if (wanted := await choose_topic(self, self.topics)) is not None:
            await self.show_part(wanted)

    # What panes ask for

    async def open_conversation(self, post_id: int) -> None:
        """Show a conversation: at the right when it stands there, else in its tab."""
        if self.columns.enter(post_id):
            return
        await self.show_tab(CONVERSATION.id)
        self.pane.open(CONVERSATION.name(post_id), highlight=post_id)

    async def show_post(self, timelines: Sequence[str], post_id: int) -> None:
        """Show a post in a tab that holds it, first in the one that is seen, or in its conversation when none does."""
        name = self._tabs.timeline_for(timelines)
        try:
            is_shown = bool(name) and await self.session.timeline(name).shows(post_id)
        except StoreError as error:
            self.say(could_not("find the post", error), is_problem=True)
            return
        if not is_shown:
            await self.open_conversation(post_id)
            return
        await self.show_tab(kind_of(name).id)
        pane = self.pane
        if pane.timeline_name == name and pane.posts.has(post_id):
            pane.posts.go_to(post_id, at=min(3, self.size.height // 5))
        else:
            pane.open(name, highlight=post_id)

    def reply_to(self, post: SavedPost) -> None:
        shown = [pane.posts.at_hand.rows for pane in self.panes if isinstance(pane, ConversationPane)]
        rows = next((rows.values() for rows in shown if post.id in rows), ())
        self.writing.reply_to(post, [row.post.username for row in rows if isinstance(row, PostRow)])

    @on(ComposerPane.Closed)
    @on(ComposerPane.Saved)
    def _drafts_changed(self) -> None:
        self.count_unsent()

    def search(self) -> None:
        """Search from whatever is seen; the words of the last search are there, and the post that it led to."""
        from mbtui.screens.search import SearchScreen

        text, highlight = self._last_search
        screen = SearchScreen(self.session, self.config, text=text, highlight=highlight)

        async def go_to(found: Hit | str | None) -> None:
            self._last_search = (screen.text, found.post.id if isinstance(found, Hit) else highlight)
            if isinstance(found, Hit):
                # What was read above this screen, a person's posts or a conversation, is left for the post's own place.
                self.pop_until_active()
                await self.show_post(found.timelines, found.post.id)
            elif found is not None:
                self.post_message(TimelineWanted(USER.name(found)))

        self.app.push_screen(screen, go_to)

    @work(group="leave", exclusive=True)
    async def leave(self) -> None:
        """Quit, after asking when something unsent would be left behind."""
        from mbtui.screens.quit_question import regret

        if question := await regret(self.writing, self.session.store):
            from mbtui.screens.dialogs.question import confirmed

            if not await confirmed(self.app, question, "quit", "stay"):
                return
        self.app.exit()

    # What comes in

    async def merge(self, outcome: Polled | PollFailed) -> None:
        """Take in what a round of polling brought."""
        await self._news.merge(outcome)
        if not isinstance(outcome, PollFailed):
            self._count_unread()
        self.tell_standing()

    async def take_change(self, change: Change) -> None:
        await super().take_change(change)
        self.count_unsent()

    async def catch_up(self) -> None:
        await self._news.catch_up(super().catch_up)
        self._count_unread()
        self.count_unsent()

    def show_changed(self, ids: Sequence[int]) -> None:
        """Draw posts anew wherever they are shown."""
        for pane in self.panes:
            pane.show_changed(ids)

    @on(ReadPositionKeeper.Moved)
    def _read_on(self) -> None:
        self._count_unread()

    @work(group="counts", exclusive=True)
    async def _count_unread(self) -> None:
        try:
            counts = {tab: await self.session.unread_count(tab) for tab in COUNTED}
        except StoreError as error:
            self.say(could_not("count what is unread", error), is_problem=True)
            return
        for tab, count in counts.items():
            self._bar.set_count(tab, count)
        self.post_message(self.Counted(self.session.username, {TABS[tab].title: n for tab, n in counts.items()}))

    def on_screen_resume(self) -> None:
        """Count anew: a draft may have been kept on the screen that was closed."""
        if self.is_mounted:
            self.count_unsent()
            self.pane.reading.look_again()
            self.columns.follow()

    @work(group="unsent", exclusive=True)
    async def count_unsent(self) -> None:
        """Count what has not been sent, for the status line."""
        try:
            self.standing.unsent = await count_unsent(self.session.store, without_drafts=(self.writing.draft_id,))
        except StoreError as error:
            self.say(could_not("read what waits to be sent", error), is_problem=True)
            return
        self.tell_standing()

    # How things stand

    async def signed_in(self) -> None:
        """The client has come: ask for what is looked at."""
        self.standing.problem = ""
        self._bar.account = f"@{self.session.username}" if self.session.username else ""
        if not self.session.username:
            await self.show_tab(DISCOVER.id)
        elif self.pane.timeline_name not in COUNTED:
            self.pane.ask()
        self.columns.follow()
        self.tell_standing()

    def _tick(self) -> None:
        self.pane.posts.tick()
        self.tell_standing()

    def _note_view(self) -> None:
        """Remember what is looked at, when it has changed."""
        view = LastView(self._tabs.active, self.pane.timeline_name)
        if view != self._view:
            self._view = view
            self._keep_view(view, self.pane.shown.wanted_place)

    @work(group="view")
    async def _keep_view(self, view: LastView, place: Place | None) -> None:
        try:
            await keep_last_view(self.session.store, view, place)
        except StoreError as error:
            self.say(could_not("remember which tab is open", error), is_problem=True)

    def tell_standing(self) -> None:
        self._note_view()
        self._bar.news = self.pane.news_words
        session, tab = self.session, TABS[self._tabs.active]
        if tab is not CONVERSATION:
            part = subject_of(self.pane.timeline_name)
            self._bar.set_title(tab.id, f"{tab.title}: {part}" if part else tab.title)
        words = self.standing.words(
            now=session.clock(),
            is_connected=session.is_connected,
            can_write=session.can_write,
            view=self._view_words(),
            sign_in_key=key_of(self.app, "app.sign_in"),
            unsent_key=key_of(self.app, "app.unsent"),
        )
        self.status.set_standing(words, self.standing.problem)

    def _view_words(self) -> str:
        """What there is to say of the conversation or the topic that is shown."""
        pane = self.columns.beside if self.columns.is_double else self.pane
        if isinstance(pane, ConversationPane):
            return pane.standing_words
        part = subject_of(self.pane.timeline_name)
        noun = {DISCOVER.id: "topic", BOOKMARKS.id: "tag"}.get(self._tabs.active)
        return f"{noun} {part}" if noun and part else ""

    def take_focus(self) -> None:
        self.columns.take_focus()
