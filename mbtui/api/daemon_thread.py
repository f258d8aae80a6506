"""Runs what may take long or never answer: a page of any size, a keyring behind a prompt, a person at a terminal."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


async def in_daemon_thread(work: Callable[[], Result], timeout_seconds: float | None = None) -> Result:
    """Run in a thread of its own, which ends with the program, whatever it waits for.

    `asyncio.to_thread` would not do: the interpreter waits at its end for the threads of that pool.

    Raises:
        TimeoutError: The work takes longer; the thread is left to itself.
    """
    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()  # from now on it can not be cancelled under the thread's hands

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            # Carried over to the caller, which waits in another thread.
            future.set_exception(error)

    threading.Thread(target=run, name="daemon", daemon=True).start()
    async with asyncio.timeout(timeout_seconds):
        return await asyncio.wrap_future(future)
