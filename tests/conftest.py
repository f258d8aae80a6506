"""What every test may ask for: a demo server on a free port, and folders of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mbtui.demo import Clock, DemoServer
from tests.lighter import make_lighter

TESTS = Path(__file__).parent
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ws_proxy", "wss_proxy", "ftp_proxy")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin with other files in each process: what one has compiled the others need not, and pytest compiles slowly."""
    worker: dict[str, Any] = getattr(session.config, "workerinput", {})
    if not worker or Path(session.config.args[0]).resolve() != TESTS:
        return
    files = sorted(path.relative_to(TESTS).with_suffix("") for path in TESTS.rglob("test_*.py"))
    names = [".".join(path.parts) for path in files]
    first = len(names) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for name in (*names[first:], *names[:first]):
        # Collecting it says what is wrong with it.
        with contextlib.suppress(Exception, pytest.skip.Exception):
            importlib.import_module(f"tests.{name}")


def pytest_collection_finish() -> None:
    """Everything is loaded that tests need."""
    make_lighter()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point HOME and the XDG folders to an empty place, and forget proxies and settings of the machine."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name, folder in (
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CACHE_HOME", ".cache"),
    ):
        monkeypatch.setenv(name, str(home / folder))
    for name in (
        *_PROXIES,
        *(proxy.upper() for proxy in _PROXIES),
        "MBTUI_TOKEN",
        "NO_COLOR",
        "PYTHONDONTWRITEBYTECODE",
    ):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def home(_own_folders: Path) -> Path:
    """The empty folder that is HOME during the test."""
    return _own_folders


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A demo server whose time stands still: nothing arrives and nobody answers unless `demo.world` is told to."""
    with DemoServer(clock=Clock(is_frozen=True)) as server:
        yield server


@pytest.fixture(scope="module")
def indieweb_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that this project did not write, with a blog: see `indieweb_site.py`."""
    if importlib.util.find_spec("indieweb") is None:
        pytest.skip("django-indieweb is not installed; the dev extra has it")
    script, folder = Path(__file__).with_name("indieweb_site.py"), tmp_path_factory.mktemp("site")
    command = [sys.executable, "-W", "ignore", str(script), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()
