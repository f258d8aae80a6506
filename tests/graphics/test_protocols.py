"""What is sent to a terminal is decoded again, and compared with the picture."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat
from rich.console import Console
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.geometry import Offset, Size
from textual.strip import Strip

from mbtui.graphics.answers import Answers, Protocol, understood
from mbtui.graphics.graphics import Graphics
from mbtui.pictures.picture import Picture
from mbtui.terminal.asked_graphics import AskedGraphics
from mbtui.terminal.screen_diff import ScreenDiff
from tests.cases import case
from tests.graphics.picture_screen import PictureScreen
from tests.widgets.examples import steady

COLUMNS, ROWS = 40, 16
DA_SIXEL, DA_PLAIN = "\x1b[?62;4;22c", "\x1b[?62;22c"
KITTY_OK = "\x1b_Gi=1;OK"
SIZE = "\x1b[6;20;10t"


def example(width: int, height: int) -> Picture:
    """A picture with soft and with hard edges."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", [across, down, ImageChops.invert(across)])
    pencil = ImageDraw.Draw(image)
    pencil.ellipse((width * 0.1, height * 0.2, width * 0.5, height * 0.8), fill=(250, 240, 60))
    pencil.rectangle((width * 0.6, height * 0.5, width * 0.9, height * 0.9), fill=(20, 30, 90))
    return Picture(width, height, image.tobytes())


def error_between(picture: Picture, seen: Any) -> float:
    """How much the colors of two pictures differ on average, of 255."""
    whole = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels).resize(seen.size)
    return sum(ImageStat.Stat(ImageChops.difference(whole, seen)).mean) / 3


class Room:
    """A terminal of one protocol, with a picture in lines of text."""

    def __init__(self, protocol: Protocol, cell: tuple[int, int] = (10, 20), **more: Any) -> None:
        self.graphics = Graphics(**more)
        self.graphics.settle(Answers(protocol, cell, has_sextants=protocol == "blocks"))
        self.diff = ScreenDiff()
        self.diff.draw_pictures(self.graphics.slices)
        system = more.get("color_system", "truecolor")
        self.console = Console(file=StringIO(), color_system=system, force_terminal=True, legacy_windows=False)
        self.screen = PictureScreen(COLUMNS, ROWS, cell)

    def repainted(self, lines: Iterable[list[Segment]]) -> PictureScreen:
        """What another terminal shows to which nothing else was ever written."""
        diff, screen, self.diff, self.screen = self.diff, self.screen, ScreenDiff(), PictureScreen(COLUMNS, ROWS)
        self.diff.draw_pictures(self.graphics.slices)
        self.show(lines)
        shown, self.diff, self.screen = self.screen, diff, screen
        return shown

    def show(self, lines: Iterable[list[Segment]]) -> int:
        """Show lines from the top. Returns how much was written."""
        strips = [Strip(line).adjust_cell_length(COLUMNS) for line in lines]
        strips = [*strips, *[Strip.blank(COLUMNS)] * ROWS][:ROWS]
        update = LayoutUpdate([[strip] for strip in strips], Size(COLUMNS, ROWS).region)
        written = self.diff.update_for(update, self.console)
        self.screen.feed(written.encode())
        assert not self.screen.unknown
        return len(written)


@pytest.mark.parametrize("protocol", ["kitty", "iterm2", "sixel", "blocks"])
def test_the_picture_is_seen_wherever_its_lines_are(protocol: Protocol) -> None:
    """Beside text, scrolled, covered, cut off, uncovered and drawn again; nothing is left of it where it is not."""
    room = Room(protocol)
    picture = example(*room.graphics.box(20, 8))
    columns, rows, lines = room.graphics.draw(picture, 20, 8)
    assert (columns, rows) == (20, 8)
    most = {"blocks": 8.0, "sixel": 5.0}.get(protocol, 1.0)

    def seen_at(x: int, y: int) -> float:
        return error_between(picture, room.screen.picture(x, y, columns, rows))

    text = Segment("👍🏽 words ")
    beside = [[text, *line, Segment(" and more")] for line in lines]
    assert room.show(beside) > 0
    assert seen_at(text.cell_length, 0) < most
    assert room.screen.lines[3].startswith("👍🏽 words") and room.screen.lines[3].endswith("and more")
    sent_count = room.screen.sent_count
    assert room.show(beside) == 0

    first = [Segment("a line that pushes the picture down")]
    room.show([first, first, *lines])
    assert seen_at(0, 2) < most and "more" not in room.screen.text
    room.show([first] * 6)
    assert not room.screen.picture(0, 6, COLUMNS, ROWS - 6).getbbox()
    room.show([first, *lines])
    assert seen_at(0, 1) < most

    covered = [*lines[:3], [*Strip(lines[3]).crop(0, 5), Segment("a panel")], *lines[4:]]
    room.show(covered)
    assert room.screen.lines[3].endswith("a panel")
    assert error_between(picture, room.screen.picture(0, 0, columns, rows)) < 60
    room.show(lines)
    assert seen_at(0, 0) < most
    if protocol == "kitty":
        assert room.screen.sent_count == sent_count == 1

    room.screen = PictureScreen(COLUMNS, ROWS)
    room.diff.forget()
    room.diff.forget_pictures()
    room.show(lines)
    assert seen_at(0, 0) < most

    # The last line stays blank where a picture could make the terminal scroll.
    room.show([*[first] * (ROWS - 1), *lines])
    assert room.screen.picture(0, ROWS - 1, columns, 1).getbbox() is None or protocol in ("kitty", "blocks")
    assert all(
        not run[2] and not run[0].strip(" ")
        for chunk in room.diff.chunks(Offset(), (), room.console)[-1:]
        for run in chunk[3]
    )
    room.screen.feed(room.diff.forget_pictures().encode())
    assert not room.screen.kitty


