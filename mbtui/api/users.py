"""People: following, muting, reporting, pins, push: `/users`."""

from __future__ import annotations

from mbtui.api.errors import NotFound, Refused
from mbtui.api.models import Following, Mute, Pin, PushDevice, User
from mbtui.api.reading import fields
from mbtui.api.reading.people import (
    read_device,
    read_devices,
    read_following,
    read_mutes,
    read_pins,
    read_users,
)
from mbtui.api.requests import Caller, path_word


class UsersCalls:
    """The calls below `/users`. All need a token; usernames may be given with or without their @."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def follow(self, username: str | None = None, *, feed_url: str | None = None) -> None:
        """Follow a person, or any feed by its address.

        Raises:
            NotFound: There is no such person.
            MicroblogError: Any other of its kinds. Repeating the call is harmless.

        Source:
            POST /users/follow, "JSON API", help.micro.blog.
        """
        if feed_url is not None:
            await self._caller.write("/users/follow", {"feed_url": feed_url})
        else:
            await self._caller.write("/users/follow", {"username": _name(username)})

    async def unfollow(self, username: str) -> None:
        """Stop following a person.

        Raises:
            NotFound: There is no such person.
            MicroblogError: Any other of its kinds. Repeating the call is harmless.

        Source:
            POST /users/unfollow, "JSON API", help.micro.blog.
        """
        await self._caller.write("/users/unfollow", {"username": _name(username)})

    async def report(self, username: str) -> None:
        """Tell the staff that a person violates the community guidelines. It can not be taken back.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            POST /users/report, "JSON API", help.micro.blog.
        """
        await self._caller.write("/users/report", {"username": _name(username)})

    async def is_following(self, username: str) -> Following:
        """Ask whether the signed-in person follows another. `posts.by` with a count of 0 tells it, too.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /users/is_following?username=[username], "JSON API", help.micro.blog.
        """
        return read_following(await self._caller.read("/users/is_following", {"username": _name(username)}))

    async def following(self, username: str) -> tuple[User, ...]:
        """List all whom a person follows; there are no pages, and it may be hundreds.

        Raises:
            NotFound: There is no such person.
            MicroblogError: Any other of its kinds.

        Source:
            GET /users/following/[username], "JSON API", help.micro.blog.
        """
        return read_users(await self._caller.read(f"/users/following/{path_word(username, 'person')}"))

    async def discover(self, username: str) -> tuple[User, ...]:
        """List whom a person follows and the signed-in one does not.

        Raises:
            NotFound: There is no such person.
            MicroblogError: Any other of its kinds.

        Source:
            GET /users/discover/[username], "JSON API", help.micro.blog.
        """
        return read_users(await self._caller.read(f"/users/discover/{path_word(username, 'person')}"))

    async def pins(self, username: str) -> tuple[Pin, ...]:
        """List the pins a person has earned.

        Raises:
            NotFound: There is no such person.
            MicroblogError: Any other of its kinds.

        Source:
            GET /users/pins/[username], "JSON API", help.micro.blog.
        """
        return read_pins(await self._caller.read(f"/users/pins/{path_word(username, 'person')}"))

    async def search(self, query: str) -> tuple[User, ...]:
        """Find people by name; the server wants three letters or more.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /users/search?q=, as the official apps call it.
        """
        return read_users(await self._caller.read("/users/search", {"q": query}))

    async def mute(
        self,
        username: str | None = None,
        *,
        keyword: str | None = None,
        is_hiding_other_replies: bool | None = None,
    ) -> None:
        """Hide a person, or posts with a word. The entry's id is in `muting`.

        Args:
            username: Whom to hide; this or `keyword`.
            keyword: What to hide.
            is_hiding_other_replies: Hide what others answer to the person as well; the server decides
                when it is not given.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            POST /users/mute, "JSON API", help.micro.blog.
        """
        whom = {"keyword": keyword} if keyword is not None else {"username": _name(username)}
        await self._caller.write("/users/mute", {**whom, "is_hiding_other_replies": is_hiding_other_replies})

    async def muting(self) -> tuple[Mute, ...]:
        """List all that is muted.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /users/muting, "JSON API", help.micro.blog.
        """
        return read_mutes(await self._caller.read("/users/muting"))

    async def modify_muting(self, id: int, *, is_hiding_other_replies: bool) -> None:
        """Change whether a mute also hides what others answer to the person.

        Args:
            id: Of the entry in `muting`.
            is_hiding_other_replies: What it is to be.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            POST /users/muting/[id], "JSON API", help.micro.blog.
        """
        form = {"is_hiding_other_replies": is_hiding_other_replies}
        await self._caller.write(f"/users/muting/{id:d}", form)

    async def unmute(self, id: int) -> None:
        """Lift a mute.

        Args:
            id: Of the entry in `muting`; not a person's.

        Raises:
            NotFound: It has been lifted already.
            MicroblogError: Any other of its kinds.

        Source:
            DELETE /users/muting/[id], "JSON API", help.micro.blog.
        """
        await self._caller.delete(f"/users/muting/{id:d}")

    async def push_register(self, *, device_token: str, app_name: str, push_env: str = "production") -> PushDevice:
        """Register a device for push notifications; Micro.blog must know the app.

        Raises:
            Refused: The answer's status is not "success".
            MicroblogError: Any other of its kinds.

        Source:
            POST /users/push/register, "JSON API", help.micro.blog.
        """
        form = {"device_token": device_token, "app_name": app_name, "push_env": push_env}
        answer = await self._caller.write("/users/push/register", form)
        status = fields.line(fields.table(answer.json).get("status"))
        if status and status.lower() != "success":
            raise Refused(f"The device was not registered: {status}", reason=status, status=answer.status)
        return read_device(answer.json) or PushDevice(device_token, app_name, push_env)

    async def push_unregister(self, *, device_token: str, app_name: str, push_env: str = "production") -> None:
        """Take a device off the list; one that is not on it is none either.

        Raises:
            MicroblogError: Any of its kinds but `NotFound`.

        Source:
            POST /users/push/unregister, as the official apps call it.
        """
        form = {"device_token": device_token, "app_name": app_name, "push_env": push_env}
        try:
            await self._caller.write("/users/push/unregister", form)
        except NotFound:
            return

    async def push_info(self, *, push_env: str = "production") -> tuple[PushDevice, ...]:
        """List the registered devices.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /users/push/info?push_env=, as the official apps call it.
        """
        return read_devices(await self._caller.read("/users/push/info", {"push_env": push_env}))


def _name(username: str | None) -> str:
    name = (username or "").strip().removeprefix("@")
    if not name:
        raise Refused("The person's name is missing.")
    return name
