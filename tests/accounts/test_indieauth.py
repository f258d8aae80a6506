"""Signing in through the browser, against the demo server."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mbtui.accounts.indieauth import BrowserSignIn, Endpoints, discover
from mbtui.accounts.token_store import AccountProblem
from mbtui.api import Client, Refused, UnexpectedAnswer
from mbtui.demo import DemoServer


@pytest.fixture
def endpoints(demo: DemoServer) -> Endpoints:
    """The demo's own."""
    return Endpoints.of_server(demo.url)


async def browse(address: str, *, answer: str = "yes") -> httpx.Response:
    """What a browser does: open the page, press a button; gives the redirect."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        page = await browser.get(address)
        assert page.status_code == 200, page.text
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return await browser.post(address.split("?")[0], data={**query, "username": "ines", "approve": answer})


async def follow(redirect: httpx.Response) -> httpx.Response:
    """Go where the page sends the browser."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        return await browser.get(redirect.headers["location"])


async def test_a_yes_in_the_browser_becomes_a_token(demo: DemoServer, endpoints: Endpoints) -> None:
    """The browser comes back to this computer, and the token opens the timeline."""
    async with BrowserSignIn(endpoints) as attempt:
        page = await follow(await browse(attempt.address))
        assert (page.status_code, "goes on in the terminal" in page.text) == (200, True)
        token = await attempt.exchange(await attempt.wait())
    async with Client(token, demo.url) as client:
        assert (await client.account.verify()).username == "ines"


async def test_the_address_the_browser_ended_on_can_be_pasted(demo: DemoServer, endpoints: Endpoints) -> None:
    """As over SSH, where the browser is on another computer; line breaks of the terminal do not matter."""
    async with BrowserSignIn(endpoints, client_id="https://app.example/") as attempt:
        ended = (await browse(attempt.address)).headers["location"]
        token = await attempt.exchange(attempt.read(f" {ended[:40]}\n{ended[40:]} "))
    async with Client(token, demo.url) as client:
        assert (await client.account.verify()).username == "ines"


async def test_the_request_holds_state_and_challenge(endpoints: Endpoints) -> None:
    """Fresh for each attempt; the redirect leads to this computer only."""
    seen = []
    for _ in range(2):
        async with BrowserSignIn(endpoints, me="https://ines.example/") as attempt:
            query = parse_qs(urlsplit(attempt.address).query)
            assert query["code_challenge_method"] == ["S256"]
            assert query["scope"] == ["create"]
            assert query["me"] == ["https://ines.example/"]
            assert query["redirect_uri"][0].startswith("http://127.0.0.1:")
            seen.append((query["state"][0], query["code_challenge"][0]))
    assert seen[0][0] != seen[1][0] and seen[0][1] != seen[1][1]


async def test_a_no_in_the_browser_is_a_sentence(endpoints: Endpoints) -> None:
    """Both when the browser comes back and when the address is pasted."""
    async with BrowserSignIn(endpoints) as attempt:
        redirect = await browse(attempt.address, answer="no")
        assert (await follow(redirect)).status_code == 400
        with pytest.raises(AccountProblem, match="not allowed: You declined"):
            await attempt.wait()
        with pytest.raises(AccountProblem, match="not allowed: You declined"):
            attempt.read(redirect.headers["location"])


async def test_who_does_not_know_the_state_is_not_listened_to(endpoints: Endpoints) -> None:
    """A page in the same browser can neither sign somebody else in nor end the attempt."""
    async with BrowserSignIn(endpoints) as attempt:
        here = parse_qs(urlsplit(attempt.address).query)["redirect_uri"][0]
        async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
            for path in ("?code=evil&state=guess", "?code=evil", "?error=no&state=guess", "favicon.ico", "?", "%00"):
                assert (await browser.get(here + path)).status_code in (400, 404)
            assert (await browser.post(here + "?code=evil")).status_code == 404
        waiting = asyncio.ensure_future(attempt.wait())
        await follow(await browse(attempt.address))
        assert (await waiting).startswith("demo-code-")


