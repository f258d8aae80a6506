"""Themes with colors of their own: everything on the screen can be read in each."""

from __future__ import annotations

from pathlib import Path

from textual.color import Color
from textual.theme import BUILTIN_THEMES

from mbtui.demo import DemoServer
from tests.cases import case
from tests.interface.journey import Journey, reading

LEAST = 0.2
"""How much brighter or darker than what is behind it a sign is, from 0 to 1."""
COLORED = [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]
TWO = ("textual-dark", "atom-one-light")


def _invisible(journey: Journey) -> list[str]:
    """What stands on the screen in nearly the color of what is behind it."""
    found = []
    for strip in journey.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if text.strip() and style and style.color and style.bgcolor and not style.reverse:
                color, behind = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
                if abs(color.brightness - behind.brightness) < LEAST:
                    found.append(f"{text} {color.rgb} on {behind.rgb}")
    return found


async def test_everything_can_be_read_in_every_theme(demo: DemoServer, tmp_path: Path) -> None:
    """In all of them the main screen; a person's page and a text being written in a dark and a light one."""
    demo.world.publish("tomas", '<p>@ines <b>Look</b> <a href="https://tomas.example/x">here</a> <code>ls</code></p>')
    async with reading(demo, tmp_path, size=(100, 30)) as journey:
        for keys, sight, names in (
            (("z",), "Timeline", COLORED),
            (("u",), "esc back", TWO),
            (("escape", "r", "`", "a", "`"), "ctrl+j", TWO),
        ):
            await journey.press(*keys)
            await journey.sees(sight)
            for name in names:
                with case(name, sight):
                    journey.app.theme = name
                    await journey.press("down")
                    assert not _invisible(journey)
