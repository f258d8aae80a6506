"""How old something is, in the few words of an author line. Local time exists only here."""

from __future__ import annotations

from datetime import datetime

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def age(published_at: float, now: float) -> str:
    """Say how long ago a post was published: `now`, `12m`, `3h`, `2d`, then the date in local time.

    Both times are unix seconds. Nothing is said of 0.0, which is unknown, and of a time that no calendar holds.
    """
    if published_at <= 0:
        return ""
    seconds = now - published_at
    if seconds < MINUTE:
        return "now" if seconds > -HOUR else _date(published_at, now)
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)}m"
    if seconds < DAY:
        return f"{int(seconds // HOUR)}h"
    if seconds < 7 * DAY:
        return f"{int(seconds // DAY)}d"
    return _date(published_at, now)


def ago(since: float, now: float) -> str:
    """Say how long ago something happened, as words for the status line."""
    seconds = max(0.0, now - since)
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h ago"
    return f"{int(seconds // DAY)} d ago"


def time_of_day(moment: float) -> str:
    """Say at what time today or tomorrow something will be, to the second: `14:03:20`."""
    return datetime.fromtimestamp(moment).strftime("%H:%M:%S")


def _date(moment: float, now: float) -> str:
    try:
        local, today = datetime.fromtimestamp(moment), datetime.fromtimestamp(now)
    except (ValueError, OverflowError, OSError):
        # The last day of the year 9999 is a day of the year 10000 further east, and Python knows none.
        return ""
    return f"{local.day} {local:%b}" if local.year == today.year else f"{local.day} {local:%b} {local.year}"
