"""The demo server as a program of its own, so that what it needs of memory and time is not counted as mbtui's."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx


@asynccontextmanager
async def demo_process() -> AsyncIterator[httpx.AsyncClient]:
    """Run it; gives a client whose `base_url` is the server's."""
    command = [sys.executable, "-m", "mbtui", "demo-server", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        url = (await process.stdout.readline()).decode().split()[5].rstrip(".")
        async with httpx.AsyncClient(base_url=url, timeout=30, verify=False) as client:
            yield client
    finally:
        process.kill()
        await process.wait()
