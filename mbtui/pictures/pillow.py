"""What is read with Pillow, how much of it, and how it fails. Nothing of Pillow is imported until it is asked for."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000
ORIENTATION = 0x0112
"""The field of EXIF that says how a camera was held."""
_READ = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF")
"""None of them makes Pillow start another program, as EPS does."""
ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    MemoryError,
    RuntimeError,
    struct.error,
    zlib.error,
)
"""What a broken picture makes Pillow raise."""


def formats() -> list[str]:
    """Give the names of what can be read here, which depends on how Pillow was built."""
    from PIL import Image

    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        pass
    else:
        register_heif_opener()
    Image.init()
    return [name for name in _READ if name in Image.OPEN]


def in_full_color(picture: Image) -> Image:
    """Give a picture in a mode in which the dots between two dots can be computed, itself if it is in one."""
    info = picture.info
    if picture.mode.startswith("I"):
        # 16 bits of gray.
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    elif picture.has_transparency_data:
        picture = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    elif picture.mode not in ("L", "RGB"):
        picture = picture.convert("L" if picture.mode == "1" else "RGB")
    picture.info = info
    return picture
