"""Sentences that name keys: they name the reader's own, and what to do where a command has none."""

from __future__ import annotations

import pytest

from mbtui.commands import COMMANDS
from mbtui.demo import DemoServer
from mbtui.timeline_kinds import TABS
from tests.interface.opened import opened

OTHERS = """
[keys]
"post.unfold" = "ctrl+g"
"post.open" = "ctrl+o"
"post.star" = "ctrl+f"
"post.mute" = "ctrl+t"
"post.profile" = "ctrl+p"
"app.palette" = "colon"
"app.undo" = "ctrl+z"
"app.suspend" = ""
"app.unsent" = "ctrl+w"
"list.read_position" = "ctrl+j"
"list.mark_read" = "ctrl+r"
"list.refresh" = "f9"
"list.replies" = "ctrl+x"
"tabs.discover" = "f3"
"""
"""Other keys for the commands that sentences name."""
LONG_POST = "".join(f"<p>Line {number} of a long story.</p>" for number in range(60))


@pytest.fixture(autouse=True)
def _signed_in(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MBTUI_TOKEN", demo.token)


async def test_sentences_name_the_readers_keys(demo: DemoServer) -> None:
    """Under a clipped post, about a mark, a mute, hidden replies and what was not sent; the keys they name do it."""
    demo.world.publish("tomas", LONG_POST)
    async with opened(demo, OTHERS) as journey:
        await journey.sees("more lines (ctrl+g)")
        await journey.press("ctrl+r")
        await journey.sees("Everything in Timeline is marked as read. ctrl+z undoes it.")
        await journey.press("ctrl+z")
        await journey.sees("Undone: the mark.")
        await journey.press("ctrl+x")
        await journey.sees("Replies are hidden here. ctrl+x shows them.")
        await journey.press("ctrl+x")
        await journey.sees("Replies are shown.")
        await journey.press("d")
        await journey.sees("Only your own posts can be deleted. ctrl+t hides those of others.")
        await journey.press("ctrl+g")
        await journey.misses("more lines")

        # The status line names the list of what was not sent, and the list itself names no key for it.
        demo.fault("refuse", "Too rude.", path="/posts/reply", times=1)
        await journey.press("r")
        await journey.sees("then y sends")
        await journey.type("Brute")
        with demo.fault("hold", path="/posts/reply"):
            await journey.press("escape", "y")
            await journey.misses("then y sends")
            await journey.press("j")
        await journey.sees("Too rude")
        journey.app.main.status.hush()
        await journey.sees("1 not sent (ctrl+w)")
        await journey.press("ctrl+w")
        await journey.sees("What waits to be sent, and drafts", "1 not sent")
        assert "1 not sent (" not in journey.words
        await journey.press("escape")

        # Empty tabs say what to do.
        for path in ("/posts/discover", "/posts/favorites"):
            demo.fault("missing-items", path=path)
        await journey.press("f3")
        await journey.sees("There is nothing in Discover at the moment. F9 asks again.")
        await journey.press("4")
        await journey.sees("No conversation is open. On a post, ctrl+o opens its conversation here.")
        await journey.press("5")
        await journey.sees("There are no bookmarks here. On a post, ctrl+f keeps it; B keeps a web page.")


async def test_an_empty_timeline_names_the_readers_keys(demo: DemoServer) -> None:
    """What it says to do is done with these keys."""
    demo.fault("missing-items", path="/posts/all")
    async with opened(demo, OTHERS) as journey:
        await journey.sees("Your timeline is empty. Follow somebody: F3 shows Discover, ctrl+p a profile.")


async def test_a_command_without_a_key_is_found_in_the_palette(demo: DemoServer) -> None:
    """The sentence says so, and that is true."""
    demo.world.publish("tomas", LONG_POST)
    keys = '[keys]\n"app.undo" = ""\n"post.unfold" = ""\n'
    async with opened(demo, keys) as journey:
        await journey.sees("more lines (“Unfold” in the palette)")
        await journey.press("A")
        await journey.sees("is marked as read. “Undo” in the palette undoes it.")
        await journey.press("colon")
        await journey.type("Undo")
        await journey.sees("Undo the last mark, star, tags, mute, follow, deletion or discarded text")
        await journey.press("enter")
        await journey.sees("Undone: the mark.")


def test_every_command_that_an_empty_tab_names_exists() -> None:
    """Else its name would stand there in braces."""
    for tab in TABS.values():
        text = tab.empty_text
        for command in COMMANDS:
            text = text.replace(f"{{{command.id}}}", "")
        assert "{" not in text, tab.id
