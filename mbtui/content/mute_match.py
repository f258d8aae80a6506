"""What mutes hide of a post, asked in two ways, since to be wrong costs something else each time.

`MuteMatch.reason` is strict. It hides a post and tells the reader why, so it follows what was asked for: the person,
whole words, the site itself, answers that begin with the name.

`MuteMatch.may_hide` is wide. It is asked when a post is missing from a page of Micro.blog: was it deleted, or is it
only hidden? Micro.blog hides by rules of its own that are not written down, and a post that is taken for deleted is
lost to the reader. So whatever might match, in the words, the HTML or the addresses, does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import msgspec

from mbtui.content.document import Document


class Muted(msgspec.Struct, frozen=True):
    """A person, word or site whose posts are hidden; what it is not is empty."""

    username: str
    keyword: str
    domain: str
    is_hiding_other_replies: bool
    """Also hide what others answer to this person."""
    is_block: bool = False
    """The person is blocked, which Micro.blog keeps apart from muting."""


class MuteMatch:
    """Mutes, to be held against many posts."""

    def __init__(self, mutes: Iterable[Muted], words: Iterable[str] = ()) -> None:
        """
        Args:
            mutes: The account's.
            words: Words that are muted in this program only.
        """
        mutes = tuple(mutes)
        self._names = {folded(mute.username): mute for mute in mutes if mute.username}
        self._domains = frozenset(folded(mute.domain).removeprefix("www.") for mute in mutes if mute.domain)
        words = dict.fromkeys([*(mute.keyword for mute in mutes), *words])
        self._words = tuple((word, word_pattern(word)) for word in words if word.strip())

    def reason(self, document: Document, *, title: str, username: str, urls: Sequence[str], spared: str = "") -> str:
        """Say why a post is hidden.

        Args:
            document: Its body.
            title: Its title.
            username: Who wrote it.
            urls: Its address and that of its author's site.
            spared: A person whose mute does not count here: the one whose page this is.

        Returns:
            Words like `you muted @del`; empty when it is not hidden.
        """
        name, spared = folded(username), folded(spared)
        if name in self._names and name != spared:
            return f"you {'blocked' if self._names[name].is_block else 'muted'} @{username}"
        for answered in _answered(document):
            mute = self._names.get(folded(answered))
            if mute is not None and mute.is_hiding_other_replies and folded(answered) != spared:
                return f"you {'blocked' if mute.is_block else 'muted replies to'} @{mute.username}"
        if self._words:
            text = _text(document, title)
            for word, pattern in self._words:
                if pattern.search(text):
                    return f"you muted “{word}”"
        if self._domains:
            from mbtui.content.links import host

            if found := self._domains.intersection(host(url) for url in urls):
                return f"you muted {min(found)}"
        return ""

    def may_hide(self, document: Document, *, title: str, html: str, urls: Sequence[str]) -> bool:
        """Whether a mute of something else than its author might hide a post; rather too often than too rarely."""
        text = _text(document, title)
        source = " ".join((html, *urls)).casefold()
        names = (f"@{name}" for name, mute in self._names.items() if mute.is_hiding_other_replies)
        hidden = (*names, *self._domains, *(folded(word) for word, _ in self._words))
        return any(part in text or part in source for part in hidden)


def folded(text: str) -> str:
    """Give a text as it is compared: without case, and with single blanks."""
    return " ".join(text.split()).casefold()


def word_pattern(word: str) -> re.Pattern[str]:
    """Make what finds a word or phrase, whole, in a folded text.

    Scripts that are written without blanks have no whole words: there it is found anywhere.
    """
    bare = folded(word)
    before = r"(?<!\w)" if _stands_alone(bare[:1]) else ""
    behind = r"(?!\w)" if _stands_alone(bare[-1:]) else ""
    return re.compile(before + re.escape(bare) + behind)


def _stands_alone(letter: str) -> bool:
    return letter.isalnum() and unicodedata.east_asian_width(letter) not in "WF"


def _text(document: Document, title: str) -> str:
    return folded(f"{title} {document.plain_text}")


def _answered(document: Document) -> list[str]:
    """Whom a reply names at its beginning."""
    found: list[str] = []
    if not document.blocks:
        return found
    at = 0
    block = document.blocks[0]
    for span in sorted(block.spans, key=lambda span: span.start):
        if span.kind != "mention" or block.text[at : span.start].strip(" ,.:\n"):
            break
        found.append(block.text[span.start : span.end].strip().removeprefix("@"))
        at = span.end
    return found
