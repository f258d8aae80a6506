"""Replies that their conversation does not hold yet, drawn as Micro.blog will show them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence

import msgspec

from mbtui.api.text import clean
from mbtui.content.convert import convert
from mbtui.content.document import Document
from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.same_text import html_of, is_same, words_of_html, words_of_markdown
from mbtui.store import Store, posts

SENT_SECONDS = 600.0
"""A reply that was sent and is still not in its conversation is shown as sent for so long."""
_MAY_BE_THERE = ("sent", "uncertain")


class UnsentReply(msgspec.Struct, frozen=True):
    """A reply, and its words as they will be drawn."""

    entry: OutboxEntry
    document: Document


async def unsent_replies(
    store: Store, post_ids: Collection[int], *, username: str, sent: Sequence[OutboxEntry] = ()
) -> list[UnsentReply]:
    """Give the replies to some posts that have not been sent, or were `sent` lately and are not there yet.

    Raises:
        StoreError: They could not be read.
    """
    unsent = {entry.id: entry for entry in await store.outbox.read(queue.entries)}
    earliest = time.time() - SENT_SECONDS
    lately = [entry for entry in sent if entry.id not in unsent and entry.changed_at > earliest]
    found = [
        entry
        for entry in (*unsent.values(), *lately)
        if kinds.of(entry).is_in_conversation and entry.post_id in post_ids
    ]
    texts: dict[str, str] = {}
    if any(entry.state in _MAY_BE_THERE for entry in found):
        for post in (await store.cache.read(posts.posts, post_ids)).values():
            if post.username.lower() == username.lower():
                html = await store.cache.read(posts.html_of, post.id)
                texts[str(post.id)] = html or ""
    return await asyncio.to_thread(_drawn, found, texts)


def _drawn(entries: Sequence[OutboxEntry], texts: Mapping[str, str]) -> list[UnsentReply]:
    """Draw replies, without those that stand in the conversation though their answer is not there yet or was lost.

    `texts` is the HTML of the reader's own posts in the conversation, by id.
    """
    theirs = {name: words_of_html(text) for name, text in texts.items()}

    def is_there(entry: OutboxEntry) -> bool:
        ours = words_of_markdown(entry.text)
        return any(is_same(ours, words) for name, words in theirs.items() if name not in (entry.known or ()))

    return [
        UnsentReply(entry, convert(html_of(clean(entry.text))))
        for entry in entries
        if entry.state not in _MAY_BE_THERE or not is_there(entry)
    ]
