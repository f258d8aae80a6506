"""What one account has chosen: whom it follows, what it hides, what it keeps, and how far it has read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from mbtui.demo.markup import words
from mbtui.demo.post import Post

FIRST_MUTE_ID = 501
FIRST_BLOCK_ID = 801


@dataclass
class Mute:
    """One entry of the muted list: a person, a word or a site."""

    id: int
    username: str = ""
    keyword: str = ""
    domain: str = ""
    is_hiding_other_replies: bool = False

    def hides(self, post: Post) -> bool:
        if self.username:
            return post.by == self.username or (self.is_hiding_other_replies and self.username in post.mentions)
        if self.keyword:
            found = re.search(rf"(?<!\w){re.escape(self.keyword)}(?!\w)", words(post.html), re.IGNORECASE)
            return found is not None
        return bool(self.domain) and f"//{self.domain}" in post.html


@dataclass
class Bookmark:
    """A post or web page that the reader keeps."""

    post_id: int
    favorited_at: float
    tags: tuple[str, ...] = ()
    page: Post | None = None
    """The entry itself when a web page was kept, which stands in no timeline."""


@dataclass(frozen=True)
class Highlight:
    """A passage that the reader marked in a kept page."""

    id: int
    text: str
    page: Post


@dataclass
class Reader:
    """The choices of one account; they change while the server runs and are forgotten when it ends."""

    username: str
    following: list[str]
    mutes: list[Mute] = field(default_factory=list)
    blocks: list[Mute] = field(default_factory=list)
    bookmarks: dict[int, Bookmark] = field(default_factory=dict)
    highlights: dict[int, Highlight] = field(default_factory=dict)
    markers: dict[str, dict[str, str]] = field(default_factory=dict)
    """How far each channel has been read, on whatever device, as it is told."""
    devices: dict[str, dict[str, str]] = field(default_factory=dict)
    """Telephones that asked for push notifications, by token, as they are told of."""
    reported: list[str] = field(default_factory=list)
    _mute_ids: Iterator[int] = field(default_factory=lambda: count(FIRST_MUTE_ID))
    _block_ids: Iterator[int] = field(default_factory=lambda: count(FIRST_BLOCK_ID))

    def follows(self, username: str) -> bool:
        return username in self.following

    def hides(self, post: Post) -> bool:
        return post.by != self.username and any(entry.hides(post) for entry in (*self.mutes, *self.blocks))

    def mute(self, *, username: str = "", keyword: str = "", domain: str = "", is_hiding_other_replies: bool) -> Mute:
        """Add an entry to the muted list, or change the flag of the one that is there."""
        entry = _entry(self.mutes, self._mute_ids, username, keyword, domain)
        entry.is_hiding_other_replies = is_hiding_other_replies
        return entry

    def block(self, username: str) -> Mute:
        """Add a person to the blocked list, which is kept apart from the muted one."""
        entry = _entry(self.blocks, self._block_ids, username)
        entry.is_hiding_other_replies = True
        return entry


def _entry(entries: list[Mute], ids: Iterator[int], username: str, keyword: str = "", domain: str = "") -> Mute:
    for entry in entries:
        if (entry.username, entry.keyword, entry.domain) == (username, keyword, domain):
            return entry
    entries.append(Mute(next(ids), username, keyword, domain))
    return entries[-1]
