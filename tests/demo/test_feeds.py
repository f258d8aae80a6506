"""The feeds, field by field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from mbtui.demo import DemoServer
from mbtui.demo.pictures import size

Feed = Callable[..., dict[str, Any]]

ITEM_KEYS = {"id", "content_html", "summary", "url", "date_published", "author", "_microblog"}
EXTENSION_KEYS = {
    "date_relative",
    "date_timestamp",
    "is_favorite",
    "is_bookmark",
    "is_deletable",
    "is_conversation",
    "is_linkpost",
    "is_mention",
    "syndication",
}


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/posts/all", "Timeline"),
        ("/posts/timeline", "Timeline"),
        ("/posts/mentions", "Mentions"),
        ("/posts/photos", "Photos"),
        ("/posts/media", "Media"),
        ("/posts/discover", "Discover"),
        ("/posts/discover/gardening", "🌱 gardening"),
        ("/posts/tomas", "Tomas Lindqvist"),
    ],
)
def test_every_feed_has_the_envelope_and_the_item_keys_of_the_reference(feed: Feed, path: str, title: str) -> None:
    """Ids are strings, dates have an offset, and nothing of the catalogue is missing."""
    answer = feed(path)
    assert answer["title"] == f"Micro.blog - {title}"
    assert answer["version"] == "https://jsonfeed.org/version/1"
    assert answer["feed_url"].endswith(path)
    assert answer["_microblog"]["about"] == "https://micro.blog/about/api"
    assert answer["items"]
    for item in answer["items"]:
        assert set(item) == ITEM_KEYS
        assert set(item["_microblog"]) >= EXTENSION_KEYS
        assert isinstance(item["id"], str)
        assert int(item["id"]) > 80_000_000
        published = datetime.fromisoformat(item["date_published"])
        assert item["date_published"].endswith("+00:00")
        assert published.timestamp() == item["_microblog"]["date_timestamp"]
        assert set(item["author"]) == {"name", "url", "avatar", "_microblog"}


def test_posts_come_newest_first_by_date_and_not_by_id(feed: Feed) -> None:
    """At least one pair of neighbours has its ids the other way round, as imported posts do."""
    items = feed("/posts/all", count=200)["items"]
    dates = [item["_microblog"]["date_timestamp"] for item in items]
    numbers = [int(item["id"]) for item in items]
    assert dates == sorted(dates, reverse=True)
    assert numbers != sorted(numbers, reverse=True)
    assert len(set(numbers)) == len(numbers)


def test_the_timeline_holds_whom_the_reader_follows_and_the_reader(demo: DemoServer, feed: Feed) -> None:
    """People who are not followed, and the muted one, are missing."""
    reader = demo.world.reader("ines")
    authors = {item["author"]["_microblog"]["username"] for item in feed("/posts/all", count=200)["items"]}
    assert "ines" in authors
    assert authors <= {*reader.following, "ines"}
    assert "del" not in authors


def test_own_posts_can_be_deleted_and_others_not(feed: Feed) -> None:
    """`is_deletable` follows the author."""
    for item in feed("/posts/all", count=200)["items"]:
        assert item["_microblog"]["is_deletable"] is (item["author"]["_microblog"]["username"] == "ines")


def test_display_times_come_in_their_three_forms(feed: Feed) -> None:
    """The time alone today; else the date, and two spaces before a one-digit hour."""
    texts = [item["_microblog"]["date_relative"] for item in feed("/posts/all", count=200)["items"]]
    forms = (r"\d{1,2}:\d\d [ap]m", r"\d{4}-\d\d-\d\d \d\d:\d\d [ap]m", r"\d{4}-\d\d-\d\d  \d:\d\d [ap]m")
    for form in forms:
        assert any(re.fullmatch(form, text) for text in texts), form
    assert all(any(re.fullmatch(form, text) for form in forms) for text in texts)


def test_mentions_name_the_reader_and_are_written_by_others(feed: Feed) -> None:
    """Every mention links to the reader."""
    for item in feed("/posts/mentions")["items"]:
        assert 'href="https://micro.blog/ines"' in item["content_html"]
        assert item["author"]["_microblog"]["username"] != "ines"


def test_replies_live_on_micro_blog_and_posts_on_their_blogs(demo: DemoServer, feed: Feed) -> None:
    """A reply's address ends in user and id; a blog post has its author's host."""
    items = feed("/posts/tomas", count=200)["items"]
    replies = [item for item in items if item["_microblog"]["is_mention"]]
    posts = [item for item in items if not item["_microblog"]["is_mention"]]
    assert replies
    assert posts
    assert all(item["url"] == f"{demo.url}/tomas/{item['id']}" for item in replies)
    assert all(item["url"].startswith("https://tomas.example/") for item in posts)


def test_photo_feeds_wrap_their_pictures_and_tell_their_size(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """The wrapped address serves a picture; `default_photo` has width, height and a blurhash."""
    for path in ("/posts/photos", "/posts/media"):
        item = next(item for item in feed(path)["items"] if "default_photo" in item["_microblog"])
        found = re.search(
            r'<img src="([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]*)" loading="lazy">', item["content_html"]
        )
        assert found is not None
        assert found[1].startswith(f"{demo.url}/photos/1000x/http%3A%2F%2F")
        picture = http.get(found[1])
        width, height = size(picture.content) or (0, 0)
        assert picture.headers["content-type"] == "image/jpeg"
        assert abs(width / height - int(found[2]) / int(found[3])) < 0.01
        assert set(item["_microblog"]["default_photo"]) == {"width", "height", "blurhash"}


def test_media_holds_films_too_and_photos_does_not(feed: Feed) -> None:
    """Only `/posts/media` has a post with nothing but a video."""
    photos = {item["id"] for item in feed("/posts/photos", count=200)["items"]}
    films = [item for item in feed("/posts/media", count=200)["items"] if "<video" in item["content_html"]]
    assert films
    assert all(item["id"] not in photos for item in films)


def test_the_photos_of_a_person_name_the_picture_and_its_thumbnail(http: httpx.Client, feed: Feed) -> None:
    """`image` and `thumbnail_url` both lead to pictures, the second to a smaller one."""
    item = feed("/posts/kaveh@photo.example/photos")["items"][0]
    large, small = http.get(item["image"]), http.get(item["_microblog"]["thumbnail_url"])
    widths = [found[0] for found in map(size, (large.content, small.content)) if found]
    assert widths[0] > widths[1] == 200


def test_discover_lists_its_topics_and_a_topic_does_not(feed: Feed) -> None:
    """`tagmoji` comes featured first, with name, title, emoji and is_featured."""
    topics = feed("/posts/discover", count=0)["_microblog"]["tagmoji"]
    assert len(topics) >= 30
    assert all(set(topic) == {"name", "title", "emoji", "is_featured"} for topic in topics)
    featured = [topic["is_featured"] for topic in topics]
    assert featured == sorted(featured, reverse=True)
    assert "tagmoji" not in feed("/posts/discover/books")["_microblog"]


def test_podcasts_and_books_tell_more(feed: Feed) -> None:
    """An episode has its sound, a book what it is called."""
    episodes = [item["_microblog"] for item in feed("/posts/discover/podcasts")["items"]]
    assert any(set(episode.get("audio", {})) == {"url", "duration_seconds", "duration_display"} for episode in episodes)
    books = [item["_microblog"] for item in feed("/posts/discover/books")["items"] if "isbn" in item["_microblog"]]
    assert all({"book_title", "book_author", "cover_url"} <= set(book) for book in books)


def test_an_unknown_topic_is_not_found(http: httpx.Client) -> None:
    """There is no such collection."""
    assert http.get("/posts/discover/paperclips").status_code == 404


def test_a_profile_stands_at_feed_level_and_not_on_items(feed: Feed) -> None:
    """Bio, pronouns and counts; the id is a string; an ampersand is escaped."""
    answer = feed("/posts/tomas", count=0)
    assert answer["items"] == []
    assert set(answer["author"]) == {"name", "url", "avatar"}
    profile = answer["_microblog"]
    assert profile["username"] == "tomas"
    assert isinstance(profile["id"], str)
    assert "&amp;" in profile["bio"]
    assert "\n" in profile["bio"]
    assert profile["pronouns"] == "he/him"
    assert (profile["is_following"], profile["is_you"]) == (True, False)
    assert profile["following_count"] > 0


def test_somebodys_posts_can_be_searched(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """By words of theirs and by a category of the blog, alone and together."""
    for category in ("leeks", "trains"):
        http.post("/micropub", data={"content": f"Xylotheque of {category}", "category": category})
    demo.world.advance(5)

    def found(**params: str) -> list[str]:
        return [item["content_html"] for item in feed("/posts/ines", **params)["items"]]

    assert found(search="XYLOTHEQUE") == ["<p>Xylotheque of trains</p>\n", "<p>Xylotheque of leeks</p>\n"]
    assert found(category="leeks") == ["<p>Xylotheque of leeks</p>\n"]
    assert found(category="leeks", search="trains") == []


def test_the_discover_count_is_the_length_of_the_discover_list(http: httpx.Client, feed: Feed) -> None:
    """The profile and `/users/discover` agree."""
    for username in ("tomas", "bart", "kaveh@photo.example"):
        rows = http.get(f"/users/discover/{username}").json()
        assert feed(f"/posts/{username}", count=0)["_microblog"]["discover_count"] == len(rows)


def test_somebody_without_a_site_has_an_empty_url_and_no_pronouns(feed: Feed) -> None:
    """The fields are there to be survived."""
    answer = feed("/posts/gus", count=1)
    assert answer["author"]["url"] == ""
    assert "pronouns" not in answer["_microblog"]


def test_nobody_is_found_under_an_unknown_name(http: httpx.Client) -> None:
    """404, with a sentence as JSON."""
    answer = http.get("/posts/nobody-at-all")
    assert answer.status_code == 404
    assert answer.json() == {"error": "User not found."}


def test_reading_without_a_token_works_where_it_does_on_micro_blog(demo: DemoServer) -> None:
    """Discover and people are public, with nothing kept, followed or one's own."""
    with httpx.Client(base_url=demo.url, verify=False) as stranger:
        for path in ("/posts/discover", "/posts/discover/books", "/posts/ines", "/posts/tomas/photos"):
            items = stranger.get(path).json()["items"]
            assert items
            for item in items:
                assert not (item["_microblog"]["is_favorite"] or item["_microblog"]["is_deletable"])
        profile = stranger.get("/posts/ines").json()["_microblog"]
        assert (profile["is_following"], profile["is_you"], profile["discover_count"]) == (False, False, 0)


