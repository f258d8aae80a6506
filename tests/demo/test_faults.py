"""Everything that can be made to go wrong, and nothing else when it does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mbtui.demo import FAULTS, Clock, DemoServer

Feed = Callable[..., dict[str, Any]]
Ids = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("name", "status", "content_type", "sign"),
    [
        ("unauthorized", 401, "application/json", "unauthorized"),
        ("too-many-requests", 429, "text/plain", "Too Many"),
        ("error-500", 500, "text/plain", "Internal"),
        ("error-503", 503, "text/html", "<h1>"),
        ("html", 200, "text/html", "<h1>"),
        ("redirect", 302, "", ""),
        ("not-found", 404, "text/html", "<h1>"),
        ("refuse", 422, "application/json", "error_description"),
        ("error-in-200", 200, "application/json", '"error"'),
        ("empty", 200, "application/json", ""),
        ("truncated", 200, "application/json", '"items":['),
    ],
)
def test_a_fault_answers_in_place_of_the_server(
    demo: DemoServer, http: httpx.Client, name: str, status: int, content_type: str, sign: str
) -> None:
    """With its status and form, until it is mended."""
    with demo.fault(name):
        answer = http.get("/posts/all")
        assert answer.status_code == status
        assert answer.headers.get("content-type", "").startswith(content_type)
        assert sign in answer.text
    assert http.get("/posts/all").json()["items"]


@pytest.mark.parametrize("name", ["offline", "disconnect", "cut-off"])
def test_a_fault_drops_the_connection(demo: DemoServer, http: httpx.Client, name: str) -> None:
    """Before an answer, or in the middle of it."""
    with demo.fault(name), pytest.raises(httpx.TransportError):
        http.get("/posts/all")
    assert http.get("/posts/all").status_code == 200


@pytest.mark.parametrize(
    ("name", "is_stored"),
    [
        ("error-500", False),
        ("disconnect", False),
        ("offline", False),
        ("write-then-500", True),
        ("write-then-disconnect", True),
        ("cut-off", True),
        ("empty", True),
    ],
)
def test_a_write_is_stored_or_not_as_the_fault_says(
    demo: DemoServer, http: httpx.Client, ids: Ids, name: str, is_stored: bool
) -> None:
    """What the client sees and what happened are two things."""
    target = ids()[0]
    before = len(ids("/posts/conversation", id=target))
    with demo.fault(name, path="/posts/reply"):
        try:
            answer = http.post("/posts/reply", data={"id": target, "content": "Once"})
            assert answer.status_code == (200 if name == "empty" else 500)
        except httpx.TransportError:
            assert name not in ("error-500", "write-then-500", "empty")
    assert len(ids("/posts/conversation", id=target)) == before + is_stored


def test_faults_for_writes_leave_reading_alone(demo: DemoServer, http: httpx.Client) -> None:
    """And are not used up by it."""
    fault = demo.fault("write-then-500", times=1)
    assert http.get("/posts/all").status_code == 200
    assert fault.met == 0
    assert http.post("/posts/favorites", data={"id": "88120345"}).status_code == 500
    assert http.post("/posts/favorites", data={"id": "88120345"}).status_code == 200


@pytest.mark.parametrize(("name", "is_stored"), [("hold", False), ("write-then-hold", True)])
def test_a_held_request_waits_until_the_fault_is_mended(
    demo: DemoServer, http: httpx.Client, ids: Ids, name: str, is_stored: bool
) -> None:
    """Either before it is carried out or after."""
    target = ids()[0]
    fault = demo.fault(name, path="/posts/reply")
    statuses: list[int] = []

    def send() -> None:
        with httpx.Client(base_url=demo.url, headers=http.headers, verify=False) as other:
            statuses.append(other.post("/posts/reply", data={"id": target, "content": "Held"}).status_code)

    sending = threading.Thread(target=send)
    sending.start()
    assert demo.wait_for("POST", "/posts/reply").status is None
    if is_stored:
        while "<p>Held</p>\n" not in http.get("/posts/conversation", params={"id": target}).text.replace("\\n", "\n"):
            pass
    else:
        assert "Held" not in http.get("/posts/conversation", params={"id": target}).text
    assert statuses == []
    fault.mend()
    sending.join()
    assert statuses == [200]


@pytest.mark.parametrize("name", ["slow", "write-then-slow"])
def test_a_slow_answer_exceeds_a_time_limit(demo: DemoServer, http: httpx.Client, name: str) -> None:
    """The limit is the client's; the server goes on."""
    with demo.fault(name, 30), pytest.raises(httpx.TimeoutException):
        http.post("/posts/favorites", data={"id": "88120345"}, timeout=0.05)
    with demo.fault("slow", 0.01):
        assert http.get("/posts/check").status_code == 200


