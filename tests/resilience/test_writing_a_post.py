"""A whole post from the keyboard of a real terminal of 80×24: written, previewed, sent, edited, deleted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from mbtui.demo import Clock, DemoServer, Settings
from mbtui.demo.post import Post
from tests.pseudo_terminal import Terminal
from tests.resilience.running import CLEAN, PATIENCE_SECONDS, start

TEXT = "Slept past Hønefoss."
TITLE = "Slow train, 夜"
ALTS = ("A grey sea", "Two gulls, one bored")


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A server whose time runs, and whose blogs are built at once."""
    with DemoServer(clock=Clock(), settings=Settings(arrival_seconds=0, publishing_seconds=0)) as server:
        yield server


def _type(terminal: Terminal, keys: str, seen: str) -> None:
    terminal.send(keys)
    terminal.wait_for(seen, PATIENCE_SECONDS)


def _until(terminal: Terminal, condition: Callable[[], object]) -> None:
    """Wait until something is so on the server."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end and not terminal.has_ended, terminal.screen.text
        terminal.read(0.05)
        terminal.look()


def _write(terminal: Terminal, folder: Path, *, is_blog_chosen: bool = False) -> None:
    """Write the post as far as its sending. The blog of the last one is chosen already."""
    for number, name in enumerate(("sea.jpg", "gulls.png")):
        Image.new("RGB", (64, 48), ("grey", "white")[number]).save(folder / name)
    _type(terminal, "c", "then y sends")
    _type(terminal, TEXT, TEXT)
    _type(terminal, "\x1b", "keep as draft")
    _type(terminal, "t", "Title")
    _type(terminal, TITLE + "\t", "known:|with commas between")
    _type(terminal, 'trains, "bread, butter"\t', "2 of 2" if is_blog_chosen else "1 of 2")
    if not is_blog_chosen:
        _type(terminal, " ", "Blog +Slow trains")
    terminal.send("\x1b")
    terminal.wait_for("then y sends", PATIENCE_SECONDS)
    _type(terminal, "\x1b", "keep as draft")
    _type(terminal, "i", "There are none yet")
    for name, alt in zip(("sea.jpg", "gulls.png"), ALTS, strict=True):
        _type(terminal, "a", "Add pictures by their names")
        _type(terminal, f"{folder / name}\r", f"Describe {name}")
        _type(terminal, f"{alt}\r", rf"{name}.*(?s:.)*{alt}")
    _type(terminal, "\x1b", "then y sends")
    terminal.send("\x1b")
    terminal.wait_for("keep as draft", PATIENCE_SECONDS)
    _type(terminal, "v", r"(?s)Slow train.*Slept past.*image: A grey sea.*image: Two gulls")
    _type(terminal, "\x1b", "then y sends")
    terminal.send("\x1b")
    terminal.wait_for("keep as draft", PATIENCE_SECONDS)
    terminal.send("y")


def _own(demo: DemoServer, title: str = TITLE) -> list[Post]:
    return [post for post in demo.world.posts_of("ines") if post.title == title]


def _holds(demo: DemoServer, text: str, *, uploaded: int = 2) -> None:
    (post,) = _own(demo)
    assert (post.source, post.categories) == (text, ("trains", "bread, butter"))
    assert post.url.startswith("https://trains.example/")
    assert [(picture.kind, picture.alt) for picture in post.attached] == [("photo", alt) for alt in ALTS]
    assert not post.is_draft
    media = {demo.url + file.path for file in demo.world.blog_state("ines").media}
    assert len(media) == uploaded and len({picture.url for picture in post.attached} & media) == 2


def _edit_and_delete(demo: DemoServer, terminal: Terminal) -> None:
    """Edit the newest post of the second blog, then delete it, from the list of one's own posts."""
    _type(terminal, "E", r"(?s)Published │ Drafts.*\d+ posts")
    _type(terminal, "B", "Slow trains · trains.example")
    terminal.send("2")
    terminal.wait_for("Slow train, 夜", PATIENCE_SECONDS)
    _type(terminal, "e", "then y sends")
    _type(terminal, " Woke at Bergen.", "Woke at Bergen")
    terminal.send("\x1b")
    terminal.wait_for("keep as draft", PATIENCE_SECONDS)
    terminal.send("y")
    _until(terminal, lambda: "Bergen" in _own(demo)[0].source)
    _holds(demo, f"{TEXT} Woke at Bergen.")
    _type(terminal, "d", r"Delete “Slow train")
    terminal.send("y")
    _until(terminal, lambda: not _own(demo))


def test_a_post_is_written_sent_edited_and_deleted(demo: DemoServer, tmp_path: Path) -> None:
    """The server holds exactly what was written after each step.

    A second post is written while the server is gone, and mbtui is quit; the picture files are deleted meanwhile. It
    goes out at the next start.
    """
    with start(demo, tmp_path) as terminal:
        _write(terminal, tmp_path)
        _until(terminal, lambda: _own(demo))
        _holds(demo, TEXT)
        _edit_and_delete(demo, terminal)
        terminal.send("\x1b")
        terminal.wait_for("Timeline", PATIENCE_SECONDS)
        demo.fault("offline")
        _write(terminal, tmp_path, is_blog_chosen=True)
        terminal.wait_for("on its way|waits to be sent", PATIENCE_SECONDS)
        terminal.send("q")
        terminal.wait_for("still waiting to be sent", PATIENCE_SECONDS)
        assert terminal.close("y") == 0
        terminal.look()
        assert terminal.screen.modes == CLEAN
        assert not _own(demo)
    for name in ("sea.jpg", "gulls.png"):
        (tmp_path / name).unlink()
    demo.mend()
    with start(demo, tmp_path, waits_for="Timeline") as terminal:
        _until(terminal, lambda: _own(demo))
        _holds(demo, TEXT, uploaded=4)
