"""A demo whose answers are wrong in ways that a number gives, for as long as a block lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.demo.active_faults import Kind
from mbtui.demo.faults import KINDS
from tests.soak.odd_words import spoil

NAME = "soak"


@contextmanager
def odd_world(number: int) -> Iterator[DemoServer]:
    """A server whose answers, but for the token's, are full of odd words."""
    random, lock = Random(number), threading.Lock()

    def spoilt(answer: Any) -> Any:
        with lock:
            return spoil(answer, random)

    with world_with(Kind("Odd words.", data=spoilt)) as demo:
        demo.fault(NAME, path="/posts")
        demo.fault(NAME, path="/users")
        demo.fault(NAME, path="/micropub")
        yield demo


@contextmanager
def world_with(kind: Kind) -> Iterator[DemoServer]:
    """A server that knows one more fault; time runs, and nobody posts unless told to."""
    KINDS[NAME] = kind
    try:
        with DemoServer(clock=Clock(), settings=Settings(arrival_seconds=0)) as demo:
            yield demo
    finally:
        del KINDS[NAME]
