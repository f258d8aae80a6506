"""Emoji behind a colon."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.panes.completion_sources import Emoji
from tests.interface.journey import reading


@pytest.mark.parametrize(
    ("line", "first"),
    [
        (":tada", "🎉 "),
        ("So :party_p", "🎉 "),
        (":coffee:", "☕ "),
        ("(:thumb", "👍 "),
        (":+1", "👍 "),
        (":heart", "❤️ "),
        (":Tears", "😂 "),
    ],
)
async def test_short_names_and_words_find_emoji(line: str, first: str) -> None:
    """The short name exactly, or the beginning of a word."""
    match = Emoji.begins.search(line)
    assert match is not None
    assert (await Emoji().find(match[1]))[0].written == first


@pytest.mark.parametrize("line", ["", ":", ": tea", "note:tea", "10:30", ":30", "::tea", ":-)", "https://tea", ":tea "])
def test_prose_finds_none(line: str) -> None:
    """A colon behind a word, before a blank or a number is only that."""
    assert Emoji.begins.search(line) is None


async def test_tab_puts_an_emoji_into_the_text(demo: DemoServer, tmp_path: Path) -> None:
    """What is offered stands below the text; without an offer nothing happens."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("c")
        await journey.sees("then y sends")
        await journey.type("Tea :)")
        await journey.press("tab")
        await journey.type(" :hot_b")
        await journey.sees("☕ hot beverage", "tab completes")
        await journey.press("tab", "!")
        area = journey.app.screen.query_one(TextArea)
        await journey.until(lambda: area.text == "Tea :) ☕ !")
