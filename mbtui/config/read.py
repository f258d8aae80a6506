"""Reads config.toml. Whatever is wrong with it becomes a sentence; what can be used is used.

`tomllib` is imported only when there is a file: the program starts without it otherwise.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec.structs import fields

from mbtui.config import values
from mbtui.config.options import BY_NAME, DEFAULTS, Config
from mbtui.config.values import BadValue, Browser, Keys

_TABLE = r"^\s*\[\[?\s*([^\]#]+?)\s*\]\]?\s*(#.*)?$"
_KEY = r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*)?="""
_FENCE = r'"""|\'\'\''
"""Patterns that only a mistake needs: they are compiled then, not at the start."""


def read_config(path: Path) -> tuple[Config, tuple[str, ...]]:
    """Read a configuration.

    Args:
        path: Where config.toml is, or would be.

    Returns:
        The configuration, with defaults for what is missing or can not be used, and one sentence for each thing that
        is wrong with the file. No file is no mistake.
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
    return _Reader(path, key_lines(text)).read(document)


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """The line of each key and section of a TOML text.

    Args:
        text: The text; it is known to be TOML.

    Returns:
        Line numbers, counted from 1, by the path of names. A name that stands several times has its first line.
    """
    lines: dict[tuple[str, ...], int] = {}
    section: tuple[str, ...] = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        inside = bool(fence)
        for mark in re.findall(_FENCE, line):
            fence = "" if fence == mark else fence or mark
        if inside:
            continue
        if table := re.match(_TABLE, line):
            section = tuple(part.strip().strip("\"'") for part in table[1].split("."))
            lines.setdefault(section, number)
        elif key := re.match(_KEY, line):
            lines.setdefault((*section, *(part.strip("\"'") for part in key.groups() if part)), number)
    return lines


def nearest(name: str, known: Any) -> str | None:
    """The known name most like one that is not known, or `None` when none is near."""
    from difflib import get_close_matches

    found = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


class _Reader:
    """One reading of one file: collects fields and sentences."""

    def __init__(self, path: Path, lines: dict[tuple[str, ...], int]) -> None:
        self._path = path
        self._lines = lines
        self._types = {field.name: field.type for field in fields(Config)}
        self._fields: dict[str, Any] = {}
        self._notices: list[tuple[int, str]] = []

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
                    self._notice((name,), f"unknown key `{name}`.{_meant(name)} The line is ignored.")
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
        advice = f" `{known[0]}` stands at the top of the file, under no section." if known else _meant(name)
        self._notice((name,), f"unknown section `[{name}]`.{advice} It is ignored.")

    def _notice(self, where: tuple[str, ...], sentence: str) -> None:
        line = self._lines.get(where) or self._lines.get(where[:1]) or 0
        place = f"{self._path.name} line {line}" if line else self._path.name
        self._notices.append((line, f"{place}: {sentence}"))


def _meant(name: str) -> str:
    near = nearest(name, BY_NAME)
    return f" Did you mean `{near}`?" if near else ""


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
