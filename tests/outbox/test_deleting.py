"""Deletions reach the blog where Micro.blog hosts it, once or several times."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from mbtui.demo import DemoServer
from mbtui.demo.post import Post
from mbtui.outbox.kinds.delete import delete, remaining_at
from tests.outbox.outboxes import desk


def _own_post(demo: DemoServer, site: str = "https://trains.example/") -> tuple[Post, str]:
    people = demo.world.people
    people["ines"] = msgspec.structs.replace(people["ines"], url=site)
    post = demo.world.publish("ines", "<p>Four minutes late, and a heron.</p>")
    return post, demo.world.url_of(post, demo.url)


@pytest.mark.parametrize(
    ("site", "blog"),
    [
        pytest.param("https://trains.example/", "https://trains.example/", id="by the name that the blog has"),
        pytest.param("https://slow.example/", "https://ines.micro.blog/", id="by another name of it"),
    ],
)
async def test_a_post_is_deleted_from_its_blog(demo: DemoServer, tmp_path: Path, site: str, blog: str) -> None:
    """Its address and the blog are named."""
    post, url = _own_post(demo, site)
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(delete(post.id, url=url))
        await at.until_state("sent", entry.id)
    assert post.is_deleted
    (asked,) = demo.asked("POST", "/micropub")
    assert asked.params == {"action": "delete", "url": url, "mp-destination": blog}


async def test_a_post_that_is_gone_is_deleted(demo: DemoServer, tmp_path: Path) -> None:
    """Deleted once or twice, and when the answer was lost, it is gone."""
    post, url = _own_post(demo)
    demo.fault("write-then-disconnect", path="/micropub", times=1)
    async with desk(demo, tmp_path) as at:
        for _ in range(2):
            entry = await at.outbox.put(delete(post.id, url=url))
            await at.until_state("sent", entry.id)
    assert post.is_deleted
    assert len(demo.asked("POST", "/micropub")) > 1


async def test_what_is_in_no_timeline_is_deleted_by_its_address(demo: DemoServer, tmp_path: Path) -> None:
    """A draft on the blog; one that no blog has is a sentence."""
    async with desk(demo, tmp_path) as at:
        draft = await at.client.micropub.create("Not ready.", post_status="draft")
        entry = await at.outbox.put(delete(None, url=draft.url))
        await at.until_state("sent", entry.id)
        lost = await at.outbox.put(delete(None, url="https://nowhere.example/2026/x.html"))
        assert "None of your blogs has this post." in (await at.until_state("refused", lost.id)).words
    assert not [post for post in demo.world.posts_of("ines") if post.is_draft]


async def test_a_refused_deletion_goes_no_other_way(demo: DemoServer, tmp_path: Path) -> None:
    """A post that its blog keeps is not taken out of Micro.blog."""
    post, url = _own_post(demo)
    demo.fault("refuse", "It is pinned.", path="/micropub", method="POST")
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(delete(post.id, url=url))
        change = await at.until_state("refused", entry.id)
        assert "It is pinned." in change.words
    assert not post.is_deleted and not demo.asked("DELETE", f"/posts/{post.id}")


async def test_an_account_without_blogs_deletes_from_micro_blog(demo: DemoServer, tmp_path: Path) -> None:
    """What Micro.blog only reads it can only forget."""
    post, url = _own_post(demo)
    demo.fault("refuse", "You have no blog.", path="/micropub")
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(delete(post.id, url=url))
        await at.until_state("sent", entry.id)
    assert demo.asked("DELETE", f"/posts/{post.id}") and not demo.asked("POST", "/micropub")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://micro.blog/ines/1", ""),
        ("https://ines.micro.blog/2026/03/02/leeks.html", ""),
        ("http://127.0.0.1:8080/ines/1", ""),
        ("", ""),
        ("https://www.plot14.example/leeks", "plot14.example"),
        ("https://notmicro.blog/leeks", "notmicro.blog"),
    ],
)
def test_a_copy_remains_only_where_micro_blog_is_not(url: str, expected: str) -> None:
    """Blogs under its own name are its own; of others the address does not tell."""
    assert remaining_at(url, "127.0.0.1:8080") == expected
