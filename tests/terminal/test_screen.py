"""What a screen draws of itself: what has changed, and the same as Textual would."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from textual._compositor import ChopsUpdate, LayoutUpdate, ReflowResult
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.geometry import Region, Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from mbtui.terminal.screen import FrontCompositor, TerminalScreen

SIZE = Region(0, 0, 60, 20)


class _Words(Static):
    """Remembers which lines of it were drawn."""

    def __init__(self, letter: str, id: str | None = None) -> None:
        super().__init__("\n".join(letter * 70 for _ in range(30)), id=id)
        self.drawn: list[Region] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        self.drawn.append(crop)
        return super().render_lines(crop)


class _Screen(TerminalScreen[None]):
    """Two lists side by side, a line under them, and something that lies over both."""

    def compose(self) -> ComposeResult:
        yield Container(Container(_Words("a", id="left")), Container(_Words("b"), id="right"))
        yield _Words("c", id="foot")
        yield _Words("d", id="over")


class _ScreenApp(App[None]):
    CSS = """
    #right { dock: right; width: 40%; border-left: solid red; }
    #foot { height: 2; }
    #over { layer: over; offset: 10 5; width: 20; height: 6; background: blue; }
    _Screen { layers: base over; }
    """

    def get_default_screen(self) -> Screen[None]:
        return _Screen()


async def test_a_part_is_drawn_as_textual_draws_it_and_nothing_behind_it() -> None:
    """Random parts of a screen are the same words in the same colors; of the list that was touched, only its lines."""
    app, random = _ScreenApp(), Random(1)
    async with app.run_test(size=SIZE.size) as pilot:
        await pilot.pause()
        ours = app.screen._compositor
        assert isinstance(ours, FrontCompositor)
        whole = ours.render_strips()
        for number in range(200):
            x, y = random.randrange(SIZE.width), random.randrange(SIZE.height)
            part = Region(x, y, 1 + random.randrange(SIZE.width - x), 1 + random.randrange(SIZE.height - y))
            ours._dirty_regions = {part}
            update = ours.render_partial_update()
            assert update is not None
            for line, start, end in update.spans:
                shown: set[int] = set()
                for begin, strip in update.chops[line].items():
                    if strip is None or begin >= end or begin + strip.cell_length <= start:
                        continue
                    same = whole[line].crop(begin, begin + strip.cell_length)
                    assert list(strip.simplify()) == list(same.simplify()), (number, part, line)
                    shown.update(range(begin, begin + strip.cell_length))
                assert shown.issuperset(range(start, end)), (number, part, line)
        words = app.query(_Words)
        for widget in words:
            widget.drawn.clear()
        ours._dirty_regions = {Region(0, 3, 2, 4)}
        ours.render_partial_update()
        drawn = {widget.id: widget.drawn for widget in words if widget.drawn}
        assert drawn == {"left": [Region(0, 3, 36, 4)]}


async def test_what_a_key_has_changed_is_painted_at_once_and_not_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second change soon after the first waits for the next frame, as everything else does."""
    monkeypatch.setattr("mbtui.terminal.screen.monotonic", lambda: 100.0)
    app = _ScreenApp()
    async with app.run_test(size=SIZE.size) as pilot:
        await pilot.pause()
        screen, left = app.screen, app.query_one("#left", _Words)
        assert isinstance(screen, TerminalScreen)
        for drawn in ([Region(0, 1, 36, 1)], []):
            left.drawn.clear()
            left.refresh(Region(0, 1, 2, 1))
            screen.paint(left)
            assert left.drawn == drawn
        await pilot.pause()
        assert left.drawn == [Region(0, 1, 36, 1)]


async def test_a_size_that_is_told_again_is_not_laid_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """At a start it is told three times; another size is laid out, also of a screen that lies under another."""
    laid_out: list[Size] = []
    reflow = FrontCompositor.reflow

    def count(self: FrontCompositor, parent: Widget, size: Size) -> ReflowResult:
        laid_out.append(size)
        return reflow(self, parent, size)

    monkeypatch.setattr(FrontCompositor, "reflow", count)
    app = _ScreenApp()
    async with app.run_test(size=SIZE.size) as pilot:
        await pilot.pause()
        assert len(laid_out) <= 2, laid_out
        app.push_screen(_Screen())
        await pilot.pause()
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        for _ in range(2):
            assert app.screen.query_one("#left", _Words).size.width == 24
            lines = [strip.text for strip in app.screen._compositor.render_strips()]
            assert len(lines) == 10 and lines[0].startswith("a") and lines[-1].startswith("c")
            if app.screen is not app.screen_stack[0]:
                app.pop_screen()
            await pilot.pause()


class _Panel(TerminalScreen[None], ModalScreen[None]):
    """Leaves most of what is behind it in view."""

    DEFAULT_CSS = "_Panel { background: transparent; } _Panel _Words { dock: bottom; height: 3; }"

    def compose(self) -> ComposeResult:
        yield _Words("p")


async def test_what_changes_behind_a_panel_is_painted_with_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes to it afterwards and changes nothing has nothing painted."""
    painted: list[Screen[None]] = []
    display = App._display

    def count(self: App[None], screen: Screen[None], renderable: Any) -> None:
        painted.append(screen)
        display(self, screen, renderable)

    monkeypatch.setattr(App, "_display", count)
    app = _ScreenApp()
    async with app.run_test(size=SIZE.size) as pilot:
        await pilot.pause()
        left = app.query_one("#left", _Words)
        await app.push_screen(_Panel())
        for letter in "xyz":
            await pilot.pause(0.1)
            painted.clear()
            left.update("\n".join(letter * 70 for _ in range(30)), layout=False)
            await pilot.pause(0.1)
            app.screen_stack[0].call_later(lambda: None)
            await pilot.pause(0.1)
            assert painted == [app.screen]
            lines = [strip.text for strip in app.screen._compositor.render_strips()]
            assert lines[0].startswith(letter) and lines[-1].startswith("p")


async def test_a_widget_that_comes_or_gets_the_focus_has_nothing_else_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the screen is painted when that is asked for."""
    painted: list[object] = []
    monkeypatch.setattr(App, "_display", lambda self, screen, renderable: painted.append(renderable))
    app = _ScreenApp()
    async with app.run_test(size=SIZE.size) as pilot:
        await pilot.pause(0.1)
        painted.clear()
        new = _Words("e")
        new.can_focus, new.styles.layer, new.styles.width, new.styles.height = True, "over", 9, 2
        await app.screen.mount(new)
        await pilot.pause(0.1)
        app.screen.set_focus(new, scroll_visible=False)
        await pilot.pause(0.1)
        assert app.screen.focused is new and {type(update) for update in painted} == {ChopsUpdate}
        app.screen.refresh()
        await pilot.pause(0.1)
        assert isinstance(painted[-1], LayoutUpdate)
