"""The writer's text is drawn as Textual draws it, whatever is in it, and at once however long it is."""

from __future__ import annotations

import pytest
from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from mbtui.widgets.composer_text import ComposerText, pasted_over, writable

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
        self.ours = ComposerText("", self._takes_none)
        self.theirs = TextArea(soft_wrap=True, compact=True)
        self.theirs.cursor_blink = False

    async def _takes_none(self, key: str) -> bool:
        return False

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


@pytest.mark.parametrize(
    ("selected", "pasted", "written"),
    [
        ("the tide", "https://tide.example/a_(b) \n", "[the tide](https://tide.example/a_%28b%29)"),
        (" the *tide*\n", "HTTP://tide.example", " [the *tide*](HTTP://tide.example)\n"),
        ("![sea](s.jpg)", "https://a.example", "[![sea](s.jpg)](https://a.example)"),
        ("a] b\\[", "https://a.example", "[a\\] b\\[](https://a.example)"),
        ("", "https://a.example", "https://a.example"),
        ("https://a.example", "https://b.example", "https://b.example"),
        ("two\n\nparagraphs", "https://a.example", "https://a.example"),
        ("the tide", "https://a.example and words", "https://a.example and words"),
        ("the tide", "ftp://a.example", "ftp://a.example"),
    ],
)
def test_an_address_pasted_over_words_makes_a_link_of_them(selected: str, pasted: str, written: str) -> None:
    """One address, over words that are none; everything else takes the place of what was selected."""
    assert pasted_over(selected, pasted) == written


async def test_a_link_that_a_paste_has_made_is_taken_back_by_one_key() -> None:
    """Text of any length with tabs, line ends of any system and what a terminal would obey is pasted as it may be."""
    app = Both()
    async with app.run_test(size=(80, 30)) as pilot:
        area = app.ours
        area.text = "See the tide."
        area.selection = Selection((0, 4), (0, 12))
        app.post_message(events.Paste("https://tide.example"))
        await pilot.pause()
        assert area.text == "See [the tide](https://tide.example)."
        area.undo()
        assert area.text == "See the tide."
        odd = "\ta\r\nb\rc\x00\x1b[31m\x9b2J\u202e\ud83d " * 5_000
        area.selection = Selection((0, 0), (0, 13))
        app.post_message(events.Paste(odd))
        await pilot.pause()
        assert area.text == writable(odd) == "\ta\nb\nc[31m2J " * 5_000


async def test_markdown_looks_like_what_it_does() -> None:
    """Never by color alone; in a block of code it does nothing, and far down a long line it is seen as well."""
    app = Both()
    async with app.run_test(size=(80, 30)) as pilot:
        app.ours.replace("# **a** *b* ~~c~~ [d](x)\n```\n**e**\n```\n" + "word " * 1_000 + "**f**", (0, 0), (0, 0))
        await pilot.pause()
        looks: dict[str, str] = {}

        def look() -> None:
            for strip in app.ours.render_lines(Region(0, 0, 24, 12)):
                for text, style, _ in strip:
                    names = ("bold", "italic", "strike", "underline", "dim")
                    looks.setdefault(text.strip(), " ".join(name for name in names if style and getattr(style, name)))

        app.ours.move_cursor((0, 0))
        await pilot.pause()
        look()
        assert (looks["a"], looks["b"], looks["c"]) == ("bold", "bold italic", "bold strike")
        assert looks["d"] == "bold underline" and looks["**e**"] == ""
        app.ours.move_cursor(app.ours.document.end)
        await pilot.pause()
        look()
        assert looks["f"] == "bold"
