"""The main screen: tabs, their panes, the composer and the status line. It composes panes and moves the focus."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from mbtui.commands import COMMANDS
from mbtui.config import Config
from mbtui.panes.bindings import bindings_for, key_of, with_keys
from mbtui.panes.composer_pane import ComposerPane
from mbtui.panes.configured_list import post_list
from mbtui.panes.conversation import ConversationPane
from mbtui.panes.messages import ConversationWanted, Problem, ProblemMet, ProblemSolved, Said, TopicWanted, describe
from mbtui.panes.timeline import TimelinePane
from mbtui.screens.news import COUNTED, News
from mbtui.screens.status_model import StatusModel
from mbtui.services.session import Session
from mbtui.services.ui_state import LastView, keep_last_view
from mbtui.store import SavedPost, StoreError
from mbtui.store.places import Place
from mbtui.timeline_kinds import CONVERSATION, DISCOVER, TABS, TIMELINE, kind_of, subject_of
from mbtui.widgets.rows import PostRow
from mbtui.widgets.status_bar import StatusBar
from mbtui.widgets.tab_bar import TabBar

REST_SECONDS = 5.0
"""Without a key for so long, somebody at the very top is taken to be looking at what comes in."""
READ_SECONDS = 1.5
"""A sentence that was shown for so long has been read: the next key takes it away."""
TICK_SECONDS = 30.0


class MainScreen(News, inherit_bindings=False):
    """What one account sees."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("tabs")
    scopes = ("list", "tabs", "post")

    def __init__(
        self,
        session: Session,
        config: Config,
        *,
        view: LastView | None = None,
    ) -> None:
        """
        Args:
            session: The account.
            config: What the reader has configured.
            view: The tab to open first, and what it shows.
        """
        super().__init__(session, config)
        session.mutes.use_words(config.mute_words)
        self._tabs = TabBar({id: tab.title for id, tab in TABS.items()})
        self._stage = Container(id="stage")
        self._status = StatusBar()
        self.standing = StatusModel()
        self._writing = ComposerPane(session, editor=config.editor)
        self._panes: dict[str, TimelinePane] = {}
        view = view or LastView()
        self._active = view.tab if view.tab in TABS else TIMELINE.id
        tab = TABS[self._active]
        self._view = LastView(tab.id, view.timeline if tab.has(view.timeline) else tab.home)
        self._came_from = TIMELINE.id
        """The tab from which the conversation was opened; there `escape` leads back."""
        self._last_key = 0.0

    def compose(self) -> ComposeResult:
        """Bars above and below, the panes between; a pane is made when it is first looked at."""
        yield self._tabs
        with self._stage:
            yield self._make_pane(self._active)
        yield self._writing
        yield self._status

    def on_mount(self) -> None:
        """Show the first tab."""
        self._tabs.set_active(self._active)
        self._tabs.set_account(f"@{self.session.username}" if self.session.username else "")
        self._show_hints(is_writing=False)
        self.pane.posts.focus()
        self.set_interval(TICK_SECONDS, self._tick)
        self.call_after_refresh(self._count_unread)
        self.call_after_refresh(self.count_unsent)
        self.tell_standing()

    def _show_hints(self, *, is_writing: bool) -> None:
        """Name the keys that matter: for posts, or for the text that is being written."""
        if is_writing:
            self._status.set_hints([("esc", "then y sends"), ("ctrl+j", "send")])
        else:
            # A post in its conversation leads to no other.
            named = [c for c in COMMANDS if c.hint and (c.id != "post.open" or self._active != CONVERSATION.id)]
            self._status.set_hints([(key_of(self.app, command.id), command.hint) for command in named])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The keys that matter depend on what has the focus."""
        self._show_hints(is_writing=self.writing in event.widget.ancestors)

    @property
    def pane(self) -> TimelinePane:
        """The pane that is seen."""
        return self._panes[self._active]

    @property
    def panes(self) -> Sequence[TimelinePane]:
        """The panes that were looked at so far."""
        return tuple(self._panes.values())

    @property
    def writing(self) -> ComposerPane:
        """Where replies are written."""
        return self._writing

    def _make_pane(self, id: str) -> TimelinePane:
        tab = TABS[id]
        make = ConversationPane if tab is CONVERSATION else TimelinePane
        pane = make(
            self.session,
            tab.home if self._panes else self._view.timeline,
            tab.title,
            post_list(self.app, self.config, self.session),
            id=tab.id,
            empty_text=with_keys(self.app, tab.empty_text),
            is_oldest_first=self.config.order == "oldest-first",
            is_first=not self._panes,
        )
        pane.may_slide = lambda: self._is_resting() and pane is self.pane
        self._panes[id] = pane
        return pane

    def _is_resting(self) -> bool:
        return time.monotonic() - self._last_key > REST_SECONDS and not self.writing.is_open

    # Tabs

    async def show_tab(self, tab: str) -> None:
        """Show a tab."""
        if tab != self._active:
            self._came_from = self._active
            # What was said before the key that leads here belongs to the other view.
            self._status.let_go(said_before=self._last_key)
        pane = self._panes.get(tab)
        with self.app.batch_update():
            if pane is None:
                pane = self._make_pane(tab)
                await self._stage.mount(pane)
            for known in self._panes.values():
                known.display = known is pane
            self._active = tab
            self._tabs.set_active(tab)
            self._show_hints(is_writing=self.writing.has_focus_within)
            if not self.writing.is_open:
                pane.posts.focus(scroll_visible=False)
        pane.ask()
        self._tell_news(pane)
        self.tell_standing()

    async def back(self) -> bool:
        """Go back one step: from a conversation to where it was opened. Returns whether there was one."""
        if self._active == CONVERSATION.id != self._came_from:
            await self.show_tab(self._came_from)
            return True
        if self._active == DISCOVER.id != self.pane.timeline_name:
            self.pane.open(DISCOVER.id)
            return True
        return False

    # What panes ask for

    async def open_conversation(self, post_id: int) -> None:
        """Open the conversation of a post in its tab."""
        await self.show_tab(CONVERSATION.id)
        self.pane.open(CONVERSATION.name(post_id), highlight=post_id)

    async def show_post(self, timelines: Sequence[str], post_id: int) -> None:
        """Show a post in its place in a tab, or in its conversation when no tab holds it.

        Args:
            timelines: The timelines that hold it; the one that is seen is preferred, then the first tabs.
            post_id: The post.
        """
        name = self.pane.timeline_name if self._active != CONVERSATION.id else ""
        if name not in timelines:
            name = next((name for tab in TABS.values() for name in timelines if tab.home and tab.has(name)), "")
        if not name:
            await self.open_conversation(post_id)
            return
        await self.show_tab(kind_of(name).id)
        pane = self.pane
        if pane.timeline_name == name and pane.posts.has(post_id):
            pane.posts.go_to(post_id, at=min(3, self.size.height // 5))
        elif self.session.timeline(name).hides_replies:
            await self.open_conversation(post_id)
        else:
            pane.open(name, highlight=post_id)

    @on(ConversationWanted)
    async def _conversation_wanted(self, event: ConversationWanted) -> None:
        event.stop()
        if self._active == CONVERSATION.id and self.pane.posts.has(event.post_id):
            self.say("This is its conversation.")
        else:
            await self.open_conversation(event.post_id)

    @on(TopicWanted)
    async def _topic_wanted(self, event: TopicWanted) -> None:
        event.stop()
        await self.show_tab(DISCOVER.id)
        self.pane.open(DISCOVER.name(event.name))
        self.tell_standing()

    def reply_to(self, post: SavedPost) -> None:
        self.writing.reply_to(post, self._people() if self._active == CONVERSATION.id else ())

    def _people(self) -> list[str]:
        """Who has written in what is shown."""
        rows = self.pane.posts.rows_at_hand().values()
        return [row.post.username for row in rows if isinstance(row, PostRow)]

    @on(Said)
    def _said(self, event: Said) -> None:
        event.stop()
        self.say(event.words, is_problem=event.is_problem)

    @on(ComposerPane.Closed)
    def _writing_closed(self, event: ComposerPane.Closed) -> None:
        event.stop()
        self.say(event.words)
        self.pane.posts.focus(scroll_visible=False)
        self.count_unsent()

    # How things stand

    async def signed_in(self) -> None:
        """The client has come: ask for what is looked at."""
        self.standing.problem = ""
        self._tabs.set_account(f"@{self.session.username}" if self.session.username else "")
        if not self.session.username:
            await self.show_tab(DISCOVER.id)
        elif self.pane.timeline_name not in COUNTED:
            self.pane.ask()
        self.tell_standing()

    @on(TimelinePane.StateChanged)
    def _pane_changed(self, event: TimelinePane.StateChanged) -> None:
        event.stop()
        if event.pane is self.pane:
            self._tell_news(event.pane)
            self.tell_standing()

    @on(ProblemSolved)
    def _problem_solved(self, event: ProblemSolved) -> None:
        event.stop()
        self._status.take_back(describe(event.problem))

    @on(ProblemMet)
    def _problem_met(self, event: ProblemMet) -> None:
        event.stop()
        self.say(describe(event.problem), is_problem=True)

    def _tell_news(self, pane: TimelinePane) -> None:
        self._tabs.set_news(pane.news_words)

    def _tick(self) -> None:
        self.pane.posts.tick()
        self.tell_standing()

    def _note_view(self) -> None:
        """Remember what is looked at, when it has changed."""
        view = LastView(self._active, self.pane.timeline_name)
        if view != self._view:
            self._view = view
            self._keep_view(view, self.pane.shown.wanted_place)

    @work(group="view")
    async def _keep_view(self, view: LastView, place: Place | None) -> None:
        try:
            await keep_last_view(self.session.store, view, place)
        except StoreError as error:
            self.say(describe(Problem("remember which tab is open", error)), is_problem=True)

    def tell_standing(self) -> None:
        """Say in the status line how things stand."""
        self._note_view()
        session = self.session
        if self._active == DISCOVER.id:
            topic = subject_of(self.pane.timeline_name)
            self._tabs.set_title(DISCOVER.id, f"{DISCOVER.title}: {topic}" if topic else DISCOVER.title)
        words = self.standing.words(
            now=session.clock(),
            is_connected=session.is_connected,
            can_write=session.can_write,
            view=self._view_words(),
            sign_in_key=key_of(self.app, "app.sign_in"),
            unsent_key=key_of(self.app, "app.unsent"),
        )
        self._status.set_standing(words, self.standing.problem)

    def _view_words(self) -> str:
        """What there is to say of the conversation or the topic that is shown."""
        if self._active == CONVERSATION.id:
            if self.pane.loader.is_loading:
                return "loading the conversation…"
            count = len(self.pane.posts) if self.pane.problem is None else 0
            return f"{count} post{'s' if count != 1 else ''} in this conversation" if count else ""
        topic = subject_of(self.pane.timeline_name) if self._active == DISCOVER.id else ""
        return f"topic {topic}" if topic else ""

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Say something once in the status line."""
        self._status.say(text, is_problem=is_problem)

    def on_key(self, event: events.Key) -> None:
        """Remember when the last key came; words that were said a while ago have been read by then."""
        self._last_key = time.monotonic()
        self._status.let_go(said_before=self._last_key - READ_SECONDS)
