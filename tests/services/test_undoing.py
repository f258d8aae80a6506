"""What `U` takes back is what was done last, however far the disk is."""

from __future__ import annotations

import asyncio

import pytest

from mbtui.services.undoing import NothingDone, Undoing
from mbtui.store import StoreError


async def test_what_was_begun_last_is_taken_back() -> None:
    """Also before it is done: taking it back waits for it. What fails, or does nothing, leaves what was before it."""
    undoing, disk, undone = Undoing(), asyncio.Event(), list[str]()

    async def undo(result: str) -> None:
        undone.append(result)

    async def work(result: str | None) -> str | None:
        await disk.wait()
        if result == "full":
            raise StoreError("There is no room left.")
        return result

    undoing.note("the star", lambda: undo("star"))
    follow = undoing.do("the follow", work("follow"), undo)
    last = undoing.take()
    assert last is not None and last.what == "the follow"
    taking = asyncio.create_task(asyncio.wait_for(last.undo(), 10))
    await asyncio.sleep(0)
    assert not undone
    disk.set()
    await asyncio.gather(follow, taking)
    assert undone == ["follow"]
    assert undoing.take() is None

    undoing.note("the star", lambda: undo("star"))
    with pytest.raises(StoreError):
        await undoing.do("the mute", work("full"), undo)
    for result in (None, "full"):
        marking = undoing.do("the mark", work(result), undo)
        last = undoing.take()
        assert last is not None
        with pytest.raises(NothingDone):
            await last.undo()
        await asyncio.gather(marking, return_exceptions=True)
    undoing.note("the star", lambda: undo("star"))
    await undoing.do("the mark", work(None), undo)
    last = undoing.take()
    assert last is not None and last.what == "the star"


async def test_what_the_disk_does_not_take_back_can_be_taken_back_later() -> None:
    """Unless something was done since; what could not even be done is not tried again."""
    undoing, disk = Undoing(), ["full", "full", "room", "full"]

    async def undo(_: object = None) -> None:
        if disk.pop(0) == "full":
            raise StoreError("There is no room left.")

    async def work() -> str:
        return "a text"

    await undoing.do("the text", work(), undo)
    for _ in range(2):
        last = undoing.take()
        assert last is not None
        with pytest.raises(StoreError):
            await last.undo()
    last = undoing.take()
    assert last is not None and await last.undo() is None
    assert undoing.take() is None

    undoing.note("the text", undo)
    last = undoing.take()
    undoing.note("the star", undo)
    assert last is not None
    with pytest.raises(StoreError):
        await last.undo()
    last = undoing.take()
    assert last is not None and last.what == "the star"

    disk.append("full")
    failing = undoing.do("the mute", undo(), undo)
    last = undoing.take()
    assert last is not None
    results = await asyncio.gather(failing, last.undo(), return_exceptions=True)
    assert [type(result) for result in results] == [StoreError, NothingDone]
    assert undoing.take() is None
