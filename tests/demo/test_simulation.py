"""What happens on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mbtui.demo import Clock, DemoServer, Settings

Feed = Callable[..., dict[str, Any]]
Ids = Callable[..., list[str]]

HOUR = 3600


def test_nothing_arrives_while_time_stands_still(ids: Ids, feed: Feed) -> None:
    """The same question has the same answer."""
    before = ids(count=200)
    assert ids(count=200) == before
    assert feed("/posts/check", since_id=before[0])["count"] == 0


def test_people_post_as_time_passes_and_check_counts_them(demo: DemoServer, ids: Ids, feed: Feed) -> None:
    """The count is what the timeline then has on top; some of it mentions the reader."""
    newest, mentions = ids()[0], ids("/posts/mentions", count=200)
    demo.world.advance(HOUR / 3)
    count = feed("/posts/check", since_id=newest)["count"]
    assert 10 < count < 40
    assert len(ids(count=200, since_id=newest)) == count
    assert len(ids("/posts/mentions", count=200)) > len(mentions)


def test_the_count_of_new_posts_stops_at_forty(demo: DemoServer, ids: Ids, feed: Feed) -> None:
    """As does the server it imitates; without an id there is no count."""
    newest = ids()[0]
    demo.world.advance(3 * HOUR)
    assert feed("/posts/check", since_id=newest)["count"] == 40
    assert feed("/posts/check")["count"] == 0


def test_check_has_every_field(feed: Feed) -> None:
    """Twenty seconds between questions, unless told otherwise."""
    assert feed("/posts/check") == {
        "count": 0,
        "check_seconds": 20,
        "markers": {},
        "is_publishing": False,
        "is_processing": False,
        "publishing_progress": 0,
        "publishing_status": "",
        "latest_url": "",
    }


def test_somebody_answers_after_some_seconds(demo: DemoServer, http: httpx.Client, feed: Feed, ids: Ids) -> None:
    """The answer stands in the conversation and in the mentions, and comes from the one who was answered."""
    target = feed("/posts/tomas")["items"][0]
    http.post("/posts/reply", data={"id": target["id"], "content": "@tomas How far is it?"})
    mine = ids("/posts/conversation", id=target["id"])[0]
    assert ids("/posts/mentions")[0] not in ids("/posts/conversation", id=target["id"])
    demo.world.advance(8)
    answer = feed("/posts/conversation", id=target["id"])["items"][0]
    assert answer["id"] != mine
    assert answer["author"]["_microblog"]["username"] == "tomas"
    assert answer["content_html"].startswith('<p><a href="https://micro.blog/ines">@ines</a> ')
    assert "{handle}" not in answer["content_html"]
    assert ids("/posts/mentions")[0] == answer["id"]


def test_an_answer_can_be_had_at_once(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """Without moving the clock, from the control too."""
    http.post("/posts/reply", data={"id": ids("/posts/tomas")[0], "content": "Hello"})
    assert demo.world.answer_now() >= 1
    http.post("/posts/reply", data={"id": ids("/posts/tomas")[0], "content": "Hello"})
    assert http.post("/demo/answer").json()["answers"] >= 1
    assert http.post("/demo/answer").json() == {"answers": 0}


def test_a_new_post_is_answered_too(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """When its blog has been built and somebody had time to read it."""
    mentions = ids("/posts/mentions", count=200)
    http.post("/micropub", data={"content": "The leeks stand."})
    demo.world.advance(4)
    assert ids("/posts/mentions", count=200) == mentions
    demo.world.advance(8)
    assert len(ids("/posts/mentions", count=200)) == len(mentions) + 1


def test_answers_fit_the_words_they_are_given_to(demo: DemoServer, http: httpx.Client, ids: Ids, feed: Feed) -> None:
    """An answer with `when` comes only to a text that holds one of its words."""
    keyed = next(answer for answer in demo.world.texts.answers if answer.when and not answer.by)
    http.post("/posts/reply", data={"id": ids("/posts/tomas")[0], "content": f"About {keyed.when[0]}"})
    demo.world.answer_now()
    given = feed("/posts/mentions", count=1)["items"][0]["content_html"].partition("</a>")[2]
    fitting = [a.html for a in demo.world.texts.answers if {*map(str.casefold, a.when)} & {keyed.when[0].casefold()}]
    assert any(given and html.endswith(given) for html in fitting)


def test_two_worlds_with_one_seed_and_clock_have_the_same_day() -> None:
    """Posts, ids and answers, however often they are asked meanwhile."""
    days = []
    for steps in (1, 60):
        with DemoServer(clock=Clock(is_frozen=True)) as demo, _signed_in(demo) as http:
            target = http.get("/posts/tomas", params={"count": "1"}).json()["items"][0]["id"]
            http.post("/posts/reply", data={"id": target, "content": "Is the kettle on?"})
            for _ in range(steps):
                demo.world.advance(HOUR / steps)
                http.get("/posts/check")
            page = http.get("/posts/all", params={"count": "200"}).text
            days.append(page.replace(demo.url, "").replace(f"%3A{demo.port}", ""))
    assert days[0] == days[1]


def test_another_seed_gives_another_day() -> None:
    """Ids differ from the start."""
    newest = []
    for seed in (1, 2):
        with DemoServer(clock=Clock(is_frozen=True), settings=Settings(seed=seed)) as demo, _signed_in(demo) as http:
            newest.append([item["id"] for item in http.get("/posts/all").json()["items"]])
    assert newest[0] != newest[1]


def test_a_quiet_world_stays_quiet() -> None:
    """With arrival_seconds at 0 nobody posts on their own; check tells how long to wait."""
    settings = Settings(arrival_seconds=0, check_seconds=3)
    with DemoServer(clock=Clock(is_frozen=True), settings=settings) as demo, _signed_in(demo) as http:
        before = http.get("/posts/all").json()["items"][0]["id"]
        demo.world.advance(24 * HOUR)
        check = http.get("/posts/check", params={"since_id": before}).json()
        assert (check["count"], check["check_seconds"]) == (0, 3)


def test_a_very_long_sleep_is_caught_up_with_in_bounds(demo: DemoServer, http: httpx.Client) -> None:
    """A laptop that was closed for a year does not get a year of posts."""
    demo.world.advance(365 * 24 * HOUR)
    assert http.get("/posts/all").status_code == 200
    newest = demo.world.posts.newest_first()
    assert sum(post.published_at > demo.world.began_at for post in newest) <= 500


def test_a_test_can_have_anybody_say_anything(demo: DemoServer, http: httpx.Client, ids: Ids) -> None:
    """From Python and over the wire, as a post or as an answer."""
    first = demo.world.publish("tomas", "<p>Ahoy</p>")
    assert ids()[0] == str(first.id)
    sent = {"by": "yuki", "html": "<p>Back</p>", "reply_to": str(first.id)}
    second = http.post("/demo/publish", data=sent).json()["id"]
    assert ids("/posts/conversation", id=first.id) == [second, str(first.id)]
    assert http.post("/demo/publish", data={"by": "nobody", "html": "x"}).status_code == 404
    with pytest.raises(KeyError):
        demo.world.publish("tomas", "x", reply_to=1)


def test_the_clock_can_be_moved_over_the_wire_but_not_back(http: httpx.Client) -> None:
    """The answer tells the new time."""
    before = http.post("/demo/advance", data={"seconds": "0"}).json()["now"]
    assert http.post("/demo/advance", data={"seconds": "90"}).json()["now"] == before + 90
    assert http.post("/demo/advance", data={"seconds": "-1"}).status_code == 400


def test_a_running_clock_goes_on_by_itself() -> None:
    """Only a frozen one waits to be moved."""
    clock = Clock(100.0)
    first = clock.now()
    clock.advance(5)
    assert clock.now() >= first + 5
    assert Clock(100.0, is_frozen=True).now() == 100.0


def _signed_in(demo: DemoServer) -> httpx.Client:
    return httpx.Client(base_url=demo.url, headers={"Authorization": f"Bearer {demo.token}"}, verify=False, timeout=10)
