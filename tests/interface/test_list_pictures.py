"""Pictures in lists, on wish: the first one of the highlighted post, and those of people."""

from __future__ import annotations

from collections.abc import Set
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from mbtui.demo import DemoServer
from mbtui.graphics.slices import PICTURE_META
from mbtui.panes import list_pictures
from tests.cases import case
from tests.interface.journey import Journey, reading
from tests.interface.opened import opened, sign_in

SIZE = (80, 40)
POSTS = 30


@pytest.fixture(autouse=True)
def _short_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what stands still be looked at soon: no test waits longer than it must."""
    monkeypatch.setattr(list_pictures, "REST_SECONDS", 0.03)


def publish(demo: DemoServer, count: int = POSTS) -> None:
    """Have so many posts said, each with two pictures; the last one is the newest."""
    for number in range(count, 0, -1):
        pictures = "".join(f'<img src="{demo.url}/pictures/{name}{number}.png">' for name in ("first", "second"))
        demo.world.publish("isla", f"<p>Post {number}.</p>{pictures}<p>Behind it.</p>")


def asked_pictures(demo: DemoServer) -> list[str]:
    """The names of the pictures that were asked for, people's aside."""
    paths = [asked.path for asked in demo.requests if "pictures%2F" in asked.path or "/pictures/" in asked.path]
    return [path.replace("%2F", "/").rpartition("/")[2].partition(".")[0] for path in paths]


def picture_lines(journey: Journey) -> list[int]:
    """The lines on which a picture of a post is drawn."""
    return [y for y, cells in enumerate(colored_cells(journey)) if cells > 4]


def colored_cells(journey: Journey) -> list[int]:
    """How many cells of each line have a color of their own behind them, as those of pictures do."""
    strips = journey.app.screen._compositor.render_strips()
    is_colored = [
        [s.style is not None and s.style.bgcolor and s.style.bgcolor.triplet for s in strip] for strip in strips
    ]
    return [
        sum(segment.cell_length for segment, is_one in zip(strip, ones, strict=True) if is_one)
        for strip, ones in zip(strips, is_colored, strict=True)
    ]


async def test_the_highlighted_post_shows_its_first_picture(demo: DemoServer, tmp_path: Path) -> None:
    """Where it stands, whatever is passed on the way; nothing else moves, and nothing else is fetched."""
    publish(demo)
    async with reading(demo, tmp_path, size=SIZE) as journey:
        posts = journey.app.main.pane.posts
        before, row = journey.lines, journey.marked_row
        assert not asked_pictures(demo)
        await journey.press("I")
        await journey.until(lambda: picture_lines(journey))
        assert asked_pictures(demo) == ["first1"]
        shown = picture_lines(journey)
        assert shown == list(range(row + 3, row + 3 + len(shown))) and len(shown) <= 8
        assert all(line.startswith("▌ ") for line in journey.lines[row : shown[-1] + 3])
        body = slice(row, -2)
        moved = [line for y, line in enumerate(journey.lines) if y not in shown]
        assert moved[body] == before[body][: len(moved[body])]

        below = posts.below.without(lambda: posts.render_lines(posts.size.region))
        assert below and [strip.text for strip in below] == before[body][: len(below)]
        assert picture_lines(journey) == shown

        # As keys in one write are handled, with no rest between them.
        for _ in range(POSTS - 5):
            posts.move(1)
        await journey.until(lambda: picture_lines(journey))
        assert f"Post {POSTS - 4}." in journey.marked
        assert asked_pictures(demo) == ["first1", f"first{POSTS - 4}"]
        await journey.press("g")
        await journey.until(lambda: journey.marked_row == row and picture_lines(journey) == shown)
        assert len(asked_pictures(demo)) == 2

        # Where little room is left under a post its picture is lower; the post stays.
        posts.move(10)
        key, height = posts.highlighted, len(journey.marked.splitlines())
        assert key is not None and posts.go_to(key, at=posts.size.height - height - 5)
        await journey.until(lambda: picture_lines(journey))
        assert len(picture_lines(journey)) <= 5
        assert posts.screen_row == posts.size.height - height - 5
        assert "Behind it." in journey.marked

        await journey.press("g")
        await journey.until(lambda: picture_lines(journey))
        await journey.press("I")
        await journey.sees("Posts show no pictures in lists.")
        assert not picture_lines(journey)

        # One that fails says why, and is not asked for again until the reader asks for it by switching off and on.
        for name in ("later", "lost"):
            demo.world.publish("isla", f'<p>A {name} one.</p><img src="{demo.url}/pictures/{name}.png">')
        await journey.press("R")
        await journey.sees("2 new posts")
        await journey.press("g")
        with demo.fault("error-503", path="/photos/"), demo.fault("error-503", path="/pictures/"):
            await journey.press("I")
            await journey.until(lambda: "has trouble" in journey.marked)
            asked = asked_pictures(demo).count("lost")
            await journey.press("j")
            await journey.until(lambda: "later" in asked_pictures(demo))
            await journey.press("k")
            await journey.until(lambda: "has trouble" in journey.marked and "A lost one." in journey.marked)
            assert asked_pictures(demo).count("lost") == asked
        await journey.press("I", "I")
        await journey.until(lambda: picture_lines(journey))

        # A grid has its own pictures: nothing is fetched twice for what is highlighted; as a list it is like others.
        before_grid = len(asked_pictures(demo))
        await journey.press("6")
        await journey.until(lambda: len(set(asked_pictures(demo)[before_grid:])) > 2)
        grid = journey.app.main.pane.posts
        await journey.press("j")
        await journey.until(lambda: sum(colored_cells(journey)))
        fetched = asked_pictures(demo)[before_grid:]
        assert len(set(fetched)) == len(fetched)
        assert grid.at_hand.below is None
        await journey.press("i", "g")
        await journey.until(lambda: grid.at_hand.below is not None)


