"""The program that decodes pictures: `python -m mbtui.pictures.decoder`, pictures in and pixels out over pipes.

It is a process of its own because a picture is written by a stranger: what it does to a decoder's memory, time or bugs
must not reach mbtui, which holds a token. It knows no address and no file, and ends with its input.
"""

from __future__ import annotations

import io
import os
import struct
import sys
import warnings
from typing import TYPE_CHECKING, BinaryIO

from mbtui.pictures import pillow

if TYPE_CHECKING:
    from PIL.Image import Image

REQUEST = struct.Struct(">III")
"""Before the bytes of a picture: the width and height to fit it into, and how many bytes there are."""
ANSWER = struct.Struct(">BIIIIBI")
"""Before the pixels: what became of it, width, height, the original's width and height, flags, how many bytes."""
DECODED, NO_PICTURE, TOO_MANY_PIXELS, BROKEN, TOO_MUCH_MEMORY = range(5)
IS_ANIMATED, IS_CUT_OFF = 1, 2
MEMORY_BYTES = 768 * 2**20
"""Of addresses: 50 million pixels take 200 million bytes, a JPEG in several passes up to 300 more."""


def main() -> None:
    """Decode one picture after the other until the input ends."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    warnings.simplefilter("ignore")
    pillow.formats()
    _limit_this_process()
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        width, height, length = REQUEST.unpack(head)
        answers.write(_answer(io.BytesIO(requests.read(length)), width, height))
        answers.flush()


def _answer(file: BinaryIO, width: int, height: int) -> bytes:
    from PIL import Image

    try:
        opened = Image.open(file, formats=pillow.formats())
    except Image.DecompressionBombError:
        return _failure(TOO_MANY_PIXELS)
    except MemoryError:
        return _failure(TOO_MUCH_MEMORY)
    except pillow.ERRORS:
        return _failure(NO_PICTURE)
    original = opened.size
    if original[0] * original[1] > pillow.MOST_PIXELS:
        return _failure(TOO_MANY_PIXELS, *original)
    flags = IS_ANIMATED if getattr(opened, "is_animated", False) else 0
    try:
        try:
            picture = _fitted(opened, width, height)
        except OSError:
            # Once more, as far as it goes.
            picture = _fitted_in_part(file, width, height)
            flags |= IS_CUT_OFF
    except MemoryError:
        return _failure(TOO_MUCH_MEMORY, *original)
    except pillow.ERRORS:
        return _failure(BROKEN, *original)
    if (picture.width < picture.height) != (original[0] < original[1]):
        original = original[::-1]
    pixels = picture.tobytes()
    return ANSWER.pack(DECODED, *picture.size, *original, flags, len(pixels)) + pixels


def _failure(outcome: int, width: int = 0, height: int = 0) -> bytes:
    return ANSWER.pack(outcome, 0, 0, width, height, 0, 0)


def _fitted_in_part(file: BinaryIO, width: int, height: int) -> Image:
    from PIL import Image, ImageFile

    file.seek(0)
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return _fitted(Image.open(file, formats=pillow.formats()), width, height)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _fitted(opened: Image, width: int, height: int) -> Image:
    """Give the first frame upright in sRGB, no larger than asked for."""
    from PIL import Image, ImageOps

    orientation = _orientation(opened)
    if orientation in (5, 6, 7, 8):
        width, height = height, width
    if opened.format != "JPEG":
        opened.load()
        opened = pillow.in_full_color(opened)
    # JPEG is decoded at an eighth, a quarter or half of its size when that is enough.
    opened.thumbnail((max(1, width), max(1, height)), Image.Resampling.LANCZOS, reducing_gap=2.0)
    picture = opened if orientation == 1 else ImageOps.exif_transpose(opened)
    profile = opened.info.get("icc_profile")
    if picture.mode == "RGBA":
        picture = _on_background(picture)
    if profile and picture.mode in ("RGB", "CMYK"):
        picture = _in_srgb(picture, profile)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _orientation(opened: Image) -> object:
    try:
        return opened.getexif().get(pillow.ORIENTATION, 1)
    except pillow.ERRORS:  # what a camera wrote is damaged; the picture need not be
        return 1


def _on_background(picture: Image) -> Image:
    """Lay a picture with holes on black when what is drawn is light, else on white: a logo has to be seen."""
    from PIL import Image, ImageStat

    alpha = picture.getchannel("A")
    seen = ImageStat.Stat(picture.convert("L"), alpha.point(lambda value: 255 if value > 127 else 0))
    is_light = seen.count[0] > 0 and seen.mean[0] > 127
    background = Image.new("RGB", picture.size, "black" if is_light else "white")
    background.paste(picture, mask=alpha)
    return background


def _in_srgb(picture: Image, profile: bytes) -> Image:
    from PIL import ImageCms

    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *pillow.ERRORS):
        return picture
    return converted or picture


def _limit_this_process() -> None:
    import resource

    for kind, limit in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (limit, limit))
        except (OSError, ValueError):  # not every system has each limit
            continue
    os.nice(5)  # a key comes first


if __name__ == "__main__":
    main()
