"""count, since_id and before_id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mbtui.demo import DemoServer, Settings

Ids = Callable[..., list[str]]


def test_a_page_has_forty_posts_unless_told_otherwise_and_never_more_than_two_hundred(ids: Ids) -> None:
    """`count` is obeyed between 0 and 200."""
    assert len(ids()) == 40
    assert ids(count=0) == []
    assert len(ids(count=7)) == 7
    assert len(ids(count=1000)) == 200


@pytest.mark.parametrize(
    "path", ["/posts/all", "/posts/mentions", "/posts/discover", "/posts/tomas", "/posts/favorites"]
)
def test_walking_with_before_id_meets_every_post_once(ids: Ids, path: str) -> None:
    """Pages join without a hole and without a repetition, though ids are not in order."""
    whole = ids(path, count=200)
    walked: list[str] = []
    while len(walked) < len(whole):
        page = ids(path, count=9, **({"before_id": walked[-1]} if walked else {}))
        if not page:
            break
        walked += page
    assert walked[: len(whole)] == whole
    assert len(set(walked)) == len(walked)


def test_since_id_gives_the_newest_of_the_newer_posts(ids: Ids) -> None:
    """A gap larger than `count` leaves its older part out."""
    whole = ids(count=100)
    assert ids(count=100, since_id=whole[60]) == whole[:60]
    assert ids(count=10, since_id=whole[60]) == whole[:10]
    assert ids(since_id=whole[0]) == []


def test_since_and_before_together_cut_out_a_gap(ids: Ids) -> None:
    """Both ends are left out."""
    whole = ids(count=100)
    assert ids(count=100, since_id=whole[60], before_id=whole[20]) == whole[21:60]


def test_paging_goes_on_from_a_post_that_was_deleted_meanwhile(ids: Ids, http: httpx.Client) -> None:
    """Its place in time still counts."""
    whole = ids(count=60)
    own = next(post for post in ids("/posts/ines") if post in whole)
    place = whole.index(own)
    assert http.delete(f"/posts/{own}").json() == {}
    assert ids(count=5, before_id=own) == whole[place + 1 : place + 6]
    assert ids(count=200, since_id=own) == whole[:place]


def test_ids_nobody_has_ever_seen_are_compared_as_numbers(ids: Ids) -> None:
    """An id above all others has everything before it, one below all nothing."""
    assert ids(before_id=2**62)[0] == ids()[0]
    assert ids(before_id=1) == []
    assert ids(since_id=2**62) == []
    assert len(ids(since_id=1)) == 40


def test_an_unreadable_id_is_refused(http: httpx.Client) -> None:
    """400, not a page."""
    assert http.get("/posts/all", params={"since_id": "soon"}).status_code == 400


@pytest.mark.parametrize("size", [0, 1, 40, 1000])
def test_the_timeline_has_the_size_asked_for(size: int) -> None:
    """Smaller worlds leave the oldest out, larger ones have older posts made up."""
    with DemoServer(settings=Settings(posts=size)) as demo, _signed_in(demo) as http:
        walked: list[str] = []
        while page := _page(http, walked):
            walked += page
    assert len(walked) == len(set(walked)) == size


def test_ten_thousand_posts_can_be_paged_to_the_oldest() -> None:
    """Deep pages join, no two posts are the same, ids do not quite follow time, and two runs agree."""
    settings = Settings(posts=10_000)
    with DemoServer(settings=settings) as demo, _signed_in(demo) as http:
        oldest = [post for post in demo.world.posts.newest_first() if not post.is_reply][-30:]
        params = {"before_id": str(oldest[0].id), "count": "200"}
        page = http.get("/posts/all", params=params).json()["items"]
        assert [item["id"] for item in page] == [str(post.id) for post in oldest[1:]]
        dates = [item["_microblog"]["date_timestamp"] for item in page]
        assert dates == sorted(dates, reverse=True)
        assert len({item["content_html"] for item in page}) == 29
        thread = http.get("/posts/conversation", params={"id": page[0]["id"]}).json()["items"]
        assert [item["id"] for item in thread] == [page[0]["id"]]
        numbers = [post.id for post in demo.world.posts.newest_first()]
        assert len(set(numbers)) == len(numbers)
        assert numbers != sorted(numbers, reverse=True)
        other = DemoServer(settings=settings, clock=demo.world.clock)
        assert [post.id for post in other.world.posts.newest_first()] == numbers


def test_a_made_up_post_can_be_starred_answered_and_deleted() -> None:
    """As any other."""
    with DemoServer(settings=Settings(posts=3000)) as demo, _signed_in(demo) as http:
        own = [post for post in demo.world.posts_of("ines") if not post.is_reply][-5]
        assert http.post("/posts/favorites", data={"id": str(own.id)}).json() == {}
        assert http.post("/posts/reply", data={"id": str(own.id), "content": "Found it"}).json() == {}
        thread = http.get("/posts/conversation", params={"id": str(own.id)}).json()["items"]
        assert [item["_microblog"]["is_mention"] for item in thread] == [True, False]
        assert thread[1]["_microblog"]["is_favorite"]
        assert http.delete(f"/posts/{own.id}").json() == {}
        after = http.get("/posts/ines", params={"before_id": str(own.id), "count": "1"}).json()["items"]
        before = http.get("/posts/all", params={"since_id": after[0]["id"], "count": "200"}).json()["items"]
        assert str(own.id) not in [item["id"] for item in before]


def _signed_in(demo: DemoServer) -> httpx.Client:
    return httpx.Client(base_url=demo.url, headers={"Authorization": f"Bearer {demo.token}"}, verify=False, timeout=10)


def _page(http: httpx.Client, walked: list[str]) -> list[str]:
    params: dict[str, Any] = {"count": "200", **({"before_id": walked[-1]} if walked else {})}
    return [item["id"] for item in http.get("/posts/all", params=params).json()["items"]]
