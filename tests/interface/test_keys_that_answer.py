"""A key that can do nothing here says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.interface.journey import reading
from tests.interface.opened import opened, paste

NO_POST = "No post of Micro.blog's is highlighted here."


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("z", "All of it is shown."),
        ("J J", "You are there: this is the newest post that you have read."),
        ("enter x", "All in a conversation are replies: none is hidden."),
        ("enter A", "Conversations are not marked as read."),
        ("4 R", "No conversation is open yet."),
        *((f"4 {key}", NO_POST) for key in ("z", "f", "r", "o", "m", "v", "y", "Y", "u", "d", "enter")),
        ("W e", "There is nothing here."),
        ("W s", "There is nothing here."),
        ("W d", "There is nothing here."),
        ("W z", "There is nothing here."),
        ("slash x y z z y enter", "Nothing was found that could be opened."),
    ],
)
async def test_a_key_that_does_nothing_says_why(demo: DemoServer, tmp_path: Path, path: str, sentence: str) -> None:
    """Where it would go is here already, or there is nothing for it to work on."""
    demo.world.publish("tomas", "<p>A short one.</p>")
    async with reading(demo, tmp_path) as journey:
        *way, last = path.split()
        await journey.until(lambda: journey.marked)
        await journey.press(*way)
        if way[:1] == ["enter"]:
            await journey.sees("1 post in this conversation")
        if way[:1] == ["slash"]:
            await journey.sees("No saved post holds")
        await journey.press(last)
        await journey.sees(sentence)


async def test_ctrl_c_says_how_to_quit(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reader's own key, on every screen; while writing, with what keeps the text."""
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    async with opened(demo, '[keys]\n"app.quit" = "Q"\n') as journey:
        await journey.press("ctrl+c")
        await journey.sees("Q quits mbtui.")
        await journey.press("M", "ctrl+c")
        await journey.sees("escape goes back; on the main screen Q quits mbtui.")
        await journey.press("escape", "W", "ctrl+c")
        await journey.sees("escape goes back; on the main screen Q quits mbtui.")
        await journey.press("escape", "c")
        await journey.sees("New post")
        await journey.press("ctrl+c")
        await journey.sees("escape p keeps the text as a draft, then Q quits mbtui.")
        await journey.press("escape", "p", "Q")
        await journey.has_ended()


async def test_what_is_pasted_where_no_text_is_written(demo: DemoServer, tmp_path: Path) -> None:
    """In a text it is text; in a list and in a panel nothing happens but a sentence."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("c")
        await journey.sees("New post")
        await paste(journey, "Pasted words")
        await journey.sees("Pasted words")
        assert "no text here" not in journey.words
        await journey.press("escape", "d")
        await journey.misses("Pasted words")
        await paste(journey, "jjj")
        await journey.sees("There is no text here to paste into.")
        await journey.press("M")
        await journey.sees("Hide, for all your apps")
        await paste(journey, "p")
        await journey.sees("There is no text here to paste into.")


async def test_the_key_behind_one_that_does_nothing_works(demo: DemoServer, tmp_path: Path) -> None:
    """S where nobody needs to sign in, then q."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("S")
        await journey.sees("The demo needs no sign-in.")
        await journey.press("q")
        await journey.has_ended()
