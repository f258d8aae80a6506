"""How one value of config.toml is read: small functions from what TOML held to what the program uses.

Each returns the value or raises `BadValue`, whose text completes "it must be …". None of them knows a key's name.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")

LINK_KINDS = ("link", "picture", "video", "audio")
"""What an opener may be meant for."""


class BadValue(ValueError):
    """A value that can not be used; the text says what it must be."""


class Opener(msgspec.Struct, frozen=True):
    """A program that opens addresses; it is started without a shell."""

    command: tuple[str, ...]
    """Program and arguments; `{url}` in an argument stands for the address."""
    is_terminal: bool = False
    """Whether it draws in the terminal, so that the screen is handed over until it ends."""
    kind: str = ""
    """One of `LINK_KINDS`, or empty for all of them."""
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


def text(value: Any) -> str:
    """Any text, on one line."""
    if not isinstance(value, str) or "\n" in value:
        raise BadValue("text in quotes")
    return value.strip()


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadValue("true or false")
    return value


def flag_or_auto(value: Any) -> bool | None:
    """True, false, or `None` for "auto"."""
    if value == "auto":
        return None
    if not isinstance(value, bool):
        raise BadValue('"auto", true or false')
    return value


def whole(minimum: int, maximum: int) -> Callable[[Any], int]:
    """A whole number within bounds."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise BadValue(f"a whole number from {minimum:,} to {maximum:,}")
        return value

    return read


def choice(*names: str) -> Callable[[Any], str]:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in names:
            raise BadValue(_either(names))
        return str(value)

    return read


def choices(*names: str) -> Callable[[Any], tuple[str, ...]]:
    """A list of any of a few words, in the order written."""

    def read(value: Any) -> tuple[str, ...]:
        found = texts(value)
        if not set(found) <= set(names):
            raise BadValue(f"a list of {_either(names)}")
        return tuple(dict.fromkeys(found))

    return read


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts; a single text is a list of one."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise BadValue('a list of texts, such as ["one", "two"]')
    return tuple(item.strip() for item in found if item.strip())


def command(value: Any) -> tuple[str, ...]:
    """A program and its arguments as a list; one text is split as a shell would split it, and no shell is used."""
    wanted = BadValue('a program with its arguments, such as ["program", "argument"]')
    if isinstance(value, str):
        import shlex

        try:
            value = shlex.split(value)
        except ValueError as error:
            raise wanted from error
    if not isinstance(value, list) or not all(isinstance(part, str) and "\0" not in part for part in value):
        raise wanted
    if value and not value[0].strip():
        raise wanted
    return tuple(value)


def opener(value: Any) -> Opener | None:
    """A command, or a table with `command`, `terminal`, `kind` and `pattern`; `None` for an empty command."""
    if not isinstance(value, dict):
        parts = command(value)
        return Opener(parts) if parts else None
    odd = sorted(set(value) - {"command", "terminal", "kind", "pattern"})
    if odd:
        raise BadValue(f"a table of command, terminal, kind and pattern, without {odd[0]!r}")
    parts = command(value.get("command"))
    kind = value.get("kind", "")
    if not parts:
        raise BadValue("a table with a command")
    if kind and kind not in LINK_KINDS:
        raise BadValue(f"a table whose kind is {_either(LINK_KINDS)}")
    return Opener(parts, flag(value.get("terminal", False)), kind, text(value.get("pattern", "")))


def openers(value: Any) -> tuple[Opener, ...]:
    """A list of openers; the first that fits an address opens it."""
    if not isinstance(value, list):
        raise BadValue("a list of tables that begin with [[openers]]")
    return tuple(found for item in value if (found := opener(item)) is not None)


def key_map(value: Any) -> dict[str, str]:
    """Command ids with their keys; several keys are one text with commas or a list.

    TOML reads `post.reply = "a"` as a table inside a table: ids are put together again.
    """
    if not isinstance(value, dict):
        raise BadValue("a section of command ids and keys")
    found: dict[str, str] = {}
    for name, keys in value.items():
        if isinstance(keys, dict):
            found |= {f"{name}.{rest}": own for rest, own in key_map(keys).items()}
        elif isinstance(keys, str):
            found[name] = keys
        elif isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            found[name] = ",".join("comma" if key == "," else key for key in keys)
        else:
            raise BadValue(f"a section of command ids and keys; {name!r} has no key in quotes")
    return found


def origin(value: Any) -> str:
    """The address of a server as scheme, host and port; http is accepted for this computer only."""
    from mbtui.api.errors import Refused
    from mbtui.api.origin import Origin

    address = text(value)
    try:
        return str(Origin.parse(address if "://" in address else f"https://{address}"))
    except Refused as error:
        raise BadValue(
            'the address of a server, such as "https://micro.blog" (http is accepted for this computer only)'
        ) from error


def folder_path(value: Any) -> str:
    """A path, with `~` and variables replaced."""
    return os.path.expandvars(os.path.expanduser(text(value)))


def folder_paths(value: Any) -> tuple[str, ...]:
    """A list of paths."""
    return tuple(folder_path(item) for item in texts(value))


def _either(names: tuple[str, ...]) -> str:
    quoted = [f'"{name}"' for name in names]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else quoted[0]
