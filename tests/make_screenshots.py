"""Writes the README's pictures into screenshots/: `python -m tests.make_screenshots`.

They come from the demo, with a clock that stands still: the same program gives the same files.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from html import escape, unescape
from itertools import product
from pathlib import Path

from rich.cells import cell_len

from mbtui.demo import Clock, DemoServer
from tests.interface.journey import reading
from tests.scenes import SCENES, Scene

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
CELL_WIDTH, CELL_HEIGHT, FIRST_ROW_AT = 12.2, 24.4, 1.5
"""Of Rich's SVG, in its pixels."""
SHAPES = {
    "│": ((0.45, 0, 0.55, 1),),
    "▏": ((0, 0, 0.125, 1),),
    "▎": ((0, 0, 0.25, 1),),
    **{
        sign: tuple(
            (x, y, x + 0.5, y + 0.5) for part, (y, x) in enumerate(product((0, 0.5), repeat=2)) if parts >> part & 1
        )
        for parts, sign in enumerate("▘▝▀▖▌▞▛▗▚▐▜▄▙▟█", 1)
    },
}
"""The rectangles of a character, as parts of its cell: left, top, right, bottom."""
_TEXT = re.compile(
    r'<text class="(?P<style>[^"]*)" x="(?P<x>[^"]*)" (?P<width>[^>]*-line-(?P<row>\d+)\)">)(?P<words>[^<]*)</text>'
)


async def picture(scene: Scene) -> str:
    """Play a scene and give its screen as SVG."""
    with DemoServer(clock=Clock(is_frozen=True)) as demo, tempfile.TemporaryDirectory() as folder:
        async with reading(demo, Path(folder), size=scene.size) as journey:
            await scene.play(journey, demo)
            await journey.sees(*scene.words)
            return with_drawn_blocks(journey.app.export_screenshot(title="mbtui"))


def with_drawn_blocks(svg: str) -> str:
    """Draw lines and the parts of a full cell as shapes: as letters of a font they leave gaps between the cells."""
    return _TEXT.sub(_drawn, svg)


def _drawn(text: re.Match[str]) -> str:
    words = unescape(text["words"])
    left, top = float(text["x"]), FIRST_ROW_AT + int(text["row"]) * CELL_HEIGHT
    path = ""
    for sign in words:
        for x, y, right, bottom in SHAPES.get(sign, ()):
            width, height = (right - x) * CELL_WIDTH, (bottom - y) * CELL_HEIGHT
            path += f"M{left + x * CELL_WIDTH:.2f} {top + y * CELL_HEIGHT:.2f}h{width:g}v{height:g}h-{width:g}z"
        left += cell_len(sign) * CELL_WIDTH
    if not path:
        return text[0]
    shape = f'<path class="{text["style"]}" shape-rendering="crispEdges" d="{path}"/>'
    rest = "".join("\N{NO-BREAK SPACE}" if sign in SHAPES else sign for sign in words)
    return shape + text[0].replace(text["words"], escape(rest)) if rest.strip() else shape


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
