"""What a widget leaves to moments in which nothing happens, so that no key waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.widget import Widget

CALM_SECONDS = 0.05
"""So long after the first of several keys, what they have led to is told."""


class Calm:
    """Told of every key and every change, calls others: one soon, while keys still come, the rest after a rest."""

    def __init__(self, widget: Widget, soon: Callable[[], None]) -> None:
        """Call `soon` no more often than each `CALM_SECONDS`; the widget's timers are used."""
        self.is_stirred = False
        """Whether `soon` is still to be called."""
        self._widget = widget
        self._soon = soon
        self._rests: list[Rest] = []

    def at_rest(self, seconds: float, do: Callable[[], None]) -> Rest:
        """Call `do` each time that nothing has happened for so long, from now on."""
        rest = Rest(self._widget, seconds, do)
        self._rests.append(rest)
        return rest

    def stir(self) -> None:
        """Something has happened."""
        if not self._widget.is_running:
            return
        if not self.is_stirred:
            self.is_stirred = True
            self._widget.set_timer(CALM_SECONDS, self._end)
        for rest in self._rests:
            rest.begin()

    def _end(self) -> None:
        self.is_stirred = False
        self._soon()


class Rest:
    """One timer however many keys come: a key only moves the time at which it is looked whether they still do."""

    def __init__(self, widget: Widget, seconds: float, do: Callable[[], None]) -> None:
        self._widget = widget
        self._seconds = seconds
        self._do = do
        self._ends_at: float | None = None
        """By the monotonic clock; None while nothing has happened since the last time."""

    @property
    def is_there(self) -> bool:
        """Whether nothing has happened for so long."""
        return self._ends_at is None

    def begin(self) -> None:
        """Something has happened: count anew."""
        is_waiting = self._ends_at is not None
        self._ends_at = time.monotonic() + self._seconds
        if not is_waiting:
            self._widget.set_timer(self._seconds, self._look)

    def _look(self) -> None:
        left = (self._ends_at or 0.0) - time.monotonic()
        if left > 0:
            self._widget.set_timer(left, self._look)
            return
        self._ends_at = None
        self._do()
