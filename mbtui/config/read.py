"""Reads config.toml. Whatever is wrong with it becomes a sentence; what can be used is used.

`tomllib` is imported only when there is a file: the program starts without it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import fields

from mbtui.config import values
from mbtui.config.options import BY_NAME, DEFAULTS, Config
from mbtui.config.values import BadValue, Browser, Keys


def read_config(path: Path) -> tuple[Config, tuple[str, ...]]:
    """Read a configuration, and give one sentence for each thing that is wrong with its file.

    Defaults stand for what is missing or can not be used. No file is no mistake.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Config(), ()
    except OSError as error:
        return Config(), (f"{path.name} could not be read ({error.strerror or error}). The defaults are used.",)
    import tomllib

    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Config(), (f"{path.name} line {line}: this is not UTF-8 text. The defaults are used.",)
    except tomllib.TOMLDecodeError as error:
        return Config(), (_not_toml(path.name, str(error)),)
    except RecursionError:
        return Config(), (f"{path.name} is nested too deeply to be read. The defaults are used.",)
    return _Reader(path, text).read(document)


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line of each key and section of a TOML text, by the path of names, counted from 1.

    The text is read line after line: only the parser knows where a text of several lines ends. A name that stands
    several times has its first line.
    """
    import tomllib

    lines: dict[tuple[str, ...], int] = {}
    rows = text.replace("\r\n", "\n").split("\n")
    begin = 1
    for end in range(1, len(rows) + 1):
        try:
            document = tomllib.loads("\n".join(rows[:end]))
        except tomllib.TOMLDecodeError:
            continue
        for path in _paths(document):
            lines.setdefault(path, begin)
        begin = end + 1
    return lines


def _paths(document: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, value in document.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from _paths(value, (*above, name))


def meant(name: str, known: Iterable[str]) -> str:
    """Ask whether the known name that is most like an unknown one was meant; empty when none is near."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), n=1)
    return f" Did you mean `{found[0]}`?" if found else ""


class _Reader:
    """One reading of one file: collects fields and sentences."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._types = {field.name: field.type for field in fields(Config)}
        self._fields: dict[str, Any] = {}
        self._notices: list[tuple[int, str]] = []

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        return key_lines(self._text)

    def read(self, document: dict[str, Any]) -> tuple[Config, tuple[str, ...]]:
        for name, value in document.items():
            match name, value:
                case "openers", list():
                    self._fields[name] = self._openers(value)
                case "keys", dict():
                    self._fields[name] = self._keys(value)
                case _ if name in self._types:
                    self._set(name, value)
                case _, dict():
                    self._unknown_section(name, value)
                case _:
                    self._notice((name,), f"unknown key `{name}`.{meant(name, BY_NAME)} The line is ignored.")
        if names := self._fields.get("theme_files"):
            self._fields["theme_files"] = tuple(str(self._path.parent / name) for name in names)
        return Config(**self._fields), tuple(sentence for _, sentence in sorted(self._notices, key=lambda n: n[0]))

    def _set(self, name: str, value: Any) -> None:
        try:
            self._fields[name] = values.read(self._types[name], value)
        except BadValue as error:
            self._notice((name,), f"`{name}` is {_shown(value)}; it must be {error}. {_used_instead(name)}")

    def _openers(self, value: list[Any]) -> tuple[Any, ...]:
        """One opener that can not be used costs that opener only."""
        found = []
        for number, item in enumerate(value, 1):
            try:
                found.append(values.read(Browser, item))
            except BadValue as error:
                self._notice(("openers",), f"opener {number} must be {error}. It is left out.")
        return tuple(opener for opener in found if opener is not None)

    def _keys(self, value: dict[str, Any], group: tuple[str, ...] = ()) -> dict[str, str]:
        """Put ids together again: TOML reads `post.reply = "a"` as a table inside a table.

        One command whose keys can not be used costs that command only; an option that slipped in is named.
        """
        found: dict[str, str] = {}
        for name, keys in value.items():
            path = (*group, name)
            if isinstance(keys, dict):
                found |= self._keys(keys, path)
                continue
            try:
                found[".".join(path)] = values.read(Keys, keys)
            except BadValue:
                hint = " If you mean the option, move it above [keys]." if name in BY_NAME else ""
                self._notice(
                    ("keys", *path),
                    f"the keys of `{'.'.join(path)}` are {_shown(keys)}; they must be text in quotes.{hint} "
                    "Its own keys stay.",
                )
        return found

    def _unknown_section(self, name: str, content: dict[str, Any]) -> None:
        known = [key for key in content if key in BY_NAME]
        advice = f" `{known[0]}` stands at the top of the file, under no section." if known else meant(name, BY_NAME)
        self._notice((name,), f"unknown section `[{name}]`.{advice} It is ignored.")

    def _notice(self, where: tuple[str, ...], sentence: str) -> None:
        line = self._lines.get(where) or self._lines.get(where[:1]) or 0
        place = f"{self._path.name} line {line}" if line else self._path.name
        self._notices.append((line, f"{place}: {sentence}"))


def _used_instead(name: str) -> str:
    default = getattr(DEFAULTS, name)
    if default in ("", (), None, {}):
        return "The line is ignored."
    return f"The default, {_shown(default)}, is used."


def _shown(value: Any) -> str:
    """A value on one short line, much as TOML writes it."""
    if isinstance(value, (str, bool, int, float, list, dict, tuple)):
        import json

        shown = json.dumps(value, ensure_ascii=False, default=str)
    else:
        shown = str(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _not_toml(name: str, reason: str) -> str:
    """tomllib ends its reason with "(at line 3, column 5)" or "(at end of document)"."""
    match = re.fullmatch(r"(.*?)\s*\(at (?:line (\d+), column (\d+)|end of document)\)", reason, re.DOTALL)
    what = (match[1] if match else reason).rstrip(".")
    where = f"{name} line {match[2]}, column {match[3]}" if match and match[2] else f"{name}, at its end"
    return f"{where}: this is not TOML ({what}). The defaults are used until it is mended."
