"""The pictures of a post: added by name, by paste, from the clipboard and from the text; described and put in order."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from textual.widgets import TextArea

from mbtui.demo import DemoServer
from mbtui.store import drafts
from mbtui.store.drafts import Draft
from mbtui.store.store import WRITING_NAME
from tests.interface.journey import Journey, reading
from tests.interface.opened import files_below, paste

MakePicture = Callable[..., Path]


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakePicture:
    """Makes pictures in the reader's home folder, in which mbtui runs."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)

    def make(name: str, size: tuple[int, int] = (40, 30)) -> Path:
        Image.new("RGB", size, "teal").save(home / name, "JPEG" if not name.endswith(".png") else "PNG")
        return home / name

    return make


async def _compose(journey: Journey, text: str = "") -> None:
    await journey.press("c")
    await journey.sees("then y sends")
    if text:
        await paste(journey, text)


async def _add(journey: Journey, name: str) -> None:
    """Type a name in the panel."""
    await journey.press("a")
    await journey.sees("Add pictures by their names:")
    await paste(journey, name)
    await journey.press("enter")


async def _described(journey: Journey, name: str, alt: str) -> None:
    await journey.sees(f"Describe {name}")
    if alt:
        await paste(journey, alt)
    await journey.press("enter")
    await journey.misses(f"Describe {name}")


async def _discard(journey: Journey, home: Path) -> None:
    """Have neither a text nor pictures any more."""
    if "Pictures of this post" in journey.words:
        await journey.press("escape")
        await journey.misses("Pictures of this post")
    await journey.press("escape", "d")
    await journey.misses("then y sends")
    for file in files_below(home):
        file.unlink()


def _kept(folder: Path) -> list[tuple[str, str]]:
    """Names and descriptions of the draft's pictures, as another program finds them."""
    with closing(sqlite3.connect(f"file:{folder / WRITING_NAME}?mode=ro", uri=True)) as connection:
        details = [json.loads(details) for (details,) in connection.execute("SELECT details FROM drafts")]
    photos = [photo for found in details for photo in found.get("photos", ())]
    return [(photo["name"], photo.get("alt", "")) for photo in photos]


