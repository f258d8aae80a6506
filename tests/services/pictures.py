"""Picture files as cameras and programs leave them, for tests. Pillow may be missing: then they are skipped."""

from __future__ import annotations

import io
from typing import Any

import pytest

Image = pytest.importorskip("PIL.Image")
ExifTags = pytest.importorskip("PIL.ExifTags")
ImageCms = pytest.importorskip("PIL.ImageCms")
PngImagePlugin = pytest.importorskip("PIL.PngImagePlugin")

SECRET = "Secret garden 48.2"
"""What must not leave the machine, wherever it stands in a file."""
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()


def exif(*, orientation: int = 1) -> Any:
    """What a camera says: where, with what, and how it was held."""
    said = Image.Exif()
    said[ExifTags.Base.Orientation] = orientation
    said[ExifTags.Base.ImageDescription] = SECRET
    place = said.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (48.0, 12.0, 30.0)
    place[ExifTags.GPS.GPSAreaInformation] = SECRET.encode()
    return said


def drawn(width: int = 40, height: int = 20, mode: str = "RGB") -> Any:
    """A picture, red on its left and blue on its right."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    return picture.convert(mode)


def bytes_of(picture: Any, form: str, **options: Any) -> bytes:
    """The file of a picture."""
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def photo(width: int = 40, height: int = 20, *, orientation: int = 1) -> bytes:
    """A JPEG with all that a camera and a program write into one."""
    said = exif(orientation=orientation)
    return bytes_of(
        drawn(width, height), "JPEG", exif=said, xmp=XMP, comment=SECRET.encode(), icc_profile=PROFILE, quality=95
    )
