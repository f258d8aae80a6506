"""Finding a saved post by its words, and people by their names."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.demo.markup import mention
from mbtui.screens.search import SearchScreen
from mbtui.services.timeline import replies_setting
from mbtui.store import places
from tests.interface.journey import Journey, reading


def _is_open(journey: Journey) -> bool:
    return isinstance(journey.app.screen, SearchScreen)


async def _search(journey: Journey, text: str) -> None:
    """Open the search, and look for this instead of what was looked for the last time."""
    await journey.press("slash")
    await journey.until(lambda: _is_open(journey))
    await journey.press("ctrl+u")
    await journey.type(text)


async def test_posts_are_found_while_typing_and_open_in_their_place(demo: DemoServer, tmp_path: Path) -> None:
    """Accents and case do not count; enter shows the post where it stands in the timeline, highlighted.

    Tab leads from the words to the matches, n and p walk through them; the slash leads back; the last search is there
    the next time. More matches come when the end of the list is near. A post that is only known from a conversation is
    shown there, and so is a reply in a tab that hides replies, also when that tab was not opened yet.
    """
    for number in range(110):
        demo.world.publish("maren", f"<p>Poppyseed roll {number}.</p>")
    demo.world.publish("tomas", "<p>Résumé of a day at the Çafé Zürich.</p>")
    for number in range(12):
        demo.world.publish("maren", f"<p>Loaf number {number} is out of the oven.</p>")
    for number in range(3):
        demo.world.publish("maren", f"<p>Quincebread number {number}.</p>")
    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    demo.world.publish("bart", f"<p>{mention('ines')} Only the zither.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.app.session.timeline("mentions").newer()
        await journey.app.session.store.cache.write(places.set, replies_setting("mentions"), True)
        await _search(journey, "zither")
        await journey.sees("1 post")
        await journey.press("enter")
        await journey.until(lambda: "Only the zither" in journey.marked)
        assert journey.app.main.pane.timeline.is_conversation
        await journey.press("1")

        demo.world.publish("bart", "<p>@tomas Only the xylophone.</p>", reply_to=root.id)
        await journey.press("enter")
        await journey.sees("Only the xylophone")
        await journey.press("1")
        await _search(journey, "xylophone")
        await journey.sees("1 post")
        await journey.press("enter")
        await journey.until(lambda: "Only the xylophone" in journey.marked)
        assert journey.app.main.pane.timeline.is_conversation

        await journey.press("2")
        await _search(journey, "resume cafe zur")
        await journey.sees("Résumé of a day", "1 post")
        await journey.press("enter")
        await journey.until(lambda: "Résumé of a day" in journey.marked)
        assert not _is_open(journey)
        assert journey.app.main.pane.timeline_name == "timeline"
        assert "Loaf number 0" in journey.text

        await _search(journey, "quincebread")
        await journey.sees("3 posts")
        first = journey.marked
        await journey.press("tab", "n")
        await journey.sees("n p next, previous")
        second = journey.marked
        await journey.press("n")
        assert len({first, second, journey.marked}) == 3
        await journey.press("p")
        assert journey.marked == second
        await journey.press("slash", "backspace")
        await journey.sees("quincebrea")
        await journey.press("enter")
        await journey.until(lambda: not _is_open(journey) and "Quincebread" in journey.marked)
        opened = journey.marked.splitlines()[1]
        await journey.press("slash")
        await journey.until(lambda: _is_open(journey) and opened in journey.marked)
        await journey.press("escape")

        for _ in range(3):
            await journey.app.session.timeline("timeline").older()
        await _search(journey, "poppyseed")
        await journey.sees("50 posts or more")
        await journey.press("tab", "G")
        await journey.until(lambda: "50 posts" not in journey.status)
        await journey.press("G")
        await journey.until(lambda: journey.status.startswith("110 posts "))
        assert "or more" not in journey.status


async def test_people_are_found_and_what_goes_wrong_is_told_in_words(demo: DemoServer, tmp_path: Path) -> None:
    """Saved names come with the first letter; Micro.blog is asked from the third on; enter leads to their page.

    The screen says what can be found, and that nothing was; odd words do no harm. When the store can not be read, or
    Micro.blog not asked, it says so and stays usable. Label and rule begin in the second column, as in all lists.
    """
    async with reading(demo, tmp_path) as journey:
        await journey.press("slash")
        await journey.until(lambda: _is_open(journey) and journey.lines[0].startswith(" Search  words, or @ and"))
        assert journey.lines[1].startswith("───")
        await journey.sees("Type words to find them")
        await journey.type('"xyzzy OR (*)')
        await journey.sees("No saved post holds")
        await journey.press("enter")
        assert _is_open(journey)
        await journey.press("escape", "W")
        await journey.until(lambda: journey.lines[0].startswith(" What waits to be sent"))
        assert journey.lines[1].startswith("───")
        await journey.press("escape")

        cache = journey.app.session.store.cache
        await cache.write(lambda connection: connection.execute("ALTER TABLE words RENAME TO gone"))
        await _search(journey, "harbour")
        await journey.sees("Could not search.", "Another letter tries again.")
        await cache.write(lambda connection: connection.execute("ALTER TABLE gone RENAME TO words"))
        await journey.press("backspace")
        await journey.misses("Could not search.")
        await journey.press("escape")

        await _search(journey, "@to")
        await journey.sees("Tomas Lindqvist @tomas")
        assert not demo.asked("GET", "/users/search")
        await journey.press("tab", "F")
        await journey.sees("You follow @tomas already.", "✓ Tomas")
        await journey.press("slash")
        await journey.type("mas")
        await journey.until(lambda: demo.asked("GET", "/users/search"))
        await journey.sees("✓ Tomas Lindqvist @tomas tomas.example", "1 person")
        await journey.press("tab", "F")
        await journey.sees("You no longer follow @tomas.")
        await journey.misses("✓")
        await journey.press("U", "slash")
        assert len(demo.asked("GET", "/users/search")) == 1
        with demo.fault("error-500", path="/users/search"):
            await journey.press("backspace")
            await journey.sees("Could not ask Micro.blog for people.", "Tomas Lindqvist @tomas")
        await journey.type("zzz")
        await journey.sees("Nobody is called “tomazzz”.")
        await journey.press("escape")

        await _search(journey, "@maren")
        await journey.sees("Maren Brandt @maren")
        await journey.press("enter")
        await journey.until(lambda: type(journey.app.screen).__name__ == "ProfileScreen")
