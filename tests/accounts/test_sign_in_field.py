"""The one field of the sign-in screen."""

from __future__ import annotations

import pytest

from mbtui.accounts.sign_in_field import EmailAddress, PastedRedirect, read_entry
from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired


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
    assert read_entry(text) == Token("ABC123")


def test_an_address_is_for_a_mail_and_a_redirect_for_the_browsers_way() -> None:
    """The two other things that sign in."""
    address = read_entry(" ines@mail.example ")
    assert isinstance(address, EmailAddress) and address == "ines@mail.example"
    for query in ("code=c&state=s", "state=s&error=access_denied"):
        assert isinstance(read_entry(f"http://127.0.0.1:4711/?{query}"), PastedRedirect)


@pytest.mark.parametrize("text", ["", "  ", "two words", "https://app.example/", "https://[", "\x1b[31m", "tökén"])
def test_what_is_none_of_these_is_explained(text: str) -> None:
    """A sentence, never a traceback, and nothing of what was typed in it."""
    with pytest.raises(SignInRequired) as caught:
        read_entry(text)
    assert str(caught.value).endswith(".")
    assert text.strip() == "" or text not in str(caught.value)


def test_what_only_looks_like_an_address_is_a_token() -> None:
    """An address has a name of a host."""
    assert read_entry("a@b") == Token("a@b")
