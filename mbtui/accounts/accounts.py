"""Signing in and out, and finding the token of an account: environment, command, keyring or file, in that order.

No terminal in sight: what must be asked is handed back as an outcome, what can not be done as a sentence. A token is
never part of a text.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from mbtui.accounts.account_list import TOKEN_VARIABLE, AccountList, KnownAccount, expected_account
from mbtui.accounts.account_store import AccountStore, SignedIn
from mbtui.accounts.keyring import SystemKeyring
from mbtui.accounts.outside_token import OutsideTokens
from mbtui.accounts.token_store import AccountProblem, TokenFound
from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired

if TYPE_CHECKING:
    from mbtui.api import Account, Client
    from mbtui.config import Config

__all__ = ["TOKEN_VARIABLE", "AccountProblem", "Accounts", "SignedIn", "TokenFound", "TokenMissing"]


class TokenMissing(msgspec.Struct, frozen=True):
    """No token, and what was looked at."""

    reasons: tuple[str, ...]
    """Sentences."""

    @property
    def sentence(self) -> str:
        return " ".join(self.reasons)


class Accounts:
    """The accounts of one server.

    Raises:
        AccountProblem: The list of accounts could not be written, or there is no such account in it.
        SignInRequired: The server does not accept a token.
        MicroblogError: Any other of its kinds: the server could not be asked, which says nothing about the token.
    """

    def __init__(
        self,
        origin: str,
        config: Config,
        *,
        environ: Mapping[str, str] = os.environ,
        keyring: SystemKeyring | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._config = config
        self._store = AccountStore(origin, keyring or SystemKeyring(config.keyring), now)
        self._outside = OutsideTokens(self._store, environ, config.token_command)

    def expected(self, username: str = "") -> KnownAccount | None:
        """The account that will be opened, without asking keyring, command or network: for the first frame.

        Without a name it is the one in config.toml, of `MBTUI_TOKEN`, or open last.
        """
        known, _ = self._store.read_now()
        return expected_account(known, username or self._config.account, self._outside.in_environment)

    @property
    def new_token(self) -> Token | None:
        """The token in the environment, if it can be one and it is not known whose it is."""
        text = self._outside.in_environment
        with suppress(SignInRequired):
            if text and self._store.read_now()[0].owner(text) is None:
                return Token(text)
        return None

    def remember(self, username: str, token: Token) -> None:
        """Use a token until the program ends that another process was given and could keep nowhere."""
        self._store.tokens.remember(username, token)

    async def known(self) -> tuple[AccountList, str]:
        """The accounts that were signed in here, and a sentence when the list of them can not be used."""
        return await asyncio.to_thread(self._store.read_now)

    @property
    def usernames(self) -> tuple[str, ...]:
        """Who was signed in here when the list was read last."""
        return tuple(account.username for account in self._store.latest.accounts)

    async def token(self, client: Client, username: str = "") -> TokenFound | TokenMissing:
        """Find the token to use for the account that is `expected`, and let the client use it.

        The server is asked whose a token from the environment or a command is, once for each such token.
        """
        found = await self._find(client, username or self._config.account)
        if isinstance(found, TokenFound):
            client.use_token(found.token)
            # `expected` does not run the command, so its account has to be the current one next time.
            is_from_command = found.source == "command" and not username
            if is_from_command and (await self._store.read()).current != found.account.username:
                await self._store.change(lambda known: known.with_account(found.account))
        return found

    async def _find(self, client: Client, wanted: str) -> TokenFound | TokenMissing:
        outside = await self._outside.find(client, wanted)
        if isinstance(outside, TokenFound):
            return outside
        known = await self._store.read()
        account = known.get(wanted or known.current)
        if account is None:
            reason = f"{wanted} is not signed in here." if wanted else "No account is signed in here."
            return TokenMissing((*outside, reason))
        kept = await self._store.tokens.find(account)
        if isinstance(kept, TokenFound):
            return kept
        return TokenMissing((f"No token for {account.username} was found.", *outside, *kept))

    async def sign_in(self, client: Client, token: Token | str, *, may_use_file: bool | None = None) -> SignedIn:
        """Sign in with an app token, a temporary token from a mail, or an access token.

        What the server gives back for it is kept before anything else happens; then `client` uses it, and the account
        is the current one. When no place takes it and nobody was asked for a file, its account's `kept` is empty and
        nobody is signed in yet: ask then, and `settle` it.

        Args:
            may_use_file: Whether the reader has said yes to a file, should there be no keyring. None: not asked yet;
                then a yes of an earlier sign-in to this account counts.
        """
        verified = await client.account.verify(token=token)
        # A cancelled sign-in must not lose the token: the server may already have ended the old one.
        return await asyncio.shield(self._keep(client, verified, may_use_file))

    async def _keep(self, client: Client, verified: Account, may_use_file: bool | None) -> SignedIn:
        signed_in = await self._store.keep(verified, may_use_file=may_use_file)
        if not signed_in.account.kept and may_use_file is None:
            return signed_in
        return await self._store.enter(client, signed_in)

    async def settle(self, client: Client, signed_in: SignedIn, *, may_use_file: bool) -> SignedIn:
        """Finish a sign-in whose token has no place: in a file after a yes, else in memory until the program ends."""
        account, reason = signed_in.account, signed_in.reason
        if may_use_file:
            kept, reason = await self._store.tokens.keep(account.username, signed_in.token, "file")
            account = msgspec.structs.replace(account, kept=kept)
        settled = msgspec.structs.replace(signed_in, account=account, is_kept=bool(account.kept), reason=reason)
        return await self._store.enter(client, settled)

    async def verify(self, client: Client, found: TokenFound, *, is_forced: bool = False) -> TokenFound:
        """Have a token confirmed or exchanged when that is due, and keep what comes back before anything else.

        Tokens from the environment or a command are left alone unless the server has refused them: what it exchanges
        them for could not be put where they came from. A token of ours that the server says is invalid is removed
        from where it is kept, before `SignInRequired` is raised.

        `is_forced`: also when it is not due, as the server has refused the token. Returns the token to use from now
        on, with a notice when it could not be kept.
        """
        account = (await self._store.read()).get(found.account.username) or found.account
        is_ours = found.source not in ("environment", "command")
        if not is_forced and not (is_ours and account.is_verification_due(self._store.now())):
            return found
        try:
            verified = await client.account.verify(token=found.token)
        except SignInRequired:
            if not is_ours:
                raise
            stored = await self._store.tokens.find(account, is_fresh=True)
            if isinstance(stored, TokenFound) and stored.token != found.token:
                # Another mbtui has exchanged the token meanwhile.
                client.use_token(stored.token)
                return stored
            await self._store.tokens.remove(account.username)
            raise
        if not is_ours and verified.token == found.token.reveal():
            return found
        kept = self._renew(client, verified) if is_ours else self._outside.accept(client, verified, found)
        return (await asyncio.shield(kept)).renewed(client.origin.name)

    async def _renew(self, client: Client, verified: Account) -> SignedIn:
        return await self._store.enter(client, await self._store.keep(verified))

    async def send_mail(self, client: Client, email: str) -> None:
        """Have Micro.blog send a mail with a link that signs in. `Refused`: it does not know the address or the app."""
        if not self.can_send_mail:
            raise AccountProblem(
                "Signing in by e-mail needs app_name and redirect_url in config.toml, as registered with Micro.blog. "
                "Paste an app token instead."
            )
        await client.account.sign_in(
            email=email, app_name=self._config.app_name, redirect_url=self._config.redirect_url
        )

    @property
    def can_send_mail(self) -> bool:
        """Whether an e-mail address is enough to sign in."""
        return bool(self._config.app_name and self._config.redirect_url)

    async def select(self, username: str) -> KnownAccount:
        """Make an account the current one."""
        account = await self._store.get(username)
        await self._store.change(lambda known: known.with_account(account))
        return account

    async def sign_out(self, username: str) -> tuple[str, ...]:
        """Remove an account's token, wherever it is kept, and the account from the list; say what is left in sentences.

        Saved posts and drafts stay.
        """
        account = await self._store.get(username)
        sentences = list(await self._store.tokens.remove(account.username))
        if account.kept == "environment":
            sentences.append(f"{TOKEN_VARIABLE} is still set, and signs in again at the next start.")
        if account.kept == "command":
            sentences.append("token_command is still in config.toml, and signs in again at the next start.")
        await self._store.change(lambda known: known.without(account.username))
        return tuple(sentences)
