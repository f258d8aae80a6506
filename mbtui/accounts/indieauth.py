"""Signing in through the browser: IndieAuth with a redirect to this computer, `state` and PKCE.

One `BrowserSignIn` is one attempt. Where there is no browser on this computer, as over SSH, the reader pastes the
address on which the browser ended. Nothing here opens a browser or knows where tokens are kept.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from html.parser import HTMLParser
from typing import Self
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import msgspec

from mbtui.accounts.token_store import AccountProblem
from mbtui.api import Client, ForeignClient, Token
from mbtui.api.errors import MicroblogError, Refused, UnexpectedAnswer
from mbtui.api.origin import Origin
from mbtui.api.text import clean_line

_REQUEST_LIMIT_BYTES = 16 * 1024
_REQUEST_SECONDS = 10.0
_PAGE_LIMIT_BYTES = 2 * 2**20


class Endpoints(msgspec.Struct, frozen=True):
    """Where to ask for a yes, and where to exchange it for a token."""

    authorization: str
    token: str

    @classmethod
    def of_server(cls, origin: str) -> Endpoints:
        """The endpoints that Micro.blog has at its own address."""
        return cls(f"{origin}/indieauth/auth", f"{origin}/indieauth/token")


async def discover(me: str, *, default: Endpoints) -> Endpoints:
    """Find the endpoints that a person's home page names, else `default`. Insecure ones are an `AccountProblem`."""
    page_url = me if "://" in me else f"https://{me}"
    async with ForeignClient() as client:
        page = await client.fetch(page_url, limit_bytes=_PAGE_LIMIT_BYTES, accept="text/html")
        links = _Links(page.url)
        links.feed(page.content.decode("utf-8", "replace"))
        found = links.found
        if metadata := found.get("indieauth-metadata"):
            answer = await client.fetch(metadata, limit_bytes=_PAGE_LIMIT_BYTES, accept="application/json")
            found = {**found, **_metadata(answer.content, answer.url)}
    authorization, token = found.get("authorization_endpoint"), found.get("token_endpoint")
    if not authorization or not token:
        return default
    for endpoint in (authorization, token):
        origin = Origin.of(endpoint)
        if origin is None or (origin.scheme == "http" and not origin.is_loopback):
            raise AccountProblem(f"{clean_line(me)} names {clean_line(endpoint)} for signing in, which is not secure.")
    return Endpoints(authorization, token)


class BrowserSignIn:
    """One attempt to sign in through a browser; listens on this computer while it is open.

    async with BrowserSignIn(Endpoints.of_server(origin)) as attempt:
        print(attempt.address)
        token = await attempt.exchange(await attempt.wait())
    """

    def __init__(self, endpoints: Endpoints, *, client_id: str = "", me: str = "") -> None:
        """
        Args:
            client_id: The web address that stands for this program; by default the one it listens on.
            me: The reader's home page, for servers that ask for it.
        """
        self._endpoints = endpoints
        self._client_id = client_id
        self._me = me
        self._state = secrets.token_urlsafe(24)
        self._verifier = secrets.token_urlsafe(64)
        self._redirect_url = ""
        self._arrived: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @property
    def address(self) -> str:
        """The address to open in a browser, on any computer."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self._verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self._client_id or self._redirect_url,
            "redirect_uri": self._redirect_url,
            "state": self._state,
            "scope": "create",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if self._me:
            query["me"] = self._me
        joint = "&" if urlsplit(self._endpoints.authorization).query else "?"
        return f"{self._endpoints.authorization}{joint}{urlencode(query)}"

    async def wait(self) -> str:
        """Wait until the browser comes back, with a code that stands for the yes; a no is an `AccountProblem`."""
        return await asyncio.shield(self._arrived)

    def read(self, address: str) -> str:
        """Take the code from the address on which the browser ended, as pasted; a no is an `AccountProblem`."""
        try:
            query = parse_qs(urlsplit("".join(address.split())).query)
        except ValueError:
            query = {}
        state, code = query.get("state", [""])[0], query.get("code", [""])[0]
        if not secrets.compare_digest(state.encode(), self._state.encode()):
            raise AccountProblem(
                "This address does not belong to this sign-in. Open the address that is shown now, and paste the one "
                "on which the browser ends."
            )
        if "error" in query:
            why = clean_line((query.get("error_description") or query["error"])[0])[:200]
            raise AccountProblem(f"The sign-in was not allowed: {why}")
        if not code:
            raise AccountProblem("This address holds no code. Paste it whole, as the browser shows it.")
        return code

    async def exchange(self, code: str) -> Token:
        """Exchange the code for an access token. It can be done once; afterwards the code is `Refused`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self._client_id or self._redirect_url,
            "redirect_uri": self._redirect_url,
            "code_verifier": self._verifier,
        }
        parts = urlsplit(self._endpoints.token)
        origin = Origin.of(self._endpoints.token)
        if origin is None:
            raise Refused("The address for exchanging the code can not be used.")
        async with Client(None, str(origin)) as client:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            answer = await client.request("POST", path, form=form)
        # Servers that overlook the Accept header answer as a form.
        found = answer.json.get("access_token") if isinstance(answer.json, dict) else None
        found = found or parse_qs(answer.text).get("access_token", [None])[0]
        try:
            return Token(found if isinstance(found, str) else "")
        except MicroblogError:
            raise UnexpectedAnswer(f"{origin.name} accepted the code but sent no token.") from None

    async def __aenter__(self) -> Self:
        """Listen on a free port of this computer, and nowhere else."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_REQUEST_LIMIT_BYTES)
        port = self._server.sockets[0].getsockname()[1]
        self._redirect_url = f"http://127.0.0.1:{port}/"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        if not self._arrived.cancel() and not self._arrived.cancelled():
            self._arrived.exception()  # seen; a pasted address may have come first

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                method, target, *_ = head.split(b"\r\n", 1)[0].decode("ascii", "replace").split(" ")
                status, sentence = self._answer(method, target)
                writer.write(_page(status, sentence))
                await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, ConnectionError):
            pass  # no browser, or one that left
        finally:
            writer.close()

    def _answer(self, method: str, target: str) -> tuple[str, str]:
        """The answer to one request. Whoever does not know `state` can neither end nor disturb the attempt."""
        path, _, query = target.partition("?")
        if method != "GET" or path != "/":
            return "404 Not Found", "There is nothing here."
        try:
            code = self.read(f"{self._redirect_url}?{query}")
        except AccountProblem as problem:
            if f"state={self._state}" in query and not self._arrived.done():
                self._arrived.set_exception(problem)
            return "400 Bad Request", "The sign-in did not succeed. The terminal says more."
        if not self._arrived.done():
            self._arrived.set_result(code)
        return "200 OK", "Thank you. mbtui goes on in the terminal; this page can be closed."


class _Links(HTMLParser):
    """Collects the first link of each kind that matters for signing in."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        href = values.get("href")
        if tag not in ("link", "a") or not href:
            return
        for rel in (values.get("rel") or "").lower().split():
            if rel in ("authorization_endpoint", "token_endpoint", "indieauth-metadata") and rel not in self.found:
                try:
                    self.found[rel] = urljoin(self._base, href)
                except ValueError:
                    continue


def _metadata(content: bytes, url: str) -> dict[str, str]:
    try:
        data = msgspec.json.decode(content, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}
    names = ("authorization_endpoint", "token_endpoint")
    return {name: urljoin(url, found) for name in names if isinstance(found := data.get(name), str)}


def _page(status: str, sentence: str) -> bytes:
    body = f"<!DOCTYPE html><meta charset=utf-8><title>mbtui</title><p>{sentence}</p>".encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body
