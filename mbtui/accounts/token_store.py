"""Where tokens are kept: memory, the keyring, and a private file after a yes. Knows places, not servers or sign-in."""

from __future__ import annotations

import asyncio

import msgspec

from mbtui import paths
from mbtui.accounts.account_list import KnownAccount
from mbtui.accounts.keyring import KeyringUnusable, SystemKeyring
from mbtui.accounts.private_files import FileUnsafe, read_private, write_private
from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired


class AccountProblem(Exception):
    """Something about accounts that could not be done; the text is a sentence for the reader."""


class NotSignedIn(AccountProblem):
    """The account is not signed in here."""


class TokenFound(msgspec.Struct, frozen=True):
    """A token, and whose it is."""

    account: KnownAccount
    token: Token
    source: str
    """Where it was: "environment", "command", "keyring", "file" or "memory"."""
    notice: str = ""
    """A sentence the reader should see, or nothing."""


class TokenStore:
    """The tokens of one server's accounts."""

    def __init__(self, origin: str, keyring: SystemKeyring) -> None:
        self._origin = origin
        self._keyring = keyring
        self._service = f"mbtui {origin}"
        self._in_memory: dict[str, Token] = {}

    def remember(self, username: str, token: Token) -> None:
        """Keep a token in memory."""
        self._in_memory[username.lower()] = token

    async def keep(self, username: str, token: Token, *places: str) -> tuple[str, str]:
        """Keep a token in the first of these places that takes it ("keyring", "file"), and in memory in any case.

        Returns the place, empty for memory only, and why it is in none of those before, in sentences.
        """
        self.remember(username, token)
        file = paths.token_file(self._origin, username)
        reasons: list[str] = []
        for place in places:
            try:
                if place == "keyring":
                    await self._keyring.set(self._service, username, token.reveal())
                else:
                    await asyncio.to_thread(write_private, file, token.reveal().encode() + b"\n")
                return place, " ".join(reasons)
            except KeyringUnusable as error:
                reasons.append(str(error))
            except OSError as error:
                reasons.append(f"The token could not be written to {file} ({error.strerror}).")
        return "", " ".join(reasons)

    async def find(self, account: KnownAccount, *, is_fresh: bool = False) -> TokenFound | tuple[str, ...]:
        """Find the token of an account, or give a sentence for each place that does not have it.

        `is_fresh`: look past what this program remembers, as another one may have kept a newer token.
        """
        if not is_fresh and (token := self._in_memory.get(account.username.lower())):
            return TokenFound(account, token, "memory")
        places = [("keyring", self._from_keyring), ("file", self._from_file)]
        if account.kept == "file":
            places.reverse()
        reasons: list[str] = []
        for place, read in places:
            found = await read(account.username)
            if isinstance(found, Token):
                return TokenFound(account, found, place)
            reasons.append(found)
        return tuple(reasons)

    async def remove(self, username: str) -> tuple[str, ...]:
        """Remove a token from every place; a sentence for each place that could not be cleared."""
        self._in_memory.pop(username.lower(), None)
        sentences: list[str] = []
        try:
            await self._keyring.delete(self._service, username)
        except KeyringUnusable as error:
            if not error.is_absent:
                sentences.append(f"{error} If the token was kept there, it may still be.")
        path = paths.token_file(self._origin, username)
        try:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as error:
            sentences.append(f"{path} could not be removed ({error.strerror}).")
        return tuple(sentences)

    async def _from_keyring(self, username: str) -> Token | str:
        try:
            text = await self._keyring.get(self._service, username)
        except KeyringUnusable as error:
            return str(error)
        if text is None:
            return f"The keyring holds no token for {username}."
        return _token(text, f"What the keyring holds for {username} is no token.")

    async def _from_file(self, username: str) -> Token | str:
        path = paths.token_file(self._origin, username)
        try:
            content = await asyncio.to_thread(read_private, path)
        except FileUnsafe as error:
            return str(error)
        except OSError as error:
            return f"{path} could not be read ({error.strerror})."
        if content is None:
            return f"There is no token file {paths.displayed(path)}."
        return _token(content.decode(errors="replace"), f"What {path} holds is no token.")


def _token(text: str, sentence: str) -> Token | str:
    try:
        return Token(text)
    except SignInRequired:
        return sentence
