"""The client: one account, one server, all endpoints."""

from __future__ import annotations

from typing import BinaryIO, Self

from mbtui import __version__
from mbtui.api.account import AccountCalls
from mbtui.api.credentials import Token
from mbtui.api.media import MediaCalls
from mbtui.api.micropub import MicropubCalls
from mbtui.api.multipart import FilePart
from mbtui.api.origin import Origin
from mbtui.api.posts import PostsCalls
from mbtui.api.requests import Parameters, Requests
from mbtui.api.responses import Answer
from mbtui.api.users import UsersCalls

USER_AGENT = f"mbtui/{__version__}"
ORIGIN = "https://micro.blog"


class Client:
    """Micro.blog, as one person sees it. Made without opening anything. Close it, or use it with `async with`:

    async with Client(token) as client:
        for post in (await client.posts.all(count=20)).posts:
            print(post.author.name, post.url)
    """

    def __init__(
        self,
        token: Token | str | None = None,
        origin: str | Origin = ORIGIN,
        *,
        user_agent: str = USER_AGENT,
        timeout_seconds: float = 20.0,
    ) -> None:
        """
        Args:
            token: Sent to `origin` and nowhere else. Without one only Discover, people's posts and signing in can be
                asked for. One that can be none is `SignInRequired`.
            origin: Scheme, host and port of the server; http only on this machine. One that can be none is `Refused`.
            timeout_seconds: For a whole call; uploads have more.
        """
        self._requests = Requests(
            origin if isinstance(origin, Origin) else Origin.parse(origin),
            Token(token) if isinstance(token, str) else token,
            user_agent=user_agent,
            timeout_seconds=timeout_seconds,
        )
        self.account = AccountCalls(self._requests)
        self.posts = PostsCalls(self._requests)
        self.users = UsersCalls(self._requests)
        self.micropub = MicropubCalls(self._requests)
        self.media = MediaCalls(self._requests, self.micropub.config)

    @property
    def origin(self) -> Origin:
        return self._requests.origin

    @property
    def has_token(self) -> bool:
        """Whether requests are signed."""
        return self._requests.token is not None

    def use_token(self, token: Token | str | None) -> None:
        """Sign the requests to come with another token: the one a verification gave, or none."""
        self._requests.token = Token(token) if isinstance(token, str) else token

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Parameters | None = None,
        form: Parameters | None = None,
        json: object = None,
        file: tuple[str, str, bytes | BinaryIO, str] | None = None,
    ) -> Answer:
        """Call any endpoint, signed in, also one that has no method here. The answer's JSON is not cleaned.

        Args:
            path: Such as `/posts/all`; may hold a query, to which `query` is added.
            form: Fields of the body; of a multipart body when there is a `file`.
            json: Body instead of a form.
            file: Part name, file name, content and content type.
        """
        part = None if file is None else FilePart(*file)
        return await self._requests.send(method, path, query=query, form=form, json=json, file=part)

    async def close(self) -> None:
        """End the open connections. Closing twice is harmless."""
        await self._requests.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
