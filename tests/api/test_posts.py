"""Checks for new posts, as old and new servers answer them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mbtui.api import Marker, NewPosts, UnexpectedAnswer


@pytest.mark.parametrize(
    ("check", "count", "wait_seconds"),
    [
        ({"count": 3, "check_seconds": 20}, 3, 20),
        ({"count": "3", "check_seconds": "20"}, 3, 20),
        ({"count": None, "check_seconds": 0}, 0, 1),
        ({"count": 1}, 1, 120),
        ([{"count": 2, "check_seconds": -5}], 2, 1),
        ({}, 0, 120),
    ],
)
def test_a_check_tells_count_and_seconds(check: object, count: int, wait_seconds: int) -> None:
    """Old servers say no more than this, and it may come as text."""
    found = NewPosts.from_json(check)
    assert (found.count, found.wait_seconds) == (count, wait_seconds)
    assert (found.markers, found.is_publishing, found.latest_url) == ((), False, "")


@pytest.mark.parametrize(
    "markers",
    [
        {"timeline": {"id": "88119001", "date_marked": "2026-03-02T07:55:00.000+00:00"}, "mentions": {}, "x": None},
        [{"channel": "timeline", "id": 88119001, "date_marked": "2026-03-02T07:55:00Z"}, {"channel": "x"}, None],
    ],
)
def test_markers_come_with_a_check(markers: object) -> None:
    """A channel without an id has no marker."""
    found = NewPosts.from_json({"count": 0, "markers": markers, "is_publishing": 1, "publishing_progress": "0.5"})
    assert found.markers == (Marker("timeline", 88119001, datetime(2026, 3, 2, 7, 55, tzinfo=UTC)),)
    assert (found.is_publishing, found.publishing_progress) == (True, 0.5)


def test_a_check_that_says_nothing_of_the_kind_is_refused() -> None:
    """Another object is not taken for "nothing new"."""
    with pytest.raises(UnexpectedAnswer):
        NewPosts.from_json({"items": []})
