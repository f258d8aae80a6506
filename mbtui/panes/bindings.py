"""Bindings made from the command table, for whatever handles some of its commands, and the keys as they are now."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType

from mbtui.commands import COMMANDS, Command, command, commands_in, key_names


def bindings_for(*names: str) -> list[BindingType]:
    """Make the bindings of all commands of some scopes, or of single ones by their ids.

    This is the one place where bindings are made: so every key is in the table and can be remapped.
    """
    return [
        Binding(command.keys, command.action, command.title, show=False, id=command.id, priority=command.is_first)
        for command in commands_in(*names)
    ]


def with_keys(app: App[Any], text: str) -> str:
    """Name the reader's keys in a sentence of our own: `{app.undo}` becomes `U`."""
    for known in COMMANDS:
        name = f"{{{known.id}}}"
        if name in text:
            text = text.replace(name, key_of(app, known.id))
    return text


def keys_of(app: App[Any], id: str) -> tuple[str, ...]:
    """The keys of a command as a person reads them, with the reader's configuration."""
    return tuple(key for key in key_names(_keys(app, command(id))) if key)


def keymap(app: App[Any], scope: str) -> dict[str, str]:
    """What the keys do in a scope whose keys are no bindings: the id without the scope, by the toolkit's key."""
    return {
        key: command.id.partition(".")[2] for command in commands_in(scope) for key in _keys(app, command).split(",")
    }


def _keys(app: App[Any], command: Command) -> str:
    changed: dict[str, str] = getattr(app, "changed_keys", {})
    return changed.get(command.id, command.keys)


def key_of(app: App[Any], id: str) -> str:
    """The first key of a command as a person reads it; for one without a key, how the palette calls it."""
    keys = keys_of(app, id)
    return keys[0] if keys else f"“{command(id).title}” in the palette"
