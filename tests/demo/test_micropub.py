"""Posting to a hosted blog."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mbtui.demo import DemoServer
from mbtui.demo.pictures import landscape, size

Feed = Callable[..., dict[str, Any]]


def _source(http: httpx.Client, **params: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = http.get("/micropub", params={"q": "source", **params}).json()["items"]
    return [item["properties"] for item in items]


def test_the_configuration_names_blogs_media_and_services(demo: DemoServer, http: httpx.Client) -> None:
    """One of two blogs is the default; its uid is an address, its name the host."""
    config = http.get("/micropub", params={"q": "config"}).json()
    assert set(config) == {"media-endpoint", "destination", "post-types", "channels", "syndicate-to"}
    assert config["media-endpoint"] == f"{demo.url}/micropub/media"
    assert [blog["microblog-default"] for blog in config["destination"]] == [True, False]
    assert (config["destination"][0]["uid"], config["destination"][0]["name"]) == (
        "https://ines.micro.blog/",
        "ines.micro.blog",
    )
    assert http.get("/micropub", params={"q": "syndicate-to"}).json() == {"syndicate-to": config["syndicate-to"]}


def test_a_post_is_accepted_then_built_then_seen(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """Check says how far it is; the timeline has it when it is done; the list of sources at once."""
    answer = http.post("/micropub", data={"h": "entry", "content": "First *frost* on the allotment."})
    assert answer.status_code == 202
    url = answer.headers["location"]
    assert url == answer.json()["url"] == "https://ines.micro.blog/2026/03/02/first-frost-on.html"
    assert _source(http)[0]["content"] == ["First *frost* on the allotment."]
    check = feed("/posts/check")
    assert (check["is_publishing"], check["latest_url"]) == (True, "")
    demo.world.advance(2)
    assert feed("/posts/check")["publishing_progress"] == 0.5
    assert url not in [item["url"] for item in feed("/posts/all")["items"]]
    demo.world.advance(2)
    check = feed("/posts/check")
    assert (check["is_publishing"], check["publishing_progress"], check["latest_url"]) == (False, 0, url)
    item = next(item for item in feed("/posts/all")["items"] if item["url"] == url)
    assert item["content_html"] == "<p>First <em>frost</em> on the allotment.</p>\n"
    assert item["_microblog"]["is_mention"] is False
    assert len(item["_microblog"]["syndication"]) == 2


def test_sources_have_arrays_markdown_and_a_number_of_their_own(http: httpx.Client, feed: Feed) -> None:
    """Posts that were there from the start have Markdown too; `url` asks for one, unwrapped."""
    entry = next(entry for entry in _source(http) if entry["content"] != [""])
    assert all(isinstance(value, list) for value in entry.values())
    assert "<p>" not in entry["content"][0]
    item = next(item for item in feed("/posts/ines", count=200)["items"] if item["url"] == entry["url"][0])
    assert entry["uid"] != [int(item["id"])]
    one = http.get("/micropub", params={"q": "source", "url": item["url"]}).json()
    assert one == {"type": ["h-entry"], "properties": entry}
    assert http.get("/micropub", params={"q": "source", "url": "https://ines.micro.blog/no"}).status_code == 400


def test_sources_page_by_limit_and_offset_and_can_be_filtered(http: httpx.Client) -> None:
    """Twenty a page unless told otherwise."""
    whole = [entry["url"] for entry in _source(http, limit="200")]
    assert [entry["url"] for entry in _source(http, limit="3", offset="2")] == whole[2:5]
    assert len(_source(http)) == min(20, len(whole))
    http.post("/micropub", data={"content": "A very rare word: xylotheque"})
    assert len(_source(http, filter="XYLOTHEQUE")) == 1


def test_a_draft_is_kept_until_it_is_published(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """It has a preview; publishing it is an update; it is dated from then."""
    answer = http.post("/micropub", data={"content": "Not yet", "name": "Notes", "post-status": "draft"})
    assert answer.status_code == 201
    assert answer.json()["preview"].startswith(f"{demo.url}/account/posts/")
    url = answer.headers["location"]
    assert [entry["post-status"] for entry in _source(http, **{"post-status": "draft"})] == [["draft"]]
    demo.world.advance(60)
    assert url not in [item["url"] for item in feed("/posts/ines")["items"]]
    update = {"action": "update", "url": url, "replace": {"post-status": ["published"], "content": ["Now it is"]}}
    published = http.post("/micropub", json=update)
    assert (published.status_code, published.content) == (200, b"")
    demo.world.advance(4)
    item = next(item for item in feed("/posts/all")["items"] if item["url"] == url)
    assert item["date_published"] == "2026-03-02T09:01:00+00:00"
    assert item["content_html"].startswith(f'<p>Notes: <a href="{url}">ines.micro.blog</a></p>')
    assert item["_microblog"]["is_linkpost"] is True


def test_a_draft_has_no_copies_until_it_is_published(http: httpx.Client) -> None:
    """The services that were chosen are kept for then, and can be changed."""
    sent = {"content": "Not yet", "post-status": "draft", "mp-syndicate-to[]": "mastodon-1"}
    url = http.post("/micropub", data=sent).headers["location"]

    def copies(update: dict[str, Any]) -> list[str]:
        assert http.post("/micropub", json={"action": "update", "url": url, **update}).status_code == 200
        properties = http.get("/micropub", params={"q": "source", "url": url}).json()["properties"]
        return [address.split("/")[2] for address in properties["syndication"]]

    assert copies({"replace": {"content": ["Soon"]}}) == []
    assert copies({"replace": {"post-status": ["published"]}}) == ["social.example"]
    assert copies({"replace": {"mp-syndicate-to": ["bluesky-1"]}}) == ["bluesky.example"]
    assert copies({"delete": ["mp-syndicate-to"]}) == []


def test_an_update_moves_a_scheduled_post(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """It arrives at its new time."""
    sent = {"content": "Later", "published": "2026-03-02T12:00:00+00:00"}
    url = http.post("/micropub", data=sent).headers["location"]
    update = {"action": "update", "url": url, "replace": {"published": ["2026-03-02T10:00:00+00:00"]}}
    assert http.post("/micropub", json=update).status_code == 200
    assert feed("/posts/ines")["items"][0]["url"] != url
    demo.world.advance(3600)
    assert feed("/posts/ines")["items"][0]["url"] == url


def test_pages_and_collections_are_kept_apart_from_posts(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """In the lists of the blog, and in no timeline."""
    posts = len(_source(http, limit="200"))
    page = http.post("/micropub", data={"name": "About", "content": "Me", "mp-channel": "pages"}).headers["location"]
    body = {"mp-channel": "collections", "properties": {"name": ["Frost"]}}
    collection = http.post("/micropub", json=body).headers["location"]
    for channel, url in (("pages", page), ("collections", collection)):
        assert [entry["url"] for entry in _source(http, **{"mp-channel": channel})] == [[url]]
    assert len(_source(http, limit="200")) == posts
    demo.world.advance(5)
    assert {page, collection}.isdisjoint(item["url"] for item in feed("/posts/ines")["items"])
    assert http.post("/micropub", data={"content": "x", "mp-channel": "songs"}).status_code == 400
    assert http.post("/micropub", data={"action": "delete", "url": page}).status_code == 204
    assert _source(http, **{"mp-channel": "pages"}) == []


def test_a_collection_gathers_uploads(http: httpx.Client) -> None:
    """They are added and removed by their address, and can be listed."""
    file = {"file": ("frost.png", b"picture", "image/png")}
    upload, _other = (http.post("/micropub/media", files=file).json()["url"] for _ in range(2))
    body: dict[str, Any] = {"mp-channel": "collections", "properties": {"name": ["Frost"]}}
    collection = http.post("/micropub", json=body).headers["location"]
    for operation, expected in (("add", [upload]), ("delete", [])):
        update = {"action": "update", "mp-channel": "collections", "url": collection, operation: {"photo": [upload]}}
        assert http.post("/micropub", json=update).status_code == 200
        listed = http.get("/micropub/media", params={"q": "source", "microblog-collection": collection}).json()["items"]
        assert [item["url"] for item in listed] == expected


def test_a_future_date_schedules(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """The list of sources has it, the timeline when its time has come."""
    http.post("/micropub", data={"content": "Later", "published": "2026-03-02T12:00:00+00:00"})
    assert _source(http)[0]["published"] == ["2026-03-02T12:00:00+00:00"]
    demo.world.advance(3600)
    assert "<p>Later</p>\n" not in [item["content_html"] for item in feed("/posts/ines")["items"]]
    demo.world.advance(2 * 3600)
    assert feed("/posts/ines")["items"][0]["content_html"] == "<p>Later</p>\n"
    assert http.post("/micropub", data={"content": "x", "published": "soon"}).status_code == 400


def test_json_and_repeated_fields_and_the_other_blog(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """Every property is an array; an empty list of services means none; HTML is taken as it is."""
    body = {
        "type": ["h-entry"],
        "properties": {"content": [{"html": "<p>Slow <b>train</b></p>"}], "category": ["trains", "slow"]},
        "mp-destination": "https://trains.example/",
        "mp-syndicate-to": [""],
    }
    url = http.post("/micropub", json=body).headers["location"]
    assert url.startswith("https://trains.example/2026/03/02/slow-train")
    demo.world.advance(5)
    item = next(item for item in feed("/posts/ines")["items"] if item["url"] == url)
    assert item["content_html"] == "<p>Slow <b>train</b></p>"
    assert item["_microblog"]["syndication"] == []
    form = {"content": "x", "category[]": ["slow", "sea"], "mp-destination": "trains.example"}
    http.post("/micropub", data=form)
    params = {"q": "category", "mp-destination": "https://trains.example/"}
    assert http.get("/micropub", params=params).json() == {"categories": ["sea", "slow", "trains"]}
    one = http.post("/micropub", data={"content": "y", "mp-syndicate-to[]": "mastodon-1"}).headers["location"]
    assert len(http.get("/micropub", params={"q": "source", "url": one}).json()["properties"]["syndication"]) == 1


def test_two_posts_with_the_same_first_words_have_two_addresses(http: httpx.Client) -> None:
    """The second gets a number."""
    first, second = (http.post("/micropub", data={"content": "Same words here"}).headers["location"] for _ in range(2))
    assert second == first.replace(".html", "-2.html")


def test_a_long_post_is_cut_in_the_timeline_and_whole_on_its_page(
    demo: DemoServer, http: httpx.Client, feed: Feed
) -> None:
    """Near 280 characters, at a word, with an ellipsis and the blog's host as link; pictures stay."""
    content = "The *long* way round. " + "Slowly " * 80
    sent = {"content": content, "photo[]": "https://ines.micro.blog/a.jpg", "mp-photo-alt[]": "A lane"}
    url = http.post("/micropub", data=sent).headers["location"]
    demo.world.advance(5)
    item = next(item for item in feed("/posts/ines")["items"] if item["url"] == url)
    text, _, rest = item["content_html"].partition("…")
    assert text.startswith("<p>The <em>long</em> way round. Slowly")
    assert text.endswith("Slowly")
    assert 260 < len(text) < 300
    assert rest.startswith(f' <a href="{url}">ines.micro.blog</a></p>\n<p><img src="https://ines.micro.blog/a.jpg"')
    assert http.get(f"/ines/{item['id']}").text.count("Slowly") >= 80


