"""The [keys] section of the configuration: how a person spells keys, which commands there are, and who gets a key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from mbtui.commands import COMMANDS, Command
from mbtui.config.options import BY_NAME
from mbtui.config.read import meant

_NAMED = frozenset(key.value for key in Keys if re.fullmatch(r"[a-z0-9]+", key.value)) | {"shift+tab"}
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
_UNBOUND = {" ": "space", ",": "comma"}
"""Characters that a binding takes by name only."""
_UNICODE_NAMES = {short: long for long, short in KEY_NAME_REPLACEMENTS.items()}


def check_keys(
    keys: Mapping[str, str], commands: Iterable[Command] = COMMANDS
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Turn the reader's [keys] into a keymap that can be used as it is.

    Args:
        keys: Command ids and the keys wanted, separated by commas; an empty text takes the keys away.
        commands: Every command with its own keys. Two that work on no screen together may share a key.

    Returns:
        The keys of every command that differs from the table, and one sentence for each thing that was not as wanted:
        unknown commands, keys that do not exist, and keys that two commands wanted. Of two commands the one that the
        reader named has the key; of two that the reader named, the first.
    """
    known = {command.id: command for command in commands}
    wanted, notices = _wanted(keys, known)
    keymap: dict[str, list[str]] = {}
    owners: dict[str, list[Command]] = {}

    def owner(name: str, command: Command) -> Command:
        """Who has a key where a command works; the command itself when nobody has it yet."""
        return next((other for other in owners.get(name, ()) if other.screens & command.screens), command)

    for id, names in wanted.items():
        keymap[id] = []
        for name in names:
            if (first := owner(name, known[id])) is known[id]:
                owners.setdefault(name, []).append(first)
                keymap[id].append(name)
            else:
                notices.append(f"[keys]: `{name}` was given to `{first.id}` and to `{id}`; `{first.id}` has it.")
    for id, command in known.items():
        if id in wanted:
            continue
        keymap[id] = command.keys.split(",")
        for name in command.keys.split(","):
            if (first := owner(name, command)) is not command:
                keymap[id].remove(name)
                rest = ", ".join(keymap[id])
                left = f"`{id}` still has {rest}" if rest else f"`{id}` is left to the palette"
                notices.append(f"[keys]: `{name}` now means `{first.id}`; {left}.")
    changed = {id: ",".join(keymap[id]) for id in known}
    return {id: own for id, own in changed.items() if own != known[id].keys}, tuple(notices)


def _wanted(keys: Mapping[str, str], known: Mapping[str, Command]) -> tuple[dict[str, list[str]], list[str]]:
    """Which command is to have which keys, and sentences about what is no command and no key."""
    wanted: dict[str, list[str]] = {}
    notices: list[str] = []
    for id, written in keys.items():
        if id not in known:
            hint = meant(id, known) or (" If you mean the option, move it above [keys]." if id in BY_NAME else "")
            notices.append(f"[keys]: there is no command `{id}`.{hint} The line is ignored.")
            continue
        names = []
        for part in _parts(written):
            name = key_name(part)
            if name is None:
                notices.append(f"[keys]: `{part}` of `{id}` is no key. It is left out.")
            elif name not in names:
                names.append(name)
        if names or not written.strip():
            wanted[id] = names
        else:
            notices.append(f"[keys]: `{id}` keeps its own keys, {known[id].keys}.")
    return wanted, notices


def key_name(written: str) -> str | None:
    """The toolkit's name of a key as a person wrote it: `j`, `?`, `ctrl+r`, `F5`, `pgdn`; None when there is none."""
    written = written.strip() or written[:1]
    if len(written) == 1:
        return _name_of(written)
    *modifiers, key = written.replace("-", "+").split("+") if re.match(r"(?i)[a-z]+[+-]", written) else [written]
    modifiers = [_ALIASES.get(part.lower(), part.lower()) for part in modifiers]
    if any(part not in _MODIFIERS for part in modifiers) or len(set(modifiers)) < len(modifiers):
        return None
    if len(key) == 1:
        name = _name_of(key.lower() if "ctrl" in modifiers else key)
    else:
        name = _ALIASES.get(key.lower(), key.lower())
        if name not in _NAMED:
            # What the toolkit calls a character that is no letter, such as `question_mark`.
            character = key_to_character(_UNICODE_NAMES.get(name, name))
            name = _name_of(character) if character and not character.isalnum() else None
    return "+".join([*sorted(modifiers), name]) if name else None


def _name_of(character: str) -> str | None:
    if character in _UNBOUND:
        return _UNBOUND[character]
    return next(iter(Binding.make_bindings([(character, "")]))).key if character.isprintable() else None


def _parts(written: str) -> list[str]:
    """Several keys from one text; a comma on its own, or doubled, is the key itself."""
    if written.strip() == ",":
        return [","]
    return [part for part in (piece.strip() for piece in written.replace(",,", ",comma,").split(",")) if part]
