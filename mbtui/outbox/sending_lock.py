"""Who sends: the one program that holds a lock on a file beside the account's files.

The kernel frees the lock when that program ends or dies, so what it had begun is taken up at once. A file system
without locks is no case of its own: SQLite needs them too.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mbtui.store import StoreError


class SendingLock:
    """The lock on `sending.lock`."""

    def __init__(self, folder: Path) -> None:
        """
        Args:
            folder: Where the account's files are.
        """
        self._path = folder / "sending.lock"

    @asynccontextmanager
    async def held(self) -> AsyncIterator[bool]:
        """Hold the lock for a block, off the event loop. Gives False when another program holds it.

        Raises:
            StoreError: The file can not be opened or locked.
        """
        taking = asyncio.ensure_future(asyncio.to_thread(self._take))
        try:
            yield await asyncio.shield(taking) is not None
        finally:
            # Also when it was cancelled while the thread was at it.
            if (file := await taking) is not None:
                await asyncio.to_thread(os.close, file)

    def _take(self) -> int | None:
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BaseException:
                os.close(file)
                raise
        except BlockingIOError:
            return None
        except OSError as error:
            raise StoreError(
                f"{self._path} can not be locked ({error.strerror}), and only one mbtui at a time may send. "
                "Nothing is sent until it can; mbtui tries again."
            ) from error
        return file
