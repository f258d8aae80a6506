"""What an attack is: a try that a number repeats, and what it tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.presser.press import Finding

__all__ = ["Attack", "Finding", "Tried"]


class Tried(msgspec.Struct, frozen=True):
    """What one round has tried without a finding."""

    count: int
    unit: str
    """What is counted: keys, answers, kills."""


class Attack(msgspec.Struct, frozen=True):
    """One way in which a promise is tried."""

    name: str
    promise: str
    """What must hold, in a few words, for the table."""
    run: Callable[[int, Path], Tried]
    """Plays one round, given by its number, with an empty folder as HOME. Raises `Finding`."""
