"""What `mbtui check` last heard, so that a status line that asks every few seconds does not ask the server each time.

Read before anything heavy is imported; knows files, not the network.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

_STALE_SECONDS = 15 * 60.0

_SHORTEST_SECONDS, _LONGEST_SECONDS = 15.0, 600.0

_REFRESH_SECONDS = 30.0


class LastCheck(msgspec.Struct, frozen=True):
    """One answer of the server."""

    count: int
    """How many posts were new."""
    since_id: int | None
    """The post they are newer than: the read position, or the newest post of the first time."""
    asked_at: float
    """Unix seconds."""
    wait_seconds: float
    """How long the server wants not to be asked."""
    refreshing_at: float = 0.0
    """When a newer answer was last sent for."""

    def is_fresh(self, now: float) -> bool:
        """Whether the server wants this answer to be used again."""
        wait = min(max(self.wait_seconds, _SHORTEST_SECONDS), _LONGEST_SECONDS)
        return 0 <= now - self.asked_at < wait

    def is_usable(self, now: float) -> bool:
        """Whether it may be shown while a newer one is fetched."""
        return 0 <= now - self.asked_at < _STALE_SECONDS

    def is_being_refreshed(self, now: float) -> bool:
        """Whether somebody has sent for a newer one just now."""
        return 0 <= now - self.refreshing_at < _REFRESH_SECONDS


def load_check(path: Path) -> LastCheck | None:
    """Read the last answer; `None` when there is none that can be used."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=LastCheck)
    except (OSError, msgspec.MsgspecError):
        return None


def save_check(path: Path, check: LastCheck) -> None:
    """Keep an answer. It can be had again, so a full disk is no failure."""
    from contextlib import suppress

    from mbtui.accounts.private_files import write_private

    with suppress(OSError):
        write_private(path, msgspec.json.encode(check))
