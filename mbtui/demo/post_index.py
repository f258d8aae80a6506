"""All posts of the world in their order. It knows nothing of who reads them."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator

from mbtui.demo.post import Key, Post


class PostIndex:
    """Posts by time, by id and by conversation."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._posts = sorted(posts, key=_key)
        self._by_id = {post.id: post for post in self._posts}
        self._threads: dict[int, list[Post]] = {}
        for post in self._posts:
            if post.is_reply:
                self._threads.setdefault(post.root_id, []).append(post)

    def add(self, post: Post) -> None:
        bisect.insort(self._posts, post, key=_key)
        self._by_id[post.id] = post
        if post.is_reply:
            self._threads.setdefault(post.root_id, []).append(post)

    def find(self, post_id: int) -> Post | None:
        """Look a post up by id; deleted ones are found too, as their place still counts for paging."""
        return self._by_id.get(post_id)

    def move(self, post: Post, published_at: float) -> None:
        self._posts.remove(post)
        post.published_at = published_at
        bisect.insort(self._posts, post, key=_key)

    def newest_first(self, below: Key | None = None, *, is_deleted: bool = False) -> Iterator[Post]:
        """Walk down all posts, or all deleted ones, beginning below `below` or at the top."""
        position = len(self._posts) if below is None else bisect.bisect_left(self._posts, below, key=_key)
        return (post for post in reversed(self._posts[:position]) if post.is_deleted is is_deleted)

    def conversation(self, root_id: int) -> list[Post]:
        """Collect a thread, newest first; the root is the last one unless it was deleted."""
        root = self.find(root_id)
        thread = [*([root] if root else []), *self._threads.get(root_id, [])]
        return sorted((post for post in thread if not post.is_deleted), key=_key, reverse=True)

    def has_replies(self, root_id: int) -> bool:
        return any(not post.is_deleted for post in self._threads.get(root_id, []))


def _key(post: Post) -> Key:
    return post.key
