"""Draw a picture with characters: each cell one symbol in two colors, the one that comes nearest to the picture.

With all colors a cell is divided into four or six parts, of which each has one of two colors. With few colors it is
divided into two halves, and the colors that are missing are mixed from those that are there (dithering). Without any,
characters that are more or less full stand for brighter and darker.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, product
from typing import TYPE_CHECKING, Any

from rich.color import Color, ColorSystem, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

from mbtui.graphics.slices import PICTURE_META, TEXT_NUMBER

if TYPE_CHECKING:
    from mbtui.pictures.picture import Picture

Pixel = tuple[int, int, int]

FULL = "█"
UPPER_HALF = "▀"
QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""By which parts have the color of the character: 1 the upper left, 2 the upper right, 4 and 8 those below."""
SEXTANTS = " " + "".join(
    {21: "▌", 42: "▐", 63: FULL}.get(parts, chr(0x1FB00 + parts - 1 - (parts > 21) - (parts > 42)))
    for parts in range(1, 64)
)
"""The same with six parts, row by row."""
SHADES = " ░▒▓█"
ASCII_SHADES = " .:-=+*#%@"
_LEVELS = 0, 95, 135, 175, 215, 255
_MANY = [
    *enumerate(product(_LEVELS, _LEVELS, _LEVELS), 16),
    *((232 + step, (8 + 10 * step,) * 3) for step in range(24)),
]
"""The colors of a terminal that has 256, by number, without the first sixteen: those can be anything."""
_SIXTEEN = list(
    enumerate(
        (
            85 * (number > 7) + 170 * (number & 1),
            (85 * (number > 7) + 170 * (number >> 1 & 1)) // (1 + (number == 3)),
            85 * (number > 7) + 170 * (number >> 2 & 1),
        )
        for number in range(16)
    )
)
"""The colors of a terminal that has sixteen, as the first ones had them: the third is brown."""
FLAT = 6
"""A cell whose parts differ by less in every color has one color."""


def draw(
    picture: Picture, columns: int, rows: int, color_system: str, *, is_utf8: bool, has_sextants: bool
) -> list[list[Segment]]:
    """Draw a picture over so many cells, whatever its aspect.

    Args:
        picture: What is drawn.
        columns: Cells in a row.
        rows: How many rows.
        color_system: As Rich calls it; empty for no colors.
        is_utf8: Whether the terminal shows more than ASCII.
        has_sextants: Whether it is known to draw symbols of six parts.
    """
    from PIL import Image

    image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)

    def scaled(across: int, down: int) -> Any:
        """The picture with so many pixels a cell."""
        return image.resize((columns * across, rows * down), Image.Resampling.BOX, reducing_gap=2.0)

    if not color_system:
        return _shades(scaled(1, 1), SHADES if is_utf8 else ASCII_SHADES)
    if not is_utf8:
        pixels = scaled(1, 1)
        return _blanks(pixels if color_system == "truecolor" else _dithered(pixels, color_system))
    if color_system != "truecolor":
        return _half_blocks(_dithered(scaled(1, 2), color_system))
    return _parts(scaled(2, 3), 3, SEXTANTS) if has_sextants else _parts(scaled(2, 2), 2, QUADRANTS)


def _parts(image: Any, parts_down: int, symbols: str) -> list[list[Segment]]:
    """Draw a cell as that symbol, in those two colors, which come nearest to its parts."""
    width, height = image.size
    pixels = _pixels(image)
    lines = []
    for top in range(0, height, parts_down):
        rows = [pixels[y * width : (y + 1) * width] for y in range(top, top + parts_down)]
        pairs = [part for row in rows for part in (row[0::2], row[1::2])]
        lines.append([_cell(cell, symbols) for cell in zip(*pairs, strict=True)])
    return lines


