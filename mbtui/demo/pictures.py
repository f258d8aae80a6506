"""Pictures and sounds, drawn by the server itself: the same name always gives the same bytes."""

from __future__ import annotations

import colorsys
import math
import struct
import zlib
from functools import lru_cache

WIDTH = 600
HEIGHT = 450
AVATAR_SIZE = 96


@lru_cache(maxsize=64)
def landscape(name: str, width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """Draw hills under a sky as a PNG; the name decides their colors and shape."""
    number = zlib.crc32(name.encode())
    hue = number % 360 / 360
    sky_shades = 24
    palette = [_color(hue, 0.15 + 0.2 * shade / sky_shades, 0.98 - 0.25 * shade / sky_shades) for shade in range(24)]
    palette += [_color(hue + 0.08 * layer, 0.35, 0.7 - 0.16 * layer) for layer in range(4)]
    palette.append(_color(hue + 0.5, 0.3, 1.0))
    sky = bytes(row * sky_shades // height for row in range(height))
    sun_x, sun_y, sun_radius = width * (number >> 8 & 63) // 64, height // 4, height / 11
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
    return _png(width, height, palette, [bytes(row) for row in zip(*columns, strict=True)])


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


def _png(width: int, height: int, palette: list[bytes], rows: list[bytes]) -> bytes:
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(palette)),
            _chunk(b"IDAT", data),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _color(hue: float, saturation: float, value: float) -> bytes:
    return bytes(round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1.0, saturation, value))
