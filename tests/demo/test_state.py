"""What a reader changes stays changed while the server runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mbtui.demo import DemoServer

Feed = Callable[..., dict[str, Any]]
Ids = Callable[..., list[str]]


@pytest.mark.parametrize("path", ["/posts/favorites", "/posts/bookmarks"])
def test_a_favorite_is_kept_and_let_go(http: httpx.Client, feed: Feed, ids: Ids, path: str) -> None:
    """Both names of the path work; doing it twice does no harm; the newest stands first."""
    chosen = next(item for item in feed("/posts/all")["items"] if not item["_microblog"]["is_favorite"])["id"]
    for _ in range(2):
        assert http.post(path, data={"id": chosen}).json() == {}
    assert ids("/posts/favorites")[0] == chosen == ids("/posts/bookmarks")[0]
    item = next(item for item in feed("/posts/all")["items"] if item["id"] == chosen)
    assert item["_microblog"]["is_favorite"] is item["_microblog"]["is_bookmark"] is True
    for _ in range(2):
        assert http.delete(f"{path}/{chosen}").json() == {}
    assert chosen not in ids("/posts/favorites")


def test_an_unknown_post_can_not_be_kept(http: httpx.Client) -> None:
    """404, with a sentence."""
    for answer in (http.post("/posts/favorites", data={"id": "7"}), http.delete("/posts/favorites/7")):
        assert answer.status_code == 404
        assert answer.json()["error"] == "Post not found."


def test_bookmarks_can_be_tagged_and_found_by_tag_and_word(http: httpx.Client, feed: Feed, ids: Ids) -> None:
    """Tags are set with a comma list and read as one string, or as the list of all."""
    chosen = ids("/posts/bookmarks")[1]
    http.post(f"/posts/bookmarks/{chosen}", data={"tags": "Garden, winter"})
    assert feed(f"/posts/bookmarks/{chosen}")["items"][0]["tags"] == "garden, winter"
    assert ids("/posts/bookmarks", tag="winter") == [chosen]
    assert http.get("/posts/bookmarks/tags").json() == ["garden", "to read", "winter"]
    assert len(http.get("/posts/bookmarks/tags", params={"recent": "1", "count": "2"}).json()) == 2
    assert ids("/posts/bookmarks", q="no such words anywhere") == []


def test_highlights_are_listed_and_deleted(http: httpx.Client, feed: Feed) -> None:
    """They have numbers of their own; the count beside them is theirs; deleting twice does no harm."""
    path = "/posts/bookmarks/highlights"
    first, *others = feed(path)["items"]
    assert isinstance(first["id"], int) and first["content_text"] and first["title"] and first["url"]
    for _ in range(2):
        assert http.delete(f"{path}/{first['id']}").json() == {}
    assert feed(path)["items"] == others and feed(path)["_microblog"]["count"] == len(others)


def test_deleting_a_bookmark_by_its_post_lets_it_go(http: httpx.Client, ids: Ids) -> None:
    """`DELETE /posts/[id]` takes favorites too, and refuses what is neither kept nor one's own."""
    chosen = ids("/posts/favorites")[0]
    assert http.delete(f"/posts/{chosen}").json() == {}
    assert chosen not in ids("/posts/favorites")
    other = next(post for post in ids("/posts/tomas") if post not in ids("/posts/favorites"))
    refused = http.delete(f"/posts/{other}")
    assert refused.status_code == 403
    assert refused.json()["error"]
    assert http.delete("/posts/5").status_code == 404


