"""Taking pages into timelines."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mbtui.api import Author
from mbtui.store import post_flags, posts, pruning, search, timelines
from mbtui.store.timelines import Gap, Merge, Newest, Older, Reach, Since, Whole
from tests.store.samples import START, Entry, at, entry, page


def take(cache: sqlite3.Connection, entries: list[Entry], reach: Reach, timeline: str = "timeline") -> Merge:
    """Merge a page, and hold that what the merge tells leads from the rows before to the rows after."""
    before = all_rows(cache, timeline)
    merge = timelines.merge(cache, timeline, entries, reach=reach)
    after = all_rows(cache, timeline)
    rows = [row for row in before if row not in merge.removed]
    for insertion in merge.insertions:
        place = len(rows) if insertion.above is None else rows.index(insertion.above)
        rows[place:place] = insertion.rows
    assert rows == after
    return merge


def all_rows(cache: sqlite3.Connection, timeline: str = "timeline") -> list[int]:
    return list(timelines.rows(cache, timeline, limit=10_000))


@pytest.mark.parametrize(
    ("held", "given_ids", "reach", "expected"),
    [
        pytest.param([], [5, 4, 3], Newest(), [5, 4, 3], id="the first page leaves no gap"),
        pytest.param([3, 2], [5, 4, 3], Newest(), [5, 4, 3, 2], id="a page that meets what is held leaves no gap"),
        pytest.param([3, 2], [9, 8], Newest(), [9, 8, -1, 3, 2], id="a newest page that meets nothing leaves a gap"),
        pytest.param([3, 2], [9, 8], Since(True), [9, 8, -1, 3, 2], id="a full page of news leaves a gap"),
        pytest.param([3, 2], [9, 8], Since(False), [9, 8, 3, 2], id="a page of news with room leaves none"),
        pytest.param([3, 2], [4, 3], Since(True), [4, 3, 2], id="a full page of news that overlaps leaves none"),
        pytest.param([3, 2], [], Newest(), [3, 2], id="an empty page changes nothing"),
        pytest.param([3, 2], [], Since(True), [3, 2], id="an empty page of news changes nothing"),
        pytest.param([9, 8], [3, 2], Older(8), [9, 8, 3, 2], id="older posts go to the end"),
        pytest.param([9, 5, 4], [9, 7, 4], Whole(), [9, 7, 4], id="the whole replaces what was there"),
        pytest.param([3], [3, 3, 4, 4], Newest(), [4, 3], id="a post that comes twice stands once"),
    ],
)
def test_a_page_goes_where_its_reach_says(
    cache: sqlite3.Connection, held: list[int], given_ids: list[int], reach: Reach, expected: list[int]
) -> None:
    """Posts stand in order, and a gap only where posts may be missing."""
    take(cache, page(*held), Newest())
    take(cache, page(*given_ids), reach)
    assert all_rows(cache) == expected


@pytest.mark.parametrize(
    ("given_ids", "expected"),
    [
        pytest.param([19, 18], [21, 20, 19, 18, -1, 3, 2], id="a page inside moves the gap down"),
        pytest.param([19, 4, 3], [21, 20, 19, 4, 3, 2], id="a page that meets the lower edge closes it"),
        pytest.param([4, 1], [21, 20, 4, 3, 2, 1], id="a page that passes the lower edge closes it"),
        pytest.param([], [21, 20, 3, 2], id="an empty page closes it"),
        pytest.param([21, 20], [21, 20, 3, 2], id="a page that brings nothing new closes it"),
    ],
)
def test_a_gap_fills_in_its_place(cache: sqlite3.Connection, given_ids: list[int], expected: list[int]) -> None:
    """Each page asked for at a gap stands above it, until it is closed."""
    take(cache, page(3, 2), Newest())
    take(cache, page(21, 20), Newest())
    assert all_rows(cache) == [21, 20, -1, 3, 2]
    take(cache, page(*given_ids), Gap(1))
    assert all_rows(cache) == expected
    is_open = -1 in expected
    assert (timelines.gap_edges(cache, 1) is not None) == is_open


def test_a_gap_knows_its_edges(cache: sqlite3.Connection) -> None:
    """A gap names the posts above and below it, and the upper one moves down as it fills."""
    take(cache, page(3, 2), Newest())
    take(cache, page(21, 20), Since(True))
    assert timelines.gap_edges(cache, 1) == (20, 3)
    merge = take(cache, page(19, 18), Gap(1))
    assert timelines.gap_edges(cache, 1) == (18, 3)
    assert [insertion.above for insertion in merge.insertions] == [-1]
    assert merge.removed == ()


def test_a_gap_that_passes_a_stray_post_moves_as_a_new_row(cache: sqlite3.Connection) -> None:
    """A post inside the hole does not end the gap; the gap goes on under it."""
    take(cache, page(3, 2), Newest())
    take(cache, page(21, 20), Newest())
    take(cache, page(10), Since(False))
    assert all_rows(cache) == [21, 20, -1, 10, 3, 2]
    merge = take(cache, page(19, 10, 9), Gap(1))
    assert all_rows(cache) == [21, 20, 19, 10, 9, -2, 3, 2]
    assert merge.removed == (-1,)


def test_two_gaps_are_closed_by_one_page_that_runs_over_them(cache: sqlite3.Connection) -> None:
    """A newest page without holes closes every gap inside it."""
    take(cache, page(3, 2), Newest())
    take(cache, page(7, 6), Newest())
    take(cache, page(11, 10), Newest())
    assert all_rows(cache) == [11, 10, -2, 7, 6, -1, 3, 2]
    merge = take(cache, page(*range(11, 2, -1)), Newest())
    assert all_rows(cache) == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert set(merge.removed) == {-1, -2}


def test_news_from_inside_a_gap_do_not_close_it(cache: sqlite3.Connection) -> None:
    """A page of news holds only ids newer than one we had, so it says nothing of an older hole."""
    take(cache, page(3, 2), Newest())
    take(cache, page(21, 20), Newest())
    late = entry(22, published_at=at(2.5))
    take(cache, [entry(23), late], Since(False))
    assert all_rows(cache) == [23, 21, 20, -1, 3, 22, 2]


def test_a_gap_between_posts_of_one_second_stands_between_them(cache: sqlite3.Connection) -> None:
    """The gap row keeps to its upper post even when the dates do not tell them apart."""
    moment = at(5)
    take(cache, [entry(3, published_at=moment), entry(2, published_at=moment)], Newest())
    take(cache, [entry(9, published_at=moment), entry(8, published_at=moment)], Newest())
    assert all_rows(cache) == [9, 8, -1, 3, 2]


def test_the_end_is_remembered(cache: sqlite3.Connection) -> None:
    """An older page with nothing new is the end; pages with something new are not."""
    take(cache, page(9, 8), Newest())
    assert not take(cache, page(7), Older(8)).is_end
    assert not timelines.is_complete(cache, "timeline")
    assert take(cache, page(8, 7), Older(7)).is_end
    assert timelines.is_complete(cache, "timeline")


def test_order_is_by_date_and_then_id(cache: sqlite3.Connection) -> None:
    """Ids are not in the order of time; two posts of one second stand by their ids."""
    take(cache, [entry(1, published_at=at(50)), entry(9), entry(8, published_at=at(9))], Newest())
    assert all_rows(cache) == [1, 9, 8]


def test_a_post_without_a_date_stands_by_its_neighbor(cache: sqlite3.Connection) -> None:
    """An unknown date is not the oldest date: it would look like the end of every page."""
    take(cache, page(3, 2), Newest())
    take(cache, [entry(21), entry(20, published_at=None, date_relative="8:15 am"), entry(19)], Newest())
    assert all_rows(cache) == [21, 20, 19, -1, 3, 2]
    saved = timelines.posts(cache, [20])[20]
    assert (saved.published_at, saved.date_relative) == (0.0, "8:15 am")


def test_an_edit_replaces_the_post_and_says_so(cache: sqlite3.Connection) -> None:
    """Only a post of which something shown differs has changed."""
    take(cache, page(5, 4), Newest())
    merge = take(cache, [entry(5, "Other words"), entry(4)], Newest())
    assert (merge.changed, merge.insertions, merge.removed) == ((5,), (), ())
    assert timelines.posts(cache, [5])[5].document.plain_text == "Other words"
    assert posts.html_of(cache, 5) == "<p>Other words</p>\n"
    assert take(cache, [entry(5, "Other words"), entry(4)], Newest()).changed == ()


def test_words_for_the_time_do_not_count_as_a_change(cache: sqlite3.Connection) -> None:
    """Micro.blog's words for a time change every day; they are not shown when the date is known."""
    take(cache, page(5, date_relative="8:15 am"), Newest())
    assert take(cache, page(5, date_relative="2026-03-02 8:15 am"), Newest()).changed == ()


