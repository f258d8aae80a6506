"""Pictures and files on other hosts: fetched without token, cookies or referrer."""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

import msgspec

from mbtui.api import fields
from mbtui.api.client import USER_AGENT
from mbtui.api.errors import NotFound, Refused, ServiceUnavailable, UnexpectedAnswer
from mbtui.api.origin import Origin
from mbtui.api.reach import Reach
from mbtui.api.transport import REDIRECTS, Transport


class Fetched(msgspec.Struct, frozen=True):
    """A file from somewhere."""

    url: str
    """Where it was found in the end."""
    content: bytes
    content_type: str
    """As the server says, in lower case and without parameters; may be empty or wrong."""


class ForeignClient:
    """A client that knows no secrets, for addresses that strangers wrote. Made without opening anything."""

    def __init__(
        self, *, user_agent: str = USER_AGENT, timeout_seconds: float = 30.0, reach: Reach | None = None
    ) -> None:
        """
        Args:
            timeout_seconds: For a whole fetch, with its redirects.
            reach: Where addresses may lead, also by redirects; without one anywhere.
        """
        self._timeout_seconds = timeout_seconds
        self._reach = reach
        self._transport = Transport(user_agent=user_agent, timeout_seconds=timeout_seconds, reach=reach)

    async def fetch(
        self, url: str, *, limit_bytes: int = 16 * 2**20, accept: str = "image/*", redirects: int = REDIRECTS
    ) -> Fetched:
        """Fetch a file; one of more than `limit_bytes` is given up while it arrives. Any `MicroblogError` may come."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await self._fetch(url, limit_bytes, accept, redirects)
        except TimeoutError as error:
            seconds = f"{self._timeout_seconds:g} seconds"
            raise ServiceUnavailable(f"The file did not arrive within {seconds}, so it was given up.") from error

    async def _fetch(self, url: str, limit_bytes: int, accept: str, redirects: int) -> Fetched:
        came_from = ""
        for _ in range(1 + redirects):
            if self._reach is not None:
                url = self._reach.secure_url(url, came_from=came_from)
            origin = Origin.of(url)
            if origin is None or "@" in urlsplit(url).netloc:
                raise Refused("Only http and https addresses without a name and password in them are fetched.")
            response = await self._transport.exchange("GET", url, headers={"Accept": accept}, limit_bytes=limit_bytes)
            if (target := response.redirect(url)) is not None:
                came_from, url = url, target
                continue
            if response.status in (404, 410):
                raise NotFound(f"{origin.name} has no such file.")
            if response.status >= 500:
                raise ServiceUnavailable(f"{origin.name} has trouble answering (status {response.status}).")
            if not 200 <= response.status < 300:
                raise Refused(
                    f"{origin.name} does not give the file (status {response.status}).", status=response.status
                )
            kind = fields.line(response.headers.get("content-type")).split(";")[0].strip().lower()
            return Fetched(url, response.body, kind)
        raise UnexpectedAnswer(f"The file's address redirects more than {redirects} times or in a circle.")

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
