"""Asks a terminal how it draws pictures: when that is first wanted, and what it answers when it does."""

from __future__ import annotations

import asyncio
import os

from textual.driver import Driver

from mbtui.graphics.answers import ASK_SIZE, QUESTIONS, Answers, is_last, may_ask, understood
from mbtui.graphics.graphics import Graphics
from mbtui.terminal.ascii_marks import is_utf8
from mbtui.terminal.driver import HangupDriver

ANSWER_SECONDS = 0.3


class AskedGraphics:
    """The graphics of one terminal, which was asked when this was made."""

    def __init__(self, driver: Driver | None, color_system: str) -> None:
        """`color_system` as Rich calls it; empty for no colors."""
        self.graphics = Graphics(color_system=color_system, is_utf8=is_utf8(os.environ))
        self.is_settled = asyncio.Event()
        """It has answered, or has had its time. What it answers later counts as well, for what is drawn then."""
        self._driver = driver if isinstance(driver, HangupDriver) else None
        self._may_ask = self._driver is not None and may_ask(os.environ)
        self._answers: dict[tuple[str, str], str] = {}
        """The latest of each kind, by how it begins and ends: its size is asked for again and again."""
        self._has_answered = False
        if self._may_ask:
            self._ask(QUESTIONS)
            asyncio.get_running_loop().call_later(ANSWER_SECONDS, self.is_settled.set)
        else:
            self.graphics.settle(Answers(cell_size=self._known_size()))
            self.is_settled.set()

    def take(self, answer: str) -> bool:
        """Hear an answer. Returns whether what was drawn before may not fit its cells any more."""
        self._answers[answer[:3], answer[-1:]] = answer
        if not (is_last(answer) or self._has_answered):
            return False
        self._has_answered, before = True, self.graphics.box(1, 1)
        self.graphics.settle(understood(self._answers.values(), self._known_size()))
        self.is_settled.set()
        return self.graphics.box(1, 1) != before

    def measure(self) -> None:
        """The terminal has another size: its cells may have one as well."""
        if self._has_answered:
            self._ask(ASK_SIZE)

    def _known_size(self) -> tuple[int, int] | None:
        return self._driver.cell_size if self._driver else None

    def _ask(self, questions: str) -> None:
        if self._driver is not None:
            self._driver.write(questions)
            self._driver.flush()