def test_a_conversation_is_flat_newest_first_with_the_root_last(demo: DemoServer, feed: Feed) -> None:
    """Any id of the thread gives the same thread."""
    reply = next(item for item in feed("/posts/all")["items"] if item["_microblog"]["is_mention"])
    thread = feed("/posts/conversation", id=reply["id"])
    dates = [item["_microblog"]["date_timestamp"] for item in thread["items"]]
    assert dates == sorted(dates, reverse=True)
    assert not thread["items"][-1]["_microblog"]["is_mention"]
    assert all(item["_microblog"]["is_mention"] for item in thread["items"][:-1])
    assert all(item["_microblog"]["is_conversation"] for item in thread["items"])
    assert reply["id"] in [item["id"] for item in thread["items"]]
    root = thread["items"][-1]["id"]
    assert [item["id"] for item in feed("/posts/conversation", id=root)["items"]] == [
        item["id"] for item in thread["items"]
    ]
    assert demo.world.find(int(reply["id"])) is not None


def test_a_post_nobody_answered_is_a_conversation_of_one(feed: Feed) -> None:
    """`is_conversation` is false and the thread holds the post."""
    lonely = next(item for item in feed("/posts/all", count=200)["items"] if not item["_microblog"]["is_conversation"])
    assert [item["id"] for item in feed("/posts/conversation", id=lonely["id"])["items"]] == [lonely["id"]]


