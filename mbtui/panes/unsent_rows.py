"""The replies that a conversation does not hold yet, as rows at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mbtui.outbox.entry import OutboxEntry
from mbtui.store import SavedPost, Store
from mbtui.timeline_kinds import subject_of
from mbtui.widgets.rows import PostRow, Row

FIRST_KEY = -(1 << 62)
"""Keys of unsent replies lie at and below it, out of the way of posts (above 0) and gaps (a little below)."""


def is_unsent(key: int | None) -> bool:
    """Whether a row stands for a reply that was not sent yet."""
    return key is not None and key <= FIRST_KEY


class UnsentRows:
    """What waits to be sent into one conversation."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        """In the order in which they go out."""
        self._sent: dict[int, OutboxEntry] = {}

    def note(self, entry: OutboxEntry) -> None:
        """Remember a reply that was sent, until its conversation holds it."""
        self._sent[entry.id] = entry

    async def read(
        self, store: Store, timeline: str, keys: Iterable[int], posts: Mapping[int, SavedPost], *, username: str
    ) -> None:
        """Read what waits to be sent into a conversation with these rows and, as far as at hand, posts."""
        # Not before there is a conversation: they need the converter.
        from mbtui.outbox.sentences import state_words
        from mbtui.outbox.unsent_replies import unsent_replies

        inside = {int(subject_of(timeline)), *(key for key in keys if key > 0)}
        replies = await unsent_replies(store, inside, username=username, sent=tuple(self._sent.values()))
        shown = {reply.entry.id for reply in replies}
        self._sent = {id: entry for id, entry in self._sent.items() if id in shown or entry.post_id not in inside}
        own = (post.author_name for post in posts.values() if post.username.lower() == username.lower())
        name = next(own, username)
        self.rows = {}
        for reply in replies:
            key = FIRST_KEY - reply.entry.id
            post = SavedPost(
                key,
                name,
                username,
                published_at=reply.entry.created_at,
                document=reply.document,
                reply_to_id=reply.entry.post_id,
            )
            may_arrive = reply.entry.state != "refused"
            self.rows[key] = PostRow(post, is_own=True, is_waiting=may_arrive, note=state_words(reply.entry))
