"""Where tokens are kept: memory, the keyring, and a private file after a yes. Knows places, not servers or sign-in."""

from __future__ import annotations

import asyncio

import msgspec

from mbtui import paths
from mbtui.accounts.keyring import KeyringUnusable, SystemKeyring
from mbtui.accounts.private_files import FileUnsafe, read_private, write_private
from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired


class AccountProblem(Exception):
    """Something about accounts that could not be done; the text is a sentence for the reader."""


class NotSignedIn(AccountProblem):
    """The account is not signed in here."""


class Kept(msgspec.Struct, frozen=True):
    """Where a token is kept."""

    place: str
    """"keyring", "file", or empty for memory only."""
    reason: str = ""
    """Why it is not in the keyring."""


class TokenStore:
    """The tokens of one server's accounts."""

    def __init__(self, origin: str, keyring: SystemKeyring) -> None:
        """Look after the tokens of one server; nothing is read yet."""
        self._origin = origin
        self._keyring = keyring
        self._service = f"mbtui {origin}"
        self._in_memory: dict[str, Token] = {}

    async def keep(self, username: str, token: Token, *, had_file: bool, may_use_file: bool) -> Kept:
        """Keep a token in the keyring, else in a file if that is allowed, and in memory in any case.

        Args:
            username: Whose token it is.
            token: The token.
            had_file: Whether the reader said yes to a file for this account earlier; the keyring is not tried then.
            may_use_file: Whether the reader has said yes now.
        """
        self._in_memory[username.lower()] = token
        reason = ""
        if not had_file:
            try:
                await self._keyring.set(self._service, username, token.reveal())
                return Kept("keyring")
            except KeyringUnusable as error:
                reason = str(error)
        if not (had_file or may_use_file):
            return Kept("", reason)
        try:
            await self.write_file(username, token)
        except AccountProblem as error:
            return Kept("", f"{reason} {error}".strip())
        return Kept("file", reason)

    def in_memory(self, username: str) -> Token | None:
        """The token of an account that signed in since the program was started."""
        return self._in_memory.get(username.lower())

    async def keyring_trouble(self) -> str:
        """Why the keyring would not keep a token: a sentence, or nothing when it would."""
        probe = "is this keyring of use"
        try:
            await self._keyring.set(self._service, probe, probe)
            await self._keyring.delete(self._service, probe)
        except KeyringUnusable as error:
            return str(error)
        return ""

    async def find(
        self, username: str, *, file_first: bool, is_fresh: bool = False
    ) -> tuple[Token, str] | tuple[str, ...]:
        """Find the token of an account.

        Args:
            username: Whose token it is.
            file_first: Look into the file before the keyring, as it was written there last.
            is_fresh: Look past what this program remembers: another one may have kept a newer token.

        Returns:
            The token and its place, or a sentence for each place that does not have it.
        """
        if not is_fresh and (token := self.in_memory(username)):
            return token, "memory"
        places = [("keyring", self._from_keyring), ("file", self._from_file)]
        if file_first:
            places.reverse()
        reasons = []
        for name, read in places:
            found = await read(username)
            if isinstance(found, Token):
                return found, name
            reasons.append(found)
        return tuple(reasons)

    async def write_file(self, username: str, token: Token) -> None:
        """Keep a token in a file that only the reader can read. Call it only after a yes.

        Raises:
            AccountProblem: It could not be written.
        """
        path = paths.token_file(self._origin, username)
        try:
            await asyncio.to_thread(write_private, path, token.reveal().encode() + b"\n")
        except OSError as error:
            raise AccountProblem(f"The token could not be written to {path} ({error.strerror}).") from error

    async def remove(self, username: str) -> tuple[str, ...]:
        """Remove a token from every place; a sentence for each place that could not be cleared."""
        self._in_memory.pop(username.lower(), None)
        sentences = []
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
            return f"The keyring has no token of {username}."
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
            return f"There is no token file {path}."
        return _token(content.decode(errors="replace"), f"What {path} holds is no token.")


def _token(text: str, sentence: str) -> Token | str:
    try:
        return Token(text)
    except SignInRequired:
        return sentence
