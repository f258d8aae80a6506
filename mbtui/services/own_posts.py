"""The reader's own posts as a blog lists them, as they were written: published, drafts, those to come, pages; replies.

Read page by page and kept nowhere. Knows no terminal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mbtui.api import Client, SourcePost

PAGE_SIZE = 50
REPLIES = "replies"
"""The shelf that no blog has: replies are on Micro.blog itself, which lists them whole."""
MOST_REPLIES = 200
SHELVES = {
    "published": "Published",
    "drafts": "Drafts",
    "scheduled": "Scheduled",
    "pages": "Pages",
    REPLIES: "Replies",
}
"""The parts of the list, by their ids."""


def shelf_of(post: SourcePost, now: float) -> str:
    """Tell on which shelf a post stands that is no page; `now` in unix seconds."""
    if post.post_status == "draft":
        return "drafts"
    is_to_come = post.published_at is not None and post.published_at.timestamp() > now
    return "scheduled" if is_to_come else "published"


class OwnPosts:
    """One shelf of one blog, newest first."""

    def __init__(
        self, client: Callable[[], Client], shelf: str, *, blog: str, words: str, clock: Callable[[], float]
    ) -> None:
        """
        Args:
            client: May raise `SignInRequired`.
            shelf: One of `SHELVES`.
            blog: Its uid; empty is the default one.
            words: Only posts that hold them; empty is all.
            clock: Gives unix seconds.
        """
        self.shelf = shelf
        self.blog = blog
        self.words = words
        self.is_complete = False
        """Whether there are no more."""
        self._client = client
        self._clock = clock
        self._seen: set[str] = set()
        self._offset = 0

    async def more(self) -> list[SourcePost]:
        """Ask for the next posts, until there are some; none are left when the list is empty.

        The list of posts holds drafts and those to come as well, and a page of it may hold nothing else.

        Raises:
            MicroblogError: They could not be had.
        """
        if self.shelf == REPLIES:
            return await self._replies()
        while not self.is_complete:
            offset = self._offset
            page = await self._client().micropub.source(
                self.blog or None,
                limit=PAGE_SIZE,
                offset=offset,
                filter=self.words or None,
                post_status="draft" if self.shelf == "drafts" else None,
                channel="pages" if self.shelf == "pages" else None,
            )
            if offset != self._offset:
                # It may have left out one that has moved up meanwhile.
                continue
            new = [post for post in page if post.url not in self._seen]
            self._seen.update(post.url for post in new)
            self._offset += len(page)
            now = self._clock()
            # A short page does not mean the end; what is to come stands above all that is out.
            past = self.shelf == "scheduled" and any(shelf_of(post, now) == "published" for post in new[-1:])
            self.is_complete = not new or past
            if found := [post for post in new if self.shelf == "pages" or shelf_of(post, now) == self.shelf]:
                return found
        return []

    async def _replies(self) -> list[SourcePost]:
        if self.is_complete:
            return []
        from mbtui.api import SourcePost

        self.is_complete = True
        feed = await self._client().posts.replies(count=MOST_REPLIES, query=self.words or None)
        return [
            SourcePost(url=post.url, content=post.content_text or post.content_html, published_at=post.published_at)
            for post in feed.posts
        ]

    def forget(self) -> None:
        """Take into account that one of the posts was deleted: the others have moved up."""
        self._offset = max(0, self._offset - 1)

    def take_edit(self, before: SourcePost, after: SourcePost) -> None:
        """Take into account that one of the posts was edited: another time, or publishing a draft, takes it away."""
        is_off_list = self.shelf == "drafts" and after.post_status != "draft"
        if is_off_list or after.published_at != before.published_at:
            self.forget()
