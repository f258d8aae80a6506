"""Photos as a grid: its keys, what is fetched, videos, a person's photos, and the list where none are drawn."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Never

import pytest

from mbtui.app import MbtuiApp
from mbtui.demo import Clock, DemoServer, Settings
from mbtui.demo.texts import Photo
from mbtui.panes.messages import TimelineWanted
from mbtui.panes.photo_pane import PhotoPane
from mbtui.pictures.picture import PictureError
from mbtui.timeline_kinds import PHOTOS_OF
from tests.interface.journey import Journey, reading


def publish_photo(demo: DemoServer, alt: str) -> None:
    """Somebody whom the reader follows posts one photo."""
    demo.world.publish("isla", f"<p>Words about: {alt}</p>").photos = (Photo(name=alt.lower(), alt=alt),)


def cell(journey: Journey) -> str:
    """The words under the highlighted photo."""
    return next(line.partition("▌")[2][:18].strip() for line in journey.lines if "▌" in line)


def fetched(demo: DemoServer) -> int:
    """How many pictures were asked for."""
    return len({asked.path for asked in demo.requests if asked.path.startswith(("/photos/", "/pictures/"))})


def all_drawn(journey: Journey) -> bool:
    """Whether each cell has its picture: no words in its place, and no mark that it could not be had."""
    cells = [journey.lines[2 + number * 8 : 10 + number * 8] for number in range(2)]
    has_words = any(sign.isalpha() for *picture, _ in cells for line in picture for sign in line)
    return journey.has_picture and not has_words and not any("!" in caption for *_, caption in cells)


def author(journey: Journey) -> str:
    """Who the highlighted post is by."""
    post = journey.app.main.pane.highlighted_post
    return "" if post is None else post.author_name


async def test_the_grid_is_gone_through_with_the_keys_of_a_post(demo: DemoServer, tmp_path: Path) -> None:
    """Only what is on the screen is fetched; new photos come above without moving any; R asks for what failed."""
    faults = [demo.fault("error-503", path=path) for path in ("/photos/", "/pictures/")]
    async with reading(demo, tmp_path) as journey:
        await journey.press("6")
        await journey.sees("503")
        for fault in faults:
            fault.mend()
        await journey.press("R")
        await journey.until(lambda: all_drawn(journey))
        assert fetched(demo) <= 16
        first = author(journey)
        assert cell(journey) == first
        await journey.press("l", "l", "j", "h", "left", "right", "up", "k")
        await journey.until(lambda: cell(journey) == author(journey) != first)
        await journey.press("f")
        await journey.until(lambda: "★" in next(line for line in journey.lines if "▌" in line))

        before = journey.lines[2:18]
        publish_photo(demo, "A new picture")
        await journey.press("R")
        await journey.until(lambda: journey.app.main.pane.waiting)
        assert journey.lines[2:18] == before
        await journey.press("g")
        await journey.sees("A new picture", "Isla Moreau @isla · now")

        await journey.press("m")
        await journey.sees("Picture Isla Moreau @isla")
        await journey.press("escape", "enter")
        await journey.sees("1 post in this conversation")
        await journey.press("escape", "u")
        await journey.sees("Posts of @isla")
        await journey.press("escape", "i")
        await journey.sees("[image: A new picture]")
        await journey.press("l")
        await journey.sees("Timeline", "updated")
        assert journey.app.main.pane.title == "Timeline"
        await journey.press("6", "i", "tab")
        assert journey.app.main.pane.title == "Timeline"


async def test_what_fails_at_the_moment_of_r_is_asked_for_anew(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer was on its way to the grid: it is no answer to what R asks."""
    answers: list[asyncio.Future[Never]] = []

    def asked(*about: object) -> asyncio.Future[Never]:
        answers.append(asyncio.get_running_loop().create_future())
        return answers[-1]

    async with reading(demo, tmp_path) as journey:
        with monkeypatch.context() as held:
            held.setattr(MbtuiApp, "drawn_picture", asked)
            await journey.press("6")
            await journey.until(lambda: answers)
        pane = journey.app.main.pane
        assert isinstance(pane, PhotoPane)
        with pane._context():
            answers[0].set_exception(PictureError("This came too late."))
            pane.action_list_refresh()
        await journey.until(lambda: all_drawn(journey))


async def test_videos_join_the_photos_and_a_person_has_a_grid(demo: DemoServer, tmp_path: Path) -> None:
    """With the tab's digit once more; escape leads back to the photos alone. A person's have a screen of their own."""
    demo.world.publish("isla", f'<p>Waves.</p><p><video src="{demo.url}/uploads/2026/waves.mp4"></video></p>')
    async with reading(demo, tmp_path, size=(120, 36)) as journey:
        await journey.press("6")
        await journey.until(lambda: journey.has_picture)
        assert "Waves." not in journey.words
        await journey.press("6")
        await journey.sees("Photos: videos", "Video", "Waves.", "▸")
        await journey.press("escape")
        await journey.misses("Photos: videos", "Waves.")

        await journey.press("1")
        await journey.resize(80, 24)
        journey.app.main.post_message(TimelineWanted(PHOTOS_OF.name("isla")))
        await journey.sees("Photos of @isla", "Isla Moreau")
        await journey.until(lambda: journey.has_picture)
        await journey.press("m")
        await journey.sees("Isla Moreau @isla", "back")
        await journey.press("escape", "escape")
        await journey.sees("Timeline", "updated")


async def test_older_photos_come_as_the_end_nears(tmp_path: Path) -> None:
    """Page by page, at any size; the last one is at the end of the grid."""
    with DemoServer(clock=Clock(is_frozen=True), settings=Settings(posts=0)) as demo:
        for number in range(300):
            publish_photo(demo, f"Number {number}.")
        async with reading(demo, tmp_path, size=(40, 12)) as journey:
            await journey.press("6")
            await journey.sees("Number 299.")
            pane = journey.app.main.pane

            def has_more_than(count: int) -> bool:
                return len(pane.posts) > count

            while (count := len(pane.posts)) < 300:
                await journey.press("G")
                await journey.until(partial(has_more_than, count))
            await journey.press("G")
            await journey.sees("Number 0.")
            await journey.until(lambda: journey.has_picture)
            assert fetched(demo) < 60
            await journey.press("g")
            await journey.sees("Number 299.")


async def test_over_ssh_photos_are_a_list(demo: DemoServer, tmp_path: Path, over_ssh: None) -> None:
    """Nothing is fetched, the keys that go sideways change tabs, and i says why there is no grid."""
    publish_photo(demo, "Wet sand with gull tracks")
    async with reading(demo, tmp_path) as journey:
        await journey.press("6")
        await journey.sees("[image: Wet sand with gull tracks]")
        await journey.press("i")
        await journey.sees("Over SSH pictures are neither fetched nor drawn")
        await journey.press("h")
        await journey.until(lambda: journey.app.main.pane.title == "Bookmarks")
        assert not fetched(demo)
