"""Lines under the highlighted post: it stays where it is, and a step away is as if they had never been there."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

from mbtui.content.document import Block, Document, Link
from mbtui.widgets.below import Below
from mbtui.widgets.row_cache import RowCache
from mbtui.widgets.row_painter import Line
from mbtui.widgets.viewport import Viewport
from tests.widgets.list_app import ListApp, made
from tests.widgets.made_rows import NOW, painter, post, text

PICTURE: list[Line] = [[Segment(f"picture {number}")] for number in range(6)]


def with_picture(key: int) -> Document:
    """Words, a picture between them, and more words."""
    blocks = (Block(f"post{key}"), Block("[image: A cat]", "image", link=0), Block("behind it"))
    return Document(blocks, (Link("https://cats.example/1.jpg", "A cat", "image"),))


class Model:
    """A list without a screen."""

    def __init__(self, heights: list[int], room: int) -> None:
        self.rows = RowCache(lambda: NOW)
        self.rows.redraw_all(painter(40))
        self.view = Viewport(self.rows.height)
        self.below = Below(self.view, self.rows)
        self.rows.assign({key: post("\n".join("w" * height), id=key) for key, height in enumerate(heights, 1)})
        self.view.assign(range(1, len(heights) + 1), None, 0)
        self.view.resize(room, is_rewrapped=True)

    def step(self, name: str, by: int) -> None:
        """Take a step of the reader's."""
        view = self.view
        steps = {
            "move": lambda: view.move(by, by_page=True),
            "by_line": lambda: view.move(by, by_page=False),
            "page": lambda: view.page(by),
            "half": lambda: view.half_page(by),
            "jump": lambda: view.jump(by % len(view), 2),
            "bottom": view.bottom,
        }
        self.below.step(steps[name])

    @property
    def seen(self) -> tuple[int, int, int]:
        """Which row is where, and which is highlighted."""
        first, _ = self.view.visible_range()
        return first, self.view.screen_row_of(first), self.view.highlight


steps = st.tuples(st.sampled_from(["move", "by_line", "page", "half", "jump", "bottom"]), st.sampled_from([1, -1]))


@given(
    st.lists(st.integers(1, 14), min_size=1, max_size=30),
    st.integers(4, 24),
    st.lists(steps, max_size=12),
    st.integers(1, 8),
    steps,
)
def test_a_step_away_is_as_if_the_lines_had_never_been_there(
    heights: list[int], room: int, before: list[tuple[str, int]], lines: int, last: tuple[str, int]
) -> None:
    """Whatever was done before, and however tall the posts are."""
    model = Model(heights, room)
    for name, by in before:
        model.step(name, by)
    twin, stood, free = deepcopy(model), model.view.screen_row, model.below.room
    model.below.show(PICTURE[:lines])
    assert model.view.screen_row == stood
    assert model.below.room == free
    old = model.view.highlight
    model.step(*last)
    if model.view.highlight != old:
        twin.step(*last)
        assert model.seen == twin.seen
        assert model.rows.below is None
    else:
        model.below.show([])
        assert model.rows.below is None


def test_lines_begin_where_those_of_an_answer_do() -> None:
    """Which is indented in its conversation."""
    rows = RowCache(lambda: NOW)
    rows.redraw_all(painter(60))
    rows.assign({1: post(with_picture(1), id=1, depth=2)})
    rows.below = (1, PICTURE)
    lines = [text(line) for line in rows.lines(1)]
    place = next(number for number, line in enumerate(lines) if "A cat" in line)
    assert lines[place].partition("[")[0] == lines[place + 1].partition("p")[0] == lines[place + 6].partition("p")[0]
    assert rows.height(1) == len(lines) + 1


