"""Following a post to its page."""

from __future__ import annotations

import asyncio

import pytest

from mbtui.api import Client
from mbtui.demo import DemoServer
from mbtui.services import publishing
from mbtui.services.publishing import follow_publishing


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PAUSE_SECONDS", 0.0)


async def _follow(demo: DemoServer, url: str, told: list[str], *, looks: tuple[bool, ...] = ()) -> str:
    """Follow a post; each time that is told, two seconds pass. `looks` is whether somebody looks, then always."""
    looking = iter(looks)

    def tell(words: str) -> None:
        told.append(words)
        demo.world.clock.advance(2)

    async with Client(demo.token, demo.url) as client:
        return await follow_publishing(lambda: client, url, tell, lambda: next(looking, True))


async def _post(demo: DemoServer) -> str:
    async with Client(demo.token, demo.url) as client:
        return (await client.micropub.create("First frost.")).url


async def test_the_page_is_followed_until_it_is_there(demo: DemoServer) -> None:
    """With what Micro.blog tells of it; nothing is asked while nobody looks."""
    told: list[str] = []
    url = await _post(demo)
    assert await _follow(demo, url, told, looks=(False, False, True)) == url
    assert told == ["Publishing… 0 %", "Publishing… 50 %"]
    assert len(demo.asked("GET", "/posts/check")) == 3


async def test_a_page_that_was_there_at_once_is_known_by_its_address(demo: DemoServer) -> None:
    """One that the server does not name is not said to be there, and not asked for without end."""
    url = await _post(demo)
    demo.world.clock.advance(60)
    assert await _follow(demo, url, []) == url
    assert await _follow(demo, "https://ines.micro.blog/another.html", []) == ""
    assert len(demo.asked("GET", "/posts/check")) < 10


@pytest.mark.parametrize("fault", ["error-500", "html", "unauthorized", "old-check"])
async def test_a_server_that_does_not_tell_is_left_alone(demo: DemoServer, fault: str) -> None:
    """Nothing is claimed of the page."""
    url = await _post(demo)
    demo.fault(fault, path="/posts/check")
    assert await _follow(demo, url, []) == ""
    assert len(demo.asked("GET", "/posts/check")) < 10


async def test_a_server_that_wants_a_pause_gets_it(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked again when the time that it named is over."""
    pauses: list[float] = []

    async def pass_by(seconds: float) -> None:
        pauses.append(seconds)

    url = await _post(demo)
    demo.fault("too-many-requests", "7", path="/posts/check", times=1)
    monkeypatch.setattr(asyncio, "sleep", pass_by)
    assert await _follow(demo, url, []) == url
    assert pauses[0] == 7
