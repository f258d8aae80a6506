"""Makes the rows of a list from saved posts: what is new, one's own, muted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mbtui.services.session import Session
from mbtui.store import SavedPost
from mbtui.widgets.rows import GapRow, PostRow, Row


class RowBuilder:
    """Makes rows for one reader, by how far they have read and whom they have muted."""

    def __init__(self, session: Session) -> None:
        self.read_until: tuple[float, int] | None = None
        """Time and id of the newest post that was read; None: nothing is known, and nothing counts as new."""
        self.open_key = "enter"
        """The key that fills a gap."""
        self.shown_author = ""
        """The person whose page this is: their mute does not count here."""
        self._username = session.username
        self._mutes = session.mutes

    def rows(self, keys: Iterable[int], posts: Mapping[int, SavedPost]) -> dict[int, Row]:
        """Make the rows of some keys; those of posts that are not given are left out."""
        found: dict[int, Row] = {}
        for key in keys:
            if key < 0:
                found[key] = GapRow(f"posts are missing here · {self.open_key} loads them")
            elif key in posts:
                found[key] = self._row(posts[key])
        return found

    def _row(self, post: SavedPost) -> PostRow:
        is_own = self.is_own(post)
        return PostRow(
            post,
            is_new=self.is_new(post),
            is_own=is_own,
            note="This post was deleted." if post.is_deleted else "",
            hidden_by="" if is_own else self._mutes.reason(post, spared=self.shown_author),
        )

    def is_new(self, post: SavedPost) -> bool:
        """Whether a post is newer than what was read, and by somebody else."""
        return self.read_until is not None and (post.published_at, post.id) > self.read_until and not self.is_own(post)

    def is_own(self, post: SavedPost | None) -> bool:
        """Whether the reader wrote a post."""
        return post is not None and bool(self._username) and post.username.lower() == self._username.lower()

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
