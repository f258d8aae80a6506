"""One HTTP client: time limits, size limits, no cookies, and its failures as our sentences.

The only file that speaks httpx. It knows nothing of Micro.blog, tokens or JSON, follows no redirect and
judges no status. httpx (170 ms) and the certificates (60 ms) are loaded in a thread when the first
request is made, so that neither the first frame nor a key waits for them.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import msgspec

from mbtui.api.errors import MicroblogError, ServiceUnavailable, UnexpectedAnswer
from mbtui.api.multipart import Multipart
from mbtui.api.origin import Origin
from mbtui.api.proxy import proxy_for
from mbtui.api.reach import Reach
from mbtui.api.text import clean_line

if TYPE_CHECKING:
    import httpx

    Sign = Callable[[httpx.Request], httpx.Request]

_CONNECT_SECONDS = 10.0
"""Longest time for a connection, and never more than half of the whole: httpx tidies up after its own limit,
but leaves a socket to the garbage collector when it is cancelled in a TLS handshake."""

REDIRECTS = 5
"""How many in a row are followed by those who follow any."""

_WAITING_BYTES = 1 << 17
_KEPT_SECONDS = 30.0
"""How long an idle connection is kept. Longer, and a laptop that slept would write into a dead one."""


class Response(msgspec.Struct, frozen=True):
    """What came back, whatever it is."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    """Complete and decompressed."""

    def redirect(self, url: str) -> str | None:
        """Where `url` is redirected to, which may be no address; None when it is not."""
        location = self.headers.get("location", "")
        if self.status not in (301, 302, 303, 307, 308) or not location:
            return None
        try:
            return urljoin(url, location)
        except ValueError:
            return location

    def __repr__(self) -> str:
        return f"Response(status={self.status}, {len(self.body)} bytes)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # Crash reports call this one; the body may hold a token.
        return [("status", self.status)]


class Transport:
    """A client for one origin or, without one, for any; no proxy leads to loopback. Made without opening anything.

    `timeout_seconds` is for a whole exchange, from looking up the name to the body's last byte.
    """

    def __init__(
        self, *, user_agent: str, timeout_seconds: float, origin: Origin | None = None, reach: Reach | None = None
    ) -> None:
        """Without a `reach` any host may be asked."""
        self._reach = reach
        self._user_agent = user_agent
        self._timeout_seconds = timeout_seconds
        self._origin = origin
        self._clients: dict[str | None, httpx.AsyncClient] = {}
        """By the proxy they go through; None for none."""
        self._opening = asyncio.Lock()
        self._is_closed = False

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        sign: Sign | None = None,
        content: Callable[[], bytes | None] | Multipart | None = None,
        timeout_times: float = 1.0,
        limit_bytes: int,
    ) -> Response:
        """Send one request and read the whole answer.

        Args:
            sign: Adds what must not stand in any variable of a crash report to the finished request.
            content: Gives the body; called at the last moment, for the same reason as `sign`. With a file in it, the
                time begins anew with each piece that has left.
            timeout_times: By which the time limit is multiplied.
            limit_bytes: Largest body that is read, after decompression.

        Raises:
            ServiceUnavailable: No answer, or none in time.
            UnexpectedAnswer: The answer is too large or can not be decompressed.
        """
        origin = Origin.of(url)
        if origin is None or (self._origin is not None and origin != self._origin):
            raise ServiceUnavailable("This address is not one that mbtui may ask.")
        proxy = None if origin.is_loopback else proxy_for(origin)
        client = await self._opened(proxy)
        import httpx

        limit = self._timeout_seconds * timeout_times
        is_sent = False
        clock = asyncio.timeout(limit)

        async def watch(event: str, details: Mapping[str, Any]) -> None:
            nonlocal is_sent
            if event.endswith(".send_request_headers.started"):
                # A proxy is first asked for a tunnel; the request itself follows through it.
                is_sent = is_sent or details["request"].method != b"CONNECT"
            elif event == "connection.connect_tcp.complete":
                stream = details["return_value"]
                _keep_little_waiting(stream)
                if self._reach is not None and proxy is None:
                    try:
                        self._reach.check_peer(origin, str(stream.get_extra_info("server_addr")[0]))
                    except MicroblogError:
                        await stream.aclose()
                        raise

        def uncertain() -> bool:
            return is_sent and method not in ("GET", "HEAD")

        def go_on() -> None:
            clock.reschedule(asyncio.get_running_loop().time() + limit)

        if isinstance(content, Multipart):
            headers = {**(headers or {}), **content.headers}
        try:
            async with clock:
                if self._reach is not None:
                    await self._reach.check_name(origin, is_through_proxy=proxy is not None)
                async with client.stream(
                    method,
                    url,
                    headers=headers,
                    content=content.pieces(go_on) if isinstance(content, Multipart) else content and content(),
                    auth=sign,
                    timeout=httpx.Timeout(limit, connect=_connect_seconds(limit)),
                    extensions={"trace": watch},
                ) as answer:
                    body = await _read(answer, limit_bytes, origin)
                    return Response(answer.status_code, dict(answer.headers), body)
        except TimeoutError as error:
            sentence = _late(origin, limit, is_sent)
            raise ServiceUnavailable(sentence, is_uncertain=uncertain()) from _bare(error)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            sentence = _sentence(error, origin, limit, is_sent)
            raise ServiceUnavailable(sentence, is_uncertain=uncertain()) from _bare(error)
        except UnexpectedAnswer as error:
            error.is_uncertain = uncertain()
            raise

    async def close(self) -> None:
        """End the open connections. Closing twice is harmless."""
        self._is_closed = True
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()

    async def _opened(self, proxy: str | None) -> httpx.AsyncClient:
        if proxy not in self._clients:
            async with self._opening:
                if self._is_closed:
                    raise ServiceUnavailable("The connection to the server has been closed by mbtui itself.")
                if proxy not in self._clients:
                    self._clients[proxy] = await asyncio.to_thread(self._make_client, proxy)
        return self._clients[proxy]

    def _make_client(self, proxy: str | None) -> httpx.AsyncClient:
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        _import_httpx()
        import httpx

        is_plain = self._origin is not None and self._origin.scheme == "http"
        try:
            return httpx.AsyncClient(
                # Plain http speaks no TLS; certificates would cost 60 ms for nothing. Made here, because
                # `trust_env` stands for SSL_CERT_FILE and for the proxies, which are chosen by `proxy`.
                verify=False if is_plain else httpx.create_ssl_context(),
                trust_env=False,
                proxy=proxy,
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                limits=httpx.Limits(max_connections=8, keepalive_expiry=_KEPT_SECONDS),
                headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip"},
            )
        except ImportError as error:
            raise ServiceUnavailable(
                "The environment names a SOCKS proxy, and the package `socksio` for it is missing. "
                "Install `httpx[socks]`, or unset ALL_PROXY and HTTPS_PROXY."
            ) from _bare(error)
        except OSError as error:
            raise ServiceUnavailable(
                "The certificates that SSL_CERT_FILE or SSL_CERT_DIR names can not be read."
            ) from _bare(error)


def _import_httpx() -> None:
    """Load httpx without the command line it brings where click is installed, which uvicorn sees to.

    That would be 41 modules, 5.6 MiB and 195 ms of CPU instead of 60. None is how the import system marks what can not
    be imported; httpx minds that itself, and the mark is taken back at once. httpcore looks for sniffio four times in
    each request, in every folder that Python knows: where it is not installed, that is marked for good.
    """
    if "httpx" in sys.modules:
        return
    if find_spec("sniffio") is None:
        sys.modules["sniffio"] = None  # type: ignore[assignment]  # typeshed knows modules only
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # likewise
    try:
        import httpx  # noqa: F401  (to have it loaded)
    finally:
        sys.modules.pop("httpx._main", None)


def _keep_little_waiting(stream: Any) -> None:
    """Let the system take no more of a body than is soon to leave: it would take megabytes, and an upload seem over."""
    connection = stream.get_extra_info("socket")
    with suppress(AttributeError, OSError):  # not every system can
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _WAITING_BYTES)


async def _read(answer: httpx.Response, limit_bytes: int, origin: Origin) -> bytes:
    """Read the body. httpx would decompress a whole chunk at once, however much comes out of it."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise UnexpectedAnswer(f"{origin.name} sent its answer in a compression that was not asked for.")
    inflate = None if encoding in ("identity", "") else zlib.decompressobj(zlib.MAX_WBITS | 32)
    body = bytearray()
    try:
        if inflate is None and _length(answer) > limit_bytes:
            raise _too_large(origin, limit_bytes)
        async for chunk in answer.aiter_raw():
            body += chunk if inflate is None else inflate.decompress(chunk, limit_bytes + 1 - len(body))
            if len(body) > limit_bytes:
                raise _too_large(origin, limit_bytes)
    except zlib.error as error:
        raise UnexpectedAnswer(f"{origin.name} sent an answer that can not be decompressed.") from error
    if inflate is not None and body and not inflate.eof:
        raise UnexpectedAnswer(f"{origin.name} sent an answer that breaks off.")
    return bytes(body)


