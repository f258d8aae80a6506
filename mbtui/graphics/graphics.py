"""How one terminal draws pictures: which of its protocols, how large its cells are, and lines of a picture for it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal, NamedTuple

from mbtui.services.remote import is_remote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.segment import Segment

    from mbtui.pictures.picture import Picture

Protocol = Literal["kitty", "iterm2", "sixel", "blocks"]


class Drawn(NamedTuple):
    """A picture as lines of cells. They can stand in any line of text."""

    columns: int
    rows: int
    lines: list[list[Segment]]
    """`rows` of them, each exactly `columns` cells wide."""


class Graphics:
    """Draws pictures for a terminal that was asked what it can."""

    def __init__(self, *, color_system: str = "truecolor", is_utf8: bool = True) -> None:
        """
        Args:
            color_system: As Rich calls it; empty for no colors.
            is_utf8: Whether the terminal shows more than ASCII.
        """
        self.protocol: Protocol = "blocks"
        self.cell_width = 4
        """Pixels of a cell, as many as are worth asking for."""
        self.cell_height = 8
        self._color_system = color_system
        self._is_utf8 = is_utf8

    def box(self, columns: int, rows: int) -> tuple[int, int]:
        """Width and height in pixels of so many cells: what the picture service is asked to fit a picture into."""
        return columns * self.cell_width, rows * self.cell_height

    def draw(self, picture: Picture, columns: int, rows: int) -> Drawn:
        """Draw a picture as large as it is, at most so large. The aspect is kept. For a thread: it computes."""
        from mbtui.graphics import blocks

        width, height = self._fitted(picture, columns, rows)
        return Drawn(width, height, blocks.draw(picture, width, height, self._color_system, is_utf8=self._is_utf8))

    def _fitted(self, picture: Picture, columns: int, rows: int) -> tuple[int, int]:
        """How many cells a picture takes of so many."""
        scale = min(1.0, columns * self.cell_width / picture.width, rows * self.cell_height / picture.height)
        width = round(picture.width * scale / self.cell_width)
        height = round(picture.height * scale / self.cell_height)
        return min(max(1, width), columns), min(max(1, height), rows)


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
