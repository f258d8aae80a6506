"""What importing the library costs, and what it gives."""

from __future__ import annotations

import subprocess
import sys

import pytest

import mbtui.api

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


def test_every_public_name_is_there() -> None:
    """The list is sorted, each name can be had, and others can not."""
    assert mbtui.api.__all__ == sorted(mbtui.api.__all__)
    assert dir(mbtui.api) == mbtui.api.__all__
    for name in mbtui.api.__all__:
        assert getattr(mbtui.api, name).__name__ == name
    with pytest.raises(AttributeError):
        mbtui.api.nothing  # noqa: B018
