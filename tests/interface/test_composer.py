"""Writing: nothing typed is lost, names complete, and what a text holds can not do harm."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual import events
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from mbtui.store.store import WRITING_NAME
from tests.interface.journey import Journey, reading
from tests.store.disks import HeldDisk

HOSTILE = "before \x1b]0;owned\x07\x9b31m [/oops] [@click=app.quit]x[/] \u202eafter"


def _drafts(folder: Path) -> list[str]:
    """The drafts as another program finds them on the disk."""
    with closing(sqlite3.connect(f"file:{folder / WRITING_NAME}?mode=ro", uri=True)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM drafts")]


def _text(journey: Journey) -> str:
    return journey.app.main.query_one(TextArea).text


async def _compose(journey: Journey) -> None:
    await journey.press("c")
    await journey.sees("then y sends")


async def test_a_draft_is_saved_while_it_is_typed_and_found_again(demo: DemoServer, tmp_path: Path) -> None:
    """What was typed is on the disk without a word from the writer; the next start counts it, and c goes on with it."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("leeks")
        await journey.until(lambda: _drafts(tmp_path) == ["leeks"])
        await journey.type("!")
    async with reading(demo, tmp_path) as journey:
        await journey.sees("1 draft")
        await _compose(journey)
        await journey.sees("leeks!", "6 characters")
        await journey.press("escape", "d")
        await journey.sees("Discarded.")
        assert not _drafts(tmp_path)


