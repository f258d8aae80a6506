"""Write only what differs from what the terminal already shows.

Textual repaints every line of a region that has changed, padded with blanks, each run of text with its own
reset. Over SSH that is most of what a key costs. `ScreenDiff` remembers what each line of the screen shows,
compares, and writes the rest: the part of a line that differs, an erase instead of blanks, and a scroll of the
terminal's own where lines have only moved, also beside others that stay, where the terminal can do that. The update
classes of Textual's compositor are not public; `textual` is held below the next major version for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Offset, Size
from textual.strip import Strip

from mbtui.terminal.ansi_writer import AnsiWriter, Run, is_predictable, is_sure, picture_number, width_of
from mbtui.terminal.kept_frame import Chunk as KeptChunk
from mbtui.terminal.run_maker import RunMaker

if TYPE_CHECKING:
    from mbtui.graphics.slices import Slices

Chunk = tuple[int, int, Strip]
"""Columns [start, end) of a line, and what stands there."""
_Line = dict[int, tuple[int, Strip | None, list[Run]]]
"""By first column: the column behind the last, the strip drawn there, and its runs."""
_Lines = dict[int, _Line]

ASK_MARGINS = "\x1b[?69$p"
"""Asks a terminal whether it can move lines between two columns."""
HAS_MARGINS = ("\x1b[?69;1$y", "\x1b[?69;2$y")
"""What it answers when it can."""
LEAST_SCROLL = 4
"""For fewer lines than these, moving them is not considered."""
MARK_WIDTH = 2


class ScreenDiff:
    """What the terminal shows, line by line, and how to make it show something else."""

    def __init__(self, *, is_ascii: bool = False) -> None:
        """
        Args:
            is_ascii: Whether marks are drawn in ASCII.
        """
        self.size = Size(0, 0)
        """The size of the screen that was written last."""
        self.has_margins = False
        """Whether the terminal can move lines between two columns."""
        self._slices: Slices | None = None
        self._sent: dict[int, str] = {}
        """By number: pictures that the terminal was sent, and what makes it forget them."""
        self._lines: _Lines = {}
        self._cursor: Offset | None = None
        """Where the terminal's cursor was put last; None when that is not known."""
        self._is_cursor_shown: bool | None = False
        self._runs = RunMaker(is_ascii=is_ascii)
        self._color_system: str | None = None

    def draw_pictures(self, slices: Slices) -> None:
        """Draw pictures from now on: those whose slices these are."""
        self._slices = self._runs.slices = slices

    def chunks(self, place: Offset, strips: Sequence[Strip], console: Console) -> list[KeptChunk]:
        """What the terminal shows, with blanks for pictures, and with other strips from a place downwards."""

        def kept(y: int, x: int, runs: list[Run]) -> list[Run]:
            if x == place.x and 0 <= y - place.y < len(strips):
                shown = self._runs.of(strips[y - place.y], console, is_last_line=y == self.size.height - 1)
                runs = _without_trailing_blanks(shown)
            return [run if picture_number(run[2]) is None else (" " * width_of([run]), "", "") for run in runs]

        return [
            (y, x, end, kept(y, x, runs))
            for y, line in sorted(self._lines.items())
            for x, (end, _, runs) in sorted(line.items())
        ]

    def begin_with(self, size: Size, color_system: str | None, chunks: Iterable[KeptChunk]) -> None:
        """Know what the terminal shows already."""
        self.forget()
        self.size, self._color_system, self._is_cursor_shown = size, color_system, False
        for y, x, end, runs in chunks:
            self._lines.setdefault(y, {})[x] = (end, None, runs)

    def forget(self) -> None:
        """Something else has written to the terminal: nothing is known of it any more."""
        self._lines = {}
        self._cursor = self._is_cursor_shown = None

    def forget_pictures(self) -> str:
        """Have pictures sent again. Returns what makes the terminal forget those that it was sent."""
        forgotten, self._sent = "".join(self._sent.values()), {}
        return forgotten

    def update_for(self, update: CompositorUpdate, console: Console, cursor: Offset | None = None) -> str:
        """Say what has to be written for an update, and know that it is shown; empty when it was shown already.

        Args:
            update: What Textual would write.
            console: Knows how many colors the terminal has.
            cursor: Where the terminal's cursor is to be seen; None: nowhere.
        """
        if not isinstance(update, (LayoutUpdate, ChopsUpdate)):
            return update.render_segments(console)
        # For a moment after the terminal has changed its size, what is painted still has the old one.
        size, color_system = _size_of(update), console.color_system
        if size != self.size or color_system != self._color_system:
            self.forget()
            self.size, self._color_system = size, color_system
            self._runs.forget()
        changes = list(_layout_changes(update) if isinstance(update, LayoutUpdate) else _chop_changes(update))
        characters, lines, sent = self._draw(changes, self._lines, console)
        if characters and (moved := self._moved(changes, console)):
            # Both ways are tried, and the shorter one is sent.
            scrolled, command = self._draw(changes, moved.lines(self._lines), console), moved.command(size.width)
            if len(command) + len(scrolled[0]) < len(characters):
                characters, lines, sent = scrolled
                characters = command + characters

        if cursor is None and self._is_cursor_shown is not False:
            characters = f"\x1b[?25l{characters}"
        elif cursor is not None and (characters or cursor != self._cursor):
            show_it = "" if self._is_cursor_shown else "\x1b[?25h"
            characters = f"{characters}\x1b[{cursor.y + 1};{cursor.x + 1}H{show_it}"
        self._lines, self._cursor, self._is_cursor_shown, self._sent = lines, cursor, cursor is not None, sent
        return characters

    def _draw(
        self, changes: Iterable[tuple[int, Chunk]], known: _Lines, console: Console
    ) -> tuple[str, _Lines, dict[int, str]]:
        """Write what differs, line by line. Returns the characters, and the lines and pictures that are there then."""
        writer = AnsiWriter(self._slices)
        lines = dict(known)
        copied = set()
        for y, (start, end, strip) in changes:
            if y not in copied:
                lines[y] = dict(lines.get(y, ()))
                copied.add(y)
            self._draw_chunk(writer, lines[y], y, start, end, strip, console)
        characters, sent = writer.end(), self._sent
        if self._slices is not None and (writer.sent_once or sent):
            new = {number: slice_ for number, slice_ in writer.sent_once.items() if number not in sent}
            old = {number: undo for number, undo in sent.items() if number not in self._slices}
            characters = "".join([*old.values(), *(slice_.data for slice_ in new.values()), characters])
            sent = {number: undo for number, undo in sent.items() if number not in old}
            sent.update((number, slice_.undo) for number, slice_ in new.items())
        return characters, lines, sent

    def _draw_chunk(
        self, writer: AnsiWriter, line: _Line, y: int, start: int, end: int, strip: Strip, console: Console
    ) -> None:
        if strip.cell_length != end - start:
            # A part of a widget: written as it is, and what was known of this place is void.
            for column in [column for column, (stop, _, _) in line.items() if column < end and stop > start]:
                del line[column]
            writer.go(start, y)
            writer.write(self._runs.of(strip, console, is_last_line=y == self.size.height - 1))
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
        new = _without_trailing_blanks(self._runs.of(strip, console, is_last_line=y == self.size.height - 1))
        line[start] = (end, strip, new)
        if known is None:
            is_certain = self._draw_all(writer, new, start, end, y)
        elif known[2] == new:
            return
        else:
            is_certain = self._draw_difference(writer, known[2], new, start, end, y)
        if not reaches_edge and not is_certain and _most_width(new) > end - start:
            # It may have run over into what stands to the right of it.
            for column, (stop, _, runs) in sorted(line.items()):
                if column >= end:
                    self._draw_all(writer, runs, column, stop, y)

    def _draw_all(self, writer: AnsiWriter, runs: list[Run], x: int, end: int, y: int) -> bool:
        """Write the columns from `x` to `end`, whatever stands there. Returns whether it is certain where that ends."""
        writer.go(x, y)
        if not is_predictable(runs):
            # It may turn out narrower than it is counted: what it leaves blank is blank before.
            writer.erase(self._rest(x, end))
            writer.write(runs)
            return False
        writer.write(runs)
        x += width_of(runs)
        if x < end:
            writer.erase(self._rest(x, end))
        return True

    def _rest(self, x: int, end: int) -> int:
        """How many columns to blank from `x` to `end`; 0 stands for the rest of the line."""
        return 0 if end >= self.size.width else end - x

    def _draw_difference(self, writer: AnsiWriter, old: list[Run], new: list[Run], x: int, end: int, y: int) -> bool:
        """Write what differs of two lines; one that is shorter than the other has blanks behind it.

        Returns whether it is certain where that ends.
        """
        passed: list[Run] = []
        for one, other in zip(old, new, strict=False):
            if one != other or not is_sure(one[0]):
                break
            passed.append(one)
        old, new = old[len(passed) :], new[len(passed) :]
        if old and new and old[0][1:] == new[0][1:] and (shared := _shared_length(old[0][0], new[0][0])):
            passed.append((new[0][0][:shared], *new[0][1:]))
            old = [(old[0][0][shared:], *old[0][1:]), *old[1:]]
            new = [(new[0][0][shared:], *new[0][1:]), *new[1:]]
        elif new and not old and not any(new[0][1:]) and not new[0][0].strip(" "):
            # Blanks on a blank line are passed over: a link that goes on behind them is not opened anew.
            passed.append(new[0])
            new = new[1:]
        is_blank = not any(text.strip(" ") or codes or link for text, codes, link in passed)
        width = width_of(passed)
        x += width
        writer.go(x, y, blanks=width if is_blank else 0)
        old_width, new_width = width_of(old), width_of(new)
        if old_width == new_width:
            old_part, new_part = _without_shared_end(old, new)
            if is_predictable(old_part) and is_predictable(new_part):
                writer.write(new_part)
                return True
        if old and not (is_predictable(old) and is_predictable(new)):
            writer.erase(self._rest(x, end))
            writer.write(new)
            return False
        writer.write(new)
        if new_width < old_width:
            writer.erase(self._rest(x + new_width, end))
        return is_predictable(new)

    def _moved(self, changes: list[tuple[int, Chunk]], console: Console) -> _Moved | None:
        """How the terminal could move lines that are on the screen already, or clear them all at once."""
        columns: dict[tuple[int, int], dict[int, Strip]] = {}
        for y, (start, end, strip) in changes:
            if self.has_margins or end - start == self.size.width:
                columns.setdefault((start, end), {})[y] = strip
        (start, end), lines = max(columns.items(), key=lambda found: len(found[1]), default=((0, 0), {}))
        if len(lines) < LEAST_SCROLL:
            return None
        top, bottom = min(lines), max(lines)
        if bottom - top + 1 != len(lines):
            return None
        places: dict[str, list[int]] = {}
        for y in range(top, bottom + 1):
            known = self._lines.get(y, {}).get(start)
            if known is None or known[0] != end or any(map(_is_slice, known[2])):
                return None
            places.setdefault(_words(known[2]), []).append(y)
        votes: Counter[int] = Counter()
        for y, strip in lines.items():
            runs = self._runs.of(strip, console, is_last_line=y == self.size.height - 1)
            if any(map(_is_slice, runs)):
                # Not all terminals move them with their lines.
                return None
            words = _words(runs)
            for place in places.get(words, ()) if words else ():
                votes[place - y] += len(words)
        shift = votes.most_common(1)[0][0] if votes else len(lines)
        return _Moved(top, bottom, start, end, shift) if shift else None


