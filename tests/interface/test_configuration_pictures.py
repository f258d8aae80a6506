"""Every key of config.toml about pictures and columns, shown by what it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mbtui import paths
from mbtui.demo import DemoServer
from mbtui.panes import list_pictures
from tests.interface.opened import opened
from tests.interface.test_list_pictures import asked_pictures, picture_lines, publish
from tests.interface.test_list_pictures import test_people_are_shown_beside_their_names as _avatars
from tests.interface.test_picture_view import drawn
from tests.interface.test_two_columns import test_two_columns_are_there_wherever_there_is_room as _columns


@pytest.fixture(autouse=True)
def _signed_in(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)
    monkeypatch.setattr(list_pictures, "REST_SECONDS", 0.03)


def _kept() -> list[Path]:
    """The files of pictures that are kept."""
    return [path for path in paths.cache_folder().rglob("*") if path.is_file()]


async def test_images_are_drawn_in_lists_or_not_at_all(demo: DemoServer) -> None:
    """When they are off, a key that would draw them says so, and nothing is fetched. What is kept is bounded."""
    publish(demo, 2)
    async with opened(demo, 'images = "off"', size=(80, 40), is_ready=False) as journey:
        await journey.sees("Post 1.")
        await journey.press("m")
        await journey.sees('Pictures are turned off by images = "off" in config.toml.')
        assert not asked_pictures(demo)
    async with opened(demo, "image_cache_mb = 0", size=(80, 40), is_ready=False) as journey:
        await journey.sees("Post 1.")
        await journey.press("m")
        await drawn(journey)
    assert not _kept()
    config = 'images = "inline"\nimage_cache_mb = 1'
    async with opened(demo, config, size=(80, 40), is_ready=False) as journey:
        await journey.until(lambda: picture_lines(journey))
    assert _kept()


SHOWN: dict[str, Callable[..., object]] = {
    "images": test_images_are_drawn_in_lists_or_not_at_all,
    "image_cache_mb": test_images_are_drawn_in_lists_or_not_at_all,
    "avatars": _avatars,
    "columns": _columns,
}
"""By the key whose effect the test shows."""
