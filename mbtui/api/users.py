"""People: following, muting, blocking, reporting, pins, push: `/users`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from mbtui.api import fields
from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer
from mbtui.api.feed import Author
from mbtui.api.requests import Requests, path_word


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A row in a list of people."""

    username: str
    name: str
    """Never empty, nor is the username."""
    url: str = ""
    avatar_url: str = ""
    is_following: bool | None = None
    """None when the list does not say."""
    is_you: bool = False

    @classmethod
    def from_json(cls, entry: object) -> User | None:
        """Read an object, or a plain username; None when it names nobody."""
        row = fields.table({"username": entry} if isinstance(entry, str) else entry)
        extension = fields.table(row.get("_microblog"))
        person = Author.of(row, extension)
        if not person.username:
            return None
        follows = row.get("is_following", extension.get("is_following"))
        return cls(
            username=person.username,
            name=person.name,
            url=person.url,
            avatar_url=person.avatar_url,
            is_following=None if follows is None else fields.claim(follows),
            is_you=fields.flag(row.get("is_you")),
        )


class Following(msgspec.Struct, frozen=True):
    """Whether the signed-in account follows a person."""

    is_following: bool
    is_you: bool = False

    @classmethod
    def from_json(cls, answer: object) -> Following:
        """Read the answer, whose booleans may be numbers; `UnexpectedAnswer` when it does not say."""
        row = fields.table(answer)
        is_following = fields.claim(row.get("is_following"))
        if is_following is None:
            raise UnexpectedAnswer("The answer does not say whether you follow this person.")
        return cls(is_following, fields.flag(row.get("is_you")))


class Mute(msgspec.Struct, frozen=True, kw_only=True):
    """Something hidden from the account: a person, a word or a site. An entry can be none of these."""

    id: int
    username: str = ""
    keyword: str = ""
    domain: str = ""
    is_hiding_other_replies: bool = False
    """Replies that others write to this person are hidden as well."""

    @classmethod
    def from_json(cls, entry: object) -> Mute | None:
        """Read an entry; None without an id, for it could not be lifted."""
        row = fields.table(entry)
        id = fields.identifier(row.get("id"))
        if id is None:
            return None
        return cls(
            id=id,
            username=fields.line(row.get("username")).removeprefix("@"),
            keyword=fields.line(row.get("keyword")),
            domain=fields.line(row.get("domain")),
            is_hiding_other_replies=fields.flag(row.get("is_hiding_other_replies")),
        )


class Block(msgspec.Struct, frozen=True):
    """A person whom the account has blocked."""

    id: int
    username: str

    @classmethod
    def from_json(cls, entry: object) -> Block | None:
        """Read an entry; None without an id or a name."""
        row = fields.table(entry)
        id, username = fields.identifier(row.get("id")), fields.line(row.get("username")).removeprefix("@")
        return None if id is None or not username else cls(id, username)


class Pin(msgspec.Struct, frozen=True):
    """A badge that a person has earned."""

    title: str
    description: str = ""
    emoji: str = ""
    url: str = ""

    @classmethod
    def from_json(cls, entry: object) -> Pin | None:
        """Read an object or a plain word; None without a title. The shape is published nowhere."""
        row = fields.table({"title": entry} if isinstance(entry, str) else entry)
        titles = (fields.line(row.get(key)) for key in ("title", "name", "description", "id"))
        title = next(filter(None, titles), "")
        if not title:
            return None
        description = fields.line(row.get("description"))
        urls = (fields.url(row.get(key)) for key in ("url", "image_url", "image"))
        return cls(
            title=title,
            description=description if description != title else "",
            emoji=fields.line(row.get("emoji")),
            url=next(filter(None, urls), ""),
        )


class PushDevice(msgspec.Struct, frozen=True):
    """A device that is registered for push notifications."""

    token: str
    app_name: str = ""
    push_env: str = ""
    created_at: datetime | None = None

    @classmethod
    def from_json(cls, answer: object) -> PushDevice | None:
        """Read a device, also from inside the answer of its registration; None without a token."""
        row = fields.table(answer)
        row = fields.table(row.get("device")) or row
        token = fields.line(row.get("token") or row.get("device_token"))
        if not token:
            return None
        return cls(
            token=token,
            app_name=fields.line(row.get("app_name")),
            push_env=fields.line(row.get("push_env")),
            created_at=fields.moment(row.get("created_at")),
        )


