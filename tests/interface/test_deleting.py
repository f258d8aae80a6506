"""Deleting posts of one's own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mbtui.demo import DemoServer
from mbtui.demo.blog import BlogState
from tests.interface.journey import reading


async def test_an_own_post_is_deleted_after_a_question(demo: DemoServer, tmp_path: Path) -> None:
    """d asks with the post's first words; only y deletes."""
    post = demo.world.publish("ines", "<p>I [/] regret this sentence already.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("d")
        await journey.sees("Delete “I [/] regret this sentence already.” for everyone?")
        await journey.press("n", "escape")
        await journey.press("d", "y")
        await journey.sees("This post was deleted.")
        await journey.until(lambda: post.is_deleted)
        await journey.press("d")
        await journey.sees("This post was deleted already.")


async def test_a_refused_deletion_brings_the_post_back(demo: DemoServer, tmp_path: Path) -> None:
    """The note under it goes, and the status line says why."""
    demo.world.publish("ines", "<p>Here to stay.</p>")
    demo.fault("refuse", "It is pinned.", path="/micropub", method="POST")
    async with reading(demo, tmp_path) as journey:
        await journey.press("d", "y")
        await journey.sees("It is pinned.")
        await journey.misses("This post was deleted.")
        assert "Here to stay." in journey.words


async def test_a_post_on_a_hosted_blog_is_deleted_there(demo: DemoServer, tmp_path: Path) -> None:
    """By its address; nothing remains, and nothing is said to."""
    post = demo.world.publish("ines", "<p>Leeks again.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("d")
        await journey.sees("for everyone? It can not be undone. y delete")
        await journey.press("y")
        await journey.until(lambda: post.is_deleted)
        (asked,) = demo.asked("POST", "/micropub")
        assert asked.params["action"] == "delete"
        assert asked.params["url"] == demo.world.url_of(post, demo.url)
        assert not demo.asked("DELETE", f"/posts/{post.id}")


async def test_a_post_on_a_blog_elsewhere_remains_there(demo: DemoServer, tmp_path: Path) -> None:
    """The question says so, and Micro.blog is asked to forget its copy."""
    people = demo.world.people
    people["ines"] = msgspec.structs.replace(people["ines"], url="https://plot14.example/")
    post = demo.world.publish("ines", "<p>Leeks again.</p>")
    async with reading(demo, tmp_path) as journey:
        demo.world.blog_states["ines"] = BlogState()
        await journey.press("d")
        await journey.sees("If Micro.blog does not host plot14.example, the copy there remains. y delete")
        await journey.press("y")
        await journey.until(lambda: demo.asked("DELETE", f"/posts/{post.id}"))
        assert not demo.asked("POST", "/micropub")


async def test_a_reply_stands_on_micro_blog_alone(demo: DemoServer, tmp_path: Path) -> None:
    """No blog is asked about it."""
    to = demo.world.publish("tomas", "<p>Foghorn, 04:10.</p>")
    post = demo.world.publish("ines", "<p>Heard it here.</p>", reply_to=to.id)
    async with reading(demo, tmp_path) as journey:
        await journey.press("d")
        await journey.sees("for everyone? It can not be undone. y delete")
        await journey.press("y")
        await journey.until(lambda: demo.asked("DELETE", f"/posts/{post.id}"))
        assert not demo.asked("GET", "/micropub")


async def test_posts_of_others_can_not_be_deleted(demo: DemoServer, tmp_path: Path) -> None:
    """The key says so and asks nothing."""
    demo.world.publish("otto", "<p>Not yours.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("d")
        await journey.sees("Only your own posts can be deleted.")
