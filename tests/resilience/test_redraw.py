"""ctrl+l on every screen, question and panel: what something else has written over it is gone.

Panels and questions lie over the bottom of a screen whose upper lines are seen.
"""

from __future__ import annotations

import re
from pathlib import Path

from mbtui.demo import DemoServer
from tests.resilience.running import start
from tests.terminal_screen import Screen

TABS = " Timeline │ Mentions"
PLACES = (
    ("", "Kaveh Soltani", TABS),
    ("3", "Filled the pen", TABS),
    ("3", "enter read", TABS),
    ("1o", "enter open", TABS),
    ("6m", r"[▀█]\n *There is no description", "Picture"),
    ("1M", "the list of what is muted", TABS),
    (":", "The Bookmarks tab", TABS),
    ("?", "Keys of mbtui", "Keys of mbtui"),
    ("/porpoises", "PORPOISES", "Search"),
    ("W", "there are no drafts", "What waits"),
    ("cWords", "Words", TABS),
)
"""Keys that lead from a list to a place, words that are seen there (a picture is drawn from its top), and how its first
line begins."""
_TIMES = re.compile(r"(?<= · )(?:now|\d+[mhd])\b|updated .*? ago|updated just now")


def _picture(screen: Screen) -> list[str]:
    """What is seen, without what becomes another by itself within a minute."""
    return [_TIMES.sub("", line) for line in screen.lines]


def test_ctrl_l_draws_everything_again(demo: DemoServer, tmp_path: Path) -> None:
    """The screen is wiped and scribbled on; after ctrl+l it shows what it showed before."""
    demo.world.publish("tomas", '<p>Look at <a href="https://one.example/">this</a>.</p>')
    with start(demo, tmp_path) as terminal:
        for keys, words, first_line in PLACES:
            for key in keys:
                terminal.send(key)
                terminal.settle()
            terminal.wait_for(words)
            terminal.settle()
            terminal.look()
            before = _picture(terminal.screen)
            assert terminal.screen.lines[0].lstrip().startswith(first_line.strip()), keys
            terminal.screen.feed(b"\x1b[2J\x1b[5;5Hspoilt by another program")
            terminal.send("\x0c")
            terminal.wait_until(lambda screen, before=before: _picture(screen) == before)  # type: ignore[misc]
            if words != "Words":
                terminal.send("\x1b")
                terminal.settle(0.3)
