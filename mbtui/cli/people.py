"""The commands that list people, pins and mutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mbtui.cli.context import Context
from mbtui.cli.exits import OK
from mbtui.cli.printing import print_person
from mbtui.cli.records import record_of

if TYPE_CHECKING:
    from mbtui.api import Mute, User


async def following(context: Context) -> int:
    """List whom somebody follows."""
    async with context.access() as access:
        users = access.client.users
        return _print(context, await access.ask(lambda: users.following(context.arguments.name)))


async def discover(context: Context) -> int:
    """List people whom somebody follows and the reader does not."""
    async with context.access() as access:
        users = access.client.users
        return _print(context, await access.ask(lambda: users.discover(context.arguments.name)))


async def search(context: Context) -> int:
    """Search for people."""
    async with context.access() as access:
        users = access.client.users
        return _print(context, await access.ask(lambda: users.search(context.arguments.query)))


async def pins(context: Context) -> int:
    """List somebody's pins."""
    async with context.access() as access:
        found = await access.ask(lambda: access.client.users.pins(context.arguments.name))
    for pin in found:
        if context.arguments.json:
            context.output.json(record_of("pin", pin))
        else:
            context.output.line(", ".join(filter(None, (pin.title, pin.emoji, pin.description, pin.url))))
    return OK


async def muting(context: Context) -> int:
    """List what is muted."""
    async with context.access() as access:
        found = await access.ask(lambda: access.client.users.muting())
    for mute in found:
        if context.arguments.json:
            context.output.json(record_of("mute", mute))
        else:
            context.output.line(_muted(mute))
    return OK


def _muted(mute: Mute) -> str:
    if mute.username:
        others = ", and replies of others to them" if mute.is_hiding_other_replies else ""
        return f"{mute.id} @{mute.username}{others}"
    if mute.keyword:
        return f'{mute.id} the word "{mute.keyword}"'
    return f"{mute.id} the site {mute.domain}" if mute.domain else f"{mute.id} something that mbtui does not know"


def _print(context: Context, users: Iterable[User]) -> int:
    for user in users:
        if context.arguments.json:
            context.output.json(record_of("person", user))
        else:
            print_person(context.output, user)
    return OK
