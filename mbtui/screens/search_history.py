"""What was searched for last, and which of the posts found was looked at: the next search begins there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from mbtui.screens.place import Place

if TYPE_CHECKING:
    from mbtui.screens.search import FoundPerson, FoundPost


class SearchHistory:
    """Opens the search over whatever is seen."""

    def __init__(self) -> None:
        self._text = ""
        self._found: int | None = None

    def open(self, place: Place, go_to: Callable[[FoundPost | FoundPerson], Awaitable[None]]) -> None:
        """Open the search.

        Args:
            place: Whose posts are searched.
            go_to: Called with what was chosen.
        """
        from mbtui.screens.search import FoundPost, SearchScreen

        screen = SearchScreen(place.session, place.config, text=self._text, highlight=self._found)

        async def chosen(found: FoundPost | FoundPerson | None) -> None:
            self._text = screen.text
            if isinstance(found, FoundPost):
                self._found = found.post_id
            if found is not None:
                await go_to(found)

        place.app.push_screen(screen, chosen)
