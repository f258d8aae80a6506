"""Replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer
from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Choose, Kind, post_id_of
from mbtui.outbox.same_text import Candidate
from mbtui.store.drafts import Draft

if TYPE_CHECKING:
    from mbtui.api import Client

_PAGE_SIZE = 50
_MOST_CONVERSATIONS = 5
"""So many replies with the same words are asked about; the newest come first."""


class Reply(Kind):
    """An answer to the post `post_id` by `target`. The text holds the @-mention: Micro.blog adds none."""

    id = "reply"
    about = "post"
    is_text = True
    is_repeatable = False
    is_in_conversation = True
    place = "in the conversation"

    def name(self, write: Write) -> str:
        return f"Your reply to @{write.target}" if write.target else "Your reply"

    def title(self, draft: Draft) -> str:
        return f"Reply to @{draft.target}" if draft.target else "Reply"

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        await client.posts.reply(post_id_of(entry), entry.text)

    async def own_texts(self, client: Client, entry: OutboxEntry, username: str) -> list[Candidate]:
        try:
            conversation = await client.posts.conversation(post_id_of(entry))
        except (NotFound, Refused, UnexpectedAnswer):
            return await _own_replies(client)
        return [
            Candidate(str(post.id), post.published_at, html=post.body_html, url=post.url)
            for post in conversation.posts
            if post.author.username.casefold() == username.casefold()
        ]

    async def late_texts(self, client: Client, entry: OutboxEntry, choose: Choose) -> list[Candidate]:
        """The conversation of the post answered may show it later than the list of our replies.

        The same words may have been said to somebody else: one counts when its own conversation holds the post.
        """
        found = []
        try:
            replies = await _own_replies(client)
        except (NotFound, Refused, UnexpectedAnswer):
            return []
        for candidate in (await choose(replies))[:_MOST_CONVERSATIONS]:
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
        Candidate(str(post.id), post.published_at, markdown=post.content_text, html=post.content_html, url=post.url)
        for post in replies.posts
    ]
