"""What is called while keys come, and what only after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mbtui.widgets import calm as calm_module
from mbtui.widgets.calm import CALM_SECONDS, Calm


class Clock:
    """Time, and a widget's timers in it."""

    is_running = True

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.set_count = 0

    def monotonic(self) -> float:
        """As `time` has it."""
        return self.now

    def set_timer(self, seconds: float, do: Callable[[], None]) -> None:
        """As a widget has it."""
        self.set_count += 1
        self.timers.append((self.now + seconds, do))

    def pass_to(self, moment: float) -> None:
        """Let time go by."""
        while due := sorted((timer for timer in self.timers if timer[0] <= moment), key=lambda timer: timer[0]):
            self.timers.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = moment


def test_a_held_key_lets_nobody_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each rest is counted from the last key, and ends once; what is told soon is told while the key is held."""
    clock = Clock()
    monkeypatch.setattr(calm_module, "time", clock)
    called: list[str] = []
    calm = Calm(clock, lambda: called.append("soon"))  # type: ignore[arg-type]
    calm.at_rest(0.3, lambda: called.append("picture"))
    calm.at_rest(0.5, lambda: called.append("column"))
    for number in range(90):
        clock.pass_to(number / 30)
        calm.stir()
    assert set(called) == {"soon"}
    assert called.count("soon") >= 2 / CALM_SECONDS / 2
    assert clock.set_count < 90
    called.clear()
    clock.pass_to(3.2)
    assert called == ["soon"]
    clock.pass_to(10.0)
    assert called == ["soon", "picture", "column"]
    calm.stir()
    clock.pass_to(20.0)
    assert called == ["soon", "picture", "column"] * 2