def test_a_changed_author_is_a_change(cache: sqlite3.Connection) -> None:
    """A new display name is shown, and found."""
    take(cache, page(5), Newest())
    merge = take(cache, [entry(5, author=Author("Tomas the Second", "tomas"))], Newest())
    assert merge.changed == (5,)
    assert search.search(cache, "second", limit=5)[0].post.author_name == "Tomas the Second"


def test_a_post_whose_date_changed_moves(cache: sqlite3.Connection) -> None:
    """It leaves its old place and stands in the new one."""
    take(cache, page(9, 8, 7), Newest())
    merge = take(cache, [entry(9), entry(7, published_at=at(8.5)), entry(8)], Newest())
    assert all_rows(cache) == [9, 7, 8]
    assert merge.removed == (7,)


def test_posts_that_vanished_are_marked_and_stay(cache: sqlite3.Connection) -> None:
    """Inside the page's span a missing post is deleted; outside nothing is known."""
    take(cache, page(9, 8, 7, 6, 5), Newest())
    merge = take(cache, page(9, 7, 6), Newest(reconcile=True))
    assert merge.changed == (8,)
    assert all_rows(cache) == [9, 8, 7, 6, 5]
    posts = timelines.posts(cache, [8, 7, 5])
    assert [posts[id].is_deleted for id in (8, 7, 5)] == [True, False, False]
    assert take(cache, page(9, 7, 6), Newest(reconcile=True)).changed == ()


