"""Muting: folded at once, undone when refused, listed and changed."""

from __future__ import annotations

from pathlib import Path

from mbtui.config import Config
from mbtui.demo import DemoServer
from tests.interface.journey import Journey, reading

FOLDED = "Otto Lahtinen: you muted @otto (z)"


async def _begin(demo: DemoServer) -> None:
    demo.world.publish("tomas", '<p><a href="https://micro.blog/otto">@otto</a> indeed you did</p>')
    demo.world.publish("otto", "<p>I crossed the street for a biscuit.</p>")


def _muted(demo: DemoServer) -> dict[str, bool]:
    return {mute.username or mute.keyword: mute.is_hiding_other_replies for mute in demo.world.reader("ines").mutes}


async def test_a_person_is_folded_at_once(demo: DemoServer, tmp_path: Path) -> None:
    """Before the server has answered the rows are one line with the reason; z shows one all the same."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        with demo.fault("hold", path="/users/mute"):
            await journey.press("M", "p")
            await journey.sees(FOLDED, "Muted @otto.")
        await journey.until(lambda: _muted(demo).get("otto") is False)
        await journey.press("z")
        await journey.sees("I crossed the street for a biscuit.")
        assert "indeed you did" in journey.words


async def test_replies_of_others_can_be_folded_too(demo: DemoServer, tmp_path: Path) -> None:
    """r in the question hides what others answer to the person as well."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        await journey.press("M", "r")
        await journey.sees(FOLDED, "Tomas Lindqvist: you muted replies to @otto (z)")
        await journey.until(lambda: _muted(demo).get("otto") is True)


async def test_a_refused_mute_comes_undone_with_the_reason(demo: DemoServer, tmp_path: Path) -> None:
    """The rows come back, and the status line says why."""
    await _begin(demo)
    demo.fault("refuse", "You have muted enough.", path="/users/mute", method="POST")
    async with reading(demo, tmp_path) as journey:
        await journey.press("M", "p")
        await journey.sees("You have muted enough.", "taken back here as well", "I crossed the street for a biscuit.")
        assert FOLDED not in journey.words


async def test_a_mute_that_can_not_be_sent_yet_still_folds(demo: DemoServer, tmp_path: Path) -> None:
    """While the server fails the mute waits, says so, and holds here."""
    await _begin(demo)
    with demo.fault("error-500", path="/users/mute", method="POST"):
        async with reading(demo, tmp_path) as journey:
            await journey.press("M", "p")
            await journey.sees("Muting @otto waits to be sent.", FOLDED)


async def test_undo_lifts_a_mute(demo: DemoServer, tmp_path: Path) -> None:
    """U shows the person again, here and for all other apps."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        await journey.press("M", "p")
        await journey.until(lambda: "otto" in _muted(demo))
        await journey.press("U")
        await journey.sees("Undone: the mute of @otto.", "I crossed the street for a biscuit.")
        await journey.until(lambda: "otto" not in _muted(demo))


async def test_a_word_is_muted(demo: DemoServer, tmp_path: Path) -> None:
    """Posts that hold it are folded wherever they are shown, also when they come later."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        await journey.press("M", "w")
        await journey.type("biscuit")
        await journey.press("enter")
        await journey.sees("Otto Lahtinen: you muted “biscuit” (z)")
        await journey.until(lambda: "biscuit" in _muted(demo))
        await journey.press("M", "w")
        await journey.type("Biscuit")
        await journey.press("enter")
        await journey.sees("“Biscuit” is muted already.")


async def test_mutes_made_elsewhere_fold_from_the_start(demo: DemoServer, tmp_path: Path) -> None:
    """The server's list is asked for after connecting, and kept: the next start folds in its first frame."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        await journey.sees("I crossed the street for a biscuit.")
        await _mute_elsewhere(demo, journey)
    with demo.fault("offline"):
        async with reading(demo, tmp_path, is_ready=False) as journey:
            await journey.sees(FOLDED)


async def _mute_elsewhere(demo: DemoServer, journey: Journey) -> None:
    demo.world.reader("ines").mute(username="otto", is_hiding_other_replies=False)
    await journey.app.session.mutes.refresh()
    await journey.sees(FOLDED)


async def test_words_of_the_configuration_fold_here_only(demo: DemoServer, tmp_path: Path) -> None:
    """They are not sent anywhere."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        journey.app.session.mutes.use_words(Config(mute_words=("biscuit",)).mute_words)
        journey.app.main.pane.shown.restyle()
        await journey.sees("Otto Lahtinen: you muted “biscuit” (z)")
        assert not demo.asked("POST", "/users/mute")


async def test_the_muted_list_is_shown_and_changed(demo: DemoServer, tmp_path: Path) -> None:
    """l lists everything; r switches replies, u shows somebody again, and both reach the server."""
    await _begin(demo)
    async with reading(demo, tmp_path) as journey:
        await journey.until(lambda: journey.app.session.mutes.saved)
        await journey.press("M", "p")
        await journey.until(lambda: all(not mute.is_pending for mute in journey.app.session.mutes.saved))
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


async def test_a_refused_change_of_the_list_comes_undone(demo: DemoServer, tmp_path: Path) -> None:
    """Lifting a mute that the server keeps puts it back."""
    await _begin(demo)
    demo.fault("refuse", "Not today.", path="/users/muting/", method="DELETE")
    async with reading(demo, tmp_path) as journey:
        await journey.until(lambda: journey.app.session.mutes.saved)
        await journey.press("M", "l")
        await journey.sees("1 @del")
        await journey.press("u")
        await journey.sees("Not today.", "1 @del")
        assert [mute.username for mute in journey.app.session.mutes.saved] == ["del"]


async def test_the_reader_can_not_mute_themself(demo: DemoServer, tmp_path: Path) -> None:
    """On an own post only a word and the list are offered."""
    demo.world.publish("ines", "<p>Mine.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("M")
        await journey.sees("posts with a word or phrase")
        assert "@ines, and" not in journey.words