async def test_where_none_are_drawn_the_key_says_why(demo: DemoServer, tmp_path: Path, over_ssh: None) -> None:
    """And nothing is fetched."""
    publish(demo, 2)
    async with reading(demo, tmp_path) as journey:
        await journey.press("I")
        await journey.sees("Over SSH pictures are neither fetched nor drawn")
        posts = journey.app.main.pane.posts
        rested: list[bool] = []
        posts.at_rest(list_pictures.REST_SECONDS, lambda: rested.append(True))
        await journey.press("j")
        await journey.until(lambda: rested)
        assert not [worker for worker in journey.app.workers if worker.group in ("picture", "avatars")]
        assert not asked_pictures(demo)


async def test_pictures_are_drawn_anew_for_cells_of_another_size(demo: DemoServer, tmp_path: Path) -> None:
    """Wherever they are seen when a font is enlarged, and where they were seen before, as soon as they are again."""

    def slices() -> set[int]:
        """The numbers of what is drawn over cells on the screen."""
        strips = journey.app.screen._compositor.render_strips()
        return {segment.style.meta.get(PICTURE_META, 0) for strip in strips for segment in strip if segment.style} - {0}

    def is_drawn(before: Set[int] = frozenset()) -> bool:
        """Whether there is a picture on the screen, and the terminal can draw all of it, nothing as before."""
        seen = slices()
        return bool(seen) and all(number in journey.app.graphics.slices for number in seen) and not before & seen

    publish(demo, 1)
    async with reading(demo, tmp_path) as journey:
        journey.app.config = replace(journey.app.config, images="inline")
        assert journey.app.graphics.protocol == "blocks"
        for answer in ("\x1b[6;20;10t", "\x1b[?62;4;22c"):
            journey.app.take_answer(answer)
        places = (
            (["I"], "Post 1."),
            (["u"], "Posts of @isla"),
            (["escape", "m"], "Picture 1 of 2"),
            (["escape"], "Post 1."),
        )
        for height, (keys, words) in enumerate((*places, (["6"], "Photos")), 21):
            with case(words):
                await journey.press(*keys)
                await journey.sees(words)
                await journey.until(is_drawn)
                before = slices()
                journey.app.take_answer(f"\x1b[6;{height};10t")
                await journey.until(partial(is_drawn, before))


async def test_people_are_shown_beside_their_names(demo: DemoServer) -> None:
    """Nothing moves when their pictures come, and each is asked for once."""
    publish(demo, 3)
    await sign_in(demo, "ines")
    hold = demo.fault("hold", path="/isla/avatar.jpg")
    async with opened(demo, "avatars = true", size=SIZE) as journey:
        before = [line for line in journey.lines if "Isla Moreau  @isla" in line]
        assert before and all(line.startswith(("     Isla", "▌    Isla")) for line in before)
        isla = [y for y, line in enumerate(journey.lines) if "Isla Moreau  @isla" in line]
        await journey.until(lambda: hold.met)
        assert not any(colored_cells(journey)[y] for y in isla)
        hold.mend()
        await journey.until(lambda: all(colored_cells(journey)[y] == 2 for y in isla))
        after = [line for line in journey.lines if "Isla Moreau  @isla" in line]
        assert [line[5:] for line in after] == [line[5:] for line in before]
        assert len([asked for asked in demo.requests if asked.path == "/isla/avatar.jpg"]) == 1
