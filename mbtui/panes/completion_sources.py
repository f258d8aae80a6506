"""What completes the word before the cursor of the composer. Another source is another class here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from mbtui.services.session import Session
from mbtui.store import StoreError, search
from mbtui.widgets.composer_completion import Choice
from mbtui.widgets.wrapping import fit

NAMES_LOOKED_FOR = 8
MOST_EMOJI = 4
"""Offered at a time: with their names they fill two lines."""
EMOJI_NAME_CELLS = 18


class Names:
    """People, behind an @."""

    begins = re.compile(r"(?:^|(?<=[\s(\[,;:]))@([\w-]*(?:[.@][\w.-]*)?)$")

    def __init__(
        self, session: Session, people: Callable[[], Sequence[str]], meet: Callable[[str, StoreError], object]
    ) -> None:
        """
        Args:
            session: Whose saved people are looked through.
            people: Gives usernames that come before all others.
            meet: Told what could not be done, and why.
        """
        self._session = session
        self._people = people
        self._meet = meet

    async def find(self, typed: str) -> Sequence[Choice]:
        names = [name for name in self._people() if name.lower().startswith(typed.lower())]
        try:
            found = await self._session.store.cache.read(search.usernames, typed, limit=NAMES_LOOKED_FOR)
            names += [name for name, _ in found if name.lower() != self._session.username.lower()]
        except StoreError as error:
            self._meet("look for names", error)
        return [Choice(f"@{name}", f"@{name} ") for name in dict.fromkeys(names) if name.lower() != typed.lower()]


class Emoji:
    """Emoji, behind a colon and two letters: by the short name that many programs know, or a word of Unicode's name.

    Python has Unicode's names and the toolkit the short ones; a library for them would be 4 MB more.
    """

    begins = re.compile(r"(?:^|(?<=[\s(\[])):((?:[a-zA-Z]|\+1|-1)[\w-]*):?$")

    async def find(self, typed: str) -> Sequence[Choice]:
        wanted = typed.lower().replace("_", " ")
        if len(wanted) < 2:
            return []
        known = emoji()
        names = sorted(
            (name for name in known if f" {wanted}" in f" {name}"), key=lambda name: not name.startswith(wanted)
        )
        found = {known[name]: name for name in names}
        if short := _by_short_name(typed.lower()):
            found = {short: typed.lower(), **found}
        best = list(found.items())[:MOST_EMOJI]
        return [Choice(f"{sign} {fit(name, EMOJI_NAME_CELLS)}", f"{sign} ") for sign, name in best]


@cache
def emoji() -> dict[str, str]:
    """Those that are one character and drawn as pictures everywhere, by their names in small letters."""
    signs = map(chr, (*range(0x231A, 0x2C00), *range(0x1F300, 0x1FB00)))
    pictures = (
        sign for sign in signs if unicodedata.east_asian_width(sign) == "W" and unicodedata.category(sign) == "So"
    )
    return {unicodedata.name(sign).lower(): sign for sign in pictures}


def _by_short_name(name: str) -> str:
    from rich.emoji import Emoji as Known

    sign = Known.replace(f":{name}:")
    if sign.startswith(":"):
        return ""
    # An old sign is drawn as a letter unless it is followed by this.
    return sign if len(sign) > 1 or unicodedata.east_asian_width(sign) == "W" else f"{sign}\ufe0f"
