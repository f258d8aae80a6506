"""Write only what differs from what the terminal already shows.

Textual repaints every line of a region that has changed, padded with blanks, each run of text with its own
reset. Over SSH that is most of what a key costs. `Frames` remembers what each line of the screen shows,
compares, and writes the rest: the part of a line that differs, an erase instead of blanks, and a scroll of the
terminal's own where lines have only moved. It leans on the compositor's update classes, which are not public;
`textual` is held below the next major version for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from mbtui.terminal.ansi_writer import Pen, Run, is_predictable, is_sure, width_of

Chunk = tuple[int, int, Strip]
"""Columns [start, end) of a line, and what stands there."""
_Line = dict[int, tuple[int, Strip | None, list[Run]]]

LEAST_SCROLL = 4
"""For fewer lines than these, moving them is not considered."""
MARK_WIDTH = 2
LONGEST_LEAD = 5
"""Cells at the beginning of a line that are rather written once more than passed over by a move."""
STYLES_KEPT = 2_000
"""Each link is a style of its own, so a long evening makes many."""


class Frames:
    """What the terminal shows, line by line, and how to make it show something else."""

    def __init__(self) -> None:
        self.size = Size(0, 0)
        """The size of the screen that was written last."""
        self._lines: dict[int, _Line] = {}
        """By line and first column: the column behind the last, the strip drawn there, and its runs."""
        self._codes: dict[Style | None, tuple[str, str]] = {}
        self._color_system: object = None

    def forget(self) -> None:
        """Something else has written to the terminal: nothing is known of it any more."""
        self._lines.clear()

    def lean(self, update: CompositorUpdate, console: Console) -> Written:
        """Give an update that writes less and shows the same; it has to be written before the next one is given."""
        if isinstance(update, (LayoutUpdate, ChopsUpdate)):
            return Written(self.write(update, console))
        return Written(update.render_segments(console))

    def write(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """The characters to send for an update."""
        # For a moment after the terminal has changed its size, what is painted still has the old one.
        size = _size_of(update)
        if size != self.size or console._color_system != self._color_system:
            self.forget()
            self.size, self._color_system = size, console._color_system
            self._codes.clear()
        changes = list(_layout_changes(update) if isinstance(update, LayoutUpdate) else _chop_changes(update))
        moved = self._moved(changes, console)
        if moved is None:
            return self._draw(changes, console)
        # Both ways are tried, and the shorter one is sent.
        before = {y: dict(self._lines[y]) for y in range(moved.top, moved.bottom + 1)}
        in_place = self._draw(changes, console)
        after = {y: self._lines[y] for y in before}
        blank: _Line = {0: (size.width, None, [])}
        self._lines.update({y: dict(before.get(y + moved.shift, blank)) for y in before})
        scrolled = moved.command + self._draw(changes, console)
        if len(scrolled) < len(in_place):
            return scrolled
        self._lines.update(after)
        return in_place

    def _draw(self, changes: Iterable[tuple[int, Chunk]], console: Console) -> str:
        """Write what differs, line by line."""
        pen = Pen()
        for y, (start, end, strip) in changes:
            self._draw_chunk(pen, y, start, end, strip, console)
        return pen.end()

    def _draw_chunk(self, pen: Pen, y: int, start: int, end: int, strip: Strip, console: Console) -> None:
        line = self._lines.setdefault(y, {})
        if strip.cell_length != end - start:
            # A part of a widget: written as it is, and what was known of this place is void.
            for column in [column for column, (stop, _, _) in line.items() if column < end and stop > start]:
                del line[column]
            pen.go(start, y)
            pen.write(self._runs(strip, console))
            return
        known = line.get(start)
        if known is not None and known[0] != end:
            known = None
        if known is None:
            for column in [column for column, (stop, _, _) in line.items() if column < end and stop > start]:
                del line[column]
        elif known[1] is strip:
            return
        reaches_edge = end >= self.size.width
        new = self._runs(strip, console)
        if reaches_edge:
            new = _without_trailing_blanks(new)
        line[start] = (end, strip, new)
        if known is None:
            self._draw_all(pen, new, start, end, y)
        elif known[2] == new:
            return
        else:
            self._draw_difference(pen, known[2], new, start, end, y)
        if not reaches_edge and not is_predictable(new):
            # It may have run over into what stands to the right of it.
            for column, (stop, _, runs) in sorted(line.items()):
                if column >= end:
                    self._draw_all(pen, runs, column, stop, y)

    def _draw_all(self, pen: Pen, runs: list[Run], x: int, end: int, y: int) -> None:
        """Write the columns from `x` to `end`, whatever stands there."""
        reaches_edge = end >= self.size.width
        pen.go(x, y)
        if not is_predictable(runs):
            # It may turn out narrower than it is counted: what it leaves blank is blank before.
            pen.erase(0 if reaches_edge else end - x)
            pen.write(runs)
            return
        pen.write(runs)
        if reaches_edge and x + width_of(runs) < end:
            pen.erase()

    def _draw_difference(self, pen: Pen, old: list[Run], new: list[Run], x: int, end: int, y: int) -> None:
        """Write what differs of two lines; one that is shorter than the other has blanks behind it."""
        lead = None if x else ""
        first = 0
        while first < min(len(old), len(new)) and old[first] == new[first] and is_sure(old[first][0]):
            x += cell_len(old[first][0])
            lead = _with_lead(lead, old[first])
            first += 1
        old, new = old[first:], new[first:]
        if old and new and old[0][1:] == new[0][1:]:
            shared = _shared_length(old[0][0], new[0][0])
        elif new and not old and not any(new[0][1:]):
            shared = len(new[0][0]) - len(new[0][0].lstrip(" "))
        else:
            shared = 0
        if shared:
            passed = new[0][0][:shared]
            x += cell_len(passed)
            lead = _with_lead(lead, (passed, *new[0][1:]))
            old = [(old[0][0][shared:], *old[0][1:]), *old[1:]] if old else []
            new = [(new[0][0][shared:], *new[0][1:]), *new[1:]]
        pen.go(x, y, lead or "")
        old_width, new_width = width_of(old), width_of(new)
        if old_width == new_width:
            old_part, new_part = _without_shared_end(old, new)
            if is_predictable(old_part) and is_predictable(new_part):
                pen.write(new_part)
                return
        if old and not (is_predictable(old) and is_predictable(new)):
            pen.erase(0 if end >= self.size.width else end - x)
            pen.write(new)
            return
        pen.write(new)
        if new_width < old_width:
            pen.erase()

    def _moved(self, changes: list[tuple[int, Chunk]], console: Console) -> _Moved | None:
        """How the terminal could move lines that are on the screen already, or clear them all at once."""
        width = self.size.width
        whole = {y: strip for y, (start, end, strip) in changes if start == 0 and end == width}
        if len(whole) < LEAST_SCROLL:
            return None
        top, bottom = min(whole), max(whole)
        if bottom - top + 1 != len(whole):
            return None
        places: dict[str, list[int]] = {}
        for y in range(top, bottom + 1):
            known = self._lines.get(y, {}).get(0)
            if known is None or known[0] != width:
                return None
            places.setdefault(_words(known[2]), []).append(y)
        votes: Counter[int] = Counter()
        for y, strip in whole.items():
            words = _words(self._runs(strip, console))
            for place in places.get(words, ()) if words else ():
                votes[place - y] += len(words)
        shift = votes.most_common(1)[0][0] if votes else len(whole)
        return _Moved(top, bottom, shift) if shift else None

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


class _Moved(NamedTuple):
    """Lines that move within a part of the screen; those that come in are blank."""

    top: int
    bottom: int
    """The last line of the part."""
    shift: int
    """How many lines up; negative for down. As many as the part has lines: it is cleared."""

    @property
    def command(self) -> str:
        """What makes the terminal do it."""
        move = f"{self.shift}M" if self.shift > 0 else f"{-self.shift}L"
        return f"\x1b[{self.top + 1};{self.bottom + 1}r\x1b[{self.top + 1}H\x1b[{move}\x1b[r"


class Written(CompositorUpdate):
    """An update whose characters are known."""

    def __init__(self, characters: str) -> None:
        self._characters = characters

    @property
    def is_empty(self) -> bool:
        """Whether the terminal shows it already."""
        return not self._characters

    def render_segments(self, console: Console) -> str:
        return self._characters


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


def _shared_length(one: str, other: str) -> int:
    """How many characters two texts share at their beginning, as far as their width is beyond doubt."""
    count = 0
    for count, (left, right) in enumerate(zip(one, other, strict=False)):  # noqa: B007 the count is used after
        if left != right:
            break
    else:
        count = min(len(one), len(other))
    if is_sure(one) and is_sure(other):
        return count
    return 0


def _words(runs: list[Run]) -> str:
    """By what a line is known again that has moved: a mark in front of it may have come or gone."""
    return "".join(text for text, _, _ in runs)[MARK_WIDTH:].rstrip(" ")


def _with_lead(lead: str | None, run: Run) -> str | None:
    """What stands at the beginning of a line and could be written once more; `None` when that is too much."""
    text, codes, link = run
    if lead is None or codes or link or len(lead) + len(text) > LONGEST_LEAD or not text.isascii():
        return None
    return lead + text
