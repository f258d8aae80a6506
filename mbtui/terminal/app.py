"""An application that writes to its terminal no more than needed, and that outlives it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Offset, Size
from textual.screen import Screen
from textual.strip import Strip

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.terminal.ascii_marks import is_utf8
from mbtui.terminal.driver import HangupDriver
from mbtui.terminal.kept_frame import Chunk, KeptFrame
from mbtui.terminal.screen import TerminalScreen
from mbtui.terminal.screen_diff import HAS_MARGINS, ScreenDiff
from mbtui.terminal.stylesheet import SparingStylesheet

if TYPE_CHECKING:
    from mbtui.graphics.graphics import Drawn, Graphics
    from mbtui.pictures.picture import Picture
    from mbtui.pictures.service import PictureService
    from mbtui.terminal.asked_graphics import AskedGraphics


class TerminalApp(App[None], inherit_bindings=False):
    """Everything about the terminal that Textual leaves to nobody else."""

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = SparingStylesheet(variables=self.get_css_variables())
        self._screen_diff = ScreenDiff(is_ascii=not is_utf8(os.environ))
        self._is_kept_frame_shown = False
        """Nothing of this program was drawn yet."""
        self._asked: AskedGraphics | None = None
        # Neither toasts nor tooltips are shown; a screen would make and style both for its first frame.
        self._disable_notifications = self._disable_tooltips = True

    @property
    def fault(self) -> Exception | None:
        """The error that nobody foresaw and that has ended the program; None: it has not."""
        return self._exception

    def _fatal_error(self) -> None:
        """End without Textual's page, which shows the values of variables: posts, drafts, a token."""
        self._close_messages_no_wait()

    def get_driver_class(self) -> type[Driver]:
        """Choose a driver that outlives its terminal, unless TEXTUAL_DRIVER names another."""
        driver_class = super().get_driver_class()
        return HangupDriver if driver_class is LinuxDriver else driver_class

    def begin_with(self, frame: KeptFrame) -> None:
        """Know what the terminal shows already: only what differs from it is written."""
        self._is_kept_frame_shown = True
        self._screen_diff.begin_with(Size(*frame.size), frame.color_system or None, frame.chunks)

    def chunks(self, place: Offset, strips: Sequence[Strip]) -> list[Chunk]:
        """What the terminal shows, with blanks for pictures, and with other strips from a place downwards."""
        return self._screen_diff.chunks(place, strips, self.console)

    @property
    def shown_size(self) -> tuple[int, int]:
        """Columns and lines of what is shown."""
        return self._screen_diff.size.width, self._screen_diff.size.height

    @property
    def color_system(self) -> str:
        """How many colors the terminal has, as Rich calls it; empty for none."""
        return self.console.color_system or ""

    @property
    def graphics(self) -> Graphics:
        """How the terminal draws pictures, as far as that is known: it is asked when this is first wanted."""
        return self._asked_graphics().graphics

    async def settled_graphics(self) -> Graphics:
        """How the terminal draws pictures, once it has answered, or has had 300 ms to do so."""
        asked = self._asked_graphics()
        await asked.is_settled.wait()
        return asked.graphics

    async def drawn_picture(self, pictures: PictureService, url: str, columns: int, rows: int) -> tuple[Picture, Drawn]:
        """Fetch a picture, and draw it at most so large, in cells; raises `PictureError`."""
        graphics = await self.settled_graphics()
        picture = await pictures.picture(url, *graphics.box(columns, rows))
        return picture, await in_daemon_thread(lambda: graphics.draw(picture, columns, rows))

    def _asked_graphics(self) -> AskedGraphics:
        if self._asked is None:
            from mbtui.terminal.asked_graphics import AskedGraphics

            self._asked = AskedGraphics(self._driver, "" if self.no_color else self.color_system)
            self._screen_diff.draw_pictures(self._asked.graphics.slices)
        return self._asked

    def take_answer(self, answer: str) -> None:
        """Hear what the terminal says of itself."""
        if answer in HAS_MARGINS:
            self._screen_diff.has_margins = True
        elif self._asked is not None and self._asked.take(answer):
            self.call_later(self._draw_pictures_again)

    def _draw_pictures_again(self) -> None:
        if isinstance(self.screen, TerminalScreen):
            self.screen.draw_pictures_again()

    def forget_pictures(self) -> str:
        """Know that the terminal has no pictures any more. Returns what makes that true."""
        return self._screen_diff.forget_pictures()

    def has_drawn(self) -> None:
        """Called when a frame was written."""

    def leaves(self) -> None:
        """Called once, when the program begins to end."""

    def exit(self, *arguments: Any, **more: Any) -> None:
        """End the program; when it is told again, it is at it already."""
        if not self._exit:
            self.leaves()
        super().exit(*arguments, **more)

    def replace_screen(self, screen: Screen[None]) -> AwaitComplete:
        """Show another screen in the place of the one that is seen, also of the first."""
        if not self.screen._result_callbacks:
            # Textual 8.2.8 takes an entry off the screen that is left, which the first screen was never given.
            self.screen._push_result_callback(self, None)
        return self.switch_screen(screen)

    async def _flush_next_callbacks(self) -> None:
        """Do nothing more once the program has ended: a screen on its way was cancelled with its worker."""
        if not self._closed:
            await super()._flush_next_callbacks()

    def write_to_terminal(self, characters: str) -> None:
        """Send characters past the screen: a title, a bell, something for the clipboard."""
        if self._driver is not None:
            self._driver.write(characters)
            self._driver.flush()

    async def on_event(self, event: events.Event) -> None:
        """Keys behind the one that ends the program are for nobody: what they would open is being taken down.

        A key goes to its command at once when a widget is focused that does no more with it than to note that it came
        (`note_key`). Textual first lets it wait in the queues of all that is around the widget.
        """
        if self._exit and isinstance(event, events.InputEvent):
            return
        target = self.focused if isinstance(event, events.Key) and not event.is_forwarded else None
        # What is made of a list may have keys of its own: the preview of a text.
        notes_keys = hasattr(target, "note_key") and not hasattr(target, "on_key")
        if isinstance(event, events.Key) and target is not None and notes_keys and self.app_focus:
            for node in target.ancestors_with_self:
                if (note := getattr(node, "note_key", None)) is not None:
                    with node._context():
                        note()
            if not await self._check_bindings(event.key, priority=True):
                await self._check_bindings(event.key)
            if self.focused is target and isinstance(self.screen, TerminalScreen) and self._message_queue.empty():
                self.screen.paint(target)
        else:
            await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy for a text field. Cutting nothing must not empty the clipboard, as it does in Textual 8.2."""
        if text:
            super().copy_to_clipboard(text)

    def redraw(self) -> None:
        """Draw everything again, whatever the terminal shows now."""
        self._screen_diff.forget()
        self._screen_diff.forget_pictures()
        self.screen.refresh()
        self.screen.refresh(layout=True)

    def on_resize(self, event: events.Resize) -> None:
        """A window that was dragged shows something else, even when it ends at the size that was painted."""
        if self._is_kept_frame_shown and event.size == self._screen_diff.size:
            # The size is told at the start, too.
            return
        if self._asked is not None:
            self._asked.measure()
        self._screen_diff.forget()
        if event.size == self._screen_diff.size:
            self.screen.refresh()

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Write only what differs from what the terminal shows, and in one piece."""
        if not isinstance(renderable, CompositorUpdate) or self.is_headless:
            super()._display(screen, renderable)
            return
        if self._driver is None or self._batch_count or not self._running or self._closed:
            return
        # Text fields draw no cursor: the terminal's own stands there, where input methods open their windows.
        place = getattr(screen.focused, "cursor_screen_offset", None)
        cursor = None if place is None else screen.outer_size.clamp_offset(place)
        if characters := self._screen_diff.update_for(renderable, self.console, cursor):
            self._driver.write(f"{SYNC_START}{characters}{SYNC_END}" if self._sync_available else characters)
            self._is_kept_frame_shown = False
            self.has_drawn()
