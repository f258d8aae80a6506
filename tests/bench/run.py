"""One run of the benchmark: what is measured, in which order, and the table that comes of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from mbtui.api import Client
from mbtui.widgets.canvas import MARKER_WIDTH, RIGHT_MARGIN
from tests.bench import measures, stores
from tests.bench.many import among_many
from tests.bench.measures import Start
from tests.bench.pictured import among_pictures
from tests.bench.program import PAGE_DOWN, POST, open_bare, open_mbtui
from tests.bench.server import TOKEN, ServerProcess
from tests.bench.tables import Row, press_rows
from tests.bench.words import word_bytes
from tests.pseudo_terminal import Terminal

PAGE_OF_POSTS = 40
"""What the first sign-in saves."""
PAGED = 1_000
"""Posts in the store in which keys are pressed."""
HELD = 5_000
"""Posts in the list above which new ones come in."""
NEW = 20
PAGE_QUIET_SECONDS = 0.06
"""Without output for so long, a page is on the screen; not counted in how long paging takes."""
LEAST_PAGE = 200
"""Bytes: what fewer do is no page."""


class Plan(NamedTuple):
    """How much is measured."""

    sizes: tuple[int, ...]
    """Numbers of saved posts."""
    starts: int
    """How often each program is started."""
    keys: int
    idle_seconds: float
    size: tuple[int, int]
    """Columns and rows."""
    is_of_pictures: bool = False
    """Whether to measure nothing but what pictures in lists cost."""


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> list[Row]:
    """Measure everything.

    Args:
        plan: How much.
        folder: An empty folder for the homes of the programs.
        say: Told what is done at the moment.
    """
    starts_at = float(int(time.time()))
    if plan.is_of_pictures:
        return among_pictures(folder, size=plan.size, seconds=plan.keys / 2, starts_at=starts_at, say=say)
    homes, port = _homes(plan, folder, starts_at, say)
    rows: list[Row] = []
    rows += _starts(plan, folder, homes, port, starts_at, say)
    most = plan.sizes[-1]
    with ServerProcess(most, port=port, starts_at=starts_at) as server:
        home = stores.copied(homes[most], folder / "many")
        rows += among_many(home, server.url, most, size=plan.size, keys=plan.keys // 2, say=say)
    with ServerProcess(PAGED, port=port, starts_at=starts_at) as server:
        rows += _reading(plan, stores.copied(homes[PAGED], folder / "reading"), server.url, say)
        rows += _by_line(plan, stores.copied(homes[PAGED], folder / "by-line"), server.url, say)
        rows += _beside(plan, stores.copied(homes[PAGED], folder / "beside"), server.url, say)
        rows += _idling(plan, folder, stores.copied(homes[PAGED], folder / "idling"), server.url, say)
    rows += among_pictures(folder, size=plan.size, seconds=plan.keys / 2, starts_at=starts_at, say=say)
    say("prepending")
    done = asyncio.run(measures.prepend(plan.size, HELD, NEW, 10))
    moved = "posts moved" if done.has_moved else "nothing moved"
    rows.append(Row(f"{NEW} new posts above {HELD:,}: work", f"{done.work_ms:.2f} ms, {moved}"))
    return rows


def _homes(plan: Plan, folder: Path, starts_at: float, say: Callable[[str], None]) -> tuple[dict[int, Path], int]:
    """Sign in once, then save more and more posts, and keep a copy of the home at each size."""
    say("signing in")
    home = folder / "home"
    home.mkdir()
    with ServerProcess(PAGE_OF_POSTS, starts_at=starts_at) as server:
        port = server.port
        with open_mbtui(home, server.url, plan.size) as terminal:
            terminal.wait_for(POST.pattern)
            terminal.settle(1.0)
            terminal.close("q")
    homes: dict[int, Path] = {}
    sizes = sorted({*plan.sizes, PAGED})
    with ServerProcess(sizes[-1], port=port, starts_at=starts_at) as server:

        def reached(size: int) -> None:
            homes[size] = stores.copied(home, folder / f"home-{size}")

        async def fill() -> None:
            async with Client(TOKEN, server.url) as client:
                await stores.fill(stores.account_folder(home), client, sizes, reached)

        say(f"saving {sizes[-1]:,} posts")
        asyncio.run(fill())
    return homes, port


class Pair(NamedTuple):
    """A start of mbtui and one of the bare program right after it: a slow moment of the machine is in both."""

    ours: Start
    bare: Start


def _starts(
    plan: Plan, folder: Path, homes: dict[int, Path], port: int, starts_at: float, say: Callable[[str], None]
) -> list[Row]:
    """Start mbtui several times at each size of the store, each time beside the bare program."""
    pairs: dict[int, list[Pair]] = {size: [] for size in (0, *plan.sizes)}
    names = {size: stores.copied(homes[size], folder / f"start-{size}") for size in plan.sizes}

    def start(size: int, home: Path) -> None:
        home.mkdir(exist_ok=True)
        with ServerProcess(size or PAGE_OF_POSTS, port=port, starts_at=starts_at) as server:
            ours = measures.start_mbtui(home, server.url, plan.size)
            pairs[size].append(Pair(ours, measures.start_bare(folder, plan.size)))

    order = Random(plan.starts)
    for number in range(plan.starts):
        say(f"starting, {number + 1} of {plan.starts}")
        turns = [(0, folder / f"empty-{number}"), *names.items()]
        order.shuffle(turns)
        for turn in turns:
            start(*turn)
    rows = [_start_row("start, nothing saved, signing in", pairs[0])]
    rows += [_start_row(f"start to posts, {size:,} saved", pairs[size]) for size in plan.sizes]
    rows += [_memory_row(f"memory, {size:,} saved", pairs[size]) for size in plan.sizes]
    first = pairs[plan.sizes[0]]
    rows.append(
        Row(
            f"bytes of a start, {plan.sizes[0]:,} saved",
            f"{median(pair.ours.byte_count for pair in first):,.0f}",
            f"{median(pair.bare.byte_count for pair in first):,.0f}",
        )
    )
    return rows


def _start_row(what: str, pairs: Sequence[Pair]) -> Row:
    ours, bare = median(pair.ours.shown_ms for pair in pairs), median(pair.bare.shown_ms for pair in pairs)
    ratio = median(pair.ours.shown_ms / pair.bare.shown_ms for pair in pairs)
    return Row(what, f"{ours:.0f} ms", f"{bare:.0f} ms", f"× {ratio:.2f}")


def _memory_row(what: str, pairs: Sequence[Pair]) -> Row:
    ours, bare = median(pair.ours.memory_mib for pair in pairs), median(pair.bare.memory_mib for pair in pairs)
    return Row(what, f"{ours:.0f} MiB", f"{bare:.0f} MiB", f"+ {ours - bare:.0f} MiB")


def _reading(plan: Plan, home: Path, url: str, say: Callable[[str], None]) -> list[Row]:
    rows = []
    account = stores.account_folder(home)
    with open_mbtui(home, url, plan.size) as terminal:
        terminal.wait_for(POST.pattern)
        terminal.settle(1.0)
        say("pressing keys")
        terminal.send("g")
        terminal.settle()
        presses = [measures.press(terminal, "j") for _ in range(plan.keys)]
        within = [found for found in presses if not found.has_scrolled]
        turning = [found for found in presses if found.has_scrolled]
        rows += press_rows("`j` within the screen", within)
        rows += press_rows("`j` that turns the page", turning)
        rows += press_rows("page down", [measures.press(terminal, PAGE_DOWN) for _ in range(plan.keys // 2)])
        terminal.send("g")
        say("holding a key")
        held = measures.hold(terminal, account, "j", rate=30, seconds=3)
        rows.append(
            Row(
                "`j` held, 30 a second",
                f"{held.bytes_per_key:.0f} bytes a key, {held.lag_ms:.0f} ms behind{_landed(held.has_landed)}",
            )
        )
        flooded = measures.flood(terminal, account, "j", 200)
        rows.append(
            Row("200 `j` in one write", f"{flooded.keys_per_second:,.0f} keys a second{_landed(flooded.has_landed)}")
        )
        rows += _paging(terminal, say)
        words = word_bytes(account, PAGED, plan.size[0])
        rows.append(Row("the words and line ends of those posts alone", f"{words / 1024:.0f} KiB"))
        say("resizing")
        columns, lines = plan.size
        sizes = [(columns - 20, lines), (columns, lines - 10), plan.size]
        resized = [measures.resize(terminal, *size) for size in sizes]
        rows += press_rows("resize", resized)
        rows.append(Row("memory after all that", f"{terminal.memory_mib():.0f} MiB"))
        terminal.close("q")
    return rows


def _by_line(plan: Plan, home: Path, url: str, say: Callable[[str], None]) -> list[Row]:
    """The same key when the reader has asked for scrolling by lines."""
    say("scrolling by lines")
    (home / "config" / "mbtui").mkdir(parents=True)
    (home / "config" / "mbtui" / "config.toml").write_text('scroll = "line"\n')
    with open_mbtui(home, url, plan.size) as terminal:
        terminal.wait_for(POST.pattern)
        terminal.settle(1.0)
        terminal.send("g" + "j" * 20)
        terminal.settle(1.0)
        presses = [measures.press(terminal, "j") for _ in range(plan.keys // 2)]
        terminal.close("q")
    return press_rows('`j` that scrolls, with `scroll = "line"`', [found for found in presses if found.has_scrolled])


def _beside(plan: Plan, home: Path, url: str, say: Callable[[str], None]) -> list[Row]:
    """The same key held while a second column is there, against one column whose lines are as wide."""
    (home / "config" / "mbtui").mkdir(parents=True)
    width = 0

    def held(what: str, config: str, *, has_margins: bool = False) -> str:
        nonlocal width
        say(f"holding a key in {what}")
        (home / "config" / "mbtui" / "config.toml").write_text(config)
        with open_mbtui(home, url, plan.size, has_margins=has_margins) as terminal:
            terminal.wait_for(POST.pattern)
            terminal.send("g")
            terminal.settle(1.0)
            terminal.look()
            width = width or terminal.screen.lines[2].index("│") - MARKER_WIDTH - RIGHT_MARGIN
            found = measures.hold(terminal, stores.account_folder(home), "j", rate=30, seconds=3)
            terminal.close("q")
        return f"{found.bytes_per_key:.0f}{_landed(found.has_landed)}"

    rows = []
    for scroll in ("page", "line"):
        two = f'columns = 2\nscroll = "{scroll}"\n'
        plain, moving = held("two columns", two), held("two columns that move", two, has_margins=True)
        one = held("one column", f'width = {width}\nscroll = "{scroll}"\n')
        what = f'two columns, against one of the same width: `j` held, `scroll = "{scroll}"`'
        rows.append(Row(what, f"{plain} bytes a key, {moving} in a terminal with margins, against {one}"))
    return rows


def _landed(has_landed: bool) -> str:
    return ", all landed" if has_landed else ", NOT all landed"


def _paging(terminal: Terminal, say: Callable[[str], None]) -> list[Row]:
    """Turn pages from the first post to the last, each when the one before it is on the screen."""
    say(f"paging through {PAGED:,} posts")
    terminal.send("g")
    terminal.settle(0.4)
    before, start, turned, last = terminal.byte_count, time.monotonic(), 0, 0.0
    while True:
        count = terminal.byte_count
        terminal.send(PAGE_DOWN)
        settled = terminal.settle(PAGE_QUIET_SECONDS)
        if terminal.byte_count - count < LEAST_PAGE:
            # The end, or a machine that is busy with something else.
            settled = terminal.settle(0.5)
            if terminal.byte_count - count < LEAST_PAGE:
                break
        turned, last = turned + 1, settled
    took, size = last - start - PAGE_QUIET_SECONDS * turned, (terminal.byte_count - before) / 1024
    return [Row(f"paging through {PAGED:,} posts", f"{took:.1f} s, {size:.0f} KiB, {turned} pages")]


def _idling(plan: Plan, folder: Path, home: Path, url: str, say: Callable[[str], None]) -> list[Row]:
    say(f"doing nothing for {plan.idle_seconds:.0f} seconds, twice")
    with open_mbtui(home, url, plan.size) as terminal:
        terminal.wait_for(POST.pattern)
        terminal.settle(2.0)
        ours = measures.idle(terminal, plan.idle_seconds)
        terminal.close("q")
    with open_bare(folder, plan.size) as terminal:
        terminal.wait_for("hello")
        terminal.settle(2.0)
        bare = measures.idle(terminal, plan.idle_seconds)
        terminal.close("q")
    what = f"idle for {plan.idle_seconds:.0f} s"
    return [Row(what, *(f"{count} bytes, {cpu / 1000:.2f} s of CPU" for count, cpu in (ours, bare)))]
