"""Completes what is being typed: a name behind an @, and whatever else there is a source for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Protocol

import msgspec
from textual.worker import Worker, WorkerError

from mbtui.widgets.composer_text import ComposerText

LONGEST = 100
"""Characters before the cursor among which something to complete may begin."""
MOST_CHOICES = 6
"""Offered at a time."""
PATIENCE_SECONDS = 1.0
"""So long the key waits for what fits the letters typed just before it."""


class Choice(msgspec.Struct, frozen=True):
    """One that is offered."""

    shown: str
    """In the line below the text: `@maren`."""
    written: str
    """What takes the place of what was typed, with the blank behind it: `@maren `."""


class Source(Protocol):
    """Knows what can be completed in some place of the text."""

    begins: re.Pattern[str]
    """Searched in the line up to the cursor, and ends there. All that it matches is replaced."""

    async def find(self, typed: str) -> Sequence[Choice]:
        """Give what the first group of `begins` may become, the likeliest first. It tells of failures itself."""


class Completion:
    """What is typed before the cursor, and what it may become."""

    def __init__(self, area: ComposerText, sources: Sequence[Source], on_change: Callable[[], object]) -> None:
        """
        Args:
            area: The text.
            sources: The first that finds a beginning before the cursor is asked.
            on_change: Called when there is something else to offer.
        """
        self.choices: tuple[Choice, ...] = ()
        """What is offered now."""
        self.place = 0
        """Which of them the next key puts there; once one was put there, which it was."""
        self._area = area
        self._sources = sources
        self._on_change = on_change
        self._begun: re.Match[str] | None = None
        self._offered_for: re.Match[str] | None = None
        """What the choices were found for."""
        self._finding: Worker[None] | None = None
        self._completed: tuple[int, int, int] | None = None
        """Row and columns of what was put there, until something else is typed."""

    @property
    def is_completed(self) -> bool:
        """Whether one of the choices has been put into the text: the next key puts the next one there."""
        return self._completed is not None

    async def complete(self) -> None:
        """Put the first choice into the text; the next one when it is there already."""
        self.look()
        if self._finding is not None:
            with suppress(WorkerError, TimeoutError):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._finding.wait()
        if not self.choices or self._offered_for is not self._begun:
            return
        area = self._area
        row, column = area.cursor_location
        if self._completed is not None:
            start = self._completed[1]
            self.place = (self.place + 1) % len(self.choices)
        else:
            assert self._begun is not None
            start, self.place = self._begun.start(), 0
        written = self.choices[self.place].written
        self._completed = (row, start, start + len(written))
        area.replace(written, (row, start), (row, column))
        area.move_cursor((row, start + len(written)))
        self._on_change()

    def look(self) -> None:
        """See whether something to complete stands before the cursor."""
        area = self._area
        row, column = area.cursor_location
        line = area.document.get_line(row)
        if self._completed is not None:
            completed_row, start, end = self._completed
            if (row, column) == (completed_row, end) and line[start:end] == self.choices[self.place].written:
                return
            self._completed, self._begun = None, None
            self._offer(())
        first = max(0, column - LONGEST)
        found = (source.begins.search(line, first, column) for source in self._sources)
        places = enumerate(found) if area.selection.is_empty else ()
        number, match = next(((number, match) for number, match in places if match), (0, None))
        old = self._begun
        if match and old and (match[0], match.span(), match.re) == (old[0], old.span(), old.re):
            return
        self._begun = match
        if match is None:
            self._offer(())
        else:
            finding = self._find(self._sources[number], match)
            self._finding = area.run_worker(finding, group="completion", exclusive=True)

    async def _find(self, source: Source, match: re.Match[str]) -> None:
        choices = await source.find(match[1])
        if match is self._begun and self._completed is None:
            self._offered_for = match
            self._offer(tuple(choice for choice in choices if choice.written.strip() != match[0])[:MOST_CHOICES])

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        if choices != self.choices:
            self.choices, self.place = choices, 0
            self._on_change()
