"""What the server was asked, in order; tests read it, and wait for requests to come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_KEPT_REQUESTS = 10_000


@dataclass(eq=False)
class Asked:
    """One request, for the record. Tokens are not part of it."""

    method: str
    path: str
    params: dict[str, Any]
    status: int | None = None
    """What it was answered with; None while it waits and when the connection was dropped."""


@dataclass
class Record:
    """What the server was asked, in order."""

    requests: deque[Asked] = field(default_factory=lambda: deque(maxlen=_KEPT_REQUESTS))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, asked: Asked) -> None:
        with self._changed:
            self.requests.append(asked)
            self._changed.notify_all()

    def wait_for(self, wanted: Callable[[Asked], bool], timeout_seconds: float) -> Asked | None:
        """Wait in another thread until a request fits; None when none came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: next(filter(wanted, self.requests), None), timeout_seconds)
