"""Pictures and sounds, drawn by the server itself: the same name always gives the same bytes."""

from __future__ import annotations

import colorsys
import io
import math
import struct
import zlib
from functools import lru_cache
from typing import NamedTuple

WIDTH = 600
HEIGHT = 450
AVATAR_SIZE = 96
_FRAMES = 12
_SIDEWAYS = 6
"""What a camera writes that was held upright."""


class Shape(NamedTuple):
    """How a picture was taken."""

    width: int
    height: int
    ending: str
    is_sideways: bool = False
    """Whether its file lies on its side and says so, as cameras write it."""

    @property
    def shown(self) -> tuple[int, int]:
        """The size that Micro.blog writes into posts: at most 600 pixels wide."""
        width = min(WIDTH, self.width)
        return width, max(1, self.height * width // self.width)


_SHAPES = (
    *4 * [Shape(1600, 1200, "jpg")],
    *2 * [Shape(1200, 1600, "jpg")],
    *2 * [Shape(1800, 1200, "jpg")],
    *2 * [Shape(1080, 1080, "jpg")],
    Shape(1200, 1600, "jpg", is_sideways=True),
    Shape(2400, 600, "jpg"),
    Shape(WIDTH, HEIGHT, "png"),
    Shape(500, 2000, "png"),
    Shape(160, 120, "gif"),
    Shape(120, 90, "png"),
)


class Drawn(NamedTuple):
    """A picture as it is sent."""

    content: bytes
    content_type: str = "image/png"


def shape(name: str) -> Shape:
    """Tell how a picture of a post was taken; most are photos."""
    return _SHAPES[zlib.crc32(name.encode()) % len(_SHAPES)]


def file_name(name: str) -> str:
    return f"{name}.{shape(name).ending}"


@lru_cache(maxsize=64)
def photo(name: str, width: int | None = None) -> Drawn:
    """Draw a picture of a post as it was taken, or a smaller copy; JPEG where Pillow is installed, else PNG."""
    taken = shape(name)
    if width is not None and width < taken.width:
        taken = Shape(width, max(1, taken.height * width // taken.width), "jpg" if taken.ending == "jpg" else "png")
    if taken.ending == "gif":
        return Drawn(moving(name, taken.width, taken.height, _FRAMES), "image/gif")
    palette, rows = _hills(name, taken.width, taken.height)
    found = _jpeg(taken, palette, rows) if taken.ending == "jpg" else None
    return Drawn(found, "image/jpeg") if found else Drawn(_png(taken.width, taken.height, palette, rows))


def landscape(name: str, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """Draw a picture as a PNG."""
    return _png(width, height, *_hills(name, width, height))


def moving(name: str, width: int, height: int, frames: int) -> bytes:
    """Draw a picture whose sun wanders as a GIF, which is not compressed."""
    palette, _ = _hills(name, 1, 1)
    colors = b"".join(palette).ljust(3 * 128, b"\0")
    again_and_again = b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
    parts = [b"GIF89a", struct.pack("<HHBBB", width, height, 0xF6, 0, 0), colors, again_and_again]
    drawn = [_gif_frame(width, height, _hills(name, width, height, at)[1]) for at in range(0, 64, 64 // _FRAMES)]
    parts += [drawn[at % len(drawn)] for at in range(frames)]
    return b"".join([*parts, b";"])


def _gif_frame(width: int, height: int, rows: list[bytes]) -> bytes:
    """Write a frame in codes of eight bits: the table of codes is emptied before it would need a ninth."""
    pixels = b"".join(rows)
    codes = b"".join(b"\x80" + pixels[at : at + 120] for at in range(0, len(pixels), 120)) + b"\x81"
    blocks = (codes[at : at + 255] for at in range(0, len(codes), 255))
    head = b"\x21\xf9\4\0\x0a\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\7"
    return head + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"


def _hills(name: str, width: int, height: int, sun_at: int | None = None) -> tuple[list[bytes], list[bytes]]:
    """Draw hills under a sky: a palette, and rows of places in it. The name decides their colors and shape."""
    number = zlib.crc32(name.encode())
    hue = number % 360 / 360
    sky_shades = 24
    palette = [_color(hue, 0.15 + 0.2 * shade / sky_shades, 0.98 - 0.25 * shade / sky_shades) for shade in range(24)]
    palette += [_color(hue + 0.08 * layer, 0.35, 0.7 - 0.16 * layer) for layer in range(4)]
    palette.append(_color(hue + 0.5, 0.3, 1.0))
    sky = bytes(row * sky_shades // height for row in range(height))
    sun_x, sun_y, sun_radius = width * (sun_at or number >> 8 & 63) // 64, height // 4, height / 11
    columns = []
    for x in range(width):
        column = bytearray(sky)
        if abs(x - sun_x) < sun_radius:
            half = round(math.sqrt(sun_radius**2 - (x - sun_x) ** 2))
            column[sun_y - half : sun_y + half] = bytes([28]) * (2 * half)
        for layer in range(4):
            phase = (number >> (layer * 5) & 31) / 5
            wave = math.sin(x / width * (4 + 2 * layer) + phase) + 0.4 * math.sin(x / width * (13 - layer) + 2 * phase)
            top = min(height, max(0, round(height * (0.45 + 0.14 * layer + 0.07 * wave))))
            column[top:] = bytes([24 + layer]) * (height - top)
        columns.append(bytes(column))
    return palette, [bytes(row) for row in zip(*columns, strict=True)]


@lru_cache(maxsize=128)
def avatar(name: str, size: int = AVATAR_SIZE) -> bytes:
    """Draw a symmetrical pattern of eight by eight squares as a PNG."""
    number = zlib.crc32(name.encode()) * 0x9E3779B97F4A7C15
    palette = [_color(number % 360 / 360, 0.12, 0.96), _color(number % 360 / 360, 0.6, 0.6)]
    rows = []
    for line in range(8):
        left = [number >> (line * 4 + bit + 7) & 1 for bit in range(4)]
        squares = left + left[::-1]
        row = bytes(squares[x * 8 // size] for x in range(size))
        rows += [row] * ((line + 1) * size // 8 - line * size // 8)
    return _png(size, size, palette, rows)


@lru_cache(maxsize=8)
def sound(name: str) -> bytes:
    """Make two seconds of a quiet chord as a WAV file."""
    rate = 8000
    base = 160 + zlib.crc32(name.encode()) % 120
    samples = bytes(
        round(128 + 18 * sum(math.sin(2 * math.pi * base * step * at / rate) for step in (1.0, 1.25, 1.5)))
        for at in range(2 * rate)
    )
    header = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, rate, rate, 1, 8,
                         b"data", len(samples))  # fmt: skip
    return header + samples


def size(content: bytes) -> tuple[int, int] | None:
    """Read how many pixels a PNG, GIF, WebP or JPEG has; None for everything else."""
    if content.startswith(b"\x89PNG"):
        return struct.unpack_from(">II", content.ljust(24), 16)
    if content.startswith(b"GIF8"):
        return struct.unpack_from("<HH", content.ljust(10), 6)
    if content[8:16] == b"WEBPVP8X":
        width, height = content[24:27], content[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    at = 2
    while content.startswith(b"\xff\xd8") and at + 9 < len(content):
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length
    return None


def _jpeg(taken: Shape, palette: list[bytes], rows: list[bytes]) -> bytes | None:
    try:
        from PIL import Image
    except ImportError:  # it is an extra
        return None
    picture = Image.frombytes("P", (taken.width, taken.height), b"".join(rows))
    picture.putpalette(b"".join(palette))
    exif = Image.Exif()
    if taken.is_sideways:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = _SIDEWAYS
    content = io.BytesIO()
    picture.convert("RGB").save(content, "JPEG", quality=85, exif=exif)
    return content.getvalue()


def _png(width: int, height: int, palette: list[bytes], rows: list[bytes]) -> bytes:
    return png(width, height, palette, zlib.compress(b"".join(b"\0" + row for row in rows), 6))


def png(width: int, height: int, palette: list[bytes], data: bytes, bits: int = 8) -> bytes:
    """Write places in a palette, in so many bits each, that are compressed already."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", data),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _color(hue: float, saturation: float, value: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1.0, saturation, value))
