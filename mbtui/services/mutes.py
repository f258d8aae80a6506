"""Whom and what the reader has muted or blocked, and why a post is hidden because of it.

Holds the mutes and blocks that are saved, those that wait to be sent included, and the words muted in the
configuration. Panes listen to it; the outbox is what changes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from mbtui.api.errors import NotFound
from mbtui.content.mute_match import Muted, MuteMatch
from mbtui.store import SavedPost, Store, people
from mbtui.store.people import SavedMute

if TYPE_CHECKING:
    from mbtui.services.timeline import ClientProvider


class Mutes:
    """All that is hidden from one account."""

    def __init__(self, store: Store, client: ClientProvider) -> None:
        """
        Args:
            store: Where they are kept.
            client: Gives the client when Micro.blog's list is asked for.
        """
        self._store = store
        self._client = client
        self._listeners: list[Callable[[], None]] = []
        self._saved: tuple[SavedMute, ...] | None = None
        self._blocked: tuple[Muted, ...] = ()
        self._own_words: tuple[str, ...] = ()
        self._match = MuteMatch(())

    @property
    def saved(self) -> tuple[SavedMute, ...]:
        """The mutes of the account, those that wait to be sent included."""
        self._load()
        return self._saved or ()

    @property
    def blocked(self) -> tuple[str, ...]:
        """Whom the account has blocked, what waits to be sent included."""
        self._load()
        return tuple(block.username for block in self._blocked)

    def _load(self) -> None:
        if self._saved is None:
            # Needed for the first frame, so read at once; a few rows.
            self._take(*self._store.cache.read_now(_hidden))

    def use_words(self, words: Iterable[str]) -> None:
        """Hide posts with these words as well, in this program only."""
        self._own_words = tuple(words)
        self._take(self.saved, self._blocked)

    def of_person(self, username: str) -> SavedMute | None:
        """The mute of a person, if they are muted."""
        wanted = username.lower()
        return next((mute for mute in self.saved if wanted and mute.username.lower() == wanted), None)

    def of_word(self, word: str) -> SavedMute | None:
        """The mute of a word, if it is muted for all apps."""
        return next((mute for mute in self.saved if mute.keyword.lower() == word.lower()), None)

    def reason(self, post: SavedPost, *, spared: str = "") -> str:
        """Say why a post is hidden.

        Args:
            post: Any post.
            spared: A person whose mute does not count here: the one whose page this is.

        Returns:
            Words like `you muted @del`; empty when it is not hidden.
        """
        if not self.saved and not self._blocked and not self._own_words:
            return ""
        return self._match.reason(
            post.document,
            title=post.title,
            username=post.username,
            urls=(post.url, post.author_url),
            spared=spared,
        )

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Be told on the event loop when something else is hidden than before.

        Returns:
            Ends it.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def reload(self) -> None:
        """Take over what the store holds now.

        Raises:
            StoreError: It could not be read.
        """
        before = self._saved, self._blocked
        self._take(*await self._store.cache.read(_hidden))
        if before != (self._saved, self._blocked):
            for listener in tuple(self._listeners):
                listener()

    async def refresh(self) -> None:
        """Take over Micro.blog's lists; what waits to be sent stays as the reader wants it.

        Raises:
            MicroblogError: The list could not be had.
            StoreError: It could not be saved.
        """
        listed = await self._client().users.muting()
        await self._store.cache.write(people.set_mutes, listed)
        try:
            blocked = await self._client().users.blocking()
            await self._store.cache.write(people.set_blocked, [block.username for block in blocked])
        except NotFound:
            # A server that knows no blocks.
            pass
        await self.reload()

    def _take(self, saved: Sequence[SavedMute], blocked: Sequence[Muted]) -> None:
        self._saved, self._blocked = tuple(saved), tuple(blocked)
        self._match = MuteMatch([*saved, *blocked], self._own_words)


def _hidden(connection: sqlite3.Connection) -> tuple[list[SavedMute], list[Muted]]:
    return people.mutes(connection), people.blocked(connection)
