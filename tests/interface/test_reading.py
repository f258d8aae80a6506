"""Reading from the first post to the last, in terminals of all sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.panes.timeline import TimelinePane
from mbtui.store import places as saved_places
from tests.interface.journey import reading

TITLES = ("Timeline", "Mentions", "Discover", "Conversation", "Bookmarks", "Photos")


async def test_paging_down_shows_every_post_once_and_then_stops_asking(tmp_path: Path) -> None:
    """Space leads from the newest post to the oldest; at the end nothing is asked any more."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(posts=130)) as demo:
        async with reading(demo, tmp_path, size=(120, 36)) as journey:
            posts = journey.app.main.pane.posts
            seen: set[int] = set()
            last = ""
            while journey.text != last or len(posts) < 130:
                last = journey.text
                seen.update(posts.visible_keys())
                await journey.press("space")
            assert len(posts.keys()) == len(set(posts.keys())) == 130
            assert seen == set(posts.keys())
            await journey.press("k", "j", "G")
            asked = [asked.params.get("before_id") for asked in demo.asked("GET", "/posts/all")]
            assert len(asked) == len(set(asked))
            await journey.press("g")
            assert "3m" in journey.lines[2]


async def test_keys_walk_page_and_jump(demo: DemoServer, tmp_path: Path) -> None:
    """j, k and the arrows go post by post; b goes back a page; home and end are the ends."""
    async with reading(demo, tmp_path) as journey:
        first = journey.marked
        await journey.press("j")
        second = journey.marked
        await journey.press("down")
        assert len({first, second, journey.marked}) == 3
        await journey.press("up", "k")
        assert journey.marked == first
        await journey.press("space", "space", "b", "b")
        assert first.splitlines()[0] in journey.text
        await journey.press("end")
        bottom = journey.marked
        await journey.press("home")
        assert journey.marked == first != bottom


async def test_a_long_post_is_clipped_and_z_unfolds_it(demo: DemoServer, tmp_path: Path) -> None:
    """A post of more than twenty lines says how much more there is; z shows it and z clips it again."""
    paragraphs = "".join(f"<p>Paragraph number {number}.</p>" for number in range(30))
    demo.world.publish("tomas", paragraphs)
    async with reading(demo, tmp_path) as journey:
        await journey.sees("more lines (z)")
        await journey.press("z")
        assert "more lines (z)" not in journey.words
        await journey.press("z")
        assert "more lines (z)" in journey.words


async def test_the_highlight_survives_another_size(demo: DemoServer, tmp_path: Path) -> None:
    """From 80 columns to 40 and to 120 the same post stays highlighted and on the screen."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "j", "j")
        name = journey.marked.split("@")[0]
        for width, height in ((40, 12), (120, 36), (80, 24)):
            await journey.resize(width, height)
            assert journey.marked.startswith(name)


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 36)])
async def test_every_tab_fits_every_size(demo: DemoServer, tmp_path: Path, size: tuple[int, int]) -> None:
    """Tabs, posts and status line are there, and no line is wider than the terminal."""
    async with reading(demo, tmp_path, size=size) as journey:
        for key, title in zip("123456", TITLES, strict=True):
            await journey.press(key)
            await journey.until(lambda: "Loading…" not in journey.text)
            assert title in journey.tabs
            assert {cell_len(line) for line in journey.lines} == {size[0]}
            assert "updated" in journey.status
        await journey.press("1", "r")
        await journey.sees("then y sends")
        await journey.press("escape", "p")
        await journey.misses("then y sends")
        await journey.press("question_mark")
        await journey.sees("Keys of mbtui")


async def test_saved_posts_are_there_without_the_network(demo: DemoServer, tmp_path: Path) -> None:
    """What was read yesterday is on the screen at once, at the post where the reader was, with the server gone."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "j", "j", "j", "j", "j")
        read = journey.marked
        row = journey.marked_row
        await journey.until(lambda: _saved_place(journey.app.main.pane) == journey.app.main.pane.posts.highlighted)
    demo.stop()
    async with reading(demo, tmp_path, is_ready=False) as journey:
        assert (journey.marked, journey.marked_row) == (read, row)


def _saved_place(pane: TimelinePane) -> int | None:
    place = saved_places.place(pane.session.store.cache.direct, pane.timeline_name)
    return place.highlighted_id if place else None


async def test_help_lists_every_command_and_closes(demo: DemoServer, tmp_path: Path) -> None:
    """? opens the help, which scrolls to its end, and escape leads back to the post."""
    async with reading(demo, tmp_path, size=(120, 36)) as journey:
        await journey.press("j")
        read = journey.text
        await journey.press("question_mark")
        await journey.sees("Keys of mbtui", "The next post")
        await journey.press("G")
        await journey.sees("part of a conversation")
        await journey.press("escape")
        assert journey.text == read


async def test_q_closes_a_conversation_and_quits_at_the_root(demo: DemoServer, tmp_path: Path) -> None:
    """q goes back from a conversation first; in the timeline it ends mbtui."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("enter")
        await journey.sees("posts in this conversation")
        await journey.press("q")
        assert "posts in this conversation" not in journey.text
        assert journey.app.is_running
        await journey.press("q")
        await journey.has_ended()


async def test_escape_never_quits(demo: DemoServer, tmp_path: Path) -> None:
    """Backing out at the root does nothing."""
    async with reading(demo, tmp_path) as journey:
        read = journey.text
        await journey.press("escape", "backspace", "escape")
        assert journey.text == read
        assert journey.app.is_running


async def test_the_first_posts_do_not_wait_for_what_is_asked_behind_them(demo: DemoServer, tmp_path: Path) -> None:
    """With nothing saved they are shown while the check has no answer; only then it counts as up to date."""
    with demo.fault("hold", path="/posts/check"):
        async with reading(demo, tmp_path, is_ready=False) as journey:
            await journey.until(lambda: journey.marked)
            assert "updated" not in journey.status and not demo.asked("GET", "/posts/mentions")
            demo.mend()
            await journey.sees("updated just now")
