"""The measurements, each on a program that is open in a terminal or that it opens."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from textual.app import App, ComposeResult

from mbtui.content.document import Block, Document
from mbtui.store import SavedPost
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow
from tests.bench.program import POST, highlighted_text, open_bare, open_mbtui
from tests.bench.stores import highlighted_index
from tests.pseudo_terminal import Terminal
from tests.terminal_screen import Screen

SECOND = 1000.0
"""Milliseconds."""
CALM_SECONDS = 0.4
"""Longer than anything that a program puts off after a key."""


LET_GO_SECONDS = 0.1
"""Nothing is drawn for so long between a key that was held and what waits until it is let go."""


class Start(NamedTuple):
    """One start of a program."""

    shown_ms: float
    """From its beginning until what it is for stands on the screen."""
    byte_count: int
    """Written until it was quiet."""
    memory_mib: float
    """Resident when it was quiet."""
    cpu_ms: float


class Press(NamedTuple):
    """One key."""

    settled_ms: float
    """Until the last byte that it caused."""
    byte_count: int
    has_scrolled: bool


class Hold(NamedTuple):
    """A key held down, or many keys in one write."""

    lag_ms: float
    """From the last key until the screen showed where it led."""
    bytes_per_key: float
    keys_per_second: float
    has_landed: bool
    """Whether every key moved the highlight by one post."""


def start_mbtui(home: Path, url: str, size: tuple[int, int], calm_seconds: float = 0.6) -> Start:
    """Open mbtui and wait until it is quiet."""
    with open_mbtui(home, url, size) as terminal:
        at = terminal.wait_for(POST.pattern)
        return _started(terminal, at, calm_seconds)


def start_bare(home: Path, size: tuple[int, int], calm_seconds: float = 0.6) -> Start:
    """Open the bare program and wait until it is quiet."""
    with open_bare(home, size) as terminal:
        at = terminal.wait_for("hello")
        return _started(terminal, at, calm_seconds)


def _started(terminal: Terminal, at: float, calm_seconds: float) -> Start:
    terminal.settle(calm_seconds)
    start = Start(
        (at - terminal.started_at) * SECOND,
        terminal.byte_count,
        terminal.memory_mib(),
        terminal.cpu_seconds() * SECOND,
    )
    terminal.close("q")
    return start


def press(terminal: Terminal, key: str) -> Press:
    """Press a key and wait until the program is quiet."""
    terminal.look()
    before, first = terminal.byte_count, POST.findall(terminal.screen.text)[:1]
    at = terminal.send(key)
    settled = terminal.settle()
    terminal.look()
    after = POST.findall(terminal.screen.text)[:1]
    is_same_screen = [line[1:] for line in first] == [line[1:] for line in after]
    return Press(max(0.0, settled - at) * SECOND, terminal.byte_count - before, not is_same_screen)


def hold(terminal: Terminal, account: Path, key: str, *, rate: float, seconds: float) -> Hold:
    """Press a key many times a second, as a keyboard repeats it."""
    count = int(rate * seconds)
    held = _Held(terminal, account)
    start = last = time.monotonic()
    for number in range(count):
        due = start + number / rate
        while time.monotonic() < due:
            terminal.read(due - time.monotonic())
        last = terminal.send(key)
    return held.ended(count, last)


def flood(terminal: Terminal, account: Path, key: str, count: int) -> Hold:
    """Send a key many times in one write."""
    held = _Held(terminal, account)
    return held.ended(count, terminal.send(key * count))


class _Held:
    """What there was before some keys, to be compared with what there is after them."""

    def __init__(self, terminal: Terminal, account: Path) -> None:
        terminal.settle(CALM_SECONDS)
        terminal.look()
        self._terminal = terminal
        self._account = account
        self._index = highlighted_index(account)
        self._byte_count = terminal.byte_count

    def ended(self, count: int, last: float) -> Hold:
        """Wait until the screen is quiet and see where the highlight is."""
        terminal = self._terminal
        terminal.settle(LET_GO_SECONDS)
        size = terminal.byte_count - self._byte_count
        terminal.settle(CALM_SECONDS)
        seen: list[tuple[float, str]] = []
        chunk_times = iter([chunk.at for chunk in terminal.chunks[terminal.seen_count :]])

        def note(screen: Screen) -> bool:
            seen.append((next(chunk_times), highlighted_text(screen)))
            return False

        terminal.look(note)
        shown = last
        for at, text in reversed(seen):
            if text != seen[-1][1]:
                break
            shown = at
        took = max(1e-6, shown - last)
        return Hold(
            max(0.0, shown - last) * SECOND,
            size / count,
            count / took,
            highlighted_index(self._account) == self._index + count,
        )


def idle(terminal: Terminal, seconds: float) -> tuple[int, float]:
    """Do nothing. Returns the bytes written meanwhile, and milliseconds of computing."""
    terminal.settle(CALM_SECONDS)
    before, cpu = terminal.byte_count, terminal.cpu_seconds()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.read(end - time.monotonic())
    return terminal.byte_count - before, (terminal.cpu_seconds() - cpu) * SECOND


def resize(terminal: Terminal, columns: int, rows: int) -> Press:
    """Give the terminal another size and wait until the program has drawn for it."""
    terminal.settle(CALM_SECONDS)
    before = terminal.byte_count
    at = terminal.resize(columns, rows)
    settled = terminal.settle(CALM_SECONDS)
    return Press(max(0.0, settled - at) * SECOND, terminal.byte_count - before, True)


class Prepended(NamedTuple):
    """New posts that came in above the ones that are read."""

    work_ms: float
    """What the list had to do, in its own process."""
    drawn_count: int
    """Posts drawn for it."""
    has_moved: bool
    """Whether anything that was read stands elsewhere now."""


async def prepend(size: tuple[int, int], held: int, new: int, times: int) -> Prepended:
    """Put rows above a list of many, with its screen in the middle of them, and time that alone."""
    rows = {key: _row(key) for key in range(1, held + new * times + 1)}

    class ListApp(App[None]):
        def compose(self) -> ComposeResult:
            yield PostList()

    app = ListApp()
    async with app.run_test(size=size) as pilot:
        posts = app.query_one(PostList)
        near = {key: rows[key] for key in range(held // 2 - 200, held // 2 + 200)}
        posts.assign(range(held, 0, -1), near, highlight=held // 2, at=5)
        await pilot.pause(0.3)
        spent, drawn, moved = [], posts.at_hand.drawn_count, False
        for number in range(times):
            keys = range(held + new * (number + 1), held + new * number, -1)
            place = (posts.highlighted, posts.screen_row)
            at = time.perf_counter()
            posts.prepend(keys, {key: rows[key] for key in keys})
            spent.append(time.perf_counter() - at)
            moved = moved or (posts.highlighted, posts.screen_row) != place
        return Prepended(median(spent) * SECOND, posts.at_hand.drawn_count - drawn, moved)


def _row(key: int) -> PostRow:
    document = Document((Block(f"Post number {key} has some words of its own. " * 5),))
    return PostRow(SavedPost(key, "Tomas", "tomas", published_at=float(key), document=document))
