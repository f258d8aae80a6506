"""Saving again and again what the disk does not take at once.

What Micro.blog has answered is known nowhere but here until it is saved: it is not let go for a full disk.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mbtui.store import StoreError

R = TypeVar("R")


class DiskRetry:
    """Saves until it is saved, says once that it can not, and rests in between."""

    def __init__(self, tell: Callable[[StoreError, str], None], *, retry_seconds: float) -> None:
        """`tell` is called with what is wrong, and a sentence for the reader."""
        self._tell = tell
        self._retry_seconds = retry_seconds
        self._wake = asyncio.Event()
        self._told = ""

    def wake(self) -> None:
        self._wake.set()

    async def rest(self, seconds: float) -> None:
        """Let time pass, or `wake` end it."""
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wake.wait()
        self._wake.clear()

    def tell(self, error: StoreError, words: str = "") -> None:
        """Say that something is not saved, unless that was said last."""
        said = f"{words} {error}".strip()
        if said != self._told:
            self._told = said
            self._tell(error, said)

    def works(self) -> None:
        """The disk takes everything: whatever goes wrong from now on is told anew."""
        self._told = ""

    async def saved(self, save: Callable[[], Awaitable[R]], words: str = "") -> R:
        """Call `save` until it succeeds; `words` say what is not saved yet."""
        while True:
            try:
                return await save()
            except StoreError as error:
                self.tell(error, words)
                await self.rest(self._retry_seconds)
