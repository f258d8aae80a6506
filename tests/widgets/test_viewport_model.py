"""The viewport against a list that measures everything, under whatever may happen to it, in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widgets.examples import steady
from tests.widgets.side_by_side import HAPPENING, READING, SideBySide

_NUMBER = st.integers(0, 40)
_STEPS = st.lists(st.tuples(st.sampled_from(HAPPENING + READING), _NUMBER, _NUMBER), max_size=30)


@steady
@given(
    steps=_STEPS,
    count=st.integers(0, 40),
    highlight=_NUMBER,
    at=st.integers(-10, 40),
    room=st.integers(1, 30),
    tallness=st.sampled_from((1, 4, 12, 60)),
    by_page=st.booleans(),
)
def test_what_is_seen_is_what_a_list_that_measures_everything_shows(
    steps: list[tuple[str, int, int]], count: int, highlight: int, at: int, room: int, tallness: int, by_page: bool
) -> None:
    """Same lines, same highlight, same place on the screen, and a repaint whenever something looks different."""
    lists = SideBySide(tallness, by_page=by_page)
    lists.begin(count, highlight, at)
    lists.step("resize", room - 1, 0)
    for kind, one, two in steps:
        lists.step(kind, one, two)


_KEYS: dict[str, tuple[str, str]] = {
    "j": ("top", "next"),
    "space": ("top", "page_down"),
    "ctrl+d": ("top", "half_down"),
    "k": ("bottom", "previous"),
    "b": ("bottom", "page_up"),
    "ctrl+u": ("bottom", "half_up"),
}
"""From where to where each key leads: its first step and all the others."""


@pytest.mark.parametrize("key", _KEYS)
@settings(steady, max_examples=40)
@given(
    count=st.integers(1, 12),
    room=st.integers(1, 30),
    tallness=st.sampled_from((1, 4, 12, 60, 90)),
    by_page=st.booleans(),
)
def test_one_key_held_down_shows_every_line(key: str, count: int, room: int, tallness: int, by_page: bool) -> None:
    """Nothing is skipped on the way from one end to the other, and the highlight never goes the other way."""
    lists = SideBySide(tallness, by_page=by_page)
    lists.begin(count, 0, 0)
    view = lists.view
    lists.step("resize", room - 1, 0)
    first, repeated = _KEYS[key]
    lists.step(first, 0, 0)
    is_down = first == "top"
    unseen = {(key, line) for key in view.rows.keys(0, count) for line in range(lists.height(key) - 1)}
    highlights = [view.highlight]
    for _ in range(2_000):
        unseen.difference_update(shown for shown in lists.seen() if shown)
        before = (lists.naive.top, view.highlight)
        lists.step(repeated, 0, 0)
        highlights.append(view.highlight)
        if before == (lists.naive.top, view.highlight):
            break
    assert not unseen
    assert highlights == sorted(highlights, reverse=not is_down)
    assert view.highlight == (count - 1 if is_down else 0)
