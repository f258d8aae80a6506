"""A terminal emulator that draws pictures: by kitty's protocol, iTerm2's, sixel and the symbols of characters."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from codecs import getincrementaldecoder
from io import BytesIO
from typing import Any

from PIL import Image

from mbtui.graphics.blocks import QUADRANTS, SEXTANTS
from mbtui.graphics.kitty import MARKS, PLACEHOLDER
from tests.terminal_screen import Screen

_PICTURE = re.compile(
    r"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\|\x1bP([^q]*)q([^\x1b]*)\x1b\\|\x1b\]1337;File=([^:]*):([^\x07]*)\x07"
)
_BEGUN = re.compile(rf"(?:\x1b(?:[_P\]][^\x07\x1b]*\x1b?)?|{PLACEHOLDER}.?)\Z")
_SIXEL = re.compile(r'"\d+;\d+;(\d+);(\d+)|#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([?-~])|([$-])')


class PictureScreen(Screen):
    """Cells, and pixels over them."""

    def __init__(self, columns: int, rows: int, cell: tuple[int, int] = (10, 20)) -> None:
        """`cell` is the size of one in pixels."""
        super().__init__(columns, rows)
        self.cell_width, self.cell_height = cell
        self.kitty: dict[int, Any] = {}
        """By number: pictures that were sent, as many pixels as they were sent with."""
        self.sent_count = 0
        self._parts = ""
        self._keys: dict[str, str] = {}
        self._pixels = Image.new("RGBA", (columns * cell[0], rows * cell[1]))
        self._rest = ""
        self._characters = getincrementaldecoder("utf-8")()

    def feed(self, data: bytes) -> None:
        """Take output, in pieces of any size."""
        text = self._rest + self._characters.decode(data)
        begun = _BEGUN.search(text)
        end = begun.start() if begun else len(text)
        text, self._rest = text[:end], text[end:]
        at = 0
        for match in _PICTURE.finditer(text):
            super().feed(text[at : match.start()].encode())
            at = match.end()
            if match[1] is not None:
                self._kitty(match[1], match[2])
            elif match[4] is not None:
                self._put(_from_sixel(match[3], match[4]))
            else:
                self._from_iterm2(match[5], match[6])
        super().feed(text[at:].encode())

    def picture(self, x: int, y: int, columns: int, rows: int) -> Any:
        """The pixels that are seen of some cells, on black."""
        width, height = self.cell_width, self.cell_height
        found = Image.new("RGB", (columns * width, rows * height))
        for row in range(rows):
            for column in range(columns):
                if self.cell(x + column, y + row)[:2] != (" ", ""):
                    found.paste(self._symbol(x + column, y + row), (column * width, row * height))
        over = self._pixels.crop((x * width, y * height, (x + columns) * width, (y + rows) * height))
        found.paste(over, (0, 0), over)
        return found

    def _symbol(self, x: int, y: int) -> Any:
        width, height = size = self.cell_width, self.cell_height
        text, style, _ = self.cell(x, y)
        front, back = _color(style, "38") or (0, 0, 0), _color(style, "48") or (0, 0, 0)
        seen = Image.new("RGB", size, back)
        if text[:1] == PLACEHOLDER:
            row, column = MARKS.index(text[1]), MARKS.index(text[2])
            seen.paste(
                self.kitty[front[0] << 16 | front[1] << 8 | front[2]].crop(
                    (column * width, row * height, (column + 1) * width, (row + 1) * height)
                )
            )
        for symbols, down in ((QUADRANTS, 2), (SEXTANTS, 3)):
            if text in symbols:
                parts, half, high = symbols.index(text), width // 2, height / down
                for part in range(2 * down):
                    if parts >> part & 1:
                        left, top = part % 2 * half, round(part // 2 * high)
                        seen.paste(front, (left, top, left + half, round((part // 2 + 1) * high)))
                break
        return seen

    # What erases pixels

    def _print(self, text: str) -> None:
        start, y = self.x, self.y
        super()._print(text)
        self._clear(y, start, self.x)

    def _erase(self, y: int, start: int, end: int) -> None:
        super()._erase(y, start, end)
        self._clear(y, start, end)

    def _control(self, private: str, values: str, final: str, whole: str) -> None:
        if whole not in ("\x1b[>q", "\x1b[c"):  # queries, which a terminal answers
            super()._control(private, values, final, whole)

    def _shift(self, count: int, *, is_down: bool) -> None:
        top, bottom = self.y * self.cell_height, (self._region[1] + 1) * self.cell_height
        assert not self._pixels.crop((0, top, self._pixels.width, bottom)).getbbox(), "not all terminals move pixels"
        super()._shift(count, is_down=is_down)

    def _clear(self, y: int, start: int, end: int) -> None:
        box = start * self.cell_width, y * self.cell_height, end * self.cell_width, (y + 1) * self.cell_height
        self._pixels.paste((0, 0, 0, 0), box)

    # What draws them

    def _put(self, image: Any) -> None:
        """Draw over what is there, from the cursor; then the cursor is anywhere."""
        bottom = self.y * self.cell_height + image.height
        assert bottom <= self.rows * self.cell_height, "the terminal would scroll"
        self._pixels.paste(image, (self.x * self.cell_width, self.y * self.cell_height), image)
        self.x, self.y = self.columns // 2, self.rows - 1
        self.sent_count += 1

    def _kitty(self, keys: str, data: str) -> None:
        found = dict(key.split("=") for key in keys.split(","))
        assert found.get("q") == "2" or found.get("a") == "q", "it would answer"
        if found.get("a") == "d":
            assert found["d"] == "I"
            self.kitty.pop(int(found["i"]), None)
            return
        if found.get("a") == "q":
            return
        self._keys = self._keys or found
        self._parts += data
        assert len(data) <= 4096
        if found["m"] == "0":
            keys_of, packed = self._keys, self._parts
            self._keys, self._parts = {}, ""
            assert (keys_of["U"], keys_of["f"], keys_of["o"], keys_of["a"]) == ("1", "24", "z", "T")
            size = int(keys_of["s"]), int(keys_of["v"])
            image = Image.frombytes("RGB", size, zlib.decompress(b64decode(packed, validate=True)))
            room = int(keys_of["c"]) * self.cell_width, int(keys_of["r"]) * self.cell_height
            scale = min(room[0] / size[0], room[1] / size[1])
            fitted = image.resize((round(size[0] * scale), round(size[1] * scale)))
            placed = Image.new("RGB", room)
            placed.paste(fitted, ((room[0] - fitted.width) // 2, (room[1] - fitted.height) // 2))
            self.kitty[int(keys_of["i"])] = placed
            self.sent_count += 1

    def _from_iterm2(self, keys: str, data: str) -> None:
        found = dict(key.split("=") for key in keys.split(";"))
        assert (found["inline"], found["height"], found["doNotMoveCursor"]) == ("1", "1", "1")
        content = b64decode(data, validate=True)
        assert int(found["size"]) == len(content)
        size = int(found["width"]) * self.cell_width, self.cell_height
        self._put(Image.open(BytesIO(content)).convert("RGBA").resize(size))


def _from_sixel(parameters: str, data: str) -> Any:
    """Decode a picture. Pixels that were never set are transparent."""
    assert parameters.split(";")[1] == "1", "what is not drawn must stay as it is"
    colors: dict[int, tuple[int, int, int]] = {}
    color = x = top = width = height = 0
    found = Image.new("RGBA", (1, 1))
    at = 0
    while at < len(data):
        match = _SIXEL.match(data, at)
        assert match, f"no sixel: {data[at : at + 20]!r}"
        at = match.end()
        if match[1]:
            width, height = int(match[1]), int(match[2])
            found = Image.new("RGBA", (width, -(-height // 6) * 6))
        elif match[3]:
            colors[int(match[3])] = tuple(round(int(match[part]) * 2.55) for part in (4, 5, 6))  # type: ignore[assignment]
        elif match[7]:
            color = int(match[7])
        elif match[11]:
            x, top = 0, top + (6 if match[11] == "-" else 0)
        else:
            count, letter = int(match[8] or 1), match[9] or match[10]
            for row in range(6):
                if ord(letter) - 63 >> row & 1:
                    assert x + count <= width and top + row < height, "outside of the picture"
                    found.paste(colors[color], (x, top + row, x + count, top + row + 1))
            x += count
    return found


def _color(style: str, code: str) -> tuple[int, ...] | None:
    """A color of some SGR codes."""
    codes = style.split(";")
    while codes:
        first = codes.pop(0)
        if first in ("38", "48"):
            if first == code and codes[0] == "2":
                return tuple(map(int, codes[1:4]))
            del codes[: 4 if codes[0] == "2" else 2]
    return None
