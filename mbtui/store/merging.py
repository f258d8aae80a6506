"""Taking a page from Micro.blog into a timeline: what is new, what changed, what is missing between.

A page says how it was asked for (its reach), since that tells which holes it leaves and which it closes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from mbtui.store.database import transaction
from mbtui.store.posts import save
from mbtui.store.row_order import TOP, Key, key_near, key_of, newest_post, row_below, row_of
from mbtui.store.row_order import timeline_id as find_timeline_id
from mbtui.timeline_kinds import kind_of

if TYPE_CHECKING:
    from mbtui.api import Post
    from mbtui.content.document import Document


class Newest(msgspec.Struct, frozen=True):
    """The newest page, asked for without an id.

    When it meets nothing that is held, a gap goes under it.
    """

    reconcile: bool = False
    """Posts held inside the page's span that are not in it leave the bookmarks; elsewhere those that were deleted
    (see `deletions`) are marked."""
    held_id: int | None = None
    """The topmost post when the page was asked for: what stands between it and the page's newest is gone, too. What
    stands above it came while the page was on its way."""


class Since(msgspec.Struct, frozen=True):
    """A page of what is newer than a post. When it is full and meets nothing that is held, a gap goes under it."""

    is_full: bool


class Older(msgspec.Struct, frozen=True):
    """A page of what is older than the oldest row. When it brings nothing older, that was the end."""

    before_id: int


class Gap(msgspec.Struct, frozen=True):
    """A page from below a gap's upper edge. It closes the gap when it reaches the lower edge or brings nothing."""

    gap_id: int


class Whole(msgspec.Struct, frozen=True):
    """All of a conversation or profile: rows that are not in it leave the timeline."""


Reach = Newest | Since | Older | Gap | Whole


class Insertion(msgspec.Struct, frozen=True):
    """New rows that stand together."""

    above: int | None
    """The row directly under them, which was there before; None at the end."""
    rows: tuple[int, ...]
    """From the top. Post ids and, negative, gap ids."""


class Merge(msgspec.Struct, frozen=True):
    """What a page did to a timeline. First take out `removed`, then put in `insertions`."""

    insertions: tuple[Insertion, ...]
    """From the top."""
    changed: tuple[int, ...]
    """Posts that are drawn differently now, in whichever timeline they stand."""
    removed: tuple[int, ...]
    """Rows that left: closed gaps, posts that are gone. A post that moved is here and in `insertions`."""
    is_end: bool
    """Nothing older exists."""


class _Page(msgspec.Struct):
    """A page on its way into one timeline."""

    connection: sqlite3.Connection
    timeline_id: int
    name: str
    held: dict[int, float] = {}
    """Posts of the page that stood in the timeline before, with their times."""
    times: dict[int, float] = {}
    """The times by which the page's posts stand now."""
    changed: set[int] = set()
    had_posts: bool = True
    inserted: set[Key] = set()
    removed: list[int] = []

    @property
    def oldest(self) -> Key:
        return min((time, id, 0) for id, time in self.times.items())

    @property
    def newest(self) -> Key:
        return max((time, id, 0) for id, time in self.times.items())

    @property
    def is_news(self) -> bool:
        return any(id not in self.held for id in self.times)


_SAME_STAR_SECONDS = 120.0
"""Our clock and Micro.blog's may differ so much on when a post was starred; the row stays where it is."""
_VANISHED_LIMIT = 1000


def merge(
    connection: sqlite3.Connection, timeline: str, posts: Sequence[tuple[Post, Document]], *, reach: Reach
) -> Merge:
    """Take a page into a timeline, which need not exist, in one transaction.

    Args:
        connection: The cache.
        timeline: Its name.
        posts: The page in the server's order, each with its converted body.
        reach: How the page was asked for.
    """
    unique = list({post.id: (post, document) for post, document in reversed(posts)}.values())[::-1]
    with transaction(connection):
        page = _place(connection, timeline, unique)
        is_end = False
        match reach:
            case Newest():
                _open_gap(page)
                _close_gaps(page, TOP)
                if reach.reconcile:
                    _reconcile(page, [page.times[post.id] for post, _ in unique], reach.held_id)
            case Since():
                if reach.is_full:
                    _open_gap(page)
            case Older():
                before = key_near(connection, page.timeline_id, timeline, reach.before_id)
                _close_gaps(page, before)
                # What is older and held already was saved by another program while this page was on its way.
                is_end = not page.is_news and not (page.times and before is not None and page.oldest < before)
                if is_end:
                    connection.execute("UPDATE timelines SET is_complete = 1 WHERE id = ?", (page.timeline_id,))
            case Gap():
                _fill_gap(page, reach.gap_id)
            case Whole():
                _keep_only(page)
        return _outcome(page, is_end=is_end)


