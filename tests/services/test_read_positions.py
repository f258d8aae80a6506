"""Markers on their way to Micro.blog: one that is not taken costs nothing and holds nobody up."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from mbtui.api import Client
from mbtui.demo import DemoServer
from mbtui.services import read_positions
from mbtui.services.read_positions import ReadPositions
from mbtui.store import Store


def _told(demo: DemoServer) -> list[int]:
    return [int(asked.params["id"]) for asked in demo.asked("POST", "/posts/markers")]


@pytest.mark.parametrize("fault", ["hold", "disconnect", "error-500"])
async def test_a_marker_that_is_not_taken_at_the_end_goes_out_at_the_next_start(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A server that is slow, or away, holds nobody up who leaves; what is taken is not told again."""
    monkeypatch.setattr(read_positions, "LAST_MARKER_SECONDS", 0.05)
    monkeypatch.setattr(read_positions, "POST_SECONDS", 0.0)
    post = demo.world.publish("tomas", "<p>News from the ship.</p>")

    told = partial(_told, demo)
    store = Store.open(tmp_path)
    async with Client(demo.token, demo.url) as client:
        before = ReadPositions(store, lambda: client)
        await before.take([])
        with demo.fault(fault, path="/posts/markers", times=1):
            await store.cache.write(before._keep_now, "timeline", post.id, published_at=1.0, marked_at=2.0)
            await before.leave()
            assert "timeline" not in demo.world.reader("ines").markers
        # Whoever leaves at once may be gone before the server has heard of it.
        in_vain = told()
        after = ReadPositions(store, lambda: client)
        await after.leave()
        assert told() == in_vain, "what others have told is heard first"
        await after.take([])
        for _ in range(2):
            await after.send()
            assert told() == [*in_vain, post.id]
    assert demo.world.reader("ines").markers["timeline"]["id"] == str(post.id)
    await store.close()


async def test_a_marker_on_its_way_at_the_end_is_told_once(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Micro.blog has it, and its answer is waited for."""
    monkeypatch.setattr(read_positions, "LAST_MARKER_SECONDS", 30.0)
    post = demo.world.publish("tomas", "<p>News from the ship.</p>")
    store = Store.open(tmp_path)
    async with Client(demo.token, demo.url) as client:
        positions = ReadPositions(store, lambda: client)
        await store.cache.write(positions._keep_now, "timeline", post.id, published_at=1.0, marked_at=2.0)
        await positions.take([])
        with demo.fault("write-then-slow", 0.2, path="/posts/markers"):
            sending = asyncio.create_task(positions.run())
            while "timeline" not in demo.world.reader("ines").markers:  # noqa: ASYNC110  (nothing tells of it)
                await asyncio.sleep(0.01)
            sending.cancel()
            await positions.leave()
        assert _told(demo) == [post.id]
    await store.close()
