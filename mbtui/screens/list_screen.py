"""A list on a screen of its own with something above it and the status line below: search, outbox, people."""

from __future__ import annotations

from mbtui.config import Config
from mbtui.panes.post_pane import post_list
from mbtui.screens.pushed import Place
from mbtui.screens.text_layout import hint_key
from mbtui.services.session import Session
from mbtui.widgets.people_list import PeopleList
from mbtui.widgets.post_list import PostList
from mbtui.widgets.status_bar import StatusBar


class MovingScreen(Place, inherit_bindings=False):
    """Moves in its list with the keys of every list."""

    def __init__(self, session: Session, config: Config, moved: PostList | PeopleList) -> None:
        super().__init__(session, config)
        self.status = StatusBar()
        self.move_in(moved)

    def move_in(self, moved: PostList | PeopleList) -> None:
        """Let the keys move in this list from now on."""
        self.moved = moved
        self.action_move = moved.move
        self.action_page = moved.page
        self.action_half_page = moved.half_page

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Say something once in the status line."""
        self.status.say(text, is_problem=is_problem)

    def show_hints(self, *hints: tuple[str, str]) -> None:
        """Name keys in the status line: commands by their ids, or keys as they are, with their words."""
        self.status.set_hints([(hint_key(self.app, name), words) for name, words in hints])

    def action_edge(self, direction: int) -> None:
        if direction < 0:
            self.moved.top()
        else:
            self.moved.bottom()


class ListScreen(MovingScreen, inherit_bindings=False):
    """A list of posts."""

    def __init__(self, session: Session, config: Config) -> None:
        self.list = post_list(self.app, config, session)
        super().__init__(session, config, self.list)

    def action_post_unfold(self) -> None:
        if not self.list.toggle_fold():
            self.say("All of it is shown." if len(self.list) else "There is nothing here.")
