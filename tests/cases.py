"""Cases that are tried one after the other in one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def case(*what: object) -> Iterator[None]:
    """Say in a failure which case it is of."""
    try:
        yield
    except Exception as error:
        error.add_note(f"In this case: {', '.join(map(str, what))}")
        raise
