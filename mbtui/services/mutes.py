"""Whom and what the reader has muted, and why a post is hidden because of it.

Holds the mutes that are saved, those that wait to be sent included, and the words muted in the configuration. Panes
listen to it; the outbox is what changes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from mbtui.store import SavedPost, Store, people
from mbtui.store.people import SavedMute

if TYPE_CHECKING:
    from mbtui.services.timelines import ClientProvider


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
        self._own_words: tuple[str, ...] = ()
        self._names: dict[str, SavedMute] = {}
        self._words: tuple[tuple[str, re.Pattern[str]], ...] = ()
        self._domains: frozenset[str] = frozenset()

    @property
    def saved(self) -> tuple[SavedMute, ...]:
        """The mutes of the account, those that wait to be sent included."""
        if self._saved is None:
            # Needed for the first frame, so read at once; a few rows.
            self._take(self._store.cache.read_now(people.mutes))
        return self._saved or ()

    def use_words(self, words: Iterable[str]) -> None:
        """Hide posts with these words as well, in this program only."""
        self._own_words = tuple(words)
        self._take(self.saved)

    def of_person(self, username: str) -> SavedMute | None:
        """The mute of a person, if they are muted."""
        return self._names.get(username.lower()) if self.saved else None

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
        if not self.saved and not self._words:
            return ""
        name = post.username.lower()
        if name in self._names and name != spared.lower():
            return f"you muted @{post.username}"
        for mentioned in _answered(post):
            mute = self._names.get(mentioned.lower())
            if mute is not None and mute.is_hiding_other_replies and mute.username.lower() != spared.lower():
                return f"you muted replies to @{mute.username}"
        if self._words:
            text = f"{post.title}\n{post.document.plain_text}"
            for word, pattern in self._words:
                if pattern.search(text):
                    return f"you muted “{word}”"
        if self._domains:
            from mbtui.content.links import host

            if found := self._domains.intersection((host(post.url), host(post.author_url))):
                return f"you muted {min(found)}"
        return ""

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
        before = self._saved
        self._take(await self._store.cache.read(people.mutes))
        if before != self._saved:
            for listener in tuple(self._listeners):
                listener()

    async def refresh(self) -> None:
        """Take over Micro.blog's list; what waits to be sent stays as the reader wants it.

        Raises:
            MicroblogError: The list could not be had.
            StoreError: It could not be saved.
        """
        listed = await self._client().users.muting()
        await self._store.cache.write(people.set_mutes, listed)
        await self.reload()

    def _take(self, saved: Sequence[SavedMute]) -> None:
        self._saved = tuple(saved)
        self._names = {mute.username.lower(): mute for mute in saved if mute.username}
        words = dict.fromkeys([*(mute.keyword for mute in saved), *self._own_words])
        self._words = tuple((word, word_pattern(word)) for word in words if word.strip())
        self._domains = frozenset(mute.domain.lower().removeprefix("www.") for mute in saved if mute.domain)


def word_pattern(word: str) -> re.Pattern[str]:
    """Make what finds a word or phrase, whole and in any case.

    Scripts that are written without blanks have no whole words: there it is found anywhere.
    """
    parts = [re.escape(part) for part in word.split()]
    pattern = r"\s+".join(parts)
    bare = word.strip()
    before = r"(?<!\w)" if _stands_alone(bare[:1]) else ""
    behind = r"(?!\w)" if _stands_alone(bare[-1:]) else ""
    return re.compile(before + pattern + behind, re.IGNORECASE)


def _stands_alone(letter: str) -> bool:
    return bool(letter) and letter.isalnum() and unicodedata.east_asian_width(letter) not in "WF"


def _answered(post: SavedPost) -> list[str]:
    """Whom a reply names at its beginning."""
    found: list[str] = []
    if not post.document.blocks:
        return found
    at = 0
    block = post.document.blocks[0]
    for span in sorted(block.spans, key=lambda span: span.start):
        if span.kind != "mention" or block.text[at : span.start].strip(" ,.:\n"):
            break
        found.append(block.text[span.start : span.end].strip().removeprefix("@"))
        at = span.end
    return found
