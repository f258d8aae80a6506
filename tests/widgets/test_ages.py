"""How old a post is, in the few words of its author line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mbtui.widgets.ages import age, ago

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
MINUTE, HOUR, DAY = 60, 3_600, 86_400


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "Pacific/Niue"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A place on earth, at either edge of the day."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59.9, "now"),
        (MINUTE, "1m"),
        (59 * MINUTE + 59, "59m"),
        (HOUR, "1h"),
        (DAY - 1, "23h"),
        (DAY, "1d"),
        (7 * DAY - 1, "6d"),
        (7 * DAY, "22 Feb"),
        (80 * DAY, "11 Dec 2025"),
        (-30, "now"),
        (-HOUR + 1, "now"),
        (-2 * HOUR, "1 Mar"),
        (-400 * DAY, "5 Apr 2027"),
    ],
)
def test_an_age_grows_from_now_to_a_date(
    seconds: float, words: str, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """A clock that is a little behind does not make posts of the future; a date of another year says its year."""
    days = {"Pacific/Kiritimati": {"22 Feb": "23 Feb", "11 Dec 2025": "12 Dec 2025", "1 Mar": "2 Mar"}}
    days["Pacific/Kiritimati"]["5 Apr 2027"] = "6 Apr 2027"
    assert age(NOW - seconds, NOW) == days.get(zone, {}).get(words, words)


@pytest.mark.parametrize("published_at", [0.0, -1.0, 1e18, 253_402_400_000.0])
def test_a_time_outside_the_calendar_has_no_age(published_at: float) -> None:
    """Unknown times, and times that no calendar holds, leave the place empty."""
    assert age(published_at, NOW) == ""


@pytest.mark.parametrize("published_at", [1.0, 253_402_300_799.0])
def test_the_ends_of_the_calendar_can_be_shown_anywhere(published_at: float, zone: str) -> None:
    """A post of the last second of the year 9999 is read in every time zone."""
    age(published_at, NOW)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (HOUR, "1 h ago"),
        (DAY, "1 d ago"),
        (30 * DAY, "30 d ago"),
    ],
)
def test_how_long_ago_is_said_in_words(seconds: float, words: str) -> None:
    """For the status line."""
    assert ago(NOW - seconds, NOW) == words
