"""What importing the library costs, and what it gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mbtui.api
from mbtui.demo import DemoServer

HEAVY = ("textual", "rich", "sqlite3", "aiosqlite", "keyring", "html2text", "markdown_it", "starlette", "httpx", "ssl")


@pytest.mark.parametrize(
    "statement", ["import mbtui.api", "from mbtui.api import Post", "from mbtui.api.text import clean"]
)
def test_importing_loads_nothing_heavy(statement: str) -> None:
    """The first frame imports the models; the network's libraries come with the first request."""
    code = f"import sys\n{statement}\nprint([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_making_a_client_does_not_load_httpx() -> None:
    """Only its first request does, in a thread."""
    code = "import sys, mbtui.api\nmbtui.api.Client('x')\nprint('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_request_loads_httpx_without_its_command_line(demo: DemoServer) -> None:
    """It stays importable for whoever wants it."""
    code = (
        "import asyncio, sys\nfrom mbtui.api import Client\n"
        "async def main():\n"
        f"    async with Client({demo.token!r}, {demo.url!r}) as client:\n"
        "        await client.posts.check()\n"
        "asyncio.run(main())\n"
        "print('httpx' in sys.modules, {'click', 'pygments', 'httpx._main'} & set(sys.modules))\n"
        "import httpx._main\nprint(httpx._main.main.name)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["True set()", "main"]


def test_every_public_name_is_there() -> None:
    """The list is sorted, each name can be had, and others can not."""
    assert mbtui.api.__all__ == sorted(mbtui.api.__all__)
    assert dir(mbtui.api) == mbtui.api.__all__
    for name in mbtui.api.__all__:
        assert getattr(mbtui.api, name).__name__ == name
    with pytest.raises(AttributeError):
        mbtui.api.nothing  # noqa: B018
