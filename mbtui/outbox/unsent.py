"""What has not been sent: counted for the status line, and replies as posts for the conversation they belong to.

Reads the outbox and the drafts; changes nothing. Knows no terminal.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from mbtui.api.text import clean
from mbtui.content.document import Block, Document
from mbtui.outbox import queue
from mbtui.outbox.entry import OutboxEntry
from mbtui.store import SavedPost, Store, drafts, posts

SENT_SECONDS = 600.0
"""A reply that was sent and is still not in its conversation is shown as sent for so long."""


class Unsent(msgspec.Struct, frozen=True):
    """How much there is of what has not been sent."""

    waiting: int = 0
    """Goes out by itself, sooner or later."""
    undecided: int = 0
    """Refused, or perhaps arrived: it needs the reader."""
    drafts: int = 0

    def words(self, key: str = "") -> list[str]:
        """For the status line.

        Args:
            key: How the reader comes to the list of it; empty on that list itself.
        """
        parts = []
        if self.waiting:
            parts.append(f"{self.waiting} waiting to send")
        if self.undecided:
            parts.append(f"{self.undecided} not sent" + (f" ({key})" if key else ""))
        if self.drafts:
            parts.append(f"{self.drafts} draft{'s' if self.drafts != 1 else ''}")
        return parts


async def count_unsent(store: Store, *, without_drafts: Collection[int] = ()) -> Unsent:
    """Count what has not been sent.

    Args:
        store: The account's files.
        without_drafts: Drafts that are being written now.

    Raises:
        StoreError: They could not be read.
    """
    from mbtui.outbox import kinds

    entries = await store.outbox.read(queue.entries)
    waiting = sum(1 for entry in entries if entry.is_waiting)
    # A star that was refused was taken back and told; there is nothing left to decide.
    undecided = sum(1 for entry in entries if not entry.is_waiting and kinds.of(entry).is_text)
    kept = await store.outbox.read(drafts.drafts)
    return Unsent(waiting, undecided, sum(1 for draft in kept if draft.id not in without_drafts))


class UnsentReply(msgspec.Struct, frozen=True):
    """A reply that its conversation does not hold yet."""

    entry: OutboxEntry
    document: Document
    """Its words as they will be drawn."""

    @property
    def is_waiting(self) -> bool:
        """Whether it may still arrive by itself."""
        return self.entry.is_waiting or self.entry.state in ("sent", "uncertain")

    @property
    def note(self) -> str:
        """What has become of it, as a sentence."""
        return state_words(self.entry)


async def unsent_replies(
    store: Store, post_ids: Collection[int], *, username: str, sent: Sequence[OutboxEntry] = ()
) -> list[UnsentReply]:
    """Give the replies to some posts that have not been sent, or were sent and are not there yet.

    Args:
        store: The account's files.
        post_ids: The posts of a conversation that are saved.
        username: Who writes.
        sent: What was sent lately.

    Raises:
        StoreError: They could not be read.
    """
    from mbtui.outbox import kinds

    entries = await store.outbox.read(queue.entries)
    found = [entry for entry in entries if kinds.of(entry).is_in_conversation and entry.post_id in post_ids]
    known = {entry.id for entry in found}
    found += [
        entry
        for entry in sent
        if kinds.of(entry).is_in_conversation
        and entry.post_id in post_ids
        and entry.id not in known
        and entry.changed_at > time.time() - SENT_SECONDS
    ]
    if any(entry.state in ("sent", "uncertain") for entry in found):
        saved = (await store.cache.read(posts.posts, post_ids)).values()
        own = [post.id for post in saved if post.username.lower() == username.lower()]
        texts = {str(id): text for id in own if (text := await store.cache.read(posts.html_of, id)) is not None}
        found = await asyncio.to_thread(_not_among, found, texts)
    documents = await asyncio.to_thread(lambda: [rendered(entry.text) for entry in found])
    return [UnsentReply(entry, document) for entry, document in zip(found, documents, strict=True)]


def rendered(markdown: str) -> Document:
    """Draw a text of the reader's as Micro.blog will show it; slow the first time, so not on the event loop."""
    from mbtui.content.convert import convert
    from mbtui.outbox.same_text import html_of

    return convert(html_of(clean(markdown)))


def plain(text: str) -> Document:
    """Show a text of the reader's as it was typed."""
    return Document((Block(clean(text)),)) if text.strip() else Document()


def state_words(entry: OutboxEntry) -> str:
    """Say in a sentence what has become of an entry."""
    if entry.reason:
        return clean(entry.reason)
    match entry.state:
        case "queued":
            return "Waits to be sent."
        case "sending":
            return "Being sent now."
        case "uncertain":
            return "It may or may not have arrived. mbtui is looking for it."
        case "refused":
            return "It was not accepted."
        case "sent":
            return "Sent. Micro.blog does not show it yet."


def first_words(text: str, *, length: int = 40) -> str:
    """Name a text by its beginning."""
    line = " ".join(clean(text).split())
    return line if len(line) <= length else f"{line[:length].rstrip()}…"


def _not_among(entries: Iterable[OutboxEntry], texts: Mapping[str, str]) -> list[OutboxEntry]:
    """Leave out what stands in the conversation already, though its answer is not there yet or was lost.

    Args:
        entries: Replies that may have arrived, and others.
        texts: The reader's own posts in the conversation: their HTML by id.
    """
    from mbtui.outbox.same_text import is_same, words_of_html, words_of_markdown

    theirs = {name: words_of_html(text) for name, text in texts.items()}

    def is_there(entry: OutboxEntry) -> bool:
        ours, before = words_of_markdown(entry.text), entry.details.get("known") or ()
        return any(is_same(ours, words) for name, words in theirs.items() if name not in before)

    return [entry for entry in entries if entry.state not in ("sent", "uncertain") or not is_there(entry)]


def as_post(key: int, author: str, document: Document, at: float, *, username: str = "") -> SavedPost:
    """Make something that is no post of Micro.blog's, so that a list of posts can draw it.

    Args:
        key: Its key in the list.
        author: What stands in bold above it.
        document: Its words.
        at: Unix seconds.
        username: Shown behind the author.
    """
    return SavedPost(
        id=key,
        author_name=author,
        username=username,
        author_url="",
        avatar_url="",
        url="",
        title="",
        published_at=at,
        date_relative="",
        document=document,
        is_favorite=False,
        is_deletable=False,
        is_conversation=False,
        is_mention=False,
        is_linkpost=False,
        is_deleted=False,
        favorite_pending=False,
    )
