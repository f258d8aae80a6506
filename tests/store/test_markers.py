"""Markers of other devices, taken into the read positions."""

from __future__ import annotations

import sqlite3

import pytest

from mbtui.store import markers, places, timelines
from mbtui.store.places import GUESSED, Moved, ReadPosition
from mbtui.store.timelines import Gap, Newest, Older
from tests.store.samples import START, at, page


def _read(cache: sqlite3.Connection, post_id: int, *, marked_at: float = 10.0) -> None:
    """This device has read up to a post."""
    published_at = at(post_id).timestamp()
    places.set_read_position(cache, "timeline", post_id, published_at=published_at, marked_at=marked_at)


def _take(cache: sqlite3.Connection, post_id: int, *, marked_at: float | None = 20.0) -> Moved | None:
    return markers.take(cache, "timeline", post_id, marked_at=marked_at)


def _unread(cache: sqlite3.Connection) -> int:
    position = places.read_position(cache, "timeline")
    assert position is not None
    return timelines.count_newer(cache, "timeline", position.post_id)


@pytest.fixture
def held(cache: sqlite3.Connection) -> sqlite3.Connection:
    """A timeline of the posts 20 to 11, and 5 to 1 below a gap."""
    timelines.merge(cache, "timeline", page(5, 4, 3, 2, 1), reach=Newest())
    timelines.merge(cache, "timeline", page(*range(20, 10, -1)), reach=Newest())
    return cache


@pytest.mark.parametrize(
    ("read", "marked_at", "marker", "expected"),
    [
        pytest.param(12, 10.0, 15, (15, True, False), id="another device was further"),
        pytest.param(15, 10.0, 12, None, id="another device was not so far"),
        pytest.param(15, 10.0, 15, None, id="it is the same place"),
        pytest.param(20, GUESSED, 12, (12, False, True), id="an older one in place of a guess"),
        pytest.param(15, GUESSED, 20, (20, True, False), id="a newer one in place of a guess"),
        pytest.param(20, GUESSED, 20, (20, False, False), id="a guess that was right"),
        pytest.param(None, 0.0, 12, (12, False, True), id="nothing was known"),
        pytest.param(None, 0.0, 20, (20, False, False), id="nothing was known, and everything is read"),
    ],
)
def test_a_marker_that_is_news_moves_the_position(
    held: sqlite3.Connection,
    read: int | None,
    marked_at: float,
    marker: int,
    expected: tuple[int, bool, bool] | None,
) -> None:
    """And only such a one; hearing it again changes nothing."""
    if read is not None:
        _read(held, read, marked_at=marked_at)
    moved = _take(held, marker)
    assert (moved and (moved.position.post_id, moved.is_further, moved.is_behind)) == expected
    if moved is not None:
        assert moved.position == places.read_position(held, "timeline")
        assert moved.position == ReadPosition(marker, at(marker).timestamp(), 20.0, True)
    before = held.total_changes
    assert _take(held, marker) is None
    assert held.total_changes == before


def test_a_place_that_micro_blog_repeats_is_known_there(held: sqlite3.Connection) -> None:
    """It need not be sent, although the answer to sending it was lost."""
    _read(held, 15)
    _take(held, 15)
    assert places.unposted(held) == {}


@pytest.mark.parametrize("marked_at", [10.0, 10.4, None])
def test_what_was_taken_back_here_is_not_believed(held: sqlite3.Connection, marked_at: float | None) -> None:
    """Micro.blog repeats the mark until it is told the older place; a later mark of another device counts."""
    _read(held, 12, marked_at=5.0)
    before = places.read_position(held, "timeline")
    _read(held, 20, marked_at=10.0)
    markers.take_back(held, "timeline", before, now=11.0)
    assert places.unposted(held) == {"timeline": ReadPosition(12, at(12).timestamp(), 11.0, False)}
    assert _take(held, 20, marked_at=marked_at) is None
    assert places.unposted(held), "it is still to be told"
    moved = _take(held, 20, marked_at=90.0)
    assert moved is not None and moved.is_further


