"""Keys that come in one piece, as over a slow line: what is opened gets those that were meant for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, TextArea

from mbtui.demo import DemoServer
from mbtui.panes.typed_ahead import Opened, Sign
from tests.interface.journey import PATIENCE_SECONDS, Journey, reading
from tests.store.disks import HeldDisk


async def _burst(journey: Journey, keys: str, *more: str) -> None:
    """Send keys without waiting for what they do."""
    for key in (*keys, *more):
        name = {" ": "space", "/": "slash", "@": "at", ":": "colon"}.get(key, key)
        journey.app.post_message(events.Key(name, key if len(key) == 1 else None))
    await journey.press()


def _text(journey: Journey) -> str:
    areas = journey.app.screen.query(TextArea)
    return areas.first().text if areas else ""


async def test_a_question_that_asks_the_server_first_gets_its_answer(demo: DemoServer, tmp_path: Path) -> None:
    """A second 5, and the number of a tag before the tags are there."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("5")
        await journey.sees("tags: to read")
        demo.fault("slow", 0.3, path="/posts/bookmarks")
        await _burst(journey, "51")
        await journey.sees("Bookmarks: to read")


async def test_a_reply_begins_with_the_first_letter(demo: DemoServer, tmp_path: Path) -> None:
    """The letters behind r are the reply, all of them and in their order; none is a command."""
    async with reading(demo, tmp_path) as journey:
        marked = journey.marked
        await _burst(journey, "rmute jokes")
        await journey.until(lambda: _text(journey).endswith("mute jokes"))
        assert journey.marked == marked
        assert len(journey.app.screen_stack) == 1


async def test_a_whole_post_can_come_at_once(demo: DemoServer, tmp_path: Path) -> None:
    """c, the words, escape and y in one piece."""
    async with reading(demo, tmp_path) as journey:
        await _burst(journey, "cfrost tonight", "escape", "y")
        await journey.sees("Publishing…")
    assert "frost tonight" in [post.source for post in demo.world.posts_of("ines")]


async def test_what_was_pasted_keeps_its_place_among_the_keys(demo: DemoServer, tmp_path: Path) -> None:
    """c, a letter, a pasted word, another letter."""
    async with reading(demo, tmp_path) as journey:
        for event in (
            events.Key("c", "c"),
            events.Key("a", "a"),
            events.Paste("bcd"),
            events.Key("e", "e"),
        ):
            journey.app.post_message(event)
        await journey.until(lambda: _text(journey) == "abcde")


async def test_a_paste_is_held_once(demo: DemoServer, tmp_path: Path) -> None:
    """Given to a list that has no use for it, it comes back when the next key is held already; no text takes it."""
    async with reading(demo, tmp_path) as journey:
        app = journey.app
        held = app._hold()
        app.post_message(events.Paste("bcd"))
        await journey.until(lambda: held.events)
        await app.on_opened(Opened(held))
        app._hold()
        await journey.sees("There is no text here to paste into.")
        app._drop_keys()


async def test_a_key_is_for_the_tab_that_the_one_before_it_has_opened(demo: DemoServer, tmp_path: Path) -> None:
    """r answers the post that is highlighted there, not the one of the tab that was left."""
    async with reading(demo, tmp_path) as journey:
        author = journey.marked.split("@")[1].split()[0]
        await journey.press("5")
        await journey.until(lambda: "★" in journey.marked and author not in journey.marked)
        await _burst(journey, "1r")
        await journey.sees(f"Reply to @{author}")


async def test_a_search_begins_with_the_first_letter(demo: DemoServer, tmp_path: Path) -> None:
    """The word behind / is looked for."""
    async with reading(demo, tmp_path) as journey:
        await _burst(journey, "/porpoise")
        await journey.until(lambda: [field.value for field in journey.app.screen.query(Input)] == ["porpoise"])
        await journey.sees("PORPOISES")


async def test_a_question_gets_its_answer(demo: DemoServer, tmp_path: Path) -> None:
    """M and p mute the author, and the j behind them moves on."""
    async with reading(demo, tmp_path) as journey:
        await _burst(journey, "Mpj")
        await journey.sees("you muted @kaveh")
        await journey.until(lambda: "Tomas" in journey.marked)


async def test_what_does_not_open_gives_the_keys_back(demo: DemoServer, tmp_path: Path) -> None:
    """o on a post without links says so; the j behind it moves on."""
    demo.world.publish("tomas", "<p>No links here.</p>")
    async with reading(demo, tmp_path) as journey:
        assert "No links here." in journey.marked
        await _burst(journey, "oj")
        await journey.sees("There are no links in this post.")
        await journey.until(lambda: "No links here." not in journey.marked)


