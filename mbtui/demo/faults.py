"""Everything that can be made to go wrong, by name, with what each does. A new fault is a row here.

Those without a function are asked for by what they are about (`call.faults`).
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from mbtui.demo import bad_pictures
from mbtui.demo.active_faults import Dropped, Fault, Kind

Items = list[Any]


async def _wait(fault: Fault) -> None:
    await asyncio.sleep(fault.seconds)


async def _drop(fault: Fault) -> None:
    raise Dropped


def _page(title: str, text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(f"<!DOCTYPE html><title>{title}</title><h1>{title}</h1><p>{text}</p>", status)


def _error(status: int, error: str, description: str) -> JSONResponse:
    return JSONResponse({"error": error, "error_description": description}, status)


def _throttle(fault: Fault) -> Response | None:
    return PlainTextResponse("Forbidden", 403) if fault.met > fault.seconds else None


def _drawn(name: str) -> Callable[[Fault], Response]:
    def drawn(_: Fault) -> Response:
        content, content_type = bad_pictures.BY_NAME[name]()
        return Response(content, media_type=content_type)

    return drawn


def _server_error(*_: Fault) -> Response:
    return PlainTextResponse("Internal Server Error", 500)


def _of_items(change: Callable[[Items], Items]) -> Callable[[Any], Any]:
    """Make a change of a feed's entries a change of the answer; answers that are no feed stay."""

    def change_answer(answer: Any) -> Any:
        if isinstance(answer, dict) and isinstance(answer.get("items"), list):
            answer["items"] = change(answer["items"])
        return answer

    return change_answer


def _of_each(change: Callable[[Any], object]) -> Callable[[Any], Any]:
    """Make a change of an entry in place a change of the answer."""

    def change_items(items: Items) -> Items:
        for item in filter(None, items):
            change(item)
        return items

    return _of_items(change_items)


def _without(answer: Any, *names: str) -> Any:
    """Take the last of `names` out of the objects that the others lead to."""
    part = answer
    for name in names[:-1]:
        part = part.get(name) if isinstance(part, dict) else None
    if isinstance(part, dict):
        part.pop(names[-1], None)
    return answer


def _numeric_ids(items: Items) -> Items:
    return [item and {**item, "id": int(item["id"])} if item and "id" in item else item for item in items]


def _missing_microblog(item: Any) -> None:
    _without(_without(item, "_microblog"), "author", "_microblog")


def _wrong_order(items: Items) -> Items:
    random.Random(len(items)).shuffle(items)
    return items


def _bad_dates(item: Any) -> None:
    item["date_published"] = "yesterday, or so"
    _without(item, "_microblog", "date_timestamp")


def _24_hour_clock(item: Any) -> None:
    if isinstance(item.get("_microblog"), dict):
        item["_microblog"]["date_relative"] = item["date_published"][11:16]


