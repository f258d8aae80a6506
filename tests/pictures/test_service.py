"""Pictures as the rest of mbtui asks for them."""

from __future__ import annotations

import asyncio

from mbtui.demo import DemoServer
from mbtui.pictures.service import PictureService


async def test_a_picture_is_fetched_as_wide_as_it_is_drawn(demo: DemoServer, service: PictureService) -> None:
    """Fitted into the box, its aspect kept, never enlarged; asked for once by two at once, and kept."""
    url = f"{demo.url}/pictures/loaften.jpg"
    first, second = await asyncio.gather(service.picture(url, 300, 300), service.picture(url, 300, 300))
    assert (first.width, first.height, len(first.pixels)) == (300, 225, 300 * 225 * 3)
    assert second == first
    smaller, larger = await service.picture(url, 80, 20), await service.picture(url, 4000, 4000)
    assert (smaller.height, larger.width) == (20, 1600)
    assert [asked.path.split("/")[2] for asked in demo.requests] == ["400x", "2000x"]
