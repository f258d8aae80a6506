"""Whom somebody follows, and whom of those the reader does not: a list of people in which one can look for names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from mbtui.api.errors import MicroblogError, NotFound
from mbtui.commands import MOVING
from mbtui.config import Config
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.messages import TimelineWanted, could_not
from mbtui.screens.following import follow_marked
from mbtui.screens.list_screen import MovingScreen
from mbtui.services.session import Session
from mbtui.store import StoreError, people
from mbtui.timeline_kinds import USER
from mbtui.widgets.people_list import PeopleList
from mbtui.widgets.text_keys import Line

if TYPE_CHECKING:
    from mbtui.api import User
    from mbtui.outbox.change import Change


class PeopleScreen(MovingScreen, inherit_bindings=False):
    """The people of one person."""

    scopes = ("people", *MOVING)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(
        self, session: Session, config: Config, username: str, known: tuple[User, ...] | None, *, is_of_new: bool
    ) -> None:
        """Show whom a person follows, which may be `known`; or only those of them whom the reader does not follow."""
        self._list = PeopleList()
        super().__init__(session, config, self._list)
        self._username = username
        self._is_of_new = is_of_new
        self._people = known
        self._line = Line(placeholder="letters of a name or a site", compact=True, id="people--line")
        self._stop_listening: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        with Horizontal(classes="heading"):
            yield Static(Content(f"{self._title}  "))
            yield self._line
        yield self._list
        yield self.status

    def on_mount(self) -> None:
        self._line.display = False
        self._list.focus()
        if self.session.outbox is not None:
            self._stop_listening = self.session.outbox.subscribe(self._changed)
        self._list.set_empty_text("Loading…")
        self._load()

    def on_descendant_focus(self) -> None:
        self._hint()

    def on_unmount(self) -> None:
        self._stop_listening()

    @property
    def _title(self) -> str:
        if self._username.lower() == self.session.username.lower():
            return "Whom you follow"
        also = " and you do not" if self._is_of_new else ""
        return f"Whom @{self._username} follows{also}"

    def _hint(self) -> None:
        if self._line.has_focus:
            hints = [("↓ ↑", "choose"), ("people.switch", "to the list")]
        else:
            hints = [("people.follow", "follow"), ("people.find", "find")]
        self.show_hints(("people.open", "open"), *hints, ("people.close", "back"))

    # Who they are

    @work(group="load", exclusive=True)
    async def _load(self) -> None:
        """Show who is known, and ask for those who there are."""
        self.status.set_standing("asking Micro.blog…")
        users = self.session.client().users
        try:
            await self._show()
            try:
                self._people = await (users.discover if self._is_of_new else users.following)(self._username)
            except NotFound:
                self._people = ()
            await self._show()
        except (MicroblogError, StoreError) as error:
            words = with_keys(self.app, f"{could_not('load this list', error)} {{people.refresh}} tries again.")
            self._tell_count(words)
            if self._people:
                self.say(words, is_problem=True)
        else:
            self._tell_count(self._why_nobody())

    async def _show(self) -> None:
        """Show who is known; what waits to be sent counts."""
        self._list.assign(self._people or (), await self.session.store.cache.read(people.waiting_follows))

    def _tell_count(self, if_nobody: str = "") -> None:
        count, shown = len(self._people or ()), len(self._list)
        words = f"{count:,} {'person' if count == 1 else 'people'}"
        self.status.set_standing("" if not count else words if shown == count else f"{shown:,} of {words}")
        self._list.set_empty_text(f"Nobody here is called “{self._line.value}”." if count else if_nobody)

    def _why_nobody(self) -> str:
        name, _, elsewhere = self._username.partition("@")
        if elsewhere:
            return f"Micro.blog does not tell whom {name} follows on {elsewhere}."
        if self._is_of_new:
            return f"There is nobody whom @{self._username} follows and you do not."
        return f"@{self._username} follows nobody."

    def _changed(self, change: Change) -> None:
        if change.kind.about == "person":
            self._learn(change.write.target)
        if change.is_said:
            self.say(change.words, is_problem=change.state in ("refused", "uncertain"))

    @work(group="learn")
    async def _learn(self, username: str) -> None:
        """Show what has become of a follow."""
        try:
            is_following = await self.session.store.cache.read(people.is_following, username)
        except StoreError as error:
            self.say(could_not("find out whom you follow", error), is_problem=True)
            return
        if is_following is not None:
            self._list.note_follow(username, is_following)

    def action_people_refresh(self) -> None:
        self._load()

    # Looking for some

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list.find(event.value)
        self._tell_count()

    def action_people_find(self) -> None:
        if not self._people:
            self.say("There is nobody to look for.")
            return
        self._line.display = True
        self._line.focus()

    def action_people_switch(self) -> None:
        if self._line.has_focus:
            self._list.focus()
        else:
            self.action_people_find()

    def action_close(self) -> None:
        """Back one step: first from what is looked for."""
        if not self._line.display:
            super().action_close()
            return
        self._line.display = False
        self._line.value = ""
        self._list.focus()

    # Who is marked

    @on(Input.Submitted)
    @on(PeopleList.Opened)
    def action_people_open(self) -> None:
        if (user := self._list.marked) is not None:
            self.post_message(TimelineWanted(USER.name(user.username)))
        else:
            self.say("There is nobody to open.")

    def action_people_follow(self) -> None:
        follow_marked(self, self._list)
