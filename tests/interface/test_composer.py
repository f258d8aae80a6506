"""Writing: nothing typed is lost, names complete, and what a text holds can not do harm."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from textual import events
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from mbtui.store.store import WRITING_NAME
from mbtui.widgets.composer_foot import ComposerFoot
from tests.interface.journey import Journey, reading
from tests.store.disks import HeldDisk

HOSTILE = "before \x1b]0;owned\x07\x9b31m [/oops] [@click=app.quit]x[/] \u202eafter"


def _drafts(folder: Path) -> list[str]:
    """The drafts as another program finds them on the disk."""
    with closing(sqlite3.connect(f"file:{folder / WRITING_NAME}?mode=ro", uri=True)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM drafts")]


def _text(journey: Journey) -> str:
    return journey.app.main.query_one(TextArea).text


async def _compose(journey: Journey, text: str = "") -> None:
    """Open the composer for a new post, and write something."""
    await journey.press("c")
    await journey.sees("New post", "then y sends")
    await journey.type(text)


async def _discard(journey: Journey) -> None:
    journey.app.main.status.hush()
    await journey.press("escape", "d")
    await journey.sees("Discarded.")
    await journey.misses("then y sends")


def _sent(demo: DemoServer) -> list[int | None]:
    """What each post that was sent has been answered."""
    return [asked.status for asked in demo.asked("POST", "/micropub")]


async def _is_sent(journey: Journey, demo: DemoServer, count: int) -> None:
    """The composer is closed and its draft is gone; the server has this many posts."""
    await journey.until(lambda: _sent(demo) == [202] * count)
    await journey.misses("then y sends")


async def test_a_draft_is_saved_while_it_is_typed_and_found_again(demo: DemoServer, tmp_path: Path) -> None:
    """What was typed is on the disk without a word from the writer; the next start counts it, and c goes on with it.

    The count of the letters has nothing laid out.
    """
    async with reading(demo, tmp_path) as journey:
        await _compose(journey, "leeks")
        await journey.until(lambda: _drafts(tmp_path) == ["leeks"])
        await journey.type("!")
    async with reading(demo, tmp_path) as journey:
        await journey.sees("1 draft")
        await _compose(journey)
        await journey.sees("leeks!", "6 characters")
        foot = journey.app.main.query_one(ComposerFoot)
        wanted = foot._layout_updates
        await journey.type("?")
        await journey.sees("leeks!?", "7 characters")
        assert foot._layout_updates == wanted
        await _discard(journey)
        assert not _drafts(tmp_path)


async def test_what_is_discarded_or_undone_is_brought_back(demo: DemoServer, tmp_path: Path) -> None:
    """U brings back all of a discarded text, saved or not, to the same post; ctrl+y what ctrl+z has taken back."""
    demo.world.publish("tomas", "<p>Cover the leeks.</p>")
    async with reading(demo, tmp_path, size=(100, 40)) as journey:
        # Nothing was written, and nothing is brought back.
        await _compose(journey)
        await _discard(journey)
        await journey.press("U")
        await journey.sees("There is nothing to undo.")
        for is_saved in (False, True):
            await journey.press("r")
            await journey.sees("Reply to @tomas")
            await journey.type("Already done")
            if is_saved:
                await journey.until(lambda: _drafts(tmp_path) == ["@tomas Already done"])
            journey.app.main.status.hush()
            await journey.press("escape", "d")
            await journey.sees("Discarded. U brings it back.")
            await journey.misses("Reply to")
            assert not _drafts(tmp_path), is_saved
            await journey.press("U")
            await journey.sees("Reply to @tomas", "@tomas Already done", "Tomas Lindqvist: Cover the leeks.")
            assert _drafts(tmp_path) == ["@tomas Already done"], is_saved
            journey.app.main.status.hush()
            await journey.press("!", "ctrl+j")
            await journey.sees("Your reply to @tomas was sent.")
            assert not _drafts(tmp_path), is_saved
        await _compose(journey, "frost tonight")
        await journey.press("ctrl+z")
        await journey.sees("ctrl+y brings back what was taken back")
        assert "tonight" not in _text(journey)
        await journey.press("ctrl+y")
        await journey.until(lambda: _text(journey) == "frost tonight")
        await journey.press("f1")
        await journey.sees("While writing", "ctrl+z Take back what was typed", "ctrl+y Bring back what was taken back")


async def test_escape_and_a_letter_decide_what_becomes_of_a_text(demo: DemoServer, tmp_path: Path) -> None:
    """Also when both come as one key, as from a terminal that is quick or far away; other keys type and move."""
    disk = HeldDisk()
    async with reading(demo, tmp_path, connect=disk.connect) as journey:
        # In other programs Alt and d takes a word away. Here it is escape at the most: the text stays.
        await _compose(journey, "frost tonight")
        for _ in range(2):
            await journey.press("alt+d")
            await journey.sees("keep as draft", "frost tonight")
        await journey.press("escape", "!")
        await journey.sees("frost tonight!", "then y sends")
        await journey.until(lambda: _drafts(tmp_path) == ["frost tonight!"])

        # By words, as in a shell.
        await journey.press("alt+b", "alt+b", "alt+b", "1")
        await journey.until(lambda: _text(journey) == "1frost tonight!")
        await journey.press("alt+f", "2")
        await journey.until(lambda: _text(journey) == "1frost2 tonight!")
        await journey.press("alt+y")
        await _is_sent(journey, demo, 1)
        await journey.sees("Publishing…")

        # Any other key does what it always does, and the line below names the choices.
        await _compose(journey, "frost")
        await journey.press("escape", "s")
        await journey.sees("Only behind esc: y send", "frosts")
        await journey.press("y")
        await journey.sees("frostsy", "then y sends")
        await journey.press("escape", "backspace")
        await journey.until(lambda: _text(journey) == "frosts")
        await journey.press("escape", "escape", "!")
        await journey.until(lambda: _text(journey) == "frosts!")
        assert "Only behind" not in journey.text
        # The screen of the tests can not be handed over: that is said, and the writer goes on.
        await journey.press("escape", "e")
        await journey.sees("This terminal can not be handed to an editor.")
        await journey.type("c")
        await journey.sees("frosts!c", "8 characters")
        await journey.press("escape", "ctrl+j")
        await _is_sent(journey, demo, 2)

        await _compose(journey, "Frost *tonight*.")
        await journey.press("escape", "y")
        await _is_sent(journey, demo, 3)

        # While a slow disk takes it, the same key again changes nothing.
        await _compose(journey, "frost again")
        await journey.until(lambda: _drafts(tmp_path) == ["frost again"])
        disk.hold()
        for _ in range(3):
            await journey.press("ctrl+j")
        disk.release()
        await _is_sent(journey, demo, 4)
        assert "not been sent" not in journey.words and not _drafts(tmp_path)
    texts = [post.source for post in demo.world.posts_of("ines")][:4]
    assert texts == ["frost again", "Frost *tonight*.", "frosts!c", "1frost2 tonight!"]


async def test_a_reply_shows_what_it_answers_and_names_complete(demo: DemoServer, tmp_path: Path) -> None:
    """Only the author is put into the text; those of the conversation come first behind an @, and tab completes."""
    root = demo.world.publish("tomas", "<p>Who is awake? " + "a lot to answer " * 30 + "</p>")
    demo.world.publish("bart", "<p>@tomas Me.</p>", reply_to=root.id)
    async with reading(demo, tmp_path) as journey:
        await journey.press("enter")
        await journey.sees("@tomas Me.")
        await journey.press("r")
        await journey.sees("Reply to @tomas", "then y sends")
        # A bar tells it from one's own words, without colors too; long words are cut with an ellipsis.
        quoted = [line for line in journey.text.splitlines() if line.startswith(" ▎ ")]
        assert len(quoted) == 3
        assert quoted[0].startswith(" ▎ Tomas Lindqvist: Who is awake? a lot to answer")
        assert quoted[-1].rstrip().endswith("…")
        assert _text(journey) == "@tomas "
        await journey.type("@")
        await journey.sees("@bart")
        await journey.press("tab")
        assert _text(journey) == "@tomas @bart "
        await _discard(journey)

        # In one piece: what was offered for the letters before these is not meant.
        await _compose(journey, "@m")
        await journey.sees("tab completes")
        await journey.burst("", "backspace", "t", "o", "m", "tab", "!")
        await journey.until(lambda: _text(journey) == "@tomas !")
        await _discard(journey)

        # In a new post anybody is offered: tab puts the first into the text, tab again the next.
        await _compose(journey, "@m")
        await journey.sees("@maren", "@matteo", "tab completes")
        await journey.press("tab")
        first = _text(journey)
        await journey.press("tab")
        second = _text(journey)
        assert first != second
        assert all(text.startswith("@m") and text.endswith(" ") for text in (first, second))
        await journey.type("a@m")
        await journey.press("tab")
        assert _text(journey) == f"{second}a@m"
        assert journey.app.main.pane.timeline_name.startswith("conversation")
        # While something is written another text is not begun; the writer is led back.
        journey.app.main.pane.posts.focus()
        await journey.press("r")
        await journey.sees("New post is still open. Send it, keep it or discard it first.")
        await journey.type("c")
        assert _text(journey) == f"{second}a@mc"
        await _discard(journey)

        # At 40 by 12 the post that is answered, the text and the keys are all to be seen.
        await journey.resize(40, 12)
        await journey.press("r")
        await journey.sees("Reply to @", "then y sends")
        await journey.type("mmm")
        await journey.sees("mmm")
        assert "Tomas Lindqvist" in journey.words.partition("Reply to @")[2]


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
