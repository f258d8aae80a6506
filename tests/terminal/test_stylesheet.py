"""Styles that are worked out only where something has changed look like those that are worked out always."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Label

from mbtui.terminal.stylesheet import SparingStylesheet


class Framed(Widget, can_focus=True):
    """A widget whose component stands out while it has the focus, and on a light screen."""

    DEFAULT_CSS = """
    Framed { height: 3; color: $primary; }
    Framed > .framed--part { color: red; }
    Framed:focus > .framed--part { color: blue; }
    Framed:light { background: white; }
    Framed:disabled { opacity: 0.5; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"framed--part"}


class FramedApp(App[None]):
    """Two of them, and a field whose surroundings know that it has the focus."""

    CSS = """
    Vertical:focus-within { border: round red; background: green; }
    Label:first-child { color: green; }
    .loud Framed { text-style: bold; }
    """

    def __init__(self, sheet: type[Stylesheet]) -> None:
        super().__init__()
        self.stylesheet = sheet(variables=self.get_css_variables())

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Vertical():
            yield Framed(id="one")
            yield Framed(id="two", classes="loud")
            yield Input()
        with Vertical(id="labels"):
            yield Label("a")

    def styles_seen(self) -> list[object]:
        """What the styles of everything are."""
        nodes = [self.screen, *self.screen.query("*")]
        parts = [node.get_component_styles("framed--part").color for node in self.screen.query(Framed)]
        return [*(str(node.styles.get_rules()) for node in nodes), *parts, *(node.visual_style for node in nodes)]


async def seen_by(sheet: type[Stylesheet]) -> list[list[object]]:
    """The styles after each of many things that change some."""
    seen: list[list[object]] = []
    app = FramedApp(sheet)
    async with app.run_test() as pilot:

        async def look() -> None:
            await pilot.pause()
            seen.append(app.styles_seen())

        await look()
        for _ in range(4):
            await pilot.press("tab")
            await look()
        app.set_focus(None)
        await look()
        app.query_one("#one").add_class("quiet")
        app.query_one(Vertical).add_class("loud")
        await look()
        app.query_one("#one").disabled = True
        await look()
        app.theme = "textual-light"
        await look()
        app.push_screen(Screen())
        await pilot.pause()
        app.theme = "nord"
        app.pop_screen()
        await look()
        app.stylesheet.add_source("Framed { color: lime; }")
        app.update_styles(app.screen)
        await look()
        await app.query_one("#labels").mount(Label("b"), before=0)
        await look()
    return seen


async def test_styles_are_the_same_as_those_worked_out_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """After focus, classes, themes, screens above, rules and widgets that come; for half of the work."""
    counts: dict[type[Stylesheet], int] = {}
    plain = Stylesheet.apply

    def apply(self: Stylesheet, *arguments: Any, **more: Any) -> None:
        counts[type(self)] = counts.get(type(self), 0) + 1
        plain(self, *arguments, **more)

    monkeypatch.setattr(Stylesheet, "apply", apply)
    expected, seen = await seen_by(Stylesheet), await seen_by(SparingStylesheet)
    for number, (wanted, found) in enumerate(zip(expected, seen, strict=True)):
        assert found == wanted, f"after step {number}"
    assert len({str(step) for step in seen}) >= 8
    assert counts[SparingStylesheet] < 0.7 * counts[Stylesheet], counts
