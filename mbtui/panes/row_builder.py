"""From saved posts to rows of a list: what this reader sees beside the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mbtui.services.mutes import Mutes
from mbtui.store import SavedPost
from mbtui.widgets.rows import GapRow, PostRow, Row


class RowBuilder:
    """Knows the reader, how far they have read, and whom they have muted."""

    def __init__(self) -> None:
        self.username = ""
        self.read_until: tuple[float, int] | None = None
        """Time and id of the newest post that was read; None: nothing is known, and nothing counts as new."""
        self.mutes: Mutes | None = None
        self.open_key = "enter"
        """How the reader fills a gap."""
        self.spared = ""
        """The person whose page this is: their mute does not count here."""

    def rows(self, keys: Iterable[int], posts: Mapping[int, SavedPost]) -> dict[int, Row]:
        """Make the rows of some keys; those of posts that are not given are left out."""
        found: dict[int, Row] = {}
        for key in keys:
            if key < 0:
                found[key] = GapRow(f"posts are missing here · {self.open_key} loads them")
            elif key in posts:
                found[key] = self.row(posts[key])
        return found

    def row(self, post: SavedPost) -> PostRow:
        """Make the row of a post."""
        return PostRow(
            post,
            is_new=self.is_new(post),
            is_own=self.is_own(post),
            note="This post was deleted." if post.is_deleted else "",
            hidden_by=self.hidden_by(post),
        )

    def is_new(self, post: SavedPost) -> bool:
        """Whether a post is newer than what was read, and by somebody else."""
        return self.read_until is not None and (post.published_at, post.id) > self.read_until and not self.is_own(post)

    def is_own(self, post: SavedPost | None) -> bool:
        """Whether the reader wrote a post."""
        return post is not None and bool(self.username) and post.username.lower() == self.username.lower()

    def hidden_by(self, post: SavedPost) -> str:
        """Why a post is folded to one line; empty when it is not."""
        if self.mutes is None or self.is_own(post):
            return ""
        return self.mutes.reason(post, spared=self.spared)

    def first_read(self, keys: Iterable[int], posts: Mapping[int, SavedPost]) -> int | None:
        """The first row that was read, if something new stands above it: where the divider belongs."""
        has_new = False
        for key in keys:
            post = posts.get(key)
            if post is None:
                continue
            if self.is_new(post):
                has_new = True
            elif has_new and not self.is_own(post):
                return key
        return None

    def first_new(self, keys: Iterable[int], posts: Mapping[int, SavedPost]) -> int | None:
        """The first new row below something that was read, for a list with the oldest on top."""
        has_read = False
        for key in keys:
            post = posts.get(key)
            if post is None:
                continue
            if not self.is_new(post):
                has_read = True
            elif has_read:
                return key
        return None
