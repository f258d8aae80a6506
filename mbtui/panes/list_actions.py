"""Moving in the list of a pane: the commands of the scope `list` that only change what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.panes.post_pane import HasHighlight


class MoveActions(HasHighlight):
    """By posts, by pages, to the ends."""

    if TYPE_CHECKING:

        def take_in_news(self) -> None: ...

    def action_list_next(self) -> None:
        """The next post."""
        self.posts.move(1)

    def action_list_previous(self) -> None:
        """The previous post."""
        self.posts.move(-1)

    def action_list_page_down(self) -> None:
        """A page down."""
        self.posts.page(1)

    def action_list_page_up(self) -> None:
        """A page up."""
        self.posts.page(-1)

    def action_list_half_down(self) -> None:
        """Half a page down."""
        self.posts.half_page(1)

    def action_list_half_up(self) -> None:
        """Half a page up."""
        self.posts.half_page(-1)

    def action_list_top(self) -> None:
        """The top, with the new posts."""
        self.take_in_news()

    def action_list_bottom(self) -> None:
        """The last saved post."""
        self.posts.bottom()