def test_a_reply_stands_in_the_conversation_and_among_ones_own(http: httpx.Client, feed: Feed, ids: Ids) -> None:
    """Markdown becomes HTML, names become links, tags are shown as typed, and the id is not told."""
    target = feed("/posts/tomas")["items"][0]
    content = "@tomas What a *voice* <b>it</b> has: https://sea.example/a_b_c. Ask @yuki, not @nobody_here"
    assert http.post("/posts/reply", data={"id": target["id"], "content": content}).json() == {}
    item = feed("/posts/conversation", id=target["id"])["items"][0]
    assert item["content_html"] == (
        '<p><a href="https://micro.blog/tomas">@tomas</a> What a <em>voice</em> &lt;b&gt;it&lt;/b&gt; has: '
        '<a href="https://sea.example/a_b_c">https://sea.example/a_b_c</a>. '
        'Ask <a href="https://micro.blog/yuki">@yuki</a>, not @nobody_here</p>\n'
    )
    assert item["_microblog"]["is_deletable"] is True
    assert item["_microblog"]["is_mention"] is True
    own = feed("/posts/replies", count=5)["items"][0]
    assert set(own) == {"id", "url", "content_text", "date_published", "_microblog"}
    assert (own["id"], own["content_text"]) == (item["id"], content)
    assert ids("/posts/replies", q="VOICE")[0] == item["id"]
    assert ids("/posts/all")[0] == item["id"]
    assert http.delete(f"/posts/{item['id']}").json() == {}
    assert item["id"] not in ids("/posts/conversation", id=target["id"])


@pytest.mark.parametrize(
    "send",
    [
        {"data": {"content": "Hello"}},
        {"data": {"text": "Hello"}},
        {"data": {"content": "Hello", "text": "other"}},
        {"json": {"content": "Hello"}},
        {"files": {"content": (None, "Hello")}},
        {"params": {"content": "Hello"}},
        {"params": {"content": "other"}, "data": {"content": "Hello"}},
    ],
)
def test_parameters_come_by_query_form_multipart_or_json_the_body_last(
    http: httpx.Client, feed: Feed, ids: Ids, send: dict[str, Any]
) -> None:
    """All spellings of a reply that real clients use arrive; `content` goes before `text`."""
    target = ids()[0]
    sent = {**send, "params": {"id": target, **send.get("params", {})}}
    assert http.post("/posts/reply", **sent).json() == {}
    assert feed("/posts/conversation", id=target)["items"][0]["content_html"] == "<p>Hello</p>\n"


def test_a_reply_needs_a_post_and_a_text(http: httpx.Client, ids: Ids) -> None:
    """Refused with error and description."""
    empty = http.post("/posts/reply", data={"id": ids()[0], "content": "  "})
    assert empty.status_code == 400
    assert set(empty.json()) == {"error", "error_description"}
    assert http.post("/posts/reply", data={"id": "3", "content": "Hi"}).status_code == 404


def test_following_changes_the_timeline_the_profile_and_the_lists(http: httpx.Client, feed: Feed) -> None:
    """Twice is fine, and unfollowing takes it back."""

    def authors() -> set[str]:
        return {item["author"]["_microblog"]["username"] for item in feed("/posts/all", count=200)["items"]}

    assert http.get("/users/is_following", params={"username": "bart"}).json() == {
        "is_following": False,
        "is_you": False,
    }
    assert "bart" not in authors()
    for _ in range(2):
        assert http.post("/users/follow", data={"username": "bart"}).json() == {}
    assert "bart" in authors()
    assert feed("/posts/bart", count=0)["_microblog"]["is_following"] is True
    rows = http.get("/users/following/ines").json()
    assert [row["username"] for row in rows].count("bart") == 1
    assert set(rows[0]) == {"name", "url", "avatar", "username", "is_following", "is_you"}
    for _ in range(2):
        assert http.post("/users/unfollow", data={"username": "bart"}).json() == {}
    assert "bart" not in authors()
    assert http.get("/users/is_following", params={"username": "ines"}).json()["is_you"] is True


def test_a_site_can_be_followed_by_its_feed(http: httpx.Client) -> None:
    """The address of a known person's site is that person; any other becomes an account of its own."""
    http.post("/users/follow", data={"feed_url": "https://bart.example/feed.json"})
    http.post("/users/follow", data={"feed_url": "https://kites.example/feed.xml"})
    names = [row["username"] for row in http.get("/users/following/ines").json()]
    assert names[-2:] == ["bart", "kites.example"]
    assert http.post("/users/follow", data={"feed_url": "nonsense"}).status_code == 400


