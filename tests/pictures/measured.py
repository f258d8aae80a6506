"""What a piece of work takes of memory, and whether the event loop ran meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    """Give the number of the process that decodes pictures for this one; None when there is none.

    A thread that ends leaves its children to the first thread, which is therefore asked last.
    """
    threads = sorted(Path("/proc/self/task").iterdir(), key=lambda thread: thread.name == str(os.getpid()))
    for thread in threads:
        for child in _told(thread / "children").split():
            if b"mbtui.pictures.decoder" in _told(Path("/proc", child.decode(), "cmdline")):
                return int(child)
    return None


def _told(file: Path) -> bytes:
    """Read what the system tells; nothing when what it is about has just gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return file.read_bytes()
    return b""


def about(process: int | str, what: str) -> bytes:
    """Read what the system tells of a process."""
    return Path(f"/proc/{process}/{what}").read_bytes()
