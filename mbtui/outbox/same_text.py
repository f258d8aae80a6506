"""Whether two texts are the same: ours, and one that Micro.blog shows.

Micro.blog renders Markdown to HTML in its own way, so words are compared, not characters. Not on the event loop: the
first time loads a renderer, and texts may be long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime
from html import unescape

import msgspec

from mbtui.outbox.entry import OutboxEntry

_TAG = re.compile(r"<(?:!--.*?--|[^>]*)>", re.DOTALL)
_LEADING_MENTIONS = re.compile(r"^(?:\s*@[\w.-]+(?:@[\w.-]+)?[:,]?)+")
_WORD = re.compile(r"[^\W_]+")
_FUZZY_WORDS = 8
_FUZZY_RATIO = 0.9
_CLOCK_SECONDS = 900.0
"""Our clock and Micro.blog's may differ so much. Only used when the list could not be read beforehand."""


class Candidate(msgspec.Struct, frozen=True):
    """A text of ours that Micro.blog has."""

    name: str
    """Its id or URL."""
    published_at: datetime | None
    markdown: str = ""
    html: str = ""
    """What counts when there is no Markdown."""
    url: str = ""
    """Where it can be read."""

    @property
    def words(self) -> tuple[str, ...]:
        return words_of_markdown(self.markdown) if self.markdown else words_of_html(self.html)


def html_of(markdown: str) -> str:
    """Render a text much as Micro.blog does."""
    from markdown_it import MarkdownIt

    return str(MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(markdown))


def words_of_markdown(markdown: str) -> tuple[str, ...]:
    return words_of_html(html_of(markdown))


def words_of_entry(entry: OutboxEntry) -> tuple[str, ...]:
    return words_of_markdown(f"{entry.title}\n\n{entry.text}")


def words_of_html(html: str) -> tuple[str, ...]:
    """Give the words of HTML, without the names it begins with; for a text without words its characters."""
    text = unicodedata.normalize("NFKC", unescape(_TAG.sub(" ", html))).casefold()
    text = _LEADING_MENTIONS.sub("", text)
    return tuple(_WORD.findall(text)) or tuple(text.split())


def is_same(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two texts are one: in a longer one a link or a quote mark may have been rendered differently."""
    if ours == theirs:
        return True
    if min(len(ours), len(theirs)) < _FUZZY_WORDS:
        return False
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    # The first two are quick and never below the third, which takes minutes for two books.
    return all(ratio() >= _FUZZY_RATIO for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def alike(entry: OutboxEntry, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Choose those with the entry's words."""
    ours = words_of_entry(entry)
    return [candidate for candidate in candidates if is_same(ours, candidate.words)]


def newly_there(
    entry: OutboxEntry, candidates: Iterable[Candidate], *, known: Collection[str] | None, others: int = 0
) -> list[Candidate]:
    """Choose those with the entry's words that were not there before it was sent: one of them is the entry.

    Without the names that were `known` before, time must tell. So many `others` of the same words were sent shortly
    before and may have shown up only since.
    """
    found = alike(entry, candidates)
    if known is not None:
        new = [candidate for candidate in found if candidate.name not in known]
    else:
        earliest = entry.exposed_at - _CLOCK_SECONDS
        new = [found for found in found if found.published_at is None or found.published_at.timestamp() > earliest]
    return new[others:]
