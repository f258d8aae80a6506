"""The writer's text is drawn as Textual draws it, whatever is in it, and at once however long it is."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from mbtui.widgets.composer_text import ComposerText

TEXTS = (
    "",
    "one line",
    "one\n\n\tthree\twith tabs\t\nfour",
    "a word that wraps, and another one, and " + "averylongwordthatfitsnowhere" * 3 + " end",
    "日本語のテキスト、です\n😀 👩\u200d👩\u200d👧 and é",
    "trailing blanks wrap too" + " " * 30 + "end",
)
SELECTIONS = (((0, 0), (0, 0)), ((0, 2), (0, 5)), ((0, 1), (2, 3)), ((3, 2), (0, 0)))


class Both(App[None]):
    """The two side by side."""

    CSS = "TextArea { width: 24; height: 12; border: none; padding: 0; scrollbar-size: 0 0; }"

    def __init__(self) -> None:
        super().__init__()
        self.ours = ComposerText("", lambda key: False)
        self.theirs = TextArea(soft_wrap=True, compact=True)
        self.theirs.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Ours has the focus."""
        yield self.ours
        yield self.theirs


async def test_it_is_drawn_as_the_toolkit_draws_it() -> None:
    """The words of each line of the screen, and which of them are selected."""
    app = Both()
    async with app.run_test(size=(80, 30)) as pilot:
        for text in TEXTS:
            for area in (app.ours, app.theirs):
                area.replace(text, area.document.start, area.document.end)
            for start, end in SELECTIONS:
                for area in (app.ours, app.theirs):
                    area.selection = Selection(start, end)
                await pilot.pause()
                drawn = [[area.render_line(y) for y in range(12)] for area in (app.ours, app.theirs)]
                for ours, theirs in zip(*drawn, strict=True):
                    assert (ours.text, ours.cell_length) == (theirs.text.replace("▌", " "), theirs.cell_length)
                selected = [[_selected(strip) for strip in strips] for strips in drawn]
                assert selected[0] == selected[1]
                assert any(selected[0]) == any(app.ours.selected_text.split())


def _selected(strip: object) -> str:
    """The words with another background than the first blank behind them, without blanks at the end."""
    segments = list(strip)  # type: ignore[call-overload]
    plain = segments[-1].style.bgcolor
    return "".join(text for text, style, _ in segments if style.bgcolor != plain).replace("▌", " ").rstrip()


@pytest.mark.parametrize("text", ["word " * 10_000, "x" * 50_000, "a line (of many\n" * 10_000])
async def test_a_key_in_a_long_text_takes_no_longer(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No part of it but what is seen is made a styled text, and no sign is looked for in all of it."""
    app = Both()
    async with app.run_test(size=(80, 30)) as pilot:
        app.ours.replace(text, (0, 0), (0, 0))
        await pilot.pause()
        divided: list[str] = []
        monkeypatch.setattr(Text, "divide", lambda self, offsets: divided.append(self.plain))
        await pilot.press("a", "left", "up", "(", "left", "backspace", "home", "end", "pageup", "ctrl+home")
        await pilot.pause()
        assert not divided
        assert app.ours.matching_bracket_location is None
