"""Feeds as servers send them, not as they should."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mbtui.api import Author, Feed, Post, Topic, UnexpectedAnswer
from mbtui.api.feed import person_in

ITEM = {
    "id": "88120345",
    "content_html": "<p>First frost.</p>\n",
    "url": "https://ines.example/2026/03/02/first-frost.html",
    "date_published": "2026-03-02T08:15:44+00:00",
    "author": {"name": "Ines Okafor", "url": "https://ines.example/", "_microblog": {"username": "ines"}},
    "_microblog": {"date_relative": "8:15 am", "is_bookmark": True, "is_conversation": 1, "is_mention": "true"},
}


@pytest.mark.parametrize(
    ("sent", "id"),
    [
        ("88120345", 88120345),
        (88120345, 88120345),
        (" 12 ", 12),
        (9007199254740993, 9007199254740993),
        ("9223372036854775807", 9223372036854775807),
        (["5"], 5),
        (7.0, 7),
    ],
)
def test_an_id_is_a_number_whatever_it_was(sent: object, id: int) -> None:
    """Strings and numbers of 64 bits are the same id."""
    post = Post.from_json({**ITEM, "id": sent})
    assert post is not None and post.id == id


@pytest.mark.parametrize(
    "sent", [None, "", "abc", "12a", "１２", "1_000", True, -5, 0, 1.5, float("nan"), 2**63, "9" * 30, {}, []]
)
def test_an_entry_without_a_usable_id_costs_itself_only(sent: object) -> None:
    """The page goes on, and the loss is counted."""
    feed = Feed.from_json({"items": [{**ITEM, "id": sent}, ITEM]})
    assert [post.id for post in feed.posts] == [88120345]
    assert (feed.skipped, feed.received) == (1, 2)


def test_empty_and_repeated_entries_are_left_out() -> None:
    """Null is no loss, and each id appears once, in the server's order."""
    feed = Feed.from_json(
        {"items": [None, {**ITEM, "id": 2}, {**ITEM, "id": "3"}, None, {**ITEM, "id": "2"}, "text", 7]}
    )
    assert [post.id for post in feed.posts] == [2, 3]
    assert (feed.skipped, feed.received) == (2, 7)


def test_a_list_without_end_is_read_at_its_beginning() -> None:
    """What a server repeats a million times costs no more than a large page; tags likewise."""
    many = [{"id": number, "tags": ["a", "b"] * 50_000} for number in range(1, 4)] + [{}] * 1_000_000
    feed = Feed.from_json({"items": many})
    assert (len(feed.posts), feed.received, feed.posts[0].tags) == (3, 10_000, ("a", "b"))


def test_claims_may_be_numbers_or_words() -> None:
    """1 and "true" are true, and a bookmark is a favorite."""
    post = Post.from_json(ITEM)
    assert post is not None
    assert (post.is_favorite, post.is_conversation, post.is_mention, post.is_deletable) == (True, True, True, False)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (None, Author("Unknown")),
        ([], Author("Unknown")),
        ({}, Author("Unknown")),
        ({"name": ""}, Author("Unknown")),
        ({"name": None, "_microblog": {"username": "yuki"}}, Author("yuki", "yuki")),
        ({"name": "Juno", "_microblog": None}, Author("Juno")),
        ({"name": "Juno", "username": "@juno@social.example"}, Author("Juno", "juno@social.example")),
        ({"name": "T", "url": "https://micro.blog/tomas"}, Author("T", "tomas", "https://micro.blog/tomas")),
        ([{"name": "First"}, {"name": "Second"}], Author("First")),
        ("Just a name", Author("Just a name")),
        ({"name": "A\x1b[31m\nB", "avatar": 5}, Author("A[31m B", avatar_url="5")),
    ],
)
def test_an_author_has_a_name_whatever_is_missing(author: object, expected: Author) -> None:
    """Each part of an author may be missing or odd."""
    post = Post.from_json({**ITEM, "author": author})
    assert post is not None and post.author == expected


