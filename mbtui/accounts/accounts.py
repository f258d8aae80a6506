"""Signing in and out, and where the token of each account is: environment, command, keyring or file, in that order.

No terminal in sight: what must be asked is handed back as an outcome, what can not be done as a sentence. A token is
never part of a text.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from mbtui import paths
from mbtui.accounts.account_list import (
    TOKEN_VARIABLE,
    AccountList,
    KnownAccount,
    expected_account,
    fingerprint,
    load_accounts,
    save_accounts,
    utc_now,
)
from mbtui.accounts.keyring import SystemKeyring
from mbtui.accounts.token_command import TokenCommandFailed, run_token_command
from mbtui.accounts.token_store import AccountProblem, Kept, TokenPlaces
from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired

if TYPE_CHECKING:
    from mbtui.api import Account, Client
    from mbtui.config import Config

__all__ = ["TOKEN_VARIABLE", "AccountProblem", "Accounts", "SignedIn", "TokenFound", "TokenMissing"]


class TokenFound(msgspec.Struct, frozen=True):
    """A token, and whose it is."""

    account: KnownAccount
    token: Token
    source: str
    """Where it was: "environment", "command", "keyring", "file" or "memory"."""
    notice: str = ""
    """A sentence the reader should see, or nothing."""


class TokenMissing(msgspec.Struct, frozen=True):
    """No token, and what was looked at."""

    username: str
    """Whose token was looked for; empty when no account is known."""
    reasons: tuple[str, ...]
    """One sentence for each place."""


class SignedIn(msgspec.Struct, frozen=True):
    """A sign-in that the server accepted."""

    account: KnownAccount
    token: Token
    is_kept: bool
    """Whether the token is kept for the next start. If not, ask, and call `keep_in_file` after a yes."""
    reason: str = ""
    """Why the token could not be kept in the keyring."""
    file: Path | None = None
    """Where `keep_in_file` would keep it."""


class Accounts:
    """The accounts of one server."""

    def __init__(
        self,
        origin: str,
        config: Config,
        *,
        environ: Mapping[str, str] = os.environ,
        keyring: SystemKeyring | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Look at the accounts of a server; only the list of them is read, and only when asked for.

        Args:
            origin: Scheme, host and port of the server.
            config: For `account`, `token_command`, `keyring` and the e-mail sign-in.
            environ: Where `MBTUI_TOKEN` may be.
            keyring: The keyring to use; by default the one that `config` chooses.
            now: The clock.
        """
        self.origin = origin
        self._config = config
        self._environ = environ
        self._places = TokenPlaces(origin, keyring or SystemKeyring(config.keyring))
        self._now = now

    @property
    def known(self) -> AccountList:
        """The accounts that were signed in here, read afresh: another mbtui may have changed them."""
        return load_accounts(paths.accounts_file(self.origin))[0]

    @property
    def notice(self) -> str | None:
        """A sentence when the list of accounts is there but can not be used."""
        return load_accounts(paths.accounts_file(self.origin))[1]

    def expected(self, username: str = "") -> KnownAccount | None:
        """The account that will be opened, without asking keyring, command or network: for the first frame.

        Args:
            username: The account asked for; empty for the one in config.toml, of `MBTUI_TOKEN`, or open last.

        Returns:
            The account, or `None` when it was never signed in here.
        """
        return expected_account(self.known, username or self._config.account, self._from_environment())

    async def token(self, client: Client, username: str = "") -> TokenFound | TokenMissing:
        """Find the token to use, and let the client use it.

        Args:
            client: Asked whose a token from the environment or a command is, once for each such token.
            username: As for `expected`.

        Raises:
            SignInRequired: The server does not accept the token in the environment or of the command.
            MicroblogError: The server could not say whose token that is.
        """
        found = await self._find(client, username)
        if isinstance(found, TokenFound):
            client.use_token(found.token)
            is_from_command = found.source == "command" and not username
            if is_from_command and (await self._known()).current != found.account.username:
                await self._remember(found.account)
        return found

    async def _find(self, client: Client, username: str) -> TokenFound | TokenMissing:
        wanted = username or self._config.account
        reasons = []
        if token := self._from_environment():
            found = await self._from_outside(client, token, wanted, "environment")
            if isinstance(found, TokenFound):
                return found
            reasons.append(found)
        else:
            reasons.append(f"{TOKEN_VARIABLE} is not set.")
        if self._config.token_command:
            try:
                token = await run_token_command(self._config.token_command)
                found = await self._from_outside(client, token, wanted, "command")
            except TokenCommandFailed as error:
                found = str(error)
            if isinstance(found, TokenFound):
                return found
            reasons.append(found)
        known = await self._known()
        account = known.get(wanted or known.current)
        if account is None:
            reasons.append(f"{wanted} is not signed in here." if wanted else "No account is signed in here.")
            return TokenMissing(wanted, tuple(reasons))
        kept = await self._kept(account)
        if isinstance(kept, TokenFound):
            return kept
        return TokenMissing(account.username, (*reasons, *kept))

    async def sign_in(self, client: Client, token: str, *, may_use_file: bool | None = None) -> SignedIn:
        """Sign in with an app token, a temporary token from a mail, or an access token.

        The token the server gives back is kept before anything else happens; then `client` uses it, and the account
        is the current one.

        Args:
            client: Asked to verify the token.
            token: As the reader pasted it.
            may_use_file: Whether the reader has said yes to a file, should there be no keyring. None: not asked now;
                then a yes of an earlier sign-in to this account counts.

        Raises:
            SignInRequired: The server does not accept the token.
            MicroblogError: The server could not be asked.
        """
        verified = await client.account.verify(token=Token(token))
        # A cancelled sign-in must not lose the token: the server may already have ended the old one.
        return await asyncio.shield(self._accept(client, verified, may_use_file=may_use_file))

    async def keyring_trouble(self) -> str:
        """Why the keyring would not keep a token: a sentence, or nothing when it would. Ask it before signing in where
        the reader can say yes to a file beforehand: the server's token has a place from its first moment then."""
        return await self._places.keyring_trouble()

    async def keep_in_file(self, username: str) -> KnownAccount:
        """Keep a token that is only in memory in a file that only the reader can read. Call it only after a yes.

        Raises:
            AccountProblem: It could not be written, or there is no such token.
        """
        account = (await self._known()).get(username)
        token = self._places.in_memory(username)
        if account is None or token is None:
            raise AccountProblem(f"There is no token of {username} to keep.")
        await self._places.write_file(account.username, token)
        return await self._remember(msgspec.structs.replace(account, kept="file"))

    async def verify(self, client: Client, found: TokenFound, *, is_forced: bool = False) -> TokenFound:
        """Have a token confirmed or exchanged when that is due, and keep what comes back before anything else.

        Tokens from the environment or a command are left alone: what the server exchanged them for could not be put
        where they came from.

        Args:
            client: Asked to verify; it uses the new token afterwards.
            found: The token in use.
            is_forced: Verify although it is not due: after the server has refused the token.

        Returns:
            The token to use from now on, with a notice when it could not be kept.

        Raises:
            SignInRequired: The server no longer accepts the token. It has been removed from where it was kept.
            MicroblogError: The server could not be asked; the token stays.
        """
        account = (await self._known()).get(found.account.username) or found.account
        is_ours = found.source not in ("environment", "command")
        if not is_forced and not (is_ours and account.is_verification_due(self._now())):
            return found
        try:
            verified = await client.account.verify(token=found.token)
        except SignInRequired:
            if not is_ours:
                raise
            stored = await self._kept(account, is_fresh=True)
            if isinstance(stored, TokenFound) and stored.token != found.token:
                # Another mbtui has exchanged the token meanwhile.
                client.use_token(stored.token)
                return stored
            await self._places.remove(account.username)
            raise
        if not is_ours and verified.token == found.token.reveal():
            return found
        signed_in = await asyncio.shield(self._accept(client, verified, outside=None if is_ours else found))
        return self._renewed(client, signed_in)

    async def send_mail(self, client: Client, email: str) -> None:
        """Have Micro.blog send a mail with a link that signs in.

        Raises:
            AccountProblem: No app is configured for it.
            Refused: The server does not know the address or the app.
            MicroblogError: The server could not be asked.
        """
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
        """Make an account the current one.

        Raises:
            AccountProblem: It is not signed in here, or the list could not be written.
        """
        account = (await self._known()).get(username)
        if account is None:
            raise AccountProblem(f"{username} is not signed in here.")
        return await self._remember(account)

    async def sign_out(self, username: str) -> tuple[str, ...]:
        """Remove an account's token, wherever it is kept, and the account from the list. Saved posts and drafts stay.

        Returns:
            One sentence for each thing the reader should know; none when all is removed.

        Raises:
            AccountProblem: The account is not signed in here, or the list could not be written.
        """
        account = (await self._known()).get(username)
        if account is None:
            raise AccountProblem(f"{username} is not signed in here.")
        sentences = list(await self._places.remove(account.username))
        if account.kept == "environment":
            sentences.append(f"{TOKEN_VARIABLE} is still set, and signs in again at the next start.")
        if account.kept == "command":
            sentences.append("token_command is still in config.toml, and signs in again at the next start.")
        await self._save(lambda known: known.without(account.username))
        return tuple(sentences)

    def _from_environment(self) -> str:
        return self._environ.get(TOKEN_VARIABLE, "").strip()

    async def _from_outside(self, client: Client, token: str, wanted: str, source: str) -> TokenFound | str:
        """Use a token from the environment or a command; a sentence when it belongs to another account."""
        known = await self._known()
        owner = known.owners.get(fingerprint(token))
        account = known.get(owner) if owner else None
        if account is None:
            found = await self._learn_owner(client, token, source)
        elif fingerprint(token) in known.replaced and isinstance(kept := await self._kept(account), TokenFound):
            found = kept
        else:
            found = TokenFound(account, Token(token), source)
        if wanted and found.account.username.lower() != wanted.removeprefix("@").lower():
            return f"{_place(source)} holds the token of {found.account.username}, not of {wanted}."
        return found

    async def _learn_owner(self, client: Client, text: str, source: str) -> TokenFound:
        try:
            token = Token(text)
            verified = await client.account.verify(token=token)
        except SignInRequired as error:
            raise SignInRequired(f"{_place(source)}: {error}") from error
        unknown = TokenFound(KnownAccount(verified.username, kept=source), token, source)
        signed_in = await asyncio.shield(self._accept(client, verified, outside=unknown))
        return self._renewed(client, signed_in)

    def _renewed(self, client: Client, signed_in: SignedIn) -> TokenFound:
        notice = ""
        if not signed_in.is_kept:
            notice = (
                f"{client.origin.name} exchanged the token for a new one, which could not be kept for the next start. "
                f"{signed_in.reason} Sign in again if the old token stops working."
            )
        return TokenFound(signed_in.account, signed_in.token, signed_in.account.kept or "memory", notice)

    async def _kept(self, account: KnownAccount, *, is_fresh: bool = False) -> TokenFound | tuple[str, ...]:
        """The token kept for an account, or a sentence for each place it is not in."""
        found = await self._places.find(account.username, file_first=account.kept == "file", is_fresh=is_fresh)
        if isinstance(found[0], Token):
            return TokenFound(account, found[0], str(found[1]))
        return tuple(str(reason) for reason in found)

    async def _accept(
        self, client: Client, verified: Account, *, may_use_file: bool | None = None, outside: TokenFound | None = None
    ) -> SignedIn:
        """Keep the token of a verification, then let the client use it, then remember the account.

        Args:
            client: Uses the token afterwards.
            verified: The server's answer.
            may_use_file: As for `sign_in`.
            outside: The token that was verified, when it came from the environment or a command.
        """
        token = Token(verified.token)
        username = verified.username
        if outside is not None and outside.token == token:
            kept = Kept(outside.source)
        else:
            known = (await self._known()).get(username)
            had_file = may_use_file is None and known is not None and known.kept == "file"
            kept = await self._places.keep(username, token, had_file=had_file, may_use_file=bool(may_use_file))
        client.use_token(token)
        account = KnownAccount(
            username=username,
            name=verified.name,
            avatar_url=verified.avatar_url,
            default_site=verified.default_site,
            kept=kept.place,
            verified_at=self._now(),
            expires_at=verified.expires_at,
        )

        def change(known: AccountList) -> AccountList:
            known = known.with_account(account, is_current=outside is None or not known.current)
            if outside is None:
                return known
            return known.with_owner(outside.token.reveal(), username, is_replaced=outside.token != token)

        is_kept, reason = bool(kept.place), kept.reason
        try:
            await self._save(change)
        except AccountProblem as error:
            is_kept, reason = False, f"{reason} {error}".strip()
        return SignedIn(account, token, is_kept, reason, paths.token_file(self.origin, username))

    async def _known(self) -> AccountList:
        """Read the list off the event loop: the home folder may be on a slow disk."""
        return await asyncio.to_thread(lambda: self.known)

    async def _remember(self, account: KnownAccount) -> KnownAccount:
        await self._save(lambda known: known.with_account(account))
        return account

    async def _save(self, change: Callable[[AccountList], AccountList]) -> None:
        path = paths.accounts_file(self.origin)
        try:
            await asyncio.to_thread(lambda: save_accounts(path, change(self.known)))
        except OSError as error:
            raise AccountProblem(f"The list of accounts could not be written to {path} ({error.strerror}).") from error


def _place(source: str) -> str:
    return TOKEN_VARIABLE if source == "environment" else "token_command"
