"""uvicorn, taught to start and stop at once and to sleep in between. It knows nothing of what it serves."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp


class QuietServer(uvicorn.Server):
    """Starts and stops at once, and sleeps in between: the original wakes ten times a second."""

    def __init__(self, application: ASGIApp, on_ready: Callable[[], None]) -> None:
        """Prepare to run `application`; `on_ready` is called when connections are accepted."""
        super().__init__(
            uvicorn.Config(
                application,
                http="h11",
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                date_header=False,
                timeout_keep_alive=60,
            )
        )
        self._on_ready = on_ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over = asyncio.Event()

    def stop(self) -> None:
        """End `serve`; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._over.set)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self.stop()

    def hang_up(self, client: tuple[str, int] | None) -> None:
        for connection in list(self.server_state.connections):
            here: Any = connection  # its type names every protocol that uvicorn could run
            if here.client == client and here.transport is not None:
                here.transport.close()

    async def main_loop(self) -> None:
        """Wait, without waking, until `stop`."""
        self._loop = asyncio.get_running_loop()
        self._on_ready()
        await self._over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Drop everything at once."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            transport: Any = connection.transport
            if transport is not None:
                transport.abort()
        # The protocols learn of the closed connections in the loop's next round; only then are their requests ended
        # without a complaint that nothing was answered.
        await asyncio.sleep(0)
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
