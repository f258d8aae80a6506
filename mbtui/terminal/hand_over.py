"""Hands the screen to another program and takes it back."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from textual.app import App, SuspendNotSupported


def hand_over(app: App[Any], run: Callable[[], str], refusal: str) -> str:
    """Give the terminal to a program until that ends. Ctrl+c is the program's meanwhile.

    `run` returns what went wrong and must not raise: the screen would not be taken back. Returns that, or `refusal`.
    """
    problem = ""
    try:
        with app.suspend(), _interrupts_for_others():
            problem = run()
    except SuspendNotSupported:
        return refusal
    return problem


@contextmanager
def _interrupts_for_others() -> Iterator[None]:
    """Ignore ctrl+c. By a handler: unlike SIG_IGN, it is not passed on to the program that is started."""
    numbers = (signal.SIGINT, signal.SIGQUIT)
    before = [signal.signal(number, lambda *_: None) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler or signal.SIG_DFL)
