"""Finding a text of ours in what Micro.blog shows: was it posted, although the answer was lost?

Micro.blog renders Markdown to HTML in its own way, so words are compared, not characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from html import unescape
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mbtui.api import Client
    from mbtui.outbox.queue import OutboxEntry

_TAG = re.compile(r"<(?:!--.*?--|[^>]*)>", re.DOTALL)
_LEADING_MENTIONS = re.compile(r"^(?:\s*@[\w.-]+(?:@[\w.-]+)?[:,]?)+")
_WORD = re.compile(r"[^\W_]+")
_FUZZY_WORDS = 8
_FUZZY_RATIO = 0.9
_PAGE_SIZE = 50
_MOST_CONVERSATIONS = 5
"""So many replies with the same words are asked about; the newest come first."""
_CLOCK_SECONDS = 900.0
"""Our clock and Micro.blog's may differ so much. Only used when the list could not be read beforehand."""


class Candidate(msgspec.Struct, frozen=True):
    """A text of ours that Micro.blog has."""

    name: str
    """Its id or URL."""
    words: tuple[str, ...]
    published_at: float | None


def words_of_markdown(markdown: str) -> tuple[str, ...]:
    """Give the words that a text shows once it is rendered."""
    from markdown_it import MarkdownIt

    return words_of_html(MarkdownIt("commonmark").enable(["strikethrough", "table"]).render(markdown))


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

    return SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= _FUZZY_RATIO


async def own_texts(client: Client, entry: OutboxEntry, username: str) -> list[Candidate]:
    """Read the texts of ours among which an entry would be.

    A reply is looked for in its conversation and, should that not be readable, among our replies; a post
    among the posts of its blog.

    Raises:
        MicroblogError: They could not be read.
    """
    if entry.kind == "post":
        return await _own_posts(client, entry)
    from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer

    assert entry.post_id is not None
    try:
        conversation = await client.posts.conversation(entry.post_id)
    except (NotFound, Refused, UnexpectedAnswer):
        return await _own_replies(client)
    return [
        Candidate(str(post.id), words_of_html(post.body_html), _seconds(post.published_at))
        for post in conversation.posts
        if post.author.username.casefold() == username.casefold()
    ]


async def among_own_replies(client: Client, entry: OutboxEntry, *, known: Collection[str] | None) -> list[Candidate]:
    """Look for a reply among ours: the conversation of the post answered may show it later.

    The same words may have been said to somebody else: one counts when its own conversation holds the post answered.

    Args:
        client: Asks.
        entry: A reply that may have been posted.
        known: See `newly_there`.

    Raises:
        MicroblogError: Micro.blog can not be asked now.
    """
    from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer

    found = []
    try:
        replies = await _own_replies(client)
    except (NotFound, Refused, UnexpectedAnswer):
        return []
    for candidate in newly_there(entry, replies, known=known)[:_MOST_CONVERSATIONS]:
        try:
            conversation = await client.posts.conversation(int(candidate.name))
        except (NotFound, Refused, UnexpectedAnswer):
            continue
        if any(post.id == entry.post_id for post in conversation.posts):
            found.append(candidate)
    return found


async def _own_replies(client: Client) -> list[Candidate]:
    replies = await client.posts.replies(count=_PAGE_SIZE)
    return [
        Candidate(
            str(post.id),
            words_of_markdown(post.content_text) if post.content_text else words_of_html(post.content_html),
            _seconds(post.published_at),
        )
        for post in replies.posts
    ]


async def _own_posts(client: Client, entry: OutboxEntry) -> list[Candidate]:
    status = entry.details.get("post_status")
    found = await client.micropub.source(
        entry.target or None, limit=_PAGE_SIZE, post_status="draft" if status == "draft" else None
    )
    return [
        Candidate(post.url, words_of_markdown(f"{post.name}\n\n{post.content}"), _seconds(post.published_at))
        for post in found
    ]


def alike(entry: OutboxEntry, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Choose those with the entry's words."""
    ours = words_of_markdown(f"{entry.title}\n\n{entry.text}")
    return [candidate for candidate in candidates if is_same(ours, candidate.words)]


def newly_there(
    entry: OutboxEntry, candidates: Iterable[Candidate], *, known: Collection[str] | None, others: int = 0
) -> list[Candidate]:
    """Choose those with the entry's words that were not there before it was sent.

    Args:
        entry: What may have been posted.
        candidates: What is there now.
        known: Names of what was there before; None when that could not be read, and time must tell.
        others: How many more of the same words were sent shortly before and may have shown up only since.

    Returns:
        More than none when the entry was posted.
    """
    found = alike(entry, candidates)
    if known is not None:
        new = [candidate for candidate in found if candidate.name not in known]
    else:
        earliest = entry.exposed_at - _CLOCK_SECONDS
        new = [candidate for candidate in found if candidate.published_at is None or candidate.published_at > earliest]
    return new[others:]


def _seconds(moment: object) -> float | None:
    from datetime import datetime

    return moment.timestamp() if isinstance(moment, datetime) else None
