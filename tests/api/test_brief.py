"""The way without httpx: the same answers, the same sentences, the same care of the token."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui.api import Client, MicroblogError, ServiceUnavailable, SignInRequired
from mbtui.api.brief import BriefTransport
from mbtui.api.transport import Transport
from mbtui.demo import DemoServer
from tests.api.scripted import Act, answers, breaks_off, drips, drops, keeps_silent, scripted

TOKEN = "S3CR3T-T0K3N"
CHECK = {"count": 2, "check_seconds": 20}


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of loopback that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked for in the usual way."""
    asked: list[str] = []
    exchange = Transport.exchange

    async def note(self: Transport, method: str, url: str, **others: object) -> object:
        asked.append(method)
        return await exchange(self, method, url, **others)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Transport, "exchange", note)
    return asked


def test_a_read_loads_no_httpx(demo: DemoServer) -> None:
    """That is what it is for."""
    code = (
        "import asyncio, sys\nfrom mbtui.api import Client\n"
        "async def main():\n"
        f"    async with Client({demo.token!r}, {demo.url!r}, is_brief=True) as client:\n"
        "        print((await client.posts.check()).wait_seconds, len((await client.posts.all(count=3)).posts))\n"
        "asyncio.run(main())\nprint('httpx' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["20", "3", "False"]


async def test_it_asks_as_the_usual_way_does(usual: list[str]) -> None:
    """The same headers but for those that say how an answer may be sent; several bodies, chunked ones too."""

    async def chunked(writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"count":\r\n2\r\n7}\r\n0\r\n\r\n')
        await writer.drain()

    async with scripted(answers(200, CHECK), answers(200, CHECK), chunked) as server:
        async with Client(TOKEN, server.url) as client:
            await client.posts.check(5)
        assert usual.pop() == "GET"
        async with Client(TOKEN, server.url, is_brief=True) as client:
            assert (await client.posts.check(5)).count == 2
            assert (await client.posts.check(5)).count == 7
        first, second, _ = server.asked
        how = ("accept-encoding", "connection")
        assert (first.method, first.target) == (second.method, second.target)
        assert {name: value for name, value in first.headers.items() if name not in how} == {
            name: value for name, value in second.headers.items() if name not in how
        }
    assert usual == []


@pytest.mark.parametrize(
    "act",
    [
        drops,
        breaks_off,
        answers(500, "S3CR3T-T0K3N is wrong"),
        answers(302),
        answers(401, {"error": "no"}),
        answers(200, b"x", Content_Encoding="br"),
        answers(200, "<html>"),
    ],
)
async def test_what_goes_wrong_is_said_as_usual(act: Act) -> None:
    """Word for word, and without the token."""
    said = []
    for is_brief in (False, True):
        async with scripted(act) as server, Client(TOKEN, server.url, timeout_seconds=5, is_brief=is_brief) as client:
            with pytest.raises(MicroblogError) as caught:
                await client.posts.check(5)
            said.append(str(caught.value).replace(server.url.partition("//")[2], "server"))
            report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
            assert TOKEN not in "".join(line for line in report.format() if "test_brief.py" not in line)
    assert said[0] == said[1]


@pytest.mark.parametrize("act", [drips, keeps_silent])
async def test_the_time_for_an_answer_is_limited(act: Act) -> None:
    """Also for one that comes byte by byte; nothing waits for it afterwards."""
    async with scripted(act) as server, Client(TOKEN, server.url, timeout_seconds=0.2, is_brief=True) as client:
        with pytest.raises(ServiceUnavailable, match=r"did not answer within 0\.2 seconds") as caught:
            await client.posts.check(5)
        report = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        assert TOKEN not in "".join(line for line in report.format() if "test_brief.py" not in line)
        await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_cancelled_read_lets_the_program_end() -> None:
    """Its thread does not wait for the server."""
    async with scripted(keeps_silent) as server, Client(TOKEN, server.url, is_brief=True) as client:
        asking = asyncio.create_task(client.posts.check(5))
        await server.has_been_asked.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        # The thread's own limit is 20 seconds.
        async with asyncio.timeout(10):
            await asyncio.get_running_loop().shutdown_default_executor()


async def test_compressed_answers_take_the_usual_way(usual: list[str]) -> None:
    """A server may send what it was not asked for."""
    body = gzip.compress(b'{"count": 4}')
    async with (
        scripted(answers(200, body, Content_Encoding="gzip")) as server,
        Client(TOKEN, server.url, is_brief=True) as client,
    ):
        assert (await client.posts.check(5)).count == 4
    assert usual == ["GET"]


async def test_answers_without_end_are_given_up() -> None:
    """What is too long is not kept."""
    async with scripted(answers(200, b"x" * 5000)) as server:
        origin = Client(None, server.url).origin
        transport = BriefTransport(user_agent="test", timeout_seconds=5, origin=origin)
        with pytest.raises(MicroblogError, match="more than 1000 bytes"):
            await transport.exchange("GET", f"{server.url}/", limit_bytes=1000)
        await transport.close()


async def test_writes_take_the_usual_way(usual: list[str]) -> None:
    """They must not be repeated."""
    async with scripted(answers(200, {})) as server, Client(TOKEN, server.url, is_brief=True) as client:
        await client.posts.favorite(5)
        assert len(server.asked) == 1
    assert usual == ["POST"]


async def test_the_token_goes_to_its_own_origin_only() -> None:
    """A redirect within the origin is followed, one to another place is not; other addresses are refused."""
    async with scripted(answers(200, CHECK)) as other, scripted(answers(302, Location=f"{other.url}/x")) as server:
        async with Client(TOKEN, server.url, is_brief=True) as client:
            with pytest.raises(MicroblogError):
                await client.posts.check(5)
            transport = BriefTransport(user_agent="test", timeout_seconds=5, origin=client.origin)
            with pytest.raises(ServiceUnavailable, match="not one that mbtui may ask"):
                await transport.exchange("GET", f"{other.url}/", limit_bytes=1000)
        assert other.asked == []
    async with scripted(answers(302, Location="/posts/new"), answers(200, CHECK)) as server:
        async with Client(TOKEN, server.url, is_brief=True) as client:
            assert (await client.posts.check(5)).count == 2
        assert [asked.target.partition("?")[0] for asked in server.asked] == ["/posts/check", "/posts/new"]


async def test_a_proxy_is_used_where_the_environment_names_one(
    monkeypatch: pytest.MonkeyPatch, closed_port: int, usual: list[str]
) -> None:
    """The usual way knows proxies; what stays on this machine needs none."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port}")
    async with Client(TOKEN, "https://micro.blog", is_brief=True) as client:
        with pytest.raises(ServiceUnavailable, match="through the proxy"):
            await client.posts.check(5)
    assert usual == ["GET"]
    async with scripted(answers(200, CHECK)) as server, Client(TOKEN, server.url, is_brief=True) as client:
        assert (await client.posts.check(5)).count == 2
    assert usual == ["GET"]


async def test_a_server_that_speaks_no_tls_gets_no_token() -> None:
    """Neither in this way nor in the usual one."""
    heard = bytearray()

    async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.extend(await reader.read(4000))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(listens, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, Client(TOKEN, f"https://127.0.0.1:{port}", is_brief=True) as client:
        with pytest.raises(ServiceUnavailable, match="encrypted connection"):
            await client.posts.check(5)
    assert heard and TOKEN.encode() not in heard


async def test_a_closed_client_says_so() -> None:
    """It does not open anything again."""
    client = Client(TOKEN, "http://127.0.0.1:9", is_brief=True)
    await client.close()
    with pytest.raises(ServiceUnavailable, match="closed by mbtui itself"):
        await client.posts.check(5)


async def test_no_token_is_no_header(demo: DemoServer) -> None:
    """The server says what is missing."""
    async with Client(None, demo.url, is_brief=True) as client:
        with pytest.raises(SignInRequired):
            await client.posts.check(5)


@pytest.fixture
def own_certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of localhost that nobody else has signed, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    about = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *about], check=True, capture_output=True)
    return certificate, key


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_certificates_are_checked(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, is_trusted: bool
) -> None:
    """One that the system trusts is enough; with another nothing is sent, in either way."""
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
    async with server, Client(TOKEN, origin, is_brief=True) as client:
        if is_trusted:
            assert (await client.posts.check(5)).count == 3
        else:
            with pytest.raises(ServiceUnavailable, match="is not accepted"):
                await client.posts.check(5)
    assert len(heard) == is_trusted
