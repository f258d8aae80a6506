"""The preview: the text as the timeline will draw it, and back to where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.store.post_parts import Media, PostParts, with_parts
from mbtui.widgets import composer
from mbtui.widgets.composer_preview import ComposerPreview
from tests.interface.journey import Journey, reading

TEXT = "Two *cold* [nights](https://weather.example/x)."


async def _write(journey: Journey) -> None:
    await journey.press("c")
    await journey.sees("then y sends")
    journey.app.post_message(events.Paste(TEXT))
    await journey.sees(TEXT)
    await journey.press("left")


def _text(journey: Journey) -> str:
    return journey.app.main.query_one(TextArea).text


async def test_a_post_is_seen_as_it_will_be(demo: DemoServer, tmp_path: Path) -> None:
    """Title, words, pictures with what they show; then the writer goes on where they were, or sends it."""
    async with reading(demo, tmp_path) as journey:
        await _write(journey)
        await journey.sees("16 characters without Markdown")
        writing = journey.app.main.writing
        parts = PostParts(
            photos=(Media(path="attached/1.jpg", name="1.jpg", alt="A leek [white]"), Media(name="2.jpg"))
        )
        writing.change(title="Frost [1]", details=with_parts(writing.beside, parts).details)
        await journey.press("escape", "v")
        await journey.sees("Ines Okafor @ines · now ✎ ▌ Frost [1] ▌ Two cold [1] nights.")
        await journey.sees("[image: A leek [white]]", "[image, no description]", "esc back to the text")
        await journey.press("escape")
        await journey.sees(TEXT, "then y sends")
        await journey.type("!")
        assert _text(journey) == f"{TEXT[:-1]}!."
        await journey.press("escape", "v", *"jkx", "tab")
        await journey.sees("Two cold [1] nights!.")
        await journey.press("alt+v")
        await journey.sees("then y sends")
        await journey.press("escape", "v")
        await journey.sees("esc back to the text")
        journey.app.post_message(events.Paste("?"))
        await journey.sees("!?.", "then y sends")
        writing.change(details={})
        await journey.press("escape", "v")
        await journey.sees("esc back to the text")
        await journey.press("ctrl+j")
        await journey.sees("Publishing…")
        assert demo.asked("POST", "/micropub")[0].params["content"] == f"{TEXT[:-1]}!?."


async def test_the_keys_that_show_it_also_close_it(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter behind an escape that has closed it is not typed; any other is, and later that one too.

    It stays where it was scrolled to when the screen is laid out anew, also at another width.
    """
    monkeypatch.setattr(composer, "LEAVING_SECONDS", 60.0)
    async with reading(demo, tmp_path, size=(40, 12)) as journey:
        await journey.press("r")
        await journey.sees("then y sends")
        before = _text(journey)
        journey.app.post_message(events.Paste("word " * 60))
        await journey.until(lambda: "word" in _text(journey))
        for _ in range(2):
            await journey.press("escape", "v")
            await journey.sees("▌ Ines Okafor @ines")
            await journey.press("G")
            await journey.misses("▌ Ines Okafor @ines")
            journey.app.screen.query_one(ComposerPreview).refresh(layout=True)
            await journey.press("x")
            assert "▌ Ines Okafor @ines" not in journey.words
            for width in (38, 40):
                await journey.resize(width, 12)
                await journey.press("x")
                assert "▌ Ines Okafor @ines" not in journey.words
            await journey.press("escape", "v")
            await journey.sees("then y sends")
        await journey.press(*"vw")
        assert _text(journey) == f"{before}{'word ' * 60}vw"
