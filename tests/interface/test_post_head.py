"""The head of a post: what is chosen there is sent with it, and is there again."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.widgets.text_keys import Line
from tests.interface.journey import Journey, reading

TRAINS = "https://trains.example/"


async def _open_head(journey: Journey) -> None:
    await journey.press("c")
    await journey.sees("then y sends")
    await journey.press("escape", "t")
    await journey.sees("Blog Allotment notes")


async def test_what_is_chosen_is_sent_and_begins_the_next_post(demo: DemoServer, tmp_path: Path) -> None:
    """Title, a category completed and a new one, another blog, one service, a time; the text is where it was.

    The next post begins with blog and services, also without the network; not with title, categories, draft or time.
    A reply has no head: the key says so, and nothing is typed.
    """
    async with reading(demo, tmp_path) as journey:
        await journey.press("r")
        await journey.sees("then y sends")
        await journey.press("escape")
        await journey.sees("keep as draft")
        assert "title" not in journey.text
        await journey.press("t")
        await journey.sees("A reply has no title, and nothing else beside its text.")
        await journey.press("escape", "d")

        await journey.press("c")
        await journey.sees("then y sends")
        await journey.type("Slow.")
        await journey.press("left", "escape", "t")
        await journey.sees("Copy to [x] Mastodon", "tab next")
        await journey.type("Frost [1]")
        await journey.press("tab")
        await journey.sees("known: ")
        await journey.type("gard")
        await journey.until(lambda: "gardening" in journey.text.partition("Categories")[2].splitlines()[0])
        await journey.press("right")
        await journey.type(", new")
        await journey.press("ctrl+z")
        await journey.misses("gardening, new")
        await journey.press("ctrl+y")
        await journey.sees("gardening, new")
        await journey.press("enter", "right")
        await journey.sees("Blog Slow trains", "Copy to [x] Mastodon")
        await journey.press("tab", "space", "down", "tab")
        await journey.type("+2d")
        await journey.press("escape")
        await journey.sees("Slow trains · at ", "· “Frost [1]” · gardening, new")
        await journey.type("est")
        assert journey.app.main.query_one(TextArea).text == "Slowest."
        await journey.press("ctrl+j")
        await journey.until(lambda: demo.asked("POST", "/micropub"))
        (sent,) = [asked.params for asked in demo.asked("POST", "/micropub")]
        assert sent["name"] == "Frost [1]" and sent["content"] == "Slowest." and sent["mp-destination"] == TRAINS
        assert sent["category"] == ["gardening", "new"] and sent["mp-syndicate-to"] == "bluesky-1"
        assert sent["published"]

        await journey.press("c")
        await journey.sees("New post", "Slow trains · copied to Bluesky only", "0 characters")
        await journey.press("escape", "t")
        await journey.sees("Blog Slow trains", "[ ] Mastodon", "Status published")
        await journey.type("Snow")
        await journey.press("tab", *"new", "tab", "tab", "tab", "right", "escape")
        await journey.sees("Slow trains · draft · “Snow” · new · copied to Bluesky only")
        await journey.type("cold")
        await journey.press("ctrl+j")
        await journey.until(lambda: len(demo.asked("POST", "/micropub")) == 2)
        demo.stop()
        await journey.press("c")
        await journey.sees("New post", "Slow trains · copied to Bluesky only", "0 characters")
        await journey.press("escape", "t")
        await journey.sees("Blog Slow trains", "[ ] Mastodon", "Status published")


async def test_a_head_is_part_of_the_draft(demo: DemoServer, tmp_path: Path) -> None:
    """A title alone is a draft; it is there at the next start. What is too long for it is not cut: it is told.

    What comes between two keys takes nothing back: a picture that was read, or the server's categories, while the form
    has not told yet what was typed. A post is not published at once because its time could not be read.
    """
    async with reading(demo, tmp_path) as journey:
        await _open_head(journey)
        writing = journey.app.main.writing
        assert writing.composer is not None and writing.composer.head is not None
        head = writing.composer.head
        head.query_one(Line).value = "Frost"
        head.take("tab")
        writing.change(details={"categories": ["garden"]})
        await writing.ask_for_blogs("").wait()
        await journey.press("escape")
        await journey.sees("“Frost” · garden")
        assert await writing.keep()
        (kept,) = await journey.app.session.store.outbox.read(drafts.drafts)
        assert (kept.title, kept.details) == ("Frost", {"categories": ["garden"]})
        await journey.press("escape", "d")
        await journey.sees("Discarded.")

        await _open_head(journey)
        journey.app.post_message(events.Paste("x" * 30_000))
        await journey.sees("Nothing was pasted.")
        journey.app.post_message(events.Paste("Fr\tost\r\n\x1b[1m"))
        # Keys that come together with it find it there.
        for key in ("tab", "n", "e", "w", "escape", "a"):
            journey.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await journey.sees("“Fr ost [1m” · new")
        await journey.until(lambda: journey.app.main.query_one(TextArea).text == "a")
        await journey.press("escape", "p")
        await journey.sees("Kept as a draft.")

    async with reading(demo, tmp_path) as journey:
        await journey.press("c")
        await journey.sees("This goes on with your draft.", "“Fr ost [1m”")
        await journey.press("escape", "d")
        await journey.sees("Discarded.")

        await journey.resize(40, 12)
        await _open_head(journey)
        await journey.press("shift+tab")
        await journey.type("soon")
        await journey.press("tab")
        await journey.sees("“soon” is no time to publish at.")
        await journey.press("escape")
        await journey.type("Frost")
        await journey.press("ctrl+j")
        await journey.sees("At soon", "“soon” is no time to publish at.")
        await journey.press("backspace", "backspace", "backspace", "backspace", "ctrl+j")
        await journey.until(lambda: demo.asked("POST", "/micropub"))
        assert "published" not in demo.asked("POST", "/micropub")[0].params
