"""Bindings made from the command table, for whatever handles some of its commands, and the keys as they are now."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType

from mbtui.commands import COMMANDS, Scope, commands_in


def bindings_for(*scopes: Scope) -> list[BindingType]:
    """Make the bindings of all commands in some scopes; their ids are what the configuration remaps."""
    return [
        Binding(command.keys, command.action, command.title, show=False, id=command.id)
        for command in commands_in(*scopes)
    ]


def with_keys(app: App[Any], text: str) -> str:
    """Name the reader's keys in a sentence of our own: `{app.undo}` becomes `U`."""
    for command in COMMANDS:
        name = f"{{{command.id}}}"
        if name in text:
            text = text.replace(name, key_of(app, command.id))
    return text


def key_of(app: App[Any], id: str) -> str:
    """The first key of a command as a person reads it, with the reader's configuration.

    Returns:
        For a command without a key, how it is found: `:`, then its title.
    """
    command = next(command for command in COMMANDS if command.id == id)
    changed: dict[str, tuple[str, ...]] = getattr(app, "shown_keys", {})
    keys = [key for key in changed.get(id, command.shown_keys) if key]
    return keys[0] if keys else f"“{command.title}” in the palette"
