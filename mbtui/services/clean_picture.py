"""A picture as it may be shown to everybody: upright, scaled down, without what the camera wrote into it.

Pillow is imported in the thread that does it, when the first picture is added. The color profile stays.
"""

from __future__ import annotations

import io
import threading
import warnings
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from mbtui.pictures.pillow import ERRORS, MOST_PIXELS, ORIENTATION, formats, in_full_color
from mbtui.services.picture_containers import BrokenContainer, without_metadata

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_EDGE = 3000
"""The most that Micro.blog keeps, of a Premium account (manton.org, 31 July 2025); of others it keeps 1800."""
_QUALITY = 90
_KINDS = {
    "JPEG": ("image/jpeg", ".jpg"),
    "PNG": ("image/png", ".png"),
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
}
_one_at_a_time = threading.Lock()
"""A picture may need some hundred megabytes while it is worked on."""


class AttachmentError(Exception):
    """A file that can not go with a post; the text is a sentence for the writer."""


class CleanPicture(msgspec.Struct, frozen=True):
    """What is uploaded."""

    content: bytes
    content_type: str
    ending: str
    width: int
    height: int


def clean_picture(name: str, file: BinaryIO) -> CleanPicture:
    """Read a picture and make the one that is uploaded. HEIC and AVIF become JPEG; what is animated stays so.

    Raises:
        AttachmentError: It is no picture, broken, or too large; or Pillow is not there.
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise AttachmentError(
            f"{name} was not added: mbtui needs Pillow for pictures. Install mbtui with its extra `images`."
        ) from error
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(file, formats=formats())
        except Image.DecompressionBombError as error:
            raise _too_many_pixels(name) from error
        except ERRORS as error:
            raise _no_picture(name) from error
        with opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many_pixels(name)
            try:
                return _cleaned(opened, file)
            except (*ERRORS, BrokenContainer) as error:
                raise AttachmentError(f"{name} is cut off or damaged, so it was not added.") from error


def _cleaned(opened: Image, file: BinaryIO) -> CleanPicture:
    from PIL import Image, ImageOps

    form = opened.format if opened.format in _KINDS else "JPEG"
    is_as_wanted = opened.getexif().get(ORIENTATION, 1) == 1 and max(opened.size) <= LONGEST_EDGE
    is_animated = form != "JPEG" and getattr(opened, "is_animated", False)
    if form == "GIF" or is_animated or (form != "JPEG" and is_as_wanted):
        # Not a dot of it changes. Loading it proves that the first picture is whole.
        size = opened.size
        opened.load()
        file.seek(0)
        return CleanPicture(without_metadata(form, file.read()), *_KINDS[form], *size)
    quality: int | str = _QUALITY
    profile = None if opened.mode == "CMYK" else opened.info.get("icc_profile")
    if opened.format == "JPEG" and is_as_wanted and opened.mode in ("L", "RGB"):
        opened.load()
        picture, quality = opened, "keep"
    else:
        if form != "JPEG":
            opened = in_full_color(opened)
        opened.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
        picture = ImageOps.exif_transpose(opened)
        if form == "JPEG" and picture.mode not in ("L", "RGB"):
            picture = picture.convert("RGB")
    # What is left there may be written by itself: comments, resolution, XMP.
    picture.info = {}
    content = io.BytesIO()
    picture.save(content, form, quality=quality, icc_profile=profile)
    return CleanPicture(content.getvalue(), *_KINDS[form], *picture.size)


def _no_picture(name: str) -> AttachmentError:
    if name.lower().endswith((".heic", ".heif")) and "HEIF" not in formats():
        return AttachmentError(f"{name} was not added: mbtui needs the package `pillow-heif` for such pictures.")
    return AttachmentError(
        f"{name} is no picture (JPEG, PNG, GIF, WebP, HEIC, AVIF), film (MP4, MOV, M4V) or recording (MP3, M4A, WAV)."
    )


def _too_many_pixels(name: str) -> AttachmentError:
    return AttachmentError(f"{name} has more than {MOST_PIXELS // 1_000_000} million pixels, so it was not opened.")
