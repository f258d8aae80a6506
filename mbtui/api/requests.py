"""Asking the API: its own origin, with the token, and no other place.

Builds the request from a path and parameters, follows redirects of reads inside the origin, and hands every response
to `responses` to be judged. Micro.blog has renamed some paths and answers to both names; others may know only one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from json import dumps
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from mbtui.api.credentials import Token
from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer
from mbtui.api.multipart import FilePart, Multipart
from mbtui.api.origin import Origin
from mbtui.api.responses import Answer, check_written, data_of, judge
from mbtui.api.transport import REDIRECTS, Transport

if TYPE_CHECKING:
    import httpx

Value = str | int | bool | Token | None
"""A parameter; None is left out, a boolean becomes `true` or `false`, a token is opened at the last moment."""

Parameters = Mapping[str, Value | Sequence[str]]
"""A sequence sends its name once for each entry."""

_ANSWER_LIMIT_BYTES = 8 * 2**20
"""200 long posts have half of it. What is made of the worst that fits takes 200 MiB of memory."""
_UPLOAD_TIMES = 6
"""So many times as long as for another answer an upload may stand still: React waits for 60 seconds."""
_RENAMED = {"all": "timeline", "favorites": "bookmarks"}
_OTHER_NAMES = {**_RENAMED, **{newer: older for older, newer in _RENAMED.items()}}
"""Words behind `/posts/` that mean the same."""


class Requests:
    """One account's way to one server.

    Raises:
        MicroblogError: Any of its kinds, from every request; `is_uncertain` tells whether a write may have been
            carried out.
    """

    def __init__(self, origin: Origin, token: Token | None, *, user_agent: str, timeout_seconds: float) -> None:
        self.origin = origin
        self.token = token
        self._transport = Transport(user_agent=user_agent, timeout_seconds=timeout_seconds, origin=origin)
        self._names: dict[str, str] = {}
        """The name that the server knows, by each name that has been asked for."""

    async def read(self, path: str, query: Parameters | None = None) -> object:
        """Ask a question and give the JSON of the answer."""
        return data_of(await self._call("GET", path, query=query), self.origin.name)

    async def write(self, path: str, form: Parameters, *, is_anonymous: bool = False) -> Answer:
        """Send a form. An empty answer is a success."""
        answer = await self._call("POST", path, form=form, is_anonymous=is_anonymous)
        check_written(answer, self.origin.name)
        return answer

    async def delete(self, path: str) -> None:
        """Delete what stands at a path. An empty answer is a success."""
        check_written(await self._call("DELETE", path), self.origin.name)

    async def _call(self, method: str, path: str, **options: Any) -> Answer:
        """Ask for a path and, if its name is not found and never has been, for its other name; remember which."""
        first, *rest = path.removeprefix("/posts/").split("/")
        other = _OTHER_NAMES.get(first)
        if other is None:
            return await self.send(method, path, **options)
        name = self._names.get(first, first)
        try:
            answer = await self.send(method, "/".join(("/posts", name, *rest)), **options)
        except NotFound as missing:
            if first in self._names:
                raise
            try:
                answer = await self.send(method, "/".join(("/posts", other, *rest)), **options)
            except (NotFound, Refused) as error:
                # A server may know the path and not the method there (405): then the first answer tells more.
                if isinstance(error, Refused) and error.status != 405:
                    raise
                raise missing from None
            name = other
        self._names[first] = self._names[name] = name
        return answer

    async def send(
        self,
        method: str,
        path: str,
        *,
        query: Parameters | None = None,
        form: Parameters | None = None,
        json: object = None,
        file: FilePart | None = None,
        is_anonymous: bool = False,
    ) -> Answer:
        """Send any request as `Client.request` does, or without a token, and judge its response."""
        method = method.upper()
        url = self._url(path, query)
        headers = {"Accept": "application/json"}
        if json is not None:
            headers["Content-Type"] = "application/json"
        elif form is not None and file is None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for _ in range(1 + REDIRECTS):
            response = await self._transport.exchange(
                method,
                url,
                headers=headers,
                sign=None if is_anonymous else self._sign,
                content=partial(_body, form, json) if file is None else Multipart(_lists(form or {}), file),
                timeout_times=1 if file is None else _UPLOAD_TIMES,
                limit_bytes=_ANSWER_LIMIT_BYTES,
            )
            target = response.redirect(url) if method in ("GET", "HEAD") else None
            if target is None or Origin.of(target) != self.origin:
                is_write = method not in ("GET", "HEAD", "OPTIONS")
                secrets = _tokens(self.token, form, query)
                return judge(response, name=self.origin.name, is_write=is_write, secrets=secrets)
            url = target
        raise UnexpectedAnswer(f"{self.origin.name} redirects the request in a circle.")

    async def close(self) -> None:
        await self._transport.close()

    def path_at_origin(self, address: str) -> str | None:
        """Give the path of an address at this very origin; None for any other place."""
        if Origin.of(address) != self.origin:
            return None
        parts = urlsplit(address)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _url(self, path: str, query: Parameters | None) -> str:
        is_path = path.startswith("/") and not any(character <= " " or character in "\\#\x7f" for character in path)
        url = f"{self.origin}{path}"
        if not is_path or Origin.of(url) != self.origin:
            raise Refused("A path begins with a slash and holds no blanks, backslashes or number signs.")
        added = _encoded(query or {})
        return f"{url}{'&' if '?' in path else '?'}{added}" if added else url

    def _sign(self, request: httpx.Request) -> httpx.Request:
        if self.token is not None:
            request.headers["Authorization"] = f"Bearer {self.token.reveal()}"
        return request


def path_word(word: str, what: str) -> str:
    """Percent-encode one word of a path: a username (a leading @ is dropped), a topic. `what` is for the sentence.

    Raises:
        Refused: The word is empty or would lead to another path.
    """
    stripped = word.strip().removeprefix("@")
    if not stripped or stripped in (".", "..") or not stripped.isprintable() or any(sign in stripped for sign in "/\\"):
        raise Refused(
            f"“{stripped}” can not be the name of a {what}." if stripped else f"The {what}'s name is missing."
        )
    return quote(stripped, safe="")


def _lists(parameters: Parameters) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    for name, value in parameters.items():
        if isinstance(value, Token):
            lists[name] = [value.reveal()]
        elif isinstance(value, bool):
            lists[name] = ["true" if value else "false"]
        elif isinstance(value, str | int):
            lists[name] = [str(value)]
        elif value is not None:
            lists[name] = list(value)
    return lists


def _encoded(parameters: Parameters) -> str:
    return urlencode(_lists(parameters), doseq=True, errors="replace")


def _body(form: Parameters | None, json: object) -> bytes | None:
    if json is not None:
        # The standard library writes half a surrogate pair, as a bad byte on a pipe becomes; msgspec raises.
        return dumps(json).encode()
    return None if form is None else _encoded(form).encode()


def _tokens(token: Token | None, *parameters: Parameters | None) -> tuple[Token, ...]:
    held = [value for fields in parameters for value in (fields or {}).values()]
    return tuple(found for found in (token, *held) if isinstance(found, Token))
