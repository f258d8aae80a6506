"""Paths that were renamed: Micro.blog answers to the old and the new word, others may know only one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mbtui.api.errors import NotFound

_Result = TypeVar("_Result")


class Alias:
    """Two words for one thing, of which a server may know only one."""

    def __init__(self, older: str, newer: str) -> None:
        self._older, self._newer = older, newer
        self._proven: set[str] = set()
        self._gone = ""

    async def call(self, ask: Callable[[str], Awaitable[_Result]], *, newer_first: bool = False) -> _Result:
        """Ask under one word and, if that is not found and has never been, under the other; remember."""
        first, second = (self._newer, self._older) if newer_first else (self._older, self._newer)
        if first == self._gone:
            first, second = second, first
        try:
            result = await ask(first)
        except NotFound as missing:
            if first in self._proven:
                raise
            try:
                result = await ask(second)
            except NotFound:
                raise missing from None
            first, self._gone = second, first
        self._proven.add(first)
        return result
