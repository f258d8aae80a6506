"""Stands before all routes: writes down what was asked and lets the faults do their work on the way in and out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mbtui.demo.active_faults import Dropped, Fault, Faults
from mbtui.demo.call import Call, read_call
from mbtui.demo.faults import KINDS
from mbtui.demo.record import Asked, Record
from mbtui.demo.world import World

CONTROL = "/demo/"
"""Paths below this one are for tests; faults leave them alone and they are not written down."""


@dataclass
class FaultMiddleware:
    """The ASGI application that uvicorn runs."""

    routes: ASGIApp
    world: World
    faults: Faults
    record: Record
    hang_up: Callable[[tuple[str, int] | None], None]
    """Closes the connection to a client, by its address."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            call = await read_call(Request(scope, receive), self.world, self.faults, self.record)
        except ClientDisconnect:
            # Nobody waits for an answer any more.
            return
        scope["mbtui.call"] = call
        if call.path.startswith(CONTROL):
            await self.routes(scope, receive, send)
            return
        call.faults = self.faults.meeting(call.method, call.path)
        asked = Asked(call.method, call.path, call.known_params())
        self.record.add(asked)
        met = sorted(call.faults.values(), key=lambda fault: list(KINDS).index(fault.name))
        try:
            for fault in met:
                if fault.kind.before is not None:
                    await fault.kind.before(fault)
            response = _instead(call.faults) or await self._carry_out(scope, receive)
            for fault in met:
                if fault.kind.after is not None:
                    await fault.kind.after(fault)
        except Dropped:
            await self._drop(call, receive)
            return
        except asyncio.CancelledError:
            # The server stops; the connection is gone already.
            return
        response = _spoil(response, call.faults)
        asked.status = response.status_code
        streaming = next((fault for fault in met if fault.kind.stream is not None), None)
        if streaming is not None:
            await _stream(streaming, scope, receive, send)
        elif "cut-off" in call.faults:
            await self._cut_off(response, call, receive, send)
        else:
            await response(scope, receive, send)

    async def _carry_out(self, scope: Scope, receive: Receive) -> Response:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.routes(scope, receive, keep)
        response = Response(b"".join(part.get("body", b"") for part in messages[1:]), messages[0]["status"])
        response.raw_headers = list(messages[0]["headers"])
        return response

    async def _drop(self, call: Call, receive: Receive) -> None:
        self.hang_up(call.client)
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _cut_off(self, response: Response, call: Call, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
        half = bytes(response.body)[: len(response.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await self._drop(call, receive)


async def _stream(fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
    assert fault.kind.stream is not None
    pieces = fault.kind.stream(fault.seconds)
    with suppress(OSError):  # nobody listens any more
        await StreamingResponse(pieces, media_type="image/jpeg")(scope, receive, send)


def _instead(faults: dict[str, Fault]) -> Response | None:
    """The answer of the first fault that does not let the request be carried out."""
    answers = (fault.kind.instead(fault) for fault in faults.values() if fault.kind.instead is not None)
    return next(filter(None, answers), None)


def _spoil(response: Response, faults: dict[str, Fault]) -> Response:
    """The answer after the faults that spoil its status, its JSON or its bytes."""
    kinds = [fault.kind for fault in faults.values()]
    for kind in kinds:
        if kind.answer is not None:
            return kind.answer()
    body = bytes(response.body)
    is_json = response.headers.get("content-type", "").startswith("application/json") and response.status_code < 400
    if is_json and any(kind.data for kind in kinds):
        data = json.loads(body)
        for kind in kinds:
            data = kind.data(data) if kind.data is not None else data
        # Half of a pair of surrogates is written as JSON escapes it.
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    for kind in kinds:
        body = kind.body(body) if kind.body is not None and (is_json or not kind.is_for_json) else body
    if body != response.body:
        response.body = body
        response.headers["content-length"] = str(len(body))
    return response
