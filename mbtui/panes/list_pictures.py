"""Pictures in lists, on wish: the first one of the highlighted post under its line, and those of people.

Fetched only for what stands still on the screen, drawn only while no key comes. Where none are wanted, this costs a
look at two flags when a list has come to rest.
"""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakSet

from rich.segment import Segment

from mbtui.panes.bindings import with_keys
from mbtui.widgets.row_painter import AVATAR_CELLS
from mbtui.widgets.rows import PostRow, Row
from mbtui.widgets.wrapping import fit

if TYPE_CHECKING:
    from textual.worker import Worker

    from mbtui.config import Config
    from mbtui.services.session import Session
    from mbtui.terminal.app import TerminalApp
    from mbtui.widgets.post_list import PostList
    from mbtui.widgets.row_painter import Line

REST_SECONDS = 0.3
"""What has stood still for so long is looked at."""
MOST_ROWS = 8
LEAST_ROWS = 4
"""A picture of fewer lines shows nothing: where there is less room under the post, the edge of the screen cuts it, and
the next key shows the rest of the post first, as of any that is cut."""
DRAWN_KEPT = 500


class ListPictures:
    """What all lists of a program share: whether pictures are shown there, and the people known by sight."""

    def __init__(self, app: TerminalApp, config: Config) -> None:
        self.app = app
        self._config = config
        self.is_on = config.images == "inline"
        """Whether the highlighted post shows its first picture."""
        self.has_avatars = config.avatars and not self.reason
        self.problems: dict[str, str] = {}
        """Why pictures are not shown, by their addresses; they are not tried again until the reader asks for it."""
        self._drawn: OrderedDict[tuple[str, int, int], list[Line]] = OrderedDict()
        """By address, columns and lines: what was drawn last, so that a terminal is sent a picture once."""
        self._asked: set[str] = set()
        """The pictures of people that are on their way."""
        self._lists: WeakSet[PicturedList] = WeakSet()

    @cached_property
    def reason(self) -> str:
        """Why no pictures are drawn; empty when they are."""
        from mbtui.graphics.graphics import why_not

        return why_not(self._config.images, os.environ)

    def attend(self, posts: PostList, session: Session) -> None:
        """Show pictures in a list from now on, when they are wanted."""
        self._lists.add(PicturedList(self, posts, session))

    def switch(self) -> str:
        """Show the pictures of highlighted posts, or no longer. Returns what there is to say of it."""
        if self.reason:
            return self.reason
        self.is_on = not self.is_on
        self.problems.clear()
        for pictured in self._lists:
            pictured.look_again()
        words = "Posts show no pictures in lists. {post.media} shows those of one."
        if self.is_on:
            words = "The highlighted post shows its first picture. {post.media} shows all of them."
        return with_keys(self.app, words)

    def avatar(self, url: str) -> Line:
        """The picture of a person as cells; blank while it is not known."""
        cells = (self._known(url, AVATAR_CELLS, 1) or [[]])[0]
        return [*cells, Segment(" " * (AVATAR_CELLS - sum(segment.cell_length for segment in cells)))]

    def is_unknown(self, url: str) -> bool:
        """Whether the picture of a person is still to be asked for."""
        is_tried = url in self.problems or url in self._asked
        return bool(url) and not is_tried and self._known(url, AVATAR_CELLS, 1) is None

    async def drawn(self, session: Session, url: str, columns: int, rows: int) -> list[Line]:
        """Fetch a picture and draw it at most so large. Where it can not be had, no lines; `problems` says why."""
        if (known := self._known(url, columns, rows)) is not None:
            return known
        if url in self.problems:
            return []
        from mbtui.pictures.picture import PictureError

        try:
            lines = (await self.app.drawn_picture(session.pictures, url, columns, rows))[1].lines
        except PictureError as error:
            if len(self.problems) >= DRAWN_KEPT:
                self.problems.clear()
            self.problems[url] = str(error)
            return []
        self._drawn[url, columns, rows] = lines
        if len(self._drawn) > DRAWN_KEPT:
            self._drawn.popitem(last=False)
        return lines

    def _known(self, url: str, columns: int, rows: int) -> list[Line] | None:
        """What was drawn before; None: nothing, or the terminal does not have it any more."""
        lines = self._drawn.get((url, columns, rows))
        if lines is None or not self.app.graphics.holds(lines):
            return None
        self._drawn.move_to_end((url, columns, rows))
        return lines

    async def meet(self, session: Session, url: str) -> None:
        """Fetch the picture of a person, and show it wherever they are named."""
        self._asked.add(url)
        try:
            await self.drawn(session, url, AVATAR_CELLS, 1)
        finally:
            self._asked.discard(url)
        for pictured in self._lists:
            pictured.show_person(url)


