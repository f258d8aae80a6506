"""The row index against a plain list of (key, height, whether it is exact)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbtui.widgets import row_index
from mbtui.widgets.row_index import RowIndex
from tests.widgets.examples import steady

_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("insert", "insert", "delete", "set", "forget", "forget_all")),
        st.integers(0, 60),
        st.integers(0, 30),
    ),
    max_size=40,
)


@dataclass
class Plain:
    """What a row index must know."""

    rows: list[list[int]] = field(default_factory=list)

    def step(self, index: RowIndex, kind: str, one: int, two: int) -> None:
        """Do the same to both."""
        place = one % (len(self.rows) + (kind == "insert")) if self.rows or kind == "insert" else 0
        if kind == "insert":
            start = 1 + max((row[0] for row in self.rows), default=0)
            keys = list(range(start, start + two))
            assert index.insert(place, iter(keys), 1 + one % 7) == len(keys)
            self.rows[place:place] = [[key, 1 + one % 7, 0] for key in keys]
        elif kind == "forget_all":
            index.forget_heights()
            self.rows = [[key, height, 0] for key, height, _ in self.rows]
        elif not self.rows:
            return
        elif kind == "delete":
            index.delete(place)
            del self.rows[place]
        elif kind == "set":
            assert index.set_height(place, two) == two - self.rows[place][1]
            self.rows[place][1:] = [two, 1]
        else:
            index.forget_height(place)
            self.rows[place][2] = 0

    def compare(self, index: RowIndex) -> None:
        """Ask everything of both."""
        rows = self.rows
        keys = [key for key, _, _ in rows]
        assert (len(index), list(index.all_keys())) == (len(rows), keys)
        assert index.line_count == sum(height for _, height, _ in rows)
        assert index.keys(-3, len(rows) + 3) == keys
        assert index.keys(1, len(rows) - 1) == keys[1 : len(rows) - 1]
        top = 0
        for place, (key, height, is_exact) in enumerate(rows):
            assert (index.key(place), index.height(place), index.is_exact(place)) == (key, height, bool(is_exact))
            assert index.top(place) == top
            assert index.find(key, one_of(rows, place)) == place
            for line in range(height):
                assert index.at(top + line) == (place, line)
            top += height
        assert index.top(len(rows)) == top
        assert index.at(-2) == (0, -2)
        assert index.at(top + 3) == (len(rows), 3)
        assert index.find(-1) is None


def one_of(rows: list[list[int]], place: int) -> int:
    """Some other place to begin looking from."""
    return (place * 7 + 3) % len(rows)


@pytest.fixture(autouse=True, scope="module")
def _small_leaves() -> object:
    """Let leaves be split after a few rows, so that small lists have many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(row_index, "LEAF_SIZE", 4)
        yield


@steady
@given(_STEPS)
def test_answers_like_a_plain_list(steps: list[tuple[str, int, int]]) -> None:
    """Whatever was put in, taken out, measured and forgotten, every question has the same answer."""
    index, plain = RowIndex(), Plain()
    for step in steps:
        plain.step(index, *step)
    plain.compare(index)


@pytest.mark.parametrize("place", [-1, 0, 3])
def test_a_row_that_is_not_there_is_an_error(place: int) -> None:
    """Positions do not wrap around."""
    index = RowIndex()
    if place > 0:
        index.insert(0, range(place), 2)
    ask: Callable[..., object]
    for ask in (index.key, index.height, index.is_exact, index.forget_height, index.delete):
        with pytest.raises(IndexError):
            ask(place)
    with pytest.raises(IndexError):
        index.set_height(place, 3)


def test_keys_of_64_bits_and_below_zero_are_kept() -> None:
    """Post ids are 64 bits wide, and gaps have negative keys."""
    index = RowIndex()
    index.insert(0, [2**63 - 1, -(2**63), 0], 2)
    assert list(index.all_keys()) == [2**63 - 1, -(2**63), 0]
    assert index.find(-(2**63)) == 1


def test_a_hundred_thousand_rows_are_never_visited_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change and a question touch one leaf and the totals on the way to it."""
    monkeypatch.setattr(row_index, "LEAF_SIZE", 256)
    index = RowIndex()
    index.insert(0, range(100_000), 6)
    touched = {id(leaf): leaf.keys for leaf in index._leaves}
    index.set_height(70_000, 9)
    index.insert(50_000, [-1], 6)
    index.delete(20_000)
    assert index.top(70_000) == 420_000
    assert index.at(420_002) == (70_000, 2)
    assert index.height(70_000) == 9
    same = sum(touched.get(id(leaf)) is leaf.keys for leaf in index._leaves)
    assert same == len(index._leaves) == 391
