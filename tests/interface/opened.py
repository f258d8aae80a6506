"""mbtui as `mbtui` opens it: with the config.toml of the test's home folder, on a demo server."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events

from mbtui import paths
from mbtui.accounts.accounts import Accounts
from mbtui.api import Client
from mbtui.app import MbtuiApp
from mbtui.cli.full_screen import Options, make_app
from mbtui.config import Config
from mbtui.demo import DemoServer
from mbtui.screens.sign_in import FileQuestion
from tests.interface.journey import Journey


def write_config(text: str) -> None:
    """Make that the reader's configuration."""
    paths.config_folder().mkdir(parents=True, exist_ok=True)
    paths.config_file().write_text(text, encoding="utf-8")


async def sign_in(demo: DemoServer, *usernames: str) -> None:
    """Sign people in beforehand, as an earlier start would have; their tokens are in files."""
    for username in usernames:
        async with Client(None, demo.url) as client:
            accounts = Accounts(demo.url, Config(keyring="off"))
            await accounts.sign_in(client, f"demo-token-{username}", may_use_file=True)


@asynccontextmanager
async def opened(
    server: DemoServer | None,
    config: str = "",
    *,
    account: str | None = None,
    size: tuple[int, int] = (80, 24),
    is_ready: bool = True,
) -> AsyncIterator[Journey]:
    """Open mbtui.

    Args:
        server: What `--server` names; None leaves it to the configuration.
        config: The text of config.toml.
        account: What `--account` names.
        size: Columns and lines of the terminal.
        is_ready: Wait until the first round of polling has been shown.
    """
    write_config(config)
    app: MbtuiApp = make_app(Options(account=account, server=server.url if server else None))
    try:
        async with app.run_test(size=size) as pilot:
            journey = Journey(app, pilot)
            if is_ready:
                await journey.sees("updated just now")
            yield journey
    finally:
        app.sessions.leave()


async def paste(journey: Journey, text: str) -> None:
    """Paste, as a terminal does."""
    journey.app.post_message(events.Paste(text))
    await journey.press()


async def enter(journey: Journey, text: str) -> None:
    """Paste into the field of the sign-in screen, and press enter."""
    await journey.sees("Sign in to Micro.blog")
    await paste(journey, text)
    await journey.press("enter")


async def answer(journey: Journey, key: str) -> None:
    """Answer whether the token may go into a file, once that is asked: keys typed before it is seen are no answer."""

    def is_asked() -> bool:
        screen = journey.app.screen
        return isinstance(screen, FileQuestion) and math.isfinite(screen._seen_at)

    await journey.until(is_asked)
    await journey.press(key)


def saved_count(server: DemoServer, username: str = "ines") -> int:
    """How many posts an account has on the disk."""
    path = paths.account_folder(server.url, username) / "cache.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        (count,) = connection.execute("SELECT count(*) FROM posts").fetchone()
    connection.close()
    return int(count)


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]
