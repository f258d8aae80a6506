"""Editing posts of one's own: opened as they were written, changed, shown, and settled when somebody else was there."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading


async def _edit(journey: Journey, text: str) -> None:
    """Open the highlighted post, type at its end, send."""
    await journey.press("e")
    await journey.sees("then y sends")
    await journey.press("ctrl+end")
    await journey.type(text)
    await journey.press("escape", "y")


async def test_an_own_post_is_edited_where_it_is_read(demo: DemoServer, tmp_path: Path) -> None:
    """It opens with its Markdown, and the timeline shows the change at once."""
    post = demo.world.publish("ines", "<p>Frost on the <em>leeks</em>.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("e")
        await journey.sees("Frost on the *leeks*.", "then y sends")
        await journey.press("escape", "y")
        await journey.sees("Nothing was changed.")
        await journey.press("escape", "d")
        await _edit(journey, " Again.")
        await journey.sees("Your edit was sent.", "Frost on the leeks. Again.")
        assert post.source == "Frost on the *leeks*. Again."


async def test_a_reply_of_ones_own_is_edited(demo: DemoServer, tmp_path: Path) -> None:
    """By the address that it has on Micro.blog."""
    to = demo.world.publish("tomas", "<p>Foghorn, 04:10.</p>")
    post = demo.world.publish("ines", "<p>Heard it here.</p>", reply_to=to.id)
    async with reading(demo, tmp_path) as journey:
        await _edit(journey, " Twice.")
        await journey.until(lambda: post.source == "Heard it here. Twice.")


async def test_what_can_not_be_edited_says_why(demo: DemoServer, tmp_path: Path) -> None:
    """Somebody else's post, one that is gone, and any while the network is away; nothing opens."""
    demo.world.publish("tomas", "<p>Not yours.</p>")
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("j", "e")
        await journey.sees("Only your own posts can be edited.")
        await journey.press("k")
        post.is_deleted = True
        await journey.press("e")
        await journey.sees("Could not open the post.", "There is no post of yours with this URL.")
        demo.stop()
        await journey.press("e")
        await journey.sees("Could not load the post.")
        assert "then y sends" not in journey.words


async def test_an_edit_that_waits_is_gone_on_with(demo: DemoServer, tmp_path: Path) -> None:
    """Offline it is shown and kept; e opens it with what was typed, not the post as it was."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("e")
        await journey.sees("then y sends")
        await journey.press("ctrl+end")
        await journey.type(" Once")
        demo.stop()
        await journey.press("escape", "y")
        await journey.sees("Frost. Once", "Your edit waits to be sent.")
        await _edit(journey, " and again")
        await journey.sees("Frost. Once and again")
        await journey.press("W")
        await journey.sees("Your edit", "Frost. Once and again")
        demo.start()
        await journey.press("s")
        await journey.until(lambda: post.source == "Frost. Once and again")


async def test_two_versions_are_settled_by_the_writer(demo: DemoServer, tmp_path: Path) -> None:
    """The refused edit asks what is to become of it; here both are put into one text."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("e")
        await journey.sees("then y sends")
        await journey.press("ctrl+end")
        await journey.type(" Ours")
        post.source = "Snow."
        await journey.press("escape", "y")
        await journey.sees("Somebody has changed the post since you opened it")
        await journey.press("e")
        await journey.sees("Now it says: “Snow.”", "send my version over it", "edit both")
        await journey.press("b")
        await journey.sees("Frost. Ours", "---", "Snow.", "then y sends")
        await journey.press("escape", "y")
        await journey.until(lambda: post.source == "Frost. Ours\n\n---\n\nSnow.")


async def test_the_other_version_can_stay_or_be_written_over(demo: DemoServer, tmp_path: Path) -> None:
    """Keeping theirs can be undone; the question, left, is asked again."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("e")
        await journey.sees("then y sends")
        await journey.press("ctrl+end")
        await journey.type(" Ours")
        post.source = "Snow."
        await journey.press("escape", "y")
        await journey.sees("Somebody has changed the post since you opened it")
        await journey.press("e", "t")
        await journey.sees("The post stays as it is now.")
        await journey.press("U")
        await journey.sees("Undone: discarding your version.")
        await journey.press("e", "escape")
        await journey.sees("It is kept as a draft.")
        await journey.press("e", "m")
        await journey.until(lambda: post.source == "Frost. Ours")
