"""Draw a picture with characters: each cell one symbol in two colors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from mbtui.pictures.picture import Picture

UPPER_HALF = "▀"


def draw(picture: Picture, columns: int, rows: int, color_system: str, *, is_utf8: bool) -> list[list[Segment]]:
    """Draw a picture over so many cells, whatever its aspect."""
    from PIL import Image

    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
    return _half_blocks(image.resize((columns, 2 * rows), Image.Resampling.BOX, reducing_gap=2.0))


def _half_blocks(image: Any) -> list[list[Segment]]:
    """Draw two pixels a cell, one above the other."""
    width, height = image.size
    pixels = list(zip(*[iter(image.tobytes())] * 3, strict=True))
    lines = []
    for top in range(0, width * height, 2 * width):
        line = []
        for upper, lower in zip(pixels[top : top + width], pixels[top + width : top + 2 * width], strict=True):
            style = Style.from_color(Color.from_triplet(ColorTriplet(*upper)), Color.from_triplet(ColorTriplet(*lower)))
            line.append(Segment(UPPER_HALF, style))
        lines.append(line)
    return lines
