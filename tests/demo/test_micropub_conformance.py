"""The requests of the public Micropub conformance list (micropub.rocks), under its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mbtui.demo import Clock, DemoServer

Sent = dict[str, Any]
Properties = dict[str, list[Any]]

SUNSET = "https://ines.micro.blog/uploads/sunset.jpg"
TIDE = "https://ines.micro.blog/uploads/tide.jpg"
WEIGHT = {"type": ["h-measure"], "properties": {"num": ["70.64"], "unit": ["kg"]}}


def _entry(**properties: list[Any]) -> Sent:
    return {"json": {"type": ["h-entry"], "properties": properties}}


CREATED: dict[str, tuple[Sent, Properties]] = {
    "100 form": ({"data": {"h": "entry", "content": "Leeks"}}, {"content": ["Leeks"]}),
    "101 categories in a form": (
        {"data": {"h": "entry", "content": "Leeks", "category[]": ["one", "two"]}},
        {"category": ["one", "two"]},
    ),
    "104 photo by address in a form": (
        {"data": {"h": "entry", "content": "Leeks", "photo": SUNSET}},
        {"photo": [SUNSET]},
    ),
    "107 one category in a form": (
        {"data": {"h": "entry", "content": "Leeks", "category": "one"}},
        {"category": ["one"]},
    ),
    "200 JSON": (_entry(content=["Leeks"]), {"content": ["Leeks"]}),
    "201 categories in JSON": (_entry(content=["Leeks"], category=["one", "two"]), {"category": ["one", "two"]}),
    "202 HTML": (_entry(content=[{"html": "<p>Some <b>leeks</b></p>"}]), {"content": ["<p>Some <b>leeks</b></p>"]}),
    "203 photo by address in JSON": (_entry(content=["Leeks"], photo=[SUNSET]), {"photo": [SUNSET]}),
    "204 nested object": (
        _entry(summary=["Weighed 70.64 kg"], **{"x-weight": [WEIGHT]}),
        {"summary": ["Weighed 70.64 kg"], "x-weight": [WEIGHT]},
    ),
    "205 photo with alt text": (
        _entry(content=["Leeks"], photo=[{"value": SUNSET, "alt": "A sunset"}]),
        {"photo": [{"value": SUNSET, "alt": "A sunset"}]},
    ),
    "206 photos by address in JSON": (_entry(content=["Leeks"], photo=[SUNSET, TIDE]), {"photo": [SUNSET, TIDE]}),
}
UPLOADED: dict[str, list[tuple[str, str]]] = {
    "300 photo in multipart": [("photo", "sunset.jpg")],
    "301 photos in multipart": [("photo[]", "sunset.jpg"), ("photo[]", "tide.png")],
}
UPDATED: dict[str, tuple[Properties, Sent, Properties]] = {
    "400 replace": ({"content": ["Before"]}, {"replace": {"content": ["After"]}}, {"content": ["After"]}),
    "401 add a value": ({"category": ["one"]}, {"add": {"category": ["two"]}}, {"category": ["one", "two"]}),
    "402 add a property": ({}, {"add": {"category": ["one"]}}, {"category": ["one"]}),
    "403 remove a value": ({"category": ["one", "two"]}, {"delete": {"category": ["one"]}}, {"category": ["two"]}),
    "404 remove a property": ({"category": ["one"]}, {"delete": ["category"]}, {"category": []}),
    "add a photo": ({"photo": [SUNSET]}, {"add": {"photo": [TIDE]}}, {"photo": [SUNSET, TIDE]}),
    "remove a photo": (
        {"photo": [{"value": SUNSET, "alt": "A sunset"}, TIDE]},
        {"delete": {"photo": [SUNSET]}},
        {"photo": [TIDE]},
    ),
    "remove the title": ({"name": ["Leeks"]}, {"delete": ["name"]}, {"name": [""]}),
    "all at once": (
        {"content": ["Before"], "category": ["one", "two"]},
        {"replace": {"content": ["After"]}, "add": {"category": ["three"]}, "delete": {"category": ["one"]}},
        {"content": ["After"], "category": ["two", "three"]},
    ),
    "a property that is only kept": ({"x-weight": [WEIGHT]}, {"replace": {"x-weight": [1]}}, {"x-weight": [1]}),
}
REFUSED: dict[str, Sent] = {
    "405 an operation that is text": {"replace": "This is not a valid update request."},
    "values that are no list": {"replace": {"content": "text"}},
    "an object to delete that has no lists": {"delete": {"category": "one"}},
    "a property to delete that has no name": {"delete": [["category"]]},
    "nothing to do": {},
    "a status that does not exist": {"replace": {"post-status": ["lost"]}},
}


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    """One for all, as nothing here depends on what was posted before."""
    with DemoServer(clock=Clock(is_frozen=True)) as running:
        yield running


@pytest.fixture(scope="module")
def http(server: DemoServer) -> Iterator[httpx.Client]:
    """A client that sends the reader's token."""
    headers = {"Authorization": f"Bearer {server.token}"}
    with httpx.Client(base_url=server.url, headers=headers, verify=False, timeout=10) as client:
        yield client


