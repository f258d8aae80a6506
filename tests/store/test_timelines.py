"""Reading rows, windows and counts."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from mbtui.api import Author
from mbtui.store import places, post_flags, timelines
from mbtui.store.timelines import Newest, Older, Whole
from tests.store.samples import at, entry, page


@pytest.fixture
def filled(cache: sqlite3.Connection) -> sqlite3.Connection:
    """A cache with posts 20…11, a gap, and 5…1."""
    timelines.merge(cache, "timeline", page(5, 4, 3, 2, 1), reach=Newest())
    timelines.merge(cache, "timeline", page(*range(20, 10, -1)), reach=Newest())
    return cache


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"limit": 3}, [20, 19, 18]),
        ({"limit": 100}, [*range(20, 10, -1), -1, 5, 4, 3, 2, 1]),
        ({"older_than": 12, "limit": 3}, [11, -1, 5]),
        ({"older_than": -1, "limit": 2}, [5, 4]),
        ({"older_than": 1, "limit": 2}, []),
        ({"newer_than": 4, "limit": 3}, [11, -1, 5]),
        ({"newer_than": -1, "limit": 2}, [12, 11]),
        ({"newer_than": 20, "limit": 2}, []),
        ({"newer_than": 777, "limit": 2}, []),
    ],
)
def test_rows_are_read_outwards_from_a_row(
    filled: sqlite3.Connection, limits: dict[str, Any], expected: list[int]
) -> None:
    """Newest first, gaps in place, the row itself left out."""
    assert list(timelines.rows(filled, "timeline", **limits)) == expected


def test_a_timeline_that_never_was_is_empty(cache: sqlite3.Connection) -> None:
    """Reading makes no timeline and meets no error."""
    assert list(timelines.rows(cache, "user/nobody", limit=5)) == []
    window = timelines.window(cache, "user/nobody", around=5, above=2, below=2)
    assert (list(window.rows), window.posts, window.has_newer, window.has_older) == ([], {}, False, False)
    assert not timelines.is_complete(cache, "user/nobody")
    assert timelines.count_newer(cache, "user/nobody", 5) == 0
    assert timelines.newest_id(cache, "user/nobody") is None


@pytest.mark.parametrize(
    ("around", "expected", "has_newer", "has_older"),
    [
        pytest.param(None, [20, 19, 18, 17, 16], False, True, id="the top"),
        pytest.param(777, [20, 19, 18, 17, 16], False, True, id="a post that was never known"),
        pytest.param(15, [17, 16, 15, 14, 13], True, True, id="the middle"),
        pytest.param(20, [20, 19, 18], False, True, id="the first"),
        pytest.param(1, [3, 2, 1], True, False, id="the last"),
        pytest.param(-1, [12, 11, -1, 5, 4], True, True, id="a gap"),
        pytest.param(5, [11, -1, 5, 4, 3], True, True, id="beside a gap"),
    ],
)
def test_a_window_shows_a_row_and_its_surroundings(
    filled: sqlite3.Connection, around: int | None, expected: list[int], has_newer: bool, has_older: bool
) -> None:
    """The posts of the rows come along; gaps have none."""
    window = timelines.window(filled, "timeline", around=around, above=2, below=2)
    assert list(window.rows) == expected
    assert sorted(window.posts) == sorted(row for row in expected if row > 0)
    assert (window.has_newer, window.has_older) == (has_newer, has_older)


def test_a_place_outlives_its_post(filled: sqlite3.Connection) -> None:
    """When the highlighted post is gone, the window opens where it stood."""
    places.set_place(filled, "timeline", places.Place(highlighted_id=15, screen_row=7, line=0))
    without = [entry for entry in page(*range(20, 10, -1), 5, 4, 3, 2, 1) if entry[0].id != 15]
    timelines.merge(filled, "timeline", without, reach=Whole())
    filled.execute("DELETE FROM posts WHERE id = 15")
    window = timelines.window(filled, "timeline", around=15, above=2, below=2)
    assert (list(window.rows), window.around) == ([17, 16, 14, 13, 12], 14)


def test_the_row_under_one_that_is_not_there_takes_its_place(filled: sqlite3.Connection) -> None:
    """At the end it is the one above it; a row that is there is its own, and where nothing tells there is none."""
    for id, time in ((98, 0.5), (99, 14.5)):
        timelines.merge(filled, "mentions", [entry(id, published_at=at(time))], reach=Newest())
    for around, expected in ((15, 15), (-1, -1), (99, 14), (98, 1), (777, None), (None, None)):
        assert timelines.window(filled, "timeline", around=around, above=2, below=2).around == expected


def test_a_post_of_another_timeline_is_shown_where_it_would_stand(filled: sqlite3.Connection) -> None:
    """A search result opens at its date, also in a timeline that does not hold it."""
    timelines.merge(filled, "mentions", [entry(99, published_at=at(14.5))], reach=Newest())
    assert list(timelines.window(filled, "timeline", around=99, above=2, below=1).rows) == [16, 15, 14, 13]


def test_unread_are_counted_from_a_position(filled: sqlite3.Connection) -> None:
    """Posts above it, without gaps, deleted posts and the reader's own."""
    timelines.merge(filled, "timeline", [entry(21, author=Author("Ines", "ines")), entry(20)], reach=Newest())
    post_flags.set_delete_pending(filled, 19, True)
    assert timelines.count_newer(filled, "timeline", 3, username="ines") == 11
    assert timelines.count_newer(filled, "timeline", 3) == 12
    assert timelines.count_newer(filled, "timeline", None) == 15
    assert timelines.count_newer(filled, "timeline", 3, limit=4) == 4
    assert timelines.count_newer(filled, "timeline", 21) == 0
    timelines.merge(filled, "timeline", page(23, 22, is_mention=True), reach=Newest())
    assert timelines.count_newer(filled, "timeline", 21) == 2
    assert timelines.count_newer(filled, "timeline", 19, without_replies=True) == 2


