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
from mbtui.accounts.token_store import AccountProblem, NotSignedIn, TokenFound, TokenStore
from mbtui.api.credentials import Token

if TYPE_CHECKING:
    from mbtui.api import Account, Client


class SignedIn(msgspec.Struct, frozen=True):
    """A token that the server has verified, and what became of it."""

    account: KnownAccount
    """Its `kept` is empty while the token is in memory only."""
    token: Token
    """May be another than the one that was verified."""
    is_kept: bool
    """Whether the next start finds it: the token in its place, and the account in the list."""
    reason: str = ""
    """Why it is not kept, or not in the keyring."""
    file: Path | None = None
    """Where the token is put after a yes."""

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
        self.now = now or (lambda: datetime.now(UTC))
        self._origin = origin
        self._path = paths.accounts_file(origin)

    def read_now(self) -> tuple[AccountList, str]:
        """Read the list, which another mbtui may have changed, and a sentence when it can not be used."""
        self.latest, notice = load_accounts(self._path)
        return self.latest, notice

    async def read(self) -> AccountList:
        return (await asyncio.to_thread(self.read_now))[0]

    async def get(self, username: str) -> KnownAccount:
        """An account that is signed in here, or `NotSignedIn`."""
        account = (await self.read()).get(username)
        if account is None:
            raise NotSignedIn(f"{username} is not signed in here.")
        return account

    async def change(self, change: Callable[[AccountList], AccountList]) -> None:
        try:
            await asyncio.to_thread(lambda: save_accounts(self._path, change(self.read_now()[0])))
        except OSError as error:
            raise AccountProblem(
                f"The list of accounts could not be written to {self._path} ({error.strerror})."
            ) from error

    async def keep(self, verified: Account, *, may_use_file: bool | None = None) -> SignedIn:
        """Keep a verified token; without an answer to the question for a file, the yes of an earlier sign-in counts."""
        known = (await self.read()).get(verified.username)
        if may_use_file is None and known is not None and known.kept == "file":
            places = ["file"]
        else:
            places = ["keyring", "file"] if may_use_file else ["keyring"]
        kept, reason = await self.tokens.keep(verified.username, Token(verified.token), *places)
        return self.signed_in(verified, kept, reason)

    def signed_in(self, verified: Account, kept: str, reason: str = "") -> SignedIn:
        """What is known of an account from now on, whose token is kept there."""
        account = KnownAccount(
            username=verified.username,
            name=verified.name,
            kept=kept,
            verified_at=self.now(),
            expires_at=verified.expires_at,
        )
        file = paths.token_file(self._origin, verified.username)
        return SignedIn(account, Token(verified.token), bool(kept), reason, file)

    async def enter(
        self,
        client: Client,
        signed_in: SignedIn,
        change: Callable[[AccountList, KnownAccount], AccountList] = AccountList.with_account,
    ) -> SignedIn:
        """Let the client use a token that is kept by now, and put its account into the list."""
        client.use_token(signed_in.token)
        try:
            await self.change(lambda known: change(known, signed_in.account))
        except AccountProblem as error:
            reason = f"{signed_in.reason} {error}".strip()
            return msgspec.structs.replace(signed_in, is_kept=False, reason=reason)
        return signed_in
