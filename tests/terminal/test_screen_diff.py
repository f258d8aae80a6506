"""What is written leaves the terminal as a full repaint would have left it."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from token import STRING
from tokenize import tokenize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Offset, Size
from textual.strip import Strip

import mbtui
from mbtui.terminal.ascii_marks import ASCII_MARKS, is_utf8
from mbtui.terminal.run_maker import STYLES_KEPT
from mbtui.terminal.screen_diff import ScreenDiff
from tests.widgets.examples import steady
from tests.widgets.small_terminal import Cell, Kind, SmallTerminal

WORDS = (
    *("a", "bb ", "word ", "post ", " ", "   ", "▌ ", "─────", "★ ↩", "é", "ж", "…", "日本", "😀", "e\u0301"),
    *("👩\u200d👩\u200d👧", "☎\ufe0f", "👍🏽", "שלום ", "🇮🇸"),
)
STYLES = (
    *(None, Style(), Style(bold=True), Style(color="red"), Style(bgcolor="#102030"), Style(color="#aabbcc", dim=True)),
    *(Style(link="https://example.com/"), Style(underline=True, link="https://example.com/b"), Style(meta={"link": 1})),
)
_RUNS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(STYLES)), max_size=8)
_LINE: st.SearchStrategy[list[tuple[str, Style | None]]] = (
    _RUNS | st.just([]) | st.just([("▌ ", None), ("the same", None)])
)
_CHANGE = st.tuples(
    st.sampled_from(("paint", "lines", "up", "down", "partial", "narrow partial", "split", "resize", "forget")),
    st.integers(0, 12),
    st.integers(0, 30),
    st.lists(_LINE, min_size=12, max_size=12),
)
Runs = list[tuple[str, Style | None]]


def _strip(runs: Runs, width: int) -> Strip:
    return Strip([Segment(text, style) for text, style in runs]).adjust_cell_length(width)


class Pictures:
    """Screens that follow one another, written through `ScreenDiff` to one terminal."""

    def __init__(self, kind: Kind, *, has_margins: bool = False) -> None:
        self.diff = ScreenDiff()
        self.diff.has_margins = has_margins
        self.console = Console(file=StringIO(), color_system="truecolor", force_terminal=True, legacy_windows=False)
        self.size = Size(24, 8)
        self.cut = 24
        """The column at which the second widget begins; the width of the screen when there is only one."""
        self.lines: list[list[Strip]] = []
        self.terminal = SmallTerminal(*self.size, kind)
        self.written = 0

    def chunks(self, runs: Runs) -> list[Strip]:
        """A line of the screen: what each widget has drawn of it."""
        if self.cut >= self.size.width:
            return [_strip(runs, self.size.width)]
        half = len(runs) // 2
        return [_strip(runs[:half], self.cut), _strip(runs[half:], self.size.width - self.cut)]

    def change(self, kind: str, one: int, two: int, runs: list[Runs]) -> None:
        """Let the screen look different, and write what differs."""
        height, has_screen = self.size.height, bool(self.lines)
        if kind == "forget":
            self.terminal.resize(*self.size)
            self.diff.forget()
        elif kind == "resize":
            self.size = Size(8 + two, 2 + one % 11)
            self.terminal.resize(*self.size)
            self.diff.forget()
            self.cut = self.size.width
        elif kind == "split":
            self.cut = max(1, min(two, self.size.width))
        if kind in ("paint", "resize", "split") or not self.lines:
            self.lines = [self.chunks(line) for line in runs[: self.size.height]]
        elif kind in ("lines", "partial", "narrow partial"):
            for y in range(one % height, min(height, one % height + 1 + two % 4)):
                self.lines[y] = self.chunks(runs[y])
        elif kind in ("up", "down"):
            top, bottom, count = min(one % 3, height - 1), height - two % 2, 1 + two % 5
            new = [self.chunks(line) for line in runs[:count]]
            moved = self.lines[top:bottom]
            moved = [*moved[count:], *new] if kind == "up" else [*new, *moved]
            self.lines[top:bottom] = moved[len(moved) - (bottom - top) :] if kind == "up" else moved[: bottom - top]
        if "partial" in kind and has_screen:
            self._write_partly(one % height, min(height, one % height + 1 + two % 4), is_narrow="narrow" in kind)
        else:
            self._write(LayoutUpdate(list(self.lines), self.size.region))

    def _write_partly(self, top: int, bottom: int, *, is_narrow: bool) -> None:
        cuts = [0, self.cut, self.size.width] if self.cut < self.size.width else [0, self.size.width]
        x1, x2 = (0, min(2, self.cut)) if is_narrow else (0, self.size.width)
        chops: list[dict[int, Strip | None]] = [
            dict(zip(cuts, line, strict=False)) if top <= y < bottom else dict.fromkeys(cuts[:-1])
            for y, line in enumerate(self.lines)
        ]
        ends = [cuts[1:]] * self.size.height
        self._write(ChopsUpdate(chops, [(y, x1, x2) for y in range(top, bottom)], ends))
        if is_narrow and self.cut < self.size.width:
            self._write(ChopsUpdate(chops, [(y, self.cut, self.size.width) for y in range(top, bottom)], ends))

    def _write(self, update: LayoutUpdate | ChopsUpdate) -> None:
        output = self.diff.update_for(update, self.console)
        self.written = len(output.encode())
        self.terminal.write(output)
        assert not self.terminal.style and not self.terminal.link, "left switched on"

    def repainted(self) -> list[list[Cell]]:
        """What the same terminal shows when everything is written to it once, by the toolkit or by `ScreenDiff`."""
        terminal = SmallTerminal(*self.size, self.terminal.kind)
        update = LayoutUpdate(list(self.lines), self.size.region)
        if terminal.kind == "agrees":
            for y, strips in enumerate(self.lines):
                terminal.write(f"\x1b[{y + 1}H" + "".join(strip.render(self.console) for strip in strips))
        else:
            terminal.write(ScreenDiff().update_for(update, self.console))
        return terminal.lines


def show(lines: list[list[Cell]]) -> list[str]:
    """The words of a screen."""
    return ["".join(cell[0] for cell in line) for line in lines]


@settings(steady, max_examples=60)
@given(
    kind=st.sampled_from(("agrees", "wider", "narrower")),
    changes=st.lists(_CHANGE, min_size=1, max_size=6),
    has_margins=st.booleans(),
)
def test_the_terminal_shows_what_a_full_repaint_would_show(
    kind: Kind, changes: list[tuple[str, int, int, list[Runs]]], *, has_margins: bool
) -> None:
    """Whatever was on the screen before, however little was written, and whatever the terminal thinks of emoji."""
    pictures = Pictures(kind, has_margins=has_margins)
    for change in changes:
        pictures.change(*change)
        assert show(pictures.terminal.lines) == show(pictures.repainted())
        assert pictures.terminal.lines == pictures.repainted()


def _lines(*texts: str) -> list[Runs]:
    return [[("▌ " if text.startswith("*") else "  ", Style(color="blue")), (text, None)] for text in texts]


def test_what_stays_the_same_is_not_written() -> None:
    """A repaint of the same screen is free, and one word costs one word."""
    pictures = Pictures("agrees")
    lines = _lines(*(f"*post {number}" for number in range(12)))
    pictures.change("paint", 0, 0, lines)
    pictures.change("paint", 0, 0, lines)
    assert pictures.written == 0
    pictures.change("lines", 3, 0, [*lines[:3], *_lines("*pest 3"), *lines[4:]])
    assert pictures.written <= len("\x1b[4;4He")


def test_the_highlight_costs_its_two_bars() -> None:
    """Moving it writes one mark and one blank a line, not the words beside them."""
    pictures = Pictures("agrees")
    pictures.change("paint", 0, 0, _lines("*one", "two", *"abcdefghij"))
    pictures.change("lines", 0, 1, _lines("one", "*two", *"abcdefghij"))
    assert pictures.written <= 50


def test_lines_that_only_moved_are_moved_by_the_terminal() -> None:
    """A line further, the screen costs a command and the new line."""
    pictures = Pictures("agrees")
    pictures.change("paint", 0, 0, _lines(*(f"a post of some length {number}" for number in range(12))))
    pictures.change("up", 0, 0, _lines("new", *"abcdefghijk"))
    assert pictures.written <= 60
    assert show(pictures.terminal.lines) == show(pictures.repainted())


def test_a_list_costs_no_more_beside_another_column() -> None:
    """A line further or a whole page, where the terminal has margins; without them, one erase a line more."""
    words = [f"post {number} says" for number in range(12)]
    pages = {"a line further": [*words[1:], "new"], "a page": [f"others {number}" for number in range(12)]}
    commands = len("\x1b[?69h\x1b[1;16s;1\x1b[?69l")
    for name, page in pages.items():
        costs = {}
        for kind, cut, has_margins in (("alone", 24, False), ("with margins", 16, True), ("without", 16, False)):
            pictures = Pictures("agrees", has_margins=has_margins)
            pictures.cut = cut
            for texts in (words, page):
                beside = [] if kind == "alone" else [("at right", None)]
                pictures.change("paint", 0, 0, [[(text, None), *beside] for text in texts])
            assert show(pictures.terminal.lines) == show(pictures.repainted()), (name, kind)
            costs[kind] = pictures.written
        assert costs["with margins"] <= costs["alone"] + commands, (name, costs)
        if name == "a page":
            assert costs["without"] <= costs["alone"] + pictures.size.height * len("\x1b[10X"), (name, costs)


def test_styles_are_not_kept_forever() -> None:
    """Every link is a style; thousands of them must not pile up."""
    pictures = Pictures("agrees")
    for number in range(0, 3 * STYLES_KEPT, 12):
        links: list[Runs] = [[("link", Style(link=f"https://example.com/{number + line}"))] for line in range(12)]
        pictures.change("paint", 0, 0, links)
    assert len(pictures.diff._runs._codes) <= STYLES_KEPT


def _plain(texts: Iterable[str]) -> list[Runs]:
    return [[(text, None)] for text in texts]


def test_another_page_costs_its_words() -> None:
    """Everything old is cleared at once, and a line begins with a line feed and its two blanks."""
    pictures = Pictures("agrees")
    old = [f"  words {number}, and some more" for number in range(12)]
    new = [f"  others {number}" for number in range(12)]
    pictures.change("paint", 0, 0, _plain(old))
    pictures.change("paint", 0, 0, _plain(new))
    shown = new[: pictures.size.height]
    assert pictures.written <= sum(len("\r\n") + len(text) for text in shown) + len(
        "\x1b[1;8r\x1b[1H\x1b[8M\x1b[r\x1b[1H"
    )


def test_a_line_that_stays_is_not_written_with_the_next_page() -> None:
    """Not even when the mark in front of it has come."""
    pictures = Pictures("agrees")
    old = [f"  words {number}" for number in range(7)]
    kept = "a line to be kept"
    pictures.change("paint", 0, 0, _plain([*old, f"  {kept}", *"abcd"]))
    pictures.change("paint", 0, 0, _plain([f"▌ {kept}", *"abcdefghijk"]))
    assert show(pictures.terminal.lines)[0].rstrip() == f"▌ {kept}"
    assert pictures.written <= len("\x1b[1;8r\x1b[1H\x1b[7M\x1b[r\x1b[1H▌".encode()) + 7 * len("\r\na")


def test_a_mark_down_the_side_is_switched_on_once() -> None:
    """The style goes with it from line to line."""
    pictures = Pictures("agrees")
    bars: list[Runs] = [[("▌ ", Style(color="blue")), ("word", None)]] * 12
    pictures.change("paint", 0, 0, [[("  ", None), ("word", None)]] * 12)
    pictures.change("paint", 0, 0, bars)
    assert pictures.written <= len("\x1b[1H\x1b[34m\x1b[m") + pictures.size.height * len("▌ \r\n".encode())


def test_a_link_over_two_lines_is_opened_once() -> None:
    """Its address is the longest thing on the line, and both lines lead to it."""
    pictures = Pictures("agrees")
    link = Style(link=f"https://example.com/{'long' * 30}")
    pictures.change("paint", 0, 0, [[] for _ in range(12)])
    lines: list[Runs] = [[("  see ", None), ("here", link)], [("  ", None), ("and there", link), (" it is", None)]]
    pictures.change("lines", 0, 1, [*lines, *([[]] * 10)])
    assert {cell[2] for cell in pictures.terminal.lines[1][2:11]} == {link.link}
    assert pictures.terminal.lines[1][0][2] == ""
    assert pictures.written <= len(link.link or "") + 60


def test_a_line_below_an_emoji_is_found_by_its_number() -> None:
    """Behind a character that terminals do not agree on, no move is counted from where the cursor should be."""
    pictures = Pictures("agrees")
    pictures.change("paint", 0, 0, _lines("👍🏽", "words"))
    update = LayoutUpdate(list(pictures.lines), pictures.size.region)
    output = ScreenDiff().update_for(update, pictures.console)
    assert "👍🏽\x1b[m\x1b[2H" in output or "👍🏽\x1b[2H" in output


def test_nothing_new_is_an_empty_frame() -> None:
    """Which need not be sent at all."""
    pictures = Pictures("agrees")
    pictures.change("paint", 0, 0, _lines("one", "two"))
    update = LayoutUpdate(list(pictures.lines), pictures.size.region)
    assert pictures.diff.update_for(update, pictures.console) == ""


def test_the_cursor_is_shown_where_one_types() -> None:
    """It comes and goes with the field, without a word painted again; what another program left is set right."""
    pictures = Pictures("agrees")
    pictures.change("paint", 0, 0, _lines("one", "two"))
    update = LayoutUpdate(list(pictures.lines), pictures.size.region)
    for has_cursor in (True, True, False):
        new = pictures.diff.update_for(update, pictures.console, Offset(3, 1) if has_cursor else None)
        assert (new == "") == (has_cursor == pictures.terminal.has_cursor)
        pictures.terminal.write(new)
        assert not has_cursor or (pictures.terminal.x, pictures.terminal.y) == (3, 1)
        assert pictures.terminal.has_cursor == has_cursor
    pictures.terminal.has_cursor = True
    pictures.change("forget", 0, 0, [])
    assert not pictures.terminal.has_cursor


def test_marks_are_ascii_where_nothing_else_can_be_shown() -> None:
    """As wide as they are otherwise, so that nothing beside them moves."""
    pictures = Pictures("agrees")
    pictures.diff = ScreenDiff(is_ascii=True)
    pictures.change("paint", 0, 0, [[("▌ Ana · 3m  ★ ↩ ⌛", None)], [("─" * 24, None)], *([[]] * 10)])
    assert [line.rstrip() for line in show(pictures.terminal.lines)][:2] == ["| Ana - 3m  * < ..", "-" * 24]
    for mark, plain in ASCII_MARKS.items():
        assert plain.isascii() and len(plain) == cell_len(chr(mark)), chr(mark)


def test_every_mark_we_draw_has_one_in_ascii() -> None:
    """Anywhere in the program's own words; in posts it is a matter of their authors."""
    rooms = Path(mbtui.__file__).parent
    for file in (path for room in ("widgets", "panes", "screens") for path in (rooms / room).rglob("*.py")):
        with file.open("rb") as source:
            words = [token.string for token in tokenize(source.readline) if token.type == STRING]
        drawn = "".join(word for word in words if not word.startswith('"""'))
        missing = {sign for sign in drawn if not sign.isascii() and ord(sign) not in ASCII_MARKS}
        assert not missing or file.name == "wrapping.py", f"{file.name}: {missing}"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "de_DE.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, True),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "C"}, False),
        ({}, False),
    ],
)
def test_the_locale_says_what_can_be_shown(environment: dict[str, str], *, expected: bool) -> None:
    """By the first of the three variables that is set."""
    assert is_utf8(environment) == expected
