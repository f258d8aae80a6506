"""Pictures and files on other hosts: fetched without token, cookies or referrer."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

import msgspec

from mbtui.api import fields
from mbtui.api.client import USER_AGENT
from mbtui.api.errors import NotFound, Refused, ServiceUnavailable, UnexpectedAnswer
from mbtui.api.origin import Origin
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

    def __init__(self, *, user_agent: str = USER_AGENT, timeout_seconds: float = 30.0) -> None:
        self._transport = Transport(user_agent=user_agent, timeout_seconds=timeout_seconds)

    async def fetch(self, url: str, *, limit_bytes: int = 16 * 2**20, accept: str = "image/*") -> Fetched:
        """Fetch a file; one of more than `limit_bytes` is given up while it arrives. Any `MicroblogError` may come."""
        for _ in range(1 + REDIRECTS):
            origin = Origin.of(url)
            if origin is None or "@" in urlsplit(url).netloc:
                raise Refused("Only http and https addresses without a name and password in them are fetched.")
            response = await self._transport.exchange("GET", url, headers={"Accept": accept}, limit_bytes=limit_bytes)
            if (target := response.redirect(url)) is not None:
                url = target
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
        raise UnexpectedAnswer("The file's address redirects in a circle.")

    async def close(self) -> None:
        await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
