"""The one field of the sign-in screen."""

from __future__ import annotations

import pytest

from mbtui.accounts.sign_in import EmailAddress, PastedRedirect, PastedToken, Unreadable, read_entry
from mbtui.api.credentials import Token


@pytest.mark.parametrize(
    "text",
    [
        "ABC123",
        "  ABC123\n",
        '"ABC123"',
        "Bearer ABC123",
        "token ABC123",
        "microblog://signin/ABC123",
        "mbtui://ABC123",
        "https://app.example/signin/ABC123",
        "https://app.example/signin/ABC123/",
        "<https://app.example/signin/ABC123?utm_source=mail>",
        "https://app.example/sign\n  in/ABC123",
    ],
)
def test_tokens_are_found_in_whatever_was_pasted(text: str) -> None:
    """Bare, with the word before it, or at the end of the mail's link."""
    assert read_entry(text) == PastedToken(Token("ABC123"))


def test_an_address_is_for_a_mail_and_a_redirect_for_the_browsers_way() -> None:
    """The two other things that sign in."""
    assert read_entry(" ines@mail.example ") == EmailAddress("ines@mail.example")
    for query in ("code=c&state=s", "state=s&error=access_denied"):
        assert read_entry(f"http://127.0.0.1:4711/?{query}") == PastedRedirect(f"http://127.0.0.1:4711/?{query}")


@pytest.mark.parametrize(
    "text", ["", "  ", "two words", "https://app.example/", "https://[", "a@b", "\x1b[31m", "tökén"]
)
def test_what_is_none_of_these_is_explained(text: str) -> None:
    """A sentence, never a traceback, and nothing of what was typed in it."""
    entry = read_entry(text)
    if text == "a@b":
        assert entry == PastedToken(Token("a@b"))
        return
    assert isinstance(entry, Unreadable)
    assert entry.sentence.endswith(".")