def test_a_post_that_comes_back_is_not_deleted(cache: sqlite3.Connection) -> None:
    """What Micro.blog sends exists."""
    take(cache, page(9, 8, 7), Newest())
    take(cache, page(9, 7), Newest(reconcile=True))
    assert take(cache, page(9, 8, 7), Newest(reconcile=True)).changed == (8,)
    assert not timelines.posts(cache, [8])[8].is_deleted


@pytest.mark.parametrize(
    "given_ids", [pytest.param([5, 9], id="out of order"), pytest.param([9, 1], id="lacking more than it holds")]
)
def test_a_page_that_can_not_be_right_deletes_nothing(cache: sqlite3.Connection, given_ids: list[int]) -> None:
    """A page out of order or nearly empty is not believed about what it lacks."""
    take(cache, page(*range(9, 0, -1)), Newest())
    assert take(cache, page(*given_ids), Newest(reconcile=True)).changed == ()


def test_a_post_newer_than_the_page_is_not_deleted(cache: sqlite3.Connection) -> None:
    """It may have come while the page was on its way."""
    take(cache, page(10, 9, 8), Newest())
    assert take(cache, page(9, 8), Newest(reconcile=True)).changed == ()


def test_the_newest_posts_that_vanished_are_marked(cache: sqlite3.Connection) -> None:
    """What was held when the page was asked for is missing from its top; what came meanwhile is not."""
    take(cache, page(12, 11, 10, 9, 8), Newest())
    merge = take(cache, page(10, 9, 8), Newest(reconcile=True, held_id=11))
    assert merge.changed == (11,)
    posts = timelines.posts(cache, [12, 11])
    assert [posts[id].is_deleted for id in (12, 11)] == [False, True]


@pytest.mark.parametrize(
    ("given_ids", "held_id"),
    [
        pytest.param([3, 9, 4], 12, id="out of order"),
        pytest.param([2, 1], 12, id="lacking more than it holds"),
        pytest.param([], 12, id="empty"),
        pytest.param([9, 8, 7, 6, 5, 4, 3, 2, 1], 777, id="what was held is not there any more"),
        pytest.param([9, 8, 7, 6, 5, 4, 3, 2, 1], None, id="nothing was held"),
    ],
)
def test_a_page_that_tells_nothing_of_the_newest_deletes_none(
    cache: sqlite3.Connection, given_ids: list[int], held_id: int | None
) -> None:
    """The safety rules hold above the page, too."""
    take(cache, page(*range(12, 0, -1)), Newest())
    assert take(cache, page(*given_ids), Newest(reconcile=True, held_id=held_id)).changed == ()


