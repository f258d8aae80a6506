"""The accounts of one server that were signed in here: the list of them, and their tokens where mbtui keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mbtui import paths
from mbtui.accounts.account_list import AccountList, KnownAccount, load_accounts, save_accounts
from mbtui.accounts.keyring import SystemKeyring
from mbtui.accounts.token_store import AccountProblem, Kept, NotSignedIn, TokenStore
from mbtui.api.credentials import Token

if TYPE_CHECKING:
    from mbtui.api import Account, Client


class TokenFound(msgspec.Struct, frozen=True):
    """A token, and whose it is."""

    account: KnownAccount
    token: Token
    source: str
    """Where it was: "environment", "command", "keyring", "file" or "memory"."""
    notice: str = ""
    """A sentence the reader should see, or nothing."""


class SignedIn(msgspec.Struct, frozen=True):
    """A token that the server has verified, and what became of it."""

    account: KnownAccount
    token: Token
    is_kept: bool
    """Whether the token is kept for the next start. If not, ask, and call `keep_in_file` after a yes."""
    reason: str = ""
    """Why the token could not be kept in the keyring."""
    file: Path | None = None
    """Where `keep_in_file` would keep it."""

    def renewed(self, server: str) -> TokenFound:
        """The token to go on with, and a notice when it can not be kept."""
        notice = ""
        if not self.is_kept:
            notice = (
                f"{server} exchanged the token for a new one, which could not be kept for the next start. "
                f"{self.reason} Sign in again if the old token stops working."
            )
        return TokenFound(self.account, self.token, self.account.kept or "memory", notice)


class AccountStore:
    """The list of accounts and the token store of one server.

    Everything that reads or writes the list runs in a thread, as the home folder may be on a slow disk, and raises
    `AccountProblem` when the list can not be written. Only `read_now` is for before the first frame.
    """

    def __init__(self, origin: str, keyring: SystemKeyring, now: Callable[[], datetime] | None = None) -> None:
        self.tokens = TokenStore(origin, keyring)
        self.latest = AccountList()
        """The list as it was read last."""
        self.now = now or _utc_now
        self._origin = origin
        self._path = paths.accounts_file(origin)

    def read_now(self) -> tuple[AccountList, str]:
        """Read the list, which another mbtui may have changed, and a sentence when it can not be used."""
        self.latest, notice = load_accounts(self._path)
        return self.latest, notice

    async def read(self) -> AccountList:
        """The list as it is now."""
        return (await asyncio.to_thread(self.read_now))[0]

    async def get(self, username: str) -> KnownAccount:
        """An account that is signed in here.

        Raises:
            NotSignedIn: It is not.
        """
        account = (await self.read()).get(username)
        if account is None:
            raise NotSignedIn(f"{username} is not signed in here.")
        return account

    async def change(self, change: Callable[[AccountList], AccountList]) -> None:
        """Change the list."""
        try:
            await asyncio.to_thread(lambda: save_accounts(self._path, change(self.read_now()[0])))
        except OSError as error:
            raise AccountProblem(
                f"The list of accounts could not be written to {self._path} ({error.strerror})."
            ) from error

    async def make_current(self, account: KnownAccount) -> KnownAccount:
        """Put an account into the list, as the one that is opened next time."""
        await self.change(lambda known: known.with_account(account))
        return account

    async def kept_token(self, account: KnownAccount, *, is_fresh: bool = False) -> TokenFound | tuple[str, ...]:
        """The token kept for an account, or a sentence for each place it is not in; `is_fresh` as for `find`."""
        found = await self.tokens.find(account.username, file_first=account.kept == "file", is_fresh=is_fresh)
        if isinstance(found[0], Token):
            return TokenFound(account, found[0], str(found[1]))
        return tuple(str(reason) for reason in found)

    async def keep_token(self, username: str, token: Token, *, may_use_file: bool | None = None) -> Kept:
        """Keep a token; without an answer to the question for a file, the yes of an earlier sign-in counts."""
        known = (await self.read()).get(username)
        had_file = may_use_file is None and known is not None and known.kept == "file"
        return await self.tokens.keep(username, token, had_file=had_file, may_use_file=bool(may_use_file))

    async def use(
        self,
        client: Client,
        verified: Account,
        kept: Kept,
        change: Callable[[AccountList, KnownAccount], AccountList] = AccountList.with_account,
    ) -> SignedIn:
        """Let the client use a verified token, which is kept by now, and put its account into the list."""
        token = Token(verified.token)
        client.use_token(token)
        account = KnownAccount(
            username=verified.username,
            name=verified.name,
            avatar_url=verified.avatar_url,
            default_site=verified.default_site,
            kept=kept.place,
            verified_at=self.now(),
            expires_at=verified.expires_at,
        )
        is_kept, reason = bool(kept.place), kept.reason
        try:
            await self.change(lambda known: change(known, account))
        except AccountProblem as error:
            is_kept, reason = False, f"{reason} {error}".strip()
        return SignedIn(account, token, is_kept, reason, paths.token_file(self._origin, verified.username))


def _utc_now() -> datetime:
    return datetime.now(UTC)
