"""Bindings made from the command table, for whatever handles some of its commands, and the keys as they are now."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType

from mbtui.commands import COMMANDS, command, commands_in


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
    changed: dict[str, tuple[str, ...]] = getattr(app, "shown_keys", {})
    return tuple(key for key in changed.get(id, command(id).shown_keys) if key)


def key_of(app: App[Any], id: str) -> str:
    """The first key of a command as a person reads it, with the reader's configuration.

    Returns:
        For a command without a key, how it is found: `:`, then its title.
    """
    keys = keys_of(app, id)
    return keys[0] if keys else f"“{command(id).title}” in the palette"
