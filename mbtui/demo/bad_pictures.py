"""Pictures as no honest person would post them: by fault for all pictures, and by name for posts."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from functools import cache

from mbtui.demo import pictures
from mbtui.demo.pictures import Drawn

_BOMB_PIXELS = 30_000
"""Of each side."""
_FRAMES = 5_000
_PHOTO = "estuary"
"""A JPEG."""


@cache
def bomb() -> Drawn:
    """Make a PNG of some hundred kilobytes with 900 million pixels."""
    size, parts = (1 + _BOMB_PIXELS // 8) * _BOMB_PIXELS, 30
    pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    part = pack.compress(bytes(size // parts)) + pack.flush(zlib.Z_FULL_FLUSH)
    checksum = struct.pack(">HH", size % 65_521, 1)  # Adler-32 of nothing but zeros
    data = b"\x78\xda" + parts * part + pack.flush() + checksum
    return Drawn(pictures.png(_BOMB_PIXELS, _BOMB_PIXELS, [b"\0\0\0", b"\xff\xff\xff"], data, bits=1))


def svg() -> Drawn:
    """Make a drawing that names a file, a host and a script."""
    return Drawn(
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="450"><script>alert(1)</script>'
        b'<image href="http://127.0.0.1:9/"/><text>&x;</text></svg>',
        "image/svg+xml",
    )


def page() -> Drawn:
    """Make a page of a web site that calls itself a JPEG."""
    return Drawn(b"<!DOCTYPE html><title>Sign in</title><h1>Sign in</h1>", "image/jpeg")


def cut() -> Drawn:
    """Make a photo whose file ends early."""
    whole = pictures.photo(_PHOTO)
    return Drawn(whole.content[: len(whole.content) // 2], whole.content_type)


@cache
def frames() -> Drawn:
    """Make a GIF that moves for a long time."""
    return Drawn(pictures.moving("frames", 40, 30, _FRAMES), "image/gif")


BY_NAME: dict[str, Callable[[], Drawn]] = {"bomb": bomb, "svg": svg, "page": page, "cut": cut, "frames": frames}
"""What a picture of such a name is, whatever its ending: `/pictures/bomb.png`."""


async def huge(megabytes: float) -> AsyncIterator[bytes]:
    """Give a photo that does not end before so many megabytes."""
    yield pictures.photo(_PHOTO).content
    for _ in range(round(megabytes * 16)):
        yield bytes(62_500)


async def drip(seconds: float) -> AsyncIterator[bytes]:
    """Give a photo byte by byte, with so many seconds between them."""
    for byte in pictures.photo(_PHOTO).content:
        yield bytes([byte])
        await asyncio.sleep(seconds)