def place(connection: sqlite3.Connection, timeline: str, id: int, *, sorted_at: float) -> Merge:
    """Put a saved post into a timeline before Micro.blog says that it stands there: a new star.

    Nothing happens when it stands there already, or is not saved.
    """
    with transaction(connection):
        page = _Page(connection, _ensured(connection, timeline), timeline)
        is_saved = connection.execute("SELECT 1 FROM posts WHERE id = ?", (id,)).fetchone() is not None
        if is_saved and key_of(connection, page.timeline_id, id) is None:
            _insert(page, (sorted_at, id, 0))
        return _outcome(page)


def _outcome(page: _Page, *, is_end: bool = False) -> Merge:
    return Merge(
        insertions=_insertions(page),
        changed=tuple(sorted(page.changed)),
        removed=tuple(page.removed),
        is_end=is_end,
    )


def _ensured(connection: sqlite3.Connection, timeline: str) -> int:
    number = find_timeline_id(connection, timeline)
    if number is None:
        number = connection.execute("INSERT INTO timelines (name) VALUES (?)", (timeline,)).lastrowid
        assert number is not None
    return number


def _place(connection: sqlite3.Connection, timeline: str, posts: Sequence[tuple[Post, Document]]) -> _Page:
    number = _ensured(connection, timeline)
    keys = {post.id: key_of(connection, number, post.id) for post, _ in posts}
    held = {id: key[0] for id, key in keys.items() if key is not None}
    page = _Page(
        connection,
        number,
        timeline,
        held=held,
        times=_times([post for post, _ in posts], timeline, held),
        changed=save(connection, posts),
        had_posts=newest_post(connection, number) is not None,
    )
    for id, time in page.times.items():
        if held.get(id) == time:
            continue
        if id in held:
            _remove(page, (held[id], id, 0))
        _insert(page, (time, id, 0))
    return page


def _times(posts: Sequence[Post], timeline: str, held: dict[int, float]) -> dict[int, float]:
    """Give each post the time by which it is sorted.

    One without a date stays where it was, or stands by its neighbor in the page: at the bottom of the
    timeline it would look like the end of every page it is in.
    """
    is_by_star = kind_of(timeline).is_sorted_by_star
    times: dict[int, float | None] = {}
    for post in posts:
        at = (post.favorited_at or post.published_at) if is_by_star else post.published_at
        time = at.timestamp() if at else None
        old = held.get(post.id)
        is_guess = time is None or (is_by_star and post.favorited_at is None)
        if old is not None and (is_guess or (is_by_star and abs(old - (time or 0)) < _SAME_STAR_SECONDS)):
            time = old
        times[post.id] = time
    known = next((time for time in times.values() if time is not None), 0.0)
    filled = {}
    for id, time in times.items():
        known = known if time is None else time
        filled[id] = known
    return filled


def _insert(page: _Page, key: Key) -> None:
    page.connection.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", (page.timeline_id, *key))
    page.inserted.add(key)


def _remove(page: _Page, key: Key) -> None:
    page.connection.execute(
        "DELETE FROM entries WHERE timeline_id = ? AND sorted_at = ? AND id = ? AND below = ?", (page.timeline_id, *key)
    )
    if key in page.inserted:
        page.inserted.discard(key)
    else:
        page.removed.append(row_of(key))


def _open_gap(page: _Page) -> None:
    """Put a gap under a page that meets nothing of what was held."""
    if not page.times or not page.had_posts or page.held:
        return
    below = row_below(page.connection, page.timeline_id, page.oldest)
    lower = row_below(page.connection, page.timeline_id, page.oldest, is_post=True)
    if lower is not None and below == lower:
        _add_gap(page, page.oldest, lower)


def _add_gap(page: _Page, upper: Key, lower: Key) -> None:
    gap_id = page.connection.execute(
        "INSERT INTO gaps (timeline_id, upper_at, upper_id, lower_at, lower_id) VALUES (?, ?, ?, ?, ?)",
        (page.timeline_id, *upper[:2], *lower[:2]),
    ).lastrowid
    assert gap_id is not None
    _insert(page, (upper[0], upper[1], -gap_id))


def _remove_gap(page: _Page, gap_id: int, upper: Key) -> None:
    page.connection.execute("DELETE FROM gaps WHERE id = ?", (gap_id,))
    _remove(page, (upper[0], upper[1], -gap_id))


def _fill_gap(page: _Page, gap_id: int) -> None:
    gap = page.connection.execute(
        "SELECT upper_at, upper_id, lower_id FROM gaps WHERE id = ? AND timeline_id = ?", (gap_id, page.timeline_id)
    ).fetchone()
    if gap is None:
        return
    upper = (gap[0], gap[1], 0)
    if not page.is_news or gap[2] in page.times:
        _remove_gap(page, gap_id, upper)
    _close_gaps(page, upper)


