"""What is said of a picture that is not all of what its author has published."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import reading


async def test_what_is_missing_of_a_picture_is_said_below_it(demo: DemoServer, tmp_path: Path) -> None:
    """A film's first picture, a file that ends early; R fetches it anew, and without a network the old one stays."""
    names = [f"{demo.url}/pictures/{name}.png" for name in ("tide", "crabs", "weed")]
    demo.world.publish("isla", "<p>Low tide.</p>" + "".join(f'<img src="{name}">' for name in names))
    async with reading(demo, tmp_path, size=(60, 16)) as journey:
        moves = demo.fault("picture-frames")
        await journey.press("m")
        await journey.until(lambda: journey.has_picture)
        await journey.sees("This is the first of its pictures: it moves.")
        moves.mend()
        cut = demo.fault("picture-cut")
        await journey.press("j")
        await journey.until(lambda: journey.has_picture)
        await journey.press("R")
        await journey.sees("A part is missing: its file ends early.")
        await journey.until(lambda: journey.has_picture)
        await journey.resize(40, 12)
        await journey.sees("A part is missing: its file ends early.")
        cut.mend()
        demo.stop()
        await journey.press("R")
        await journey.until(lambda: journey.has_picture)
        await journey.sees("A part is missing: its file ends early.")
        demo.start()
        await journey.press("R")
        await journey.misses("missing", "Loading")
        await journey.until(lambda: journey.has_picture)
