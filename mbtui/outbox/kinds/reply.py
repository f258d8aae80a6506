"""Replies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer
from mbtui.outbox.entry import OutboxEntry
from mbtui.outbox.kinds.kind import Kind, Write, post_id_of
from mbtui.outbox.same_text import Candidate, words_of_html, words_of_markdown
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.api import Client

_PAGE_SIZE = 50
_MOST_CONVERSATIONS = 5
"""So many replies with the same words are asked about; the newest come first."""


def reply(post_id: int, text: str, *, target: str = "", draft_id: int | None = None) -> Write:
    """Answer a post.

    Args:
        post_id: The post answered.
        text: Markdown, with the @-mention: Micro.blog adds none.
        target: The username answered.
        draft_id: See `Write`.
    """
    return Write(kind="reply", post_id=post_id, target=target, text=text, draft_id=draft_id)


class Reply(Kind):
    """An answer to a post."""

    id = "reply"
    about = "post"
    is_text = True
    is_repeatable = False
    is_in_conversation = True
    place = "in the conversation"

    def name(self, entry: OutboxEntry) -> str:
        return f"Your reply to @{entry.target}" if entry.target else "Your reply"

    def draft_name(self, draft: Draft) -> str:
        return f"A reply to @{draft.target}" if draft.target else "A reply"

    async def send(self, client: Client, entry: OutboxEntry) -> dict[str, Any]:
        await client.posts.reply(post_id_of(entry), entry.text)
        return {}

    async def own_texts(self, client: Client, entry: OutboxEntry, username: str) -> list[Candidate]:
        try:
            conversation = await client.posts.conversation(post_id_of(entry))
        except (NotFound, Refused, UnexpectedAnswer):
            return await _own_replies(client)
        return [
            Candidate.of(post.id, words_of_html(post.body_html), post.published_at)
            for post in conversation.posts
            if post.author.username.casefold() == username.casefold()
        ]

    async def late_texts(
        self, client: Client, entry: OutboxEntry, choose: Callable[[list[Candidate]], list[Candidate]]
    ) -> list[Candidate]:
        """The conversation of the post answered may show it later than the list of our replies.

        The same words may have been said to somebody else: one counts when its own conversation holds the post.
        """
        found = []
        try:
            replies = await _own_replies(client)
        except (NotFound, Refused, UnexpectedAnswer):
            return []
        for candidate in choose(replies)[:_MOST_CONVERSATIONS]:
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
        Candidate.of(
            post.id,
            words_of_markdown(post.content_text) if post.content_text else words_of_html(post.content_html),
            post.published_at,
        )
        for post in replies.posts
    ]
