"""People and what one knows and does about them: lists, mutes, pins, devices, the account itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mbtui.api.errors import UnexpectedAnswer
from mbtui.api.models import Account, Following, Mute, Pin, PushDevice, User
from mbtui.api.reading import fields
from mbtui.api.reading.posts import person_in, plain

_Row = TypeVar("_Row")

_LIST_NAMES = ("users", "following", "items", "contacts", "muting", "pins", "devices", "results", "data")


def read_users(answer: object) -> tuple[User, ...]:
    """Read a list of people; only a username is certain in each.

    Raises:
        UnexpectedAnswer: This is no list.
    """
    return _read_list(answer, _read_user, "people")


def read_mutes(answer: object) -> tuple[Mute, ...]:
    """Read the list of what is muted; an entry without an id could not be lifted and is left out.

    Raises:
        UnexpectedAnswer: This is no list.
    """
    return _read_list(answer, _read_mute, "mutes")


def read_pins(answer: object) -> tuple[Pin, ...]:
    """Read pins: objects or plain words. Their shape is published nowhere.

    Raises:
        UnexpectedAnswer: This is no list.
    """
    return _read_list(answer, _read_pin, "pins")


def read_devices(answer: object) -> tuple[PushDevice, ...]:
    """Read the devices that are registered for push notifications.

    Raises:
        UnexpectedAnswer: This is no list.
    """
    return _read_list(answer, read_device, "devices")


def read_device(answer: object) -> PushDevice | None:
    """Read one registered device, also from inside the answer of its registration."""
    row = fields.table(answer)
    row = fields.table(row.get("device")) or row
    token = fields.line(row.get("token") or row.get("device_token"))
    if not token:
        return None
    return PushDevice(
        token=token,
        app_name=fields.line(row.get("app_name")),
        push_env=fields.line(row.get("push_env")),
        created_at=fields.moment(row.get("created_at")),
    )


def read_following(answer: object) -> Following:
    """Read how the account stands to a person; the booleans may be numbers.

    Raises:
        UnexpectedAnswer: It does not say.
    """
    row = fields.table(answer)
    is_following = fields.claim(row.get("is_following"))
    if is_following is None:
        raise UnexpectedAnswer("The answer does not say whether you follow this person.")
    return Following(is_following, fields.flag(row.get("is_you")))


def read_account(answer: object, token: str) -> Account | None:
    """Read the answer of a verification.

    Args:
        answer: What the server sent.
        token: The token that was verified; kept when the answer names no other.

    Returns:
        The account; None when the answer names nobody. (Not an exception: the answer holds a secret,
        and would be among the variables that a crash report shows.)
    """
    row = fields.table(answer)
    username = fields.line(row.get("username")).removeprefix("@")
    if not username:
        return None
    return Account(
        token=fields.line(row.get("token")) or token,
        username=username,
        name=fields.line(row.get("name")) or fields.line(row.get("full_name")) or username,
        avatar_url=fields.url(row.get("avatar")) or fields.url(row.get("gravatar_url")) or fields.url(row.get("photo")),
        bio=plain(row.get("bio")),
        email=fields.line(row.get("email")),
        default_site=fields.line(row.get("default_site")),
        has_site=fields.flag(row.get("has_site")),
        is_premium=fields.flag(row.get("is_premium")),
        expires_at=fields.moment(row.get("expires_at")),
    )


def _read_list(answer: object, read: Callable[[object], _Row | None], what: str) -> tuple[_Row, ...]:
    if not isinstance(answer, list | dict):
        raise UnexpectedAnswer(f"The answer is no list of {what}.")
    found = (read(entry) for entry in fields.rows(answer, *_LIST_NAMES) if entry is not None)
    return tuple(row for row in found if row is not None)


def _read_user(entry: object) -> User | None:
    if isinstance(entry, str):
        entry = {"username": entry}
    row = fields.table(entry)
    extension = fields.table(row.get("_microblog"))
    home = fields.url(row.get("url"))
    username = (
        fields.line(row.get("username"))
        or fields.line(extension.get("username"))
        or fields.line(row.get("nickname"))
        or person_in(home)
    ).removeprefix("@")
    if not username:
        return None
    avatar = next((row[key] for key in ("avatar", "gravatar_url", "photo") if row.get(key)), None)
    follows = row.get("is_following", extension.get("is_following"))
    return User(
        username=username,
        name=fields.line(row.get("name")) or fields.line(row.get("full_name")) or username,
        url=home,
        avatar_url=fields.url(avatar),
        is_following=None if follows is None else fields.claim(follows),
        is_you=fields.flag(row.get("is_you")),
    )


def _read_mute(entry: object) -> Mute | None:
    row = fields.table(entry)
    id = fields.identifier(row.get("id"))
    if id is None:
        return None
    return Mute(
        id=id,
        username=fields.line(row.get("username")).removeprefix("@"),
        keyword=fields.line(row.get("keyword")),
        domain=fields.line(row.get("domain")),
        is_hiding_other_replies=fields.flag(row.get("is_hiding_other_replies")),
    )


def _read_pin(entry: object) -> Pin | None:
    if isinstance(entry, str):
        entry = {"title": entry}
    row = fields.table(entry)
    title = next((found for key in ("title", "name", "description", "id") if (found := fields.line(row.get(key)))), "")
    if not title:
        return None
    description = fields.line(row.get("description"))
    return Pin(
        title=title,
        description=description if description != title else "",
        emoji=fields.line(row.get("emoji")),
        url=next((found for key in ("url", "image_url", "image") if (found := fields.url(row.get(key)))), ""),
    )
