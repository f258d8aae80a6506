"""What a long memory costs: keys, search, a jump and pruning with the largest number of saved posts."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.bench import measures, stores
from tests.bench.measures import SECOND, Press
from tests.bench.program import POST, open_mbtui
from tests.bench.tables import Row, press_rows
from tests.pseudo_terminal import Terminal

LEAST = 10_000
"""Worlds of fewer posts have no pages with numbers to look for, and nothing worth pruning."""
PRUNED_PART = 20
"""One post in so many is removed."""
PRUNE_SOON = "from mbtui.screens import account_switcher; account_switcher.PRUNE_AFTER_SECONDS = 3.0"
LIMIT_SECONDS = 300.0


def among_many(
    home: Path, url: str, count: int, *, size: tuple[int, int], keys: int, say: Callable[[str], None]
) -> list[Row]:
    """Press keys, search, jump and prune.

    Args:
        home: A home folder with so many posts saved; some of them are removed.
        url: The server they are from.
        count: How many posts are saved.
        size: Columns and rows of the terminal.
        keys: How many keys are pressed.
        say: Told what is done at the moment.
    """
    say(f"pressing keys among {count:,} posts")
    account = stores.account_folder(home)
    with open_mbtui(home, url, size) as terminal:
        terminal.wait_for(POST.pattern)
        terminal.settle(2.0)
        near = [measures.press(terminal, "j") for _ in range(keys)]
        end = [measures.press(terminal, "G"), measures.press(terminal, "g")]
        rows = press_rows(f"`j` among {count:,} posts", [found for found in near if not found.has_scrolled])[:1]
        rows += press_rows(f"to the end of {count:,} posts and back", end)[:1]
        if count >= LEAST:
            rows += _searching(terminal, count)
        terminal.close("q")
    if count >= LEAST:
        rows.append(Row(f"on the disk, a post of {count:,}", f"{_bytes_on_disk(account) / count:,.0f} bytes"))
        rows += _pruning(home, account, url, count, size, say)
    return rows


def _searching(terminal: Terminal, count: int) -> list[Row]:
    """Look for one post in the middle, open it in its place, and go on from there."""
    words = f"notebook page {count // 2}"
    terminal.send("/")
    terminal.wait_for("esc back")
    at = terminal.send(words)
    found = terminal.wait_for(rf"page {count // 2}\.")
    terminal.settle()
    entered = terminal.send("\r")
    terminal.wait_for("updated")
    there = terminal.wait_for(rf"page {count // 2}\.")
    terminal.settle()
    keys = [measures.press(terminal, "j") for _ in range(20)]
    rows = [
        Row(f"search among {count:,}: from the first letter to the match", f"{(found - at) * SECOND:.0f} ms"),
        Row("from there to its place in the timeline", f"{(there - entered) * SECOND:.0f} ms"),
    ]
    return rows + press_rows("`j` there", [key for key in keys if not key.has_scrolled])[:1]


def _bytes_on_disk(account: Path) -> int:
    return sum(path.stat().st_size for path in account.glob("cache.sqlite3*"))


def _pruning(
    home: Path, account: Path, url: str, count: int, size: tuple[int, int], say: Callable[[str], None]
) -> list[Row]:
    """Press keys while old posts are removed."""
    say("removing old posts")
    kept = count - count // PRUNED_PART
    (home / "config" / "mbtui").mkdir(parents=True, exist_ok=True)
    (home / "config" / "mbtui" / "config.toml").write_text(f"keep_posts = {kept}\n")
    presses: list[Press] = []
    with open_mbtui(home, url, size, prepare=PRUNE_SOON) as terminal:
        terminal.wait_for(POST.pattern)
        terminal.send("gj")
        terminal.settle()
        _wait(lambda: _saved(account) < count)
        began = time.monotonic()
        while (saved := _saved(account)) > kept:
            assert time.monotonic() < began + LIMIT_SECONDS, f"{saved:,} posts are left of {count:,}"
            presses.append(measures.press(terminal, "k" if len(presses) % 2 else "j"))
        took = time.monotonic() - began
        terminal.close("q")
    rows = [Row(f"removing {count - kept:,} of them", f"{took:.1f} s")]
    if presses:
        times = [press.settled_ms for press in presses]
        rows.append(Row("`j` meanwhile: settled, p50 / most", f"{median(times):.1f} / {max(times):.1f} ms"))
    return rows


def _wait(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, "nothing was removed"
        time.sleep(0.01)


def _saved(account: Path) -> int:
    with closing(sqlite3.connect(f"file:{account / 'cache.sqlite3'}?mode=ro", uri=True)) as connection:
        (count,) = connection.execute("SELECT value FROM counters WHERE name = 'posts'").fetchone()
    return int(count)
