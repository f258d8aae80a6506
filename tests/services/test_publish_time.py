"""When a post is to be published, as it is typed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from mbtui.services.publish_time import NotATime, read_time, time_words

NOW = datetime(2026, 11, 28, 10, 20, tzinfo=UTC)
"""Twenty past eleven in Berlin."""


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01 08:00", "2026-12-01T07:00:00+00:00"),
        (" 2026-12-01T08:00 ", "2026-12-01T07:00:00+00:00"),
        ("2026-12-01T08:00:00Z", "2026-12-01T08:00:00+00:00"),
        ("2027-07-01 08:00", "2027-07-01T06:00:00+00:00"),
        ("tomorrow 8:00", "2026-11-29T07:00:00+00:00"),
        ("Tomorrow at 8:00", "2026-11-29T07:00:00+00:00"),
        ("today 18:30", "2026-11-28T17:30:00+00:00"),
        ("11:21", "2026-11-28T10:21:00+00:00"),
        ("11:19", "2026-11-29T10:19:00+00:00"),
        ("+2h", "2026-11-28T12:20:00+00:00"),
        ("+ 90 minutes", "2026-11-28T11:50:00+00:00"),
        ("+3d", "2026-12-01T10:20:00+00:00"),
        ("", ""),
    ],
)
def test_times_are_read_on_the_clock_of_this_machine(typed: str, meant: str) -> None:
    """A day with a clock, a clock alone, or so long from now."""
    assert read_time(typed, NOW) == meant


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        # In spring the clock goes from two to three.
        ("tomorrow 2:30", "2026-03-28T20:00+01:00", "2026-03-29T03:30+02:00"),
        ("2026-03-29 02:30", "2026-03-28T20:00+01:00", "2026-03-29T03:30+02:00"),
        ("2:30", "2026-03-29T01:59+01:00", "2026-03-29T03:30+02:00"),
        ("2:30", "2026-03-29T03:31+02:00", "2026-03-30T02:30+02:00"),
        ("+1d", "2026-03-29T01:30+01:00", "2026-03-30T02:30+02:00"),
        # In autumn it goes from three to two.
        ("2:30", "2026-10-25T01:50+02:00", "2026-10-25T02:30+02:00"),
        ("2:30", "2026-10-25T02:40+02:00", "2026-10-25T02:30+01:00"),
        ("today 2:30", "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
        ("2026-10-25 02:30", "2026-10-25T02:10+01:00", "2026-10-25T02:30+01:00"),
        ("2:30", "2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00"),
    ],
)
def test_where_the_clock_is_changed_no_time_is_earlier_than_typed(typed: str, now: str, meant: str) -> None:
    """One that the clock leaves out is an hour later; of one that comes twice it is the first that is to come."""
    found = datetime.fromisoformat(read_time(typed, datetime.fromisoformat(now)))
    assert found == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("soon", "“soon” is no time to publish at. Write 2026-12-01 08:00, tomorrow 8:00 or +2h."),
        ("2026-12-01", "is no time"),
        ("25:00", "is no time"),
        ("2026-02-30 08:00", "is no time"),
        ("9999-12-31 23:59:59-12:00", "is no time"),
        ("today 11:00", "“today 11:00” has gone by. Leave the time out to publish at once."),
        ("2019-01-01 08:00", "has gone by"),
    ],
)
def test_what_is_no_time_is_said(typed: str, words: str) -> None:
    """In a sentence, with examples."""
    with pytest.raises(NotATime, match=words.replace("+", r"\+")):
        read_time(typed, NOW)


def test_what_is_published_may_be_of_any_day() -> None:
    """The day of a post that is out already can be changed to another one gone by."""
    assert read_time("2019-01-01 08:00", NOW, may_be_past=True) == "2019-01-01T07:00:00+00:00"


def test_a_time_is_shown_as_it_can_be_typed() -> None:
    """What nobody can read is shown as it is."""
    assert read_time(time_words("2026-12-01T07:00:00Z"), NOW) == "2026-12-01T07:00:00+00:00"
    assert time_words("whenever") == "whenever"
