"""`mbtui api`: any address of the API, signed in, its JSON printed as it came."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from functools import partial
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from mbtui.cli.context import Access, Context
from mbtui.cli.exits import Failure
from mbtui.cli.texts import read_file

_UPLOAD_LIMIT_BYTES = 200_000_000

_PAGES = 100

Fields = dict[str, str | list[str]]


async def api(context: Context) -> None:
    given = context.arguments
    method = given.method.upper()
    path = given.path if given.path.startswith("/") else f"/{given.path}"
    fields, upload, body = _fields(given.field), _upload(given.upload), _body(given.input)
    if upload and body is not None:
        raise Failure("Send either a file (-F) or JSON (--input), not both.")
    if given.paginate and method != "GET":
        raise Failure("--paginate is for GET only.")
    async with context.access(needs_account=False) as access:
        if given.paginate:
            async for page in _pages(access, path, fields, given.pages or _PAGES):
                context.output.json(page)
                context.output.flush()
            return
        place = "query" if method in ("GET", "HEAD") or body is not None else "form"
        call = partial(access.client.request, method, path, json=body, file=upload, **{place: fields})
        answer = await access.ask(call)
    if answer.is_json:
        context.output.json(answer.json, is_indented=context.output.is_terminal)
    elif answer.location:
        context.output.json({"location": answer.location})
    elif answer.text:
        context.output.line(answer.text)


async def _pages(access: Access, path: str, fields: Fields, limit: int) -> AsyncIterator[object]:
    """Page after page: below the last item of a feed, or behind the items of a Micropub list.

    Ends with a page that brings nothing new, which is not printed unless it is the first.
    """
    seen: set[str] = set()
    fields = dict(fields)
    for number in range(limit):
        answer = await access.ask(partial(access.client.request, "GET", path, query=fields))
        items = answer.json.get("items") if isinstance(answer.json, dict) else None
        rows = [row for row in items if isinstance(row, dict)] if isinstance(items, list) else []
        names = [_name(row) for row in rows]
        fresh = set(names) - seen
        if number == 0 or fresh:
            yield answer.json
        if not fresh:
            return
        seen |= fresh
        if "id" in rows[-1]:
            fields["before_id"] = str(rows[-1]["id"])
        else:
            fields["offset"] = str(len(seen))


def _name(row: dict[str, Any]) -> str:
    """What tells an item from others: its id, or for a Micropub item its properties."""
    return str(row.get("id") or json.dumps(row.get("properties", row), sort_keys=True))


def _fields(given: list[str]) -> Fields:
    """Parameters by name; a name that comes several times, or ends with [], has a list."""
    found: dict[str, list[str]] = {}
    for field in given:
        name, equals, value = field.partition("=")
        if not equals or not name:
            raise Failure(f"A field is written as KEY=VALUE, not {field}.")
        found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _upload(given: list[str]) -> tuple[str, str, bytes, str] | None:
    """Part name, file name, content and type of the one file that is sent."""
    if not given:
        return None
    name, equals, file = given[0].partition("=@")
    if not equals or not name or not file:
        raise Failure(f"A file is written as KEY=@FILE, not {given[0]}.")
    if len(given) > 1:
        raise Failure("One file can be sent at a time.")
    return (
        name,
        Path(file).name,
        read_file(file, _UPLOAD_LIMIT_BYTES),
        guess_type(file)[0] or "application/octet-stream",
    )


def _body(name: str | None) -> Any:
    """The JSON that is sent as the body; None when there is none."""
    if name is None:
        return None
    content = sys.stdin.buffer.read() if name == "-" else read_file(name)
    try:
        body = json.loads(content)
    except ValueError as error:
        raise Failure(f"What --input names is not JSON ({error}).") from error
    if body is None:
        raise Failure("What --input names is null, and there is nothing to send.")
    return body
