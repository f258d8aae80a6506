"""Deleting posts of one's own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from mbtui.demo import DemoServer
from mbtui.demo.blog import BlogState
from tests.interface.journey import reading


async def test_own_posts_are_deleted_after_a_question(demo: DemoServer, tmp_path: Path) -> None:
    """The question has the post's first words and says what remains; only y deletes."""
    publish = demo.world.publish
    stays = publish("ines", "<p>Here to stay.</p>")
    to = publish("tomas", "<p>Foghorn, 04:10.</p>")
    reply = publish("ines", "<p>Heard it here.</p>", reply_to=to.id)
    post = publish("ines", "<p>I [/] regret this sentence already.</p>")
    async with reading(demo, tmp_path) as journey:
        posts = journey.app.main.pane.posts
        await journey.press("d")
        await journey.sees("Delete “I [/] regret this sentence already.” for everyone? It can not be undone. y delete")
        await journey.press("n", "escape")
        await journey.press("d", "y")
        await journey.sees("This post was deleted.")
        await journey.until(lambda: post.is_deleted)
        # On a hosted blog by its address; nothing remains.
        (asked,) = demo.asked("POST", "/micropub")
        assert asked.params["action"] == "delete"
        assert asked.params["url"] == demo.world.url_of(post, demo.url)
        assert not demo.asked("DELETE", f"/posts/{post.id}")
        await journey.press("d")
        await journey.sees("This post was deleted already.")

        # A refused deletion brings the post back; the status line says why.
        posts.go_to(stays.id)
        with demo.fault("refuse", "It is pinned.", path="/micropub", method="POST"):
            await journey.press("d")
            await journey.sees("Delete “Here to stay.”")
            await journey.press("y")
            await journey.sees("It is pinned.")
        await journey.until(lambda: "deleted" not in journey.marked)
        assert "Here to stay." in journey.marked and not stays.is_deleted

        # A reply stands on Micro.blog alone: no blog is asked about it.
        asked_blog, told_blog = (len(demo.asked(method, "/micropub")) for method in ("GET", "POST"))
        posts.go_to(reply.id)
        await journey.press("d")
        await journey.sees("for everyone? It can not be undone. y delete")
        await journey.press("y")
        await journey.until(lambda: demo.asked("DELETE", f"/posts/{reply.id}"))
        assert len(demo.asked("GET", "/micropub")) == asked_blog

        # On a blog elsewhere it remains, which the question says; Micro.blog is asked to forget its copy.
        people = demo.world.people
        people["ines"] = msgspec.structs.replace(people["ines"], url="https://plot14.example/")
        abroad = publish("ines", "<p>Leeks abroad.</p>")
        await journey.press("R")
        await journey.until(lambda: posts.has(abroad.id))
        await journey.press("g")
        await journey.until(lambda: "Leeks abroad." in journey.marked)
        demo.world.blog_states["ines"] = BlogState()
        await journey.press("d")
        await journey.sees("If Micro.blog does not host plot14.example, the copy there remains. y delete")
        await journey.press("y")
        await journey.until(lambda: demo.asked("DELETE", f"/posts/{abroad.id}"))
        assert len(demo.asked("POST", "/micropub")) == told_blog

        posts.go_to(to.id)
        await journey.press("d")
        await journey.sees("Only your own posts can be deleted.")
