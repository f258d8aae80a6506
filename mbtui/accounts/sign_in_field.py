"""What a person may put into the one field of the sign-in screen: a token, an e-mail address, or a link."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from mbtui.api.credentials import Token
from mbtui.api.errors import SignInRequired


class EmailAddress(str):
    """An address to which a sign-in mail can be sent."""


class PastedRedirect(str):
    """The address on which a browser ended after saying yes."""


def read_entry(text: str) -> Token | EmailAddress | PastedRedirect:
    """Tell what was typed or pasted; the token may be cut from the link of a sign-in mail.

    Blanks and quotes around it, and line breaks that a terminal put into a long link, do not matter.

    Raises:
        SignInRequired: It is none of these; the sentence says what to do instead.
    """
    text = text.strip().strip("\"'<>").strip()
    if "://" in text:
        return _read_link("".join(text.split()))
    word = re.sub(r"^(?:Bearer|Token)\s+", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", word):
        return EmailAddress(word)
    if not word:
        raise SignInRequired("Paste an app token, or the link from the sign-in mail.")
    return Token(word)


def _read_link(address: str) -> Token | PastedRedirect:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise SignInRequired("This link can not be read. Paste it whole, as it stands in the mail.") from None
    query = parse_qs(parts.query)
    if "state" in query and ("code" in query or "error" in query):
        return PastedRedirect(address)
    segments = [segment for segment in parts.path.split("/") if segment]
    # The token comes after at least one word of the path, except in an app's own scheme: app://TOKEN or app://signin/TOKEN
    if not segments and parts.scheme not in ("http", "https") and parts.netloc:
        segments = [parts.netloc]
    if not segments:
        raise SignInRequired("This link holds no token. Paste the link from the sign-in mail, whole.")
    return Token(unquote(segments[-1]))
