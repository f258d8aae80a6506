"""`python -m tests.bench.commands`: how long commands of the command line take, beside Python that does nothing."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.measures import SECOND, start_mbtui
from tests.bench.program import environment
from tests.bench.server import ROOT, ServerProcess

COMMANDS = ("--version", "--help", "check", "timeline", "search --saved the", "outbox")
POSTS = 1_000
STARTS = 15
SIZE = (120, 40)


def main() -> None:
    """Print a table in Markdown. The posts are saved by a start of the full screen, and `check` is fresh."""
    with tempfile.TemporaryDirectory() as folder, ServerProcess(POSTS, starts_at=time.time()) as server:
        home = Path(folder)
        start_mbtui(home, server.url, SIZE)
        lines = {name: [sys.executable, "-m", "mbtui", "--server", server.url, *name.split()] for name in COMMANDS}
        lines["`python -c pass`"] = [sys.executable, "-c", "pass"]
        times: dict[str, list[float]] = {name: [] for name in lines}
        for _ in range(STARTS):
            for name, line in lines.items():
                at = time.monotonic()
                subprocess.run(
                    line, cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                times[name].append((time.monotonic() - at) * SECOND)
    print("| command | ms |\n| --- | ---: |")
    for name, taken in times.items():
        print(f"| {name} | {median(taken):.0f} |")


if __name__ == "__main__":
    main()
