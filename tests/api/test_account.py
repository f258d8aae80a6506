"""The answer of a verification."""

from __future__ import annotations

from datetime import UTC, datetime

from mbtui.api import Account


def test_an_account_keeps_the_token_it_was_given() -> None:
    """The returned token counts, and an empty one means: keep the old."""
    sent = {
        "token": "N3W",
        "full_name": "Ines Okafor",
        "username": "ines",
        "gravatar_url": "https://a.example/i.jpg",
        "default_site": "ines.micro.blog",
        "has_site": 1,
        "expires_at": "2026-09-01T00:00:00+00:00",
    }
    account = Account.from_json(sent, "OLD")
    assert account is not None
    assert (account.token, account.name, account.username) == ("N3W", "Ines Okafor", "ines")
    assert (account.avatar_url, account.has_site) == ("https://a.example/i.jpg", True)
    assert account.expires_at == datetime(2026, 9, 1, tzinfo=UTC)
    empties: tuple[object, ...] = ("", None, {})
    for empty in empties:
        kept = Account.from_json({**sent, "token": empty}, "OLD")
        assert kept is not None and kept.token == "OLD"
    assert Account.from_json({"token": "N3W"}, "OLD") is None


def test_an_account_is_printed_without_its_token() -> None:
    """Neither plain nor as rich prints it in a crash report."""
    account = Account.from_json({"token": "N3WT0K3N", "username": "ines"}, "OLD")
    assert account is not None
    assert "N3WT0K3N" not in f"{account!r} {account} {account.__rich_repr__()}"
