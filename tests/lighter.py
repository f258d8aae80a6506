"""What Textual and Python do again for each app and each key, done once: a suite opens mbtui some hundred times."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import textual._callback
import textual.app
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.message import Message
from textual.message_pump import MessagePump

import mbtui.content.convert
import mbtui.store.store
from mbtui.content.convert import MICRO_BLOG
from mbtui.content.document import Document
from mbtui.store.database import Connect, Database, connect

_RELATIVE = re.compile(r"""(?:href|src|poster)\s*=(?!\s*["']?(?:https?:|mailto:))""", re.IGNORECASE)
_MOST_CHARACTERS = 8_000
"""Of a post that is kept: the worlds of tests say the same again and again, and nothing long."""


def make_lighter() -> None:
    """For the rest of this process: styles are parsed and posts converted once, a new store is a copy of the first, and
    a key is waited for as long as it keeps mbtui busy.

    What was loaded to run the tests is never garbage; looking at it again and again took an eighth of their time.
    """
    Stylesheet._parse_rules = _parsed_once(Stylesheet._parse_rules)  # type: ignore[method-assign]
    # By Textual in Python, by Python in C: the same number.
    RuleSet.__hash__ = object.__hash__  # type: ignore[method-assign]
    MessagePump._get_dispatch_methods = _looked_up_once(  # type: ignore[method-assign]
        MessagePump._get_dispatch_methods
    )
    textual._callback._count_parameters = _counted_once(  # type: ignore[assignment]
        textual._callback._count_parameters
    )
    textual.app.wait_for_idle = _rest  # type: ignore[attr-defined]
    mbtui.content.convert.convert = _converted_once(mbtui.content.convert.convert)
    mbtui.store.store._opened = _copied(mbtui.store.store._opened)  # type: ignore[assignment]
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _parsed_once(parse: Callable[..., list[RuleSet]]) -> Callable[..., list[RuleSet]]:
    """Keep the rules that a text gives with these variables."""
    known: dict[object, list[RuleSet]] = {}

    def parse_rules(sheet: Stylesheet, css: str, *place: Any, **more: Any) -> list[RuleSet]:
        key = (css, place, tuple(more.items()), tuple(sheet._variables.items()))
        if key not in known:
            known[key] = parse(sheet, css, *place, **more)
        return known[key]

    return parse_rules


def _converted_once(convert: Callable[..., Document]) -> Callable[..., Document]:
    """Keep the documents of posts; where the address matters, those of each address."""
    known: dict[tuple[str, str], Document] = {}

    def converted(html: str, *, base_url: str = MICRO_BLOG) -> Document:
        if len(html) > _MOST_CHARACTERS:
            return convert(html, base_url=base_url)
        key = (html, base_url if _RELATIVE.search(html) else "")
        if key not in known:
            known[key] = convert(html, base_url=base_url)
        return known[key]

    return converted


def _copied(opened: Callable[[Path, list[str], Connect], Database]) -> Callable[[Path, list[str], Connect], Database]:
    """Make a file that is not there by copying an empty one; on a disk of a test's own it is made as always."""
    empty: dict[str, bytes] = {}

    def opened_copy(path: Path, notices: list[str], connect_to: Connect) -> Database:
        if connect_to is connect and not os.path.lexists(path):
            if path.name not in empty:
                with tempfile.TemporaryDirectory() as folder:
                    first = Path(folder, path.name)
                    opened(first, [], connect).close_now()
                    empty[path.name] = first.read_bytes()
            # What can not be made is for the store to find out.
            with suppress(OSError), open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(empty[path.name])
        return opened(path, notices, connect_to)

    return opened_copy


def _looked_up_once(methods_for: Callable[..., Any]) -> Callable[..., Any]:
    """Look through the classes of a widget for what handles a message only where there is something."""
    handled: dict[tuple[type, type, str], bool] = {}

    def methods(pump: MessagePump, method_name: str, message: Message) -> Any:
        key = (type(pump), type(message), method_name)
        if key not in handled:
            sent = set(type(message).__mro__)
            handled[key] = any(
                method_name in cls.__dict__
                or f"_{method_name}" in cls.__dict__
                or not sent.isdisjoint(cls.__dict__.get("_decorated_handlers") or ())
                for cls in type(pump).__mro__
            )
        return methods_for(pump, method_name, message) if handled[key] else ()

    return methods


def _counted_once(count: Callable[[Callable[..., Any]], int]) -> Callable[[Callable[..., Any]], int]:
    """Count the parameters of functions that are made anew by the same code, once."""
    known: dict[object, int] = {}

    def counted(function: Callable[..., Any]) -> int:
        code = getattr(function, "__code__", None)
        if code is None or hasattr(function, "__wrapped__") or hasattr(function, "__signature__"):
            return count(function)
        if code not in known:
            known[code] = count(function)
        return known[code]

    return counted


async def _rest(min_sleep: float = 0.0, max_sleep: float = 0.0) -> None:
    """Return when everything in this loop waits for something; Textual waits 40 ms for each key and draws meanwhile."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    while ready:  # noqa: ASYNC110  (no event says that a loop has nothing to do)
        await asyncio.sleep(0)
