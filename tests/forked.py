"""Processes that begin with mbtui loaded: what runs is forked from a process that has loaded it, one for all tests.

To tests it is a `Popen`: a small process hands over its streams, environment and arguments, and ends with the status.
How mbtui itself starts, and what it loads, is tried with `sys.executable`.
"""

from __future__ import annotations

import atexit
import gc
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from threading import Thread, _shutdown  # type: ignore[attr-defined]
from traceback import print_exc
from typing import NoReturn

import msgspec

_LOADED = (
    *(f"mbtui.cli.{name}" for name in ("accounts", "act", "context", "doctor", "follow", "output", "read", "write")),
    *("mbtui.terminal.kept_frame", "mbtui.api", "mbtui.store", "mbtui.outbox.outbox", "mbtui.content.convert"),
    *("asyncio", "httpx", "httpcore", "anyio._backends._asyncio", "fcntl", "termios", "getpass"),
)
"""What nearly every command loads. Not keyring, which looks at the environment while it is loaded."""

_HAND_OVER = """
import json, os, signal, socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
socket.send_fds(server, [b" "], [0, 1, 2])
server.sendall(json.dumps([sys.argv[2:], dict(os.environ), os.getcwd()]).encode() + b"\\n")
for stream in (0, 1, 2):
    os.close(stream)
told = server.makefile()
process = int(told.readline())
signal.signal(signal.SIGINT, lambda *_: os.kill(process, signal.SIGINT))
os._exit(int(told.readline()) % 256)
"""


def python() -> list[str]:
    """What stands for `sys.executable` in a command: `[*python(), "-m", "mbtui", …]`, or with `-c`."""
    return [sys.executable, "-IS", "-c", _HAND_OVER, _server()]


@cache
def _server() -> str:
    """Start the process that is forked. Returns the address of its socket."""
    folder = tempfile.mkdtemp(prefix="mbtui-")
    address = f"{folder}/socket"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked", address],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )

    def end() -> None:
        process.kill()
        process.communicate()
        os.unlink(address)
        os.rmdir(folder)

    assert process.stdout and process.stdout.readline() == b"ready\n"
    atexit.register(end)
    return address


def _serve(address: str) -> None:
    for name in _LOADED:
        import_module(name)
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print("ready", flush=True)
        # Without the tests, whose end of the standard input is closed then, it is of no use.
        while listener.fileno() in select([listener.fileno(), 0], [], [])[0]:
            connection, _ = listener.accept()
            if not os.fork():
                listener.close()
                _keep(connection)
            connection.close()


def _keep(connection: socket.socket) -> None:
    """Run one process, tell its id and its status, and kill it when nobody wants to know any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    with connection.makefile("rb") as told:
        wanted = told.readline()
    process = os.fork()
    if not process:
        connection.close()
        _run(streams, *msgspec.json.decode(wanted, type=tuple[list[str], dict[str, str], str]))
    for stream in streams:
        os.close(stream)

    def watch() -> None:
        if not connection.recv(1):
            os.kill(process, signal.SIGKILL)

    Thread(target=watch, daemon=True).start()
    with suppress(BrokenPipeError):
        connection.sendall(b"%d\n" % process)
        connection.sendall(b"%d\n" % os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    os._exit(0)


def _run(streams: list[int], arguments: list[str], environ: dict[str, str], folder: str) -> None:
    """Be a process as Python starts it, to its end."""
    import fcntl
    import termios

    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    with suppress(OSError):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    encoding, errors = sys.stdin.encoding, sys.stdin.errors
    sys.stdin = open(0, encoding=encoding, errors=errors)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding=encoding, errors=errors)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding, "backslashreplace")  # noqa: SIM115
    option, given, *sys.argv[1:] = arguments

    def run() -> None:
        if option == "-c":
            exec(given, {"__name__": "__main__"})
        else:
            runpy.run_module(given, run_name="__main__", alter_sys=True)

    run_to_the_end(run)


def run_to_the_end(run: Callable[[], object]) -> NoReturn:
    """Run something and end this process as Python does, but for clearing away what was loaded.

    Nobody misses that, and a forked process would have to copy all of it first.
    """
    status: object = 0
    try:
        run()
    except SystemExit as end:
        status = end.code
    except BaseException:
        print_exc()
        status = 1
    _shutdown()
    atexit._run_exitfuncs()
    for file in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            file.flush()
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)


if __name__ == "__main__":
    _serve(sys.argv[1])
