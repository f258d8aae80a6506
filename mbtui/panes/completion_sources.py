"""What completes the word before the cursor of the composer. Another source is another class here."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mbtui.services.session import Session
from mbtui.store import StoreError, search
from mbtui.widgets.composer_completion import Choice

NAMES_LOOKED_FOR = 8


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
