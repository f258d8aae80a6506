"""The geometry of a grid: what is read stays where it is, and every cell can be reached."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mbtui.widgets.grid_view import GridView
from tests.widgets.examples import steady


def grid(count: int, *, columns: int = 4, cell_height: int = 8, room: int = 17, highlight: int = 0) -> GridView:
    """So many cells with the keys from 1 on, on a screen."""
    view = GridView()
    view.fit(columns, cell_height, room)
    view.assign(range(1, count + 1), highlight + 1, 0)
    return view


def seen(view: GridView) -> list[list[int]]:
    """The keys on the screen, line by line; 0 where nothing stands."""
    lines = range(0, view.lines_seen * view.cell_height, view.cell_height)
    places = [[view.place_at(line, column) for column in range(view.columns)] for line in lines]
    return [[0 if place is None else view.rows.key(place) for place in line] for line in places]


def where(view: GridView) -> tuple[int, int]:
    """The line of the screen and the column of the highlight."""
    return view.screen_row, view.column_of(view.highlight)


def test_whole_lines_of_cells_are_seen() -> None:
    """And what does not fill one leaves it blank."""
    assert seen(grid(6)) == [[1, 2, 3, 4], [5, 6, 0, 0]]
    assert seen(grid(0)) == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert seen(grid(30, highlight=29)) == [[25, 26, 27, 28], [29, 30, 0, 0]]


def test_new_cells_above_fill_the_first_line_from_its_end() -> None:
    """Nothing that is read moves; at the top all stand in line again."""
    view = grid(9)
    view.insert(0, [101, 102])
    assert (seen(view), view.rows.key(view.highlight)) == ([[1, 2, 3, 4], [5, 6, 7, 8]], 1)
    view.move(-1, by_page=True)
    assert seen(view)[0] == [0, 0, 101, 102]
    view.jump(0, 0)
    assert seen(view) == [[101, 102, 1, 2], [3, 4, 5, 6]]


def test_cells_that_are_read_anew_stay_where_they_are() -> None:
    """With new ones above the highlight; in another list it begins in its own column."""
    view = grid(9, highlight=1)
    view.assign([101, *range(1, 10)], 2, view.screen_row, is_bounded=False)
    assert (seen(view), view.rows.key(view.highlight)) == ([[1, 2, 3, 4], [5, 6, 7, 8]], 2)
    view.assign([101, *range(1, 10)], 2, 0)
    assert seen(view) == [[101, 1, 2, 3], [4, 5, 6, 7]]


@pytest.mark.parametrize("by_page", (True, False))
@settings(steady, max_examples=40)
@given(count=st.integers(1, 60), columns=st.integers(2, 6), room=st.integers(2, 40))
def test_every_cell_is_reached_sideways_and_by_lines(by_page: bool, count: int, columns: int, room: int) -> None:
    """The highlight is always on the screen."""
    view = grid(count, columns=columns, room=room)
    reached = []
    for _ in range(count):
        reached.append(view.rows.key(view.highlight))
        assert reached[-1] in {key for line in seen(view) for key in line}
        view.step(1, by_page=by_page)
    assert reached == list(range(1, count + 1))
    for _ in range(count):
        view.move(-1, by_page=by_page)
        assert 0 <= view.screen_row < view.room
    assert view.highlight < columns
    for direction in (1, -1):
        for _ in range(count):
            view.page(direction)
            assert 0 <= view.screen_row < view.room
        assert view.highlight == (count - 1 if direction > 0 else 0)


@settings(steady, max_examples=40)
@given(
    count=st.integers(1, 60),
    columns=st.integers(2, 6),
    highlight=st.integers(0, 59),
    changes=st.lists(st.tuples(st.booleans(), st.integers(0, 80), st.integers(1, 9)), max_size=8),
)
def test_what_comes_and_goes_above_moves_nothing(
    count: int, columns: int, highlight: int, changes: list[tuple[bool, int, int]]
) -> None:
    """The highlighted cell keeps its column, and its line while there are so many above it."""
    view = grid(count, columns=columns, highlight=min(highlight, count - 1))
    key, new = view.rows.key(view.highlight), 1_000
    for is_insertion, place, amount in changes:
        before = where(view)
        if is_insertion:
            view.insert(place % (len(view.rows) + 1), range(new, new + amount))
            new += amount
        elif (gone := place % len(view.rows)) != view.highlight:
            view.delete(gone)
        assert view.rows.key(view.highlight) == key
        assert where(view)[1] == before[1]
        assert where(view)[0] == before[0] if is_insertion else where(view)[0] <= before[0]
        assert 0 <= view.lead < columns


def test_another_size_keeps_the_highlight_on_the_screen() -> None:
    """On the same line of the screen as far as it fits."""
    view = grid(100, columns=5, cell_height=9, room=29, highlight=52)
    view.move(1, by_page=True)
    for columns, cell_height, room in ((2, 6, 6), (6, 13, 53), (4, 8, 17)):
        view.fit(columns, cell_height, room)
        assert view.rows.key(view.highlight) == 58
        assert 0 <= view.screen_row < room
