"""Who sends: the one program that holds a lock on a file beside the account's files.

The kernel frees the lock when that program ends or dies, so what it had begun is taken up at once. A file system
without locks is no case of its own: SQLite needs them too.

One that is stopped, or waits for an editor, keeps the lock: it may go on at any moment in the middle of a request, so
nobody else may send. The others tell the reader.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from mbtui.store import StoreError

STUCK_SECONDS = 60.0
"""Who holds the lock longer without a sign is taken to be stopped: a request has 20 s."""


def locked(path: Path, flags: int = os.O_RDONLY) -> int:
    """Open and lock a file or a folder, until what is returned is closed or the program has ended.

    Raises:
        BlockingIOError: Another program has locked it.
        OSError: It can not be opened or locked; a link is not followed, since what it leads to is written.
    """
    file = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:  # not left open, whatever it was
        os.close(file)
        raise
    return file


class SendingLock:
    """The lock on `sending.lock`, in which its holder writes the number of its process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "sending.lock"
        self._met: tuple[bytes, int, float] | None = None
        """Who holds it and since when, as the file tells, and when that was first seen: by a clock that stands while
        the machine sleeps, since nobody is stuck for that."""

    @asynccontextmanager
    async def held(self) -> AsyncIterator[bool]:
        """Hold the lock for a block, off the event loop. Gives False when another program holds it.

        Raises:
            StoreError: The file can not be opened or locked, or another program does not let go of it.
        """
        taking = asyncio.ensure_future(asyncio.to_thread(self._take))

        async def let_go() -> None:
            if (file := await taking) is not None:
                await asyncio.to_thread(os.close, file)

        try:
            yield await asyncio.shield(taking) is not None
        finally:
            # Also when it was cancelled while a thread was at it, or is cancelled now.
            await asyncio.shield(let_go())

    async def renew(self) -> None:
        """Say that its holder is at work still: an upload may take long."""
        with suppress(OSError):
            await asyncio.to_thread(os.utime, self._path)

    def _take(self) -> int | None:
        try:
            try:
                file = locked(self._path, os.O_RDWR | os.O_CREAT)
            except BlockingIOError:
                self._wait_for(self._path.read_bytes(), self._path.stat().st_mtime_ns)
                return None
        except OSError as error:
            raise StoreError(
                f"{self._path} can not be locked ({error.strerror}), and only one mbtui at a time may send. "
                "Nothing is sent until it can; mbtui tries again."
            ) from error
        with suppress(OSError):  # a full disk
            os.pwrite(file, b"%10d" % os.getpid(), 0)
        return file

    def _wait_for(self, holder: bytes, taken_at_ns: int) -> None:
        now = time.monotonic()
        if self._met is None or self._met[:2] != (holder, taken_at_ns):
            self._met = holder, taken_at_ns, now
        elif now - self._met[2] >= STUCK_SECONDS:
            process = holder.decode("ascii", "replace").strip()
            raise StoreError(
                f"Another mbtui (process {process}) has not let go of the outbox for a minute; it may be stopped, or "
                "wait for an editor. What is to be sent waits until it goes on or ends."
            )
