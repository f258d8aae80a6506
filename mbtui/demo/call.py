"""One request as the routes see it: parameters from wherever they came, who asks, and the world it is put to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mbtui.demo.active_faults import Fault, Faults
from mbtui.demo.blog import LARGEST_UPLOAD_BYTES, Upload
from mbtui.demo.reader import Reader
from mbtui.demo.record import Record
from mbtui.demo.serializers import Serializer
from mbtui.demo.world import DEFAULT_PAGE, LARGEST_PAGE, Paging, World

_NOT_RECORDED = frozenset({"token", "access_token", "code", "code_verifier", "file_data"})


class Refusal(Exception):
    """Ends a request with an error answer."""

    def __init__(self, status: int, error: str, description: str = "") -> None:
        """Refuse with a status and the JSON keys `error` and, when given, `error_description`."""
        super().__init__(description or error)
        self.status = status
        self.answer = {"error": error, **({"error_description": description} if description else {})}


@dataclass
class Call:
    """A request with everything a route needs."""

    world: World
    all_faults: Faults
    """For the controls; what this request met is in `faults`."""
    record: Record
    method: str
    path: str
    origin: str
    """The scheme and host the server was asked at; addresses in answers begin with it."""
    params: dict[str, list[str]] = field(default_factory=dict)
    """Query and body merged, the body last; the brackets of repeated names are dropped."""
    json: dict[str, Any] = field(default_factory=dict)
    """A JSON body as it came."""
    uploads: dict[str, list[Upload]] = field(default_factory=dict)
    token: str = ""
    accept: str = ""
    client: tuple[str, int] | None = None
    faults: dict[str, Fault] = field(default_factory=dict)
    path_params: dict[str, Any] = field(default_factory=dict)
    complaint: str = ""
    """Why the request can not be answered, whatever it asks for."""
    username: str | None = None
    """Whose token came with it."""

    def text(self, *names: str) -> str:
        """The first non-empty parameter of these names; empty when there is none."""
        return next((values[-1] for name in names if (values := self.params.get(name)) and values[-1]), "")

    def integer(self, name: str) -> int | None:
        """A parameter as a whole number; None when it is missing or empty.

        Raises:
            Refusal: It is something else.
        """
        value = self.text(name)
        if not value:
            return None
        try:
            return int(value)
        except ValueError:
            raise Refusal(400, f"{name} must be a number.") from None

    def flag(self, name: str) -> bool:
        return self.text(name).casefold() in ("true", "1", "yes", "on")

    @property
    def paging(self) -> Paging:
        count = self.integer("count")
        asked = DEFAULT_PAGE if count is None else max(0, min(count, LARGEST_PAGE))
        if "short-page" in self.faults:
            asked = (asked + 1) // 2
        before_id = None if "repeated-page" in self.faults else self.integer("before_id")
        return Paging(asked, self.integer("since_id"), before_id)

    @property
    def reader(self) -> Reader:
        """The choices of the account that asks; only for routes that need a token."""
        assert self.username is not None
        return self.world.reader(self.username)

    @property
    def serializer(self) -> Serializer:
        """What writes the answer's JSON for the account that asks, or for nobody."""
        return Serializer(self.world, self.world.reader(self.username) if self.username else None, self.origin)

    def known_params(self) -> dict[str, Any]:
        """The parameters for the record, with secrets and the pieces of files blotted out."""
        flat = {name: values[0] if len(values) == 1 else list(values) for name, values in self.params.items()}
        nested = {name: value for name, value in self.json.items() if isinstance(value, dict | list)}
        files = {name: uploads[0].name for name, uploads in self.uploads.items()}
        return {name: "…" if name in _NOT_RECORDED else value for name, value in (flat | nested | files).items()}