def test_posts_are_changed_by_what_is_sent_and_nothing_else(demo: DemoServer, http: httpx.Client) -> None:
    """Replace, add and delete; a name that is not sent stays; the address stays."""
    sent = {"content": "Before", "name": "Title", "category[]": ["a", "b"]}
    url = http.post("/micropub", data=sent).headers["location"]
    update = {
        "action": "update",
        "url": url,
        "replace": {"content": ["After"]},
        "add": {"category": ["c"]},
        "delete": {"category": ["a"]},
    }
    assert http.post("/micropub", json=update).status_code == 200
    entry = http.get("/micropub", params={"q": "source", "url": url}).json()["properties"]
    assert (entry["content"], entry["name"], entry["category"]) == (["After"], ["Title"], ["b", "c"])


def test_a_reply_is_changed_by_its_address(http: httpx.Client, feed: Feed) -> None:
    """Both by this server's address and by micro.blog's."""
    target = feed("/posts/all")["items"][0]["id"]
    http.post("/posts/reply", data={"id": target, "content": "@tomas frist"})
    reply = feed("/posts/replies")["items"][0]
    for url in (reply["url"], f"https://micro.blog/ines/{reply['id']}"):
        update = {"action": "update", "url": url, "replace": {"content": ["@tomas first"]}}
        assert http.post("/micropub", json=update).status_code == 200
    assert feed("/posts/replies")["items"][0]["content_text"] == "@tomas first"


