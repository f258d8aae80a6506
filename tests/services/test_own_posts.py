"""A blog's list of one's own posts, sorted onto shelves and read page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from mbtui.api import Client, SourcePost
from mbtui.demo import DemoServer
from mbtui.demo.post import Post
from mbtui.services.own_posts import PAGE_SIZE, OwnPosts

BLOG = "https://ines.micro.blog/"


@pytest.fixture
async def client(demo: DemoServer) -> AsyncIterator[Client]:
    """The reader's client."""
    async with Client(demo.token, demo.url) as opened:
        yield opened


def _own(demo: DemoServer, client: Client, shelf: str, *, words: str = "") -> OwnPosts:
    return OwnPosts(lambda: client, shelf, blog=BLOG, words=words, clock=demo.world.now)


def _write(demo: DemoServer, count: int, **properties: object) -> list[Post]:
    """Posts with a second between them, on the blog."""
    found = []
    for number in range(count):
        post = demo.world.new_post("ines", f"<p>Number {number}</p>", at=demo.world.now() + number + 1)
        post.source = f"Number {number}"
        post.url = f"{BLOG}{post.id}.html"
        for name, value in properties.items():
            setattr(post, name, value)
        demo.world.posts.add(post)
        found.append(post)
    return found


async def test_pages_follow_one_another_until_nothing_new_comes(demo: DemoServer, client: Client) -> None:
    """Each post comes once; one that was deleted meanwhile makes no hole."""
    before = len([post for post in demo.world.posts_of("ines") if not post.is_reply])
    posts = _write(demo, 120)
    demo.world.advance(1000)
    own = _own(demo, client, "published")
    found = await own.more()
    assert len(found) == PAGE_SIZE and found[0].content == "Number 119"
    posts[-1].is_deleted = True
    own.forget()
    while more := await own.more():
        found += more
    assert own.is_complete and len(found) == len({post.url for post in found}) == 120 + before
    assert await own.more() == []


@pytest.mark.parametrize("shelf", ["drafts", "scheduled"])
async def test_what_leaves_its_place_makes_no_hole(demo: DemoServer, client: Client, shelf: str) -> None:
    """A draft that is published, and a post that comes out sooner; also while a page is on its way."""
    posts = _write(demo, PAGE_SIZE * 2, is_draft=shelf == "drafts")
    leaving: list[SourcePost] = []

    def asked() -> Client:
        while leaving:
            leave(leaving.pop())
        return client

    def leave(before: SourcePost) -> None:
        post = next(post for post in posts if post.url == before.url)
        if shelf == "drafts":
            post.is_draft = False
            own.take_edit(before, replace(before, post_status="published"))
        else:
            demo.world.posts.move(post, demo.world.now())
            own.take_edit(before, replace(before, published_at=datetime.fromtimestamp(demo.world.now(), UTC)))

    own = OwnPosts(asked, shelf, blog=BLOG, words="", clock=demo.world.now)
    found = await own.more()
    leave(found[1])
    leaving.append(found[2])
    while more := await own.more():
        found += more
    assert len(found) == len({post.url for post in found}) == len(posts)


async def test_shelves_hold_what_they_say(demo: DemoServer, client: Client) -> None:
    """Drafts and what is to come do not stand among what is published, however many there are of them."""
    _write(demo, 3)
    demo.world.advance(1000)
    _write(demo, PAGE_SIZE + 5, is_draft=True)
    demo.world.advance(1000)
    for post in _write(demo, 2):
        demo.world.posts.move(post, demo.world.now() + 86_400 + post.id % 100)
    _write(demo, 1, channel="pages")
    found = {shelf: await _own(demo, client, shelf).more() for shelf in ("published", "drafts", "scheduled", "pages")}
    assert [post.content for post in found["published"]][:3] == ["Number 2", "Number 1", "Number 0"]
    assert len(found["drafts"]) == PAGE_SIZE and {post.post_status for post in found["drafts"]} == {"draft"}
    assert len(found["scheduled"]) == 2 and len(found["pages"]) == 1


async def test_the_list_of_what_is_to_come_is_not_read_to_its_end(demo: DemoServer, client: Client) -> None:
    """What is published stands below it."""
    _write(demo, 3 * PAGE_SIZE)
    demo.world.advance(1000)
    own = _own(demo, client, "scheduled")
    assert await own.more() == [] and own.is_complete
    assert len(demo.asked("GET", "/micropub")) == 1


async def test_only_posts_with_the_words_are_listed(demo: DemoServer, client: Client) -> None:
    """The blog looks for them."""
    _write(demo, 12)
    demo.world.advance(1000)
    found = await _own(demo, client, "published", words="number 11").more()
    assert [post.content for post in found] == ["Number 11"]