@pytest.mark.parametrize("path", ["follow", "unfollow", "mute", "report", "block"])
def test_nobody_can_be_followed_muted_or_reported_under_an_unknown_name(http: httpx.Client, path: str) -> None:
    """404 with a sentence, and 400 without a name."""
    assert http.post(f"/users/{path}", data={"username": "nobody"}).json() == {"error": "User not found."}
    assert http.post(f"/users/{path}").status_code == 400


def test_one_person_is_muted_from_the_start(http: httpx.Client) -> None:
    """Mute ids are numbers."""
    assert http.get("/users/muting").json() == [{"id": 501, "username": "del", "is_hiding_other_replies": False}]


def test_a_muted_person_is_hidden_until_unmuted(http: httpx.Client, feed: Feed) -> None:
    """Timeline, mentions, discover and conversations lose them; their own page keeps them."""
    feeds = ("/posts/all", "/posts/mentions", "/posts/discover", "/posts/photos")

    def wrote(username: str) -> list[str]:
        return [
            path
            for path in feeds
            if username in {item["author"]["_microblog"]["username"] for item in feed(path, count=200)["items"]}
        ]

    assert wrote("isla")
    answer = http.post("/users/mute", data={"username": "isla"}).json()
    assert answer == {"id": 502, "username": "isla", "is_hiding_other_replies": False}
    assert wrote("isla") == []
    assert feed("/posts/isla")["items"]
    assert http.post("/users/mute", data={"username": "isla"}).json()["id"] == 502
    assert http.delete("/users/muting/502").json() == {}
    assert wrote("isla")
    assert http.delete("/users/muting/502").status_code == 404


def test_hiding_other_replies_hides_what_others_say_to_the_muted_one(http: httpx.Client, feed: Feed) -> None:
    """The flag can be set when muting and changed later, in either spelling."""

    def told() -> bool:
        items = feed("/posts/all", count=200)["items"]
        return any('href="https://micro.blog/tomas"' in item["content_html"] for item in items)

    http.post("/users/mute", data={"username": "tomas"})
    assert told()
    for value, is_set in (("true", True), ("0", False), ("1", True)):
        answer = http.post("/users/muting/502", data={"is_hiding_other_replies": value})
        assert answer.json()["is_hiding_other_replies"] is is_set
        assert http.get("/users/muting").json()[1]["is_hiding_other_replies"] is is_set
        assert told() is not is_set


