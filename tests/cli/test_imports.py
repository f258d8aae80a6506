"""What commands load. Each library more is a slower command; measured times are no test."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.api import Client
from mbtui.demo import DemoServer
from mbtui.services.timeline import Timeline
from mbtui.store import Store
from tests.cli.conftest import CHECKOUT, Run

INTERFACE = ("textual", "rich")
CONVERTER = ("html2text", "markdown_it", "html.parser")
NETWORK = ("httpx", "ssl", "asyncio")
REST = ("keyring", "sqlite3", "subprocess", "starlette", "mbtui.accounts.accounts", "mbtui.store")


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("--version", (*INTERFACE, *CONVERTER, *NETWORK, *REST, "msgspec", "tomllib")),
        ("--help", (*INTERFACE, *CONVERTER, *NETWORK, *REST, "msgspec", "tomllib")),
        ("timeline --help", (*INTERFACE, *CONVERTER, *NETWORK, *REST, "msgspec", "tomllib")),
        ("check", (*INTERFACE, *CONVERTER, *NETWORK, *REST, "tomllib")),
        ("timeline", (*INTERFACE, *CONVERTER, "keyring", "starlette", "tomllib")),
        ("search --saved a", (*INTERFACE, *CONVERTER, "httpx", "keyring", "starlette", "tomllib")),
    ],
)
def test_a_command_loads_what_it_needs(
    run: Run, demo: DemoServer, home: Path, command: str, unwanted: tuple[str, ...]
) -> None:
    """The answer of the check is fresh, and the posts of the timeline are saved: none has to be converted."""
    if command == "check":
        run("check")
    if command in ("timeline", "search --saved a"):
        run("timeline", "-n", "1")
        asyncio.run(_save_timeline(demo))
    code = (
        f"import sys; from mbtui.cli import main; main(['--server', {demo.url!r}, *{command.split()!r}]); "
        f"sys.exit(' '.join(sorted({set(unwanted)!r} & set(sys.modules))) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT,
        env={**os.environ, "MBTUI_TOKEN": demo.token},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


async def _save_timeline(demo: DemoServer) -> None:
    store = Store.open(paths.account_folder(demo.url, "ines"))
    async with Client(demo.token, demo.url) as client:
        await Timeline("timeline", store, lambda: client).refresh()
    await store.close()
