"""A picture as it is drawn, and why one is not."""

from __future__ import annotations

import msgspec


class PictureError(Exception):
    """A picture is not shown; the text is the sentence that stands in its place."""


class BadPictureError(PictureError):
    """What an address gives is to blame: neither time nor another machine makes a picture of it."""


class Picture(msgspec.Struct, frozen=True):
    """A picture that was decoded, upright, in sRGB. What is transparent lies on black when the rest is light, else on
    white: a logo is seen on any theme.
    """

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    pixels: bytes
    """Row by row from the top, three bytes a pixel: red, green, blue."""
    original_width: int = 0
    """Pixels of the picture that was fetched; 0 when it was fetched smaller than its author put it there."""
    original_height: int = 0
    is_animated: bool = False
    """It moves where it comes from; this is its first frame."""
    notice: str = ""
    """A sentence about what is not as it should be, such as a file that ends early."""
