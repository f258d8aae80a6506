"""Pictures from strangers' hosts: no credentials, no surprises."""

from __future__ import annotations

import pytest

from mbtui.api import ForeignClient, MicroblogError, NotFound, Refused, ServiceUnavailable, UnexpectedAnswer
from tests.api.scripted import answers, drips, scripted


async def test_a_picture_is_fetched_without_credentials() -> None:
    """Across hosts and redirects, with neither token, cookie nor referrer."""
    picture = answers(200, b"\x89PNG", Content_Type="Image/PNG; x=1", Set_Cookie="a=b")
    async with scripted(picture) as there, scripted(answers(301, b"", Location=f"{there.url}/a.png")) as here:
        async with ForeignClient() as client:
            found = await client.fetch(f"{here.url}/start.png")
            await client.fetch(f"{there.url}/again.png")
        assert (found.content, found.content_type, found.url) == (b"\x89PNG", "image/png", f"{there.url}/a.png")
        for asked in (*here.asked, *there.asked):
            assert not {"authorization", "cookie", "referer"} & set(asked.headers)
            assert asked.headers["accept"] == "image/*"


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "data:image/png;base64,AAAA", "javascript:alert(1)", "ftp://x.example/a", "", "/a.png"),
        *("https://user:pass@x.example/a.png", "https://", "http://["),
    ],
)
async def test_only_plain_web_addresses_are_fetched(url: str) -> None:
    """Whether a post names them or a server redirects to them."""
    async with scripted(answers(302, b"", Location=url or "file:///")) as server, ForeignClient() as client:
        with pytest.raises(Refused, match="Only http and https"):
            await client.fetch(url)
        with pytest.raises(MicroblogError):
            await client.fetch(f"{server.url}/a.png")


@pytest.mark.parametrize(
    ("status", "kind"), [(404, NotFound), (410, NotFound), (403, Refused), (500, ServiceUnavailable), (304, Refused)]
)
async def test_a_picture_that_is_not_given_is_a_sentence(status: int, kind: type[MicroblogError]) -> None:
    """Each status says what is the matter."""
    async with scripted(answers(status, "no")) as server, ForeignClient() as client:
        with pytest.raises(kind, match=r"127\.0\.0\.1"):
            await client.fetch(f"{server.url}/a.png")


async def test_a_picture_that_is_too_large_or_too_slow_is_given_up() -> None:
    """A cap on bytes, a cap on time, and an end to redirects."""
    async with scripted(answers(200, b"x" * 2000)) as server, ForeignClient() as client:
        with pytest.raises(UnexpectedAnswer, match="not read"):
            await client.fetch(f"{server.url}/a.png", limit_bytes=1000)
        assert len((await client.fetch(f"{server.url}/a.png", limit_bytes=2000)).content) == 2000
    async with scripted(drips) as server, ForeignClient(timeout_seconds=0.2) as client:
        with pytest.raises(ServiceUnavailable, match="did not arrive"):
            await client.fetch(f"{server.url}/a.png")
    async with scripted(answers(302, b"", Location="/again")) as server, ForeignClient() as client:
        with pytest.raises(UnexpectedAnswer, match="circle"):
            await client.fetch(f"{server.url}/a.png")
        assert len(server.asked) == 6
