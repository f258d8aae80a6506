"""Making room."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

import pytest

from mbtui.store import places, post_flags, pruning, search, timelines
from mbtui.store.timelines import Newest, Older
from tests.store.samples import START, at, entry, page

NOW = START + 60 * 1000.0


def prune_all(
    cache: sqlite3.Connection,
    *,
    keep_days: float | None = None,
    keep_posts: int | None = None,
    needed_ids: Collection[int] = (),
    limit: int = 3,
) -> int:
    removed, after_id = 0, 0
    while True:
        step = pruning.prune(
            cache,
            username="ines",
            keep_days=keep_days,
            keep_posts=keep_posts,
            needed_ids=needed_ids,
            after_id=after_id,
            limit=limit,
            now=NOW,
        )
        removed += step.removed
        if step.after_id is None:
            return removed
        after_id = step.after_id


def saved_ids(cache: sqlite3.Connection) -> list[int]:
    return sorted(timelines.posts(cache, range(2000)))


def rows(cache: sqlite3.Connection, timeline: str = "timeline") -> list[int]:
    return list(timelines.rows(cache, timeline, limit=5000))


@pytest.fixture
def filled(cache: sqlite3.Connection) -> sqlite3.Connection:
    """A cache with posts 1…20, a minute apart."""
    timelines.merge(cache, "timeline", page(*range(20, 0, -1)), reach=Newest())
    return cache


def test_the_oldest_leave_until_so_many_are_left(filled: sqlite3.Connection) -> None:
    """Neither more nor less, in steps of any size."""
    assert prune_all(filled, keep_posts=8) == 12
    assert saved_ids(filled) == list(range(13, 21))
    assert rows(filled) == list(range(20, 12, -1))
    assert pruning.count_posts(filled) == 8
    assert search.search(filled, "post", limit=50)[-1].post.id == 13
    assert prune_all(filled, keep_posts=8) == 0


def test_the_old_leave_by_age(filled: sqlite3.Connection) -> None:
    """Posts younger than the days configured stay."""
    assert prune_all(filled, keep_days=(1000 - 15) / 1440) == 14
    assert saved_ids(filled) == list(range(15, 21))


def test_without_a_condition_nothing_leaves(filled: sqlite3.Connection) -> None:
    """Nothing configured, nothing pruned; an unknown date is no old date."""
    timelines.merge(filled, "mentions", [entry(21, published_at=None)], reach=Newest())
    assert prune_all(filled) == 0
    prune_all(filled, keep_days=(1000 - 15) / 1440)
    assert 21 in saved_ids(filled)


def test_what_is_starred_own_or_needed_stays(filled: sqlite3.Connection) -> None:
    """Stars, waiting stars and deletions, own posts, the outbox's posts, and where the reader is."""
    timelines.merge(filled, "timeline", [entry(1, is_favorite=True), entry(2, username="ines")], reach=Older(3))
    post_flags.set_favorite_pending(filled, 3, True)
    post_flags.set_delete_pending(filled, 4, True)
    places.set_place(filled, "conversation", places.Place(5, 0, 0))
    places.set_read_position(filled, "timeline", 6, published_at=1.0)
    post_flags.set_favorite_pending(filled, 1, False)
    prune_all(filled, keep_posts=0, needed_ids=[7])
    assert saved_ids(filled) == [1, 2, 3, 4, 5, 6, 7]


def test_what_stands_above_the_place_of_the_reader_stays(filled: sqlite3.Connection) -> None:
    """They will go on reading there: the timeline ends with that post, and what another tab holds leaves as it must."""
    timelines.merge(filled, "discover", page(28, 27, 26, 25, 24, 23, 22, 21), reach=Newest())
    places.set_place(filled, "timeline", places.Place(5, 3, 0))
    prune_all(filled, keep_posts=9, limit=30)
    assert rows(filled) == list(range(20, 4, -1))
    assert rows(filled, "discover") == list(range(28, 20, -1))
    assert prune_all(filled, keep_days=(1000 - 27) / 1440, limit=30) == 6
    assert rows(filled) == list(range(20, 4, -1))
    assert rows(filled, "discover") == [28, 27]


def test_a_pruned_timeline_has_no_hidden_hole(filled: sqlite3.Connection) -> None:
    """A starred post below the cut leaves the timeline, where its neighbors are gone, but not the bookmarks."""
    starred = entry(5, is_favorite=True, favorited_at=at(500))
    timelines.merge(filled, "bookmarks", [starred], reach=Newest())
    timelines.merge(filled, "timeline", [], reach=Older(1))
    prune_all(filled, keep_posts=8)
    assert rows(filled) == list(range(20, 13, -1))
    assert rows(filled, "bookmarks") == [5]
    assert not timelines.is_complete(filled, "timeline"), "what is below can be fetched again"
    assert [hit.post.id for hit in search.search(filled, '"number 5"', limit=5)] == [5]


def test_a_gap_at_the_cut_is_gone(cache: sqlite3.Connection) -> None:
    """Without posts under it a gap is the end of the timeline."""
    timelines.merge(cache, "timeline", page(3, 2, 1), reach=Newest())
    timelines.merge(cache, "timeline", page(20, 19, 18), reach=Newest())
    assert rows(cache) == [20, 19, 18, -1, 3, 2, 1]
    prune_all(cache, keep_posts=3)
    assert rows(cache) == [20, 19, 18]
    assert timelines.gap_edges(cache, 1) is None


def test_the_room_goes_back_to_the_disk(cache: sqlite3.Connection) -> None:
    """The file gets smaller, not only emptier."""
    texts = [entry(id, f"Long words {id} " * 60) for id in range(600, 0, -1)]
    timelines.merge(cache, "timeline", texts, reach=Newest())
    (before,) = cache.execute("PRAGMA page_count").fetchone()
    prune_all(cache, keep_posts=10, limit=100)
    (after,) = cache.execute("PRAGMA page_count").fetchone()
    assert after < before / 3
