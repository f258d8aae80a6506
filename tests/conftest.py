"""What every test may ask for: a demo server on a free port, and folders of its own."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mbtui.demo import DemoServer

TESTS = Path(__file__).parent
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ws_proxy", "wss_proxy", "ftp_proxy")
_OF_THE_MACHINE = (
    *_PROXIES,
    *(name.upper() for name in _PROXIES),
    *("MBTUI_TOKEN", "MBTUI_SERVER", "MBTUI_ACCOUNT"),
    "NO_COLOR",
    "PYTHONDONTWRITEBYTECODE",
)
_PLACES = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forget proxies and settings of the machine, and load files.

    Each process begins with others: what one has compiled the others need not, and pytest compiles slowly.
    """
    for name in _OF_THE_MACHINE:
        os.environ.pop(name, None)
    gc.disable()  # nothing is garbage while files are loaded
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
    """Everything is loaded that tests need. httpx tries with each request to import one package that may be missing."""
    if importlib.util.find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]
    gc.enable()
    from tests.lighter import make_lighter

    make_lighter()


NewFolder = Callable[[], Path]


@pytest.fixture(scope="session")
def _new_folder(tmp_path_factory: pytest.TempPathFactory) -> NewFolder:
    """Makes an empty folder. pytest looks at all that there are for a free name: 14 ms a test after a thousand."""
    numbers, base = itertools.count(), tmp_path_factory.getbasetemp()

    def make() -> Path:
        folder = base / f"folder-{next(numbers)}"
        folder.mkdir(mode=0o700)
        return folder

    return make


@pytest.fixture(autouse=True)
def home(_new_folder: NewFolder) -> Path:
    """The empty folder that is HOME during the test, with the XDG folders in it."""
    folder = _new_folder()
    os.environ.update({name: f"{folder}/{place}" for name, place in _PLACES.items()}, HOME=str(folder))
    return folder


@pytest.fixture
def tmp_path(_new_folder: NewFolder) -> Path:
    """Another empty folder."""
    return _new_folder()


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A demo server whose time stands still: nothing arrives and nobody answers unless `demo.world` is told to."""
    from mbtui.demo import Clock, DemoServer

    with DemoServer(clock=Clock(is_frozen=True)) as server:
        yield server


@pytest.fixture(scope="session")
def indieweb_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that this project did not write, with a blog: see `indieweb_site.py`.

    It takes seconds to start: tests that use it are in the group `indieweb`.
    """
    if importlib.util.find_spec("indieweb") is None:
        pytest.skip("django-indieweb is not installed; the dev extra has it")
    script, folder = Path(__file__).with_name("indieweb_site.py"), tmp_path_factory.mktemp("site")
    command = [sys.executable, "-W", "ignore", str(script), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()
