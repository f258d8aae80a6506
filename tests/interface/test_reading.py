"""Reading from the first post to the last, in terminals of all sizes."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.panes.timeline import TimelinePane
from mbtui.store import places as saved_places
from tests.interface.journey import reading

TITLES = ("Timeline", "Mentions", "Discover", "Conversation", "Bookmarks", "Photos")


async def test_paging_down_shows_every_post_once_and_then_stops_asking(tmp_path: Path) -> None:
    """Space leads from the newest post to the oldest; at the end nothing is asked any more.

    ? opens the help, which scrolls to its end, and escape leads back to the post.
    """
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
            read = journey.text
            await journey.press("question_mark")
            await journey.sees("Keys of mbtui", "The next post")
            await journey.press("G")
            await journey.sees("part of a conversation")
            await journey.press("escape")
            assert journey.text == read


async def test_keys_walk_page_jump_and_quit(demo: DemoServer, tmp_path: Path) -> None:
    """j, k and the arrows go post by post; b goes back a page; home and end are the ends; escape never quits.

    A post of more than twenty lines says how much more there is; z shows it and z clips it again. q goes back from a
    conversation first; in the timeline it ends mbtui.
    """
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
        read = journey.text
        await journey.press("escape", "backspace", "escape")
        assert journey.text == read
        assert journey.app.is_running

        demo.world.publish("tomas", "".join(f"<p>Paragraph number {number}.</p>" for number in range(30)))
        journey.poll()
        await journey.sees("↑ 1 new post (g)")
        await journey.press("g")
        await journey.sees("more lines (z)")
        await journey.press("z")
        assert "more lines (z)" not in journey.words
        await journey.press("z")
        assert "more lines (z)" in journey.words

        await journey.press("enter")
        await journey.sees("1 post in this conversation")
        await journey.press("q")
        assert "in this conversation" not in journey.words
        assert journey.app.is_running
        await journey.press("q")
        await journey.has_ended()


async def test_every_tab_fits_every_size(demo: DemoServer, tmp_path: Path) -> None:
    """Tabs, posts and status line are there, and no line is too wide; the same post stays highlighted."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "j", "j")
        name = journey.marked.split("@")[0]
        for size in ((40, 12), (120, 36), (80, 24)):
            await journey.resize(*size)
            assert journey.marked.startswith(name), size
            for key, title in zip("234561", (*TITLES[1:], TITLES[0]), strict=True):
                await journey.press(key)
                await journey.until(lambda: "Loading…" not in journey.text)
                assert title in journey.tabs, size
                assert {cell_len(line) for line in journey.lines} == {size[0]}, title
                assert "updated" in journey.status, (size, title)
            await journey.press("r")
            await journey.sees("then y sends")
            await journey.press("escape", "p")
            await journey.misses("then y sends")
            await journey.press("question_mark")
            await journey.sees("Keys of mbtui")
            await journey.press("escape")


async def test_saved_posts_are_there_without_the_network(demo: DemoServer, tmp_path: Path) -> None:
    """What was read yesterday is on the screen at once, at the post where the reader was, with the server gone.

    With nothing saved the first posts do not wait for what is asked behind them: they are shown while the check has no
    answer, and only then it counts as up to date.
    """
    with demo.fault("hold", path="/posts/check"):
        async with reading(demo, tmp_path, is_ready=False) as journey:
            await journey.until(lambda: journey.marked)
            assert "updated" not in journey.status and not demo.asked("GET", "/posts/mentions")
            demo.mend()
            await journey.sees("updated just now")
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
