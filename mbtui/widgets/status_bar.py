"""The last line: how things stand, in words, and the keys that matter here."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from mbtui.widgets.wrapping import fit, wrap

ROOMY_CELLS = 76
"""On a line so wide a sentence leaves room for the last hint."""
READ_CHARACTERS = 20
"""In a second. A problem told while nobody can have read the one before stands behind it."""
MOST_LINES = 4
"""Of what is said."""


class StatusBar(Widget):
    """A rule and a line under it. A sentence too long for the line is given more lines while it is shown."""

    DEFAULT_CSS = """
    StatusBar {
        height: auto;
        max-height: 5;
        background: $background;
        & > .status-bar--rule { color: $foreground-muted; }
        &:ansi > .status-bar--rule { text-style: dim; }
        &:ansi > .status-bar--hints { text-style: dim; }
        & > .status-bar--hints { color: $foreground-muted; }
        & > .status-bar--key { text-style: bold; }
        & > .status-bar--problem { color: $text-error; text-style: bold; }
        & > .status-bar--said { text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"status-bar--{part}" for part in ("rule", "hints", "key", "problem", "said")
    }
    SAID_SECONDS = 8.0

    def __init__(self) -> None:
        super().__init__()
        self._standing = self._reason = self.progress = ""
        self._problems: tuple[str, ...] = ()
        """What is said, when that is problems, in the order in which they were told."""
        self._said = ""
        self._is_problem = False
        self._hints: tuple[tuple[str, str], ...] = ()
        self._expiry: Timer | None = None
        self._said_at = 0.0

    def set_standing(self, text: str, reason: str = "") -> None:
        """Say in some words how things stand, and in a sentence why, shown where there is room for all of it."""
        if (text, reason) != (self._standing, self._reason):
            self._standing, self._reason = text, reason
            if not self._said:
                self.refresh()

    def set_progress(self, text: str) -> None:
        """Say in place of how things stand how far something is. A sentence that is no problem makes room for it."""
        begins, self.progress = bool(text) and not self.progress, text
        if begins and not self._is_problem:
            self.hush()
        if not self._said:
            self.refresh()

    def set_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Name some keys with what they do, the most useful first; the last is kept before all others."""
        if tuple(hints) != self._hints:
            self._hints = tuple(hints)
            self.refresh()

    def say(self, text: str, *, is_problem: bool = False, seconds: float | None = SAID_SECONDS) -> None:
        """Say one or two sentences for some seconds; None: until `hush` or the next words."""
        old_height, now = self._line_count(), time.monotonic()
        unread = self._problems if is_problem and now - self._said_at < len(self._said) / READ_CHARACTERS else ()
        if text not in unread:
            unread = (*unread, text)
        if len(self._all_lines(_in_one(unread))) > MOST_LINES:
            unread = (text,)
        self._problems = unread if is_problem else ()
        self._said, self._is_problem = _in_one(unread), is_problem
        self._said_at = now
        self.refresh(layout=self._line_count() != old_height)
        if self._expiry is not None:
            self._expiry.stop()
        if seconds is not None and text:
            self._expiry = self.set_timer(seconds, self.hush)

    def hush(self) -> None:
        """Take back what was said."""
        if self._said:
            self.say("", seconds=None)

    def let_go(self, said_before: float) -> None:
        """Take back what was said before a moment of the monotonic clock: the reader has gone on since."""
        if self._said_at < said_before:
            self.hush()

    def take_back(self, text: str) -> None:
        """Say no longer what is not so any more, if it is still shown."""
        if text == self._said:
            self.hush()
        elif text in self._problems:
            self._problems = tuple(problem for problem in self._problems if problem != text)
            self._said = _in_one(self._problems)
            self.refresh(layout=True)

    def _line_count(self) -> int:
        return len(self._said_lines()) if self._said else 1

    def _said_lines(self) -> list[str]:
        """What was said, in lines that leave room for the last hint where the screen is wide enough for both."""
        return self._all_lines(self._said)[:MOST_LINES]

    def _all_lines(self, text: str) -> list[str]:
        text, width = text.replace("\n", " "), self.size.width - 2
        if width >= ROOMY_CELLS and self._hints:
            width -= cell_len(" ".join(self._hints[-1])) + 2
        return [text[start:end] for start, end in wrap(text, max(1, width))]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return 1 + self._line_count()

    def render(self) -> Content:
        width = self.size.width
        rule = ("─" * width, ".status-bar--rule")
        if self._said:
            style = ".status-bar--problem" if self._is_problem else ".status-bar--said"
            lines = self._said_lines()
            left = f" {lines[-1]}" if lines else ""
            above = "\n".join(f" {line}" for line in lines[:-1])
            said = [(f"{above}\n" if above else "", style), (left, style)]
            shown = self._fitting(width - cell_len(left) - 3) if width - 2 >= ROOMY_CELLS else []
            return Content.assemble(rule, "\n", *said, *self._at_right(shown, width - cell_len(left)))
        left = f" {self.progress or self._standing}"
        least = cell_len(" ".join(self._hints[-1])) + 3 if self._hints else 0
        if self._reason and not self.progress and cell_len(whole := f"{left} · {self._reason}") + least <= width:
            left = whole
        left = fit(left, width)
        shown = self._fitting(width - cell_len(left) - 3)
        return Content.assemble(rule, "\n", left, *self._at_right(shown, width - cell_len(left)))

    def _at_right(self, shown: Sequence[tuple[str, str]], room: int) -> list[str | tuple[str, str]]:
        """Hints at the right end of a line in which so many cells are left."""
        used = sum(cell_len(f"{key} {words}") for key, words in shown) + 2 * max(0, len(shown) - 1)
        line: list[str | tuple[str, str]] = [" " * max(0, room - used - 1) if shown else ""]
        for number, (key, words) in enumerate(shown):
            line.extend(["  " if number else "", (key, ".status-bar--key"), (f" {words}", ".status-bar--hints")])
        return line

    def _fitting(self, room: int) -> list[tuple[str, str]]:
        """The hints for which there is room, in their order; the last is chosen first."""
        chosen: list[tuple[str, str]] = []
        for hint in (*self._hints[-1:], *self._hints[:-1]):
            cells = cell_len(" ".join(hint)) + (2 if chosen else 0)
            if cells <= room:
                chosen.append(hint)
                room -= cells
        return [hint for hint in self._hints if hint in chosen]


def _in_one(problems: Sequence[str]) -> str:
    """One problem behind the other. A cause that the next one has too is named there."""
    said = []
    for problem, following in zip_longest(problems, problems[1:], fillvalue=""):
        what, _, cause = problem.partition(". ")
        said.append(f"{what}." if cause and cause == following.partition(". ")[2] else problem)
    return " ".join(said)