class UsersCalls:
    """The calls below `/users`. All need a token; usernames may be given with or without their @.

    Endpoints are those of "JSON API", help.micro.blog; "apps" marks one that the official apps call beside these.
    Every call may raise any `MicroblogError`; following and muting may be repeated without harm.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def follow(self, username: str | None = None, *, feed_url: str | None = None) -> None:
        """Follow a person, or any feed by its address (POST /users/follow)."""
        whom = {"feed_url": feed_url} if feed_url is not None else {"username": _name(username)}
        await self._requests.write("/users/follow", whom)

    async def unfollow(self, username: str) -> None:
        """Stop following a person (POST /users/unfollow)."""
        await self._requests.write("/users/unfollow", {"username": _name(username)})

    async def report(self, username: str) -> None:
        """Tell the staff that a person violates the guidelines, which can not be taken back (POST /users/report)."""
        await self._requests.write("/users/report", {"username": _name(username)})

    async def is_following(self, username: str) -> Following:
        """Ask whether one follows a person, as `posts.by` tells, too (GET /users/is_following?username=[username])."""
        return Following.from_json(await self._requests.read("/users/is_following", {"username": _name(username)}))

    async def following(self, username: str) -> tuple[User, ...]:
        """List all whom a person follows, hundreds without pages (GET /users/following/[username])."""
        return await self._people(f"/users/following/{path_word(username, 'person')}")

    async def discover(self, username: str) -> tuple[User, ...]:
        """List whom a person follows and the signed-in one does not (GET /users/discover/[username])."""
        return await self._people(f"/users/discover/{path_word(username, 'person')}")

    async def search(self, query: str) -> tuple[User, ...]:
        """Find people by name; the server wants three letters or more (GET /users/search?q=, apps)."""
        return await self._people("/users/search", q=query)

    async def pins(self, username: str) -> tuple[Pin, ...]:
        """List the pins a person has earned (GET /users/pins/[username])."""
        answer = await self._requests.read(f"/users/pins/{path_word(username, 'person')}")
        return fields.models(answer, Pin.from_json, "pins")

    async def mute(
        self,
        username: str | None = None,
        *,
        keyword: str | None = None,
        is_hiding_other_replies: bool | None = None,
    ) -> None:
        """Hide a person, or posts with a word (POST /users/mute). The entry's id is in `muting`.

        `is_hiding_other_replies` also hides what others answer to the person; when None the server decides.
        """
        whom = {"keyword": keyword} if keyword is not None else {"username": _name(username)}
        await self._requests.write("/users/mute", {**whom, "is_hiding_other_replies": is_hiding_other_replies})

    async def muting(self) -> tuple[Mute, ...]:
        """List all that is muted (GET /users/muting)."""
        return fields.models(await self._requests.read("/users/muting"), Mute.from_json, "mutes")

    async def modify_muting(self, id: int, *, is_hiding_other_replies: bool) -> None:
        """Change whether a mute of `muting` also hides what others answer to the person (POST /users/muting/[id])."""
        form = {"is_hiding_other_replies": is_hiding_other_replies}
        await self._requests.write(f"/users/muting/{id:d}", form)

    async def unmute(self, id: int) -> None:
        """Lift a mute of `muting` (DELETE /users/muting/[id]). `NotFound`: it has been lifted already."""
        await self._requests.delete(f"/users/muting/{id:d}")

    async def block(self, username: str) -> None:
        """Block a person (POST /users/block, apps). `NotFound`: there is no such person, or the server knows no blocks.

        The entry's id is in `blocking`.
        """
        await self._requests.write("/users/block", {"username": _name(username)})

    async def blocking(self) -> tuple[Block, ...]:
        """List whom one has blocked (GET /users/blocking, apps). `NotFound`: the server knows no blocks."""
        return fields.models(await self._requests.read("/users/blocking"), Block.from_json, "blocks")

    async def unblock(self, id: int) -> None:
        """Lift a block of `blocking` (DELETE /users/blocking/[id], apps). `NotFound`: it has been lifted already."""
        await self._requests.delete(f"/users/blocking/{id:d}")

    async def push_register(self, *, device_token: str, app_name: str, push_env: str = "production") -> PushDevice:
        """Register a device for push notifications (POST /users/push/register); Micro.blog must know the app."""
        form = {"device_token": device_token, "app_name": app_name, "push_env": push_env}
        answer = await self._requests.write("/users/push/register", form)
        status = fields.line(fields.table(answer.json).get("status"))
        if status and status.lower() != "success":
            raise Refused(f"The device was not registered: {status}", reason=status, status=answer.status)
        return PushDevice.from_json(answer.json) or PushDevice(device_token, app_name, push_env)

    async def push_unregister(self, *, device_token: str, app_name: str, push_env: str = "production") -> None:
        """Take a device off the list; one that is not on it is no failure (POST /users/push/unregister, apps)."""
        form = {"device_token": device_token, "app_name": app_name, "push_env": push_env}
        try:
            await self._requests.write("/users/push/unregister", form)
        except NotFound:
            return

    async def push_info(self, *, push_env: str = "production") -> tuple[PushDevice, ...]:
        """List the registered devices (GET /users/push/info?push_env=, apps)."""
        answer = await self._requests.read("/users/push/info", {"push_env": push_env})
        return fields.models(answer, PushDevice.from_json, "devices")

    async def _people(self, path: str, **query: str) -> tuple[User, ...]:
        answer = await self._requests.read(path, query)
        # Reading 5,000 people takes far longer than a key may wait: in a thread.
        return await in_daemon_thread(lambda: fields.models(answer, User.from_json, "people"))


def _name(username: str | None) -> str:
    name = (username or "").strip().removeprefix("@")
    if not name:
        raise Refused("The person's name is missing.")
    return name
