"""A key that can do nothing here says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.widgets.status_bar import StatusBar
from tests.cases import case
from tests.interface.journey import reading
from tests.interface.opened import opened, paste

NO_POST = "No post from Micro.blog is highlighted here."
ANSWERS = (
    ("z", "All of it is shown."),
    ("J J", "You are there: this is the newest post that you have read."),
    ("4 R", "No conversation is open yet."),
    *((f"4 {key}", NO_POST) for key in ("z", "f", "r", "o", "m", "v", "y", "Y", "u", "d", "enter")),
    *((f"W {key}", "There is nothing here.") for key in ("e", "s", "d", "z")),
    ("slash x y z z y enter", "Nothing was found that could be opened."),
    ("enter x", "All in a conversation are replies: none is hidden."),
    ("enter A", "Conversations are not marked as read."),
)
"""Keys from the timeline on, the last of which can do nothing, and what is said then."""
STANDS = {"W": "Nothing waits to be sent", "slash": "No saved post holds", "enter": "1 post in this conversation"}
"""What is waited for behind a first key, before the last one."""


async def test_a_key_that_does_nothing_says_why(demo: DemoServer, tmp_path: Path) -> None:
    """Where it would go is here already, or there is nothing for it to work on; the key behind it works."""
    demo.world.publish("tomas", "<p>A short one.</p>")
    async with reading(demo, tmp_path) as journey:
        for path, sentence in ANSWERS:
            *way, last = path.split()
            with case(path):
                await journey.press(*way)
                await journey.sees(STANDS.get(path.split()[0], "") if way else "A short one.")
                journey.app.screen.query_one(StatusBar).hush()
                assert sentence not in journey.words
                await journey.press(last)
                await journey.sees(sentence)
                await journey.press("escape", "1")
                await journey.sees("A short one.", "Timeline")

        # What is pasted is text in a text; in a list and in a panel nothing happens but a sentence.
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
        await journey.press("escape", "S")
        await journey.sees("The demo needs no sign-in.")
        await journey.press("q")
        await journey.has_ended()


async def test_ctrl_c_says_how_to_quit(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reader's own key, on every screen; while writing, with what keeps the text."""
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    async with opened(demo, '[keys]\n"app.quit" = "Q"\n') as journey:
        await journey.press("ctrl+c")
        await journey.sees("Q quits mbtui.")
        for screen in ("M", "W"):
            await journey.press(screen, "ctrl+c")
            await journey.sees("escape goes back; on the main screen Q quits mbtui.")
            await journey.press("escape")
        await journey.press("c")
        await journey.sees("New post")
        await journey.press("ctrl+c")
        await journey.sees("escape p keeps the text as a draft, then Q quits mbtui.")
        await journey.press("escape", "p", "Q")
        await journey.has_ended()
