"""The commands that list people, pins and mutes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from mbtui.cli.context import Context
from mbtui.cli.printing import person_line
from mbtui.cli.records import record_of

if TYPE_CHECKING:
    from mbtui.api import Mute, User
    from mbtui.api.users import UsersCalls


async def following(context: Context) -> None:
    """List whom somebody follows."""
    await list_people(context, lambda users: users.following(context.arguments.subject))


async def discover(context: Context) -> None:
    """List people whom somebody follows and the reader does not."""
    await list_people(context, lambda users: users.discover(context.arguments.subject))


async def list_people(context: Context, call: Callable[[UsersCalls], Awaitable[tuple[User, ...]]]) -> None:
    """Print the people that a call gives."""
    async with context.access() as access:
        users = await access.ask(lambda: call(access.client.users))
        for user in users[: getattr(context.arguments, "count", None)]:
            context.show(record_of("person", user), person_line(user))


async def pins(context: Context) -> None:
    """List somebody's pins."""
    async with context.access() as access:
        for pin in await access.ask(lambda: access.client.users.pins(context.arguments.subject)):
            words = filter(None, (pin.title, pin.emoji, pin.description, pin.url))
            context.show(record_of("pin", pin), ", ".join(words))


async def muting(context: Context) -> None:
    """List what is muted."""
    async with context.access() as access:
        for mute in await access.ask(lambda: access.client.users.muting()):
            context.show(record_of("mute", mute), _muted(mute))


def _muted(mute: Mute) -> str:
    if mute.username:
        others = ", and replies of others to them" if mute.is_hiding_other_replies else ""
        return f"{mute.id} @{mute.username}{others}"
    if mute.keyword:
        return f'{mute.id} the word "{mute.keyword}"'
    return f"{mute.id} the site {mute.domain}" if mute.domain else f"{mute.id} something that mbtui does not know"
