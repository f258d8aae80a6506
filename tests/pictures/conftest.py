"""A picture service that talks to the demo server over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mbtui.api import Origin
from mbtui.demo import DemoServer
from mbtui.pictures.service import PictureService


@pytest.fixture
async def service(demo: DemoServer, tmp_path: Path) -> AsyncIterator[PictureService]:
    """The pictures of a session at the demo; what it keeps lies in `tmp_path / "pictures"`."""
    made = PictureService(tmp_path / "pictures", lambda: Origin.parse(demo.url))
    yield made
    await made.close()
