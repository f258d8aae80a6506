"""Sixel: pixels as letters, six rows at a time, color by color.

Source: "Sixel Graphics", chapter 14 of the VT330/VT340 Programmer Reference Manual.
"""

from __future__ import annotations

import re
from typing import Any

BAND = 6
"""Rows of pixels that are written together."""
COLORS = 128
SAMPLED_PIXELS = 200
_LETTERS = bytes((63 + value) & 255 for value in range(256))
_BLANK = re.compile(rb"\?{4,}")
"""Most of what is written of a color is blank: to look for that first takes half the time."""
_REPEATED = re.compile(rb"([@-~])\1{3,}")


def quantized(image: Any) -> Any:
    """Bring a picture down to as many colors as are sent with it."""
    from PIL import Image

    small = image.copy()
    # The colors are chosen by a part of the pixels: it takes a tenth of the time.
    small.thumbnail((SAMPLED_PIXELS, SAMPLED_PIXELS), Image.Resampling.NEAREST)
    palette = small.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def row_data(image: Any) -> str:
    """What draws a row of cells: a part of a picture that was `quantized`.

    The last six rows of pixels may reach below the cells: what is there is left as it is.
    """
    width, height = image.size
    pixels, palette = image.tobytes(), image.getpalette()
    used = sorted(set(pixels))
    out = [f'\x1bP0;1;0q"1;1;{width};{height}'.encode()]
    for color in used:
        red, green, blue = (round(value * 100 / 255) for value in palette[3 * color : 3 * color + 3])
        out.append(b"#%d;2;%d;%d;%d" % (color, red, green, blue))
    for top in range(0, height, BAND):
        rows = [pixels[y * width : (y + 1) * width] for y in range(top, min(height, top + BAND))]
        written = [_band(rows, color) for color in sorted(set().union(*rows))]
        out += [b"$".join(written), b"-" if top + BAND < height else b""]
    return b"".join([*out, b"\x1b\\"]).decode()


def _band(rows: list[bytes], color: int) -> bytes:
    """The pixels of one color in up to six rows."""
    width = len(rows[0])
    bits = 0
    for number, row in enumerate(rows):
        if color in row:
            table = bytearray(256)
            table[color] = 1 << number
            bits |= int.from_bytes(row.translate(table), "big")
    letters = bits.to_bytes(width, "big").rstrip(b"\0").translate(_LETTERS)
    return b"#%d%s" % (color, _REPEATED.sub(_shortened, _BLANK.sub(_shortened, letters)))


def _shortened(match: re.Match[bytes]) -> bytes:
    return b"!%d%s" % (len(match[0]), match[0][:1])
