"""What a value of config.toml can be: types, each with the words that tell what is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta

LinkKind = Literal["link", "picture", "video", "audio"]


class BadValue(ValueError):
    """A value that can not be used; the text says what it must be, as it follows on "it must be"."""


class Opener(msgspec.Struct, frozen=True):
    """A program that opens addresses; it is started without a shell."""

    command: tuple[str, ...]
    """Program and arguments; `{url}` in an argument stands for the address."""
    is_terminal: bool = False
    """Whether it draws in the terminal, so that the screen is handed over until it ends."""
    kind: str = ""
    """A `LinkKind`, or empty for all of them."""
    pattern: str = ""
    """A shell-like pattern for the whole address, or empty for all addresses."""

    def arguments(self, url: str) -> list[str]:
        """Program and arguments for one address, which comes last when the command names no place for it."""
        if not any("{url}" in part for part in self.command):
            return [*self.command, url]
        return [part.replace("{url}", url) for part in self.command]

    def opens(self, url: str, kind: str) -> bool:
        """Whether this opener is meant for an address of that kind."""
        from fnmatch import fnmatchcase

        if self.kind and self.kind != kind:
            return False
        return not self.pattern or fnmatchcase(url.lower(), self.pattern.lower())


class Wanted(msgspec.Struct, frozen=True):
    """Goes with a type, as `Annotated`, where the type alone does not tell all."""

    words: str = ""
    """What a value must be, as it follows on "it must be"; empty: as the type says."""
    first: Callable[[Any], Any] = lambda value: value
    """Changes what TOML held before the type is checked. Raises ValueError, or BadValue with words of its own."""


def read(kind: Any, value: Any) -> Any:
    """Turn what TOML held into a value of a type; BadValue says what would be one."""
    marks = getattr(kind, "__metadata__", ())
    wanted = next((mark for mark in marks if isinstance(mark, Wanted)), Wanted())
    try:
        return msgspec.convert(wanted.first(value), kind)
    except BadValue:
        raise
    except (ValueError, msgspec.ValidationError) as error:
        raise BadValue(wanted.words or _words_of(kind)) from error


def _words_of(kind: Any) -> str:
    origin, marks = get_origin(kind), getattr(kind, "__metadata__", ())
    if origin is Annotated:
        bounds = next((mark for mark in marks if isinstance(mark, Meta)), None)
        return f"a whole number from {bounds.ge:,} to {bounds.le:,}" if bounds else _words_of(kind.__origin__)
    if origin is Literal:
        *others, last = [f'"{name}"' for name in get_args(kind)]
        return f"{', '.join(others)} or {last}"
    return f"a list of {_words_of(get_args(kind)[0])}" if origin is tuple else "true or false"


def _line(value: Any) -> Any:
    if isinstance(value, str):
        if "\n" in value:
            raise ValueError("These are several lines.")
        return value.strip()
    return value


def _texts(value: Any) -> Any:
    """A single text is a list of one; blank ones are left out."""
    found = [value] if isinstance(value, str) else value
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return [item.strip() for item in found if item.strip()]
    return found


def _each_once(value: Any) -> Any:
    found = _texts(value)
    return [item for place, item in enumerate(found) if item not in found[:place]] if isinstance(found, list) else found


def _paths(value: Any) -> Any:
    """With `~` and variables replaced."""
    return [os.path.expandvars(os.path.expanduser(read(Text, item))) for item in read(Texts, value)]


def _words(value: Any) -> Any:
    """One text is split as a shell would split it; no shell is used."""
    import shlex

    parts = shlex.split(value) if isinstance(value, str) else value
    if isinstance(parts, list) and parts and (not str(parts[0]).strip() or any("\0" in str(part) for part in parts)):
        raise ValueError("No program can be started so.")
    return parts


def _opener(value: Any) -> Opener | None:
    """A command, or a table with `command`, `terminal`, `kind` and `pattern`; None for an empty command."""
    if not isinstance(value, dict):
        parts = read(Command, value)
        return Opener(parts) if parts else None
    if odd := sorted(set(value) - {"command", "terminal", "kind", "pattern"}):
        raise BadValue(f"a table of command, terminal, kind and pattern, without {odd[0]!r}")
    parts = read(Command, value.get("command"))
    if not parts:
        raise BadValue("a table with a command")
    kind = value.get("kind", "")
    if kind and kind not in get_args(LinkKind):
        raise BadValue(f"a table whose kind is {_words_of(LinkKind)}")
    return Opener(parts, read(bool, value.get("terminal", False)), kind, read(Text, value.get("pattern", "")))


def _keys(value: Any) -> Any:
    """Several keys are one text with commas, or a list."""
    if isinstance(value, list) and all(isinstance(key, str) for key in value):
        return ",".join("comma" if key == "," else key for key in value)
    return value


def origin(value: Any) -> str:
    """The address of a server as scheme, host and port, or BadValue; http is accepted for this computer only."""
    from mbtui.api.errors import Refused
    from mbtui.api.origin import Origin

    address = read(Text, value)
    try:
        return str(Origin.parse(address if "://" in address else f"https://{address}"))
    except Refused as error:
        raise BadValue(
            'the address of a server, such as "https://micro.blog" (http is accepted for this computer only)'
        ) from error


Text = Annotated[str, Wanted("text in quotes", _line)]
Texts = Annotated[tuple[str, ...], Wanted('a list of texts, such as ["one", "two"]', _texts)]
Paths = Annotated[tuple[str, ...], Wanted(first=_paths)]
Command = Annotated[tuple[str, ...], Wanted('a program with its arguments, such as ["program", "argument"]', _words)]
Server = Annotated[str, Wanted(first=origin)]
Browser = Annotated[Opener | None, Wanted(first=_opener)]
Openers = Annotated[tuple[Opener, ...], Wanted("a list of tables that begin with [[openers]]")]
Notices = Annotated[tuple[Literal["bell", "osc9", "osc777"], ...], Wanted(first=_each_once)]
FlagOrAuto = Annotated[bool | None, Wanted('"auto", true or false', lambda value: None if value == "auto" else value)]
Keys = Annotated[str, Wanted("keys in quotes", _keys)]
KeyMap = Annotated[dict[str, str], Wanted("a section of command ids and keys")]
