"""Kitty's graphics protocol, which Ghostty knows as well: a picture is sent once, and drawn by placeholder characters.

Source: "Terminal graphics protocol", part "Unicode placeholders", sw.kovidgoyal.net/kitty/graphics-protocol. A cell is
U+10EEEE with two marks, which stand for its row and its column in the picture; its color is the picture's number.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from mbtui.graphics.slices import PICTURE_META, Slice, Slices

if TYPE_CHECKING:
    from mbtui.pictures.picture import Picture

PLACEHOLDER = "\U0010eeee"
CHUNK_CHARACTERS = 4096
_MARKS = (
    "305 30d-30e 310 312 33d-33f 346 34a-34c 350-352 357 35b 363-36f 483-487 592-595 597-599 59c-5a1 5a8-5a9 5ab-5ac "
    "5af 5c4 610-617 657-65b 65d-65e 6d6-6dc 6df-6e2 6e4 6e7-6e8 6eb-6ec 730 732-733 735-736 73a 73d 73f-741 743 745 "
    "747 749-74a 7eb-7f1 7f3 816-819 81b-823 825-827 829-82d 951 953-954 f82-f83 f86-f87 135d-135f 17dd 193a 1a17 "
    "1a75-1a7c 1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1dc0-1dc1 1dc3-1dc9 1dcb-1dcc 1dd1-1de6 1dfe 20d0-20d1 "
    "20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0 2cef-2cf1 2de0-2dff a66f a67c-a67d a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 "
    "aab7-aab8 aabe-aabf aac1 fe20-fe26 10a0f 10a38 1d185-1d189 1d1aa-1d1ad 1d242-1d244"
)
"""The marks of the numbers from 0, as ranges; the protocol took them from Unicode 6.0."""
MARKS = "".join(
    map(
        chr,
        (
            code
            for part in _MARKS.split()
            for first, _, last in [part.partition("-")]
            for code in range(int(first, 16), int(last or first, 16) + 1)
        ),
    )
)
MOST_CELLS = len(MARKS)
"""In a row or a column."""


def draw(picture: Picture, columns: int, rows: int, slices: Slices) -> list[list[Segment]]:
    """Draw a picture over so many cells. The terminal keeps its aspect, and leaves blank what it does not need."""
    number = slices.reserve()
    packed = b64encode(zlib.compress(picture.pixels, 1)).decode()
    chunks = [packed[at : at + CHUNK_CHARACTERS] for at in range(0, len(packed), CHUNK_CHARACTERS)]
    keys = f"a=T,U=1,q=2,i={number},f=24,o=z,s={picture.width},v={picture.height},c={columns},r={rows},"
    sent = []
    for left, chunk in zip(range(len(chunks) - 1, -1, -1), chunks, strict=True):
        sent.append(f"\x1b_G{keys}m={int(left > 0)};{chunk}\x1b\\")
        keys = "q=2,"
    color = f"38;2;{number >> 16 & 255};{number >> 8 & 255};{number & 255}"
    slices.put(number, Slice(columns, "".join(sent), color, f"\x1b_Ga=d,d=I,q=2,i={number}\x1b\\"))
    style = Style(meta={PICTURE_META: number})
    return [
        [Segment("".join(f"{PLACEHOLDER}{MARKS[row]}{mark}" for mark in MARKS[:columns]), style)] for row in range(rows)
    ]
