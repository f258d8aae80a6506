"""A demo whose answers are wrong in ways that a number gives, for as long as a block lasts."""

from __future__ import annotations

import gzip
import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.demo.active_faults import Kind
from mbtui.demo.faults import KINDS
from tests.soak.odd_words import ADDRESSES, DATES, WORDS, spoil, words

NAME = "soak"
LARGE_BYTES = (8 * 2**20 - 100, 400 * 2**20)
"""The most that is read, and much more."""
PAUSES = (*DATES, "0", "-1", "1e9", "99999999999", "3600.5", "soon", "\u0662", "Wed, 21 Oct 2099 07:28:00 GMT")
INTERVALS: tuple[Any, ...] = (0, -1, 0.001, 10**9, 2**63, 1e308, "15", "x", None, [])


def _bomb(piece: bytes, size: int) -> Response:
    """JSON that is a thousandth of its length on the wire."""
    packed = gzip.compress(b'{"items": [' + piece * (size // len(piece)) + b"{}]}", 9)
    return Response(packed, media_type="application/json", headers={"content-encoding": "gzip"})


def _ever_older(answer: Any, numbers: Iterator[int]) -> Any:
    """A page as any other, whose posts nobody has seen: paging never comes to an end."""
    if isinstance(answer, dict) and isinstance(answer.get("items"), list):
        for item in answer["items"]:
            if isinstance(item, dict) and "id" in item:
                item["id"] = str(next(numbers))
    return answer


def _of_another(answer: Any) -> Any:
    """The answers of somebody else's account."""
    if isinstance(answer, dict) and "username" in answer:
        answer["username"] = "mallory"
    return answer


def _interval(answer: Any, random: Random) -> Any:
    if isinstance(answer, dict):
        answer["check_seconds"] = random.choice(INTERVALS)
    return answer


def wrong_kinds(random: Random) -> dict[str, Kind]:
    """Faults beside the demo's own, by their names."""
    bomb = cache(lambda: _bomb(random.choice((b"[],", b'{"id":1},', b'"",', b" ")), random.choice(LARGE_BYTES)))
    numbers = itertools.count(10**12, -1)
    return {
        "soak-bomb": Kind("A body that is a thousand times as long as its bytes.", instead=lambda _: bomb()),
        "soak-later": Kind(
            "A pause of an odd length.",
            instead=lambda _: PlainTextResponse(
                "Later.",
                random.choice((429, 503)),
                {"Retry-After": _sendable(random.choice(PAUSES))},
            ),
        ),
        "soak-interval": Kind(
            "An odd time between two questions.", only="/posts/check", data=lambda answer: _interval(answer, random)
        ),
        "soak-pages": Kind("Pages that never end.", data=lambda answer: _ever_older(answer, numbers)),
        "soak-other": Kind("Answers of another account.", data=_of_another),
    }


@contextmanager
def odd_world(number: int) -> Iterator[DemoServer]:
    """A server whose answers are full of odd words, those to writes and its errors as well."""
    random, lock = Random(number), threading.Lock()

    def spoilt(answer: Any) -> Any:
        with lock:
            return spoil(answer, random)

    def refused() -> Response:
        with lock:
            kind, said = random.randrange(4), words(random).encode("utf-8", "replace").decode()
        if kind == 0:
            return RedirectResponse(random.choice(ADDRESSES))
        if kind == 1:
            return PlainTextResponse(said, random.choice((400, 403, 404, 500, 503)))
        location = {"location": _sendable(random.choice((*ADDRESSES, *WORDS)))}
        if kind == 2:
            return JSONResponse({"error": said, "error_description": said}, random.choice((200, 400, 422)))
        return JSONResponse({"url": said, "preview": said}, random.choice((200, 202, 302)), headers=location)

    kinds = {NAME: Kind("Odd words.", data=spoilt), f"{NAME}-no": Kind("Odd refusals.", instead=lambda _: refused())}
    with world_with(kinds) as demo:
        for path in ("/posts", "/users", "/micropub"):
            demo.fault(NAME, path=path)
        if random.random() < 0.3:
            demo.fault(NAME, path="/account", times=1)
        for _ in range(random.randint(0, 4)):
            demo.fault(f"{NAME}-no", path=random.choice(("/posts", "/posts/reply", "/micropub", "/users")), times=2)
        yield demo


def _sendable(words: str) -> str:
    """Without what no server can put into a header."""
    return re.sub("[\r\n\0]", "", words).strip().encode("utf-8", "replace").decode("latin-1")


@contextmanager
def world_with(
    kinds: dict[str, Kind], clock: Clock | None = None, settings: Settings | None = None
) -> Iterator[DemoServer]:
    """A server that knows some more faults; time runs, and nobody posts, unless told otherwise."""
    KINDS.update(kinds)
    try:
        with DemoServer(clock=clock or Clock(), settings=settings or Settings(arrival_seconds=0)) as demo:
            yield demo
    finally:
        for name in kinds:
            del KINDS[name]