async def test_the_composer_waits_for_no_disk(demo: DemoServer, tmp_path: Path) -> None:
    """While a write is stuck, r opens the composer all the same, and the letters are in it."""
    disk = HeldDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        disk.hold()
        await journey.press("f")
        await _burst(journey, "rmute jokes")
        await journey.until(lambda: _text(journey).endswith("mute jokes"))
        disk.release()


async def test_a_text_is_typed_in_order(demo: DemoServer, tmp_path: Path) -> None:
    """Letters, and keys that move and delete, in one piece: what a slow typist would have got, and ctrl+j sends it."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("c")
        await journey.sees("then y sends")
        await _burst(journey, "frozt", "backspace", "backspace", *"st ngiht", "left", "left", "left", "backspace")
        await _burst(journey, *"ig", "delete", "end", "!", "ctrl+j")
        await journey.sees("Publishing…")
    assert "frost night!" in [post.source for post in demo.world.posts_of("ines")]


async def test_a_search_is_typed_in_order(demo: DemoServer, tmp_path: Path) -> None:
    """A line that is emptied and typed anew, and enter, in one piece."""
    async with reading(demo, tmp_path) as journey:
        await _burst(journey, "/leekz")
        await journey.sees("No saved post holds")
        await _burst(journey, "", "ctrl+u", *"porpoizes", "left", "left", "backspace", "s")
        await journey.sees("PORPOISES")
        await journey.press("enter")
        await journey.until(lambda: "PORPOISES" in journey.marked)


async def test_a_key_behind_one_that_closes_is_for_what_is_seen_then(demo: DemoServer, tmp_path: Path) -> None:
    """Over two screens, three times back and j in one piece; and what the palette opens gets the letters behind it."""
    async with reading(demo, tmp_path) as journey:
        marked = journey.marked
        await journey.press("u")
        await journey.sees("Posts of @")
        await journey.press("question_mark")
        await journey.sees("Keys of mbtui")
        await _burst(journey, "", "escape", "escape", "j", "r", *"leeks")
        await journey.until(lambda: _text(journey).endswith("leeks"))
        assert journey.marked != marked
        assert len(journey.app.screen_stack) == 1
        await journey.press("escape", "d")
        await _burst(journey, ":new post", "enter", *"frost")
        await journey.until(lambda: _text(journey) == "frost")


async def test_a_word_to_mute_can_be_typed_at_once(demo: DemoServer, tmp_path: Path) -> None:
    """M, w and the word behind them: what the second question is asked gets it."""
    async with reading(demo, tmp_path) as journey:
        await _burst(journey, "Mwfrost", "enter")
        await journey.sees("Muted “frost”.")


async def test_escape_and_a_letter_in_one_piece_are_two_keys(demo: DemoServer, tmp_path: Path) -> None:
    """Outside of a text: what is seen is left, and the letter is for what is seen then. Real alt is nothing."""
    async with reading(demo, tmp_path) as journey:
        marked = journey.marked
        await journey.press("question_mark")
        await journey.sees("Keys of mbtui")
        journey.app.post_message(events.Key("alt+j", "j"))
        await journey.until(lambda: journey.marked not in (marked, ""))
        moved = journey.marked
        journey.app.post_message(events.Key("alt+j", None))
        await journey.press("ctrl+l")
        assert journey.marked == moved


class _Deaf(Screen[None]):
    """Has a use for no key, keeps the first until it is told, and does not take what follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []
        self.may_go_on = asyncio.Event()
        self._has_refused = False

    def post_message(self, message: Message) -> bool:
        if isinstance(message, Sign) and not self._has_refused:
            self._has_refused = True
            return False
        return super().post_message(message)

    async def on_key(self, event: events.Key) -> None:
        self.keys.append(event.key)
        await self.may_go_on.wait()


async def test_a_key_that_comes_back_late_is_not_given_again(demo: DemoServer, tmp_path: Path) -> None:
    """Nobody on a pushed screen wants it, and it comes back when the next is on its way."""
    async with reading(demo, tmp_path) as journey, asyncio.timeout(PATIENCE_SECONDS):
        deaf = _Deaf()
        await journey.app.push_screen(deaf)
        # Nothing here waits for the screen to be idle, as a journey does: it is not.
        journey.app.post_message(events.Key("f8", None))
        while not deaf.keys:  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.01)
        journey.app.post_message(events.Key("f9", None))
        while not deaf.message_queue_size:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        deaf.may_go_on.set()
        await journey.press("f10")
        await journey.until(lambda: "f10" in deaf.keys)
    assert deaf.keys == ["f8", "f9", "f10"]
