"""Every key of config.toml about pictures and columns, shown by what it does."""

from __future__ import annotations

from collections.abc import Callable

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


async def test_images_are_drawn_in_lists_or_not_at_all(demo: DemoServer) -> None:
    """When they are off, a key that would draw them says so, and nothing is fetched."""
    publish(demo, 2)
    async with opened(demo, 'images = "off"', size=(80, 40)) as journey:
        await journey.press("m")
        await journey.sees('Pictures are turned off by images = "off" in config.toml.')
        assert not asked_pictures(demo)
    async with opened(demo, 'images = "inline"', size=(80, 40)) as journey:
        await journey.until(lambda: picture_lines(journey))


@pytest.mark.parametrize("limit", [0, 1])
async def test_image_cache_mb_bounds_what_is_kept(demo: DemoServer, limit: int) -> None:
    """0 keeps nothing."""
    publish(demo, 1)
    async with opened(demo, f"image_cache_mb = {limit}") as journey:
        await journey.press("m")
        await drawn(journey)
    kept = [path for path in paths.cache_folder().rglob("*") if path.is_file()]
    assert bool(kept) == bool(limit)


SHOWN: dict[str, Callable[..., object]] = {
    "images": test_images_are_drawn_in_lists_or_not_at_all,
    "image_cache_mb": test_image_cache_mb_bounds_what_is_kept,
    "avatars": _avatars,
    "columns": _columns,
}
"""By the key whose effect the test shows."""
