"""All posts of the world in their order. It knows nothing of who reads them."""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from mbtui.demo.archive import Archive
from mbtui.demo.post import Key, Post


class PostIndex:
    """Posts held in memory, in front of an archive of older ones that are worked out on demand."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._posts: list[Post] = []
        self._by_id: dict[int, Post] = {}
        self._threads: dict[int, list[Post]] = {}
        self._changed: dict[int, Post] = {}

    def add(self, post: Post) -> None:
        bisect.insort(self._posts, post, key=_key)
        self._by_id[post.id] = post
        if post.is_reply:
            self._threads.setdefault(post.root_id, []).append(post)

    def find(self, post_id: int) -> Post | None:
        """Look a post up by id; deleted ones are found too, as their place still counts for paging."""
        post = self._by_id.get(post_id) or self._changed.get(post_id)
        if post is None and (index := self.archive.index_of(post_id)) is not None:
            post = self.archive.post(index)
        return post

    def to_change(self, post_id: int) -> Post | None:
        """Look a post up in order to change it: one out of the archive is kept from now on."""
        post = self.find(post_id)
        if post is not None and post_id not in self._by_id:
            post = self._changed.setdefault(post_id, post)
        return post

    def move(self, post: Post, published_at: float) -> None:
        self._posts.remove(post)
        post.published_at = published_at
        bisect.insort(self._posts, post, key=_key)

    def recent(self) -> Iterator[Post]:
        """Walk down the posts that are held in memory, deleted ones left out."""
        return (post for post in reversed(self._posts) if not post.is_deleted)

    def newest_first(self, below: Key | None = None) -> Iterator[Post]:
        """Walk down all posts, deleted ones left out, beginning below `below` or at the top."""
        position = len(self._posts) if below is None else bisect.bisect_left(self._posts, below, key=_key)
        index = 0 if below is None else self.archive.index_below(below)
        older = self._archived(index)
        next_older = next(older, None)
        for post in reversed(self._posts[:position]):
            while next_older is not None and next_older.key > post.key:
                yield next_older
                next_older = next(older, None)
            if not post.is_deleted:
                yield post
        if next_older is not None:
            yield next_older
            yield from older

    def conversation(self, root_id: int) -> list[Post]:
        """Collect a thread, newest first; the root is the last one unless it was deleted."""
        root = self.find(root_id)
        thread = [*([root] if root else []), *self._threads.get(root_id, [])]
        return sorted((post for post in thread if not post.is_deleted), key=_key, reverse=True)

    def has_replies(self, root_id: int) -> bool:
        return any(not post.is_deleted for post in self._threads.get(root_id, []))

    def _archived(self, index: int) -> Iterator[Post]:
        for number in range(index, self.archive.size):
            post = self.archive.post(number)
            post = self._changed.get(post.id, post)
            if not post.is_deleted:
                yield post


def _key(post: Post) -> Key:
    return post.key
