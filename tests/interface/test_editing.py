"""Editing posts of one's own: opened as they were written, changed, shown, and settled when somebody else was there."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from tests.interface.journey import Journey, reading


async def _open(journey: Journey, text: str) -> None:
    """Open the highlighted post, and type at its end."""
    await journey.press("e")
    await journey.sees("then y sends")
    await journey.press("ctrl+end")
    await journey.type(text)


async def _send(journey: Journey) -> None:
    await journey.press("escape", "y")
    await journey.misses("then y sends")


async def test_own_posts_are_edited_where_they_are_read(demo: DemoServer, tmp_path: Path) -> None:
    """They open as they were written, and the timeline shows the change at once, also while it waits."""
    to = demo.world.publish("tomas", "<p>Foghorn, 04:10.</p>")
    reply = demo.world.publish("ines", "<p>Heard it here.</p>", reply_to=to.id)
    post = demo.world.publish("ines", "<p>Frost on the <em>leeks</em>.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("e")
        await journey.sees("Frost on the *leeks*.", "then y sends")
        await journey.press("escape", "y")
        await journey.sees("Nothing was changed.")
        await journey.press("escape", "d")
        await _open(journey, " Again.")
        await _send(journey)
        await journey.sees("Your edit was sent.", "Frost on the leeks. Again.")
        assert post.source == "Frost on the *leeks*. Again."

        # A reply has an address on Micro.blog.
        journey.app.main.status.hush()
        await journey.press("j")
        await _open(journey, " Twice.")
        await _send(journey)
        await journey.sees("Your edit was sent.")
        await journey.until(lambda: reply.source == "Heard it here. Twice.")

        # Somebody else's post, and one that is gone: nothing opens.
        await journey.press("j", "e")
        await journey.sees("Only your own posts can be edited.")
        await journey.press("g")
        post.is_deleted = True
        await journey.press("e")
        await journey.sees("Could not open the post.", "There is no post of yours with this URL.")
        post.is_deleted = False

        # Offline it is shown and kept; e opens it with what was typed, not the post as it was.
        await _open(journey, " Once")
        demo.stop()
        await _send(journey)
        await journey.sees("Again. Once", "Your edit waits to be sent.")
        await _open(journey, " more")
        await _send(journey)
        await journey.sees("Again. Once more")
        await journey.press("j", "e")
        await journey.sees("Could not load the post.")
        assert "then y sends" not in journey.words
        await journey.press("W")
        await journey.sees("Your edit", "Again. Once more")
        demo.start()
        await journey.press("s")
        await journey.until(lambda: post.source == "Frost on the *leeks*. Again. Once more")


async def test_two_versions_are_settled_by_the_writer(demo: DemoServer, tmp_path: Path) -> None:
    """The refused edit asks what is to become of it: both in one text, theirs, or one's own over it."""
    post = demo.world.publish("ines", "<p>Frost.</p>")
    async with reading(demo, tmp_path) as journey:
        await _open(journey, " Ours")
        post.source = "Snow."
        await _send(journey)
        await journey.sees("Somebody has changed the post since you opened it")
        await journey.press("e")
        await journey.sees("Now it says: “Snow.”", "send my version over it", "edit both")
        await journey.press("b")
        await journey.sees("Frost. Ours", "---", "Snow.", "then y sends")
        await _send(journey)
        await journey.until(lambda: post.source == "Frost. Ours\n\n---\n\nSnow.")
        await journey.sees("Your edit was sent.")
        assert not await journey.app.session.store.outbox.read(drafts.drafts)

        await _open(journey, " Mine")
        post.source = "Thaw."
        await _send(journey)
        await journey.sees("Somebody has changed the post since you opened it")
        # Keeping theirs can be undone; the question, left, is asked again.
        await journey.press("e", "t")
        await journey.sees("The post stays as it is now.")
        await journey.press("U")
        await journey.sees("Undone: discarding your version.")
        await journey.press("e", "escape")
        await journey.sees("It is kept as a draft.")
        await journey.press("e", "m")
        await journey.until(lambda: post.source == "Frost. Ours\n\n---\n\nSnow. Mine")
        await journey.sees("Your edit was sent.")

        # What is being sent can not be opened; what was written while the post could not be read is settled as well.
        with demo.fault("hold", path="/micropub", method="POST") as held:
            await _open(journey, " Once more")
            await _send(journey)
            await journey.until(lambda: held.met)
            await journey.press("e")
            await journey.sees("Your edit of this post is being sent at this moment.")
        await journey.until(lambda: post.source.endswith("Mine Once more"))
        unseen = Draft(kind="edit", target=demo.world.url_of(post, demo.url), text="Hail.")
        await journey.app.session.store.outbox.write(drafts.save_draft, unseen)
        await journey.press("e")
        await journey.sees("The post could not be read when you wrote this. Now it says: “Frost. Ours")
        await journey.press("m")
        await journey.until(lambda: post.source == "Hail.")
