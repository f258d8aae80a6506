"""The pictures and recordings of one post on a screen of their own, one at a time, as large as fits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from mbtui.config import Config
from mbtui.content.document import Link
from mbtui.content.links import file_name
from mbtui.panes.bindings import bindings_for, key_of, with_keys
from mbtui.panes.copy import copy_text
from mbtui.pictures.picture import PictureError
from mbtui.screens.dialogs.links import MEDIA_NAMES
from mbtui.screens.pushed import Place
from mbtui.screens.text_layout import hint_key
from mbtui.services.session import Session
from mbtui.store import SavedPost
from mbtui.terminal.app import TerminalApp
from mbtui.widgets.ages import age
from mbtui.widgets.picture_page import PicturePage
from mbtui.widgets.status_bar import StatusBar

if TYPE_CHECKING:
    from mbtui.graphics.graphics import Drawn

NO_ADDRESS = "It has no address."
SETTLE_SECONDS = 0.1
"""A picture that is passed more quickly is not fetched."""


class PictureView(Place):
    """Goes through what a post shows. What it is said to show stands there before it is fetched."""

    scopes = ("picture",)
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(*scopes)

    def __init__(
        self,
        session: Session,
        config: Config,
        post: SavedPost,
        media: Sequence[Link],
        follow: Callable[[PictureView, Link], None],
    ) -> None:
        """Show the pictures and recordings of a post, at least one, the first of them first; `follow` opens one."""
        super().__init__(session, config)
        self._follow = follow
        self._post = post
        self._media = media
        self._at = 0
        self._is_shown = False
        """Whether the screen has had a size."""
        self._page = PicturePage()
        self.status = StatusBar()

    def compose(self) -> ComposeResult:
        yield self._page
        yield self.status

    def on_mount(self) -> None:
        named = [("picture.open", "open"), ("picture.save", "save"), ("picture.copy", "copy")]
        named += [("picture.close", "back"), ("app.help", "help")]
        if len(self._media) > 1:
            named.insert(0, ("picture.next", "next"))
        self.status.set_hints([(hint_key(self.app, id), words) for id, words in named])

    def say(self, text: str, *, is_problem: bool = False) -> None:
        self.status.say(text, is_problem=is_problem)

    def on_key(self) -> None:
        self.status.hush()

    @property
    def _link(self) -> Link:
        return self._media[self._at]

    @property
    def _picture_url(self) -> str:
        """The address of what is drawn: of the picture itself, or the still of a video; "" when there is neither."""
        return self._link.url if self._link.kind == "image" else self._link.poster

    # Showing

    @on(PicturePage.RoomChanged)
    def _room_changed(self) -> None:
        if not self._is_shown:
            self._is_shown = True
            self._show()
        elif self._picture_url:
            # What is seen stays until it is drawn for the new size.
            self._load()

    def on_screen_resume(self) -> None:
        """The terminal may have let go of the picture while something else was seen."""
        self.draw_pictures_again()

    def draw_pictures_again(self) -> None:
        """Unless the terminal has it still."""
        assert isinstance(self.app, TerminalApp)
        if self._page.drawn is not None and not self.app.graphics.holds(self._page.drawn.lines):
            self._load()

    def _show(self) -> None:
        """Show the words of what is seen, then, when it comes, the picture."""
        link, post = self._link, self._post
        name = MEDIA_NAMES[link.kind]
        number = f" {self._at + 1} of {len(self._media)}" if len(self._media) > 1 else ""
        when = age(post.published_at, self.session.clock()) or post.date_relative
        by = " · ".join(filter(None, (f"{post.author_name}  @{post.username}" if post.username else "", when)))
        words = [link.text] if link.text else [f"There is no description of this {name.lower()}."]
        if link.kind != "image":
            words.append(" · ".join(filter(None, (file_name(link.url), link.url))))
        self.status.set_standing("")
        self._page.show_words(f"{name}{number}", by or post.author_name, words, self._instead())
        if self._picture_url:
            self._load()

    def _instead(self) -> str:
        if self._picture_url:
            return "Loading the picture…"
        if not self._link.url:
            return NO_ADDRESS
        return f"{key_of(self.app, 'picture.open')} opens it in another program."

    @work(group="picture", exclusive=True)
    async def _load(self) -> None:
        """Fetch and draw what is seen, and once it stands fetch what comes next."""
        room = self._page.room
        await asyncio.sleep(SETTLE_SECONDS)
        try:
            drawn = await self._drawn(self._picture_url, *room)
        except PictureError as error:
            again = "{picture.refresh} tries again."
            self._page.show_instead(with_keys(self.app, f"{error} {again}"))
            return
        self._page.show_picture(drawn)
        following = self._media[self._at + 1 : self._at + 2]
        for link in following:
            if link.kind == "image":
                await self._fetch_ahead(link.url, *room)

    async def _drawn(self, url: str, columns: int, rows: int) -> Drawn:
        assert isinstance(self.app, TerminalApp)
        picture, drawn = await self.app.drawn_picture(self.session.pictures, url, columns, rows)
        moves = "This is the first of its pictures: it moves." if picture.is_animated else ""
        self.status.set_standing(" ".join(filter(None, (moves, picture.notice))))
        return drawn

    async def _fetch_ahead(self, url: str, columns: int, rows: int) -> None:
        # Why one can not be had is told when it is looked at.
        assert isinstance(self.app, TerminalApp)
        with suppress(PictureError):
            await self.session.pictures.picture(url, *self.app.graphics.box(columns, rows))

    # Keys

    def action_picture_move(self, delta: int) -> None:
        at = max(0, min(len(self._media) - 1, self._at + delta))
        if at != self._at:
            self._at = at
            self._show()
        elif len(self._media) == 1:
            self.say("There is nothing else to see in this post.")
        else:
            self.say(f"This is the {'last' if delta > 0 else 'first'} one.")

    def action_picture_edge(self, direction: int) -> None:
        self._at = len(self._media) - 1 if direction > 0 else 0
        self._show()

    def action_picture_read(self, direction: int) -> None:
        if self._page.is_scrolled_whole:
            self.say("All of the description is shown.")
        else:
            self._page.scroll_words(direction)

    def action_picture_refresh(self) -> None:
        self.session.pictures.renew(self._picture_url)
        self._show()

    def action_picture_open(self) -> None:
        if self._link.url:
            self._follow(self, self._link)
        else:
            self.say(NO_ADDRESS)

    def action_picture_copy(self) -> None:
        self.say(copy_text(self.app, self._link.url) if self._link.url else NO_ADDRESS)

    def action_picture_copy_words(self) -> None:
        if self._link.text:
            self.say(copy_text(self.app, self._link.text, "The description"))
        else:
            self.say("There is no description to copy.")

    def action_picture_save(self) -> None:
        if self._link.url:
            self._save(self._link.url)
        else:
            self.say(NO_ADDRESS)

    @work(group="save")
    async def _save(self, url: str) -> None:
        from mbtui.services.downloads import DownloadError, download

        self.say("Saving…")
        try:
            self.say(await download(self.session.pictures, url))
        except PictureError as error:
            self.say(f"It was not saved. {error}", is_problem=True)
        except DownloadError as error:
            self.say(str(error), is_problem=True)
