"""Turns what the toolkit has drawn into runs of text, with the codes and addresses they are written with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style
from textual.strip import Strip

from mbtui.terminal.ansi_writer import PICTURE, Run, picture_number, width_of
from mbtui.terminal.ascii_marks import ASCII_MARKS

if TYPE_CHECKING:
    from mbtui.graphics.slices import Slices

STYLES_KEPT = 2_000
"""Each link is a style of its own, so a long evening makes many."""


class RunMaker:
    """Knows the codes of styles that it has seen."""

    def __init__(self, *, is_ascii: bool) -> None:
        """Draw marks in ASCII, or as they are."""
        self.slices: Slices | None = None
        """Those of pictures, once some may be drawn."""
        self._is_ascii = is_ascii
        self._codes: dict[Style | None, tuple[str, str]] = {}

    def forget(self) -> None:
        """Forget all codes: the terminal has other colors."""
        self._codes.clear()

    def of(self, strip: Strip, console: Console, *, is_last_line: bool) -> list[Run]:
        """The runs of a strip, as few as possible."""
        runs: list[Run] = []
        for text, style, control in strip:
            if control or not text:
                continue
            if self._is_ascii:
                text = text.translate(ASCII_MARKS)
            found = self._codes.get(style)
            if found is None:
                if len(self._codes) >= STYLES_KEPT:
                    self._codes.clear()
                found = self._codes[style] = self._picture_codes(style, console) or _style_codes(style, console)
            codes, link = found
            if runs and runs[-1][1] == codes and runs[-1][2] == link:
                runs[-1] = (runs[-1][0] + text, codes, link)
            else:
                runs.append((text, codes, link))
        if self.slices is None:
            return runs
        return [run if not picture_number(run[2]) else self._cut_off(run, is_last_line=is_last_line) for run in runs]

    def _picture_codes(self, style: Style | None, console: Console) -> tuple[str, str] | None:
        """The codes and the address of a picture's cells; None: they are text."""
        number = style.meta.get("picture") if style is not None and self.slices is not None else None
        if number is None or self.slices is None or style is None:
            return None
        if number:
            slice_ = self.slices.get(number)
            codes = slice_.codes if slice_ else ""
        else:
            codes = _color_codes(style, console)
        return codes, f"{PICTURE}{number}"

    def _cut_off(self, run: Run, *, is_last_line: bool) -> Run:
        """Leave the cells of a slice blank when it can not be drawn.

        It is drawn whole or not at all, and may be somewhat higher than its cells: in the last line, the terminal
        would scroll.
        """
        slice_, width = self.slices.get(picture_number(run[2]) or 0) if self.slices else None, width_of([run])
        if slice_ is None or not (slice_.undo or (width == slice_.columns and not is_last_line)):
            return " " * width, "", f"{PICTURE}0"
        return run


def _color_codes(style: Style, console: Console) -> str:
    """The codes of a style that has nothing but colors. A picture has thousands of them, each another."""
    if console.color_system != "truecolor":
        return _style_codes(style, console)[0]
    colors = [(38, style.color), (48, style.bgcolor)]
    return ";".join(f"{code};2;%d;%d;%d" % color.triplet for code, color in colors if color and color.triplet)


def _style_codes(style: Style | None, console: Console) -> tuple[str, str]:
    """The SGR parameters of a style, without those that only name the terminal's defaults, and its link."""
    if style is None:
        return "", ""
    link = style.link or ""
    plain = style.clear_meta_and_links() if style.link or style.meta else style
    sequence, mark, _ = plain.render("\0", color_system=COLOR_SYSTEMS.get(console.color_system or "")).partition("\0")
    if not mark or not sequence.startswith("\x1b["):
        return "", link
    codes = sequence[2:-1].split(";")
    kept: list[str] = []
    while codes:
        code = codes.pop(0)
        if code in ("38", "48") and codes:
            size = 2 if codes[0] == "5" else 4
            kept.extend([code, *codes[:size]])
            del codes[:size]
        elif code not in ("39", "49"):
            kept.append(code)
    return ";".join(kept), link
