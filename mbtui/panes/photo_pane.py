"""A pane that shows the posts of a timeline by their pictures: as a grid, or as a list like any other."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import App
from textual.binding import BindingType
from textual.worker import get_current_worker

from mbtui.config import Config
from mbtui.content.document import Document
from mbtui.graphics.graphics import why_not
from mbtui.panes.bindings import bindings_for, with_keys
from mbtui.panes.post_pane import list_of
from mbtui.panes.timeline import TimelinePane
from mbtui.pictures.picture import PictureError
from mbtui.services.session import Session
from mbtui.terminal.app import TerminalApp
from mbtui.widgets.photo_grid import PhotoGrid
from mbtui.widgets.rows import PostRow

if TYPE_CHECKING:
    from mbtui.graphics.graphics import Drawn

AT_ONCE = 4
"""Pictures that are fetched at a time."""


def photo_grid(app: App[Any], config: Config, session: Session) -> PhotoGrid:
    """Make an empty grid with the configured look; where no pictures are drawn it is a list."""
    grid = list_of(PhotoGrid, app, config, session)
    grid.why_list = why_not(config.images, os.environ)
    grid.show_as(is_grid=not grid.why_list)
    if isinstance(app, TerminalApp):
        grid.holds = lambda drawn: app.graphics.holds(drawn.lines)
    return grid


def picture_of(document: Document) -> str:
    """The address of the picture that stands for a post: its first, or the still of a video; "" when it has none."""
    urls = (link.url if link.kind == "image" else link.poster for link in document.media)
    return next(filter(None, urls), "")


class PhotoPane(TimelinePane):
    """A timeline of photos."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for("grid")

    posts: PhotoGrid

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that go sideways to the tabs while this is a list."""
        return self.posts.is_grid if action == "grid_step" else super().check_action(action, parameters)

    def action_grid_step(self, delta: int) -> None:
        self.posts.step(delta)

    def action_grid_switch(self) -> None:
        if self.posts.why_list:
            self.say(self.posts.why_list)
        else:
            self.posts.show_as(is_grid=not self.posts.is_grid)

    def action_list_refresh(self) -> None:
        # What is on its way was asked for before, and would only fail now.
        self.workers.cancel_group(self, "thumbnails")
        self.posts.try_again()
        super().action_list_refresh()

    @on(PhotoGrid.ThumbnailsWanted)
    def _thumbnails_wanted(self, event: PhotoGrid.ThumbnailsWanted) -> None:
        event.stop()
        self._load_thumbnails(event.keys)

    @work(group="thumbnails", exclusive=True)
    async def _load_thumbnails(self, keys: Sequence[int]) -> None:
        """Fetch and draw what is on the screen; what was asked for before and is not there any more is let go."""
        limit, room, worker = asyncio.Semaphore(AT_ONCE), self.posts.thumbnail_room, get_current_worker()

        async def load(key: int) -> None:
            row = self.posts.at_hand.rows.get(key)
            url = picture_of(row.post.document) if isinstance(row, PostRow) else ""
            async with limit:
                thumbnail = await self._thumbnail(url, *room) if url else ""
                # The group of tasks hears a moment later than the worker that it is cancelled.
                if not worker.is_cancelled:
                    self.posts.show_thumbnail(key, thumbnail, room)

        async with asyncio.TaskGroup() as group:
            for key in keys:
                group.create_task(load(key))

    async def _thumbnail(self, url: str, columns: int, rows: int) -> Drawn | str:
        """A picture, or the sentence that says why there is none."""
        assert isinstance(self.app, TerminalApp)
        try:
            return (await self.app.drawn_picture(self.session.pictures, url, columns, rows))[1]
        except PictureError as error:
            return with_keys(self.app, f"{error} {{list.refresh}} tries again.")
