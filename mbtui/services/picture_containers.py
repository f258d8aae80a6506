"""PNG, WebP and GIF files without what they say beside the picture: the picture itself is not touched.

Knows how such files are put together, and nothing of what their parts hold; so a film of 5,000 pictures costs no more
than its bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_FLAGS = 0b00001100
"""In VP8X: there is EXIF, there is XMP."""
_GIF_KEPT = frozenset((b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"))
"""Application extensions: how often it is shown, and the color profile."""


class BrokenContainer(Exception):
    """A file that breaks off, or is not put together as its kind is."""


def without_metadata(form: str, content: bytes) -> bytes:
    """Leave out all but what draws the picture; `form` is `PNG`, `WEBP` or `GIF`."""
    return b"".join({"PNG": _png, "WEBP": _webp, "GIF": _gif}[form](content))


def _piece(content: bytes, at: int, length: int) -> bytes:
    piece = content[at : at + length]
    if len(piece) < length:
        raise BrokenContainer
    return piece


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG_HEAD
    at = len(_PNG_HEAD)
    kind = b""
    while kind != b"IEND":
        kind = _piece(content, at + 4, 4)
        chunk = _piece(content, at, 12 + int.from_bytes(_piece(content, at, 4)))
        if kind in _PNG_KEPT:
            yield chunk
        at += len(chunk)


def _webp(content: bytes) -> Iterator[bytes]:
    kept: list[bytes] = []
    end = 8 + int.from_bytes(_piece(content, 4, 4), "little")
    at = 12
    while at < end:
        length = int.from_bytes(_piece(content, at + 4, 4), "little")
        # Chunks begin at even places.
        chunk = _piece(content, at, 8 + length)
        at += len(chunk) + length % 2
        if chunk[:4] == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        if chunk[:4] in _WEBP_KEPT:
            kept.append(chunk + bytes(length % 2))
    yield b"RIFF" + (4 + sum(map(len, kept))).to_bytes(4, "little") + b"WEBP"
    yield from kept


def _gif(content: bytes) -> Iterator[bytes]:
    flags = _piece(content, 10, 1)[0]
    at = 13 + _table_length(flags)
    yield _piece(content, 0, at)
    while True:
        start, sign = at, _piece(content, at, 1)
        if sign == b";":
            yield sign
            return
        if sign == b",":
            at += 11 + _table_length(_piece(content, at + 9, 1)[0])
        elif sign == b"!":
            at += 2
        else:
            raise BrokenContainer
        label = content[start + 1]
        name = content[at + 1 : at + 12]
        while length := _piece(content, at, 1)[0]:
            at += 1 + length
        at += 1
        # Left out are comments, captions and what other programs wrote.
        if sign == b"," or label == 0xF9 or (label == 0xFF and name in _GIF_KEPT):
            yield _piece(content, start, at - start)


def _table_length(flags: int) -> int:
    """How many bytes of colors follow."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
