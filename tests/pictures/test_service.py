"""Pictures as the rest of mbtui asks for them."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from mbtui.api import Client, Origin
from mbtui.config import Config
from mbtui.demo import DemoServer
from mbtui.demo.pictures import photo, size
from mbtui.pictures import service as pictures
from mbtui.pictures.picture import PictureError
from mbtui.pictures.service import PictureService
from mbtui.services.session import Session
from mbtui.store import Store
from tests.api.scripted import answers, scripted


def _widths(demo: DemoServer) -> list[str]:
    """The widths of the copies that were asked for; "" for the picture itself."""
    return [asked.path.split("/")[2] if asked.path.startswith("/photos/") else "" for asked in demo.requests]


async def test_a_picture_is_fetched_as_wide_as_it_is_drawn(demo: DemoServer, service: PictureService) -> None:
    """Fitted into the box, its aspect kept, never enlarged; asked for once by two at once, and kept."""
    url = f"{demo.url}/pictures/loaften.jpg"
    first, second = await asyncio.gather(service.picture(url, 300, 300), service.picture(url, 300, 300))
    assert (first.width, first.height, len(first.pixels)) == (300, 225, 300 * 225 * 3)
    assert second == first
    smaller, larger = await service.picture(url, 80, 20), await service.picture(url, 4000, 4000)
    assert (smaller.height, larger.width) == (20, 1600)
    # How large the picture itself is can not be told from a copy that is smaller.
    assert (first.original_width, larger.original_width, larger.original_height) == (0, 1600, 1200)
    assert _widths(demo) == ["400x", "2000x"]


async def test_a_picture_that_was_fetched_once_is_there_the_next_time(
    demo: DemoServer, service: PictureService, tmp_path: Path
) -> None:
    """Also when there is no network any more, and when what is kept is damaged but the network is there."""
    url = f"{demo.url}/pictures/loaften.jpg"
    drawn = await service.picture(url, 300, 300)
    later = PictureService(tmp_path / "pictures", lambda: Origin.parse(demo.url))
    with demo.fault("offline"):
        assert await later.picture(url, 300, 300) == drawn
        with pytest.raises(PictureError, match="broke before"):
            await later.picture(f"{demo.url}/pictures/other.jpg", 300, 300)
    [file] = (tmp_path / "pictures").iterdir()
    os.utime(file, (0, 0))  # so old that it is fetched anew, if it can be
    with demo.fault("offline"):
        assert (await later.picture(url, 280, 280)).width == 280
    before = len(demo.requests)
    assert (await later.picture(url, 281, 281)).width == (await later.picture(url, 282, 282)).width - 1
    assert len(demo.requests) == before + 1
    file.write_bytes(file.read_bytes()[:-1])
    assert (await later.picture(url, 290, 290)).width == 290
    assert (await later.picture(f"{demo.url}/pictures/other.jpg", 300, 300)).pixels
    await later.close()


async def test_without_a_copy_the_picture_itself_is_asked_for(demo: DemoServer, service: PictureService) -> None:
    """Whatever the reason. What is no picture is not asked for again; what may be there the next time is."""
    for fault in ("not-found", "picture-page", "error-500", "cut-off"):
        with demo.fault(fault, path="/photos/"):
            assert (await service.picture(f"{demo.url}/pictures/{fault}.jpg", 300, 300)).pixels
    assert _widths(demo) == ["400x", ""] * 4
    none = f"{demo.url}/pictures/none.jpg"
    for fault, asked in (("picture-page", ["400x", ""]), ("not-found", ["800x", "", "800x", ""])):
        before, width = len(demo.requests), int(asked[0][:-1])
        with demo.fault(fault, path="/p"):
            for _ in range(2):
                with pytest.raises(PictureError, match="no such file" if fault == "not-found" else "a page"):
                    await service.picture(f"{none}?{fault}", width, width)
        assert _widths(demo)[before:] == asked


async def test_nothing_of_the_reader_is_told(tmp_path: Path) -> None:
    """No token, cookie or referrer, also to the account's own server."""
    made = answers(200, photo("estuary", 100).content, Set_Cookie="a=b")
    async with scripted(made) as server:
        service = PictureService(tmp_path, lambda: Origin.parse(server.url))
        for width in (50, 300):
            await service.picture(f"{server.url}/a.jpg", width, width)
        await service.close()
    assert len(server.asked) == 2
    for asked in server.asked:
        assert set(asked.headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}