@pytest.mark.parametrize(
    "pasted", ["", "nonsense", "https://[", "http://127.0.0.1:1/?code=x", "http://127.0.0.1:1/?code=x&state=other"]
)
async def test_other_addresses_are_refused_in_words(endpoints: Endpoints, pasted: str) -> None:
    """Also one from an earlier attempt."""
    async with BrowserSignIn(endpoints) as attempt:
        with pytest.raises(AccountProblem, match="does not belong to this sign-in"):
            attempt.read(pasted)


async def test_an_address_that_was_cut_off_is_told(endpoints: Endpoints) -> None:
    """The state is right, the code is missing."""
    async with BrowserSignIn(endpoints) as attempt:
        state = parse_qs(urlsplit(attempt.address).query)["state"][0]
        with pytest.raises(AccountProblem, match="holds no code"):
            attempt.read(f"http://127.0.0.1:1/?state={state}&code=")


async def test_a_code_is_good_once_and_for_its_attempt_only(endpoints: Endpoints) -> None:
    """Somebody who sees the code can not use it: the verifier stays here."""
    async with BrowserSignIn(endpoints) as attempt, BrowserSignIn(endpoints) as other:
        code = attempt.read((await browse(attempt.address)).headers["location"])
        with pytest.raises(Refused):
            await other.exchange(code)
        code = attempt.read((await browse(attempt.address)).headers["location"])
        await attempt.exchange(code)
        with pytest.raises(Refused):
            await attempt.exchange(code)


async def test_an_answer_without_a_token_is_told(demo: DemoServer, endpoints: Endpoints) -> None:
    """Nobody knows what came of the code then."""
    async with BrowserSignIn(endpoints) as attempt:
        code = attempt.read((await browse(attempt.address)).headers["location"])
        with demo.fault("empty", path="/indieauth/token"), pytest.raises(UnexpectedAnswer):
            await attempt.exchange(code)


async def test_a_visitor_who_says_nothing_does_not_hold_up_the_attempt(endpoints: Endpoints) -> None:
    """An open connection, a huge request and nonsense."""
    async with BrowserSignIn(endpoints) as attempt:
        port = urlsplit(parse_qs(urlsplit(attempt.address).query)["redirect_uri"][0]).port
        for text in (b"", b"\r\n\r\n", b"GET /" + b"x" * 100_000 + b"\r\n\r\n", b"\xff\xfe \x00\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", port or 0)) as visitor:
                visitor.sendall(text)
        await follow(await browse(attempt.address))
        assert (await attempt.wait()).startswith("demo-code-")


async def _page(html: str) -> asyncio.Server:
    """A home page on this computer."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        body = b'{"authorization_endpoint": "/meta/auth", "token_endpoint": "/meta/token"}'
        body = body if target == b"/metadata" else html.encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


@pytest.mark.parametrize(
    ("html", "authorization", "token"),
    [
        (
            '<link rel="authorization_endpoint" href="https://a.example/auth"><LINK REL="me token_endpoint" HREF="/t">',
            "https://a.example/auth",
            "{here}/t",
        ),
        ('<link rel="indieauth-metadata" href="/metadata">', "{here}/meta/auth", "{here}/meta/token"),
        ('<link rel="authorization_endpoint" href="/only-one">', "default", "default"),
        ("no links at all", "default", "default"),
    ],
)
async def test_endpoints_are_found_on_the_home_page(html: str, authorization: str, token: str) -> None:
    """In its links, or in the metadata that they name; else Micro.blog's own."""
    server = await _page(html)
    here = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        found = await discover(here, default=Endpoints("default", "default"))
    assert found == Endpoints(authorization.format(here=here), token.format(here=here))


async def test_endpoints_that_are_not_secure_are_refused() -> None:
    """A home page can not make the code travel unencrypted."""
    server = await _page(
        '<link rel="authorization_endpoint" href="http://a.example/"><link rel="token_endpoint" href="ftp://a.example/">'
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(AccountProblem, match="which is not secure"):
            await discover(f"http://127.0.0.1:{port}", default=Endpoints("", ""))
