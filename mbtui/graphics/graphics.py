"""How one terminal draws pictures: which of its protocols, how large its cells are, and lines of a picture for it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style

from mbtui.graphics import blocks, iterm2, kitty, sixel
from mbtui.graphics.answers import Answers, Protocol
from mbtui.graphics.slices import PICTURE_META, TEXT_NUMBER, Slice, Slices
from mbtui.services.remote import is_remote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mbtui.pictures.picture import Picture

BLOCK_PIXELS = 4, 8
"""Pixels of a cell that is drawn with characters: somewhat more than its parts, to be averaged."""
USUAL_PIXELS = 10, 20
"""Of a cell whose size the terminal does not tell."""


class Drawn(NamedTuple):
    """A picture as lines of cells. They can stand in any line of text."""

    columns: int
    rows: int
    lines: list[list[Segment]]
    """`rows` of them, each exactly `columns` cells wide."""


class Graphics:
    """Draws pictures for a terminal, by characters until its answers are known."""

    def __init__(self, *, color_system: str = "truecolor", is_utf8: bool = True) -> None:
        """
        Args:
            color_system: As Rich calls it; empty for no colors.
            is_utf8: Whether the terminal shows more than ASCII.
        """
        self.protocol: Protocol = "blocks"
        self.cell_width, self.cell_height = BLOCK_PIXELS
        """Pixels of a cell, as many as are worth asking for."""
        self.slices = Slices()
        self._color_system = color_system
        self._is_utf8 = is_utf8
        self._has_sextants = False

    def settle(self, answers: Answers) -> None:
        """Draw as a terminal has answered from now on."""
        width, height = answers.cell_size or (0, 0)
        has_size = width > 0 and height > 0
        self._has_sextants = answers.has_sextants
        self.protocol = answers.protocol
        if self.protocol == "sixel" and not has_size:
            self.protocol = "blocks"
        if self.protocol != "blocks":
            self.cell_width, self.cell_height = (width, height) if has_size else USUAL_PIXELS
        elif has_size:
            across = BLOCK_PIXELS[0]
            self.cell_width, self.cell_height = across, max(across, round(across * height / width))
        self.slices.fit((self.cell_width, self.cell_height))

    def box(self, columns: int, rows: int) -> tuple[int, int]:
        """Width and height in pixels of so many cells: what the picture service is asked to fit a picture into."""
        return columns * self.cell_width, rows * self.cell_height

    def draw(self, picture: Picture, columns: int, rows: int) -> Drawn:
        """Draw a picture as large as it is, at most so large. The aspect is kept. For a thread: it computes."""
        if columns < 1 or rows < 1:
            return Drawn(0, 0, [])
        protocol, cell_width, cell_height = self.protocol, self.cell_width, self.cell_height
        if protocol == "kitty":
            columns, rows = min(columns, kitty.MOST_CELLS), min(rows, kitty.MOST_CELLS)
        scale = min(1.0, columns * cell_width / picture.width, rows * cell_height / picture.height)
        width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        if protocol == "blocks":
            columns, rows = _cells(width, cell_width, 0.5, columns), _cells(height, cell_height, 0.5, rows)
            lines = blocks.draw(
                picture, columns, rows, self._color_system, is_utf8=self._is_utf8, has_sextants=self._has_sextants
            )
            return Drawn(columns, rows, lines)
        columns, rows = _cells(width, cell_width, 0.75, columns), _cells(height, cell_height, 0.75, rows)
        if protocol == "kitty":
            return Drawn(columns, rows, kitty.draw(picture, columns, rows, self.slices))
        size = min(width, columns * cell_width), min(height, rows * cell_height)
        return Drawn(
            columns, rows, self._draw_slices(picture, protocol, size, (cell_width, cell_height), columns, rows)
        )

    def holds(self, lines: Iterable[Iterable[Segment]]) -> bool:
        """Whether lines that were drawn a while ago can be shown still.

        What was not used for long is let go, and what was drawn for cells of another size.
        """
        numbers = {s.style.meta.get(PICTURE_META, TEXT_NUMBER) for line in lines for s in line if s.style is not None}
        return all(number == TEXT_NUMBER or number in self.slices for number in numbers)

    def _draw_slices(
        self,
        picture: Picture,
        protocol: Protocol,
        size: tuple[int, int],
        cell: tuple[int, int],
        columns: int,
        rows: int,
    ) -> list[list[Segment]]:
        """Draw a picture row by row, in some size, on cells of some size, both in pixels."""
        from PIL import Image

        image = Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        if protocol == "sixel":
            image = sixel.quantized(image)
        lines = []
        width, cell_height = columns * cell[0], cell[1]
        for row in range(rows):
            part = image.crop((0, row * cell_height, size[0], min(size[1], (row + 1) * cell_height)))
            is_sixel = protocol == "sixel"
            data = sixel.row_data(part) if is_sixel else iterm2.row_data(part, columns, width, cell_height)
            number = self.slices.reserve()
            self.slices.put(number, Slice(columns, data, cell=cell))
            lines.append([Segment(" " * columns, Style(meta={PICTURE_META: number}))])
        return lines


def _cells(pixels: int, cell_pixels: int, most_missing: float, most: int) -> int:
    """How many cells some pixels take, when that part of a cell which is worth one more is `1 - most_missing`."""
    return min(max(1, int(pixels / cell_pixels + most_missing)), most)


def why_not(images: str, environ: Mapping[str, str]) -> str:
    """Say why pictures are not drawn, and what to do about it; empty when they are.

    Args:
        images: The option of config.toml.
        environ: Of this process.
    """
    if images == "off":
        return 'Pictures are turned off by images = "off" in config.toml.'
    if find_spec("PIL") is None:
        return "Pictures are not drawn without Pillow, which comes with mbtui[images]."
    turn_on = 'unless config.toml has images = "on".'
    if images == "auto" and is_remote(environ):
        return f"Over SSH pictures are neither fetched nor drawn, {turn_on}"
    if images == "auto" and (environ.get("TMUX") or environ.get("STY")):
        return f"Inside {'tmux' if environ.get('TMUX') else 'screen'} pictures are neither fetched nor drawn, {turn_on}"
    return ""