def test_a_star_that_waits_stays_in_the_bookmarks(cache: sqlite3.Connection) -> None:
    """It stands above the page until it is sent; one that another device took away leaves."""
    starred = [entry(id, is_favorite=True, favorited_at=at(100 + id)) for id in (9, 8, 7, 6)]
    take(cache, starred, Newest(), "bookmarks")
    take(cache, page(20), Newest())
    post_flags.set_favorite_pending(cache, 20, True)
    timelines.place(cache, "bookmarks", 20, sorted_at=at(1000).timestamp())
    assert take(cache, starred[1:], Newest(reconcile=True, held_id=20), "bookmarks").removed == (9,)
    assert all_rows(cache, "bookmarks") == [20, 8, 7, 6]


def test_a_bookmark_that_vanished_leaves_the_bookmarks(cache: sqlite3.Connection) -> None:
    """Without a star a post is not deleted."""
    starred = [entry(id, is_favorite=True, favorited_at=at(100 + id)) for id in (9, 8, 7)]
    take(cache, starred, Newest(), "bookmarks")
    merge = take(cache, [starred[0], starred[2]], Newest(reconcile=True), "bookmarks")
    assert merge.removed == (8,)
    assert not timelines.posts(cache, [8])[8].is_deleted


def test_bookmarks_stand_by_when_they_were_starred(cache: sqlite3.Connection) -> None:
    """The newest star is on top, however old the post."""
    take(
        cache,
        [
            entry(2, is_favorite=True, favorited_at=at(900)),
            entry(9, is_favorite=True, favorited_at=at(800)),
        ],
        Newest(),
        "bookmarks",
    )
    assert all_rows(cache, "bookmarks") == [2, 9]


def test_a_page_without_starring_times_keeps_them(cache: sqlite3.Connection) -> None:
    """The timeline does not say when a post was starred; the bookmarks did."""
    take(cache, [entry(2, is_favorite=True, favorited_at=at(900))], Newest(), "bookmarks")
    take(cache, [entry(2, is_favorite=True)], Newest())
    details = posts.details_of(cache, 2)
    assert details is not None and details.favorited_at == at(900).timestamp()


def test_one_post_in_two_timelines_is_saved_once(cache: sqlite3.Connection) -> None:
    """A change that arrives in one timeline is told for the other."""
    take(cache, page(5), Newest())
    merge = take(cache, [entry(5, "Edited")], Newest(), "mentions")
    assert merge.changed == (5,)
    assert pruning.count_posts(cache) == 1


def test_a_lone_surrogate_costs_no_page(cache: sqlite3.Connection) -> None:
    """Half a pair can not be stored; it becomes a mark, and the page is saved."""
    take(cache, [entry(5, "bad \ud800 half", title="\udfff")], Newest())
    saved = timelines.posts(cache, [5])[5]
    assert saved.document.plain_text == "bad \ufffd half"
    assert saved.title == "\ufffd"


def test_html_is_kept_to_the_letter(cache: sqlite3.Connection) -> None:
    """What is compressed comes out as it went in, whatever the converter made of it."""
    html = "<p>Ünïcode 🖖 " + "x" * 50_000 + "</p>"
    take(cache, [entry(5, "short", content_html=html)], Newest())
    assert posts.html_of(cache, 5) == html


def test_the_rest_of_a_post_is_kept(cache: sqlite3.Connection) -> None:
    """Tags, copies and pictures are there when asked for."""
    fields: dict[str, Any] = {
        "tags": ("garden",),
        "syndication": ("https://x.example/1",),
        "image_url": "https://y.example/a.jpg",
    }
    take(cache, [entry(5, **fields, summary="In short", reply_to_id=3)], Newest())
    details = posts.details_of(cache, 5)
    assert details is not None
    assert (posts.posts(cache, [5])[5].tags, details.syndication) == (("garden",), ("https://x.example/1",))
    assert (details.image_url, details.summary) == ("https://y.example/a.jpg", "In short")
    assert timelines.posts(cache, [5])[5].reply_to_id == 3
    assert posts.details_of(cache, 6) is None


