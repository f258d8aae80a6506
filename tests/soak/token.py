"""Looks for the token wherever it must not be: in what another server received, in every file that is left behind, in
what was written to the terminal, and in the environment and the arguments of other programs."""

from __future__ import annotations

import base64
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import ClassVar

from starlette.responses import RedirectResponse

from mbtui.demo import DemoServer
from mbtui.demo.active_faults import Kind
from tests.presser.press import STEP_SECONDS
from tests.presser.states import ESCAPE
from tests.pseudo_terminal import Terminal
from tests.resilience.running import environment
from tests.soak.attack import Finding, Tried
from tests.soak.words import WAYS
from tests.soak.wrong_answers import NAME, world_with

TELLS = """#!/bin/sh
{ env; echo "$0" "$@"; cat "$@"; tr '\\0' ' ' </proc/self/cmdline; } >>"$TOLD" 2>/dev/null
"""
"""Another program that mbtui starts: it writes down all that it can see."""
CRASHING = """
from mbtui.app import MbtuiApp

def broken(self):
    token = self.session
    raise ValueError("broken on purpose")

MbtuiApp.action_app_redraw = broken
from mbtui.__main__ import main
main()
"""
OTHERS: tuple[tuple[str, ...], ...] = (
    ("v",),
    ("o", "\r", ESCAPE),
    ("cWords", ESCAPE, "e", ESCAPE, "p"),
    ("m", ESCAPE),
    ("rWords", ESCAPE, "y"),
)


class _Listener(BaseHTTPRequestHandler):
    """Another server: keeps what it is sent."""

    heard: ClassVar[list[str]]

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.heard.append(f"{self.requestline}\n{self.headers}\n{body!r}")
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(b'{"items": []}')

    do_GET = do_POST = do_DELETE = _answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _listening() -> Iterator[tuple[str, list[str]]]:
    """Another server. Gives its address and what it has heard."""

    class Listener(_Listener):
        heard: ClassVar[list[str]] = []

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", Listener.heard
        server.shutdown()


def look_for_the_token(number: int, home: Path) -> Tried:
    """Read, write, follow links and crash, as a number gives it, and search.

    Raises:
        Finding: The token is somewhere.
    """
    random = Random(number)
    with _listening() as (other, heard):
        redirect = Kind(
            "Elsewhere.",
            instead=lambda fault: RedirectResponse(f"{other}{fault.path}", random.choice((301, 302, 303, 307, 308))),
        )
        with world_with({NAME: redirect}) as demo:
            demo.world.publish(
                "tomas",
                f'<p>Look <a href="{other}/link">here</a></p><p><img src="{other}/a.jpg" width="300" height="300"></p>',
            )
            output = _live(random, demo, home)
            searched = _search(home, demo.token, [("another server", "\n".join(heard)), ("the terminal", output)])
            return Tried(searched, "files")


def _live(random: Random, demo: DemoServer, home: Path) -> str:
    """Use the program, and end it or let it crash. Gives what it wrote to the terminal."""
    tells, told = home / "tells", home / "told"
    tells.write_text(TELLS)
    tells.chmod(0o700)
    config = home / "config" / "mbtui" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'browser = ["{tells}", "{{url}}"]\n')
    around = environment(demo, home) | {"EDITOR": str(tells), "TOLD": str(told)}
    if random.random() < 0.3:
        del around["MBTUI_TOKEN"]
        secret = home / "secret"
        secret.write_text(f"#!/bin/sh\necho {demo.token}\n")
        secret.chmod(0o700)
        config.write_text(f'{config.read_text()}token_command = ["{secret}"]\n')
    does_crash = random.random() < 0.5
    program = ["-c", CRASHING] if does_crash else ["-m", "mbtui"]
    with Terminal(
        [sys.executable, *program, "--server", demo.url], around, columns=80, rows=24, is_loaded=True
    ) as terminal:
        terminal.wait_for("updated just now", 30)
        for way in (*random.sample(OTHERS, 3), *random.sample(WAYS, 2)):
            if random.random() < 0.6:
                demo.fault(NAME, path=random.choice(("/posts", "/users", "/micropub", "/account")), times=2)
            for key in (*way, ESCAPE, ESCAPE, "1"):
                if terminal.has_ended:
                    break
                terminal.send(key)
                terminal.settle(STEP_SECONDS, 2)
        terminal.close("\x0c" if does_crash else ESCAPE + "qy", 5)
        return b"".join(chunk.data for chunk in terminal.chunks).decode("utf-8", "replace")


def _search(home: Path, token: str, texts: list[tuple[str, str]]) -> int:
    """Search all files and some texts. Returns how many were searched."""
    (home / "secret").unlink(missing_ok=True)
    found = texts + [
        (str(path.relative_to(home)), path.read_bytes().decode("latin-1")) for path in home.rglob("*") if path.is_file()
    ]
    encoded = base64.b64encode(token.encode()).decode().rstrip("=")[:-1]
    for name, text in found:
        if token in text or encoded in text:
            at = max(text.find(token), text.find(encoded))
            raise Finding(f"The token is in {name}: {text[max(0, at - 80) : at + 20]!r}…")
    return len(found)
