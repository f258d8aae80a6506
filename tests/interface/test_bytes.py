"""What mbtui writes to a real terminal: how much, and nothing but what a terminal should be told.

Bytes and counts do not depend on the machine, so they are budgets here; times are measured by `tests.bench`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

import pytest
from textual.app import App, ComposeResult

from mbtui import paths
from mbtui.accounts.account_list import AccountList, KnownAccount, save_accounts
from mbtui.api import Client
from mbtui.content.document import Block, Document
from mbtui.demo import Clock, DemoServer, Settings
from mbtui.store import SavedPost
from mbtui.widgets.post_list import PostList
from mbtui.widgets.rows import PostRow
from tests.bench.program import MARKER, PAGE_DOWN, POST, environment, highlighted_text, open_mbtui
from tests.bench.stores import account_folder, fill, highlighted_index
from tests.pseudo_terminal import Terminal
from tests.terminal_screen import Screen

SIZE = (120, 40)
SAVED = 400
"""Posts in the store, so that no test comes to their end."""
FRAME = b"\x1b[?2026h"
"""Begins what the terminal is to show at once."""
FOCUS_LOST, FOCUS_GAINED = "\x1b[O", "\x1b[I"


pytestmark = pytest.mark.xdist_group("bytes")
"""One process for all of them, since they read in one terminal."""


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    """A world of 1,000 posts that stands still."""
    with DemoServer(settings=Settings(posts=1000), clock=Clock(is_frozen=True)) as running:
        yield running


@pytest.fixture(scope="module")
def reader_home(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which mbtui has been used: it holds an account and many posts."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment(folder).items():
            patch.setenv(name, value)
        known = AccountList("ines", (KnownAccount("ines"),)).with_owner(server.token, "ines", is_replaced=False)
        save_accounts(paths.accounts_file(server.url), known)
        saved = paths.account_folder(server.url, "ines")

    async def save() -> None:
        async with Client(server.token, server.url) as client:
            await fill(saved, client, [SAVED])

    asyncio.run(save())
    return folder


@pytest.fixture(scope="module")
def terminal(server: DemoServer, reader_home: Path) -> Iterator[Terminal]:
    """A terminal with mbtui in it."""
    with open_mbtui(reader_home, server.url, SIZE) as running:
        running.wait_for(POST.pattern)
        running.settle()
        yield running
        running.close("q")
    assert running.screen.unknown == []


@pytest.fixture(autouse=True)
def _at_the_top(terminal: Terminal) -> None:
    terminal.send("g")
    # The first line of the list carries the mark then, and no answer to the key is still to come.
    terminal.wait_until(lambda screen: screen.lines[2].startswith(MARKER))
    terminal.settle(0.3)
    terminal.look()


def cost(terminal: Terminal, key: str) -> tuple[int, int, bool]:
    """Press a key. Returns bytes, frames, and whether other posts are on the screen than before."""
    before, shown = terminal.byte_count, POST.findall(terminal.screen.text)
    terminal.send(key)
    terminal.settle()
    terminal.look()
    written = terminal.written_since(before)
    is_scrolled = [line[1:] for line in POST.findall(terminal.screen.text)] != [line[1:] for line in shown]
    return len(written), written.count(FRAME), is_scrolled


def is_elsewhere(screen: Screen, shown: str) -> bool:
    """Whether another post is highlighted now."""
    return highlighted_text(screen) not in ("", shown)


def test_opening_writes_little_more_than_the_words_on_the_screen(terminal: Terminal) -> None:
    """With posts in the store and nothing new."""
    assert sum(len(line) for line in terminal.screen.lines) > 1_500
    assert terminal.byte_count <= 5_000
    assert 1049 in terminal.screen.modes
    assert 25 not in terminal.screen.modes


def test_a_key_inside_the_screen_costs_a_few_hundred_bytes(terminal: Terminal) -> None:
    """Two marker columns are painted, and nothing else."""
    costs = [cost(terminal, "j") for _ in range(5)]
    within = [size for size, _, is_scrolled in costs if not is_scrolled]
    assert len(within) >= 4
    assert median(within) <= 100
    assert max(within) <= 300


def test_a_key_with_nothing_to_do_costs_nothing(terminal: Terminal) -> None:
    """There is no post above the first."""
    before = terminal.byte_count
    terminal.send("k")
    terminal.settle()
    assert terminal.written_since(before) == b""


def test_a_page_is_one_repaint(terminal: Terminal) -> None:
    """Of the lines that differ, and nothing is animated; a line feed is one, and not two carriage returns."""
    before = terminal.byte_count
    for _ in range(3):
        size, frames, is_scrolled = cost(terminal, PAGE_DOWN)
        assert is_scrolled
        assert frames == 1
        assert size <= 3_000
    written = terminal.written_since(before)
    assert b"\r\n" in written
    assert b"\r\r" not in written


def test_a_held_key_costs_a_repaint_a_screenful(terminal: Terminal) -> None:
    """Each press is shown before the next one comes."""
    before = terminal.byte_count
    for _ in range(60):
        shown = highlighted_text(terminal.screen)
        terminal.send("j")
        terminal.wait_until(partial(is_elsewhere, shown=shown))
    terminal.settle()
    assert (terminal.byte_count - before) / 60 <= 800


def test_a_second_column_leaves_a_held_key_as_cheap(terminal: Terminal) -> None:
    """The right one is drawn when the key is let go; the left one costs a repaint a screenful, as before."""
    terminal.send("C")
    terminal.wait_until(lambda screen: "│" in screen.lines[2])
    terminal.settle(0.7)
    costs = [cost(terminal, "j") for _ in range(3)]
    before = terminal.byte_count
    for _ in range(60):
        shown = highlighted_text(terminal.screen)
        terminal.send("j")
        terminal.wait_until(partial(is_elsewhere, shown=shown))
    held = terminal.byte_count - before
    terminal.send("C")
    terminal.wait_until(lambda screen: "│" not in screen.lines[2])
    assert held / 60 <= 800
    assert max(size for size, _, _ in costs) <= 4_000


def test_keys_that_come_at_once_all_land_and_share_frames(terminal: Terminal, reader_home: Path) -> None:
    """Input ahead of the screen skips frames, not keys."""
    terminal.settle(0.3)
    folder = account_folder(reader_home)
    start, before = highlighted_index(folder), terminal.byte_count
    terminal.send("j" * 200)
    for _ in range(100):
        terminal.read(0.1)
        if highlighted_index(folder) == start + 200:
            break
    else:
        raise AssertionError("keys were lost")
    written = terminal.written_since(before)
    assert written.count(FRAME) <= 100
    assert len(written) <= 200 * 300


def test_polling_that_brings_nothing_writes_nothing(terminal: Terminal, server: DemoServer) -> None:
    """Each time the terminal comes to the front, mbtui asks for news."""
    before, asked = terminal.byte_count, len(server.asked("GET", "/posts/check"))
    for number in range(1, 5):
        terminal.send(FOCUS_LOST)
        terminal.send(FOCUS_GAINED)
        while len(server.asked("GET", "/posts/check")) < asked + number:
            terminal.read(0.02)
        terminal.settle()
    assert terminal.written_since(before) == b""


def test_posts_that_arrive_above_move_nothing(terminal: Terminal, server: DemoServer) -> None:
    """Only the bars tell of them."""
    for _ in range(3):
        cost(terminal, "j")
    before, body = terminal.byte_count, terminal.screen.lines[2:38]
    asked = len(server.asked("GET", "/posts/check"))
    for number in range(20):
        server.world.publish("tomas", f"<p>New post {number}</p>")
    terminal.send(FOCUS_LOST)
    terminal.send(FOCUS_GAINED)
    terminal.wait_for("20 new posts")
    assert len(server.asked("GET", "/posts/check")) > asked
    terminal.settle()
    terminal.look()
    assert terminal.screen.lines[2:38] == body
    assert terminal.byte_count - before <= 800


def test_another_size_is_drawn_with_little_more_than_its_words(terminal: Terminal) -> None:
    """Narrower, lower, and as it was; what is on the screen afterwards is what a full repaint shows."""
    # What has come in has been read by then, and no count is still to change.
    terminal.wait_until(lambda screen: "Timeline │" in screen.lines[0])
    for columns, rows in ((100, 40), (100, 30), SIZE):
        before = terminal.byte_count
        terminal.resize(columns, rows)
        terminal.settle(0.5)
        terminal.look()
        assert terminal.byte_count - before <= 2 * columns * rows
        seen = terminal.screen.cells()
        terminal.send("\x0c")
        terminal.settle(0.5)
        terminal.look()
        assert terminal.screen.cells() == seen


@pytest.mark.parametrize("new", [1, 20])
async def test_prepending_draws_no_more_than_the_look_ahead(new: int) -> None:
    """However many posts are held, and nothing that is read moves."""

    class ListApp(App[None]):
        def compose(self) -> ComposeResult:
            yield PostList()

    rows = {key: row(key) for key in range(1, 5_100)}
    app = ListApp()
    async with app.run_test(size=SIZE) as pilot:
        posts = app.query_one(PostList)
        posts.assign(range(5_000, 0, -1), {key: rows[key] for key in range(2_300, 2_700)}, highlight=2_500, at=4)
        while posts.at_hand.drawn_count <= 2 * len(posts.visible_keys()):
            await pilot.pause(0.01)
        place, drawn = (posts.highlighted, posts.screen_row, posts.visible_keys()), posts.at_hand.drawn_count
        keys = range(5_000 + new, 5_000, -1)
        posts.prepend(keys, {key: rows[key] for key in keys})
        assert posts.at_hand.drawn_count == drawn
        await pilot.pause()
        assert (posts.highlighted, posts.screen_row, posts.visible_keys()) == place
        assert posts.at_hand.drawn_count - drawn <= 4 * len(posts.visible_keys())


def test_the_terminal_is_given_back_as_it_was(terminal: Terminal) -> None:
    """Neither its second screen, its mouse, its cursor nor its line ends stay changed. The last of these tests."""
    assert not terminal.adds_carriage_returns
    terminal.send("q")
    terminal.settle(20.0)
    assert terminal.has_ended
    assert terminal.adds_carriage_returns
    assert terminal.close() == 0
    terminal.look()
    assert terminal.screen.modes <= {7, 25}


def row(key: int) -> PostRow:
    """A post of some lines."""
    document = Document((Block(f"Post number {key} has some words of its own. " * 5),))
    return PostRow(SavedPost(key, "Tomas", "tomas", published_at=float(key), document=document))
