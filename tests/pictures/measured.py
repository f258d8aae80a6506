"""What a piece of work takes of memory, and whether the event loop ran meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Measured:
    """Filled while and after the work is done."""

    rounds = 0
    """How often something else on the event loop had its turn."""
    most_mib = 0.0
    """By how much this process was larger, at most, than before."""


@contextmanager
def measured() -> Iterator[Measured]:
    """Measure what is done inside; on Linux only."""
    found = Measured()

    async def turn() -> None:
        while True:
            await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            found.rounds += 1

    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = peak_mib("self")
    ticking = asyncio.create_task(turn())
    try:
        yield found
    finally:
        ticking.cancel()
        found.most_mib = peak_mib("self") - before


def peak_mib(process: int | str) -> float:
    """Give the most that a process has held in memory."""
    match = re.search(rb"VmHWM:\s*(\d+) kB", about(process, "status"))
    assert match
    return int(match[1]) / 1024


def decoder_process() -> int | None:
    """Give the number of the process that decodes pictures for this one; None when there is none."""
    for listed in Path("/proc/self/task").glob("*/children"):
        for child in listed.read_text().split():
            if b"mbtui.pictures.decoder" in about(child, "cmdline"):
                return int(child)
    return None


def about(process: int | str, what: str) -> bytes:
    """Read what the system tells of a process."""
    return Path(f"/proc/{process}/{what}").read_bytes()
