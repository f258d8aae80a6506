"""Write only what differs from what the terminal already shows.

Textual repaints every line of a region that has changed, padded with blanks, each run of text with its own
reset. Over SSH that is most of what a key costs. `Frames` remembers what each line of the screen shows,
compares, and writes the rest: the part of a line that differs, an erase instead of blanks, and a scroll of the
terminal's own where lines have only moved. It leans on the compositor's update classes, which are not public;
`textual` is held below the next major version for that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

Run = tuple[str, str, str]
"""Text, the codes of its style (`1;34`), and the address it links to."""
Chunk = tuple[int, int, Strip]
"""Columns [start, end) of a line, and what stands there."""

SCROLL_SHARE = 3
"""The terminal is made to scroll when at least one in so many lines of the moved region is kept by it."""
STYLES_KEPT = 2_000
"""Each link is a style of its own, so a long evening makes many."""


class Frames:
    """What the terminal shows, line by line, and how to make it show something else."""

    def __init__(self) -> None:
        self.size = Size(0, 0)
        """The size of the screen that was written last."""
        self._lines: dict[int, dict[int, tuple[int, Strip | None, list[Run]]]] = {}
        """By line and first column: the column behind the last, the strip drawn there, and its runs."""
        self._codes: dict[Style | None, tuple[str, str]] = {}
        self._color_system: object = None

    def forget(self) -> None:
        """Something else has written to the terminal: nothing is known of it any more."""
        self._lines.clear()

    def lean(self, update: CompositorUpdate) -> CompositorUpdate:
        """Give an update that writes less and shows the same."""
        return _LeanUpdate(self, update) if isinstance(update, (LayoutUpdate, ChopsUpdate)) else update

    def write(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """The characters to send for an update."""
        # For a moment after the terminal has changed its size, what is painted still has the old one.
        size = _size_of(update)
        if size != self.size or console._color_system != self._color_system:
            self.forget()
            self.size, self._color_system = size, console._color_system
            self._codes.clear()
        changes = list(_layout_changes(update) if isinstance(update, LayoutUpdate) else _chop_changes(update))
        out = [self._scroll(changes, console)]
        for y, (start, end, strip) in changes:
            out.append(self._write_chunk(y, start, end, strip, console))
        return "".join(out)

    def _write_chunk(self, y: int, start: int, end: int, strip: Strip, console: Console) -> str:
        line = self._lines.setdefault(y, {})
        if strip.cell_length != end - start:
            # A part of a widget: written as it is, and what was known of this place is void.
            for column in [column for column, (stop, _, _) in line.items() if column < end and stop > start]:
                del line[column]
            return _move(start, y) + self._encode(self._runs(strip, console))
        known = line.get(start)
        if known is not None and known[0] != end:
            known = None
        if known is None:
            for column in [column for column, (stop, _, _) in line.items() if column < end and stop > start]:
                del line[column]
        elif known[1] is strip:
            return ""
        reaches_edge = end >= self.size.width
        new = self._runs(strip, console)
        if reaches_edge:
            new = _without_trailing_blanks(new)
        line[start] = (end, strip, new)
        if known is None:
            written = self._write_all(new, start, end, y)
        else:
            written = self._difference(known[2], new, start, end, y)
        if written and not reaches_edge and not _is_predictable(new):
            # It may have run over into what stands to the right of it.
            written += "".join(
                self._write_all(runs, column, stop, y)
                for column, (stop, _, runs) in sorted(line.items())
                if column >= end
            )
        return written

    def _write_all(self, runs: list[Run], x: int, end: int, y: int) -> str:
        """Write the columns from `x` to `end`, whatever stands there."""
        reaches_edge = end >= self.size.width
        if not _is_predictable(runs):
            # It may turn out narrower than it is counted: what it leaves blank is blank before.
            return _move(x, y) + ("\x1b[K" if reaches_edge else f"\x1b[{end - x}X") + self._encode(runs)
        return _move(x, y) + self._encode(runs) + ("\x1b[K" if reaches_edge and x + _width(runs) < end else "")

    def _difference(self, old: list[Run], new: list[Run], x: int, end: int, y: int) -> str:
        if old == new:
            return ""
        first = 0
        while first < min(len(old), len(new)) and old[first] == new[first] and _is_sure(old[first][0]):
            x += cell_len(old[first][0])
            first += 1
        old, new = old[first:], new[first:]
        if old and new and old[0][1:] == new[0][1:]:
            shared = _shared_length(old[0][0], new[0][0])
            if shared:
                x += cell_len(old[0][0][:shared])
                old = [(old[0][0][shared:], *old[0][1:]), *old[1:]]
                new = [(new[0][0][shared:], *new[0][1:]), *new[1:]]
        old_width, new_width = _width(old), _width(new)
        if old_width == new_width:
            old_part, new_part = _without_shared_end(old, new)
            if _is_predictable(old_part) and _is_predictable(new_part):
                return _move(x, y) + self._encode(new_part)
        if not (_is_predictable(old) and _is_predictable(new)):
            return _move(x, y) + ("\x1b[K" if end >= self.size.width else f"\x1b[{end - x}X") + self._encode(new)
        return _move(x, y) + self._encode(new) + ("\x1b[K" if new_width < old_width else "")

    def _scroll(self, changes: list[tuple[int, Chunk]], console: Console) -> str:
        """Move lines that are on the screen already, where that saves writing them again."""
        width = self.size.width
        whole = {y: strip for y, (start, end, strip) in changes if start == 0 and end == width}
        if len(whole) < 4:
            return ""
        top, bottom = min(whole), max(whole)
        if bottom - top + 1 != len(whole):
            return ""
        places: dict[tuple[Run, ...], int] = {}
        for y in range(top, bottom + 1):
            known = self._lines.get(y, {}).get(0)
            if known is None or known[0] != width:
                return ""
            if known[2]:
                places[tuple(known[2])] = y
        votes: Counter[int] = Counter()
        for y, strip in whole.items():
            runs = tuple(_without_trailing_blanks(self._runs(strip, console)))
            if runs and runs in places:
                votes[places[runs] - y] += 1
        if not votes:
            return ""
        shift, kept = votes.most_common(1)[0]
        if shift == 0 or kept * SCROLL_SHARE < len(whole):
            return ""
        old = {y: self._lines[y] for y in range(top, bottom + 1)}
        for y in range(top, bottom + 1):
            self._lines[y] = old.get(y + shift, {0: (width, None, [])})
        command = f"{shift}M" if shift > 0 else f"{-shift}L"
        return f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1}H\x1b[{command}\x1b[r"

    def _runs(self, strip: Strip, console: Console) -> list[Run]:
        runs: list[Run] = []
        for text, style, control in strip:
            if control or not text:
                continue
            found = self._codes.get(style)
            if found is None:
                if len(self._codes) >= STYLES_KEPT:
                    self._codes.clear()
                found = self._codes[style] = _style_codes(style, console)
            codes, link = found
            if runs and runs[-1][1] == codes and runs[-1][2] == link:
                runs[-1] = (runs[-1][0] + text, codes, link)
            else:
                runs.append((text, codes, link))
        return runs

    def _encode(self, runs: Iterable[Run]) -> str:
        out: list[str] = []
        is_styled = False
        linked = ""
        for text, codes, link in runs:
            if not text:
                continue
            if link != linked:
                out.append(f"\x1b]8;;{link}\x1b\\")
                linked = link
            if codes:
                out.append(f"\x1b[0;{codes}m" if is_styled else f"\x1b[{codes}m")
            elif is_styled:
                out.append("\x1b[m")
            is_styled = bool(codes)
            out.append(text)
        if is_styled:
            out.append("\x1b[m")
        if linked:
            out.append("\x1b]8;;\x1b\\")
        return "".join(out)


class _LeanUpdate(CompositorUpdate):
    """An update that goes through `Frames` when it is written."""

    def __init__(self, frames: Frames, update: LayoutUpdate | ChopsUpdate) -> None:
        self._frames = frames
        self._update = update

    def render_segments(self, console: Console) -> str:
        return self._frames.write(self._update, console)


def _size_of(update: LayoutUpdate | ChopsUpdate) -> Size:
    if isinstance(update, LayoutUpdate):
        return update.region.size
    return Size(update.chop_ends[0][-1], len(update.chops))


def _layout_changes(update: LayoutUpdate) -> Iterator[tuple[int, Chunk]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            if strip is not None:
                yield y, (x, x + strip.cell_length, strip)
                x += strip.cell_length


def _chop_changes(update: ChopsUpdate) -> Iterator[tuple[int, Chunk]]:
    seen: set[tuple[int, int]] = set()
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > x2 or end <= x1 or (y, x) in seen:
                continue
            seen.add((y, x))
            yield y, (x, end, strip)


def _style_codes(style: Style | None, console: Console) -> tuple[str, str]:
    """The SGR parameters of a style, without those that only name the terminal's defaults, and its link."""
    if style is None:
        return "", ""
    plain = style.clear_meta_and_links() if style.link or style.meta else style
    sequence, mark, _ = plain.render("\0", color_system=console._color_system).partition("\0")
    if not mark or not sequence.startswith("\x1b["):
        return "", style.link or ""
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
    return ";".join(kept), style.link or ""