def test_a_conversation_needs_a_post(http: httpx.Client) -> None:
    """Unknown and unreadable ids are refused."""
    assert http.get("/posts/conversation", params={"id": "1"}).status_code == 404
    assert http.get("/posts/conversation").status_code == 404
    assert http.get("/posts/conversation", params={"id": "x"}).status_code == 400


def test_the_thread_of_a_blog_post_is_public_by_its_address(demo: DemoServer, feed: Feed) -> None:
    """`/conversation.js` needs no token."""
    post = next(
        item
        for item in feed("/posts/all", count=200)["items"]
        if item["_microblog"]["is_conversation"] and not item["_microblog"]["is_mention"]
    )
    answer = httpx.get(f"{demo.url}/conversation.js", params={"url": post["url"], "format": "jsonfeed"}, verify=False)
    assert answer.json()["items"][-1]["id"] == post["id"]


def test_titled_posts_are_links_to_their_blog(demo: DemoServer, feed: Feed) -> None:
    """`is_linkpost` is true, the text ends in the blog's host, and `url` is where it leads."""
    wanted = next(post for post in demo.world.posts.newest_first() if post.kind == "titled")
    titled = next(item for item in feed(f"/posts/{wanted.by}", count=200)["items"] if item["id"] == str(wanted.id))
    assert titled["_microblog"]["is_linkpost"] is True
    host = titled["url"].split("/")[2]
    assert f'<a href="{titled["url"]}">{host}</a>' in titled["content_html"]


