"""Addresses that strangers wrote lead to the internet or to the account's server, and nowhere else."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from mbtui.api import ForeignClient, MicroblogError, Origin, Refused
from mbtui.api.reach import Reach, is_public
from tests.api.scripted import answers, scripted


def test_only_addresses_of_the_internet_are_public() -> None:
    """Whatever they are wrapped in."""
    private = (
        "127.0.0.1 127.8.8.8 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 "
        "255.255.255.255 192.0.2.1 ::1 :: fe80::1 fc00::1 fd12::1 fec0::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 "
        "::ffff:10.0.0.1 2002:7f00:1:: 64:ff9b::10.0.0.1 64:ff9b::7f00:1"
    )
    public = "93.184.216.34 1.1.1.1 198.18.0.5 2606:4700::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1 2002:101:101::"
    assert [each for each in private.split() if is_public(ip_address(each))] == []
    assert [each for each in public.split() if not is_public(ip_address(each))] == []


async def test_private_hosts_are_not_asked() -> None:
    """By number, by name, and by what the system takes for a number; the account's own server alone is."""
    async with scripted(answers(200, b"\x89PNG")) as own, scripted(answers(200, b"\x89PNG")) as other:
        port = Origin.parse(other.url).port
        async with ForeignClient(reach=Reach(lambda: Origin.parse(own.url))) as client:
            assert (await client.fetch(f"{own.url}/a.png")).content
            for host in (
                "127.0.0.1",
                "localhost",
                "x.localhost",
                "127.1",
                "0x7f000001",
                "2130706433",
                "[::1]",
                "a.local",
            ):
                with pytest.raises(Refused, match="not on the internet"):
                    await client.fetch(f"https://{host}:{port}/a.png")
            too_long = f"https://{70 * 'a'}.example/"
            for url in (f"{other.url}/a.png", "http://127.0.0.1/a.png", f"http://localhost:{port}/", too_long):
                with pytest.raises(Refused):
                    await client.fetch(url)
            own.acts = [answers(302, b"", Location=f"{other.url}/a.png")]
            with pytest.raises(Refused, match="without encryption"):
                await client.fetch(f"{own.url}/b.png")
        assert other.asked == []


async def test_a_name_that_leads_elsewhere_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is judged as well as the name, before a byte is sent."""
    lookups: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *rest: Any, **others: Any) -> Any:
        lookups.append(str(host))
        shown = "93.184.216.34" if len(lookups) == 1 else "127.0.0.1"
        return real(shown, port, *rest, **others)

    async with scripted(answers(200, b"\x89PNG")) as server:
        port = Origin.parse(server.url).port
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        async with ForeignClient(reach=Reach(lambda: None)) as client:
            with pytest.raises(Refused, match="not on the internet"):
                await client.fetch(f"https://pictures.example:{port}/a.png")
    assert len(lookups) == 2


async def test_a_proxy_alone_looks_names_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The network must not learn them from mbtui; private numbers are refused nevertheless."""
    lookups: list[str] = []
    real = socket.getaddrinfo

    def listening(host: Any, *rest: Any, **others: Any) -> Any:
        lookups.append(str(host))
        return real(host, *rest, **others)

    monkeypatch.setattr(socket, "getaddrinfo", listening)
    async with scripted(answers(502, b"")) as proxy, ForeignClient(reach=Reach(lambda: None)) as client:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(MicroblogError, match="through the proxy"):
            await client.fetch("https://pictures.example/a.png")
        for host in ("10.0.0.1", "localhost", "[::1]"):
            with pytest.raises(Refused):
                await client.fetch(f"https://{host}/a.png")
    assert [asked.target for asked in proxy.asked] == ["pictures.example:443"]
    assert "pictures.example" not in lookups


async def test_an_address_with_http_is_asked_for_with_encryption() -> None:
    """Where its port is that of http; a redirect to http is refused."""
    reach = Reach(lambda: None)
    assert reach.secure_url("http://x.example/a.png?b#c") == "https://x.example/a.png?b#c"
    assert reach.secure_url("http://x.example:80/a.png") == "https://x.example/a.png"
    for url, came_from in (
        ("http://x.example:8080/a.png", ""),
        ("http://x.example/a.png", "https://y.example/"),
        ("file:///etc/passwd", "https://y.example/"),
        ("//x.example/a.png", ""),
    ):
        with pytest.raises(Refused):
            reach.secure_url(url, came_from=came_from)


async def test_https_does_not_lead_back_to_http(
    own_certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is."""
    certificate, key = own_certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with scripted(answers(200, b"\x89PNG")) as plain:

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            await answers(302, b"", Location=f"{plain.url}/a.png")(writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        secure = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        async with server, ForeignClient(reach=Reach(lambda: Origin.parse(secure))) as client:
            with pytest.raises(MicroblogError, match="without encryption"):
                await client.fetch(f"{secure}/a.png")
        assert plain.asked == []
