"""While a reply is written: naming all, quoting, and making a post of it."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import TextArea

from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading
from tests.store.disks import FullDisk


def _text(journey: Journey) -> str:
    return journey.app.screen.query_one(TextArea).text


async def _in_composer(journey: Journey, *keys: str) -> None:
    await journey.press(*keys)
    await journey.sees("then y sends")


async def test_a_reply_names_all_quotes_and_becomes_a_post(demo: DemoServer, tmp_path: Path) -> None:
    """When it can not be saved as a post, it stays a reply and can still be sent as what it is.

    Quoted is a paragraph a press, on a small screen too; then a post with a link is sent, whose draft was the reply's.
    Named are all, behind the first name, once each, without the reader and the muted; also when it is opened from the
    timeline.
    """
    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    for name in ("isla", "yuki", "ines", "isla"):
        demo.world.publish(name, "<p>I am.</p>", reply_to=root.id)
    demo.world.publish("otto", '<p><a href="https://micro.blog/tomas">@tomas</a> Me too.</p>', reply_to=root.id)
    tide = demo.world.publish("tomas", "<p>High <b>tide</b>.</p><p>Stay in.</p>")
    disk = FullDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await _in_composer(journey, "r")
        await journey.type("So.")
        disk.fill()
        await journey.press("escape", "o")
        await journey.sees("Could not save what you type")
        assert _text(journey) == "@tomas So." and "Reply to @tomas" in journey.text
        disk.empty()
        await journey.press("ctrl+j")
        await journey.until(lambda: demo.asked("POST", "/posts/reply"))

        await journey.resize(40, 12)
        await _in_composer(journey, "r")
        await journey.press("escape")
        await journey.sees("y send", "e edit", "p keep", "d discard", "a all", "> quote", "o own")
        await journey.press("greater_than_sign")
        await journey.until(lambda: _text(journey) == "@tomas \n\n> High **tide**.\n\n")
        await journey.press("escape", "greater_than_sign")
        await journey.until(lambda: _text(journey) == "@tomas \n\n> High **tide**.\n>\n> Stay in.\n\n")
        await journey.press("escape", "greater_than_sign")
        await journey.sees("There is nothing more to quote.")
        await journey.press("ctrl+z")
        await journey.until(lambda: _text(journey) == "@tomas \n\n> High **tide**.\n\n")
        await journey.type("So.")
        await journey.press("escape", "o")
        await journey.sees("New post", "This is a post of your own now.")
        await journey.press("!", "escape", "p")
        await journey.sees("Kept as a draft.")
        await _in_composer(journey, "c")
        url = demo.world.url_of(tide, demo.url)
        text = f"[Tomas Lindqvist]({url}):\n\n> High **tide**.\n\nSo.!"
        assert _text(journey) == text
        await journey.press("escape", "o")
        await journey.sees("This is no reply: it names and quotes nobody.")
        await journey.press("ctrl+j")
        await journey.until(lambda: text in [post.source for post in demo.world.posts_of("ines")])
        await _in_composer(journey, "r")
        assert _text(journey) == "@tomas "
        await journey.press("escape", "d")

        await journey.resize(80, 24)
        await journey.press("j", "enter")
        await journey.until(lambda: journey.text.count("I am.") == 4 and "Me too." in journey.marked)
        await _in_composer(journey, "g", "r")
        assert _text(journey) == "@tomas "
        await journey.press("escape", "a", "!")
        await journey.until(lambda: _text(journey) == "@tomas @isla @yuki @otto !")
        await journey.press("escape", "a")
        await journey.sees("All in this conversation are named already.")
        await journey.press("ctrl+z", "ctrl+z")
        await journey.until(lambda: _text(journey) == "@tomas ")
        demo.world.reader("ines").mute(username="otto", is_hiding_other_replies=False)
        await journey.app.session.mutes.refresh()
        await journey.press("escape", "a")
        await journey.until(lambda: _text(journey) == "@tomas @isla @yuki ")