def test_bookmarks_tell_when_they_were_kept_and_web_pages_have_their_host_as_author(feed: Feed) -> None:
    """The archived link stands in a paragraph that is never closed; tags are one string."""
    answer = feed("/posts/favorites")
    assert answer["_microblog"]["is_showing_summaries"] is False
    kept = [item["_microblog"]["date_favorited"] for item in answer["items"]]
    assert kept == sorted(kept, reverse=True)
    assert all(item["_microblog"]["is_favorite"] and item["_microblog"]["is_bookmark"] for item in answer["items"])
    assert all(isinstance(item["tags"], str) for item in answer["items"])
    page = next(item for item in answer["items"] if "links" in item["_microblog"])
    host = page["author"]["_microblog"]["username"]
    assert page["url"] == f"https://{host}/"
    assert page["author"]["url"] == f"https://{host}/"
    assert page["content_html"].endswith(f'">{host}</a> ')
    assert '<p class="post_archived_links">Read: <a href="/bookmarks/' in page["content_html"]
    link = page["_microblog"]["links"][0]
    assert isinstance(link["id"], int)
    assert page["tags"] == "to read"


def test_every_odd_kind_of_post_is_there(demo: DemoServer, feed: Feed) -> None:
    """Quotes, lists, code, sound, emoji pictures, thumbnails, open tags, other scripts and an empty post."""
    html: list[str] = []
    for username in demo.world.people:
        html += [item["content_html"] for item in feed(f"/posts/{username}", count=200)["items"]]
    text = "\n".join(html)
    for sign in (
        "<blockquote>",
        "<ul>",
        "<pre><code>",
        "<audio controls",
        'class="wp-smiley"',
        'class="mini_thumbnail"',
        "<video controls",
    ):
        assert sign in text, sign
    assert "" in html
    assert any(part.count("<em>") != part.count("</em>") for part in html)
    assert re.search(r"[\u0600-\u06ff]{4}", text)
    assert re.search(r"[\u3040-\u30ff\u4e00-\u9fff]{2}", text)
    assert "\u200d" in text