@pytest.mark.parametrize("as_json", [True, False])
def test_a_deleted_post_is_gone(http: httpx.Client, as_json: bool) -> None:
    """204 with an empty body, by form or JSON; a second time it is unknown."""
    url = http.post("/micropub", data={"content": "Gone soon"}).headers["location"]
    sent: dict[str, Any] = {"json" if as_json else "data": {"action": "delete", "url": url}}
    gone = http.post("/micropub", **sent)
    assert (gone.status_code, gone.content) == (204, b"")
    again = http.post("/micropub", **sent)
    assert again.status_code == 400
    assert set(again.json()) == {"error", "error_description"}


@pytest.mark.parametrize(
    "sent",
    [
        {"h": "entry"},
        {"content": "x", "mp-destination": "https://other.example/"},
        {"action": "sing"},
        {"bookmark-of": "nonsense"},
    ],
)
def test_requests_that_make_no_sense_are_refused_in_words(http: httpx.Client, sent: dict[str, str]) -> None:
    """400 with invalid_request and a description."""
    answer = http.post("/micropub", data=sent)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert answer.json()["error_description"].endswith(".")
    assert http.get("/micropub", params={"q": "weather"}).status_code == 400


def test_a_web_page_is_kept(http: httpx.Client, feed: Feed) -> None:
    """It stands first among the bookmarks, by its host, and can be let go."""
    sent = {"h": "entry", "content": "", "bookmark-of": "https://orchard.example/grafting-apples"}
    assert http.post("/micropub", data=sent).status_code == 201
    item = feed("/posts/bookmarks")["items"][0]
    assert item["author"]["_microblog"]["username"] == "orchard.example"
    assert item["content_html"].startswith('grafting apples <a href="https://orchard.example/grafting-apples">')
    assert [entry["id"] for entry in feed("/posts/conversation", id=item["id"])["items"]] == [item["id"]]
    assert http.delete(f"/posts/bookmarks/{item['id']}").json() == {}
    assert feed("/posts/bookmarks")["items"][0]["id"] != item["id"]


