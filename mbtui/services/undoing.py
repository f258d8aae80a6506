"""What `U` takes back: the last thing that was done, from its key on, also while the disk has not taken it yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import msgspec

from mbtui.api.errors import MicroblogError
from mbtui.store import StoreError

T = TypeVar("T")


class NothingDone(Exception):
    """What is to be taken back could not be done, or there was nothing to do: that was told."""


class Undoable(msgspec.Struct, frozen=True, eq=False):
    """Something was done that can be taken back."""

    what: str
    """As it follows on “Undone:”."""
    undo: Callable[[], Awaitable[object]]
    """Takes it back; gives False when it is too late for that. May raise `NothingDone`."""
    opens: bool
    """Whether the keys typed behind `U` are meant for what it brings back."""


class Undoing:
    """Remembers the last thing that was done in an account."""

    def __init__(self) -> None:
        self._last: Undoable | None = None

    def note(self, what: str, undo: Callable[[], Awaitable[object]], *, opens: bool = False) -> Callable[[], None]:
        """Let `U` take this back. Returns what is called when it could not be done: then the one before it is last."""
        before, is_forgotten = self._last, False

        async def take_back() -> object:
            try:
                return await undo()
            except StoreError:
                # A discarded text is nowhere else: once the disk has room the same key brings it back.
                if self._last is None and not is_forgotten:
                    self._last = noted
                raise

        noted = self._last = Undoable(what, take_back, opens)

        def forget() -> None:
            nonlocal is_forgotten
            is_forgotten = True
            if self._last is noted:
                self._last = before

        return forget

    def do(
        self,
        what: str,
        work: Coroutine[Any, Any, T | None],
        undo: Callable[[T], Awaitable[object]],
        *,
        opens: bool = False,
    ) -> asyncio.Future[T | None]:
        """Begin something that `U` takes back from now on: it waits for the work, and gives its result to `undo`.

        Noted before the work is done, since `U` may be the very next key: it must not take back what was done before.
        Work that fails, or gives None because there was nothing to do, is forgotten. It goes on when nobody waits.
        """
        doing = asyncio.ensure_future(work)

        async def take_back() -> object:
            try:
                result = await asyncio.shield(doing)
            except (MicroblogError, StoreError):
                result = None
            if result is None:
                raise NothingDone
            return await undo(result)

        forget = self.note(what, take_back, opens=opens)

        def settle(_: asyncio.Future[T | None]) -> None:
            if doing.cancelled() or doing.exception() or doing.result() is None:
                forget()

        doing.add_done_callback(settle)
        return asyncio.shield(doing)

    def take(self) -> Undoable | None:
        """Give what was done last; it is not given again."""
        last, self._last = self._last, None
        return last