class _Moved(NamedTuple):
    """Lines that move within a part of the screen; those that come in are blank."""

    top: int
    bottom: int
    """The last line of the part."""
    start: int
    end: int
    """The column behind its last."""
    shift: int
    """How many lines up; negative for down. As many as the part has lines: it is cleared."""

    def command(self, width: int) -> str:
        """What makes a terminal of a width do it."""
        move = f"{self.shift}M" if self.shift > 0 else f"{-self.shift}L"
        lines = f"\x1b[{self.top + 1};{self.bottom + 1}r"
        if self.end - self.start == width:
            return f"{lines}\x1b[{self.top + 1}H\x1b[{move}\x1b[r"
        margins = f"\x1b[?69h\x1b[{self.start + 1};{self.end}s"
        return f"{margins}{lines}\x1b[{self.top + 1};{self.start + 1}H\x1b[{move}\x1b[r\x1b[?69l"

    def lines(self, before: _Lines) -> _Lines:
        """What the terminal shows after the command."""
        blank: tuple[int, Strip | None, list[Run]] = (self.end, None, [])
        part = range(self.top, self.bottom + 1)
        moved = {y: before[y + self.shift][self.start] if y + self.shift in part else blank for y in part}
        return {**before, **{y: {**before[y], self.start: chunk} for y, chunk in moved.items()}}


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
            if strip is None or x >= x2 or end <= x1 or (y, x) in seen:
                continue
            seen.add((y, x))
            yield y, (x, end, strip)


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


def _is_slice(run: Run) -> bool:
    """Whether something else is drawn over the cells of a run."""
    return bool(picture_number(run[2])) and not run[0].strip(" ")


def _most_width(runs: list[Run]) -> int:
    """How many columns runs take in a terminal that draws all in two columns of which terminals disagree."""
    signs = (sign for text, _, _ in runs for sign in ([text] if is_sure(text) else text))
    return sum(cell_len(text) if is_sure(text) else 2 for text in signs)


def _words(runs: list[Run]) -> str:
    """By what a line is known again that has moved: a mark in front of it may have come or gone."""
    return "".join(text for text, _, _ in runs)[MARK_WIDTH:].rstrip(" ")
