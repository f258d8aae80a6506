"""Bindings made from the command table, for whatever handles some of its commands."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from mbtui.commands import Scope, commands_in


def bindings_for(*scopes: Scope) -> list[BindingType]:
    """Make the bindings of all commands in some scopes; their ids are what the configuration remaps."""
    return [
        Binding(command.keys, command.action, command.title, show=False, id=command.id)
        for command in commands_in(*scopes)
    ]