_LINE = st.tuples(
    st.sampled_from(("", "words ", "👍🏽 ", "─────")), st.integers(0, 11), st.sampled_from((0, 0, 3)), st.booleans()
)


@pytest.mark.parametrize("protocol", ["kitty", "iterm2", "sixel"])
@settings(steady, max_examples=12)
@given(frames=st.lists(st.lists(_LINE, max_size=ROWS), min_size=2, max_size=4))
def test_nothing_is_left_of_what_was_seen_before(
    protocol: Protocol, frames: list[list[tuple[str, int, int, bool]]]
) -> None:
    """Whatever lines follow one another, the terminal shows what one would that was never written anything else."""
    room = Room(protocol)
    rows = [line for count in (6, 4) for line in room.graphics.draw(example(60, 20 * count), 6, count).lines]
    for frame in frames:
        lines = []
        for text, number, cut, has_more in frame:
            row = list(Strip(rows[number]).crop(cut)) if number < len(rows) else []
            lines.append([Segment(text), *row, *([Segment(" more")] if has_more else [])])
        room.show(lines)
        expected = room.repainted(lines)
        assert room.screen.lines == expected.lines
        whole = (0, 0, 20, ROWS)
        assert not ImageChops.difference(room.screen.picture(*whole), expected.picture(*whole)).getbbox()


@pytest.mark.parametrize("cell", [(7, 15), (9, 18), (10, 23)])
def test_bands_of_sixels_need_not_divide_a_cell(cell: tuple[int, int]) -> None:
    """Drawing one line again leaves the line below as it was."""
    room = Room("sixel", cell)
    picture = example(*room.graphics.box(12, 5))
    columns, rows, lines = room.graphics.draw(picture, 12, 5)
    room.show(lines)
    room.show([*lines[:2], [Segment("words")], *lines[3:]])
    room.show(lines)
    assert error_between(picture, room.screen.picture(0, 0, columns, rows)) < 5
    tall = example(3 * cell[0] - 3, 5 * cell[1] - 4)
    columns, rows, lines = room.graphics.draw(tall, 12, 8)
    assert (columns, rows) == (3, 5)