def _without_trailing_blanks(runs: list[Run]) -> list[Run]:
    """Leave out blanks at the end that an erase makes as well; blanks with a style of their own stay."""
    runs = list(runs)
    while runs and not runs[-1][1] and not runs[-1][2]:
        text = runs[-1][0].rstrip(" ")
        if text:
            runs[-1] = (text, "", "")
            break
        runs.pop()
    return runs


def _without_shared_end(old: list[Run], new: list[Run]) -> tuple[list[Run], list[Run]]:
    """What differs of two lines of the same width when their common end is left away."""
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if old and new and old[-1][1:] == new[-1][1:]:
        shared = _shared_length(old[-1][0][::-1], new[-1][0][::-1])
        if shared:
            old = [*old[:-1], (old[-1][0][:-shared], *old[-1][1:])]
            new = [*new[:-1], (new[-1][0][:-shared], *new[-1][1:])]
    return old, new


def _is_predictable(runs: Iterable[Run]) -> bool:
    return all(_is_sure(text) for text, _, _ in runs)


@cache
def _sure() -> re.Pattern[str]:
    return re.compile(r"[ -\u02ff\u0370-\u0373\u0386-\u03ff\u0400-\u0482\u2010-\u2027\u2190-\u21ff\u2500-\u25ff★]*")


def _is_sure(text: str) -> bool:
    """Whether all terminals agree how wide a text is. Behind any other the cursor is not where we think."""
    return text.isascii() or _sure().fullmatch(text) is not None


def _shared_length(one: str, other: str) -> int:
    """How many characters two texts share at their beginning, as far as their width is beyond doubt."""
    count = 0
    for count, (left, right) in enumerate(zip(one, other, strict=False)):  # noqa: B007 the count is used after
        if left != right:
            break
    else:
        count = min(len(one), len(other))
    if _is_sure(one) and _is_sure(other):
        return count
    return 0


def _width(runs: Iterable[Run]) -> int:
    return sum(cell_len(text) for text, _, _ in runs)


def _move(x: int, y: int) -> str:
    return f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H"
