"""The command palette: found by words, one line an entry, with keys; themes are looked at before they are chosen."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.cli.full_screen import Options, make_app
from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading
from tests.interface.opened import opened


async def _open(journey: Journey) -> None:
    await journey.press("colon")
    await journey.sees("Search for commands…")


def _marked(journey: Journey) -> str:
    return next((line.strip(" ▌") for line in journey.lines if line.startswith(" ▌")), "")


def _is_first(journey: Journey, title: str) -> bool:
    return _marked(journey).startswith(title)


async def _theme(journey: Journey, words: str, name: str) -> None:
    await _open(journey)
    await journey.type(words)
    await journey.until(lambda: _marked(journey).startswith("Theme"))
    await journey.press("enter")
    await journey.sees("Search for a theme…")
    await journey.type(name)


FOUND = (
    ("follow", "Its author"),
    ("write", "New post"),
    ("compose", "New post"),
    ("edit", "Edit"),
    ("drafts", "What waits to be sent"),
    ("exit", "Close or quit"),
    ("quit", "Close or quit"),
    ("leave", "Close or quit"),
    ("login", "Sign in"),
    ("HIDE REPLIES", "Hide or show replies"),
    ("background", "Suspend"),
)
"""Words that people use, and the command they mean."""


async def test_commands_are_found_by_the_words_people_use(demo: DemoServer, tmp_path: Path) -> None:
    """By titles, helps and other words for the same; case does not count.

    Both keys at once open one palette, and what is typed behind them goes into its line. At 40×12 there are seven
    entries, each one line with its keys; small and capital letters are sorted alike; paging and the arrows move.
    """
    async with reading(demo, tmp_path) as journey:
        await journey.press("colon", "ctrl+p", "U", "n", "d", "o")
        await journey.until(lambda: _marked(journey).startswith("Undo"))
        await journey.press("enter")
        await journey.sees("There is nothing to undo.")

        await _open(journey)
        top = _marked(journey)
        for words, title in FOUND:
            await journey.type(words)
            await journey.until(partial(_is_first, journey, title))
            await journey.press("ctrl+u")
            await journey.until(partial(_is_first, journey, top))

        await journey.resize(40, 12)
        await journey.sees("more", "Bookmarks")
        shown = [line for line in journey.lines if line.startswith((" ▌ ", "   "))]
        titles = [line[3:].split("  ")[0] for line in shown if line.strip() and "more" not in line]
        assert len(titles) >= 6
        assert titles == sorted(titles, key=str.casefold)
        await journey.type("star")
        await journey.until(lambda: _marked(journey).startswith("Star") and _marked(journey).endswith("f"))
        first = _marked(journey)
        await journey.press("down")
        await journey.until(lambda: _marked(journey) != first)
        await journey.type("zzz")
        await journey.sees("Nothing is called so.")
        await journey.press("enter", "escape")
        await journey.misses("Nothing is called so.")


async def test_a_theme_is_seen_before_it_is_chosen_and_kept_on_wish(
    demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escape brings the old one back; a kept one is there at the next start, and config.toml is not written."""
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    async with opened(demo) as journey:
        before = journey.app.theme
        await _theme(journey, "colours", "gruv")
        await journey.until(lambda: journey.app.theme == "gruvbox")
        await journey.press("escape")
        await journey.until(lambda: journey.app.theme == before)
        await _theme(journey, "theme", "nord")
        await journey.press("enter")
        await journey.sees("Use nord from now on, at every start?")
        await journey.press("n")
        await journey.misses("Use nord from now on")
        assert not paths.theme_file().exists()
        await _theme(journey, "theme", "gruvbox")
        await journey.press("enter")
        await journey.sees("Use gruvbox from now on, at every start?")
        await journey.press("y")
        await journey.sees("Kept in")
    assert paths.config_file().read_text(encoding="utf-8") == ""
    again = make_app(Options(server=demo.url))
    again.sessions.leave()
    assert again.theme == "gruvbox"
    async with opened(demo, 'theme = "nord"\n') as journey:
        assert journey.app.theme == "nord"
        await _theme(journey, "theme", "gruvbox")
        await journey.press("enter")
        await journey.sees("config.toml says theme = “nord”")
