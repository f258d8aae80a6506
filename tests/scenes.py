"""The screens that are pictured: in the README's screenshots, and as snapshots that a test compares.

The world and the clock stand still, so that the same scene gives the same picture byte for byte.
"""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PIL import Image

from mbtui.demo import DemoServer
from mbtui.services.attachments import attach
from mbtui.store.post_parts import PostParts, with_parts
from tests.interface.journey import Journey


class Scene(NamedTuple):
    """One screen worth a picture."""

    name: str
    """Also the name of its file."""
    size: tuple[int, int]
    play: Callable[[Journey, DemoServer], Awaitable[None]]
    """Leads to the screen from a timeline that has just been read for the first time."""
    words: tuple[str, ...]
    """What must stand on it."""
    has_pictures: bool = False
    """Whether pictures are drawn on it: other versions of Pillow scale them to slightly other colors."""


async def _timeline(journey: Journey, demo: DemoServer) -> None:
    """Two minutes have passed while the second post was read, and it was given a star."""
    await journey.press("j", "f")
    await journey.until(lambda: "★" in journey.marked)
    demo.world.advance(110)
    journey.poll()
    await journey.sees("Timeline 3", "↑ 3 new posts (g)")
    await journey.until(lambda: demo.asked("POST", "/posts/favorites"))


async def _conversation(journey: Journey, demo: DemoServer) -> None:
    await _discover(journey, demo)
    await journey.press("j", "j", "j", "j", "enter")
    await journey.sees("in this conversation")


async def _columns(journey: Journey, demo: DemoServer) -> None:
    """The conversation of the second post stands at the right."""
    await journey.press("C", "j")
    await journey.until(lambda: journey.text.count("PORPOISES") == 2)


async def _discover(journey: Journey, demo: DemoServer) -> None:
    await journey.press("3")
    await journey.until(lambda: journey.marked)


async def _help(journey: Journey, demo: DemoServer) -> None:
    await journey.press("question_mark")
    await journey.sees("Keys of mbtui")


WRITTEN = (
    "Frost on the plot this morning, and *everything* under fleece looked like badly wrapped furniture. The **broad "
    "beans** are flat on their faces.",
    "",
    "> They'll be up by noon, pretending nothing happened.",
    "",
    "So says [Mr Dunmore](https://allotment.example/dunmore), and he knows beans.",
)
PICTURES = (
    ("frost.jpg", (1600, 1200), "Fleece over a row of beans, white with frost"),
    ("dunmore.jpg", (900, 1200), ""),
)


async def _composer(journey: Journey, demo: DemoServer) -> None:
    """A post with all its parts, as it is being written."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name, _, _ in PICTURES]
        for file, (_, size, _) in zip(files, PICTURES, strict=True):
            Image.new("RGB", size, "lightblue").save(file)
        account = journey.app.session.store.folder
        media = [
            replace(await attach(account, file), alt=alt) for file, (_, _, alt) in zip(files, PICTURES, strict=True)
        ]
    await journey.press("c")
    await journey.sees("Allotment notes")
    writing = journey.app.main.writing
    parts = PostParts(categories=("gardening", "weather"), photos=tuple(media), syndicate_to=("mastodon-1",))
    draft = with_parts(writing.beside, parts)
    writing.change(title="Furniture, badly wrapped", details=draft.details)
    assert writing.composer is not None
    writing.composer.text = "\n".join(WRITTEN)
    await journey.sees("2 pictures", "he knows beans")


async def _head(journey: Journey, demo: DemoServer) -> None:
    await _composer(journey, demo)
    await journey.press("escape", "t")
    await journey.sees("Copy to")


async def _preview(journey: Journey, demo: DemoServer) -> None:
    await _composer(journey, demo)
    await journey.press("escape", "v")
    await journey.sees("[image: Fleece over a row of beans")


async def _pictures(journey: Journey, demo: DemoServer) -> None:
    await _composer(journey, demo)
    await journey.press("escape", "i")
    await journey.sees("Pictures of this post")


async def _person(journey: Journey, demo: DemoServer) -> None:
    """With their picture, wherever this runs."""
    journey.app.config = replace(journey.app.config, images="on", avatars=True)
    await journey.press("j", "j", "u")
    await journey.sees("They follow you.")
    await journey.until(lambda: journey.lines[0][1:2].strip())


async def _grid(journey: Journey, demo: DemoServer) -> None:
    """All of the photos on the screen are drawn: there are no words in their places any more."""
    await journey.press("6")
    await journey.until(lambda: journey.has_picture)
    await journey.until(lambda: not any(sign.isalpha() for line in journey.lines[2:9] for sign in line))
    await journey.until(lambda: not any(sign.isalpha() for line in journey.lines[10:17] for sign in line))


async def _picture(journey: Journey, demo: DemoServer) -> None:
    await _grid(journey, demo)
    await journey.press("j", "l", "l", "l", "m")
    await journey.sees("Fenna de Wit")
    await journey.until(lambda: journey.has_picture)


WIDE, NARROW = (120, 36), (80, 24)
SCENES = (
    Scene("timeline", WIDE, _timeline, ("Timeline 3", "↑ 3 new posts (g)", "Tomas Lindqvist @tomas · 6m ★ ↩")),
    Scene(
        "conversation", WIDE, _conversation, ("Fifteen days till the long slow trip", "7 posts in this conversation")
    ),
    Scene("columns", WIDE, _columns, ("Four in the morning, off Stad", "3 posts in this conversation")),
    Scene("discover", WIDE, _discover, ("Filled the pen with an ink called 夜明け前", "updated just now")),
    Scene("composer", WIDE, _head, ("Furniture, badly wrapped", "Copy to", "gardening, weather")),
    Scene("preview", WIDE, _preview, ("Furniture, badly wrapped", "[image: Fleece over a row of beans")),
    Scene("pictures", WIDE, _pictures, ("dunmore.jpg", "no description", "1600 × 1200")),
    Scene("person", WIDE, _person, ("Isla Moreau @isla", "They follow you."), has_pictures=True),
    Scene("photos", NARROW, _grid, ("Juno Vance", "Daily drawing 612: Gerald"), has_pictures=True),
    Scene("picture", NARROW, _picture, ("Fenna de Wit",), has_pictures=True),
    Scene("help", WIDE, _help, ("Keys of mbtui", "The next post; a post taller than the screen scrolls first")),
    Scene("timeline-80x24", NARROW, _timeline, ("Timeline 3", "↑ 3 new posts (g)", "Tomas Lindqvist @tomas · 6m ★ ↩")),
)
