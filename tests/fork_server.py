"""Starts mbtui without loading it each time, which takes three quarters of a start: a process that has loaded it forks.

For tests that try what mbtui does, and not how it starts or makes its files: those execute it. Where the asking process
is lighter (`tests/lighter.py`), so is what is forked. Only on Linux; elsewhere all of them execute it.
"""

from __future__ import annotations

import asyncio
import atexit
import fcntl
import gc
import json
import os
import pkgutil
import socket
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from tests.forked import run_to_the_end

if TYPE_CHECKING:
    from mbtui.app import MbtuiApp
    from mbtui.demo import DemoServer

IS_THERE = sys.platform == "linux"
_LONGEST_BYTES = 200_000
_OPENING_SECONDS = 20.0
"""What it may take to be opened once; what was done by then is done."""
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER: an orphan becomes a child of this process, which learns how it ended."""
_LATER = (
    *("httpx", "httpcore", "anyio._backends._asyncio", "socksio", "certifi", "keyring.backends.null"),
    *(f"textual.layouts.{name}" for name in ("factory", "horizontal", "stream", "vertical", "grid")),
    *("textual.drivers.headless_driver", "textual.pilot", "rich._unicode_data.unicode17-0-0"),
)
"""Modules of others that mbtui loads when it needs them; its own are all loaded."""


def fork_mbtui(arguments: Sequence[str], environment: Mapping[str, str], terminal: int) -> int:
    """Start mbtui as the leader of a session on a terminal.

    Args:
        arguments: As for an interpreter: `-m mbtui …`, or `-c CODE …`.
        environment: All of its environment.
        terminal: Its side of the pseudo-terminal.

    Returns:
        The id of the process, which is a child of this one.
    """
    mask = os.umask(0o077)
    os.umask(mask)
    server = _server()
    start = json.dumps([list(arguments), dict(environment), os.getcwd(), mask])
    socket.send_fds(server, [start.encode("utf-8", "surrogatepass")], [terminal])
    return int(server.recv(_LONGEST_BYTES))


@cache
def _server() -> socket.socket:
    """Start the process that forks. It ends with this one."""
    import ctypes

    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "tests.fork_server", str(its.fileno())]
    around = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(root), "LC_ALL": "C.UTF-8"}
    demo = _world() if "tests.lighter" in sys.modules else nullcontext()
    with its, demo as world:
        command += [world.url, world.token] if world else []
        process = subprocess.Popen(command, cwd=root, env=around, pass_fds=[its.fileno()], start_new_session=True)
        ours.recv(1)  # it is ready

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _load() -> None:
    import mbtui

    for found in pkgutil.walk_packages(mbtui.__path__, "mbtui."):
        if not found.name.startswith("mbtui.demo"):
            import_module(found.name)
    for name in _LATER:
        import_module(name)
    # Nothing of it is garbage, and a collection would make the forked process copy all of it.
    gc.collect()
    gc.freeze()


def _world() -> DemoServer:
    from mbtui.demo import Clock, DemoServer, Settings

    return DemoServer(clock=Clock(), settings=Settings(arrival_seconds=0))


def _be_lighter(url: str, token: str) -> None:
    """Be mbtui once, on a server, so that what is done once is done: what is forked begins with it."""
    from mbtui.cli.full_screen import Options, make_app
    from tests.lighter import make_lighter

    sys.modules["sniffio"] = None  # type: ignore[assignment]
    make_lighter()
    around = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        places = {f"XDG_{name}_HOME": f"{folder}/{name}" for name in ("CONFIG", "DATA", "STATE", "CACHE")}
        os.environ.update(places, HOME=folder, TERM="xterm-256color", MBTUI_TOKEN=token)
        asyncio.run(_open(make_app(Options(server=url))))
    os.environ.clear()
    os.environ.update(around)
    # Nothing of it is garbage, and a collection would make the forked process copy all of it.
    gc.collect()
    gc.freeze()


def _seen(app: MbtuiApp) -> str:
    return "".join(strip.text for strip in app.screen._compositor.render_strips())


async def _open(app: MbtuiApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        end = time.monotonic() + _OPENING_SECONDS
        while time.monotonic() < end and "updated" not in _seen(app):
            await pilot.pause()
    app.sessions.leave()


def _serve(requests: socket.socket) -> None:
    """Fork for each request; returns in the processes that are to become mbtui."""
    requests.send(b" ")
    while True:
        message, files, _, _ = socket.recv_fds(requests, _LONGEST_BYTES, 1)
        if not message:
            os._exit(0)
        reading, writing = os.pipe()
        between = os.fork()
        if between == 0:
            # Its parent is gone at once, so that the one who asks for it becomes its parent.
            if process_id := os.fork():
                os.write(writing, str(process_id).encode())
                os._exit(0)
            requests.detach()
            arguments, environment, folder, mask = json.loads(message)
            _become(arguments, environment, folder, mask, files[0])
            return
        os.waitpid(between, 0)
        requests.send(os.read(reading, 20))
        for file in (reading, writing, *files):
            os.close(file)


def _become(arguments: list[str], environment: dict[str, str], folder: str, mask: int, terminal: int) -> None:
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(terminal, number)
    os.closerange(3, 256)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.umask(mask)
    time.tzset()
    tempfile.tempdir = None
    sys.argv = arguments


def _run() -> None:
    """Be mbtui, or a program around it, as the arguments say."""
    from mbtui.__main__ import main

    kind, what, *arguments = sys.argv
    sys.argv = [what, *arguments]
    if kind == "-c":
        exec(what, {"__name__": "__main__"})
    else:
        main()


if __name__ == "__main__":
    _load()
    if len(sys.argv) > 2:
        _be_lighter(*sys.argv[2:])
    _serve(socket.socket(fileno=int(sys.argv[1])))
    run_to_the_end(_run)
