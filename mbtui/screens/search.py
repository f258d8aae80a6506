"""Search: saved posts as the words are typed, people all over Micro.blog behind an @, and one person's posts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from mbtui.api import User
from mbtui.api.errors import MicroblogError
from mbtui.commands import MOVING
from mbtui.config import Config
from mbtui.content.document import Block, Document, Span
from mbtui.panes.bindings import bindings_for, key_of
from mbtui.panes.messages import could_not
from mbtui.panes.typed_ahead import hold_keys
from mbtui.screens.following import follow_marked
from mbtui.screens.list_screen import ListScreen
from mbtui.services.session import Session
from mbtui.store import StoreError, people, search
from mbtui.store.search import Hit
from mbtui.timeline_kinds import USER
from mbtui.widgets.people_list import PeopleList
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow, Row
from mbtui.widgets.text_keys import Line

SETTLE_SECONDS = 0.1
"""Letters typed faster than this are searched for together."""
ASK_SECONDS = 0.3
"""The same before Micro.blog is asked for people."""
PATIENCE_SECONDS = 2.0
"""So long a key waits for what is found by the words typed before it."""
PAGE_SIZE = 50
PEOPLE_SHOWN = 30
LETTERS_TO_ASK = 3
"""Micro.blog finds people from so many letters on."""
START_TEXT = (
    "Type words to find them in the posts that are saved here.\n@ and a name finds people on all of Micro.blog."
)
START_TEXT_OF_PERSON = (
    "Type words to find them in what @{} has posted; Micro.blog is asked for older posts, too.\n"
    "@ and a name finds people on all of Micro.blog."
)


class SearchScreen(ListScreen, inherit_bindings=False):
    """One line to type in, and what it finds below. Returns the chosen post, a person's username, or None."""

    scopes = ("search", "people.follow", "post.unfold", *MOVING)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(
        self, session: Session, config: Config, *, text: str = "", highlight: int | None = None, person: str = ""
    ) -> None:
        """Begin with the words of the last search, and at the post it led to when it is found again.

        With a username only what this person wrote is searched.
        """
        super().__init__(session, config)
        self._person = person
        self._start_text = START_TEXT_OF_PERSON.format(person) if person else START_TEXT
        self._first_highlight = highlight
        self._line = Line(
            text,
            placeholder="words" if person else "words, or @ and a name",
            compact=True,
            select_on_focus=False,
            id="search--line",
        )
        self._hits: dict[int, Hit] = {}
        self._people = PeopleList()
        self._is_complete = True
        self._found_by = ""
        """The words by which what is shown was found."""
        self._came = asyncio.Event()
        """Set whenever something is shown that was found."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="heading"):
            yield Static(Content(f"Search @{self._person}  " if self._person else "Search  "))
            yield self._line
        yield self.list
        yield self._people
        yield self.status

    def on_mount(self) -> None:
        """Begin in the line; the words of the last search are there to be typed over."""
        self._people.display = False
        self.list.set_empty_text(self._start_text)
        self._line.focus()
        self._hint()
        if self._line.value:
            self._line.action_select_all()
            self._search(self._line.value, settle_seconds=0.0)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self._line.value

    def _show_list(self, shown: PostList | PeopleList) -> None:
        """Show the posts or the people that were found."""
        has_focus = self.focused is self.moved
        for each in (self.list, self._people):
            each.display = each is shown
        self.move_in(shown)
        if has_focus:
            shown.focus(scroll_visible=False)

    def move_in(self, moved: PostList | PeopleList) -> None:
        super().move_in(moved)
        self.action_move = lambda delta: self._once_found(lambda: self.moved.move(delta))

    def _hint(self) -> None:
        if self.focused is self._line:
            hints = [("↓ ↑", "choose"), (key_of(self.app, "search.switch"), "to the matches")]
        else:
            both = f"{key_of(self.app, 'search.next')} {key_of(self.app, 'search.previous')}"
            hints = [(both, "next, previous"), (key_of(self.app, "search.words"), "type")]
        self.show_hints(("search.open", "open"), *hints, ("search.close", "back"))

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
            self._show_hits([], self._start_text)
            self._tell_found(words)
            self.status.set_standing("")
            return
        if not len(self.moved):
            self.moved.set_empty_text("Searching…")
        try:
            if words.startswith("@"):
                await self._find_people(words.removeprefix("@"))
            else:
                await self._find_posts(words)
                if self._person:
                    await self._find_older(words)
        except StoreError as error:
            self._show_hits([], f"{could_not('search', error)}\n\nAnother letter tries again.")
            self._tell_found(words)
            self.status.set_standing("")

    def _tell_found(self, words: str) -> None:
        """Let the keys that wait go on: what these words have found is shown."""
        self._found_by = words
        self._came.set()

    def _once_found(self, do: Callable[[], None]) -> None:
        """Do what a key wants: with what the words that are typed find, not with what others have found."""
        if self._found_by == self.text.strip():
            do()
        else:
            hold_keys(self.app, self._wait_and(do))

    @work(group="wait")
    async def _wait_and(self, do: Callable[[], None]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self._found_by != self.text.strip():
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            self.say("Nothing has been found yet.")
        else:
            do()

    async def _find_posts(self, words: str, limit: int = PAGE_SIZE) -> None:
        """Show the saved posts that hold some words."""
        self.workers.cancel_group(self, "more")
        hits = await self._saved(words, limit)
        self._is_complete = len(hits) < limit
        whose = f" of @{self._person}" if self._person else ""
        self._show_hits(hits, f"No saved post{whose} holds “{words}”.\nWhat was never loaded here can not be found.")
        self._tell_found(words)
        self._tell_count()

    async def _saved(self, words: str, limit: int, offset: int = 0) -> list[Hit]:
        read = self.session.store.cache.read
        return await read(search.search, words, author=self._person, limit=limit, offset=offset)

    async def _find_older(self, words: str) -> None:
        """Let Micro.blog look among all posts of the person, and show what of that holds the words.

        That it looks for words is written nowhere: what it gives is saved and searched as everything is.
        """
        if len(words) < LETTERS_TO_ASK or not self.session.is_connected:
            return
        await asyncio.sleep(ASK_SECONDS)
        self.status.set_standing("asking Micro.blog…")
        timeline = self.session.timeline(USER.name(self._person))
        try:
            await timeline.search(words)
        except MicroblogError as error:
            self.status.say(could_not("ask Micro.blog for older posts", error), is_problem=True)
            self._tell_count()
            return
        self._first_highlight = self.list.highlighted
        # What the reader has scrolled to stays.
        await self._find_posts(words, len(self._hits) + PAGE_SIZE)

    @on(PostList.EndNeared)
    def _end_neared(self) -> None:
        if not self._is_complete:
            self._find_more(self._line.value.strip())

    @work(group="more", exclusive=True)
    async def _find_more(self, words: str) -> None:
        try:
            hits = await self._saved(words, PAGE_SIZE, offset=len(self._hits))
        except StoreError as error:
            self.status.say(could_not("search on", error), is_problem=True)
            return
        self._is_complete = len(hits) < PAGE_SIZE
        new = {hit.post.id: hit for hit in hits if hit.post.id not in self._hits}
        self._hits.update(new)
        self.list.insert(None, list(new), {id: _row(hit) for id, hit in new.items()})
        self._tell_count()

    async def _find_people(self, prefix: str) -> None:
        """Show people whose posts are saved at once, and those whom Micro.blog knows when it answers."""
        read = self.session.store.cache.read
        saved = await read(search.usernames, prefix, limit=PEOPLE_SHOWN)
        follows = await read(people.follows, [username for username, _ in saved])
        found = {username.lower(): User(username=username, name=name) for username, name in saved}
        is_asking = len(prefix) >= LETTERS_TO_ASK and self.session.is_connected
        if is_asking:
            self._show_people(found, follows, "Asking Micro.blog…")
            if found:
                self._tell_found(f"@{prefix}")
            self.status.set_standing("asking Micro.blog…")
            await asyncio.sleep(ASK_SECONDS)
            try:
                users = await self.session.client().users.search(prefix)
            except MicroblogError as error:
                problem = could_not("ask Micro.blog for people", error)
                self._show_people(found, follows, f"{problem}\n\nAnother letter tries again.")
                self._tell_found(f"@{prefix}")
                self.status.set_standing(f"{_counted(len(found), 'person', 'people')} saved here")
                self.status.say(problem, is_problem=True)
                return
            answered = {user.username.lower(): user for user in users}
            found |= answered
            follows = {name: value for name, value in follows.items() if name not in answered}
            follows |= await read(people.waiting_follows)
        elif len(prefix) >= LETTERS_TO_ASK:
            self.status.say("Not connected yet: these are people whose posts are saved here.")
        missing = (
            f"Nobody is called “{prefix}”."
            if is_asking
            else f"Nobody whose posts are saved here is called so. From {LETTERS_TO_ASK} letters on, "
            "Micro.blog is asked."
        )
        self._show_people(found, follows, missing)
        self._tell_found(f"@{prefix}")
        self.status.set_standing(_counted(len(found), "person", "people"))

    # What was found

    def _show_hits(self, hits: Sequence[Hit], empty_text: str) -> None:
        self._hits = {hit.post.id: hit for hit in hits}
        highlight, self._first_highlight = self._first_highlight, None
        self.list.set_empty_text(empty_text)
        rows: dict[int, Row] = {id: _row(hit) for id, hit in self._hits.items()}
        self.list.assign(list(rows), rows, highlight=highlight, at=max(0, self.list.screen_row))
        self._show_list(self.list)

    def _show_people(self, found: Mapping[str, User], follows: Mapping[str, bool], empty_text: str) -> None:
        self._people.set_empty_text(empty_text)
        self._people.assign(list(found.values()), follows)
        self._show_list(self._people)

    def _tell_count(self) -> None:
        count = len(self._hits)
        more = "" if self._is_complete else " or more"
        self.status.set_standing(f"{_counted(count, 'post', 'posts')}{more}" if count else "")

    # Keys

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_search_open()

    @on(PostList.Opened)
    @on(PeopleList.Opened)
    def action_search_open(self) -> None:
        self._once_found(self._open)

    def _open(self) -> None:
        key, user = self.list.highlighted, self._people.marked
        if self._people.display and user is not None:
            self.dismiss(user.username)
        elif not self._people.display and key is not None:
            self.dismiss(self._hits[key])
        else:
            self.say("Nothing was found that could be opened.")

    def action_people_follow(self) -> None:
        if self._people.display:
            follow_marked(self, self._people)
        else:
            self.say("Only people can be followed. @ and a name finds them.")

    def action_search_switch(self) -> None:
        if self.focused is self._line:
            self._once_found(self._go_to_matches)
        else:
            self.action_search_words()

    def _go_to_matches(self) -> None:
        if len(self.moved):
            self._go_to(self.moved)

    def action_search_words(self) -> None:
        self._go_to(self._line)

    def _go_to(self, widget: Widget) -> None:
        # Not by `focus`, which waits its turn: the next key is for this one already.
        self.set_focus(widget, scroll_visible=False)
        self._hint()


def _row(hit: Hit) -> PostRow:
    """Draw a hit by the part of its words around the first match, with the matches in bold."""
    spans = tuple(Span(start, end, "bold") for start, end in hit.matches)
    document = Document((Block(hit.snippet, spans=spans),), hit.post.document.links)
    return PostRow(replace(hit.post, document=document))


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
