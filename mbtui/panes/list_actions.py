"""Moving in the list of a pane: the commands of the scope `list` that only change what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.panes.post_pane import HasHighlight


class MoveActions(HasHighlight):
    """By posts, by pages, to the ends."""

    if TYPE_CHECKING:

        def take_in_news(self) -> None: ...

    def action_move(self, delta: int) -> None:
        self.posts.move(delta)

    def action_page(self, direction: int) -> None:
        self.posts.page(direction)

    def action_half_page(self, direction: int) -> None:
        self.posts.half_page(direction)

    def action_edge(self, direction: int) -> None:
        if direction < 0:
            self.take_in_news()
        else:
            self.posts.bottom()
