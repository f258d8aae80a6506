"""What posts come to when nothing but their words is written: the least that paging through them can cost.

`python -m tests.bench.words` prints it for the demo's posts, `--server URL` for those of another server.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from rich.style import Style

from mbtui.api import Client
from mbtui.store import posts, timelines
from mbtui.widgets.canvas import MARKER_WIDTH, RIGHT_MARGIN
from mbtui.widgets.row_painter import Look, Painter, RowStyles
from mbtui.widgets.rows import PostRow
from tests.bench import stores
from tests.bench.server import TOKEN, ServerProcess

CLIP_LINES = 20
"""Of a post, as the timeline shows it unless configured otherwise."""


def word_bytes(account_folder: Path, count: int, columns: int) -> int:
    """Count the bytes of posts as the timeline draws them: text and one line end a line, and no style, link or margin.

    Args:
        account_folder: Where they are saved.
        count: How many of the newest.
        columns: The width of the terminal.
    """
    with closing(sqlite3.connect(account_folder / "cache.sqlite3")) as connection:
        ids = [row for row in timelines.rows(connection, "timeline", limit=count) if row > 0]
        saved = posts.posts(connection, ids)
    plain = RowStyles(*[Style()] * 12)
    painter = Painter(plain, columns - MARKER_WIDTH - RIGHT_MARGIN, Look(clip_lines=CLIP_LINES))
    total = 0
    for id in ids:
        drawing = painter.draw(PostRow(saved[id]), time.time())
        lines = ["".join(segment.text for segment in line).rstrip() for line in drawing.lines]
        total += len("".join(f"{line}\n" for line in [*lines, ""]).encode())
    return total


def main() -> None:
    """Read the command line, ask for the posts, print their size."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.words", description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000, metavar="N")
    parser.add_argument("--columns", type=int, default=120, metavar="N")
    parser.add_argument("--server", metavar="URL", help="whose posts to count instead of the demo's")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mbtui-words-")))
        url = given.server or stack.enter_context(ServerProcess(given.posts, starts_at=float(int(time.time())))).url

        async def fill() -> None:
            async with Client(TOKEN, url) as client:
                await stores.fill(folder, client, [given.posts])

        asyncio.run(fill())
        size = word_bytes(folder, given.posts, given.columns)
    sys.stdout.write(f"{given.posts:,} posts at {given.columns} columns: {size:,} bytes, {size / 1024:.1f} KiB\n")


if __name__ == "__main__":
    main()
