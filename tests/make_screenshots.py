"""Writes the README's pictures into screenshots/: `python -m tests.make_screenshots`.

They come from the demo, with a clock that stands still: the same program gives the same files.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from mbtui.demo import Clock, DemoServer
from tests.interface.journey import reading
from tests.scenes import SCENES, Scene

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"


async def picture(scene: Scene) -> str:
    """Play a scene and give its screen as SVG."""
    with DemoServer(clock=Clock(is_frozen=True)) as demo, tempfile.TemporaryDirectory() as folder:
        async with reading(demo, Path(folder), size=scene.size) as journey:
            await scene.play(journey, demo)
            await journey.sees(*scene.words)
            return journey.app.export_screenshot(title="mbtui")


def main() -> None:
    """Write them all."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "SSH_TTY", "SSH_CONNECTION", "STY", "TMUX"):
        os.environ.pop(name, None)
    os.environ["COLORTERM"] = "truecolor"
    FOLDER.mkdir(exist_ok=True)
    for scene in SCENES:
        svg = asyncio.run(picture(scene))
        (FOLDER / f"{scene.name}.svg").write_text(svg, encoding="utf-8")
        print(f"screenshots/{scene.name}.svg")


if __name__ == "__main__":
    main()