def _cell(parts: tuple[Pixel, ...], symbols: str) -> Segment:
    """Divide parts into two groups by the color in which they differ most, where that leaves the least error.

    The error of a group is that of its mean. It is least where the squares of the sums, each by the size of its group,
    are greatest: the squares of the parts are the same however they are divided.
    """
    count = len(parts)
    reds, greens, blues = zip(*parts, strict=True)
    ranges = (max(reds) - min(reds), max(greens) - min(greens), max(blues) - min(blues))
    widest = max(ranges)
    red, green, blue = sum(reds), sum(greens), sum(blues)
    if widest < FLAT:
        return Segment(FULL, _style(_mean(red, green, blue, count), None))
    channel = (reds, greens, blues)[ranges.index(widest)]
    order = sorted(range(count), key=channel.__getitem__)
    best, best_size, best_sum = -1.0, 1, (0, 0, 0)
    r = g = b = 0
    for size, part in enumerate(order[:-1], 1):
        r, g, b = r + reds[part], g + greens[part], b + blues[part]
        rest = count - size
        gain = (r * r + g * g + b * b) / size
        gain += ((red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2) / rest
        if gain > best:
            best, best_size, best_sum = gain, size, (r, g, b)
    dark = _mean(*best_sum, best_size)
    light = _mean(red - best_sum[0], green - best_sum[1], blue - best_sum[2], count - best_size)
    filled = sum(1 << part for part in order[best_size:])
    return Segment(symbols[filled], _style(light, dark))


def _half_blocks(image: Any) -> list[list[Segment]]:
    """Draw two pixels a cell, one above the other."""
    width, height = image.size
    pixels = _pixels(image)
    lines = []
    for top in range(0, width * height, 2 * width):
        pairs = zip(pixels[top : top + width], pixels[top + width : top + 2 * width], strict=True)
        lines.append(
            [
                Segment(FULL * count, _style(upper, None))
                if upper == lower
                else Segment(UPPER_HALF * count, _style(upper, lower))
                for (upper, lower), count in _counted(pairs)
            ]
        )
    return lines


def _blanks(image: Any) -> list[list[Segment]]:
    """Draw one pixel a cell, as the color behind a blank."""
    width, height = image.size
    pixels = _pixels(image)
    lines = (pixels[top : top + width] for top in range(0, width * height, width))
    return [[Segment(" " * count, _style(None, pixel)) for pixel, count in _counted(line)] for line in lines]


def _shades(image: Any, symbols: str) -> list[list[Segment]]:
    """Draw brightness alone, as characters from the darkest to the brightest."""
    from PIL import Image

    width, height = image.size
    palette = Image.new("P", (1, 1))
    steps = len(symbols) - 1
    palette.putpalette([value for step in range(steps + 1) for value in [255 * step // steps] * 3])
    found = image.convert("L").convert("RGB").quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
    numbers = found.tobytes()
    return [
        [Segment("".join(symbols[min(number, steps)] for number in numbers[top : top + width]), PICTURE_STYLE)]
        for top in range(0, width * height, width)
    ]


def _dithered(image: Any, color_system: str) -> Any:
    """Mix the colors of a picture from those that a terminal has."""
    from PIL import Image

    palette = Image.new("P", (1, 1))
    palette.putpalette(_colors_of(color_system))
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG).convert("RGB")


@lru_cache
def _colors_of(color_system: str) -> bytes:
    """Red, green and blue of the colors that a terminal has, of those that Rich finds again by these values."""
    system, known = (ColorSystem.STANDARD, _SIXTEEN) if color_system == "standard" else (ColorSystem.EIGHT_BIT, _MANY)
    found = [pixel for number, pixel in known if _color(pixel).downgrade(system).number == number]
    return bytes(value for pixel in found for value in pixel)


PICTURE_STYLE = Style(meta={PICTURE_META: TEXT_NUMBER})


def _pixels(image: Any) -> list[Any]:
    return list(zip(*[iter(image.tobytes())] * 3, strict=True))


def _counted(pixels: Any) -> list[tuple[Any, int]]:
    return [(pixel, len(list(group))) for pixel, group in groupby(pixels)]


def _mean(red: int, green: int, blue: int, count: int) -> Pixel:
    half = count // 2
    return (red + half) // count, (green + half) // count, (blue + half) // count


def _color(pixel: Any) -> Color:
    return Color("", ColorType.TRUECOLOR, None, ColorTriplet(*pixel))


def _style(front: Pixel | None, back: Pixel | None) -> Style:
    return Style(
        color=_color(front) if front else None, bgcolor=_color(back) if back else None, meta={PICTURE_META: TEXT_NUMBER}
    )
