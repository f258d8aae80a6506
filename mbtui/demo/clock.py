"""The demo world's own time. Nothing else in this room asks the system what time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime

STORY_BEGINS = 1772442000
"""Where a frozen clock starts unless told otherwise: 2 March 2026, 09:00 UTC."""


class Clock:
    """Seconds since 1970 that run with the machine or stand still, and that a test can move forward."""

    def __init__(self, starts_at: float | None = None, *, is_frozen: bool = False) -> None:
        """Begin at `starts_at` (Unix seconds); when None at the machine's time, or a fixed morning when frozen.

        A frozen clock moves only through `advance`.
        """
        if starts_at is None:
            starts_at = STORY_BEGINS if is_frozen else time.time()
        self.is_frozen = is_frozen
        self._starts_at = starts_at
        self._monotonic_start = time.monotonic()
        self._advanced_seconds = 0.0

    def now(self) -> float:
        passed_seconds = 0.0 if self.is_frozen else time.monotonic() - self._monotonic_start
        return self._starts_at + passed_seconds + self._advanced_seconds

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; `ValueError` when they are negative, as time never runs backwards."""
        if seconds < 0:
            raise ValueError(f"The clock of the demo can not go back by {-seconds} seconds.")
        self._advanced_seconds += seconds


def moment(unix_seconds: float) -> datetime:
    """Read Unix seconds as an aware time in UTC, the time zone of every account here."""
    return datetime.fromtimestamp(unix_seconds, UTC)
