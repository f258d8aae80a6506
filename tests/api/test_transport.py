"""Time, size and failure of single exchanges, against servers that misbehave on a real socket."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import traceback
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui.api import Client, MicroblogError, ServiceUnavailable, UnexpectedAnswer
from mbtui.api.transport import Transport
from tests.api.scripted import Act, answers, breaks_off, drips, drops, keeps_silent, scripted

TOKEN = "S3CR3T-T0K3N"

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the machine's own proxies out."""
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of loopback that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (drips, "did not answer within"),
        (keeps_silent, "did not answer within"),
        (drops, "broke before"),
        (breaks_off, "broke before"),
    ],
)
async def test_an_answer_that_is_lost_leaves_a_write_uncertain(act: Act, words: str) -> None:
    """However it is lost: late, never, not at all or in the middle. A question is simply not answered."""
    async with scripted(act) as server, Client(TOKEN, server.url, timeout_seconds=0.3) as client:
        with pytest.raises(ServiceUnavailable, match=words) as written:
            await client.posts.reply(5, "@ines Yes.")
        assert written.value.is_uncertain
        with pytest.raises(ServiceUnavailable, match=words) as read:
            await client.posts.all()
        assert not read.value.is_uncertain
        assert [(asked.method, asked.target) for asked in server.asked] == [
            ("POST", "/posts/reply"),
            ("GET", "/posts/all"),
        ]


async def test_a_refused_connection_leaves_a_write_undone(closed_port: int) -> None:
    """Nothing was sent, so there is no doubt."""
    async with Client(TOKEN, f"http://127.0.0.1:{closed_port}") as client:
        with pytest.raises(ServiceUnavailable, match="refused the connection") as caught:
            await client.posts.reply(5, "@ines Yes.")
    assert not caught.value.is_uncertain


async def test_an_unknown_name_leaves_a_write_undone() -> None:
    """The sentence names the host that the network does not know."""
    async with Client(TOKEN, "https://nowhere.invalid") as client:
        with pytest.raises(ServiceUnavailable, match=r"nowhere\.invalid") as caught:
            await client.posts.reply(5, "@ines Yes.")
    assert not caught.value.is_uncertain


async def test_a_connection_that_is_never_taken_leaves_a_write_undone() -> None:
    """A TLS handshake that gets no answer is not yet a request."""
    async with scripted(keeps_silent) as server:
        address = server.url.replace("http:", "https:")
        async with Client(TOKEN, address, timeout_seconds=0.3) as client:
            with pytest.raises(ServiceUnavailable, match="Could not reach") as caught:
                await client.posts.reply(5, "@ines Yes.")
    assert not caught.value.is_uncertain


async def test_a_server_that_speaks_no_tls_is_not_trusted() -> None:
    """Plain text where TLS is spoken is a failed connection, and gets no token."""
    heard = bytearray()

    async def shouts(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(4000))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(shouts, "127.0.0.1", 0)
    async with server, Client(TOKEN, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}") as client:
        with pytest.raises(ServiceUnavailable, match="encrypted connection") as caught:
            await client.posts.all()
    assert not caught.value.is_uncertain
    assert heard and TOKEN.encode() not in heard


@pytest.mark.parametrize("act", [keeps_silent, drops, breaks_off, answers(500, "S3CR3T-T0K3N is wrong"), answers(302)])
async def test_no_failure_shows_the_token(act: Act) -> None:
    """Neither the exception and its causes nor the variables of their frames hold it."""
    async with scripted(act) as server, Client(TOKEN, server.url, timeout_seconds=0.2) as client:
        with pytest.raises(MicroblogError) as caught:
            await client.account.verify("0TH3R-" + TOKEN)
        with pytest.raises(MicroblogError) as second:
            await client.posts.all()
    for error in (caught.value, second.value):
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
        frames = [line for line in report.format() if "test_transport.py" not in line]
        assert TOKEN not in "".join(frames)
        assert TOKEN not in f"{client!r} {vars(client)}"


