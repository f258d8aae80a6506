"""An application that holds a post list and nothing else, and the terminal it is written to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from textual import on
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen

from mbtui.terminal.screen_diff import ScreenDiff
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import Row
from tests.widgets.made_rows import NOW, post
from tests.widgets.small_terminal import SmallTerminal


class ListApp(App[None]):
    """Shows one list, answers nothing, and remembers what the list has said."""

    def __init__(self, width: int, height: int, make: type[PostList] = PostList, **options: Any) -> None:
        super().__init__()
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.posts = make(clock=lambda: self.now, **options)
        self.now = NOW
        self.terminal = SmallTerminal(width, height)
        self.written = 0
        """Bytes that were written to the terminal, without those that wrap a frame."""
        self.painted: list[tuple[int, int, int]] = []
        """The spans (line, first column, column behind the last) of partial repaints; a full one is (-1, 0, 0)."""
        self.wanted: list[Sequence[int]] = []
        self.said: list[tuple[str, int]] = []
        self._diff = ScreenDiff()
        self._plain = Console(file=StringIO(), color_system="standard", force_terminal=True, legacy_windows=False)

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.posts

    @property
    def lines(self) -> list[str]:
        """The words that can be read on the terminal."""
        return ["".join(cell[0] for cell in line).rstrip() for line in self.terminal.lines]

    @property
    def marked(self) -> list[int]:
        """The lines of the screen that have the bar of the highlight."""
        return [y for y, line in enumerate(self.lines) if line.startswith("▌")]

    def forget_costs(self) -> None:
        """Count what is painted from here on."""
        self.written = 0
        self.painted.clear()

    async def settle(self, pilot: Pilot[None]) -> None:
        """Let everything that was said be heard, and paint it: as a pause of the pilot, without its 20 ms."""
        await pilot._wait_for_screen()
        self.screen._on_timer_update()

    async def hear(self, pilot: Pilot[None]) -> None:
        """Wait until the list has said something."""
        for _ in range(500):
            if self.said:
                break
            await pilot.pause(0.01)

    async def resize(self, pilot: Pilot[None], width: int, height: int) -> None:
        """Change the size of the terminal, and wait until the list has it."""
        self.terminal.resize(width, height)
        self._diff.forget()
        await pilot.resize_terminal(width, height)
        for _ in range(200):
            await pilot.pause(0.01)
            if self.posts.size == (width, height):
                break
        await pilot.pause()

    @on(PostList.Wanted)
    def _wanted(self, event: PostList.Wanted) -> None:
        self.wanted.append(event.keys)

    @on(PostList.Highlighted)
    @on(PostList.Opened)
    def _said(self, event: PostList.Highlighted | PostList.Opened) -> None:
        self.said.append((type(event).__name__.lower(), event.key))

    @on(PostList.LinkClicked)
    def _link_clicked(self, event: PostList.LinkClicked) -> None:
        self.said.append((f"link {event.link}", event.key))

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Write to the terminal of the test what would go to a real one."""
        if isinstance(renderable, (LayoutUpdate, ChopsUpdate)) and not self._batch_count:
            self.painted.extend([(-1, 0, 0)] if isinstance(renderable, LayoutUpdate) else renderable.spans)
            output = self._diff.update_for(renderable, self._plain)
            self.written += len(output.encode())
            if self._diff.size == (self.terminal.width, self.terminal.height):
                self.terminal.write(output)
        super()._display(screen, renderable)


def made(keys: Iterable[int], words: int = 6, **fields: Any) -> Mapping[int, Row]:
    """Rows for some keys, each telling its own."""
    return {key: post(" ".join([f"post{key}", *["word"] * words]), id=key, **fields) for key in keys}
