"""Work for which there is time while the program is loaded, in a process of its own: Python's threads take turns.

It is forked, and so begins with what is loaded by then, and has the token without being given it. That is sound while
there is one thread, and not on macOS, where proxies and the keychain do not work in a forked process.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from os import _exit
from typing import NoReturn

_MOST_BYTES = 1 << 16
"""Of what is told: a token, a name and a sentence."""

Tell = Callable[[bytes], object]
"""Tells the program something, once."""


class Ahead:
    """A process that works ahead. It holds nothing up, and ends when the program does, however that ends."""

    def __init__(self, process_id: int, connection: socket.socket) -> None:
        self.has_ended = asyncio.Event()
        self._told = b""
        self._has_told = asyncio.Event()
        """Set also when it has ended without that."""
        self._process_id = process_id
        self._connection = connection
        self._connection.setblocking(False)

    def look(self) -> None:
        """Notice what it has told by now, and whether it has ended."""
        while not self.has_ended.is_set():
            try:
                said = self._connection.recv(_MOST_BYTES)
            except BlockingIOError:
                return
            except ConnectionError:
                said = b""
            self._told += said
            self._has_told.set()
            if not said:
                self._connection.close()
                with suppress(ChildProcessError):  # SIGCHLD may be ignored
                    os.waitpid(self._process_id, 0)
                self.has_ended.set()

    async def watch(self) -> bytes:
        """Notice from now on what it tells, and its end. Returns what it tells, nothing when it ends without that."""
        if not self.has_ended.is_set():
            connection = self._connection.fileno()
            loop = asyncio.get_running_loop()

            def read_on() -> None:
                self.look()
                if self.has_ended.is_set():
                    loop.remove_reader(connection)

            loop.add_reader(connection, read_on)
        await self._has_told.wait()
        return self._told


def begin(work: Callable[[Tell], Awaitable[None]]) -> Ahead | None:
    """Begin to work ahead, in silence; None where that can not be done."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return None
    with ExitStack() as left, suppress(OSError):  # as many files or processes as there may be
        ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        left.enter_context(its)
        left.enter_context(ours)
        process_id = os.fork()
        if not process_id:
            ours.close()
            _run(its, work)
        its.close()
        left.pop_all()
        return Ahead(process_id, ours)
    return None


def _run(connection: socket.socket, work: Callable[[Tell], Awaitable[None]]) -> NoReturn:
    """Work in the forked process, to its end. In a session of its own it has no terminal to ask or to be typed to."""
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        asyncio.run(_work(connection, work))
    finally:
        _exit(1)


async def _work(connection: socket.socket, work: Callable[[Tell], Awaitable[None]]) -> NoReturn:
    """Do the work until the program leaves, which alone makes the connection readable."""
    doing = asyncio.ensure_future(work(connection.send))

    def give_up() -> None:
        loop.remove_reader(connection)
        doing.cancel()

    loop = asyncio.get_running_loop()
    loop.add_reader(connection, give_up)
    await asyncio.wait([doing])
    # What must not be cancelled goes on by itself: a token is kept for which the server has exchanged the other.
    while left := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(left)
    # Threads that look up a name or write would be waited for otherwise.
    _exit(0)
