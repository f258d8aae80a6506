"""What a person may put into the one field of the sign-in screen: a token, an e-mail address, or a link."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired


class PastedToken(msgspec.Struct, frozen=True):
    """A token, pasted as such or cut from the link of a sign-in mail."""

    token: Token


class EmailAddress(msgspec.Struct, frozen=True):
    """An address to which a sign-in mail can be sent."""

    address: str


class PastedRedirect(msgspec.Struct, frozen=True):
    """The address on which a browser ended after saying yes."""

    address: str


class Unreadable(msgspec.Struct, frozen=True):
    """None of these, and what to do instead."""

    sentence: str


def read_entry(text: str) -> PastedToken | EmailAddress | PastedRedirect | Unreadable:
    """Tell what was typed or pasted.

    Args:
        text: The field's text; blanks and quotes around it, and line breaks that a terminal put into a long
            link, do not matter.
    """
    text = text.strip().strip("\"'<>").strip()
    if "://" in text:
        return _read_link("".join(text.split()))
    word = re.sub(r"^(?:Bearer|Token)\s+", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", word):
        return EmailAddress(word)
    if not word:
        return Unreadable("Paste an app token, or the link from the sign-in mail.")
    return _token(word)


def _read_link(address: str) -> PastedToken | PastedRedirect | Unreadable:
    try:
        parts = urlsplit(address)
    except ValueError:
        return Unreadable("This link can not be read. Paste it whole, as it stands in the mail.")
    query = parse_qs(parts.query)
    if "state" in query and ("code" in query or "error" in query):
        return PastedRedirect(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    # The token comes after at least one word of the path, except in an app's own scheme: app://TOKEN or app://signin/TOKEN
    if not segments and parts.scheme not in ("http", "https") and parts.netloc:
        segments = [parts.netloc]
    if not segments:
        return Unreadable("This link holds no token. Paste the link from the sign-in mail, whole.")
    return _token(unquote(segments[-1]))


def _token(word: str) -> PastedToken | Unreadable:
    try:
        return PastedToken(Token(word))
    except SignInRequired as error:
        return Unreadable(str(error))