def test_what_micro_blog_was_told_last_is_taken_back_too(held: sqlite3.Connection) -> None:
    """The mark moved on after it was sent; Micro.blog repeats the one before."""
    _read(held, 12, marked_at=5.0)
    before = places.read_position(held, "timeline")
    _read(held, 18, marked_at=10.0)
    sent = places.read_position(held, "timeline")
    assert sent is not None
    markers.note_sent(held, "timeline", sent)
    _read(held, 20, marked_at=12.0)
    markers.take_back(held, "timeline", before, now=15.0)
    assert _take(held, 18, marked_at=10.0) is None


def test_a_mark_where_nothing_was_known_is_forgotten(held: sqlite3.Connection) -> None:
    """Nothing is known again."""
    _read(held, 20)
    markers.take_back(held, "timeline", None, now=15.0)
    assert places.read_position(held, "timeline") is None


def test_a_marker_older_than_what_is_saved_leaves_everything_new(cache: sqlite3.Connection) -> None:
    """Until it is found; then only what is above it."""
    timelines.merge(cache, "timeline", page(20, 19, 18), reach=Newest())
    moved = _take(cache, 14)
    assert moved is not None and moved.is_behind
    assert _unread(cache) == 3
    assert timelines.row_at_or_below(cache, "timeline", moved.position.published_at, 14) is None
    timelines.merge(cache, "timeline", page(17, 16, 15, 14, 13), reach=Older(18))
    found = _take(cache, 14)
    assert found is not None and (found.is_further, found.is_behind) == (False, False)
    assert found.position.published_at == at(14).timestamp()
    assert _unread(cache) == 6
    assert _take(cache, 14) is None


def test_a_marker_of_a_post_that_is_gone_stands_between_its_neighbors(cache: sqlite3.Connection) -> None:
    """When older posts come and it is not among them, what is below its place is not new."""
    timelines.merge(cache, "timeline", page(20, 19, 18), reach=Newest())
    _take(cache, 14)
    timelines.merge(cache, "timeline", page(17, 16, 15, 13, 12), reach=Older(18))
    assert _take(cache, 14) is not None
    assert _unread(cache) == 6
    assert _take(cache, 14) is None


def test_a_marker_in_a_gap_stands_under_it(held: sqlite3.Connection) -> None:
    """What is above the gap is new, and of what fills it what is above the marker."""
    moved = _take(held, 8)
    assert moved is not None
    assert _unread(held) == 10
    assert timelines.row_at_or_below(held, "timeline", moved.position.published_at, 8) == 5
    timelines.merge(held, "timeline", page(10, 9, 8, 7, 6, 5), reach=Gap(1))
    assert _take(held, 8) is not None
    assert _unread(held) == 12


def test_a_marker_of_no_post_at_all_marks_nothing_again_and_again(held: sqlite3.Connection) -> None:
    """Another program may have sent anything: it counts for what is there when it comes, and never again."""
    _read(held, 12)
    moved = _take(held, 2**62)
    assert moved is not None and _unread(held) == 0
    timelines.merge(held, "timeline", page(22, 21, 20), reach=Newest())
    assert _take(held, 2**62) is None
    assert _unread(held) == 2


def test_an_old_post_that_was_seen_late_does_not_mislead(cache: sqlite3.Connection) -> None:
    """Its id is high and its date is not: other neighbors tell more."""
    timelines.merge(cache, "timeline", page(20, 19, 12, 11), reach=Newest())
    timelines.merge(cache, "timeline", page(13, published_at=at(-9000)), reach=Newest())
    moved = _take(cache, 14)
    assert moved is not None and moved.position.published_at == at(12).timestamp() > START
    assert _unread(cache) == 2


def test_a_place_that_was_pruned_keeps_its_time(held: sqlite3.Connection) -> None:
    """What was once known is not worked out anew."""
    _take(held, 4)
    held.execute("DELETE FROM entries WHERE id = 4")
    held.execute("DELETE FROM posts WHERE id = 4")
    assert _take(held, 4) is None
    position = places.read_position(held, "timeline")
    assert position is not None and position.published_at == at(4).timestamp()