def test_a_fault_meets_a_path_a_method_and_a_number_of_requests(demo: DemoServer, http: httpx.Client) -> None:
    """And no others."""
    demo.fault("error-500", path="/posts/all", method="get", times=2)
    assert [http.get(path).status_code for path in ("/posts/check", *["/posts/all"] * 3)] == [200, 500, 500, 200]


def test_throttling_begins_after_a_number_of_requests(demo: DemoServer, http: httpx.Client) -> None:
    """403 without JSON; and 429 says how long to wait."""
    with demo.fault("throttle", 3):
        assert [http.get("/posts/check").status_code for _ in range(5)] == [200, 200, 200, 403, 403]
    with demo.fault("too-many-requests", 7):
        assert http.get("/posts/check").headers["retry-after"] == "7"


def test_verify_can_be_made_to_refuse(demo: DemoServer, http: httpx.Client) -> None:
    """Only verify is met."""
    with demo.fault("verify-invalid"):
        answer = http.post("/account/verify", data={"token": demo.token})
        assert answer.json() == {"error": "App token was not valid."}
        assert http.get("/posts/check").status_code == 200


def _items(feed: Feed) -> list[Any]:
    items: list[Any] = feed("/posts/all", count=12)["items"]
    return items


def test_the_shape_of_feeds_can_be_distorted(demo: DemoServer, feed: Feed) -> None:
    """One odd thing at a time, each of which a real client has met."""
    plain = _items(feed)
    with demo.fault("numeric-ids"):
        assert [item["id"] for item in _items(feed)] == [int(item["id"]) for item in plain]
    with demo.fault("null-items"):
        assert [item is None for item in _items(feed)].count(True) == 4
    with demo.fault("duplicate-items"):
        assert len(_items(feed)) == 15
    with demo.fault("missing-items"):
        assert "items" not in feed("/posts/all")
    with demo.fault("missing-microblog"):
        assert all("_microblog" not in item and "_microblog" not in item["author"] for item in _items(feed))
    with demo.fault("missing-author"):
        assert all("author" not in item for item in _items(feed))
    with demo.fault("wrong-order"):
        ids = [item["id"] for item in _items(feed)]
        assert ids != [item["id"] for item in plain]
        assert sorted(ids) == sorted(item["id"] for item in plain)
    with demo.fault("bad-dates"):
        assert {item["date_published"] for item in _items(feed)} == {"yesterday, or so"}
    with demo.fault("24-hour-clock"):
        item = _items(feed)[0]
        assert item["_microblog"]["date_relative"] == item["date_published"][11:16]
    with demo.fault("missing-post"):
        thread = feed("/posts/conversation", id=plain[0]["id"])["items"]
        assert plain[0]["id"] not in [item["id"] for item in thread]
    with demo.fault("null-items"), demo.fault("numeric-ids"), demo.fault("missing-author"):
        assert len(_items(feed)) == 12
    assert _items(feed) == plain


def test_other_answers_can_be_distorted(demo: DemoServer, http: httpx.Client, feed: Feed) -> None:
    """Discover without topics, check as it once was, numbers for booleans."""
    with demo.fault("missing-tagmoji"):
        assert "tagmoji" not in feed("/posts/discover")["_microblog"]
    with demo.fault("old-check"):
        assert set(feed("/posts/check")) == {"count", "check_seconds"}
    with demo.fault("number-booleans"):
        assert http.get("/users/is_following", params={"username": "tomas"}).text == '{"is_following":1,"is_you":0}'


