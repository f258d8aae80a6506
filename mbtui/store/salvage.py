"""Reading what is left of a damaged file of drafts and outbox."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def salvage(damaged: Path, connection: sqlite3.Connection) -> int:
    """Take over every row that can still be read.

    Args:
        damaged: The file that was set aside; it is only read.
        connection: The new file.

    Returns:
        How many rows were taken over.
    """
    return 0
