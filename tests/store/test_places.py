"""Read positions, places, small things remembered; stars, mutes and follows."""

from __future__ import annotations

import sqlite3

from mbtui.api import Mute
from mbtui.store import people, places, post_flags, timelines
from mbtui.store.places import Place, ReadPosition
from mbtui.store.timelines import Newest
from tests.store.samples import entry, page


def test_a_read_position_moves_forwards_only(cache: sqlite3.Connection) -> None:
    """Backwards only by force, to undo a mark."""
    assert places.read_position(cache, "timeline") is None
    assert places.set_read_position(cache, "timeline", 5, published_at=50.0, marked_at=1.0)
    assert not places.set_read_position(cache, "timeline", 9, published_at=40.0, marked_at=2.0)
    assert places.read_position(cache, "timeline") == ReadPosition(5, 50.0, 1.0, False)
    assert places.set_read_position(cache, "timeline", 9, published_at=40.0, marked_at=3.0, is_forced=True)
    assert places.read_position(cache, "timeline") == ReadPosition(9, 40.0, 3.0, False)


def test_what_micro_blog_does_not_know_is_told_apart(cache: sqlite3.Connection) -> None:
    """A position that moved on while it was posted is still to be posted."""
    places.set_read_position(cache, "timeline", 5, published_at=50.0, marked_at=1.0)
    places.set_read_position(cache, "mentions", 6, published_at=60.0, marked_at=1.0, is_posted=True)
    assert list(places.unposted(cache)) == ["timeline"]
    places.set_read_position(cache, "timeline", 7, published_at=70.0, marked_at=2.0)
    places.mark_posted(cache, "timeline", 5)
    assert places.unposted(cache)["timeline"].post_id == 7
    places.mark_posted(cache, "timeline", 7)
    assert places.unposted(cache) == {}


def test_the_same_position_from_micro_blog_is_posted(cache: sqlite3.Connection) -> None:
    """When its answer names our post, it need not be sent again."""
    places.set_read_position(cache, "timeline", 5, published_at=50.0)
    assert not places.set_read_position(cache, "timeline", 5, published_at=50.0, is_posted=True)
    assert places.unposted(cache) == {}


def test_a_place_is_kept_for_each_view(cache: sqlite3.Connection) -> None:
    """Post, screen row and line."""
    timelines.merge(cache, "timeline", page(5, 4), reach=Newest())
    assert places.place(cache, "timeline") is None
    places.set_place(cache, "timeline", Place(4, 7, 2))
    places.set_place(cache, "discover", Place(-3, 0, 0))
    places.set_place(cache, "timeline", Place(5, -2, 1))
    assert places.place(cache, "timeline") == Place(5, -2, 1)
    assert places.place(cache, "discover") == Place(-3, 0, 0)


def test_small_things_are_remembered(cache: sqlite3.Connection) -> None:
    """Anything JSON can hold."""
    assert places.get(cache, "last_tab", "timeline") == "timeline"
    places.set(cache, "last_tab", {"name": "Mentions ✎"})
    assert places.get(cache, "last_tab") == {"name": "Mentions ✎"}


def test_a_waiting_star_wins_over_the_server(cache: sqlite3.Connection) -> None:
    """Until it is sent, and whatever pages arrive."""
    timelines.merge(cache, "timeline", page(5), reach=Newest())
    post_flags.set_favorite_pending(cache, 5, True)
    assert (timelines.posts(cache, [5])[5].is_favorite, timelines.posts(cache, [5])[5].favorite_pending) == (True, True)
    assert timelines.merge(cache, "timeline", page(5), reach=Newest()).changed == ()
    assert timelines.posts(cache, [5])[5].is_favorite
    assert post_flags.pending_ids(cache) == [5]
    post_flags.confirm_favorite(cache, 5, True)
    saved = timelines.posts(cache, [5])[5]
    assert (saved.is_favorite, saved.favorite_pending) == (True, False)
    assert post_flags.pending_ids(cache) == []


