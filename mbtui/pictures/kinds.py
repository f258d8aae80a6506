"""What a file is, by its first bytes: servers say what they like."""

from __future__ import annotations

from importlib.util import find_spec

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"GIF8", "image/gif", ".gif"),
)
_BRANDS = {
    b"WEBP": ("image/webp", ".webp"),
    b"avif": ("image/avif", ".avif"),
    b"avis": ("image/avif", ".avif"),
    b"heic": ("image/heic", ".heic"),
    b"heix": ("image/heic", ".heic"),
    b"mif1": ("image/heif", ".heif"),
}


def kind_of(content: bytes) -> tuple[str, str]:
    """Give the type of a picture and the ending of its name; both are empty when it is none that is known."""
    for start, kind, ending in _STARTS:
        if content.startswith(start):
            return kind, ending
    if content.startswith(b"RIFF") or content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], ("", ""))
    return ("image/svg+xml", ".svg") if _is_svg(content) else ("", "")


def why_no_picture(content: bytes) -> str:
    """Give the sentence for a file that can not be decoded."""
    if not content:
        return "The file of this picture is empty."
    if _is_svg(content):
        return "This picture is a drawing in SVG, which mbtui does not draw."
    if content[:256].lstrip().startswith(b"<"):
        return "This address gives a page instead of a picture."
    kind, _ = kind_of(content)
    if kind in ("image/heic", "image/heif") and find_spec("pillow_heif") is None:
        return "mbtui needs the package `pillow-heif` to draw this picture (HEIC)."
    if kind:
        return "This picture is damaged and can not be drawn."
    return "This is no picture that mbtui can draw (JPEG, PNG, GIF, WebP, AVIF, HEIC)."


def _is_svg(content: bytes) -> bool:
    start = content[:1024].lstrip()
    return start.startswith(b"<") and b"<svg" in start
