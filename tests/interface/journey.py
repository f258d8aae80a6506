"""mbtui on a demo server, driven as a person drives it: keys in, visible text out.

A condition is waited for with `until`; nothing here sleeps for a fixed time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._wait import wait_for_idle
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip

from mbtui.api import Client
from mbtui.app import MbtuiApp
from mbtui.demo import DemoServer
from mbtui.services.session import Session
from mbtui.services.session_provider import Connected
from mbtui.store import Store
from mbtui.store.database import Connect, connect
from mbtui.terminal.screen_diff import _chop_changes, _layout_changes

PATIENCE_SECONDS = 30.0
"""How long a condition may stay unmet before the test fails; far more than anything needs."""
READER = "ines"
"""Whose timeline the demo world is about."""


class Painted:
    """What mbtui has painted: what a terminal would show, without drawing all of the screen at each look."""

    def __init__(self, app: MbtuiApp) -> None:
        """Take what is painted from now on."""
        self._app = app
        self._screen: Screen[Any] | None = None
        """Whose frame it is; None: not all of the screen was painted yet."""
        self._strips: list[Strip] = []
        self._lines: list[str] | None = None
        self._display = app._display
        app._display = self._take  # type: ignore[method-assign]

    @property
    def lines(self) -> list[str]:
        """What stands on each line of the screen that is seen."""
        if self._screen is not self._app.screen:
            self._strips, self._screen = list(self._app.screen._compositor.render_strips()), self._app.screen
            self._lines = None
        if self._lines is None:
            self._lines = [strip.text for strip in self._strips]
        return self._lines

    @property
    def is_latest(self) -> bool:
        """Whether nothing waits to be painted."""
        screen = self._app.screen
        if self._screen is not screen or screen._dirty_widgets:
            return False
        widgets = (screen, *screen._compositor.visible_widgets)
        return not any(widget._repaint_required or widget._layout_required for widget in widgets)

    def _take(self, screen: Screen[Any], renderable: Any) -> None:
        self._display(screen, renderable)
        if self._app._batch_count or screen is not self._app.screen:
            return
        if isinstance(renderable, LayoutUpdate):
            if renderable.region == screen.region:
                self._strips = [Strip.blank(screen.region.width)] * screen.region.height
                self._screen = screen
            self._put(_layout_changes(renderable))
        elif isinstance(renderable, ChopsUpdate):
            self._put(_chop_changes(renderable))

    def _put(self, changes: Iterator[tuple[int, tuple[int, int, Strip]]]) -> None:
        self._lines = None
        for y, (start, end, strip) in changes:
            if y < len(self._strips):
                line = self._strips[y]
                is_whole = end - start == self._app.size.width
                self._strips[y] = strip if is_whole else Strip.join([line.crop(0, start), strip, line.crop(end)])


class Journey:
    """A running mbtui: its keyboard and its screen."""

    def __init__(self, app: MbtuiApp, pilot: Pilot[None]) -> None:
        self.app = app
        self._pilot = pilot
        self._painted = Painted(app)
        self._is_patient = False
        """Whether something is waited for: what waits to be painted is not on the screen yet."""

    @property
    def lines(self) -> list[str]:
        """What stands on each line of the screen, or will when it is painted next."""
        if self._is_patient or self._painted.is_latest:
            return self._painted.lines
        return [strip.text for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What stands on the screen, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def words(self) -> str:
        """What stands on the screen as running text, so that a sentence is found wherever its lines break."""
        return " ".join(self.text.split())

    @property
    def status(self) -> str:
        """The words under the last rule."""
        lines = [line.rstrip() for line in self.lines]
        last_rule = max(number for number, line in enumerate(lines) if line.startswith("──"))
        return " ".join(" ".join(lines[last_rule + 1 :]).split())

    @property
    def tabs(self) -> str:
        """The line of tabs."""
        return self.lines[0].rstrip() if self.lines else ""

    @property
    def marked(self) -> str:
        """The lines of the highlighted post, as far as they are on the screen."""
        return "\n".join(line.removeprefix("▌").strip() for line in self.lines if line.startswith("▌"))

    @property
    def marked_row(self) -> int:
        """The line of the screen on which the highlighted post begins."""
        return next(number for number, line in enumerate(self.lines) if line.startswith("▌"))

    @property
    def has_picture(self) -> bool:
        """Whether a picture is on the screen: cells with a color of their own behind them."""
        styles = [segment.style for strip in self.app.screen._compositor.render_strips() for segment in strip]
        return any(style and style.bgcolor and style.bgcolor.triplet for style in styles)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait until mbtui has nothing to do but to wait."""
        await self.app._press_keys(keys)
        await wait_for_idle(0)

    async def type(self, text: str) -> None:
        """Type a text as fast as nobody does: the next letter comes before the last one is seen."""
        driver = self.app._driver
        assert driver is not None
        for letter in text:
            key = events.Key(letter if letter.isalnum() else _character_to_key(letter), letter)
            key.set_sender(self.app)
            driver.send_message(key)
        await wait_for_idle(0)

    async def burst(self, keys: str, *more: str) -> None:
        """Send keys in one piece, as they come over a slow line: none waits for what the one before it does."""
        for key in (*keys, *more):
            name = {" ": "space", "/": "slash", "@": "at", ":": "colon"}.get(key, key)
            self.app.post_message(events.Key(name, key if len(key) == 1 else None))
        await self.press()

    def poll(self) -> None:
        """Let the background worker ask now instead of in some seconds."""
        poller = self.app.session.poller
        assert poller is not None
        poller.wake()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so.

        Raises:
            AssertionError: It did not come about; holds the screen.
        """
        loop = asyncio.get_running_loop()
        begin = loop.time()
        while not self._is_so(condition):
            assert self.app.is_running, "mbtui has ended."
            now = loop.time()
            assert now < begin + PATIENCE_SECONDS, f"This did not come about; the screen shows:\n{self.text}"
            # Looking costs more than most of what is waited for, and takes the time of the other test processes.
            await asyncio.sleep(min(0.05, max(0.01, (now - begin) / 10)))

    def _is_so(self, condition: Callable[[], object]) -> bool:
        self._is_patient = True
        try:
            return bool(condition())
        finally:
            self._is_patient = False

    async def sees(self, *texts: str) -> None:
        """Wait until all these words stand on the screen."""
        await self.until(lambda: all(text in self.words for text in texts))

    async def misses(self, *texts: str) -> None:
        """Wait until none of these words stands on the screen."""
        await self.until(lambda: not any(text in self.words for text in texts))

    async def has_ended(self) -> None:
        """Wait until mbtui has ended.

        Raises:
            AssertionError: It goes on.
        """
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.app.is_running:  # noqa: ASYNC110  (Textual has no event for it)
                await asyncio.sleep(0.01)

    async def resize(self, width: int, height: int) -> None:
        """Make the terminal another size."""
        await self._pilot.resize_terminal(width, height)


class Door:
    """The way into a server, signed in, with files of the test's own."""

    def __init__(
        self,
        url: str,
        token: str,
        folder: Path,
        clock: Callable[[], float],
        timeout_seconds: float,
        connect: Connect = connect,
    ) -> None:
        self._connect = connect
        self._url = url
        self._token = token
        self._folder = folder
        self._clock = clock
        self._timeout_seconds = timeout_seconds

    def first_session(self) -> Session:
        """Open what is saved."""
        return Session(Store.open(self._folder, connect=self._connect), READER, clock=self._clock)

    async def connect(self, session: Session) -> Connected:
        """Make the client."""
        return Connected(Client(self._token, self._url, timeout_seconds=self._timeout_seconds), session)

    async def verified(self, connected: Connected, *, is_forced: bool = False) -> str:
        """The token lasts."""
        return ""

    @property
    def can_sign_in(self) -> bool:
        """There is this one account."""
        return False

    def other_usernames(self, current: str) -> tuple[str, ...]:
        """There is no other."""
        return ()

    def choose(self, username: str) -> None:
        """There is nothing to choose from."""

    async def sign_out(self, username: str) -> tuple[str, ...]:
        """The token stays."""
        return ()

    def leave(self) -> None:
        """Nothing was taken."""


