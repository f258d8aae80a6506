"""Signing in: `/account`."""

from __future__ import annotations

from mbtui.api.credentials import Token
from mbtui.api.errors import Refused, SignInRequired, UnexpectedAnswer
from mbtui.api.models import Account
from mbtui.api.reading.people import read_account
from mbtui.api.requests import Caller


class AccountCalls:
    """The calls below `/account`."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    async def sign_in(self, *, email: str, app_name: str, redirect_url: str) -> None:
        """Have a mail sent whose link leads to `redirect_url` with a temporary token at its end.

        Micro.blog must know the app: `app_name` and `redirect_url` are registered with it by e-mail.

        Raises:
            Refused: The address or the app is not known.
            MicroblogError: Any other of its kinds.

        Source:
            POST /account/signin, "JSON API", help.micro.blog.
        """
        form = {"email": email, "app_name": app_name, "redirect_url": redirect_url}
        await self._caller.write("/account/signin", form, is_anonymous=True)

    async def verify(self, token: Token | str | None = None) -> Account:
        """Ask whose token this is; a temporary one is exchanged, one that is about to end is renewed.

        The token in the answer is the one to keep: store it before doing anything else, then hand it to
        `Client.use_token`. Verifying a token that does not end too often makes one of it that does.

        Args:
            token: The token to verify; the client's own unless given.

        Returns:
            The account. Its token is never empty.

        Raises:
            SignInRequired: The token is not valid, or there is none.
            MicroblogError: Any other of its kinds; none of them says anything about the token.

        Source:
            POST /account/verify, "JSON API", help.micro.blog.
        """
        # The same name for both, so that no variable holds the bare text while others run.
        token = Token(token) if isinstance(token, str) else token or self._caller.token
        if token is None:
            raise SignInRequired("There is no token yet.")
        name = self._caller.origin.name
        try:
            answer = await self._caller.send("POST", "/account/verify", form={"token": token}, is_anonymous=True)
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
        account = read_account(answer.json, token.reveal()) if answer.is_json else None
        if account is None:
            del answer
            raise UnexpectedAnswer(f"{name} did not say whose token this is.")
        return account