def test_pages_can_repeat_or_end_early(demo: DemoServer, ids: Ids) -> None:
    """before_id is ignored, or half a page comes though there is more."""
    first = ids(count=10)
    with demo.fault("repeated-page"):
        assert ids(count=10, before_id=first[-1]) == first
    with demo.fault("short-page"):
        assert ids(count=10) == first[:5]


def test_a_reply_can_be_late(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """It is stored and not yet to be read."""
    target = ids()[0]
    before = ids("/posts/conversation", id=target)
    with demo.fault("late-replies", 5):
        assert http.post("/posts/reply", data={"id": target, "content": "Late"}).json() == {}
    assert ids("/posts/conversation", id=target) == before
    demo.world.advance(5)
    assert len(ids("/posts/conversation", id=target)) > len(before)


def test_a_hostile_stranger_reaches_every_feed(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """Markup, escape sequences, bidi overrides and their entities, in names, bios and posts; it is valid JSON."""
    demo.fault("hostile")
    for path in ("/posts/all", "/posts/mentions", "/posts/discover", "/posts/mallory"):
        item = http.get(path).json()["items"][0]
        for sign in ("[/oops]", "[@click=app.quit]x[/]", "\x1b]52;c;", "\u202e", "\x9b", "&#27;", "javascript:"):
            assert sign in item["content_html"], sign
        assert "\x1b]52;c;" in item["author"]["name"]
        assert "[/oops]" in item["author"]["name"]
    assert "\u202e" in http.get("/posts/mallory").json()["_microblog"]["bio"]
    assert len(ids("/posts/conversation", id=ids("/posts/mallory")[0])) == 2
    assert http.get("/users/pins/mallory").json()[0]["title"].startswith("[/oops]")


def test_faults_can_be_chosen_at_the_start() -> None:
    """Written as NAME[=VALUE][@PATH][*TIMES]; the hostile stranger too."""
    with DemoServer(faults=["error-500@/posts/all*1", "hostile"], clock=Clock(is_frozen=True)) as demo:
        headers = {"Authorization": demo.token}
        with httpx.Client(base_url=demo.url, headers=headers, verify=False) as http:
            assert http.get("/posts/all").status_code == 500
            assert http.get("/posts/all").json()["items"][0]["author"]["_microblog"]["username"] == "mallory"


def test_faults_can_be_chosen_over_the_wire(demo: DemoServer, http: httpx.Client) -> None:
    """In parts or in one text; they are listed, and mended by name or all at once."""
    added = http.post("/demo/faults", json={"name": "refuse", "value": "Too long.", "path": "/posts/reply", "times": 2})
    assert added.json()["times"] == 2
    http.post("/demo/faults", data={"fault": "slow=0.01@/posts/all"})
    listed = http.get("/demo/faults").json()
    assert [fault["name"] for fault in listed["active"]] == ["refuse", "slow"]
    assert set(listed["known"]) == set(FAULTS)
    refused = http.post("/posts/reply", data={"id": "1"})
    assert refused.json()["error_description"] == "Too long."
    http.request("DELETE", "/demo/faults", params={"name": "slow"})
    assert [fault.name for fault in demo.faults.active()] == ["refuse"]
    http.delete("/demo/faults")
    assert demo.faults.active() == []


@pytest.mark.parametrize(
    ("notation", "words"),
    [("slo", "Did you mean 'slow'?"), ("slow=soon", "takes a number"), ("slow at noon", "NAME[=VALUE]"), ("", "NAME")],
)
def test_a_fault_that_can_not_be_read_is_explained(
    demo: DemoServer, http: httpx.Client, notation: str, words: str
) -> None:
    """As a ValueError, and as a 400 over the wire."""
    with pytest.raises(ValueError) as error:
        demo.faults.add_from_text(notation)
    assert words in str(error.value)
    if notation:
        assert words in http.post("/demo/faults", data={"fault": notation}).json()["error"]


def test_the_controls_work_while_the_server_is_offline(demo: DemoServer, http: httpx.Client) -> None:
    """Or nobody could mend it."""
    demo.fault("offline")
    assert http.get("/demo/faults").status_code == 200
    http.delete("/demo/faults")
    assert http.get("/posts/check").status_code == 200


def test_every_fault_says_what_it_does() -> None:
    """In a sentence, for the help of the command line."""
    assert all(kind.summary.endswith(".") for kind in FAULTS.values())