def test_contacts_complete_a_name(http: httpx.Client) -> None:
    """By the beginning of the username."""
    contacts = http.get("/micropub", params={"q": "contact", "filter": "tom"}).json()["contacts"]
    assert [contact["nickname"] for contact in contacts] == ["tomas"]
    assert set(contacts[0]) == {"nickname", "photo"}


def test_an_upload_is_served_listed_described_and_deleted(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """The address comes in Location and body; a post with it is a photo post."""
    content = landscape("tide", 60, 40)
    file = {"file": ("../Low tide.PNG", content, "image/png")}
    answer = http.post("/micropub/media", files=file, data={"mp-destination": "https://ines.micro.blog/"})
    assert answer.status_code == 202
    url = answer.headers["location"]
    assert answer.json() == {"url": url}
    served = httpx.get(url, verify=False)
    assert (served.content, served.headers["content-type"]) == (content, "image/png")
    assert re.search(r"/uploads/2026/[0-9a-f]{10}\.png$", url)
    http.post("/micropub/media", data={"action": "update", "url": url, "alt": "Wet sand"})
    listed = http.get("/micropub/media", params={"q": "source"}).json()["items"]
    assert [(item["url"], item["alt"], item["width"], item["height"]) for item in listed] == [(url, "Wet sand", 60, 40)]
    http.post("/micropub", data={"content": "Tide", "photo": url, "mp-photo-alt": 'Wet "sand"'})
    demo.world.advance(5)
    photo = feed("/posts/ines/photos")["items"][0]
    assert photo["image"] == url
    assert 'alt="Wet &quot;sand&quot;"' in photo["content_html"]
    assert http.post("/micropub/media", data={"action": "delete", "url": url}).status_code == 200
    assert httpx.get(url.replace(".png", ".bin"), verify=False).status_code == 404
    assert http.get("/micropub/media", params={"q": "source"}).json()["items"] == []
    assert http.post("/micropub/media").status_code == 400


@pytest.mark.parametrize(
    ("fault", "status"), [("no-location", 202), ("upload-too-large", 413), ("unsupported-media", 415)]
)
def test_a_file_that_is_not_taken_as_usual(demo: DemoServer, http: httpx.Client, fault: str, status: int) -> None:
    """The file is kept, or refused with a reason; the rest goes on."""
    with demo.fault(fault):
        answer = http.post("/micropub/media", files={"file": ("a.png", landscape("tide"), "image/png")})
        assert answer.status_code == status and "location" not in answer.headers
        assert bool(answer.json()) == (status > 400)
        assert len(http.get("/micropub/media", params={"q": "source"}).json()["items"]) == (status < 400)
        assert http.post("/micropub", data={"content": "Tide"}).status_code == 202


def test_a_film_comes_with_a_poster(http: httpx.Client) -> None:
    """`poster` is an address beside `url`."""
    answer = http.post("/micropub/media", files={"file": ("a.mp4", b"film", "video/mp4")}).json()
    assert size(http.get(answer["poster"]).content)


@pytest.mark.parametrize("prefix", ["", "data:video/mp4;base64,"])
def test_a_large_file_comes_in_pieces(demo: DemoServer, http: httpx.Client, prefix: str) -> None:
    """Put together in their order; the address is told when the film has been converted."""
    film = bytes(range(256)) * 4000
    named = {"file_id": "771", "file_name": "tide.mp4"}
    for start in range(0, len(film), 1_000_000):
        piece = prefix + base64.b64encode(film[start : start + 1_000_000]).decode()
        form = {name: (None, value) for name, value in {**named, "file_data": piece}.items()}
        assert http.post("/micropub/media/append", files=form).status_code == 200
    assert http.post("/micropub/media/finished", data=named).status_code == 200
    asked = {"file_id": "771"}
    assert http.get("/micropub/media/waiting", params=asked).json() == {"is_processing": True}
    demo.world.advance(5)
    answer = http.get("/micropub/media/waiting", params=asked).json()
    assert answer["is_processing"] is False
    served = httpx.get(answer["url"], verify=False)
    assert (served.content, served.headers["content-type"]) == (film, "video/mp4")
    assert size(http.get(answer["poster"]).content)
    assert http.post("/micropub/media/append", data={**named, "file_data": "no Base64!"}).status_code == 400
    assert http.post("/micropub/media/finished", data=named).status_code == 400
    assert all(asked.params["file_data"] == "…" for asked in demo.asked("POST", "/micropub/media/append"))
