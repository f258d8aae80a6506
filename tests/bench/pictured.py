"""What pictures in lists cost: keys over posts each of which has one, with pictures off and shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from mbtui.api import Client
from tests.bench import measures, stores
from tests.bench.program import POST, open_mbtui
from tests.bench.server import TOKEN, ServerProcess
from tests.bench.tables import Row
from tests.pseudo_terminal import Terminal

POSTS = 1_000
SHOWN_SECONDS = 1.0
"""Without output for so long, the picture of a post that is rested on is there."""
STEPS = 8
CONFIGS = {"off": 'images = "off"\n', "in lists": 'images = "inline"\n', "of people": "avatars = true\n"}


def among_pictures(
    folder: Path, *, size: tuple[int, int], seconds: float, starts_at: float, say: Callable[[str], None]
) -> list[Row]:
    """Hold a key, then press it and look.

    Args:
        folder: Where the homes of the programs are made.
        size: Columns and rows of the terminal.
        seconds: How long the key is held.
        starts_at: The time of the demo's world.
        say: Told what is done at the moment.
    """
    home = folder / "pictured"
    home.mkdir()
    rows: list[Row] = []
    with ServerProcess(POSTS, starts_at=starts_at, is_pictured=True) as server:
        say(f"saving {POSTS:,} posts with pictures")
        with open_mbtui(home, server.url, size) as terminal:
            terminal.wait_for(POST.pattern)
            terminal.settle(1.0)
            terminal.close("q")

        async def fill() -> None:
            async with Client(TOKEN, server.url) as client:
                await stores.fill(stores.account_folder(home), client, [POSTS])

        asyncio.run(fill())
        for name, config in CONFIGS.items():
            say(f"holding a key over pictures, {name}")
            copy = stores.copied(home, folder / f"pictured-{name.replace(' ', '-')}")
            (copy / "config" / "mbtui").mkdir(parents=True)
            (copy / "config" / "mbtui" / "config.toml").write_text(config)
            with open_mbtui(copy, server.url, size) as terminal:
                rows += _keys(terminal, stores.account_folder(copy), server.url, name, seconds)
                terminal.close("q")
    return rows


def _keys(terminal: Terminal, account: Path, url: str, name: str, seconds: float) -> list[Row]:
    terminal.wait_for(POST.pattern)
    terminal.send("g")
    terminal.settle(SHOWN_SECONDS)
    before = _asked(url)
    held = measures.hold(terminal, account, "j", rate=30, seconds=seconds)
    terminal.settle(SHOWN_SECONDS)
    asked, landed = _asked(url) - before, "" if held.has_landed else ", NOT all landed"
    rows = [
        Row(
            f"pictures {name}: `j` held, {30 * seconds:.0f} posts",
            f"{held.bytes_per_key:.0f} bytes a key, {asked} pictures asked for{landed}",
        )
    ]
    terminal.send("g")
    terminal.settle(SHOWN_SECONDS)
    sizes = []
    for _ in range(STEPS):
        count = terminal.byte_count
        terminal.send("j")
        terminal.settle(SHOWN_SECONDS)
        sizes.append(terminal.byte_count - count)
    return [*rows, Row(f"pictures {name}: `j` and a look: bytes, p50", f"{median(sizes):,.0f}")]


def _asked(url: str) -> int:
    """How many pictures the server was asked for so far."""
    with urlopen(f"{url}/demo/requests") as answer:
        paths = [asked["path"] for asked in json.load(answer)]
    return sum("/photos/" in path or path.endswith(("avatar.jpg", ".png", ".gif")) for path in paths)