async def test_what_is_answered_has_a_bar(demo: DemoServer, tmp_path: Path) -> None:
    """Without colors too, it is told apart from one's own words; long words are cut with an ellipsis."""
    demo.world.publish("tomas", "<p>" + "a lot to answer " * 30 + "</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("r")
        await journey.sees("Reply to @tomas", "then y sends")
        quoted = [line for line in journey.text.splitlines() if line.startswith(" ▎ ")]
        assert len(quoted) == 3
        assert quoted[0].startswith(" ▎ Tomas Lindqvist: a lot to answer")
        assert quoted[-1].rstrip().endswith("…")


async def test_alt_and_d_discards_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """In other programs it takes a word away. Here it is escape at the most: the text stays."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("frost tonight")
        for _ in range(2):
            await journey.press("alt+d")
            await journey.sees("keep as draft", "frost tonight")
        await journey.press("escape", *"!")
        await journey.sees("frost tonight!", "then y sends")
        await journey.until(lambda: _drafts(tmp_path) == ["frost tonight!"])


async def test_escape_and_a_letter_may_come_as_one_key(demo: DemoServer, tmp_path: Path) -> None:
    """Pressed quickly, or over a slow line, a terminal's escape and y are read as Alt and y: the text is sent."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("frost tonight")
        await journey.press("alt+y")
        await journey.sees("Publishing…")
    assert len(demo.asked("POST", "/micropub")) == 1


async def test_a_key_that_is_no_choice_is_typed(demo: DemoServer, tmp_path: Path) -> None:
    """Behind escape, any other key does what it always does, and the line below names the choices."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("frost")
        await journey.press("escape", "s")
        await journey.sees("Only behind esc: y send", "frosts")
        await journey.press("y")
        await journey.sees("frostsy", "then y sends")
        await journey.press("escape", "backspace")
        await journey.until(lambda: _text(journey) == "frosts")
        await journey.press("escape", "escape", "!")
        await journey.until(lambda: _text(journey) == "frosts!")
        assert "Only behind" not in journey.text
        await journey.press("escape", "ctrl+j")
        await journey.sees("Publishing…")


async def test_what_was_undone_is_brought_back(demo: DemoServer, tmp_path: Path) -> None:
    """ctrl+z undoes, the line below says how to get it back, ctrl+y does; the help of the composer lists both."""
    async with reading(demo, tmp_path, size=(100, 40)) as journey:
        await _compose(journey)
        await journey.type("frost tonight")
        await journey.press("ctrl+z")
        await journey.sees("ctrl+y brings back what was taken back")
        assert "tonight" not in _text(journey)
        await journey.press("ctrl+y")
        await journey.until(lambda: _text(journey) == "frost tonight")
        await journey.press("f1")
        await journey.sees("While writing", "ctrl+z Take back what was typed", "ctrl+y Bring back what was taken back")


@pytest.mark.parametrize(
    ("keys", "text"), [(("alt+b", "alt+b"), "!frost tonight"), (("alt+b", "alt+b", "alt+f"), "frost! tonight")]
)
async def test_alt_moves_by_words(demo: DemoServer, tmp_path: Path, keys: tuple[str, ...], text: str) -> None:
    """As in a shell; it types nothing."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("frost tonight")
        await journey.press(*keys, *"!")
        await journey.until(lambda: _text(journey) == text)


@pytest.mark.parametrize("is_saved", [False, True], ids=["not yet saved", "saved"])
async def test_a_discarded_text_is_brought_back(demo: DemoServer, tmp_path: Path, is_saved: bool) -> None:
    """U opens the composer with all of the text, to the same post, and it is a draft again."""
    demo.world.publish("tomas", "<p>Cover the leeks.</p>")
    async with reading(demo, tmp_path) as journey:
        await journey.press("r")
        await journey.sees("Reply to @tomas")
        await journey.type("Already done")
        if is_saved:
            await journey.until(lambda: _drafts(tmp_path) == ["@tomas Already done"])
        await journey.press("escape", "d")
        await journey.sees("Discarded. U brings it back.")
        assert "Reply to" not in journey.text and not _drafts(tmp_path)
        await journey.press("U")
        await journey.sees("Reply to @tomas", "@tomas Already done", "Tomas Lindqvist: Cover the leeks.")
        assert _drafts(tmp_path) == ["@tomas Already done"]
        await journey.press("!", "ctrl+j")
        await journey.sees("Your reply to @tomas was sent.")
        assert not _drafts(tmp_path)


async def test_nothing_is_brought_back_where_nothing_was_written(demo: DemoServer, tmp_path: Path) -> None:
    """An empty text is only closed."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.press("escape", "d")
        await journey.sees("Discarded.")
        await journey.press("U")
        await journey.sees("There is nothing to undo.")


async def test_a_post_is_sent_through_the_outbox(demo: DemoServer, tmp_path: Path) -> None:
    """c opens the composer for a new post, escape and y send it by Micropub."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("Frost *tonight*.")
        await journey.press("escape", "y")
        await journey.sees("Publishing…")
        assert [asked.status for asked in demo.asked("POST", "/micropub")] == [202]
        assert not _drafts(tmp_path)


async def test_a_text_is_sent_once_however_often_the_key_is_pressed(demo: DemoServer, tmp_path: Path) -> None:
    """While a slow disk takes it, the same key again changes nothing."""
    disk = HeldDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        await _compose(journey)
        await journey.type("frost tonight")
        await journey.until(lambda: _drafts(tmp_path) == ["frost tonight"])
        disk.hold()
        for _ in range(3):
            await journey.press("ctrl+j")
        disk.release()
        await journey.sees("Publishing…")
        await journey.misses("then y sends")
        assert "not been sent" not in journey.words and not _drafts(tmp_path)
    assert len(demo.asked("POST", "/micropub")) == 1


async def test_names_complete_behind_an_at(demo: DemoServer, tmp_path: Path) -> None:
    """The foot offers people; tab puts the first into the text, tab again the next; elsewhere tab does nothing."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("@m")
        await journey.sees("@maren", "@matteo", "tab completes")
        await journey.press("tab")
        first = _text(journey)
        await journey.press("tab")
        second = _text(journey)
        assert first != second
        assert first.startswith("@m") and first.endswith(" ")
        assert second.startswith("@m") and second.endswith(" ")
        await journey.type("a@m")
        await journey.press("tab")
        assert _text(journey) == f"{second}a@m"
        assert journey.app.main.pane.timeline_name == "timeline"


async def test_a_reply_names_its_author_and_offers_the_others(demo: DemoServer, tmp_path: Path) -> None:
    """Only the author is put into the text; others of the conversation come first behind an @."""
    root = demo.world.publish("tomas", "<p>Who is awake?</p>")
    demo.world.publish("bart", "<p>@tomas Me.</p>", reply_to=root.id)
    async with reading(demo, tmp_path) as journey:
        await journey.press("enter")
        await journey.sees("@tomas Me.")
        await journey.press("r")
        await journey.sees("Reply to @tomas", "Tomas Lindqvist: Who is awake?")
        assert _text(journey) == "@tomas "
        await journey.type("@")
        await journey.sees("@bart")
        await journey.press("tab")
        assert _text(journey) == "@tomas @bart "


async def test_hostile_text_is_only_text(demo: DemoServer, tmp_path: Path) -> None:
    """Escape sequences in a draft or a paste reach neither the screen nor the text; markup is shown as it is."""
    async with reading(demo, tmp_path) as journey:
        await journey.app.session.store.outbox.write(drafts.save_draft, Draft(kind="post", text=HOSTILE))
        await _compose(journey)
        await journey.sees("before ]0;owned31m [/oops] [@click=app.quit]x[/] after")
        journey.app.post_message(events.Paste(f"\r\n{HOSTILE}"))
        await journey.until(lambda: journey.text.count("[/oops]") == 2)
        await journey.press("escape", "p")
        await journey.sees("Kept as a draft.")
        await journey.press("W")
        await journey.sees("What waits to be sent, and drafts", "[@click=app.quit]x[/]")
        assert not any(ord(letter) < 32 and letter != "\n" for letter in journey.text)
        assert "\x9b" not in journey.text and "\u202e" not in journey.text


async def test_the_editor_that_can_not_be_started_keeps_the_text(demo: DemoServer, tmp_path: Path) -> None:
    """Where the screen can not be handed over, a sentence says so and the writer goes on."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("ab")
        await journey.press("escape", "e")
        await journey.sees("This terminal can not be handed to an editor.")
        await journey.type("c")
        await journey.sees("abc", "3 characters")


async def test_one_text_at_a_time(demo: DemoServer, tmp_path: Path) -> None:
    """While something is written, another text is not begun; the writer is led back."""
    async with reading(demo, tmp_path) as journey:
        await _compose(journey)
        await journey.type("ab")
        journey.app.main.pane.posts.focus()
        await journey.press("r")
        await journey.sees("New post is still open. Send it, keep it or discard it first.")
        await journey.type("c")
        assert _text(journey) == "abc"


async def test_the_composer_fits_a_small_screen(demo: DemoServer, tmp_path: Path) -> None:
    """At 40 by 12 the post that is answered, the text and the keys are all to be seen."""
    async with reading(demo, tmp_path, size=(40, 12)) as journey:
        author = journey.marked.splitlines()[0].split("  ")[0]
        await journey.press("r")
        await journey.sees("Reply to @", "then y sends")
        await journey.type("mmm")
        await journey.sees("mmm")
        assert author in journey.words.partition("Reply to @")[2]
