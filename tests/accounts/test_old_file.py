"""The list of accounts and a token that an earlier mbtui has left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mbtui import paths
from mbtui.accounts.account_list import KnownAccount, load_accounts, save_accounts
from mbtui.accounts.keyring import SystemKeyring
from mbtui.accounts.private_files import write_private
from mbtui.accounts.token_store import TokenFound, TokenStore

OLD = Path(__file__).parent / "old" / "accounts.json"
"""Written by mbtui 0.1.0: an account for each place where a token can be."""
VERIFIED_AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def test_an_old_list_has_every_account(tmp_path: Path) -> None:
    """Who they are, where their tokens are, and whose tokens came from outside; also when it is written again."""
    path = tmp_path / "accounts.json"
    write_private(path, OLD.read_bytes())
    for _ in range(2):
        known, trouble = load_accounts(path)
        assert trouble == ""
        assert known.current == "ines"
        assert known.accounts == (
            KnownAccount("ines", "Inês Duarte", "keyring", verified_at=VERIFIED_AT),
            KnownAccount("kaveh", kept="environment", verified_at=VERIFIED_AT),
            KnownAccount("otto"),
            KnownAccount(
                *("Tomas", "Tomás 🖖", "file"),
                verified_at=VERIFIED_AT,
                expires_at=datetime(2026, 4, 1, tzinfo=UTC),
            ),
            KnownAccount("yuki", kept="command", verified_at=VERIFIED_AT),
        )
        assert known.owner("env-token") == known.get("kaveh") and known.is_replaced("env-token")
        assert known.owner("command-token") == known.get("yuki") and not known.is_replaced("command-token")
        save_accounts(path, known)


async def test_an_old_token_file_is_found() -> None:
    """It lies in the account's folder, whose name is in lower case, and ends with a line end."""
    folder = paths.data_folder() / "micro.blog" / "@tomas"
    write_private(folder / "token", b"0123456789ABCDEF\n")
    account = KnownAccount("Tomas", kept="file")
    found = await TokenStore("https://micro.blog", SystemKeyring("off")).find(account)
    assert isinstance(found, TokenFound)
    assert (found.token.reveal(), found.source) == ("0123456789ABCDEF", "file")