def test_a_muted_word_hides_posts_that_hold_it_as_a_word(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """Case does not matter; parts of words and addresses of links do not count."""
    word = str(demo.world.publish("tomas", "<p>The Ferry is in.</p>").id)
    part = str(demo.world.publish("tomas", '<p>Ferryman <a href="https://ferry.example/">x</a></p>').id)
    assert http.post("/users/mute", data={"keyword": "ferry"}).json() == {
        "id": 502,
        "keyword": "ferry",
        "username": None,
    }
    assert word not in ids()
    assert part in ids()
    assert http.post("/users/mute", data={"domain": "ferry.example"}).json() == {"id": 503, "domain": "ferry.example"}
    assert part not in ids()


@pytest.mark.parametrize(("begin", "end", "listed"), [("mute", "unmute", "muting"), ("block", "unblock", "blocking")])
@pytest.mark.parametrize("by", ["id", "username"])
def test_hiding_ends_by_name_too(http: httpx.Client, begin: str, end: str, listed: str, by: str) -> None:
    """As some clients ask for it."""
    before = http.get(f"/users/{listed}").json()
    entry = http.post(f"/users/{begin}", data={"username": "isla"}).json()
    assert http.post(f"/users/{end}", data={by: entry[by]}).json() == {}
    assert http.get(f"/users/{listed}").json() == before
    assert http.post(f"/users/{end}", data={by: entry[by]}).status_code == 404


def test_hidden_mentions_can_still_be_listed(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """They move to `/posts/mentions/blocked`."""
    hello = str(demo.world.publish("bart", '<p><a href="https://micro.blog/ines">@ines</a> Madam!</p>').id)
    assert ids("/posts/mentions")[0] == hello
    entry = http.post("/users/block", data={"username": "bart"}).json()
    assert entry == {"id": 802, "username": "bart"}
    assert hello not in ids("/posts/mentions")
    assert ids("/posts/mentions/blocked")[0] == hello
    blocked = http.get("/users/blocking").json()
    assert blocked == [{"id": 801, "username": "dealbird"}, entry]
    assert http.delete("/users/blocking/802").json() == {}
    assert http.get("/users/blocking").json() == blocked[:1]


def test_a_report_is_taken_without_a_word(demo: DemoServer, http: httpx.Client) -> None:
    """The answer is empty; a test can see that it arrived."""
    assert http.post("/users/report", data={"username": "del"}).json() == {}
    assert demo.world.reader("ines").reported == ["del"]


def test_people_are_found_by_part_of_their_name(http: httpx.Client) -> None:
    """An empty question finds nobody."""
    rows = http.get("/users/search", params={"q": "lindq"}).json()
    assert [row["username"] for row in rows] == ["tomas"]
    assert http.get("/users/search", params={"q": ""}).json() == []


def test_pins_are_a_bare_list(http: httpx.Client) -> None:
    """Each has a title and an emoji."""
    pins = http.get("/users/pins/ines").json()
    assert pins
    assert all({"id", "title", "description", "emoji", "image_url"} <= set(pin) for pin in pins)


def test_a_telephone_is_registered_listed_and_forgotten(http: httpx.Client) -> None:
    """Registering answers 201; forgetting it twice 404."""
    answer = http.post("/users/push/register", data={"device_token": "T-1", "push_env": "sandbox", "app_name": "mbtui"})
    assert answer.status_code == 201
    assert answer.json()["status"] == "success"
    device = http.get("/users/push/info", params={"push_env": "sandbox"}).json()
    assert [set(entry) for entry in device] == [{"token", "app_name", "push_env", "created_at"}]
    assert http.get("/users/push/info", params={"push_env": "production"}).json() == []
    assert http.post("/users/push/unregister", data={"device_token": "T-1"}).status_code == 200
    assert http.post("/users/push/unregister", data={"device_token": "T-1"}).status_code == 404
    assert http.post("/users/push/register").status_code == 400


def test_markers_come_back_in_check_with_milliseconds(http: httpx.Client, feed: Feed) -> None:
    """Each channel has its own; the id stays a string; another offset is turned into UTC."""
    assert feed("/posts/check")["markers"] == {}
    marked = {"channel": "timeline", "id": "88120000", "date_marked": "2026-03-02T10:00:00+02:00"}
    assert http.post("/posts/markers", data=marked).json() == {}
    http.post("/posts/markers", data={"channel": "mentions", "id": "88120001"})
    markers = feed("/posts/check")["markers"]
    assert markers["timeline"] == {"id": "88120000", "date_marked": "2026-03-02T08:00:00.000+00:00"}
    assert markers["mentions"] == {"id": "88120001", "date_marked": "2026-03-02T09:00:00.000+00:00"}
    assert http.post("/posts/markers", data={"channel": "timeline"}).status_code == 400


def test_each_account_has_its_own_choices(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """Every person of the world has a token and reads with their own eyes."""
    http.post("/posts/favorites", data={"id": ids()[0]})
    headers = {"Authorization": "Bearer demo-token-tomas"}
    with httpx.Client(base_url=demo.url, headers=headers, verify=False) as other:
        assert other.get("/posts/favorites").json()["items"] == []
        assert other.get("/users/muting").json() == []
        assert other.get("/posts/tomas", params={"count": "0"}).json()["_microblog"]["is_you"] is True
