"""Signing in: `/account`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from mbtui.api import fields
from mbtui.api.credentials import Token
from mbtui.api.errors import Refused, SignInRequired, UnexpectedAnswer
from mbtui.api.requests import Requests


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in person, as verifying the token told."""

    token: str
    """The token to keep from now on, never empty; not shown when the account is printed."""
    username: str
    name: str
    avatar_url: str = ""
    bio: str = ""
    email: str = ""
    default_site: str = ""
    """Host of the blog that posts go to: equals the `name` of a Micropub destination."""
    has_site: bool = False
    is_premium: bool = False
    expires_at: datetime | None = None
    """When the token ends; None when it does not, or when the server did not say."""

    def __repr__(self) -> str:
        return f"Account(username={self.username!r}, token hidden)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # msgspec gives every Struct one that names all fields, and crash reports call it.
        return [("username", self.username)]

    @classmethod
    def from_json(cls, answer: object, token: str) -> Account | None:
        """Read the answer of a verification; `token` is kept when it names no other. None when it names nobody: an
        exception would keep the answer, which holds a secret, among the variables that a crash report shows.
        """
        row = fields.table(answer)
        username = fields.line(row.get("username")).removeprefix("@")
        if not username:
            return None
        avatars = (fields.url(row.get(key)) for key in ("avatar", "gravatar_url", "photo"))
        return cls(
            token=fields.line(row.get("token")) or token,
            username=username,
            name=fields.line(row.get("name")) or fields.line(row.get("full_name")) or username,
            avatar_url=next(filter(None, avatars), ""),
            bio=fields.plain(row.get("bio")),
            email=fields.line(row.get("email")),
            default_site=fields.line(row.get("default_site")),
            has_site=fields.flag(row.get("has_site")),
            is_premium=fields.flag(row.get("is_premium")),
            expires_at=fields.moment(row.get("expires_at")),
        )


class AccountCalls:
    """The calls below `/account`, by "JSON API", help.micro.blog. Each may raise any `MicroblogError`."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def sign_in(self, *, email: str, app_name: str, redirect_url: str) -> None:
        """Have a mail sent whose link is `redirect_url` with a temporary token at its end (POST /account/signin).

        `app_name` and `redirect_url` are registered with Micro.blog by e-mail, else they are `Refused`.
        """
        form = {"email": email, "app_name": app_name, "redirect_url": redirect_url}
        await self._requests.write("/account/signin", form, is_anonymous=True)

    async def verify(self, token: Token | str | None = None) -> Account:
        """Ask whose token this is (POST /account/verify).

        A temporary token is exchanged, one that is about to end is renewed. The token in the answer is the one to keep:
        store it before doing anything else, then hand it to `Client.use_token`. Verifying a lasting token too often
        makes one of it that ends. Without `token` the client's own is verified. Only `SignInRequired` says that a token
        is not valid, no other error does.
        """
        # The same name for both, so that no variable holds the bare text while others run.
        token = Token(token) if isinstance(token, str) else token or self._requests.token
        if token is None:
            raise SignInRequired("There is no token yet.")
        name = self._requests.origin.name
        try:
            answer = await self._requests.send("POST", "/account/verify", form={"token": token}, is_anonymous=True)
        except SignInRequired as error:
            # No token was sent with the request, so the status 401 is not about the one in it.
            raise UnexpectedAnswer(f"{name} does not accept the token, and does not say why (status 401).") from error
        except Refused as refused:
            if refused.status is not None and refused.status >= 300:
                raise
            # An invalid token is told by a 200 with an error in it; a 4xx may come from something in between.
            raise SignInRequired(
                f"{name} does not accept the token: {refused.reason or 'no reason given'}"
            ) from refused
        account = Account.from_json(answer.json, token.reveal()) if answer.is_json else None
        if account is None:
            del answer
            raise UnexpectedAnswer(f"{name} did not say whose token this is.")
        return account
