"""A small program that shows one picture, and the keys that it was sent. Run by the tests, in a terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.strip import Strip
from textual.widget import Widget

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.terminal.app import TerminalApp
from mbtui.terminal.hand_over import hand_over
from tests.graphics.test_protocols import example


class Lines(Widget, can_focus=True):
    """Lines of text and of a picture."""

    head = "asking"
    typed = ""
    lines: tuple[list[Segment], ...] = ()

    def render_line(self, y: int) -> Strip:
        if y == 0:
            return Strip([Segment(f"{self.head}; typed: {self.typed}")]).adjust_cell_length(self.size.width)
        line = self.lines[y - 1] if y <= len(self.lines) else []
        return Strip(line).adjust_cell_length(self.size.width)

    async def on_mount(self) -> None:
        self.run_worker(self.draw())

    async def draw(self) -> None:
        app = self.app
        assert isinstance(app, TerminalApp)
        graphics = await app.settled_graphics()
        width, height = graphics.box(20, 8)
        drawn = await in_daemon_thread(lambda: graphics.draw(example(width, height), 20, 8))
        self.head, self.lines = f"{graphics.protocol} {width}x{height}", tuple(drawn.lines)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        if event.key == "q":
            self.app.exit()
        elif event.key == "a":
            self.head, self.lines = "asking", ()
            self.run_worker(self.draw())
        elif event.key == "ctrl+l":
            assert isinstance(self.app, TerminalApp)
            self.app.redraw()
        elif event.key == "s":
            hand_over(self.app, lambda: "", "")
        self.typed += f"{event.key} "
        self.refresh()


class ShowsPicture(TerminalApp):
    """The program."""

    def compose(self) -> ComposeResult:
        yield Lines()


if __name__ == "__main__":
    ShowsPicture().run()
