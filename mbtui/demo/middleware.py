"""Stands before all routes: writes down what was asked and lets the faults do their work on the way in and out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mbtui.demo.call import Call, read_call
from mbtui.demo.distort import distort
from mbtui.demo.faults import Fault, Faults
from mbtui.demo.record import Asked, Record
from mbtui.demo.world import World

CONTROL = "/demo/"
"""Paths below this one are for tests; faults leave them alone and they are not written down."""

_PAGE = "<!DOCTYPE html><title>{0}</title><h1>{0}</h1><p>{1}</p>"


class Gate:
    """The ASGI application that uvicorn runs."""

    def __init__(
        self,
        routes: ASGIApp,
        world: World,
        faults: Faults,
        record: Record,
        hang_up: Callable[[tuple[str, int] | None], None],
    ) -> None:
        """Stand before `routes`; `hang_up` closes the connection to a client, by its address."""
        self._routes = routes
        self._world = world
        self._faults = faults
        self._record = record
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        call = await read_call(Request(scope, receive), self._world, self._faults, self._record)
        scope["mbtui.call"] = call
        if call.path.startswith(CONTROL):
            await self._routes(scope, receive, send)
            return
        call.faults = self._faults.meeting(call.method, call.path)
        asked = Asked(call.method, call.path, call.known_params())
        self._record.add(asked)
        for name in ("slow", "hold"):
            if name in call.faults:
                await _delay(call.faults[name])
        if "offline" in call.faults or "disconnect" in call.faults:
            await self._drop(call, receive)
            return
        response = _instead(call) or await self._carry_out(call, scope, receive)
        for name in ("write-then-slow", "write-then-hold"):
            if name in call.faults:
                await _delay(call.faults[name])
        if "write-then-disconnect" in call.faults:
            await self._drop(call, receive)
            return
        response = _spoil(response, call.faults)
        self._record.answer(asked, response.status_code)
        if "cut-off" in call.faults:
            await self._cut_off(response, call, receive, send)
        else:
            await response(scope, receive, send)

    async def _carry_out(self, call: Call, scope: Scope, receive: Receive) -> Response:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._routes(scope, receive, keep)
        response = Response(b"".join(part.get("body", b"") for part in messages[1:]), messages[0]["status"])
        response.raw_headers = list(messages[0]["headers"])
        return response

    async def _drop(self, call: Call, receive: Receive) -> None:
        self._hang_up(call.client)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _cut_off(self, response: Response, call: Call, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
        half = bytes(response.body)[: len(response.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await self._drop(call, receive)


async def _delay(fault: Fault) -> None:
    if fault.name.endswith("hold"):
        await fault.hold()
    else:
        await asyncio.sleep(fault.seconds)


def _instead(call: Call) -> Response | None:
    """The answer of the first fault that does not let the request be carried out."""
    for name, fault in call.faults.items():
        match name:
            case "unauthorized":
                return JSONResponse({"error": "unauthorized", "error_description": "The token is not accepted."}, 401)
            case "verify-invalid":
                return JSONResponse({"error": "App token was not valid."})
            case "throttle" if fault.met > fault.seconds:
                return PlainTextResponse("Forbidden", 403)
            case "too-many-requests":
                return PlainTextResponse("Too Many Requests", 429, {"Retry-After": fault.value})
            case "error-500":
                return PlainTextResponse("Internal Server Error", 500)
            case "error-503":
                return HTMLResponse(_PAGE.format("Service Unavailable", "Back in a few minutes."), 503)
            case "html":
                return HTMLResponse(_PAGE.format("Micro.blog", "This is a page, not JSON."))
            case "redirect":
                return RedirectResponse(f"{call.origin}/signin", 302)
            case "not-found":
                return HTMLResponse(_PAGE.format("Not Found", "There is nothing here."), 404)
            case "refuse":
                return JSONResponse({"error": "invalid_request", "error_description": fault.value}, 422)
            case "error-in-200":
                return JSONResponse({"error": fault.value})
    return None


def _spoil(response: Response, faults: dict[str, Fault]) -> Response:
    """The answer after the faults that spoil its status or body."""
    if "write-then-500" in faults:
        return PlainTextResponse("Internal Server Error", 500)
    body = bytes(response.body)
    is_json = response.headers.get("content-type", "").startswith("application/json")
    if is_json and faults and response.status_code < 400:
        distorted = distort(json.loads(body), faults)
        body = json.dumps(distorted, ensure_ascii=False, separators=(",", ":")).encode()
        if "truncated" in faults:
            body = body[: max(1, len(body) * 2 // 3)]
    if "empty" in faults:
        body = b""
    if body != response.body:
        response.body = body
        response.headers["content-length"] = str(len(body))
    return response
