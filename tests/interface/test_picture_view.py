"""Looking at the pictures of a post: each state of the view, and each of its keys."""

from __future__ import annotations

from pathlib import Path

from mbtui.config import Config
from mbtui.config.values import Opener
from mbtui.demo import DemoServer
from mbtui.demo.pictures import landscape
from mbtui.terminal.clipboard import osc52
from tests.interface.journey import Journey, reading
from tests.interface.test_links_and_copying import noting

LONG = " ".join(f"Wave {number} of a long description." for number in range(1, 61))


def publish(demo: DemoServer) -> list[str]:
    """A post with three pictures, a video with a still and a recording. Returns their addresses."""
    urls = [f"{demo.url}/pictures/{name}.png" for name in ("tide", "crabs", "weed", "still")]
    urls += [f"{demo.url}/uploads/2026/{name}" for name in ("gulls.mp4", "surf.m4a")]
    demo.world.publish(
        "isla",
        f'<p>Low tide.</p><p><img src="{urls[0]}" alt="Wet sand with gull tracks"><img src="{urls[1]}">'
        f'<img src="{urls[2]}" alt="{LONG}"><video src="{urls[4]}" poster="{urls[3]}"></video>'
        f'<audio src="{urls[5]}"></audio></p>',
    )
    return urls


def was_asked(demo: DemoServer, name: str) -> bool:
    """Whether a picture was asked for, itself or a smaller copy of it."""
    return any(f"/{name}." in asked.path.replace("%2F", "/") for asked in demo.requests)


async def drawn(journey: Journey, *words: str) -> None:
    """Wait until a picture is drawn, with these words."""
    await journey.until(lambda: journey.has_picture and all(text in journey.words for text in words))


async def test_one_picture_after_the_other_with_its_description(
    demo: DemoServer, tmp_path: Path, home: Path, written: list[str]
) -> None:
    """The description is there first. Only the next picture is fetched ahead, and only once this one is drawn."""
    urls = publish(demo)
    async with reading(demo, tmp_path) as journey:
        journey.app.main.config = Config(browser=Opener(noting(tmp_path / "opened")))
        hold = demo.fault("hold", path="/photos/")
        await journey.press("m")
        await journey.sees("Picture 1 of 5 Isla Moreau @isla", "Wet sand with gull tracks", "Loading the picture…")
        await journey.until(lambda: was_asked(demo, "tide"))
        assert not journey.has_picture and not was_asked(demo, "crabs")
        hold.mend()
        await drawn(journey)
        await journey.until(lambda: was_asked(demo, "crabs"))
        await journey.press("y")
        await journey.sees("The address was sent")
        await journey.press("Y")
        await journey.sees("The description was sent")
        assert osc52(urls[0]) in written and osc52("Wet sand with gull tracks") in written

        await journey.press("s")
        await journey.sees("Saved as ~/Downloads/tide.png.")
        await journey.press("s")
        await journey.sees("Saved as ~/Downloads/tide-2.png.")
        saved = [(home / "Downloads" / name).read_bytes() for name in ("tide.png", "tide-2.png")]
        assert saved == [landscape("tide")] * 2
        assert not was_asked(demo, "weed")

        await journey.press("j")
        await drawn(journey, "Picture 2 of 5", "There is no description of this picture.")
        await journey.press("Y")
        await journey.sees("There is no description to copy.")
        await journey.press("k", "k")
        await journey.sees("This is the first one.", "Picture 1 of 5")

        await journey.press("space", "right")
        await drawn(journey, "Picture 3 of 5", "Wave 1 of a long", "more lines (pgdn)")
        await journey.press("pagedown")
        await journey.misses("Wave 1 of a long")
        await journey.press("pageup", "pageup")
        await journey.sees("Wave 1 of a long")

        await journey.press("down")
        await drawn(journey, "Video 4 of 5", "There is no description of this video.", "gulls.mp4")
        await journey.press("G")
        await journey.sees("Recording 5 of 5", "surf.m4a", "enter opens it in another program.")
        await journey.misses("Loading")
        await journey.press("j")
        await journey.sees("This is the last one.")
        await journey.press("enter")
        await journey.until((tmp_path / "opened").exists)
        await journey.until(lambda: (tmp_path / "opened").read_text() == urls[5])
        await journey.press("g")
        await drawn(journey, "Picture 1 of 5")
        await journey.resize(2, 2)
        for size in ((40, 12), (200, 60), (80, 24)):
            await journey.resize(*size)
            await drawn(journey, "Picture 1 of 5", "Wet sand with gull tracks")
        await journey.press("ctrl+l")
        await drawn(journey, "Picture 1 of 5")
        for key in ("escape", "q", "m"):
            await journey.press(key)
            await journey.sees("Timeline", "Low tide.")
            await journey.press("m")
            await drawn(journey, "Picture 1 of 5")


async def test_a_picture_that_can_not_be_had_says_why(demo: DemoServer, tmp_path: Path) -> None:
    """In its place, with the key that tries again; saving says it, too."""
    publish(demo)
    faults = [demo.fault("error-503", path=path) for path in ("/photos/", "/pictures/")]
    async with reading(demo, tmp_path, size=(40, 12)) as journey:
        await journey.press("m")
        await journey.sees("R tries again.", "Wet sand with gull tracks")
        await journey.press("s")
        await journey.sees("It was not saved.")
        for fault in faults:
            fault.mend()
        await journey.press("R")
        await drawn(journey, "Picture 1 of 5")


async def test_where_none_are_drawn_their_descriptions_are_listed(
    demo: DemoServer, tmp_path: Path, over_ssh: None
) -> None:
    """With the sentence that says why, and nothing is fetched."""
    publish(demo)
    async with reading(demo, tmp_path) as journey:
        for config, reason in ((Config(images="off"), 'images = "off"'), (Config(), "Over SSH pictures are neither")):
            journey.app.main.config = config
            await journey.press("m")
            await journey.sees("1 Picture: Wet sand with gull tracks", "2 Picture without a description", "5 Recording")
            await journey.sees(reason)
            assert not was_asked(demo, "tide")
            await journey.press("escape")
