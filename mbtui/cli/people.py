"""The commands that list people, pins and mutes of the server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from mbtui.cli.context import Context
from mbtui.cli.records import record_of
from mbtui.cli.table import BY_NAME

if TYPE_CHECKING:
    from mbtui.api import Mute, Pin, User
    from mbtui.api.users import UsersCalls

_LISTS: dict[str, Callable[[UsersCalls, str], Awaitable[Sequence[Any]]]] = {
    "following": lambda users, name: users.following(name),
    "people": lambda users, name: users.discover(name),
    "search": lambda users, words: users.search(words),
    "pins": lambda users, name: users.pins(name),
    "muting": lambda users, _: users.muting(),
}
"""What each command asks for."""


async def listed(context: Context, subject: str = "") -> None:
    """Print what the command asks for, about a person or about some words."""
    given = context.arguments
    subject = subject or getattr(given, "subject", "")
    record = BY_NAME[given.command].record
    async with context.access() as access:
        found = await access.ask(lambda: _LISTS[given.command](access.client.users, subject))
    for item in found[: getattr(given, "count", None)]:
        context.show(record_of(record, item), _WORDS[record](item))


def _person(user: User) -> str:
    mark = "you" if user.is_you else "followed" if user.is_following else ""
    return ", ".join(filter(None, (f"@{user.username}", user.name, mark, user.url)))


def _pin(pin: Pin) -> str:
    return ", ".join(filter(None, (pin.title, pin.emoji, pin.description, pin.url)))


def _mute(mute: Mute) -> str:
    if mute.username:
        others = ", and replies of others to them" if mute.is_hiding_other_replies else ""
        return f"{mute.id} @{mute.username}{others}"
    if mute.keyword:
        return f'{mute.id} the word "{mute.keyword}"'
    return f"{mute.id} the site {mute.domain}" if mute.domain else f"{mute.id} something that mbtui does not know"


_WORDS: dict[str, Callable[[Any], str]] = {"person": _person, "pin": _pin, "mute": _mute}
"""One line for each kind of thing."""