async def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body beyond the limit is not held in memory, whatever its length claims to be."""

    async def pours(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    monkeypatch.setattr("mbtui.api.requests._ANSWER_LIMIT_BYTES", 2**20)
    async with scripted(pours) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(UnexpectedAnswer, match="more than 1 MiB") as caught:
            await client.posts.all()
        assert not caught.value.is_uncertain
        with pytest.raises(UnexpectedAnswer) as written:
            await client.posts.favorite(5)
        assert written.value.is_uncertain


async def test_a_compressed_bomb_is_not_unpacked() -> None:
    """A small body that would become a huge one is given up at the limit."""
    bomb = gzip.compress(b" " * 2**26)
    assert len(bomb) < 2**17
    async with scripted(answers(200, bomb, Content_Encoding="gzip")) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(UnexpectedAnswer, match="more than 8 MiB"):
            await client.posts.all()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b'{"items": [{"id": 7}]}', mtime=0)),
        ("GZIP", gzip.compress(b'{"items": [{"id": 7}]}', mtime=0)),
        ("deflate", zlib.compress(b'{"items": [{"id": 7}]}')),
        ("identity", b'{"items": [{"id": 7}]}'),
    ],
)
async def test_a_compressed_answer_is_read(encoding: str, body: bytes) -> None:
    """As is one that is not."""
    async with scripted(answers(200, body, Content_Encoding=encoding)) as server, Client(TOKEN, server.url) as client:
        assert [post.id for post in (await client.posts.all()).posts] == [7]
        assert server.asked[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip", b"{}"), ("gzip", gzip.compress(b'{"items": []}', mtime=0)[:-12]), ("br", b"{}"), ("gzip, gzip", b"{}")],
)
async def test_a_wrongly_compressed_answer_is_unexpected(encoding: str, body: bytes) -> None:
    """Broken, cut off, or in a way that was not asked for."""
    async with scripted(answers(200, body, Content_Encoding=encoding)) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(UnexpectedAnswer):
            await client.posts.all()


async def test_no_cookie_is_kept() -> None:
    """The token alone says who asks."""
    async with scripted(answers(200, {}, Set_Cookie="session=abc; Path=/")) as server:
        async with Client(TOKEN, server.url) as client:
            await client.posts.all()
            await client.posts.all()
        assert "cookie" not in server.asked[1].headers


async def test_a_proxy_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    """Requests to other machines go through it, and a proxy that is down has sent nothing on."""
    async with scripted(answers(200, {"count": 2, "check_seconds": 20})) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        transport = Transport(user_agent="test", timeout_seconds=5)
        reply = await transport.exchange("GET", "http://pictures.invalid/a.png", limit_bytes=1000)
        await transport.close()
        assert (reply.status, proxy.asked[0].target) == (200, "http://pictures.invalid/a.png")
    for scheme in ("http", "socks5", "socks5h"):
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}://127.0.0.1:{closed_port}")
        async with Client(TOKEN, "https://micro.blog") as client:
            with pytest.raises(ServiceUnavailable, match="through the proxy") as caught:
                await client.posts.reply(5, "@ines Yes.")
        assert not caught.value.is_uncertain


@pytest.mark.parametrize("act", [drops, keeps_silent, answers(407), answers(502)])
async def test_a_proxy_that_makes_no_tunnel_leaves_a_write_undone(monkeypatch: pytest.MonkeyPatch, act: Act) -> None:
    """Only the proxy was asked, and only for a way; the request itself was not sent."""
    async with scripted(act) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        async with Client(TOKEN, "https://micro.blog", timeout_seconds=0.3) as client:
            with pytest.raises(ServiceUnavailable, match="through the proxy") as caught:
                await client.posts.reply(5, "@ines Yes.")
        assert [asked.method for asked in proxy.asked] == ["CONNECT"]
        assert TOKEN not in str(proxy.asked)
    assert not caught.value.is_uncertain


async def test_loopback_needs_no_proxy(monkeypatch: pytest.MonkeyPatch, closed_port: int) -> None:
    """What stays on this machine is not handed to another one."""
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port}")
    async with scripted(answers(200, {})) as server, Client(TOKEN, server.url) as client:
        assert (await client.posts.all()).posts == ()


@pytest.mark.parametrize("proxy", ["socks4://user:PASSW0RD@127.0.0.1:1", "gopher://127.0.0.1:1", "http://127.0.0.1:x"])
async def test_an_impossible_proxy_is_a_sentence(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    """It says which variables to look at, and does not repeat the password in them."""
    monkeypatch.setenv("ALL_PROXY", proxy)
    async with Client(TOKEN, "https://micro.blog") as client:
        with pytest.raises(ServiceUnavailable, match="ALL_PROXY") as caught:
            await client.posts.all()
    assert "PASSW0RD" not in str(caught.value)


async def test_a_missing_socks_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1")
    async with Client(TOKEN, "https://micro.blog") as client:
        with pytest.raises(ServiceUnavailable, match=r"httpx\[socks\]"):
            await client.posts.all()


async def test_missing_certificates_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong SSL_CERT_FILE is named."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    async with Client(TOKEN, "https://micro.blog") as client:
        with pytest.raises(ServiceUnavailable, match="SSL_CERT_FILE"):
            await client.posts.all()


async def test_a_closed_client_says_so() -> None:
    """Calls after the end open nothing, and closing again is harmless."""
    client = Client(TOKEN)
    await client.close()
    await client.close()
    with pytest.raises(ServiceUnavailable, match="closed"):
        await client.posts.all()


async def test_calls_can_run_side_by_side() -> None:
    """One client serves many calls at once, opened by whichever comes first."""
    async with scripted(answers(200, {"items": [{"id": 7}]})) as server, Client(TOKEN, server.url) as client:
        feeds = await asyncio.gather(*(client.posts.all() for _ in range(20)))
        assert [feed.posts[0].id for feed in feeds] == [7] * 20


async def test_a_cancelled_call_leaves_the_client_working() -> None:
    """Leaving a pane while it loads costs the next one nothing."""
    async with scripted(keeps_silent, answers(200, {})) as server, Client(TOKEN, server.url) as client:
        call = asyncio.ensure_future(client.posts.all())
        await server.has_been_asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await client.posts.all()).posts == ()


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_certificates_are_checked(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    """One that SSL_CERT_FILE names is enough; with another nothing is sent."""
    certificate, key = own_certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{"count": 3}')
        await writer.drain()
        writer.close()

    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    origin = f"https://localhost:{server.sockets[0].getsockname()[1]}"
    async with server, Client(TOKEN, origin) as client:
        if is_trusted:
            assert (await client.posts.check(5)).count == 3
        else:
            with pytest.raises(ServiceUnavailable, match="is not accepted"):
                await client.posts.check(5)
    assert len(heard) == is_trusted