def test_a_refused_star_shows_what_the_server_said(cache: sqlite3.Connection) -> None:
    """Taking the waiting star back leaves the old state."""
    timelines.merge(cache, "timeline", [entry(5, is_favorite=True)], reach=Newest())
    post_flags.set_favorite_pending(cache, 5, False)
    assert not timelines.posts(cache, [5])[5].is_favorite
    post_flags.set_favorite_pending(cache, 5, None)
    assert timelines.posts(cache, [5])[5].is_favorite


def test_a_waiting_deletion_shows_at_once(cache: sqlite3.Connection) -> None:
    """And can be taken back until it is confirmed."""
    timelines.merge(cache, "timeline", page(5), reach=Newest())
    post_flags.set_delete_pending(cache, 5, True)
    timelines.merge(cache, "timeline", page(5), reach=Newest())
    assert timelines.posts(cache, [5])[5].is_deleted
    post_flags.clear_pending(cache, 5)
    assert not timelines.posts(cache, [5])[5].is_deleted
    post_flags.confirm_delete(cache, 5, True)
    assert timelines.posts(cache, [5])[5].is_deleted


def test_mutes_follow_micro_blogs_list(cache: sqlite3.Connection) -> None:
    """What waits stays as the reader wants it, in both directions."""
    people.set_mutes(cache, [Mute(id=7, username="del"), Mute(id=8, keyword="spoiler")])
    waiting = people.add_mute(cache, username="max", is_hiding_other_replies=True)
    assert waiting == -1
    people.set_unmute_pending(cache, 8, True)
    people.set_mutes(cache, [Mute(id=7, username="del"), Mute(id=8, keyword="spoiler")])
    assert [(mute.id, mute.username, mute.is_pending) for mute in people.mutes(cache)] == [
        (-1, "max", True),
        (7, "del", False),
    ]
    people.set_unmute_pending(cache, 8, False)
    people.remove_waiting_mutes(cache, username="max")
    people.set_hiding_other_replies(cache, 7, True)
    assert [(mute.id, mute.is_hiding_other_replies) for mute in people.mutes(cache)] == [(7, True), (8, False)]
    people.remove_mute(cache, 8)
    assert [mute.id for mute in people.mutes(cache)] == [7]


def test_follows_are_shown_as_wanted_until_they_are_sent(cache: sqlite3.Connection) -> None:
    """A waiting follow wins; then what Micro.blog said counts."""
    assert people.is_following(cache, "yuki") is None
    people.learn_follow(cache, "yuki", False, changes=people.follow_changes(cache, "yuki"))
    people.set_follow_pending(cache, "Yuki", True)
    people.learn_follow(cache, "yuki", False, changes=people.follow_changes(cache, "yuki"))
    assert people.is_following(cache, "yuki") is True
    people.set_follow_pending(cache, "yuki", None)
    assert people.is_following(cache, "yuki") is False
    people.set_follow_pending(cache, "yuki", True)
    people.confirm_follow(cache, "yuki", True)
    people.set_follow_pending(cache, "yuki", None)
    assert people.is_following(cache, "yuki") is True


def test_a_page_from_before_a_follow_says_nothing_of_it(cache: sqlite3.Connection) -> None:
    """Neither one from before it was wanted, nor one from before it was sent."""
    before = people.follow_changes(cache, "Yuki")
    people.set_follow_pending(cache, "yuki", True)
    waiting = people.follow_changes(cache, "Yuki")
    people.confirm_follow(cache, "yuki", True)
    for changes in (before, waiting):
        people.learn_follow(cache, "yuki", False, changes=changes)
        assert people.is_following(cache, "yuki") is True
    people.learn_follow(cache, "yuki", False, changes=people.follow_changes(cache, "yuki"))
    assert people.is_following(cache, "yuki") is False
