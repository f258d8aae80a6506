"""A screen that draws no more of itself than what has changed, and what a key has changed at once.

Textual 8.2.8 draws all lines of everything under a change, down to the background: 7 widgets of 40 lines for two marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import Any

from textual._compositor import Compositor
from textual.events import ScreenResume
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.screen import UPDATE_PERIOD, Screen, ScreenResultType
from textual.strip import Strip
from textual.widget import Widget


class FrontCompositor(Compositor):
    """Draws of a part of the screen those lines alone, and nothing that lies behind something else."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if crop is None:
            yield from super()._get_renders()
            return
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            top, bottom = max(seen.y, crop.y), min(seen.bottom, crop.bottom)
            if top >= bottom or not crop.overlaps(seen):
                continue
            part = Region(seen.x, top, seen.width, bottom - top)
            yield part, part, widget.render_lines(part.translate(-region.offset))
            if part.contains_region(crop):
                # Widgets are not transparent: the one in front hides all others.
                return


class TerminalScreen(Screen[ScreenResultType], inherit_bindings=False):
    """A screen of a `TerminalApp`."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """What gets the focus and what loses it are painted, and nothing else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._compositor = FrontCompositor()
        self._painted_at = 0.0

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> TerminalScreen[ScreenResultType]:
        """Have parts painted, or all, or else laid out: what stands elsewhere then is painted, and nothing else."""
        super().refresh(*regions, repaint=repaint and not layout, layout=layout, recompose=recompose)
        return self

    def _screen_resized(self, size: Size) -> None:
        """Lay out for another size; a start is told the same one three times."""
        if size != self._compositor.size:
            super()._screen_resized(size)

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Paint once what is laid out for the first time."""
        event.prevent_default()
        is_laid_out = self._compositor.size == self.app.size
        super()._on_screen_resume(event)
        if not is_laid_out and self.is_current and not self.app._batch_count:
            self._repaint_required = False

    def _compositor_refresh(self) -> None:
        """Have what has changed behind a panel painted with the panel, once; behind a whole screen nothing is seen.

        Textual 8.2.8 has it painted twice, and at first forgets what has changed of the panel itself.
        """
        front, changed = self.app.screen, self._compositor._dirty_regions
        if self is front:
            super()._compositor_refresh()
            return
        if changed and front.styles.background.a < 1 and self in self.app._background_screens:
            front._set_dirty(*changed)
            front._dirty_widgets.add(front)
            front.check_idle()
        changed.clear()
        self._dirty_widgets.clear()

    def draw_pictures_again(self) -> None:
        """Called while it is seen, when the terminal has let go of pictures: its cells have another size."""

    def paint(self, widget: Widget) -> None:
        """Paint what a key has changed in a widget without a way through queues, unless a frame was just painted."""
        now = monotonic()
        if widget._repaint_required and self.is_current and now - self._painted_at > UPDATE_PERIOD:
            self._painted_at = now
            widget._repaint_required = False
            self._dirty_widgets.add(widget)
            self._on_timer_update()