def test_the_nearest_new_post_is_found(filled: sqlite3.Connection) -> None:
    """By somebody else, newer than what was read, no hidden reply: above a row or below it."""
    timelines.merge(
        filled,
        "timeline",
        [entry(22, is_mention=True), entry(21, author=Author("Ines", "Ines")), entry(20)],
        reach=Newest(),
    )
    until = (at(14).timestamp(), 14)
    for row, is_above, expected, without_replies in (
        (1, True, 15, 15),
        (-1, True, 15, 15),
        (18, True, 19, 19),
        (20, True, 22, None),
        (22, False, 20, 20),
        (16, False, 15, 15),
        (15, False, None, None),
        (22, True, None, None),
        (777, True, None, None),
    ):
        for hides, found in ((False, expected), (True, without_replies)):
            nearest = timelines.nearest_new(
                *(filled, "timeline", row),
                is_above=is_above,
                read_until=until,
                username="ines",
                without_replies=hides,
            )
            assert nearest == found, (row, is_above, hides)


def test_the_row_is_found_where_a_post_would_stand(filled: sqlite3.Connection) -> None:
    """Its own, when it is there and no hidden reply; in a gap the one under it; below all others there is none."""
    timelines.merge(filled, "timeline", [*page(22, 21, is_mention=True), *page(20)], reach=Newest())
    for minutes, id, expected, without_replies in (
        (15, 15, 15, 15),
        (14.5, 99, 14, 14),
        (10, 10, 5, 5),
        (22, 22, 22, 20),
        (0.5, 99, None, None),
    ):
        where = ("timeline", at(minutes).timestamp(), id)
        assert timelines.row_at_or_below(filled, *where) == expected
        assert timelines.row_at_or_below(filled, *where, without_replies=True) == without_replies


def test_posts_are_read_by_id_in_the_order_asked_for(filled: sqlite3.Connection) -> None:
    """Unknown ids and gaps are left out; any number can be asked for."""
    assert list(timelines.posts(filled, [3, -1, 20, 777, 4])) == [3, 20, 4]
    assert len(timelines.posts(filled, range(-1000, 1000))) == 15


def test_the_end_is_forgotten_when_the_timeline_begins_anew(filled: sqlite3.Connection) -> None:
    """`is_complete` belongs to the rows that are there."""
    timelines.merge(filled, "timeline", [], reach=Older(1))
    assert timelines.is_complete(filled, "timeline")
    timelines.merge(filled, "timeline", page(5, 4), reach=Whole())
    assert not timelines.is_complete(filled, "timeline")


def test_every_query_of_the_start_walks_an_index(filled: sqlite3.Connection) -> None:
    """Neither a million posts nor a million rows are ever scanned for the first frame."""
    seen: list[str] = []
    filled.set_trace_callback(seen.append)
    timelines.window(filled, "timeline", around=15, above=20, below=40)
    timelines.rows(filled, "timeline", newer_than=5, limit=10)
    timelines.count_newer(filled, "timeline", 5)
    for is_above in (True, False):
        timelines.nearest_new(
            *(filled, "timeline", 5), is_above=is_above, read_until=(0.0, 3), username="ines", without_replies=True
        )
    places.place(filled, "timeline")
    filled.set_trace_callback(None)
    assert len(seen) > 5
    for query in seen:
        for *_, detail in filled.execute(f"EXPLAIN QUERY PLAN {query}"):
            assert not detail.startswith("SCAN") or "(subquery" in detail, f"{query}: {detail}"
            assert "TEMP B-TREE" not in detail, f"{query}: {detail}"