def _numbers(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return [_numbers(part) for part in value]
    if isinstance(value, dict):
        return {key: _numbers(part) for key, part in value.items()}
    return value


def _old_check(answer: Any) -> Any:
    return {key: answer[key] for key in ("count", "check_seconds") if key in answer}


KINDS: dict[str, Kind] = {
    # Before the request is carried out.
    "slow": Kind("The answer begins after this many seconds.", default="2", is_for_everything=True, before=_wait),
    "hold": Kind(
        "The request waits, not carried out, until the fault is mended.", is_for_everything=True, before=Fault.hold
    ),
    "offline": Kind("Every connection is dropped before anything is read.", is_for_everything=True, before=_drop),
    "disconnect": Kind(
        "The connection is dropped; the request is not carried out.", is_for_everything=True, before=_drop
    ),
    # In place of an answer.
    "unauthorized": Kind(
        "401: the token is missing or no longer accepted.",
        instead=lambda _: _error(401, "unauthorized", "The token is not accepted."),
    ),
    "verify-invalid": Kind(
        "Verify says that the token is not valid, with status 200.",
        only="/account/verify",
        instead=lambda _: JSONResponse({"error": "App token was not valid."}),
    ),
    "throttle": Kind("403 without JSON after this many requests.", default="30", instead=_throttle),
    "too-many-requests": Kind(
        "429 with a Retry-After of this many seconds.",
        default="30",
        instead=lambda fault: PlainTextResponse("Too Many Requests", 429, {"Retry-After": fault.value}),
    ),
    "error-500": Kind("500 in plain text; the request is not carried out.", instead=_server_error),
    "error-503": Kind(
        "503 with an HTML page.", instead=lambda _: _page("Service Unavailable", "Back in a few minutes.", 503)
    ),
    "html": Kind(
        "200 with an HTML page in place of JSON.", instead=lambda _: _page("Micro.blog", "This is a page, not JSON.")
    ),
    "redirect": Kind("302 to an HTML page that asks to sign in.", instead=lambda _: RedirectResponse("/signin", 302)),
    "not-found": Kind("404 with an HTML page.", instead=lambda _: _page("Not Found", "There is nothing here.", 404)),
    "refuse": Kind(
        "422 with this reason as JSON.",
        default="The content is not acceptable.",
        instead=lambda fault: _error(422, "invalid_request", fault.value),
    ),
    "error-in-200": Kind(
        "200 with a JSON error that gives this reason.",
        default="Something is wrong with this request.",
        instead=lambda fault: JSONResponse({"error": fault.value}),
    ),
    # After the request was carried out.
    "write-then-disconnect": Kind(
        "A write is carried out, then the connection is dropped.", is_for_writes=True, after=_drop
    ),
    "write-then-500": Kind("A write is carried out, then answered with 500.", is_for_writes=True, answer=_server_error),
    "write-then-slow": Kind(
        "A write is carried out and answered after this many seconds.", default="30", is_for_writes=True, after=_wait
    ),
    "write-then-hold": Kind(
        "A write is carried out and answered when the fault is mended.", is_for_writes=True, after=Fault.hold
    ),
    "empty": Kind("The answer has no body.", body=lambda _: b""),
    "truncated": Kind(
        "The JSON ends in the middle.", is_for_json=True, body=lambda body: body[: max(1, len(body) * 2 // 3)]
    ),
    "cut-off": Kind("The connection ends in the middle of the body."),
    # Pictures of posts.
    **{
        f"picture-{name}": Kind(summary, is_for_pictures=True, instead=_drawn(name))
        for name, summary in (
            ("bomb", "Pictures are 300 kilobytes of PNG with 900 million pixels."),
            ("svg", "Pictures are drawings in SVG, with a script and the name of a file."),
            ("page", "Pictures are HTML that calls itself image/jpeg."),
            ("cut", "Pictures end in the middle, and the answer is whole."),
            ("frames", "Pictures are GIFs of 5,000 frames."),
        )
    },
    "picture-huge": Kind(
        "Pictures have this many megabytes.", default="200", is_for_pictures=True, stream=bad_pictures.huge
    ),
    "picture-drip": Kind(
        "Pictures come byte by byte, each after this many seconds.",
        default="1",
        is_for_pictures=True,
        stream=bad_pictures.drip,
    ),
    "picture-redirect": Kind(
        "302: pictures are at this address.",
        default="http://127.0.0.1:9/secret.png",
        is_for_pictures=True,
        instead=lambda fault: RedirectResponse(fault.value, 302),
    ),
    # Paging.
    "repeated-page": Kind("before_id is ignored: each page is the newest one."),
    "short-page": Kind("Pages hold half of what was asked for, though there is more."),
    # The shape of the answer.
    "numeric-ids": Kind("Post ids are JSON numbers, as in the specification's example.", data=_of_items(_numeric_ids)),
    "null-items": Kind(
        "Every third entry of a feed is null.",
        data=_of_items(lambda items: [None if place % 3 == 2 else item for place, item in enumerate(items)]),
    ),
    "duplicate-items": Kind(
        "Every fifth entry of a feed comes twice.",
        data=_of_items(
            lambda items: [one for at, item in enumerate(items) for one in [item] * (2 if at % 5 == 0 else 1)]
        ),
    ),
    "missing-items": Kind("Feeds have no items at all.", data=lambda answer: _without(answer, "items")),
    "missing-microblog": Kind("Neither items nor authors have a _microblog.", data=_of_each(_missing_microblog)),
    "missing-author": Kind("Items have no author.", data=_of_each(lambda item: item.pop("author", None))),
    "missing-tagmoji": Kind(
        "Discover does not list its topics.", data=lambda answer: _without(answer, "_microblog", "tagmoji")
    ),
    "wrong-order": Kind("Feeds and conversations come in no order.", data=_of_items(_wrong_order)),
    "bad-dates": Kind("Dates can not be read.", data=_of_each(_bad_dates)),
    "missing-post": Kind("A conversation lacks the post that was asked for."),
    "24-hour-clock": Kind("Display times are written as 19:00.", data=_of_each(_24_hour_clock)),
    "number-booleans": Kind("True and false are 1 and 0.", data=_numbers),
    "old-check": Kind("Check answers only count and check_seconds.", only="/posts/check", data=_old_check),
    # What the world does.
    "token-rotation": Kind("Verify gives a new token; the old one is good for this many seconds more.", default="60"),
    "no-blog": Kind("The account has no hosted blog."),
    "no-location": Kind("A file is kept, and the answer does not say where.", only="/micropub/media"),
    "upload-too-large": Kind("413: every file is too large.", only="/micropub/media"),
    "unsupported-media": Kind("415: files of this kind are not taken.", only="/micropub/media"),
    "late-replies": Kind("A reply can be read only after this many seconds.", default="30"),
    "late-conversations": Kind("A conversation shows a reply only this many seconds after its author's own list."),
    "hostile": Kind(
        "A followed stranger posts escape sequences, markup and bidi overrides.", begin=lambda world: world.be_hostile()
    ),
}
"""All faults by name, for help texts too."""
