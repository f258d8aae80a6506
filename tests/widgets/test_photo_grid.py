"""The grid of photos: what is seen of any number of them, what moving costs, and which thumbnails are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.pilot import Pilot

from mbtui.content.document import Block, Document, Link
from mbtui.graphics.graphics import Drawn
from mbtui.widgets.photo_grid import PhotoGrid
from mbtui.widgets.rows import GapRow, Row
from tests.widgets.list_app import ListApp
from tests.widgets.made_rows import post

SIZES = ((40, 12), (200, 60))


class GridApp(ListApp):
    """Shows one grid, and answers each wish for a thumbnail at once."""

    posts: PhotoGrid

    def __init__(self, width: int, height: int, **options: Any) -> None:
        super().__init__(width, height, make=PhotoGrid, **options)
        self.fetched: list[Sequence[int]] = []
        self.is_answering = True
        self.posts.show_as(is_grid=True)

    @on(PhotoGrid.ThumbnailsWanted)
    def _thumbnails_wanted(self, event: PhotoGrid.ThumbnailsWanted) -> None:
        self.fetched.append(event.keys)
        for key in event.keys if self.is_answering else ():
            self.posts.show_thumbnail(key, drawn(*self.posts.thumbnail_room), self.posts.thumbnail_room)

    async def rest(self, pilot: Pilot[None]) -> None:
        """Let the grid rest until it has asked for what it lacks."""
        before = len(self.fetched)
        for _ in range(200):
            await pilot.pause(0.01)
            if len(self.fetched) > before:
                break
        await self.settle(pilot)


def drawn(columns: int, rows: int) -> Drawn:
    """A picture as large as may be."""
    line = [Segment("▀" * columns, Style(color="red", bgcolor="blue"))]
    return Drawn(columns, rows, [line] * rows)


def photos(keys: Iterable[int], **fields: Any) -> Mapping[int, Row]:
    """Rows with one picture each, described by its number."""
    return {key: photo(key, **fields) for key in keys}


def photo(key: int, count: int = 1, **fields: Any) -> Row:
    """A row with so many pictures."""
    links = tuple(Link(f"https://a.example/{key}-{n}.jpg", f"photo{key}", "image") for n in range(count))
    blocks = (Block(f"words{key}"), Block(f"[image: photo{key}]", "image", link=0))
    return post(Document(blocks, links), id=key, **fields)


def marked(app: ListApp) -> list[str]:
    """What stands behind each mark of the highlight."""
    return [line.partition("▌")[2].split()[0] for line in app.lines if "▌" in line]


@pytest.mark.parametrize("size", SIZES)
async def test_any_number_of_photos_is_shown_and_gone_through(size: tuple[int, int]) -> None:
    """None says why, one stands alone, of 5,000 only those on the screen are fetched, and those passed are not."""
    app = GridApp(*size)
    async with app.run_test(size=size) as pilot:
        app.posts.set_empty_text("No photos.")
        for act in (app.posts.top, app.posts.bottom, app.posts.tick, app.posts.toggle_fold, app.posts.draw_again):
            act()
        for direction in (1, -1):
            for go in (app.posts.step, app.posts.move, app.posts.page, app.posts.half_page, app.posts.scroll_rows):
                go(direction)
        await app.settle(pilot)
        assert [line.strip() for line in app.lines if line] == ["No photos."]

        app.posts.assign([9_001], photos([9_001]))
        await app.settle(pilot)
        assert "photo9001" in app.lines[0] and marked(app) == ["Tomas"]
        await app.rest(pilot)
        assert app.fetched == [[9_001]] and "▀" in app.lines[0]

        app.posts.assign(range(1, 5_001), photos(range(1, 300)))
        await app.settle(pilot)
        app.fetched.clear()
        for _ in range(30):
            app.posts.move(1)
            await app.settle(pilot)
        app.posts.top()
        await app.rest(pilot)
        columns = app.lines[0].replace("▀ ", "▀|").count("|") + 1
        assert 2 <= columns <= 6
        assert len(app.fetched) == 1 and list(app.fetched[0]) == list(range(1, len(app.fetched[0]) + 1))
        assert len(app.fetched[0]) % columns == 0
        assert any("photo1" in line for line in app.lines[-3:])

        app.posts.bottom()
        await app.settle(pilot)
        app.posts.replace(photos(app.wanted[-1]))
        await app.settle(pilot)
        assert app.posts.highlighted == 5_000 and "photo5000" in "".join(app.lines)


async def test_the_highlight_is_marked_and_moving_it_is_cheap() -> None:
    """By a bar and the other way around than the rest, not by a color; only the lines of words are painted."""
    app = GridApp(80, 24)
    async with app.run_test(size=(80, 24)) as pilot:
        app.posts.assign(range(1, 101), photos(range(1, 101)))
        await app.rest(pilot)
        at = app.lines[6].index("▌")
        app.forget_costs()
        app.posts.step(1)
        await app.settle(pilot)
        assert app.lines[6].index("▌") == at + 20
        assert app.written < 400
        assert {y for y, _, _ in app.painted} == {6, 21, 22, 23}
        assert app.lines[21:23] == ["  Tomas Lindqvist  @tomas · 12m", "  photo2"]
        app.posts.move(1)
        await app.settle(pilot)
        assert app.posts.highlighted == 6 and app.lines[13].index("▌") == at + 20


async def test_what_comes_in_above_moves_nothing_and_is_fetched_at_the_top() -> None:
    """A post that was edited has its picture fetched anew."""
    app = GridApp(80, 24)
    async with app.run_test(size=(80, 24)) as pilot:
        app.posts.assign(range(1, 101), photos(range(1, 101)))
        await app.rest(pilot)
        before = list(app.lines)
        app.posts.prepend([201, 202, 203], photos([201, 202, 203]))
        await app.settle(pilot)
        assert app.lines == before
        app.posts.top()
        await app.rest(pilot)
        assert list(app.fetched[-1]) == [201, 202, 203]
        app.posts.replace({202: photo(202, count=2)})
        await app.rest(pilot)
        assert list(app.fetched[-1]) == [202]
        assert "Tomas Lindqvist  2" in app.lines[6]


async def test_hidden_posts_gaps_and_failures_are_words() -> None:
    """A hidden post is fetched only once it is unfolded; what failed is asked for again when the reader wants it."""
    app = GridApp(80, 24)
    async with app.run_test(size=(80, 24)) as pilot:
        app.is_answering = False
        rows = {1: photo(1, hidden_by="muted: @tomas"), -2: GapRow("posts are missing here"), 3: photo(3)}
        app.posts.assign(rows, rows)
        await app.rest(pilot)
        assert [list(keys) for keys in app.fetched] == [[3]]
        assert "muted: @tomas (z)" in app.lines[0] and "posts are missing" in app.lines[0]
        app.posts.show_thumbnail(3, "It was not found.", app.posts.thumbnail_room)
        await app.settle(pilot)
        assert "photo3" in app.lines[0] and "!" in app.lines[6]
        app.posts.bottom()
        await app.settle(pilot)
        assert "  It was not found." in app.lines
        app.posts.try_again()
        await app.rest(pilot)
        assert list(app.fetched[-1]) == [3]
        app.posts.top()
        assert app.posts.toggle_fold()
        await app.rest(pilot)
        assert 1 in app.fetched[-1] and "photo1" in app.lines[0]


async def test_a_grid_turns_into_a_list_and_back() -> None:
    """With the same post highlighted; where pictures are not drawn it begins as a list."""
    app = GridApp(80, 24)
    async with app.run_test(size=(80, 24)) as pilot:
        app.posts.assign(range(1, 101), photos(range(1, 101)), highlight=30)
        await app.rest(pilot)
        app.posts.show_as(is_grid=False)
        await app.settle(pilot)
        assert app.posts.highlighted == 30 and "words30" in "".join(app.lines)
        assert "▌ Tomas Lindqvist  @tomas · 12m" in app.lines
        app.posts.move(1)
        app.posts.show_as(is_grid=True)
        await app.settle(pilot)
        assert app.posts.highlighted == 31 and any("photo31" in line for line in app.lines)
        await app.resize(pilot, 40, 12)
        await app.rest(pilot)
        assert app.posts.highlighted == 31 and 31 in app.fetched[-1]
        for size in ((3, 2), (1, 1), (300, 5), (80, 24)):
            await app.resize(pilot, *size)
            assert {strip.cell_length for strip in app.screen._compositor.render_strips()} == {size[0]}


async def test_what_the_terminal_has_no_more_is_drawn_again() -> None:
    """A picture that others have driven out is asked for when its cell is seen once more."""
    app = GridApp(80, 24)
    async with app.run_test(size=(80, 24)) as pilot:
        app.posts.assign(range(1, 101), photos(range(1, 101)))
        await app.rest(pilot)
        seen = app.fetched[-1]
        app.posts.page(1)
        await app.rest(pilot)
        app.posts.holds = lambda drawn: False
        app.posts.page(-1)
        await app.rest(pilot)
        assert app.fetched[-1] == seen
