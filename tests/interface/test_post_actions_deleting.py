"""Deleting posts of one's own."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
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
        await journey.until(lambda: demo.asked("DELETE", f"/posts/{post.id}"))
        await journey.press("d")
        await journey.sees("This post was deleted already.")


async def test_a_refused_deletion_brings_the_post_back(demo: DemoServer, tmp_path: Path) -> None:
    """The note under it goes, and the status line says why."""
    demo.world.publish("ines", "<p>Here to stay.</p>")
    demo.fault("refuse", "It is pinned.", path="/posts/", method="DELETE")
    async with reading(demo, tmp_path) as journey:
        await journey.press("d", "y")
        await journey.sees("It is pinned.")
        await journey.misses("This post was deleted.")
        assert "Here to stay." in journey.words


async def test_posts_of_others_can_not_be_deleted(demo: DemoServer, tmp_path: Path) -> None:
    """The key says so and asks nothing."""
    demo.world.publish("otto", "<p>Not yours.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("d")
        await journey.sees("Only your own posts can be deleted.")