def test_an_author_may_be_known_from_elsewhere() -> None:
    """From the post's own address, from `authors`, or from the person whose feed it is."""
    reply = Post.from_json({"id": 5, "url": "https://micro.blog/ines/5", "content_text": "A <b> & c\nd\n\ne"})
    assert reply is not None and reply.author == Author("ines", "ines")
    assert reply.body_html == "<p>A &lt;b&gt; &amp; c<br>d</p><p>e</p>"
    many = Post.from_json({"id": 5, "authors": [{"name": "Yuki"}]})
    assert many is not None and many.author.name == "Yuki"
    feed = Feed.from_json(
        {
            "author": {"name": "Tomas", "url": "https://tomas.example/", "avatar": "https://a.example/t.jpg"},
            "_microblog": {"username": "tomas"},
            "items": [{"id": 1}],
        }
    )
    assert feed.posts[0].author == Author("Tomas", "tomas", "https://tomas.example/", "https://a.example/t.jpg")


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-02T08:15:44+00:00",
        "2026-03-02T08:15:44Z",
        "2026-03-02T08:15:44.000+00:00",
        "2026-03-02T02:15:44-06:00",
        "2026-03-02T02:15:44-0600",
        "2026-03-02 08:15:44 UTC",
        "2026-03-02 09:15:44 +0100",
        "2026-03-02T08:15:44",
        "Mon, 02 Mar 2026 08:15:44 GMT",
        1772439344,
        "1772439344",
        1772439344000,
        ["2026-03-02T08:15:44Z"],
    ],
)
def test_a_date_may_be_written_in_many_ways(written: object) -> None:
    """All forms that servers use are the same moment in UTC."""
    post = Post.from_json({**ITEM, "date_published": written})
    assert post is not None and post.published_at == datetime(2026, 3, 2, 8, 15, 44, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", [None, "", "yesterday", "2026-13-45", "0001-01-01T00:00:00+14:00", 1e300, -1, True, {}, "9" * 60]
)
def test_a_date_that_is_none_leaves_the_post(written: object) -> None:
    """The post has no time then, and its ready-made text stays."""
    post = Post.from_json({**ITEM, "date_published": written})
    assert post is not None
    assert (post.published_at, post.date_relative) == (None, "8:15 am")


def test_unix_seconds_go_before_the_written_date() -> None:
    """The number is the surer of the two, unless it makes no sense."""
    item = {**ITEM, "_microblog": {"date_timestamp": 1772439345}}
    post = Post.from_json(item)
    assert post is not None and post.published_at is not None and post.published_at.second == 45
    zero = Post.from_json({**ITEM, "_microblog": {"date_timestamp": 0}})
    assert zero is not None and zero.published_at is not None and zero.published_at.second == 44


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("reading, garden", ("reading", "garden")),
        ("", ()),
        (None, ()),
        (["reading", "", 5, "reading"], ("reading", "5")),
        ({}, ()),
    ],
)
def test_tags_come_as_text_or_array(tags: object, expected: tuple[str, ...]) -> None:
    """Bookmarks have one text with commas, JSON Feed an array."""
    post = Post.from_json({**ITEM, "tags": tags})
    assert post is not None and post.tags == expected


def test_photos_fall_back_on_the_full_size() -> None:
    """A missing thumbnail is the picture itself."""
    post = Post.from_json({**ITEM, "image": "https://a.example/big one.jpg", "_microblog": {"thumbnail_url": ""}})
    assert post is not None
    assert post.thumbnail_url == post.image_url == "https://a.example/big%20one.jpg"


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"items": None},
        {"items": {}},
        {"title": "T"},
        {"items": "odd"},
        {"items": [], "_microblog": []},
        {"_microblog": None, "items": [None]},
    ],
)
def test_a_feed_without_posts_is_empty(answer: object) -> None:
    """A missing, empty or odd list of entries is a feed without posts."""
    assert Feed.from_json(answer).posts == ()


