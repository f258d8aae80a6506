"""When a post is to be published, as its writer types it and as it is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

EXAMPLES = "2026-12-01 08:00, tomorrow 8:00 or +2h"
_SECONDS = {"m": 60, "h": 3600, "d": 86400}
_FROM_NOW = re.compile(r"\+\s*(\d{1,5})\s*([mhd])[a-z]*", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(today|tomorrow)[\s,]+)?(?:at\s+)?(\d{1,2}):(\d{2})", re.IGNORECASE)


class NotATime(ValueError):
    """Says in a sentence why what was typed is no time to publish at."""


def read_time(words: str, now: datetime, *, may_be_past: bool = False) -> str:
    """Read a time in the time zone of this machine: `2026-12-01 08:00`, `tomorrow 8:00`, `18:30` (the next), `+2h`.

    Args:
        words: What was typed; empty is no time.
        now: The time that it is; aware.
        may_be_past: Whether a time gone by is one as well, as for what is published already.

    Returns:
        The time as RFC 3339, in UTC, as `PostParts.published_at` has it; "" for no time.

    Raises:
        NotATime: It is none, or it has gone by.
    """
    words = words.strip()
    if not words:
        return ""
    try:
        moment = _moment(words, now.astimezone())
    except (ValueError, OverflowError, OSError) as error:
        raise NotATime(f"“{words[:40]}” is no time to publish at. Write {EXAMPLES}.") from error
    if moment <= now and not may_be_past:
        raise NotATime(f"“{words[:40]}” has gone by. Leave the time out to publish at once.")
    return moment.isoformat(timespec="seconds")


def _moment(words: str, now: datetime) -> datetime:
    if found := _FROM_NOW.fullmatch(words):
        return (now + timedelta(seconds=int(found[1]) * _SECONDS[found[2].lower()])).astimezone(UTC)
    if found := _CLOCK.fullmatch(words):
        day = (found[1] or "").lower()
        # Without its zone, so that the clock shows what was typed also behind a change to summer time.
        shown = now.replace(hour=int(found[2]), minute=int(found[3]), second=0, microsecond=0, tzinfo=None)
        today, tomorrow = (_on_clock(shown + timedelta(days=days), now) for days in (0, 1))
        return tomorrow if day == "tomorrow" or (not day and today <= now) else today
    if ":" not in words:
        raise ValueError("A day alone is no time.")
    moment = datetime.fromisoformat(words)
    return moment.astimezone(UTC) if moment.tzinfo else _on_clock(moment, now)


def _on_clock(shown: datetime, now: datetime) -> datetime:
    """Give the moment at which the clock of this machine shows something.

    Of the two in autumn it is the first that is to come. In spring, where the clock leaves it out, it is as long behind
    the change as was typed: half past two is half past three.
    """
    # Not `astimezone`, which goes back by that hour.
    first, second = (datetime.fromtimestamp(shown.replace(fold=fold).timestamp(), UTC) for fold in (0, 1))
    return second if first <= now < second else first


def time_words(published_at: str) -> str:
    """Give a time as `read_time` takes it: `2026-12-01 08:00`, on the clock of this machine. What is none stays."""
    try:
        return datetime.fromisoformat(published_at).astimezone().strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return published_at