@asynccontextmanager
async def reading(
    demo: DemoServer,
    folder: Path,
    *,
    size: tuple[int, int] = (80, 24),
    is_ready: bool = True,
    timeout_seconds: float = 20.0,
    connect: Connect = connect,
) -> AsyncIterator[Journey]:
    """Open mbtui on a demo server, over a real socket, with the server's clock.

    Args:
        demo: The server; it may be stopped.
        folder: Where the account's files are.
        size: Columns and lines of the terminal.
        is_ready: Wait until the first round of polling has been shown.
        timeout_seconds: How long the client waits for an answer.
        connect: Makes the store's connections: on a full disk, on a slow one.
    """
    async with reading_from(
        demo.url, demo.token, folder, demo.world.now, size=size, timeout_seconds=timeout_seconds, connect=connect
    ) as journey:
        if is_ready:
            await journey.sees("updated just now")
        yield journey


@asynccontextmanager
async def reading_from(
    url: str,
    token: str,
    folder: Path,
    clock: Callable[[], float],
    *,
    size: tuple[int, int] = (80, 24),
    timeout_seconds: float = 20.0,
    connect: Connect = connect,
) -> AsyncIterator[Journey]:
    """Open mbtui on any server."""
    app = MbtuiApp(Door(url, token, folder, clock, timeout_seconds, connect))
    async with app.run_test(size=size) as pilot:
        yield Journey(app, pilot)