@pytest.mark.parametrize("answer", [[ITEM], {"items": ITEM}, {"items": {"a": ITEM}}, {"items": [[ITEM]]}])
def test_arrays_and_objects_may_be_exchanged(answer: object) -> None:
    """A bare array is a feed; an object instead of an array holds the entries."""
    assert [post.id for post in Feed.from_json(answer).posts] == [88120345]


@pytest.mark.parametrize("answer", [None, "text", 5, True, {"status": "ok"}])
def test_what_is_no_feed_is_said_to_be_none(answer: object) -> None:
    """An answer of another kind is not taken for an empty timeline."""
    with pytest.raises(UnexpectedAnswer, match="holds no posts"):
        Feed.from_json(answer)


def test_a_profile_stands_at_the_head_of_a_persons_posts() -> None:
    """Its text is plain and clean, entities decoded before and not after cleaning."""
    feed = Feed.from_json(
        {
            "_microblog": {
                "id": "40217",
                "username": "tomas",
                "bio": "Ferries &amp; fjords.\r\nBergen.&#27;[2J",
                "is_following": 1,
                "following_count": "112",
                "discover_count": -3,
            },
            "author": {"name": "Tomas Lindqvist", "url": "", "avatar": None},
            "items": [],
        }
    )
    profile = feed.profile
    assert profile is not None
    assert (profile.id, profile.username, profile.name) == (40217, "tomas", "Tomas Lindqvist")
    assert profile.bio == "Ferries & fjords.\nBergen.[2J"
    assert (profile.is_following, profile.is_you, profile.pronouns) == (True, False, "")
    assert (profile.following_count, profile.discover_count) == (112, 0)
    assert Feed.from_json({"_microblog": {"about": "x"}, "items": []}).profile is None


def test_topics_come_with_discover_in_the_servers_order() -> None:
    """Odd topics are left out; a missing list is none."""
    tagmoji = [
        {"name": "photos", "title": "photos", "emoji": "📷", "is_featured": True},
        None,
        {"title": "nameless"},
        "books",
        {"name": "startrek", "title": "Star Trek", "emoji": None, "is_featured": "false"},
        {"name": "photos"},
    ]
    feed = Feed.from_json({"_microblog": {"tagmoji": tagmoji}, "items": []})
    assert feed.topics == (
        Topic("photos", "photos", "📷", True),
        Topic("books", "books"),
        Topic("startrek", "Star Trek"),
    )
    assert Feed.from_json({"_microblog": {"tagmoji": None}, "items": []}).topics == ()


def test_a_conversation_is_in_the_order_it_was_spoken() -> None:
    """Neither the server's order nor the ids decide, but the times; without a time, the neighbor."""
    items = [
        {**ITEM, "id": 3, "date_published": "2026-03-02T10:00:00Z"},
        {**ITEM, "id": 9, "date_published": "2026-03-02T08:00:00Z"},
        {**ITEM, "id": 5, "date_published": "never"},
        {**ITEM, "id": 7, "date_published": "2026-03-02T09:00:00Z"},
        {**ITEM, "id": 4, "date_published": "2026-03-02T09:00:00Z"},
        {**ITEM, "id": 1, "date_published": "2026-03-02T07:00:00Z"},
    ]
    assert [post.id for post in Feed.from_json({"items": items}).oldest_first().posts] == [1, 9, 4, 5, 7, 3]


@pytest.mark.parametrize(
    ("address", "username"),
    [
        ("https://micro.blog/tomas", "tomas"),
        ("https://micro.blog/tomas/88120990", "tomas"),
        ("https://micro.blog/juno%40social.example", "juno@social.example"),
        ("https://micro.blog/discover/books", ""),
        ("https://tomas.example/tomas", ""),
        ("https://micro.blog/", ""),
        ("http://[", ""),
    ],
)
def test_a_person_is_known_by_their_address(address: str, username: str) -> None:
    """Only addresses of people and their posts on Micro.blog name one."""
    assert person_in(address) == username
