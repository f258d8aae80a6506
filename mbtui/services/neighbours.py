"""Other programs on the same account: notices that one of them has saved something.

Two mbtui may run on one account, and `mbtui star` beside them. They share the files, so what one of them fetches,
reads or writes is there for the others; this tells when to look.
"""

from __future__ import annotations

import msgspec

from mbtui.store import Store
from mbtui.store.database import data_version


class Noticed(msgspec.Struct, frozen=True):
    """What other programs have changed since the last look."""

    posts: bool
    """Posts, marks, mutes or read positions."""
    writing: bool
    """Drafts or the outbox."""


class Neighbours:
    """Looks whether others have been at the files of an account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._versions: tuple[int, int] | None = None

    async def look(self) -> Noticed:
        """Tell what has changed since the last look. The first look finds a change: it does not know what was before.

        Raises:
            StoreError: The files could not be read.
        """
        before = self._versions
        self._versions = (await self._store.cache.write(data_version), await self._store.outbox.write(data_version))
        if before is None:
            return Noticed(True, True)
        return Noticed(before[0] != self._versions[0], before[1] != self._versions[1])