def _close_gaps(page: _Page, start: Key | None) -> None:
    """Close or shorten the gaps that a page without holes, from `start` down to its oldest post, runs over."""
    if not page.times or start is None:
        return
    oldest = page.oldest
    for gap_id, upper_at, upper_id, lower_at, lower_id in page.connection.execute(
        "SELECT id, upper_at, upper_id, lower_at, lower_id FROM gaps WHERE timeline_id = ?", (page.timeline_id,)
    ).fetchall():
        upper, lower = (upper_at, upper_id, 0), (lower_at, lower_id, 0)
        if not oldest < upper <= start:
            continue
        if oldest <= lower:
            _remove_gap(page, gap_id, upper)
        else:
            _move_gap(page, gap_id, upper, oldest, lower)


def _move_gap(page: _Page, gap_id: int, upper: Key, new_upper: Key, lower: Key) -> None:
    """Let a gap begin lower down. Its row keeps its number unless it would pass a row that stays."""
    passed = page.connection.execute(
        """
        SELECT sorted_at, id, below FROM entries
        WHERE timeline_id = ? AND (sorted_at, id, below) >= (?, ?, ?) AND (sorted_at, id, below) < (?, ?, ?)
        """,
        (page.timeline_id, *new_upper, upper[0], upper[1], -gap_id),
    ).fetchall()
    if any(key not in page.inserted for key in passed):
        _remove_gap(page, gap_id, upper)
        _add_gap(page, new_upper, lower)
        return
    page.connection.execute("UPDATE gaps SET upper_at = ?, upper_id = ? WHERE id = ?", (*new_upper[:2], gap_id))
    page.connection.execute(
        "UPDATE entries SET sorted_at = ?, id = ? WHERE timeline_id = ? AND sorted_at = ? AND id = ? AND below = ?",
        (*new_upper[:2], page.timeline_id, upper[0], upper[1], -gap_id),
    )


def _reconcile(page: _Page, times: Sequence[float], held_id: int | None) -> None:
    """Note what vanished from inside the page's span, and from above it what was held when the page was asked for.

    What vanished leaves the bookmarks; elsewhere it stays, and is marked when it was deleted (see `deletions`).
    A page that is out of order, or lacks more than it holds, is not what we take it for. A post as old as the page's
    last may have been cut off, and a star that has not been sent yet is not missing from the bookmarks.
    """
    if not page.times or any(later > earlier for earlier, later in pairwise(times)):
        return
    held = None if held_id is None else key_of(page.connection, page.timeline_id, held_id)
    upper = page.newest if held is None else max(held, page.newest)
    vanished = [
        (time, id, 0)
        for time, id, is_starring in page.connection.execute(
            """
            SELECT sorted_at, entries.id, coalesce(pending_favorite, 0)
            FROM entries LEFT JOIN posts ON posts.id = entries.id
            WHERE timeline_id = ? AND sorted_at > ? AND (sorted_at, entries.id, below) <= (?, ?, ?) AND below = 0
            LIMIT ?
            """,
            (page.timeline_id, page.oldest[0], *upper, _VANISHED_LIMIT),
        )
        if id not in page.times and not (kind_of(page.name).is_sorted_by_star and is_starring)
    ]
    if len(vanished) > len(page.times):
        return
    if kind_of(page.name).is_sorted_by_star:
        for key in vanished:
            _remove(page, key)
        return
    # Not loaded for the first frame, which compares nothing.
    from mbtui.store import deletions

    ids = [key[1] for key in vanished]
    for id in deletions.deleted(page.connection, page.name, present=list(page.times), vanished=ids):
        marked = page.connection.execute(
            "UPDATE posts SET is_deleted = 1 WHERE id = ? AND is_deleted = 0", (id,)
        ).rowcount
        if marked:
            page.changed.add(id)


def _keep_only(page: _Page) -> None:
    for key in page.connection.execute(
        "SELECT sorted_at, id, below FROM entries WHERE timeline_id = ?", (page.timeline_id,)
    ).fetchall():
        if key[2] or key[1] not in page.times:
            _remove(page, key)
    page.connection.execute("DELETE FROM gaps WHERE timeline_id = ?", (page.timeline_id,))
    page.connection.execute("UPDATE timelines SET is_complete = 0 WHERE id = ?", (page.timeline_id,))


def _insertions(page: _Page) -> tuple[Insertion, ...]:
    found: list[Insertion] = []
    run: list[int] = []
    for key in sorted(page.inserted, reverse=True):
        run.append(row_of(key))
        below = row_below(page.connection, page.timeline_id, key)
        if below is None or below not in page.inserted:
            found.append(Insertion(None if below is None else row_of(below), tuple(run)))
            run = []
    return tuple(found)
