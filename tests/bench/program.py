"""Starting mbtui, and the bare program beside it, in a pseudo-terminal with folders of their own."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from tests.bench.server import ROOT, TOKEN
from tests.pseudo_terminal import Terminal
from tests.terminal_screen import Screen

POST = re.compile(r"(?m)^[▌ ] \S.*  @\S+ · ")
"""The author line of a post."""
MARKER = "▌"
PAGE_DOWN = "\x1b[6~"


def environment(home: Path) -> dict[str, str]:
    """What a program finds around it: a terminal with all colors, and no folders but its own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "MBTUI_TOKEN": TOKEN,
    }


def open_mbtui(
    home: Path, url: str, size: tuple[int, int], *more: str, prepare: str = "", has_margins: bool = False
) -> Terminal:
    """Start mbtui as its command does, after `prepare` if given, which is Python; `has_margins` as `Terminal`."""
    code = "; ".join(filter(None, (prepare, "from mbtui.__main__ import main; main()")))
    command = [sys.executable, "-c", code, "--server", url, *more]
    return Terminal(command, environment(home), columns=size[0], rows=size[1], has_margins=has_margins)


def open_bare(home: Path, size: tuple[int, int]) -> Terminal:
    """Start the program that shows one line."""
    path = ROOT / "tests" / "bench" / "bare.py"
    return Terminal([sys.executable, str(path)], environment(home), columns=size[0], rows=size[1])


def highlighted_text(screen: Screen) -> str:
    """The lines of the highlighted post, as far as they are on the screen."""
    return "\n".join(line for line in screen.lines if line.startswith(MARKER))
