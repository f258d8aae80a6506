"""What Textual and Python do again for each app and each key, done once: a suite opens mbtui some hundred times."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import textual._callback
import textual.app
import textual.message_pump
import textual.strip
from textual.app import App
from textual.css.model import RuleSet
from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.message import Message
from textual.message_pump import MessagePump
from textual.reactive import Reactive
from textual.theme import Theme

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
    textual.message_pump.log = _Silence()  # type: ignore[attr-defined, assignment]
    # Seven for each piece of a line, nearly all of which stay empty.
    textual.strip.FIFOCache = _unbounded  # type: ignore[attr-defined, assignment]
    Reactive.__get__ = _read_at_once(Reactive.__get__)  # type: ignore[method-assign]
    RenderStyles.get_rule = _rule  # type: ignore[method-assign, assignment]
    App.get_theme = _theme  # type: ignore[method-assign, assignment]
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
    """Look through the classes of a widget for what handles a message once; what depends on its sender, each time."""
    known: dict[tuple[type, type, str], list[tuple[type, list[str]]] | None] = {}

    def methods(pump: MessagePump, method_name: str, message: Message) -> Any:
        key = (type(pump), type(message), method_name)
        if key not in known:
            sent = set(type(message).__mro__)
            classes = type(pump).__mro__
            names = (f"_{method_name}", method_name)
            if any(not sent.isdisjoint(cls.__dict__.get("_decorated_handlers") or ()) for cls in classes):
                known[key] = None
            else:
                named = ((cls, [name for name in names if cls.__dict__.get(name)][:1]) for cls in classes)
                known[key] = [(cls, found) for cls, found in named if found]
        handlers = known[key]
        if handlers is None:
            return methods_for(pump, method_name, message)
        return _named(handlers, pump, message) if handlers else ()

    return methods


def _named(
    handlers: list[tuple[type, list[str]]], pump: MessagePump, message: Message
) -> Iterator[tuple[type, Callable[..., Any]]]:
    for cls, (name,) in handlers:
        if message._no_default_action:
            return
        method = cls.__dict__[name]
        if not getattr(method, "_textual_on", None):
            yield cls, method.__get__(pump, cls)


def _unbounded(maxsize: int) -> dict[object, object]:
    return {}


class _Silence:
    """Says nothing of messages to a console of Textual's that is not there."""

    def __getattr__(self, name: str) -> _Silence:
        return self

    def __call__(self, *what: object) -> _Silence:
        return self


def _read_at_once(read: Callable[..., Any]) -> Callable[..., Any]:
    """Read an attribute that has a value and is not computed without asking four times whether it is so."""
    is_computed: dict[tuple[type, str], bool] = {}

    def value(reactive: Any, node: Any, kind: type) -> Any:
        if node is None:
            return reactive
        values = node.__dict__
        if reactive.internal_name not in values:
            return read(reactive, node, kind)
        key = (type(node), reactive.name)
        if key not in is_computed:
            is_computed[key] = hasattr(node, reactive.compute_name)
        return read(reactive, node, kind) if is_computed[key] else values[reactive.internal_name]

    return value


def _rule(styles: RenderStyles, name: str, default: object = None) -> object:
    own = styles._inline_styles._rules
    return own[name] if name in own else styles._base_styles._rules.get(name, default)  # type: ignore[literal-required]


def _theme(app: App[Any], name: str) -> Theme | None:
    """The theme of this name; mbtui names no second choice."""
    return app._registered_themes.get(name)


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
