"""Muting: folded at once, undone when refused, listed and changed."""

from __future__ import annotations

from pathlib import Path

from mbtui.config import Config
from mbtui.demo import DemoServer
from tests.interface.journey import reading

FOLDED = "Otto Lahtinen: you muted @otto (z)"


async def _begin(demo: DemoServer) -> None:
    demo.world.publish("tomas", '<p><a href="https://micro.blog/otto">@otto</a> indeed you did</p>')
    demo.world.publish("otto", "<p>I crossed the street for a biscuit.</p>")


def _muted(demo: DemoServer) -> dict[str, bool]:
    return {mute.username or mute.keyword: mute.is_hiding_other_replies for mute in demo.world.reader("ines").mutes}


async def test_a_person_or_a_word_is_folded_at_once(demo: DemoServer, tmp_path: Path) -> None:
    """Before the server has answered the rows are one line with the reason; z shows one all the same; U lifts it.

    r in the question hides what others answer to the person as well. A refused mute comes undone with the reason; one
    that can not be sent yet waits, says so, and holds here. Words of the configuration fold here only. On an own post
    only a word and the list are offered.
    """
    await _begin(demo)
    demo.world.publish("ines", "<p>Mine.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("M")
        await journey.sees("posts with a word or phrase")
        assert "@ines, and" not in journey.words
        await journey.press("escape", "j")

        mutes = journey.app.session.mutes
        for words, seen in ((("biscuit",), "Otto Lahtinen: you muted “biscuit” (z)"), ((), "for a biscuit.")):
            mutes.use_words(Config(mute_words=words).mute_words)
            journey.app.main.pane.shown.restyle()
            await journey.sees(seen)
        assert not demo.asked("POST", "/users/mute")

        with demo.fault("hold", path="/users/mute"):
            await journey.press("M", "p")
            await journey.sees(FOLDED, "Muted @otto.")
        await journey.until(lambda: _muted(demo).get("otto") is False)
        await journey.press("z")
        await journey.sees("I crossed the street for a biscuit.")
        assert "indeed you did" in journey.words
        await journey.press("z")
        await journey.misses("I crossed the street for a biscuit.")
        await journey.press("U")
        await journey.sees("Undone: the mute of @otto.", "I crossed the street for a biscuit.")
        await journey.until(lambda: "otto" not in _muted(demo))

        await journey.press("M", "r")
        await journey.sees(FOLDED, "Tomas Lindqvist: you muted replies to @otto (z)")
        await journey.until(lambda: _muted(demo).get("otto") is True)
        await journey.press("U")
        await journey.sees("I crossed the street for a biscuit.")
        await journey.until(lambda: "otto" not in _muted(demo))

        with demo.fault("refuse", "You have muted enough.", path="/users/mute", method="POST"):
            await journey.press("M", "p")
            await journey.sees("You have muted enough.", "taken back here as well", "I crossed the street")
            assert FOLDED not in journey.words

        await journey.press("M", "w")
        await journey.type("biscuit")
        await journey.press("enter")
        await journey.sees("Otto Lahtinen: you muted “biscuit” (z)")
        await journey.until(lambda: "biscuit" in _muted(demo))
        await journey.press("M", "w")
        await journey.type("Biscuit")
        await journey.press("enter")
        await journey.sees("“Biscuit” is muted already.")

        with demo.fault("error-500", path="/users/mute", method="POST"):
            await journey.press("j", "M", "p")
            await journey.sees("Muting @tomas waits to be sent.", "Tomas Lindqvist: you muted @tomas (z)")


async def test_the_muted_list_is_shown_and_changed(demo: DemoServer, tmp_path: Path) -> None:
    """l lists everything; r switches replies, u shows somebody again, and both reach the server.

    What it refuses comes undone. Mutes made elsewhere are asked for after connecting, and kept: the next start folds in
    its first frame.
    """
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        mutes = journey.app.session.mutes
        await journey.until(lambda: mutes.saved)
        with demo.fault("refuse", "Not today.", path="/users/muting/", method="DELETE"):
            await journey.press("M", "l")
            await journey.sees("1 @del")
            await journey.press("u")
            await journey.sees("Not today.", "1 @del")
            assert [mute.username for mute in mutes.saved] == ["del"]
        await journey.press("escape", "M", "p")
        await journey.until(lambda: "otto" in _muted(demo))
        await journey.until(lambda: all(not mute.is_pending for mute in mutes.saved))
        await journey.press("M")
        await journey.sees("show @otto again", "the list of what is muted (2)")
        await journey.press("l")
        await journey.sees("1 @del", "2 @otto")
        await journey.press("2", "r")
        await journey.sees("2 @otto, and what others reply to them")
        await journey.until(lambda: _muted(demo)["otto"] is True)
        await journey.press("u")
        await journey.sees("@otto is shown again.")
        await journey.until(lambda: "otto" not in _muted(demo))
        await journey.press("1", "u")
        await journey.until(lambda: not _muted(demo))
        await journey.press("u")
        await journey.until(lambda: not demo.world.reader("ines").blocks)
        await journey.press("r")
        await journey.sees("Nothing is muted any more.")
        await journey.press("u", "r", "enter", "escape", "M", "l")
        await journey.sees("Nothing is muted.")
        await journey.press("escape")
        await journey.sees("I crossed the street for a biscuit.")

        demo.world.reader("ines").mute(username="otto", is_hiding_other_replies=False)
        await mutes.refresh()
        await journey.sees(FOLDED)
    with demo.fault("offline"):
        async with reading(demo, tmp_path, is_ready=False) as journey:
            await journey.sees(FOLDED)