class PicturedList:
    """One list, and what is fetched for it."""

    def __init__(self, shared: ListPictures, posts: PostList, session: Session) -> None:
        self._shared = shared
        self._posts = posts
        self._session = session
        self._rest = posts.at_rest(REST_SECONDS, self._rested)
        self._fetching: Worker[None] | None = None
        self._wanted: tuple[int, str, int] | None = None
        """A row, its picture and the lines there are for it: what is shown, or on its way."""
        self._drawn: list[Line] | None = None
        """What waits for a rest."""
        self._has_met = False
        """Whether pictures of people have come that may not be on the screen yet."""

    def look_again(self) -> None:
        """Pictures are wanted, or no longer."""
        self.let_go()
        self._posts.look_around()

    def let_go(self) -> None:
        """Take away what is shown, and fetch it no longer."""
        self._wanted = self._drawn = None
        if self._fetching is not None:
            self._fetching.cancel()
        if (key := self._posts.highlighted) is not None:
            self._posts.show_below(key, [])

    def show_person(self, url: str) -> None:
        """The picture of a person has come: it is shown with the next rest."""
        self._posts.at_hand.forget_headers(url)
        self._has_met = True
        if self._rest.is_there:
            self._show_people()

    def _show_people(self) -> None:
        if self._has_met:
            self._has_met = False
            self._posts.refresh()

    def _rested(self) -> None:
        shared, posts = self._shared, self._posts
        self._show_people()
        if posts.below.room is None:
            # A grid has its own pictures, and names nobody.
            return
        # Before there is a client, it is not known which server is the account's own.
        if not (shared.is_on or shared.has_avatars) or not self._session.is_connected or not posts.screen.is_current:
            return
        if shared.has_avatars and (urls := self._strangers()):
            posts.run_worker(self._meet(urls), group="avatars")
        if shared.is_on and posts.has_focus and not shared.reason:
            self._want()

    # The picture of the highlighted post

    def _want(self) -> None:
        """Fetch the picture of the highlighted post, unless it is shown or on its way."""
        posts, key = self._posts, self._posts.highlighted
        url = _picture_of(posts.highlighted_row, is_unfolded=key in posts.at_hand.unfolded)
        room, rows = posts.below.room or 0, min(MOST_ROWS, max(LEAST_ROWS, posts.size.height // 2))
        rows = min(room, rows) if room >= LEAST_ROWS else rows
        if key is None or not url:
            self.let_go()
            return
        known, below = self._wanted, posts.at_hand.lines_below(key)
        is_shown = bool(below) and self._shared.app.graphics.holds(below)
        if known is None or known[:2] != (key, url) or known[2] < rows or not (is_shown or self._is_coming):
            self._wanted, self._drawn = (key, url, rows), None
            self._fetching = posts.run_worker(self._fetch(*self._wanted), group="picture", exclusive=True)
        elif not is_shown:
            self._show()

    @property
    def _is_coming(self) -> bool:
        """Whether what is wanted is on its way, or waits for a rest."""
        return self._drawn is not None or (self._fetching is not None and not self._fetching.is_finished)

    def _show(self) -> None:
        if self._wanted is not None and self._drawn is not None and self._rest.is_there:
            self._posts.show_below(self._wanted[0], self._drawn)
            self._drawn = None

    async def _fetch(self, key: int, url: str, rows: int) -> None:
        painter, row = self._posts.at_hand.painter, self._posts.highlighted_row
        if painter is None or row is None:
            return
        columns = painter.width - painter.indent(row)
        lines = await self._shared.drawn(self._session, url, columns, rows)
        if not lines:
            lines = [[Segment(fit(self._shared.problems[url], columns), painter.palette.meta)]]
        if self._wanted == (key, url, rows):
            self._drawn = lines
            self._show()

    # The pictures of people

    def _strangers(self) -> list[str]:
        """The pictures of those who are on the screen that are still to be asked for."""
        rows = [self._posts.at_hand.rows.get(key) for key in self._posts.visible_keys()]
        urls = [row.post.avatar_url for row in rows if isinstance(row, PostRow) and not row.hidden_by]
        return [url for url in dict.fromkeys(urls) if self._shared.is_unknown(url)]

    async def _meet(self, urls: Sequence[str]) -> None:
        await asyncio.gather(*(self._shared.meet(self._session, url) for url in urls))


def _picture_of(row: Row | None, *, is_unfolded: bool) -> str:
    """The address of the first picture of a post; empty when it has none, or is folded away."""
    if not isinstance(row, PostRow) or (row.hidden_by and not is_unfolded):
        return ""
    return next((link.url for link in row.post.document.links if link.kind == "image"), "")