@pytest.mark.parametrize("size", [(40, 16), (80, 24)])
async def test_lines_stand_under_the_picture_while_it_is_highlighted(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the words, with the bar of the highlight; they cost what they are, and nothing else is drawn anew."""
    app = ListApp(*size)
    async with app.run_test(size=size) as pilot:
        app.posts.assign(range(1, 60), {**made(range(1, 60)), 2: post(with_picture(2), id=2)})
        await app.settle(pilot)
        app.posts.move(1)
        await app.settle(pilot)
        before, drawn, row = app.lines, app.posts.at_hand.drawn_count, app.posts.screen_row
        with monkeypatch.context() as patched:
            # Nothing is stirred: a list at rest would be told that it rests for ever.
            patched.setattr(app.posts, "look_around", pytest.fail)
            app.posts.show_below(3, PICTURE)
            app.posts.show_below(2, [])
        assert app.posts.at_hand.below is None
        app.forget_costs()
        app.posts.show_below(2, PICTURE)
        await app.settle(pilot)
        place = before.index("▌ [image: A cat]") + 1
        shown = [f"▌ picture {number}" for number in range(6)]
        assert app.lines == [*before[:place], *shown, *before[place:-6]]
        assert app.posts.screen_row == row
        assert app.written < 30 * 6 + 60
        app.posts.tick()
        app.posts.set_divider(2)
        await app.settle(pilot)
        assert app.lines[place : place + 6] == shown
        app.posts.set_divider(None)
        app.posts.move(1)
        await app.settle(pilot)
        assert [line[1:].rstrip() for line in app.lines] == [line[1:].rstrip() for line in before]
        assert app.posts.highlighted == 3
        assert app.posts.at_hand.drawn_count - drawn < 30


async def test_what_the_edge_cuts_off_is_shown_by_the_next_key() -> None:
    """As of any row that is cut; only then it leads to the next one."""
    app = ListApp(40, 20)
    async with app.run_test(size=(40, 20)) as pilot:
        app.posts.assign(range(1, 60), {**made(range(1, 60)), 5: post(with_picture(5), id=5)})
        await app.settle(pilot)
        app.posts.move(4)
        row = app.posts.screen_row
        app.posts.show_below(5, PICTURE)
        await app.settle(pilot)
        assert app.posts.screen_row == row > 0
        assert "▌ picture 0" in app.lines and "▌ picture 5" not in app.lines
        app.posts.move(1)
        await app.settle(pilot)
        assert app.posts.highlighted == 5
        assert "▌ picture 5" in app.lines and "▌ behind it" in app.lines
        app.posts.move(1)
        await app.settle(pilot)
        assert app.posts.highlighted == 6
        assert not any("picture" in line for line in app.lines)


async def test_a_row_that_was_clicked_stays_under_the_pointer() -> None:
    """The second click of two meets the same post; the lines above it go with the next key."""
    app = ListApp(40, 24)
    async with app.run_test(size=(40, 24)) as pilot:
        app.posts.assign(range(1, 60), {**made(range(1, 60)), 2: post(with_picture(2), id=2)})
        app.posts.move(1)
        app.posts.show_below(2, PICTURE)
        await app.settle(pilot)
        y = next(number for number, line in enumerate(app.lines) if "post3" in line)
        await pilot.click(app.posts, offset=(5, y), times=2)
        await app.settle(pilot)
        assert app.lines[y].startswith("▌ post3")
        assert app.said[-1] == ("opened", 3)
        assert "  picture 0" in app.lines
        app.posts.move(1)
        await app.settle(pilot)
        assert app.posts.highlighted == 4
        assert not any("picture" in line for line in app.lines)


async def test_another_size_and_a_fold_take_the_lines_away() -> None:
    """They were made for the room that there was."""
    app = ListApp(40, 24)
    async with app.run_test(size=(40, 24)) as pilot:
        rows = {**made(range(2, 60)), 1: post(with_picture(1), id=1, hidden_by="muted: cats")}
        app.posts.assign(range(1, 60), rows)
        await app.settle(pilot)
        for take_away in (app.posts.toggle_fold, lambda: app.posts.remove_row(1)):
            app.posts.toggle_fold()
            app.posts.show_below(1, PICTURE)
            await app.settle(pilot)
            assert "▌ picture 0" in app.lines
            await app.resize(pilot, 40, 20 if app.terminal.height == 24 else 24)
            assert "▌ picture 0" not in app.lines
            app.posts.show_below(1, PICTURE)
            take_away()
            await app.settle(pilot)
            assert not any("picture" in line for line in app.lines)