def _length(answer: httpx.Response) -> int:
    """Give the length that an answer promises, or 0."""
    written = answer.headers.get("content-length", "")
    return int(written) if written.isdecimal() and len(written) < 20 else 0


def _too_large(origin: Origin, limit_bytes: int) -> UnexpectedAnswer:
    size = f"{limit_bytes // 2**20} MiB" if limit_bytes >= 2**20 else f"{limit_bytes} bytes"
    return UnexpectedAnswer(f"{origin.name} sent an answer of more than {size}; it was not read.")


def _sentence(error: Exception, origin: Origin, limit: float, is_sent: bool) -> str:
    import httpx

    causes = list(_chain(error))
    name = origin.name
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "This address can not be asked for: it is not a well-formed http or https address."
    if isinstance(error, httpx.TimeoutException):
        return _late(origin, limit, is_sent)
    if not is_sent and proxy_for(origin) and not any(isinstance(cause, ssl.SSLError) for cause in causes):
        return f"Could not reach {name} through the proxy that the environment names."
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"The network does not know the name {origin.host}; it may be down."
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The certificate of {name} is not accepted ({clean_line(cause.verify_message)}); nothing was sent."
        if isinstance(cause, ssl.SSLError):
            return f"No encrypted connection to {name} could be made."
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"{name} refused the connection; the server may be down."
    if is_sent:
        return f"The connection to {name} broke before the answer was complete."
    return f"Could not reach {name}."


def _late(origin: Origin, limit: float, is_sent: bool) -> str:
    if is_sent:
        return f"{origin.name} did not answer within {limit:g} seconds."
    through = " through the proxy that the environment names" if proxy_for(origin) else ""
    return f"Could not reach {origin.name} within {_connect_seconds(limit):g} seconds{through}."


def _connect_seconds(limit: float) -> float:
    return min(limit / 2, _CONNECT_SECONDS)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        found = left.pop(0)
        if found is not None and id(found) not in seen:
            seen.add(id(found))
            yield found
            left += [found.__cause__, found.__context__]
            left += found.exceptions if isinstance(found, BaseExceptionGroup) else []


def _bare(error: Exception) -> Exception:
    """Take the frames off an error and its causes: their variables hold the request's headers."""
    for found in _chain(error):
        if not isinstance(found, MicroblogError):
            found.__traceback__ = None
    return error