async def test_who_waits_no_longer_stops_the_fetch(tmp_path: Path) -> None:
    """Unless somebody else waits for the same picture."""
    is_asked, is_awaited, is_gone = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readuntil(b"\r\n\r\n")).split()[1]
        is_asked.set()
        if b"awaited" in target:
            await is_awaited.wait()
            await answers(200, photo("estuary", 100).content)(writer)
        else:
            await reader.read()
            is_gone.set()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server, asyncio.timeout(10):
        origin = Origin.parse(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        service = PictureService(tmp_path, lambda: origin)
        first, second = (asyncio.create_task(service.picture(f"{origin}/awaited.jpg", 50, 50)) for _ in range(2))
        await is_asked.wait()
        first.cancel()
        await asyncio.wait([first])
        is_awaited.set()
        assert (await second).width == 50
        is_asked.clear()
        alone = asyncio.create_task(service.picture(f"{origin}/alone.jpg", 50, 50))
        await is_asked.wait()
        alone.cancel()
        await is_gone.wait()
        await asyncio.wait([alone])
        await service.close()


async def test_an_original_is_what_its_author_put_there(demo: DemoServer, service: PictureService) -> None:
    """Not a copy; with its name and kind. A page is not saved."""
    copy = f"{demo.url}/photos/200x/http%3A%2F%2F{demo.url[7:]}%2Fpictures%2Floaften.jpg"
    original = await service.original(copy)
    assert size(original.content) == (1600, 1200)
    assert (original.content_type, original.name) == ("image/jpeg", "loaften.jpg")
    with demo.fault("picture-page"), pytest.raises(PictureError, match="gives no picture"):
        await service.original(f"{demo.url}/pictures/other.jpg")
    for fault in ("not-found", "error-503"):
        with demo.fault(fault, path="/pictures/"):
            assert size((await service.original(f"{demo.url}/pictures/{fault}.jpg")).content)


async def test_what_only_the_machine_could_not_draw_is_tried_again(
    demo: DemoServer, service: PictureService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what is kept: it is not asked for again."""
    url = f"{demo.url}/pictures/loaften.jpg"
    with monkeypatch.context() as full, pytest.raises(PictureError, match="could not be started"):
        full.setattr(sys, "executable", "/nowhere/python")
        await service.picture(url, 300, 300)
    assert (await service.picture(url, 300, 300)).pixels
    assert _widths(demo) == ["400x", ""]


async def test_a_session_has_pictures_of_its_server(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None when the reader wants none, and a sentence where Pillow is missing; nothing is asked for then."""
    url = f"{demo.url}/pictures/loaften.jpg"
    off = Session(Store.open(tmp_path), "ines", config=Config(images="off"))
    with pytest.raises(PictureError, match="turned off"):
        await off.pictures.picture(url, 50, 50)
    await off.close()
    session = Session(Store.open(tmp_path), "ines")
    with monkeypatch.context() as patched:
        patched.setattr(pictures, "find_spec", lambda name: None)
        with pytest.raises(PictureError, match="needs Pillow"):
            await session.pictures.picture(url, 50, 50)
    with pytest.raises(PictureError):
        await session.pictures.picture(url, 50, 50)
    assert demo.requests == []
    await session.connect(Client(demo.token, demo.url), lambda _: None)
    assert (await session.pictures.picture(url, 50, 50)).width == 50
    await session.close()
