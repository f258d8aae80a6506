"""The demo server itself: one world behind one port, in a thread of this process or in the foreground."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from mbtui.demo.active_faults import Faults
from mbtui.demo.clock import Clock
from mbtui.demo.faults import KINDS
from mbtui.demo.middleware import FaultMiddleware
from mbtui.demo.record import Asked, Record
from mbtui.demo.routes import ROUTES
from mbtui.demo.simulation import Settings
from mbtui.demo.texts import READER
from mbtui.demo.world import World

LOOPBACK = "127.0.0.1"
_START_SECONDS = 10.0


class DemoServer:
    """A server that answers like micro.blog, with an invented world behind it.

    It can be stopped and started again: the port and the world stay. As a context manager it runs inside the block.

    Raises:
        ValueError: A fault is not known.
        OSError: When it starts: the port can not be had.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = LOOPBACK,
        faults: Sequence[str] = (),
        clock: Clock | None = None,
        settings: Settings | None = None,
    ) -> None:
        """Make the world; nothing listens yet.

        Args:
            port: 0 for any free one, which is then kept.
            faults: What goes wrong from the start, each as `NAME[=VALUE][@PATH][*TIMES]`.
            clock: The world's time; the machine's when None.
        """
        self.host = host
        self.port = port
        self.world = World(clock or Clock(), settings or Settings())
        self.faults = Faults(KINDS, self.world)
        self.fault, self.mend = self.faults.add, self.faults.mend
        self._record = Record()
        for notation in faults:
            self.faults.add_from_text(notation)
        self._routes = Starlette(routes=list(ROUTES))
        self._connections = ServerState()
        self._thread: threading.Thread | None = None
        self._end: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        """Without a slash at the end."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def token(self) -> str:
        """The app token of the reader's account."""
        return f"demo-token-{READER}"

    @property
    def requests(self) -> list[Asked]:
        """Oldest first."""
        return list(self._record.requests)

    def asked(self, method: str, path: str) -> list[Asked]:
        return [asked for asked in self.requests if (asked.method, asked.path) == (method, path)]

    def wait_for(self, method: str, path: str, *, timeout_seconds: float = 5.0) -> Asked:
        """Wait in another thread until such a request has come, answered or not, or raise `TimeoutError`."""
        asked = self._record.wait_for(lambda asked: (asked.method, asked.path) == (method, path), timeout_seconds)
        if asked is None:
            raise TimeoutError(f"Nobody asked for {method} {path} within {timeout_seconds} seconds.")
        return asked

    def start(self) -> DemoServer:
        """Listen in a thread of its own; returns when connections are accepted."""
        listener = self._listen()
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listener, ready.set)), name="mbtui-demo", daemon=True
        )
        self._thread.start()
        if not ready.wait(_START_SECONDS):
            raise TimeoutError(f"The demo server did not start within {_START_SECONDS:.0f} seconds.")
        return self

    def stop(self) -> None:
        """Drop all connections and listen no more; the world stays as it is."""
        if self._thread is not None:
            self._end()
            self._thread.join()
            self._thread = None

    def run(self, on_ready: Callable[[], None] = lambda: None) -> None:
        """Serve in the foreground until interrupted; `on_ready` is called when connections are accepted."""
        with suppress(KeyboardInterrupt):
            asyncio.run(self._serve(self._listen(), on_ready))

    async def _serve(self, listener: socket.socket, on_ready: Callable[[], None]) -> None:
        """Answer until `_end` is called.

        uvicorn's protocol without its server, which wakes ten times a second and takes as long to start and to stop.
        """
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        self._end = lambda: loop.call_soon_threadsafe(over.set)
        application = FaultMiddleware(self._routes, self.world, self.faults, self._record, self._hang_up)
        config = uvicorn.Config(
            application,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            timeout_keep_alive=60,
        )
        server = await loop.create_server(lambda: H11Protocol(config, self._connections, {}), sock=listener)
        on_ready()
        try:
            await over.wait()
        finally:
            server.close()
            for connection in list(self._connections.connections):
                connection.transport.abort()
            # The protocols learn of the closed connections in the loop's next round; only then are their requests
            # ended without a complaint that nothing was answered.
            await asyncio.sleep(0)

    def _listen(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.create_server((self.host, self.port), family=family, backlog=128)
        # asyncio turns Nagle's algorithm off only for sockets that name their protocol; it costs 40 ms an answer.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, listener.detach())
        self.port = listener.getsockname()[1]
        return listener

    def _hang_up(self, client: tuple[str, int] | None) -> None:
        for connection in list(self._connections.connections):
            if getattr(connection, "client", None) == client:  # not every protocol uvicorn knows has one
                connection.transport.close()

    def __enter__(self) -> DemoServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(
    port: int = 0,
    host: str = LOOPBACK,
    faults: Sequence[str] = (),
    posts: int | None = None,
    seed: int | None = None,
    *,
    hostile: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Serve in the foreground until interrupted, and say where and with which token. The rest is as in `DemoServer`.

    Args:
        posts: How many posts the timeline holds.
        seed: Another seed gives other ids and another course of events.
        say: Takes each line that is meant for the person who started it, such as a mail with a sign-in link.
    """
    settings = Settings(posts, Settings.seed if seed is None else seed, is_hostile=hostile)
    server = DemoServer(port=port, host=host, faults=faults, settings=settings)
    server.world.tokens.say = say

    def introduce() -> None:
        say(f"The demo server listens on {server.url}. Stop it with ctrl+c.")
        say(f"Token of {READER}: {server.token}")
        say(f"Faults can be put in force with POST {server.url}/demo/faults, for instance name=slow and value=3.")

    server.run(introduce)
