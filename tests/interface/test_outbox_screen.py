"""What waits to be sent: drawn in its conversation, counted, listed, sent again, edited, discarded."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from mbtui.widgets.post_list import PostList
from tests.interface.journey import Journey, reading


async def _reply(journey: Journey, text: str) -> None:
    await journey.press("r")
    await journey.sees("then y sends")
    await journey.type(text)
    await journey.press("escape", "y")
    await journey.misses("Reply to @tomas")


def _unsent(journey: Journey) -> list[str]:
    """What the status line has to say of what waits, also while it says something else."""
    return journey.app.main.standing.unsent.words()


async def _open_thread(journey: Journey, demo: DemoServer) -> None:
    post = demo.world.publish("tomas", "<p>Who is awake?</p>")
    journey.poll()
    await journey.until(lambda: post.id in set(journey.app.main.pane.posts.keys()))
    await journey.press("g")
    await journey.press("enter")
    await journey.until(lambda: len(journey.app.main.pane.posts) == 1)


async def test_what_waits_is_listed_discarded_brought_back_and_sent(demo: DemoServer, tmp_path: Path) -> None:
    """The reply stands in its conversation with ⌛, is counted and listed; s tries at once, and it arrives once.

    Discarded and brought back, a text is a draft, which is not sent by itself; a star waits again. When Micro.blog
    takes a reply and the answer is lost, the reader is told the truth, and it is there once.
    """
    async with reading(demo, tmp_path) as journey:
        await _open_thread(journey, demo)
        demo.stop()
        await _reply(journey, "I am.")
        await journey.sees("✎ ⌛", "@tomas I am.")
        await journey.press("W")
        await journey.sees("Your reply to @tomas waits", "1 waiting to send")
        demo.start()
        await journey.press("s")
        await journey.sees("Nothing waits to be sent, and there are no drafts.")
        await journey.press("escape")
        await journey.until(lambda: "⌛" not in journey.text and journey.text.count("@tomas I am.") == 1)
        assert len([asked for asked in demo.asked("POST", "/posts/reply") if asked.status == 200]) == 1

        demo.fault("write-then-disconnect", path="/posts/reply", times=1)
        asked = len(demo.asked("POST", "/posts/reply"))
        await journey.press("k")
        await _reply(journey, "Still.")
        await journey.sees("was lost. mbtui is looking for it")
        await journey.sees("had arrived, although the answer was lost.")
        await journey.until(lambda: "⌛" not in journey.text and journey.text.count("@tomas Still.") == 1)
        assert len(demo.asked("POST", "/posts/reply")) == asked + 1

        demo.stop()
        await journey.press("k")
        await _reply(journey, "Good night.")
        await journey.press("f", "W")
        await journey.sees("In answer to “Tomas Lindqvist: Who is awake?”.", "2 waiting to send")
        await journey.press("d", "y")
        await journey.sees("Discarded. U brings it back.")
        await journey.misses("@tomas Good night.")
        await journey.press("U")
        await journey.sees("Undone: discarding “@tomas Good night.”.")
        await journey.until(lambda: "Draft in answer to" in journey.text and "@tomas Good night." in journey.text)
        await journey.press("g", "d", "y")
        await journey.misses("The star")
        await journey.press("U")
        await journey.sees("The star waits to be sent.")


async def test_a_refusal_says_why_and_what_was_refused_can_be_edited(demo: DemoServer, tmp_path: Path) -> None:
    """The reason stands under the reply in its conversation; e opens the text again; the better one goes out.

    A star is taken back, and the sentence says so; sent again, its row says that it is being sent or waits. An empty
    list names no keys for entries.
    """
    demo.fault("refuse", "Too rude [/b]\x1b[2J.", path="/posts/reply", times=1)
    async with reading(demo, tmp_path) as journey:
        await journey.press("W")
        await journey.sees("Nothing waits to be sent", "esc back")
        assert "discard" not in journey.status
        await journey.press("escape")

        await _open_thread(journey, demo)
        with demo.fault("hold", path="/posts/reply"):
            await _reply(journey, "Brute")
            await journey.until(lambda: demo.asked("POST", "/posts/reply"))
            # Somebody who goes on reading is not interrupted.
            await journey.press("k")
        await journey.until(lambda: journey.words.count("Too rude [/b]") == 2)
        assert "⌛" not in journey.text
        await journey.press("W")
        await journey.sees("Your reply to @tomas was not", "1 not sent")
        await journey.press("e")
        await journey.sees("Reply to @tomas", "@tomas Brute")
        await journey.type(", dear")
        await journey.press("escape", "y")
        await journey.sees("@tomas Brute, dear", "Your reply to @tomas was sent.")

        demo.fault("refuse", "No stars today.", path="/posts/favorites", times=1)
        await journey.press("f")
        await journey.sees("The star was not sent.", "No stars today", "taken back here as well.")
        await journey.until(lambda: "★" not in journey.marked)
        await journey.until(lambda: not _unsent(journey))
        await journey.press("W")
        await journey.sees("taken back here as well.", "d discard")
        asked = len(demo.asked("POST", "/posts/favorites"))
        demo.fault("hold", path="/posts/favorites")
        await journey.press("s")
        await journey.sees("is tried again.")
        await journey.until(lambda: len(demo.asked("POST", "/posts/favorites")) > asked)
        await journey.misses("taken back here as well.")


async def test_drafts_are_opened_discarded_and_kept_on_the_blog(demo: DemoServer, tmp_path: Path) -> None:
    """d asks before a draft goes, U brings it back; enter opens one in the composer.

    One waits here until the blog has it, offline as well; then the list has its preview for a day. 40 by 12 is enough;
    there the wheel scrolls the marked draft away, and d marks one that is seen.
    Leaving asks only when something would be left: an open text, and what waits for the network.
    """
    async with reading(demo, tmp_path) as journey:
        for text in ("first words", "second words"):
            await journey.app.session.store.outbox.write(drafts.save_draft, Draft(kind="post", text=text))
        await journey.press("W")
        await journey.sees("first words", "second words", "2 drafts")
        await journey.press("d")
        await journey.sees("Discard “second words”?")
        await journey.press("n", "d", "y")
        await journey.sees("Discarded. U brings it back.")
        await journey.until(lambda: "second words" not in journey.text)
        await journey.press("U")
        await journey.sees("Undone: discarding “second words”.")
        # As a row, whether or not the sentence about it is still seen.
        await journey.until(lambda: "second words" in [line.strip("▌ ") for line in journey.text.splitlines()])
        await journey.press("g", "d", "y")
        await journey.until(lambda: "second words" not in journey.text)
        await journey.press("enter")
        await journey.sees("New post", "first words", "then y sends")
        journey.app.main.pane.posts.focus()
        await journey.press("q")
        await journey.sees("What you are writing is kept as a draft. Quit?")
        await journey.press("n", "c")
        await journey.press("escape", "d")
        await journey.sees("Discarded.")

        for number, size in enumerate(((80, 24), (40, 12))):
            await journey.resize(*size)
            text = f"Frost {number}."
            for draft in (Draft(kind="reply", post_id=1, text="a reply"), Draft(kind="post", text=text)):
                await journey.app.session.store.outbox.write(drafts.save_draft, draft)
            demo.stop()
            await journey.press("W")
            await journey.sees(text)
            if number == 1:
                journey.app.screen.query_one(PostList).scroll_rows(100)
                await journey.press("d")
                await journey.sees("This post is highlighted now")
                await journey.press("g")
            await journey.press("p")
            await journey.sees("waits to be sent.")
            assert len([post for post in demo.world.posts_of("ines") if post.is_draft]) == number
            demo.start()
            await journey.press("s")
            await journey.sees("is on the blog as a draft, which only you see.")
            assert text in [post.source for post in demo.world.posts_of("ines") if post.is_draft]
            await journey.press("G")
            await journey.until(lambda: "which only you see" in " ".join(journey.marked.split()))
            await journey.press("y")
            await journey.sees("was sent to the terminal's clipboard.")
            await journey.press("g", "p")
            await journey.sees("A blog keeps drafts of posts, not of replies.")
            await journey.press("d", "y")
            await journey.sees("Discarded.")
            await journey.press("E", "2")
            await journey.sees("Draft", text)
            await journey.press("escape", "escape")
            await journey.until(lambda: "Timeline" in journey.tabs)

        await journey.resize(80, 24)
        demo.stop()
        await journey.press("f")
        # The status line may still have a sentence about the network to tell.
        await journey.until(lambda: _unsent(journey) == ["1 waiting to send"])
        await journey.press("q")
        await journey.sees("1 thing is still waiting to be sent, and sent when mbtui runs again. Quit?")
        await journey.press("n")
        demo.start()
        await journey.press("R")
        await journey.until(lambda: not _unsent(journey))
        await journey.press("q")
        await journey.has_ended()
