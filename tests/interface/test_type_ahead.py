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


def _text(journey: Journey) -> str:
    areas = journey.app.screen.query(TextArea)
    return areas.first().text if areas else ""


async def test_a_question_that_asks_the_server_first_gets_its_answer(demo: DemoServer, tmp_path: Path) -> None:
    """A second 5, and the number of a tag before the tags are there."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("5")
        await journey.sees("tags: to read")
        demo.fault("slow", 0.3, path="/posts/bookmarks")
        await journey.burst("51")
        await journey.sees("Bookmarks: to read")


async def test_a_text_gets_what_is_typed_behind_the_key_that_opens_it(demo: DemoServer, tmp_path: Path) -> None:
    """All letters in their order, pasted ones among them; none is a command. What does not open gives the keys back.

    Letters, and keys that move and delete, do what a slow typist would have got; and the composer waits for no disk.
    """
    demo.world.publish("tomas", "<p>No links here.</p>")
    disk = HeldDisk()

    def published() -> list[str]:
        return [post.source for post in demo.world.posts_of("ines")]

    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        assert "No links here." in journey.marked
        await journey.burst("oj")
        await journey.sees("There are no links in this post.")
        await journey.until(lambda: "No links here." not in journey.marked)

        marked = journey.marked
        await journey.burst("rmute jokes")
        await journey.until(lambda: _text(journey).endswith("mute jokes"))
        assert journey.marked == marked
        assert len(journey.app.screen_stack) == 1
        await journey.press("escape", "d")

        # What is opened holds nothing yet; the keys are for what it will hold.
        await journey.burst("", "enter", *"rmute jokes")
        await journey.until(lambda: _text(journey).endswith("mute jokes"))
        await journey.press("escape", "d", "escape")
        await journey.until(lambda: journey.marked == marked)

        for event in (
            events.Key("c", "c"),
            events.Key("a", "a"),
            events.Paste("bcd"),
            events.Key("e", "e"),
        ):
            journey.app.post_message(event)
        await journey.until(lambda: _text(journey) == "abcde")
        await journey.press("escape", "d")

        # Behind a decision no key is part of the text any more.
        await journey.burst("cfrost tonight", "escape", "y", "W")
        await journey.until(lambda: "frost tonight" in published())
        await journey.sees("What waits to be sent, and drafts")
        await journey.burst("", "escape", *"cfrost", "escape", *"pW")
        await journey.sees("▌ frost ▌ Draft.")
        await journey.burst("", "escape", *"c tonight", "escape", *"dU!")
        await journey.until(lambda: _text(journey) == "frost tonight!" and journey.app.main.writing.draft_id)
        await journey.press("escape", "d")

        await journey.press("c")
        await journey.sees("then y sends")
        await journey.burst("frozt", "backspace", "backspace", *"st ngiht", "left", "left", "left", "backspace")
        await journey.burst(*"ig", "delete", "end", "!", "ctrl+j")
        await journey.until(lambda: "frost night!" in published())

        disk.hold()
        await journey.press("f")
        await journey.burst("rmute jokes")
        await journey.until(lambda: _text(journey).endswith("mute jokes"))
        disk.release()


async def test_keys_in_one_piece_are_for_what_is_seen_then(demo: DemoServer, tmp_path: Path) -> None:
    """In another tab, over two screens, in the palette, in a question and the one behind it, and in a search."""
    async with reading(demo, tmp_path) as journey:
        # r answers the post that is highlighted in the tab that is gone to, not the one of the tab that was left.
        author = journey.marked.split("@")[1].split()[0]
        await journey.press("5")
        await journey.until(lambda: "★" in journey.marked and author not in journey.marked)
        await journey.burst("1r")
        await journey.sees(f"Reply to @{author}")
        await journey.press("escape", "d")

        # The same in a tab that was never looked at, and is empty until what is saved has been read.
        await journey.burst("2r")
        await journey.sees("Reply to @")
        assert "Mentions" in journey.tabs and journey.marked.split("@")[1].split()[0] in journey.words
        await journey.press("escape", "d", "1")
        await journey.until(lambda: f"@{author}" in journey.marked)

        # Three times back and j; and what the palette opens gets the letters behind it.
        marked = journey.marked
        await journey.press("u")
        await journey.sees("Posts of @")
        await journey.press("question_mark")
        await journey.sees("Keys of mbtui")
        await journey.burst("", "escape", "escape", "j", "r", *"leeks")
        await journey.until(lambda: _text(journey).endswith("leeks"))
        assert journey.marked != marked
        assert len(journey.app.screen_stack) == 1
        await journey.press("escape", "d")
        await journey.burst(":new post", "enter", *"frost")
        await journey.until(lambda: _text(journey) == "frost")
        await journey.press("escape", "d", "g")

        # Escape and a letter outside of a text are two keys. Real alt is nothing.
        marked = journey.marked
        await journey.press("question_mark")
        await journey.sees("Keys of mbtui")
        journey.app.post_message(events.Key("alt+j", "j"))
        await journey.until(lambda: journey.marked not in (marked, ""))
        moved = journey.marked
        journey.app.post_message(events.Key("alt+j", None))
        await journey.press("ctrl+l")
        assert journey.marked == moved

        # A line that is emptied and typed anew, and enter.
        await journey.burst("/leekz")
        await journey.until(lambda: [field.value for field in journey.app.screen.query(Input)] == ["leekz"])
        await journey.sees("No saved post holds")
        await journey.burst("", "ctrl+u", *"bread")
        await journey.sees("1 post")
        await journey.burst("", "ctrl+u", *"porpoizes", "left", "left", "backspace", "s", "enter")
        await journey.until(lambda: "PORPOISES" in journey.marked)

        # What the second question is asked gets the word; behind an answer, j moves on.
        await journey.burst("Mwfrost", "enter")
        await journey.sees("Muted “frost”.")
        await journey.press("g")
        await journey.burst("Mpj")
        await journey.sees("you muted @kaveh")
        await journey.until(lambda: "Tomas" in journey.marked)


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


async def test_what_comes_back_late_is_not_given_again(demo: DemoServer, tmp_path: Path) -> None:
    """A paste for which the list has no use comes back when the next key is held already; no text takes it.

    Nobody on a pushed screen wants a key, and it comes back when the next is on its way.
    """
    async with reading(demo, tmp_path) as journey, asyncio.timeout(PATIENCE_SECONDS):
        app = journey.app
        held = app._hold()
        app.post_message(events.Paste("bcd"))
        await journey.until(lambda: held.events)
        await app.on_opened(Opened(held))
        app._hold()
        await journey.sees("There is no text here to paste into.")
        app._drop_keys()

        deaf = _Deaf()
        await app.push_screen(deaf)
        # Nothing here waits for the screen to be idle, as a journey does: it is not.
        app.post_message(events.Key("f8", None))
        while not deaf.keys:  # noqa: ASYNC110  (nothing tells of it)
            await asyncio.sleep(0.01)
        app.post_message(events.Key("f9", None))
        while not deaf.message_queue_size:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        deaf.may_go_on.set()
        await journey.press("f10")
        await journey.until(lambda: "f10" in deaf.keys)
    assert deaf.keys == ["f8", "f9", "f10"]


async def test_a_tab_that_comes_to_be_seen_is_left_by_the_next_key(demo: DemoServer, tmp_path: Path) -> None:
    """Also when the next key is on its way before the tab is there; one that is asked for twice is made once."""
    async with reading(demo, tmp_path) as journey:
        main = journey.app.main
        with main._context():
            await asyncio.gather(main.action_open_tab("conversation"), main.action_open_tab("timeline"))
            assert not journey.app.main.pane.timeline.is_conversation
            await asyncio.gather(main.action_open_tab("bookmarks"), main.action_open_tab("bookmarks"))
            await asyncio.gather(main.action_open_tab("mentions"), main.back(), main.action_tabs_next())
        await journey.sees("Mentions")
        assert len(main.panes) == len({pane.id for pane in main.panes})


async def test_a_key_behind_the_end_is_for_nobody(demo: DemoServer, tmp_path: Path) -> None:
    """It may have been held for something that mbtui ended before."""
    async with reading(demo, tmp_path) as journey:
        await journey.press("q")
    for key in (events.Key("j", "j"), events.Key("alt+j", "j")):
        await journey.app.on_event(key)