async def test_a_picture_is_added_described_and_sent(
    demo: DemoServer, tmp_path: Path, picture: MakePicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a name that tab completes, from the clipboard where the system has one, and when the text names it.

    The draft has it at once, the text has the cursor again where it was. When the text is sent, the writer is asked;
    the address takes the place of the name. In a reply Micro.blog takes none; what a later version has written beside
    a text stays.
    """
    picture("catalog.jpg", (640, 480))
    async with reading(demo, tmp_path / "account") as journey:
        await _compose(journey, "low tide")
        await journey.press("left", "escape", "i")
        await journey.sees("Pictures of this post", "There are none yet.", "a add")
        await journey.press("a")
        await journey.sees("tab completes")
        await journey.type("~/ca")
        await journey.press("tab")
        await journey.sees("~/catalog.jpg")
        # The description is typed ahead, while the picture is read.
        await journey.press("enter", *"Wet", "space", *"sand", "enter")
        await journey.sees("1 catalog.jpg · Wet sand", "640 × 480 pixels")
        await journey.press("escape")
        await journey.misses("Pictures of this post")
        await journey.type("!")
        await journey.sees("low tid!e")
        await journey.until(lambda: _kept(tmp_path / "account") == [("catalog.jpg", "Wet sand")])
        await journey.press("ctrl+j")
        await journey.until(lambda: next(demo.world.posts.newest_first()).source == "low tid!e")
        (sent,) = next(demo.world.posts.newest_first()).attached
        assert sent.alt == "Wet sand"

        await journey.press("r")
        await journey.sees("Reply to @")
        await journey.press("escape", "i")
        await journey.sees("Micro.blog takes no pictures in replies. escape o makes it a post of your own.")
        await journey.press("escape", "d")
        await journey.misses("Reply to @")

        picture("cat.jpg")
        await _compose(journey, "Not ![this](gone.jpg)")
        await journey.press("ctrl+j")
        await journey.sees("There is no file gone.jpg here, which the text shows.")
        await journey.press("s")
        await journey.until(lambda: next(demo.world.posts.newest_first()).source == "Not ![this](gone.jpg)")
        # What a post has shown before is no question in its edit.
        await journey.press("E")
        await journey.sees("Published", "[image: this]")
        await journey.press("e")
        await journey.sees("then y sends")
        await journey.press("!", "ctrl+j")
        await journey.until(lambda: next(demo.world.posts.newest_first()).source == "Not ![this](gone.jpg)!")
        await journey.press("escape")
        await _compose(journey, "A ![my cat](cat.jpg) here")
        await journey.press("ctrl+j")
        await journey.sees("The text names cat.jpg as a picture.", "upload it")
        assert "It has no description." not in journey.words
        await journey.press("w")
        await journey.misses("The text names")
        await journey.type("!")
        await journey.press("ctrl+j")
        await journey.sees("The text names cat.jpg as a picture.")
        await journey.press("u")
        await journey.until(lambda: next(demo.world.posts.newest_first()).source.startswith("A ![my cat](http"))

        made = picture("clip.png")
        await _compose(journey)
        await journey.press("escape", "i", "p")
        await journey.sees("Nothing here reads pictures from the clipboard")
        (tmp_path / "wl-paste").write_text(f"#!/bin/sh\ncat '{made}'\n")
        (tmp_path / "wl-paste").chmod(0o755)
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
        await journey.press("p")
        await _described(journey, "pasted.png", "A page")
        await journey.sees("1 pasted.png · A page")
        await journey.press("escape", "escape", "d")
        await journey.misses("then y sends")

        later = Draft(kind="post", text="![a](b.jpg)", details={"photos": "of a later version"})
        await journey.app.session.store.outbox.write(drafts.save_draft, later)
        strange = Draft(kind="edit", target="https://ines.example/1", text="Frost.", details={"was": 7})
        await journey.app.session.store.outbox.write(drafts.save_draft, strange)
        kept = "A later version of mbtui has written what this draft has beside its text."
        await journey.press("W")
        await journey.sees("![a](b.jpg)", "Frost.")
        await journey.press("enter")
        await journey.sees("Frost.", "then y sends", kept)
        await journey.press("escape", "p", "W")
        await journey.sees("![a](b.jpg)", "Frost.")
        await journey.press("j", "p")
        await journey.sees("Could not put it into the outbox.", kept)
        await journey.press("escape", "c")
        await journey.sees("![a](b.jpg)", "then y sends", kept)
        for key in ("v", "t", "i"):
            await journey.press("escape", "a")
            await journey.sees("This is no reply")
            await journey.press("escape", key)
            await journey.sees(kept)
        await journey.press("escape", "y")
        await journey.sees("It was written by a later version of mbtui", "![a](b.jpg)", "then y sends")


async def test_several_are_put_in_order(demo: DemoServer, tmp_path: Path, picture: MakePicture) -> None:
    """A pattern adds them by name; each is described or not, moved, taken out and brought back. 40 by 12 is enough.

    A paste that names files is asked about, and stands in the text until it is a picture of the post; a path on another
    computer is text. Of what can not be added nothing hangs and nothing is lost, and what is good among it is added.
    """
    account = tmp_path / "account"
    for name in ("one.jpg", "two-with-quite-a-long-name.jpg", "three.png"):
        home = picture(name).parent
    async with reading(demo, account) as journey:
        await _compose(journey, "three of them")
        await journey.press("escape", "i")
        await journey.sees("There are none yet.")
        await paste(journey, "*.*g")
        await _described(journey, "one.jpg (1 of 3)", "First")
        await _described(journey, "three.png (2 of 3)", "")
        await journey.sees("Describe two-with-quite-a-long-name.jpg (3 of 3)")
        await journey.press("escape")
        await journey.sees("2 pictures are without a description.", "1 one.jpg · First")
        await journey.press("K")
        await journey.sees("a add", "x remove", "esc back")
        await journey.resize(40, 12)
        # What does not fit into the line of keys is left out of it.
        await journey.sees("2 two-wit…name.jpg · no description", "3 three.png", "a add", "esc back")
        await journey.press("g", "x")
        await journey.sees("one.jpg is taken out. U brings it back.", "1 two-wit…name.jpg")
        await journey.press("J", "U")
        await journey.sees("1 one.jpg · First", "2 three.png", "3 two-wit…name.jpg")
        await journey.press("3")
        await _described(journey, "two-with-quite-a-long-name.jpg", "Second")
        await journey.until(lambda: [alt for _, alt in _kept(account)] == ["First", "", "Second"])
        await _discard(journey, home)

        cat, dog = picture("my cat.jpg"), picture("dog.jpg")
        await journey.resize(80, 24)
        await _compose(journey, "look ")
        await paste(journey, f"'{cat}' {dog} ")
        await journey.sees("These 2 files can go with the post", str(dog.parent)[:20])
        await journey.press("p")
        await _described(journey, "my cat.jpg", "A cat")
        await _described(journey, "dog.jpg", "")
        await journey.sees("1 my cat.jpg · A cat", "2 dog.jpg")
        await journey.press("escape")
        await paste(journey, "here ")
        await paste(journey, str(dog))
        await journey.sees("dog.jpg can go with the post")
        await journey.press("t")
        await journey.misses("can go with the post")
        await paste(journey, " /elsewhere/cat.jpg")
        text = f"look here {dog} /elsewhere/cat.jpg"
        await journey.until(lambda: journey.app.main.query_one(TextArea).text == text)
        await journey.until(lambda: _kept(account) == [("my cat.jpg", "A cat"), ("dog.jpg", "")])
        await _discard(journey, home)

        picture("cat\x1b]0;x\x07\n😀.jpg")
        (home / "words.jpg").write_text("no picture")
        (home / "empty.jpg").touch()
        (home / "folder.jpg").mkdir()
        os.mkfifo(home / "pipe.jpg")
        with (home / "huge.jpg").open("wb") as file:
            file.truncate(5_000_000_000)
        await journey.resize(100, 30)
        await _compose(journey)
        await journey.press("escape", "i")
        await _add(journey, "gone.jpg\nwords.jpg\x1b\nfolder.jpg\npipe.jpg")
        await journey.sees("There is no file gone.jpg. words.jpg is no picture", "folder.jpg is a folder.", "1 more")
        await _add(journey, "pipe.jpg huge.jpg *.jpg")
        await _described(journey, "cat]0;x 😀.jpg", "A cat")
        await journey.sees("1 cat]0;x 😀.jpg · A cat", "pipe.jpg is a device or a pipe", "huge.jpg has 5 GB")
        assert "\x1b" not in journey.text