async def read_call(request: Request, world: World, faults: Faults, record: Record) -> Call:
    """Read a request whole: its query, and a form, multipart or JSON body."""
    call = Call(
        world=world,
        all_faults=faults,
        record=record,
        method=request.method,
        path=request.url.path,
        origin=f"{request.url.scheme}://{request.headers.get('host', 'localhost')}",
        token=_token(request.headers.get("authorization", "")),
        accept=request.headers.get("accept", ""),
        client=(request.client.host, request.client.port) if request.client else None,
    )
    for name, value in request.query_params.multi_items():
        call.params.setdefault(name.removesuffix("[]"), []).append(value)
    body = await request.body()
    in_body: dict[str, list[str]] = {}
    content_type = request.headers.get("content-type", "").split(";")[0].strip()
    if content_type == "application/json" and body:
        _read_json(body, call, in_body)
    elif content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        try:
            await _read_form(request, call, in_body)
        except MultiPartException:
            call.complaint = "The body is no form."
    if tokens := in_body.pop("access_token", []):
        call.complaint = "The token is in the header and in the body." if call.token else ""
        call.token = call.token or tokens[0]
    call.params.update(in_body)
    return call


async def _read_form(request: Request, call: Call, in_body: dict[str, list[str]]) -> None:
    async with request.form(max_part_size=LARGEST_UPLOAD_BYTES) as form:
        for name, part in form.multi_items():
            if isinstance(part, UploadFile):
                kind = part.content_type or "application/octet-stream"
                upload = Upload(part.filename or "", kind, await part.read())
                call.uploads.setdefault(name.removesuffix("[]"), []).append(upload)
            else:
                in_body.setdefault(name.removesuffix("[]"), []).append(part)


def _read_json(body: bytes, call: Call, in_body: dict[str, list[str]]) -> None:
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        call.complaint = "The body is no JSON object."
        return
    call.json = read
    for name, value in read.items():
        values = value if isinstance(value, list) else [value]
        if all(isinstance(part, str | int | float) for part in values):
            texts = (str(part).lower() if isinstance(part, bool) else str(part) for part in values)
            in_body[name.removesuffix("[]")] = list(texts)


def _token(header: str) -> str:
    """Take the token out of `Bearer x`, `Token x` or a bare `x`."""
    scheme, _, rest = header.strip().partition(" ")
    return rest.strip() if scheme.casefold() in ("bearer", "token") else header.strip()


Answer = Response | dict[str, Any] | list[Any]


declared_routes: list[Route] = []
"""What `@route` has put before a function so far."""


def route(
    *endpoints: str, token: Literal["needed", "writes", "welcome", "ignored"] = "needed"
) -> Callable[[Callable[[Call], Answer]], Callable[[Call], Answer]]:
    """Declare which requests a function answers, with JSON or with a whole response. The world stands still meanwhile.

    Args:
        endpoints: Each a method and a path as starlette writes it: `GET /posts/{username}`.
        token: Whether a request without a good token is refused; `writes` asks for the scope too.
    """

    def declare(handler: Callable[[Call], Answer]) -> Callable[[Call], Answer]:
        async def answer(request: Request) -> Response:
            return _answer(request, handler, token)

        for endpoint in endpoints:
            method, _, path = endpoint.partition(" ")
            declared_routes.append(Route(path, answer, methods=[method]))
        return handler

    return declare


def _answer(request: Request, handler: Callable[[Call], Answer], token: str) -> Response:
    call: Call = request.scope["mbtui.call"]
    call.path_params = request.path_params
    world = call.world
    with world.lock:
        world.catch_up()
        if token != "ignored":
            call.username = world.tokens.owner(call.token, world.now())
        if token in ("needed", "writes") and call.username is None:
            return JSONResponse({"error": "unauthorized", "error_description": "A token is needed."}, 401)
        try:
            if call.complaint:
                raise Refusal(400, "invalid_request", call.complaint)
            if token == "writes" and not world.tokens.may_write(call.token):
                # 401 as Micropub's conformance tests have it; OAuth says 403.
                raise Refusal(401, "insufficient_scope", "The token does not have the scope create.")
            answer = handler(call)
        except Refusal as refusal:
            return JSONResponse(refusal.answer, refusal.status)
    return answer if isinstance(answer, Response) else JSONResponse(answer)
