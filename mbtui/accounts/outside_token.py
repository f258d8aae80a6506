"""Tokens that come from outside at every start: from `MBTUI_TOKEN`, or from the program that `token_command` names.

The server is asked once for each such token whose it is, because verifying a lasting token often makes it expire. What
it exchanges the token for can not be put back where it came from; it is kept as after a sign-in, and used from then on.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from mbtui.accounts.account_list import TOKEN_VARIABLE, AccountList, KnownAccount
from mbtui.accounts.account_store import AccountStore, SignedIn
from mbtui.accounts.token_store import TokenFound
from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired
from mbtui.api.text import clean_line

if TYPE_CHECKING:
    from mbtui.api import Account, Client

_TIMEOUT_SECONDS = 15.0
_OUTPUT_LIMIT_BYTES = 64 * 1024


class OutsideTokens:
    """The tokens that the environment and `token_command` give for the accounts of one server."""

    def __init__(self, store: AccountStore, environ: Mapping[str, str], command: Sequence[str]) -> None:
        self.in_environment = environ.get(TOKEN_VARIABLE, "").strip()
        self._store = store
        self._command = command

    async def find(self, client: Client, wanted: str) -> TokenFound | tuple[str, ...]:
        """The first of them that belongs to the account asked for, if one was; else a sentence for each place."""
        reasons: list[str] = []
        if self.in_environment:
            found = await self._owned(client, self.in_environment, "environment", wanted)
            if isinstance(found, TokenFound):
                return found
            reasons.append(found)
        if self._command:
            try:
                found = await self._owned(client, await run_token_command(self._command), "command", wanted)
            except TokenCommandFailed as error:
                found = str(error)
            if isinstance(found, TokenFound):
                return found
            reasons.append(found)
        return tuple(reasons)

    async def accept(self, client: Client, verified: Account, outside: TokenFound) -> SignedIn:
        """Remember whose a token is, and keep what the server has exchanged it for, if it has."""
        is_replaced = verified.token != outside.token.reveal()
        if is_replaced:
            signed_in = await self._store.keep(verified)
        else:
            signed_in = self._store.signed_in(verified, outside.source)

        def change(known: AccountList, account: KnownAccount) -> AccountList:
            known = known.with_account(account, is_current=not known.current)
            return known.with_owner(outside.token.reveal(), account.username, is_replaced=is_replaced)

        return await self._store.enter(client, signed_in, change)

    async def _owned(self, client: Client, text: str, source: str, wanted: str) -> TokenFound | str:
        """The token with its account; a sentence when that is not the account asked for."""
        known = await self._store.read()
        account = known.owner(text)
        if account is None:
            found = await self._learn(client, text, source)
        elif known.is_replaced(text) and isinstance(kept := await self._store.tokens.find(account), TokenFound):
            found = kept
        else:
            found = TokenFound(account, Token(text), source)
        if wanted and found.account.username.lower() != wanted.removeprefix("@").lower():
            return f"{_place(source)} holds the token of {found.account.username}, not of {wanted}."
        return found

    async def _learn(self, client: Client, text: str, source: str) -> TokenFound:
        try:
            token = Token(text)
            verified = await client.account.verify(token=token)
        except SignInRequired as error:
            raise SignInRequired(f"{_place(source)}: {error}") from error
        outside = TokenFound(KnownAccount(verified.username, kept=source), token, source)
        # A cancelled start must not lose what the token was exchanged for.
        signed_in = await asyncio.shield(self.accept(client, verified, outside))
        return signed_in.renewed(client.origin.name)


def _place(source: str) -> str:
    return TOKEN_VARIABLE if source == "environment" else "token_command"


class TokenCommandFailed(Exception):
    """Why the command gave no token; the sentence holds nothing that the command printed on its standard output."""


async def run_token_command(command: Sequence[str], *, timeout_seconds: float = _TIMEOUT_SECONDS) -> str:
    """Run the command and take the first line it prints.

    The command has no terminal: one that asks for a passphrase must do it in a window, as it would otherwise read the
    keys meant for the screen. After `timeout_seconds` it is ended, with what it started.
    """
    name = os.path.basename(command[0])
    environment = {key: value for key, value in os.environ.items() if key != "GPG_TTY"}
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=environment,
            limit=_OUTPUT_LIMIT_BYTES,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name can not be used"
        raise TokenCommandFailed(f"token_command could not run {name} ({reason}).") from error
    try:
        async with asyncio.timeout(timeout_seconds):
            output, complaint = await process.communicate()
    except TimeoutError:
        raise TokenCommandFailed(
            f"token_command ({name}) was ended because it took longer than {timeout_seconds:g} seconds. If it asks for "
            "a passphrase, unlock it in another terminal first."
        ) from None
    finally:
        # The whole group, and also when this task is cancelled: nothing it started stays behind.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    if process.returncode:
        said = clean_line(complaint[:500].decode(errors="replace"))
        raise TokenCommandFailed(
            f"token_command ({name}) failed with status {process.returncode}: {said or 'no reason'}"
        )
    token = output[:_OUTPUT_LIMIT_BYTES].decode(errors="replace").split("\n", 1)[0].strip()
    if not token:
        raise TokenCommandFailed(f"token_command ({name}) printed nothing.")
    return token
