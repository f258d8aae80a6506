"""Checks the [keys] section against the commands there are.

Knows how keys are spelled, but neither the commands (they are handed in) nor the toolkit that receives the keys.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import TYPE_CHECKING

from mbtui.config.options import BY_NAME
from mbtui.config.read import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = frozenset(
    [
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "insert",
        "delete",
        "escape",
        "enter",
        "tab",
        "space",
        "backspace",
    ]
    + [f"f{number}" for number in range(1, 25)]
)
_MODIFIERS = ("alt", "ctrl", "hyper", "meta", "shift", "super")
_ALIASES = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "del": "delete",
    "ins": "insert",
    "control": "ctrl",
    "backtab": "shift+tab",
}
# The toolkit's names for characters differ from Unicode's in these.
_CHARACTER_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


def key_name(written: str) -> str | None:
    """The toolkit's name of a key as a person wrote it.

    Args:
        written: Such as `j`, `?`, `ctrl+r`, `F5` or `pgdn`.

    Returns:
        The name, or `None` when there is no such key.
    """
    written = written.strip() or written[:1]
    if len(written) == 1:
        return _character(written)
    *modifiers, key = written.replace("-", "+").split("+") if re.match(r"(?i)[a-z]+[+-]", written) else [written]
    modifiers = [_ALIASES.get(part.lower(), part.lower()) for part in modifiers]
    if any(part not in _MODIFIERS for part in modifiers) or len(set(modifiers)) < len(modifiers):
        return None
    if len(key) == 1:
        if "ctrl" in modifiers:
            key = key.lower()
        name = _character(key)
    else:
        lowered = _ALIASES.get(key.lower(), key.lower())
        name = lowered if lowered in _NAMED or lowered == "shift+tab" or _is_character_name(lowered) else None
    return "+".join([*sorted(modifiers), name]) if name else None


def check_keys(
    keys: Mapping[str, str],
    known: Mapping[str, str],
    scopes: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Turn the reader's [keys] into a keymap that can be used as it is.

    Args:
        keys: Command ids and the keys wanted, separated by commas; an empty text takes the keys away.
        known: Every command id with its own keys.
        scopes: Where each command can be given. Commands of different scopes may share a key. Without it, all
            commands share one scope.

    Returns:
        The keys of every command that differs from `known`, and one sentence for each thing that was not as wanted:
        unknown commands, keys that do not exist, and keys that two commands wanted. Of two commands the one that the
        reader named has the key; of two that the reader named, the first.
    """
    wanted: dict[str, list[str]] = {}
    notices: list[str] = []
    for command, written in keys.items():
        if command not in known:
            notices.append(f"[keys]: there is no command `{command}`.{_meant(command, known)} The line is ignored.")
            continue
        names = []
        for part in _parts(written):
            name = key_name(part)
            if name is None:
                notices.append(f"[keys]: `{part}` of `{command}` is no key. It is left out.")
            elif name not in names:
                names.append(name)
        if names or not written.strip():
            wanted[command] = names
        else:
            notices.append(f"[keys]: `{command}` keeps its own keys, {known[command] or 'none'}.")
    keymap = {command: _split(own) for command, own in known.items()}
    owners: dict[tuple[str, str], str] = {}
    for command, names in wanted.items():
        kept = []
        for name in names:
            owner = owners.setdefault((_scope(command, scopes), name), command)
            if owner == command:
                kept.append(name)
            else:
                notices.append(f"[keys]: `{name}` was given to `{owner}` and to `{command}`; `{owner}` has it.")
        keymap[command] = kept
    for command, own in known.items():
        if command in wanted:
            continue
        for name in _split(own):
            owner = owners.get((_scope(command, scopes), name), command)
            if owner != command:
                keymap[command].remove(name)
                rest = ", ".join(keymap[command])
                left = f"`{command}` still has {rest}" if rest else f"`{command}` is left to the palette"
                notices.append(f"[keys]: `{name}` now means `{owner}`; {left}.")
    changed = {command: names for command, names in keymap.items() if names != _split(known[command])}
    return {command: ",".join(names) for command, names in changed.items()}, tuple(notices)


def _parts(written: str) -> list[str]:
    """Several keys from one text; a comma on its own, or doubled, is the key itself."""
    if written.strip() == ",":
        return [","]
    return [part for part in (piece.strip() for piece in written.replace(",,", ",comma,").split(",")) if part]


def _split(own: str) -> list[str]:
    return [key_name(part) or part for part in _parts(own)]


def _scope(command: str, scopes: Mapping[str, str] | None) -> str:
    return scopes.get(command, "") if scopes else ""


def _character(key: str) -> str | None:
    if not key.isprintable():
        return None
    if key == " ":
        return "space"
    if key.isalnum():
        return key
    try:
        name = unicodedata.name(key).lower().replace("-", "_").replace(" ", "_")
    except ValueError:
        return None
    return _CHARACTER_NAMES.get(name, name)


def _is_character_name(name: str) -> bool:
    """Whether a name is what the toolkit calls a punctuation character, such as `question_mark`."""
    own = {short: long for long, short in _CHARACTER_NAMES.items()}.get(name, name)
    words = own.split("_")
    if len(words) > 5 or not re.fullmatch(r"[a-z0-9_]+", own):
        return False
    for joints in product(" -", repeat=len(words) - 1):
        try:
            found = unicodedata.lookup("".join(map("".join, zip(words, (*joints, ""), strict=True))))
        except KeyError:
            continue
        return not found.isalnum()
    return False


def _meant(command: str, known: Mapping[str, str]) -> str:
    near = nearest(command, known)
    if near:
        return f" Did you mean `{near}`?"
    if command in BY_NAME:
        return " If you mean the option, move it above [keys]."
    return ""
