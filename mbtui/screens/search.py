"""Search: saved posts as the words are typed, and people all over Micro.blog behind an @."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

import msgspec
from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from mbtui.api.errors import MicroblogError
from mbtui.config import Config
from mbtui.content.document import Block, Document, Span
from mbtui.outbox.unsent import as_post, plain
from mbtui.panes.configured_list import post_list
from mbtui.panes.messages import Problem, describe
from mbtui.services.session import Session
from mbtui.store import StoreError, search
from mbtui.store.search import Hit
from mbtui.widgets.line import Line
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow, Row
from mbtui.widgets.status_bar import StatusBar

SETTLE_SECONDS = 0.1
"""Letters typed faster than this are searched for together."""
ASK_SECONDS = 0.3
"""The same before Micro.blog is asked for people."""
PAGE_SIZE = 50
PEOPLE_SHOWN = 30
LETTERS_TO_ASK = 3
"""Micro.blog finds people from so many letters on."""
START_TEXT = (
    "Type words to find them in the posts that are saved here.\n@ and a name finds people on all of Micro.blog."
)


class FoundPost(msgspec.Struct, frozen=True):
    """The reader wants to see a post where it stands."""

    post_id: int
    timelines: tuple[str, ...]
    """Names of the timelines that hold it; may be empty."""


class FoundPerson(msgspec.Struct, frozen=True):
    """The reader wants to see a person."""

    username: str


class SearchScreen(Screen[FoundPost | FoundPerson | None], inherit_bindings=False):
    """One line to type in, and what it finds below. Returns what the reader has chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back", show=False),
        Binding("backspace,q", "close", "Back", show=False),
        Binding("down", "move(1)", "Next", show=False),
        Binding("up", "move(-1)", "Previous", show=False),
        Binding("j,n", "move(1)", "Next match", show=False),
        Binding("k,p", "move(-1)", "Previous match", show=False),
        Binding("pagedown,space", "page(1)", "Page down", show=False),
        Binding("pageup,b", "page(-1)", "Page up", show=False),
        Binding("g", "edge(-1)", "First match", show=False),
        Binding("G", "edge(1)", "Last match", show=False),
        Binding("tab,shift+tab", "other", "Between words and matches", show=False, priority=True),
        Binding("slash", "words", "Type again", show=False),
        Binding("z", "unfold", "Unfold", show=False, id="post.unfold"),
        Binding("enter", "open", "Open", show=False),
    ]

    def __init__(self, session: Session, config: Config, *, text: str = "", highlight: int | None = None) -> None:
        """
        Args:
            session: The account whose posts are searched.
            config: What the reader has configured.
            text: What stands in the line at first: the last search.
            highlight: The post to highlight when it is found again.
        """
        super().__init__()
        self._session = session
        self._first_highlight = highlight
        self._line = Line(text, placeholder="search", compact=True, select_on_focus=False, id="search--line")
        self._line.cursor_blink = False
        self._list = post_list(self.app, config, session)
        self._status = StatusBar()
        self._hits: dict[int, Hit] = {}
        self._people: dict[int, str] = {}
        self._is_complete = True

    def compose(self) -> ComposeResult:
        """The line above, what was found, the status line."""
        yield self._line
        yield self._list
        yield self._status

    def on_mount(self) -> None:
        """Begin in the line; the words of the last search are there to be typed over."""
        self._list.set_empty_text(START_TEXT)
        self._line.focus()
        self._hint()
        if self._line.value:
            self._line.action_select_all()
            self._search(self._line.value, settle_seconds=0.0)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self._line.value

    def _hint(self) -> None:
        if self._line.has_focus:
            self._status.set_hints([("enter", "open"), ("↓ ↑", "choose"), ("tab", "to the matches"), ("esc", "back")])
        else:
            self._status.set_hints([("enter", "open"), ("n p", "next, previous"), ("/", "type"), ("esc", "back")])

    # Searching

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._search(event.value)

    @work(group="search", exclusive=True)
    async def _search(self, text: str, *, settle_seconds: float = SETTLE_SECONDS) -> None:
        await asyncio.sleep(settle_seconds)
        words = text.strip()
        if not words:
            self._show_hits([], START_TEXT)
            self._status.set_standing("")
            return
        if not len(self._list):
            self._list.set_empty_text("Searching…")
        try:
            if words.startswith("@"):
                await self._find_people(words.removeprefix("@"))
            else:
                await self._find_posts(words)
        except StoreError as error:
            self._show_hits([], f"{describe(Problem('search', error))}\n\nAnother letter tries again.")
            self._status.set_standing("")

    async def _find_posts(self, words: str) -> None:
        hits = await self._session.store.cache.read(search.search, words, limit=PAGE_SIZE)
        self._is_complete = len(hits) < PAGE_SIZE
        self._show_hits(hits, f"No saved post holds “{words}”.\nWhat was never loaded here can not be found.")
        self._tell_count()

    @on(PostList.EndNeared)
    def _end_neared(self) -> None:
        if not self._is_complete:
            self._find_more(self._line.value.strip())

    @work(group="search", exclusive=True)
    async def _find_more(self, words: str) -> None:
        try:
            hits = await self._session.store.cache.read(search.search, words, limit=PAGE_SIZE, offset=len(self._hits))
        except StoreError as error:
            self._status.say(describe(Problem("search on", error)), is_problem=True)
            return
        self._is_complete = len(hits) < PAGE_SIZE
        new = {hit.post.id: hit for hit in hits if hit.post.id not in self._hits}
        self._hits.update(new)
        self._list.append(list(new), {id: _row(hit) for id, hit in new.items()})
        self._tell_count()

    async def _find_people(self, prefix: str) -> None:
        """Show people whose posts are saved at once, and those whom Micro.blog knows when it answers."""
        saved = await self._session.store.cache.read(search.usernames, prefix, limit=PEOPLE_SHOWN)
        people = {username: (name, "") for username, name in saved}
        is_asking = len(prefix) >= LETTERS_TO_ASK and self._session.is_connected
        if is_asking:
            self._show_people(people, "Asking Micro.blog…")
            self._status.set_standing("asking Micro.blog…")
            await asyncio.sleep(ASK_SECONDS)
            try:
                users = await self._session.client().users.search(prefix)
            except MicroblogError as error:
                problem = describe(Problem("ask Micro.blog for people", error))
                self._show_people(people, f"{problem}\n\nAnother letter tries again.")
                self._status.set_standing(f"{_counted(len(people), 'person', 'people')} saved here")
                self._status.say(problem, is_problem=True)
                return
            for user in users:
                words = "This is you." if user.is_you else "You follow them." if user.is_following else user.url
                people[user.username] = (user.name, words)
        elif len(prefix) >= LETTERS_TO_ASK:
            self._status.say("Not connected yet: these are people whose posts are saved here.")
        missing = (
            f"Nobody is called “{prefix}”."
            if is_asking
            else f"Nobody whose posts are saved here is called so. From {LETTERS_TO_ASK} letters on, "
            "Micro.blog is asked."
        )
        self._show_people(people, missing)
        self._status.set_standing(_counted(len(people), "person", "people"))

    # What was found

    def _show_hits(self, hits: Sequence[Hit], empty_text: str) -> None:
        self._people = {}
        self._hits = {hit.post.id: hit for hit in hits}
        highlight, self._first_highlight = self._first_highlight, None
        self._list.set_empty_text(empty_text)
        rows: dict[int, Row] = {id: _row(hit) for id, hit in self._hits.items()}
        self._list.assign(list(rows), rows, highlight=highlight)

    def _show_people(self, people: dict[str, tuple[str, str]], empty_text: str) -> None:
        self._hits, self._is_complete = {}, True
        keep = self._people.get(self._list.highlighted or 0)
        self._people = dict(enumerate(people, 1))
        rows: dict[int, Row] = {
            key: PostRow(as_post(key, people[username][0], plain(people[username][1]), 0.0, username=username))
            for key, username in self._people.items()
        }
        kept = next((key for key, username in self._people.items() if username == keep), None)
        self._list.set_empty_text(empty_text)
        self._list.assign(list(rows), rows, highlight=kept)

    def _tell_count(self) -> None:
        count = len(self._hits)
        more = "" if self._is_complete else " or more"
        self._status.set_standing(f"{_counted(count, 'post', 'posts')}{more}" if count else "")

    # Keys

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    @on(PostList.Opened)
    def action_open(self) -> None:
        """Go where the highlighted post stands, or to the person."""
        key = self._list.highlighted
        if key is None:
            return
        if key in self._hits:
            self.dismiss(FoundPost(key, self._hits[key].timelines))
        elif key in self._people:
            self.dismiss(FoundPerson(self._people[key]))

    def action_close(self) -> None:
        """Back to where the reader was."""
        self.dismiss(None)

    def action_move(self, delta: int) -> None:
        """The next or previous match."""
        self._list.move(delta)

    def action_page(self, direction: int) -> None:
        """A page of matches."""
        self._list.page(direction)

    def action_edge(self, direction: int) -> None:
        """The first or the last match."""
        if direction < 0:
            self._list.top()
        else:
            self._list.bottom()

    def action_unfold(self) -> None:
        """Show all of a clipped match, or clip it again."""
        self._list.toggle_fold()

    def action_other(self) -> None:
        """From the words to the matches, or back."""
        if self._line.has_focus and len(self._list):
            self._list.focus(scroll_visible=False)
        else:
            self._line.focus()
        self.call_after_refresh(self._hint)

    def action_words(self) -> None:
        """Type other words."""
        self._line.focus()
        self.call_after_refresh(self._hint)


def _row(hit: Hit) -> PostRow:
    """Draw a hit by the part of its words around the first match, with the matches in bold."""
    spans = tuple(Span(start, end, "bold") for start, end in hit.matches)
    return PostRow(replace(hit.post, document=Document((Block(hit.snippet, spans=spans),))))


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
