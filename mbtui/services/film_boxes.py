"""The place and the words that a camera writes into a film, MP4 or QuickTime, blanked where they stand.

Such a file is made of boxes: a length, a kind of four letters, and what is in it. A box that is made `free` is skipped
by everybody, and since nothing moves, the film itself is as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

_WORDS = frozenset((b"udta", b"meta"))
"""What users and cameras say. Elsewhere than in these and in `_CONTAINERS` nothing is looked at."""
_CONTAINERS = (b"moov", b"trak")
"""One in the other."""
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_PIECE_BYTES = 1 << 16
_MOST_BOXES = 200_000
"""More has no film that was not made to keep somebody waiting."""


def blank_words(film: BinaryIO) -> None:
    """Blank them in a file that is open for reading and writing. What is no film stays as it is."""
    _blank(film, 0, film.seek(0, os.SEEK_END), _CONTAINERS, iter(range(_MOST_BOXES)))


def _blank(film: BinaryIO, at: int, end: int, containers: Sequence[bytes], left: Iterator[int]) -> None:
    while at + 8 <= end and next(left, None) is not None:
        film.seek(at)
        head = film.read(32)
        length, kind, start = int.from_bytes(head[:4]), head[4:8], 8
        if length == 1:
            length, start = int.from_bytes(head[8:16]), 16
        elif length == 0:
            length = end - at
        if not start <= length <= end - at:
            return
        if kind in _WORDS or (kind == b"uuid" and head[start : start + 16] == _XMP):
            film.seek(at + 4)
            film.write(b"free")
            film.seek(at + start)
            for place in range(start, length, _PIECE_BYTES):
                film.write(bytes(min(_PIECE_BYTES, length - place)))
        elif containers and kind == containers[0]:
            _blank(film, at + start, at + length, containers[1:], left)
        at += length
