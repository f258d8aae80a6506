"""The accounts of one server that this computer knows: who they are and where their tokens are kept, never a token."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from mbtui.accounts.private_files import FileUnsafe, read_private, write_private

TOKEN_VARIABLE = "MBTUI_TOKEN"
"""The environment variable that may hold a token; it comes before every other place."""

_LASTING_TOKEN_REST = timedelta(days=7)
"""Micro.blog makes an expiring token of a lasting one that is verified often."""

_EXPIRING_TOKEN_REST = timedelta(days=3)

_LAST_DAYS = timedelta(days=3)

_LAST_DAYS_REST = timedelta(hours=6)


class KnownAccount(msgspec.Struct, frozen=True):
    """One account that was signed in here."""

    username: str
    name: str = ""
    kept: str = ""
    """Where the token is: "keyring", "file", "environment", "command", or empty for nowhere but memory."""
    verified_at: datetime | None = None
    expires_at: datetime | None = None
    """When the token ends; `None` when it does not, or when the server did not say."""

    def is_verification_due(self, now: datetime) -> bool:
        """Whether to verify the token: weekly when it lasts, oftener when it expires, but never at every start."""
        if self.verified_at is None:
            return True
        rested = now - self.verified_at
        if rested < timedelta(0):
            return False  # the clock was set back; asking now and again until then would be worse
        if self.expires_at is None:
            return rested >= _LASTING_TOKEN_REST
        if self.expires_at - now <= _LAST_DAYS:
            return rested >= _LAST_DAYS_REST
        return rested >= _EXPIRING_TOKEN_REST


class AccountList(msgspec.Struct, frozen=True):
    """All accounts of a server, as the file holds them."""

    current: str = ""
    """Username of the account that was open last."""
    accounts: tuple[KnownAccount, ...] = ()
    owners: dict[str, str] = {}
    """Usernames by the hash of a token that came from the environment or a command."""
    replaced: tuple[str, ...] = ()
    """Hashes of such tokens that the server has exchanged for others."""

    def get(self, username: str) -> KnownAccount | None:
        """The account of that name, whatever its case, with or without an @."""
        wanted = username.removeprefix("@").lower()
        return next((account for account in self.accounts if account.username.lower() == wanted), None)

    def owner(self, token: str) -> KnownAccount | None:
        """The account of a token from outside; `None` when the server has not been asked yet."""
        return self.get(self.owners.get(_hash(token), ""))

    def is_replaced(self, token: str) -> bool:
        return _hash(token) in self.replaced

    def with_account(self, account: KnownAccount, *, is_current: bool = True) -> AccountList:
        others = tuple(other for other in self.accounts if other.username.lower() != account.username.lower())
        accounts = tuple(sorted((*others, account), key=lambda known: known.username.lower()))
        current = account.username if is_current else self.current
        return msgspec.structs.replace(self, accounts=accounts, current=current)

    def without(self, username: str) -> AccountList:
        """The list without one account; another becomes the current one."""
        accounts = tuple(known for known in self.accounts if known.username.lower() != username.lower())
        current = self.current
        if current.lower() == username.lower():
            current = accounts[0].username if accounts else ""
        owners = {token: owner for token, owner in self.owners.items() if owner.lower() != username.lower()}
        return AccountList(current, accounts, owners, tuple(old for old in self.replaced if old in owners))

    def with_owner(self, token: str, username: str, *, is_replaced: bool) -> AccountList:
        """The list knowing whose token a token from outside is, and whether the server has exchanged it."""
        hashed = _hash(token)
        replaced = tuple(old for old in self.replaced if old != hashed) + ((hashed,) if is_replaced else ())
        return msgspec.structs.replace(self, owners={**self.owners, hashed: username}, replaced=replaced)


def _hash(token: str) -> str:
    """What tells a token from others without giving it away."""
    from hashlib import sha256  # 1.5 ms for OpenSSL, which only those pay whose token is in the environment

    return sha256(token.encode("utf-8", "replace")).hexdigest()[:16]


def expected_account(known: AccountList, wanted: str, token: str) -> KnownAccount | None:
    """The account that will be opened, as far as that is known without asking a keyring, a command or the network.

    Another token in the environment than last time gives `None`, not the account that was open last: nobody's saved
    posts are shown to somebody else, not even for the first frame.
    `wanted` is asked for by name, `token` stands in the environment; both may be empty.
    """
    if wanted:
        return known.get(wanted)
    return known.owner(token) if token else known.get(known.current)


def load_accounts(path: Path) -> tuple[AccountList, str]:
    """Read the list, empty when there is none; and a sentence when the file was there but could not be used."""
    try:
        content = read_private(path)
        return (AccountList() if content is None else msgspec.json.decode(content, type=AccountList)), ""
    except FileUnsafe as error:
        return AccountList(), str(error)
    except OSError as error:
        return AccountList(), f"The list of accounts could not be read ({error.strerror})."
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return AccountList(), f"The list of accounts ({path}) is damaged and was not used. Sign in again to mend it."


def save_accounts(path: Path, accounts: AccountList) -> None:
    """Write the list, or raise `OSError`."""
    write_private(path, msgspec.json.format(msgspec.json.encode(accounts)) + b"\n")