def test_a_new_star_stands_in_the_bookmarks_at_once(cache: sqlite3.Connection) -> None:
    """And stays where it is when Micro.blog tells the exact time."""
    take(cache, page(5), Newest())
    take(cache, [entry(4, is_favorite=True, favorited_at=at(900))], Newest(), "bookmarks")
    merge = timelines.place(cache, "bookmarks", 5, sorted_at=at(1000).timestamp())
    assert [(insertion.above, insertion.rows) for insertion in merge.insertions] == [(4, (5,))]
    assert timelines.place(cache, "bookmarks", 5, sorted_at=at(1001).timestamp()).insertions == ()
    assert timelines.place(cache, "bookmarks", 777, sorted_at=at(1001).timestamp()).insertions == ()
    merge = take(cache, [entry(5, is_favorite=True, favorited_at=at(1000.5))], Newest(), "bookmarks")
    assert (merge.insertions, merge.removed) == ((), ())
    assert all_rows(cache, "bookmarks") == [5, 4]


class World:
    """A server's list of posts and a naive model of what a reader of its pages knows."""

    def __init__(self, ids: list[int]) -> None:
        self.ids = sorted(ids, reverse=True)
        self.known: set[int] = set()

    def newer(self, count: int, upto: int) -> list[int]:
        return [id for id in self.ids if id <= upto][:count]

    def older(self, count: int, before: int, upto: int) -> list[int]:
        return [id for id in self.ids if id < before and id <= upto][:count]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_rows_are_the_union_of_pages_with_gaps_where_something_is_missing(data: st.DataObject) -> None:
    """However pages arrive, rows are their union in order, and every hole that pages left is a gap row."""
    from contextlib import closing
    from pathlib import Path

    from mbtui.store.database import connect
    from mbtui.store.migrations import migrate
    from mbtui.store.migrations.cache import STEPS

    world = World(data.draw(st.lists(st.integers(1, 60), min_size=1, unique=True)))
    published = 0
    with closing(connect(Path(":memory:"))) as cache:
        migrate(cache, STEPS)
        for _ in range(data.draw(st.integers(1, 12))):
            published = min(60, published + data.draw(st.integers(0, 25)))
            rows = all_rows(cache)
            held = [row for row in rows if row > 0]
            gaps = [-row for row in rows if row < 0]
            count = data.draw(st.integers(1, 8))
            reach: Reach
            match data.draw(st.sampled_from(["newest", "since", "older", "gap"])):
                case "since" if held:
                    newer = [id for id in world.newer(1000, published) if id > held[0]]
                    ids, reach = newer[:count], Since(len(newer) >= count)
                case "older" if held:
                    ids, reach = world.older(count, held[-1], published), Older(held[-1])
                case "gap" if gaps:
                    gap_id = data.draw(st.sampled_from(gaps))
                    edges = timelines.gap_edges(cache, gap_id)
                    assert edges is not None
                    ids, reach = world.older(count, edges[0], published), Gap(gap_id)
                case _:
                    ids, reach = world.newer(count, published), Newest(reconcile=True)
            take(cache, page(*ids), reach)
            world.known |= set(ids)

            rows = all_rows(cache)
            assert [row for row in rows if row > 0] == sorted(world.known, reverse=True)
            for upper, lower in pairwise(rows):
                assert not (upper < 0 and lower < 0), "no two gaps in a row"
                if upper > 0 and lower > 0:
                    missing = [id for id in world.ids if lower < id < upper and id <= published]
                    assert not missing, "every hole is a gap"
            assert not rows or (rows[0] > 0 and rows[-1] > 0), "a gap is between posts"
            assert not any(post.is_deleted for post in timelines.posts(cache, rows).values())


def test_far_times_are_kept(cache: sqlite3.Connection) -> None:
    """A post from before 1970 or far ahead has a place, too."""
    old, far = datetime(1931, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
    take(cache, [entry(1, published_at=far), entry(5), entry(2, published_at=old)], Newest())
    assert all_rows(cache) == [1, 5, 2]
    assert timelines.posts(cache, [2])[2].published_at == old.timestamp() < 0 < START


def test_a_page_that_another_program_saved_first_is_not_the_end(cache: sqlite3.Connection) -> None:
    """Both asked for what is older than the same post; only a page without anything older is the end."""
    timelines.merge(cache, "timeline", page(9, 8), reach=Newest())
    assert not timelines.merge(cache, "timeline", page(7, 6), reach=Older(8)).is_end
    late = timelines.merge(cache, "timeline", page(7, 6), reach=Older(8))
    assert not late.is_end and not late.insertions
    assert timelines.merge(cache, "timeline", page(6), reach=Older(6)).is_end
    assert timelines.merge(cache, "timeline", [], reach=Older(6)).is_end
