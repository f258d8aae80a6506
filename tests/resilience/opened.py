"""mbtui over files of a test's choice: on any disk, and opened again on the same ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from mbtui.app import MbtuiApp
from mbtui.config import Config
from mbtui.demo import DemoServer
from mbtui.services.session import Session
from mbtui.store import Store
from mbtui.store.database import Connect, connect
from tests.interface.journey import READER, Door, Journey


class DiskDoor(Door):
    """The way into a server, with files on a disk of the test's choice."""

    def __init__(self, demo: DemoServer, folder: Path, clock: Callable[[], float], timeout: float, disk: Connect):
        super().__init__(demo.url, demo.token, folder, clock, timeout)
        self._disk = disk

    def first_session(self) -> Session:
        """Open what is saved."""
        return Session(Store.open(self._folder, connect=self._disk), READER, clock=self._clock)


@asynccontextmanager
async def opened(
    demo: DemoServer,
    folder: Path,
    *,
    size: tuple[int, int] = (80, 24),
    is_ready: bool = True,
    timeout_seconds: float = 20.0,
    disk: Connect = connect,
    config: Config | None = None,
) -> AsyncIterator[Journey]:
    """Open mbtui on a demo server, over a real socket, with the server's clock.

    Args:
        demo: The server; it may be stopped.
        folder: Where the account's files are.
        size: Columns and lines of the terminal.
        is_ready: Wait until the first round of polling has been shown; False gives the first frame.
        timeout_seconds: How long the client waits for an answer.
        disk: Makes connections.
        config: What the reader has configured.
    """
    app = MbtuiApp(DiskDoor(demo, folder, demo.world.now, timeout_seconds, disk), config=config)
    async with app.run_test(size=size) as pilot:
        journey = Journey(app, pilot)
        if is_ready:
            await journey.sees("updated just now")
        yield journey