def _created(http: httpx.Client, **sent: Any) -> str:
    """Create a post, and tell its address."""
    answer = http.post("/micropub", **sent)
    assert answer.status_code in (201, 202), answer.text
    url: str = answer.headers["location"]
    return url


def _source(http: httpx.Client, url: str, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = http.get("/micropub", params={"q": "source", "url": url, **params}).json()
    return answer


def _has(http: httpx.Client, url: str, expected: Properties) -> bool:
    properties = _source(http, url)["properties"]
    return {name: properties.get(name) for name in expected} == expected


@pytest.mark.parametrize("name", CREATED)
def test_a_post_is_created(http: httpx.Client, name: str) -> None:
    """With what was sent, and an address in Location."""
    sent, expected = CREATED[name]
    assert _has(http, _created(http, **sent), expected)


@pytest.mark.parametrize("name", UPLOADED)
def test_pictures_that_come_with_a_post_are_in_it(server: DemoServer, http: httpx.Client, name: str) -> None:
    """Each can be fetched from its address, has its description, and stands in the timeline."""
    files = [(part, (file_name, file_name.encode(), "image/jpeg")) for part, file_name in UPLOADED[name]]
    sent = {"h": "entry", "content": "Nice sunset", "mp-photo-alt[]": "A sunset"}
    url = _created(http, data=sent, files=files)
    first, *others = _source(http, url)["properties"]["photo"]
    assert first["alt"] == "A sunset"
    addresses = [first["value"], *others]
    assert [httpx.get(address, verify=False).text for address in addresses] == [file for _, file in UPLOADED[name]]
    server.world.advance(5)
    item = next(item for item in http.get("/posts/photos").json()["items"] if item["url"] == url)
    assert all(f'<img src="{address}"' in item["content_html"] for address in addresses)


@pytest.mark.parametrize("name", UPDATED)
def test_a_post_is_updated(http: httpx.Client, name: str) -> None:
    """By replacing, adding and deleting values."""
    before, update, after = UPDATED[name]
    url = _created(http, **_entry(**{"content": ["Leeks"], **before}))
    assert http.post("/micropub", json={"action": "update", "url": url, **update}).status_code == 200
    assert _has(http, url, after)


@pytest.mark.parametrize("name", REFUSED)
def test_an_update_that_makes_no_sense_is_refused(http: httpx.Client, name: str) -> None:
    """With 400, and the post stays as it was."""
    url = _created(http, **_entry(content=["Leeks"], category=["one"]))
    answer = http.post("/micropub", json={"action": "update", "url": url, **REFUSED[name]})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert _has(http, url, {"content": ["Leeks"], "category": ["one"]})


@pytest.mark.parametrize("body", ["data", "json"], ids=["500 and 502 form", "501 and 503 JSON"])
def test_a_post_is_deleted_and_brought_back(server: DemoServer, http: httpx.Client, body: str) -> None:
    """At the same address; what is not deleted can not be brought back."""
    url = _created(http, **_entry(content=["Leeks"]))
    server.world.advance(5)
    for action, is_there in (("delete", False), ("undelete", True)):
        sent: Sent = {body: {"action": action, "url": url}}
        assert http.post("/micropub", **sent).status_code == 204
        assert (url in [item["url"] for item in http.get("/posts/ines").json()["items"]]) is is_there
        assert http.post("/micropub", **sent).status_code == 400


def test_queries_tell_the_configuration_and_the_source(http: httpx.Client) -> None:
    """600 to 603: media endpoint, services, all properties, and the properties that are asked for."""
    config = http.get("/micropub", params={"q": "config"}).json()
    assert config["media-endpoint"].endswith("/micropub/media")
    services = http.get("/micropub", params={"q": "syndicate-to"}).json()["syndicate-to"]
    assert all(set(service) == {"uid", "name"} for service in services) and services == config["syndicate-to"]
    url = _created(http, **_entry(content=["Leeks"], category=["one", "two"]))
    whole = _source(http, url)
    assert whole["type"] == ["h-entry"]
    assert whole["properties"]["category"] == ["one", "two"]
    asked = _source(http, url, **{"properties[]": ["content", "category", "weather"]})
    assert asked == {"properties": {"content": ["Leeks"], "category": ["one", "two"]}}
    assert _source(http, url, properties="content") == {"properties": {"content": ["Leeks"]}}


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif"], ids=["700 jpg", "701 png", "702 gif"])
def test_the_media_endpoint_takes_pictures(http: httpx.Client, kind: str) -> None:
    """It tells the address, which serves them with their type."""
    answer = http.post("/micropub/media", files={"file": (f"a.{kind}", b"picture", f"image/{kind}")})
    assert answer.status_code in (201, 202)
    assert httpx.get(answer.headers["location"], verify=False).headers["content-type"] == f"image/{kind}"


def test_a_token_comes_in_the_header_or_in_the_body(server: DemoServer, http: httpx.Client) -> None:
    """800 to 803: one of the two, never both; it is no property of the post, and no line of the record."""
    form = {"h": "entry", "content": "Leeks", "access_token": server.token}
    bare = httpx.Client(base_url=server.url, verify=False)
    with bare:
        url = _created(bare, data=form)
        assert bare.post("/micropub", data={"h": "entry", "content": "Leeks"}).json()["error"] == "unauthorized"
        refused = bare.post("/micropub", data={**form, "access_token": "wrong"})
        assert (refused.status_code, refused.json()["error"]) == (401, "unauthorized")
    assert "access_token" not in _source(http, url)["properties"]
    assert server.token not in repr(server.requests)
    both = http.post("/micropub", data=form)
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(("scope", "status"), [("create", 202), ("profile", 401)])
def test_a_token_needs_the_scope(server: DemoServer, scope: str, status: int) -> None:
    """804: an app that did not ask for `create` can read and not write."""
    asked = {"client_id": "https://app.example/", "redirect_uri": "https://app.example/back", "response_type": "code"}
    with httpx.Client(base_url=server.url, verify=False) as http:
        answer = http.post("/indieauth/auth", data={**asked, "scope": scope, "approve": "yes"})
        code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
        exchanged = http.post("/indieauth/token", data={**asked, "code": code, "grant_type": "authorization_code"})
        http.headers["Authorization"] = f"Bearer {exchanged.json()['access_token']}"
        written = http.post("/micropub", data={"h": "entry", "content": "Leeks"})
        uploaded = http.post("/micropub/media", files={"file": ("a.png", b"picture", "image/png")})
        assert (written.status_code, uploaded.status_code) == (status, status)
        assert status == 202 or written.json()["error"] == "insufficient_scope"
        assert http.get("/micropub", params={"q": "config"}).status_code == 200
