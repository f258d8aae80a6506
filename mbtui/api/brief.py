"""The way of a program that asks once and ends: reads go over the standard library's HTTP, which is there 50 ms sooner.

Only what is plain takes it: a read, without a proxy, that is answered. Everything else, and whatever fails, is
asked for in the usual way, which has the words for it; a read may be repeated.
"""

from __future__ import annotations

import asyncio
import http.client
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import TYPE_CHECKING, cast

from mbtui.api.errors import ServiceUnavailable
from mbtui.api.origin import Origin
from mbtui.api.transport import Reply, Transport, Upload, connect_seconds, is_proxied, late

if TYPE_CHECKING:
    import httpx

    from mbtui.api.transport import Sign

_CHUNK_BYTES = 65536


class BriefTransport(Transport):
    """A transport that does without httpx as long as it can."""

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        sign: Sign | None = None,
        content: Callable[[], bytes | None] | None = None,
        data: Mapping[str, list[str]] | None = None,
        upload: tuple[str, Upload] | None = None,
        timeout_seconds: float | None = None,
        limit_bytes: int,
    ) -> Reply:
        """Send one request and read the whole answer; see `Transport.exchange`."""
        origin = Origin.of(url)
        is_ours = origin is not None and origin == self._origin and not self._is_closed
        if method == "GET" and origin is not None and is_ours and (origin.is_loopback or not is_proxied(origin)):
            request = _Request({**(headers or {}), "User-Agent": self._user_agent, "Connection": "close"})
            if sign is not None:
                sign(cast("httpx.Request", request))
            reply = await _get(origin, url, request, timeout_seconds or self._timeout_seconds, limit_bytes)
            if reply is not None:
                return reply
        return await super().exchange(
            method,
            url,
            headers=headers,
            sign=sign,
            content=content,
            data=data,
            upload=upload,
            timeout_seconds=timeout_seconds,
            limit_bytes=limit_bytes,
        )


class _Request:
    """What `sign` needs of a request. Crash reports print variables, so the headers are gone when it has been sent."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.headers = headers


async def _get(origin: Origin, url: str, request: _Request, limit: float, limit_bytes: int) -> Reply | None:
    """Ask in a thread. None when the usual way should try.

    Raises:
        ServiceUnavailable: The time is over.
    """
    sockets: list[socket] = []
    path = url.removeprefix(str(origin))
    try:
        async with asyncio.timeout(limit):
            return await asyncio.to_thread(_exchange, origin, path, request, limit, limit_bytes, sockets)
    except TimeoutError:
        raise ServiceUnavailable(late(origin, limit, is_sent=bool(sockets))) from None
    finally:
        # The thread waits for the socket; without this the program's end would wait for the thread.
        for held in sockets:
            with suppress(OSError):
                held.shutdown(SHUT_RDWR)


def _exchange(
    origin: Origin, path: str, request: _Request, limit: float, limit_bytes: int, sockets: list[socket]
) -> Reply | None:
    connection = _connection(origin, limit)
    try:
        connection.connect()
        sockets.append(connection.sock)
        connection.sock.settimeout(limit)
        connection.request("GET", path, headers=request.headers)
        request.headers = {}
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        body = bytearray()
        while len(body) <= limit_bytes and (chunk := answer.read1(_CHUNK_BYTES)):
            body += chunk
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        request.headers = {}
        connection.close()
    is_plain = headers.get("content-encoding", "identity").strip().lower() == "identity"
    # `length` is what was announced and did not come.
    if not is_plain or answer.length or len(body) > limit_bytes:
        return None
    return Reply(answer.status, headers, bytes(body))


def _connection(origin: Origin, limit: float) -> http.client.HTTPConnection:
    seconds = connect_seconds(limit)
    if origin.scheme == "http":
        return http.client.HTTPConnection(origin.host, origin.port, timeout=seconds)
    # The system's certificates. Where they are not enough nothing has been sent, and httpx brings its own.
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(origin.host, origin.port, timeout=seconds, context=context)
