"""Posts as the demo world holds them, and in their order. How they look on the wire is decided in `serializers`."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import msgspec

from mbtui.demo.texts import Photo

Key = tuple[float, int]
"""What posts are ordered by: when they were published, then their id. Ids alone do not follow time."""

_MENTION = re.compile(r'href="https://micro\.blog/([^"/]+)"')
_LEADING_MENTION = re.compile(r'^(?:<p>)?\s*<a href="https://micro\.blog/[^"/]+">@')


class Attachment(msgspec.Struct, frozen=True):
    """A picture or film that was posted by its address."""

    kind: str
    """`photo` or `video`."""
    url: str
    alt: str = ""


class Post(msgspec.Struct):
    """One post, reply or saved web page."""

    id: int
    by: str
    """Username, or the host of a saved web page."""
    html: str
    """As the author wrote it: photos are not yet part of it and nothing is cut."""
    published_at: float
    """Unix seconds."""
    root_id: int
    """The post its conversation began with; its own id for the root."""
    kind: str = "plain"
    topic: str = ""
    title: str = ""
    summary: str = ""
    photos: tuple[Photo, ...] = ()
    attached: tuple[Attachment, ...] = ()
    """Uploaded pictures, then films; they stay when the text is cut."""
    source: str = ""
    """The Markdown it was written in, when it was written while the server ran."""
    url: str = ""
    """The permanent address when it is not to be worked out from the author's site."""
    visible_at: float = 0.0
    """When it reaches the feeds; later than `published_at` for a blog that is still being built."""
    categories: tuple[str, ...] = ()
    syndicate_to: tuple[str, ...] = ()
    """The services that get a copy, by their uid."""
    channel: str = "default"
    """Which list of the blog it belongs to: its posts, its `pages` or its `collections` of pictures."""
    others: dict[str, list[Any]] = {}
    """Micropub properties that are kept as they came, such as a place."""
    is_draft: bool = False
    is_deleted: bool = False

    @property
    def key(self) -> Key:
        return (self.published_at, self.id)

    @property
    def is_in_feeds(self) -> bool:
        return not self.is_draft and self.channel == "default"

    @property
    def is_reply(self) -> bool:
        return self.root_id != self.id

    @property
    def mentions(self) -> list[str]:
        """The usernames it links to with an @-mention, in the order of the text."""
        return _MENTION.findall(self.html)

    def is_naming(self, username: str) -> bool:
        """Whether `mentions` has the name, in a tenth of the time: all posts are asked for mentions of the reader."""
        return f'href="https://micro.blog/{username}"' in self.html

    @property
    def is_mention(self) -> bool:
        """Whether it is a reply, or begins with somebody's name, and so is no blog post."""
        return self.is_reply or _LEADING_MENTION.match(self.html) is not None

    @property
    def has_photo(self) -> bool:
        """Whether a picture larger than an emoji belongs to it."""
        return bool(self.photos) or any(attachment.kind == "photo" for attachment in self.attached)

    @property
    def has_media(self) -> bool:
        return self.has_photo or bool(self.attached) or "<video" in self.html


_key = attrgetter("key")


class PostIndex:
    """Posts by time, by id and by conversation."""

    def __init__(self, posts: Iterable[Post]) -> None:
        self._posts = sorted(posts, key=_key)
        self._by_id = {post.id: post for post in self._posts}
        self._threads: defaultdict[int, list[Post]] = defaultdict(list)
        for post in self._posts:
            if post.is_reply:
                self._threads[post.root_id].append(post)

    def add(self, post: Post) -> None:
        bisect.insort(self._posts, post, key=_key)
        self._by_id[post.id] = post
        if post.is_reply:
            self._threads[post.root_id].append(post)

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
        thread = [*([root] if root else []), *self._threads[root_id]]
        return sorted((post for post in thread if not post.is_deleted), key=_key, reverse=True)

    def has_replies(self, root_id: int) -> bool:
        return any(not post.is_deleted for post in self._threads[root_id])
