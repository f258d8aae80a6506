"""The secret that signs requests, in an object that can be printed without giving it away."""

from __future__ import annotations

import re

from mbtui.api.errors import SignInRequired

_USABLE = re.compile(r"[!-~]{1,4096}")


class Token:
    """An app token or access token. Crash reports print local variables, so only `reveal` gives the text."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Take a token as a person pastes it: blanks around it are dropped.

        What can be no token is refused: a line break in a header would be an error whose text holds the header.
        """
        stripped = text.strip()
        if not _USABLE.fullmatch(stripped):
            raise SignInRequired("This is no token: a token is one word of letters, digits and signs.")
        self._text = stripped

    def reveal(self) -> str:
        """Give the text: for the request header and for the place where it is kept, nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Token(hidden)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)