def test_a_picture_that_was_dropped_is_deleted_and_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so much is kept, here and in the terminal."""
    monkeypatch.setattr("mbtui.graphics.slices.MOST_CHARACTERS", 10_000)
    for protocol in ("kitty", "sixel"):
        room = Room(protocol)
        old, new = (room.graphics.draw(example(*room.graphics.box(8, 4)), 8, 4).lines for _ in range(2))
        if protocol == "kitty":
            room.show(new)
            assert len(room.screen.kitty) == 1
        for _ in range(5):
            room.show(room.graphics.draw(example(*room.graphics.box(8, 4)), 8, 4).lines)
        assert len(room.screen.kitty) <= 3
        room.show(old)
        assert room.screen.picture(0, 0, 8, 4).getbbox() is None


def test_cells_of_another_size_need_other_pictures() -> None:
    """What reaches over the line below is let go of, also when it comes late; what the terminal fits itself stays."""
    for protocol in ("kitty", "iterm2", "sixel", "blocks"):
        with case(protocol):
            room = Room(protocol)
            graphics, picture = room.graphics, example(*room.graphics.box(8, 4))
            lines = graphics.draw(picture, 8, 4).lines
            room.show(lines)
            graphics.settle(Answers(protocol, (10, 20)))
            assert graphics.holds(lines)
            graphics.settle(Answers(protocol, (5, 10)))
            is_fitted = protocol in ("kitty", "blocks")
            assert graphics.holds(lines) == is_fitted
            late = graphics._draw_slices(picture, "sixel", (80, 80), (10, 20), 8, 4)
            assert not graphics.holds(late)
            room.screen = PictureScreen(COLUMNS, ROWS, (5, 10))
            room.diff.forget()
            room.diff.forget_pictures()
            room.show(lines)
            assert bool(room.screen.picture(0, 0, 8, 4).getbbox()) == is_fitted
            assert graphics.holds(graphics.draw(picture, 8, 4).lines)


async def test_a_terminal_that_is_asked_often_is_known_still() -> None:
    """While its window is dragged it tells the size of its cells again and again."""
    asked = AskedGraphics(None, "truecolor")
    for answer in (SIZE, DA_SIXEL, *[SIZE] * 20):
        asked.take(answer)
    assert (asked.graphics.protocol, asked.graphics.box(1, 1)) == ("sixel", (10, 20))
    assert [asked.take(answer) for answer in ("\x1b[6;30;15t", "\x1b[6;30;15t")] == [True, False]
    assert asked.graphics.box(1, 1) == (15, 30)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["\x1bP>|kitty(0.35.2)", KITTY_OK, DA_PLAIN], "kitty"),
        (["\x1bP>|ghostty 1.1.3", KITTY_OK, SIZE, DA_PLAIN], "kitty"),
        (["\x1bP>|kitty(0.26.5)", KITTY_OK, DA_PLAIN], "blocks"),
        (["\x1bP>|WezTerm 20240203-110809-5046fc22", KITTY_OK, SIZE, DA_SIXEL], "iterm2"),
        (["\x1bP>|iTerm2 3.5.11", SIZE, DA_SIXEL], "iterm2"),
        (["\x1bP>|foot(1.16.2)", SIZE, DA_SIXEL], "sixel"),
        (["\x1bP>|Konsole 24.08.1", KITTY_OK, SIZE, DA_SIXEL], "sixel"),
        ([SIZE, DA_SIXEL], "sixel"),
        ([DA_SIXEL], "blocks"),
        (["\x1b_Gi=1;EINVAL:no", "\x1bP>|XTerm(390)", SIZE, DA_PLAIN], "blocks"),
        ([DA_PLAIN], "blocks"),
        ([], "blocks"),
    ],
)
def test_a_terminal_is_drawn_to_as_it_answers(answers: list[str], expected: Protocol) -> None:
    """By what it can, and its name where that alone tells; sixel only where the size of a cell is known."""
    graphics = Graphics()
    graphics.settle(understood(answers, None))
    assert graphics.protocol == expected


@pytest.mark.parametrize(
    ("color_system", "is_utf8", "most"),
    [("truecolor", True, 6.0), ("truecolor", False, 12.0), ("256", True, 14.0), ("standard", True, 60.0)],
)
def test_colors_are_mixed_from_those_that_there_are(color_system: str, most: float, *, is_utf8: bool) -> None:
    """Pixel by pixel they are wrong, from afar they are right."""
    room = Room("blocks", color_system=color_system, is_utf8=is_utf8)
    picture = example(*room.graphics.box(36, 12))
    columns, rows, lines = room.graphics.draw(picture, 36, 12)
    assert is_utf8 or all(segment.text.isascii() for line in lines for segment in line)
    for line in lines:
        for segment in line:
            for color in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                if color is not None and color_system != "truecolor":
                    number = color.downgrade(room.console._color_system).number
                    assert number is not None
    shown = Room("blocks")
    shown.show(lines)
    seen = shown.screen.picture(0, 0, columns, rows).resize((9, 6), Image.Resampling.BOX)
    assert error_between(picture, seen) < most


def test_brightness_alone_is_drawn_without_colors() -> None:
    """From the darkest to the brightest, with blocks or in ASCII."""
    for is_utf8, symbols in ((True, " ░▒▓█"), (False, " .:-=+*#%@")):
        graphics = Graphics(color_system="", is_utf8=is_utf8)
        width, height = graphics.box(20, 4)
        dark_to_bright = Image.linear_gradient("L").rotate(90).resize((width, height)).convert("RGB")
        lines = graphics.draw(Picture(width, height, dark_to_bright.tobytes()), 20, 4).lines
        text = ["".join(segment.text for segment in line) for line in lines]
        assert set("".join(text)) <= set(symbols)
        means = [sum(symbols.index(line[x]) for line in text) for x in (0, 10, 19)]
        assert means[0] < means[1] < means[2]
