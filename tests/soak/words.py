"""Reads answers full of odd words on every screen and by every command."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from tests.presser.states import ESCAPE
from tests.soak.attack import Finding, Tried
from tests.soak.program import FORBIDDEN, Screen, run
from tests.soak.wrong_answers import odd_world

WAYS: tuple[tuple[str, ...], ...] = (
    ("j", "j", "z", " ", "y", "Y", "o", ESCAPE, "G", "g"),
    ("\r", "j", "j", "o", ESCAPE, "r", "abc", ESCAPE, "d", ESCAPE),
    ("u", "j", "z", "\r", ESCAPE, ESCAPE),
    ("2", "j", "f", "f", "u", ESCAPE),
    ("3", "3", "1", "j", "3", "j", "1"),
    ("5", "j", "o", ESCAPE, "f", "U"),
    ("6", "j", "m", ESCAPE, "y"),
    ("6", "l", "j", "m", "j", "k", "Y", "R", ESCAPE, "i", "j", "m", ESCAPE, "6"),
    ("I", "j", "j", "G", "g", "I"),
    ("C", "j", "\r", "j", "<", ">", "f", "f", ESCAPE, ".", ",", "C"),
    ("u", "+", "L", "j", "F", "/o", ESCAPE, ESCAPE, "D", ESCAPE, "P", ESCAPE, "i", "j", ESCAPE, ESCAPE),
    ("u", "X", ESCAPE, "!", ESCAPE, "M", ESCAPE, "F", "U", ESCAPE),
    ("5", "5", ESCAPE, "T", ESCAPE, "B", ESCAPE, "H", "j", "y", ESCAPE, "1"),
    ("M", "p", "M", "l", ESCAPE, ESCAPE),
    ("/the", "\r", ESCAPE, "/@to", ESCAPE, ESCAPE),
    ("E", "j", "2", "3", "4", "1", "e", ESCAPE, "d", ESCAPE, ESCAPE),
    ("cA text", ESCAPE, "t", "\t", "\t", "\t", ESCAPE, ESCAPE, "v", ESCAPE, "y", "w", ESCAPE, "W", ESCAPE),
    ("R", "?", ESCAPE, ":the", ESCAPE, "A", "U"),
    ("r", "abc", ESCAPE, "e", ESCAPE, "d", "j", "j", "r", ESCAPE, ">", ESCAPE, "o", ESCAPE, "e", ESCAPE, "d"),
    ("E", "e", ESCAPE, "e", ESCAPE, "d", ESCAPE, ESCAPE),
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("timeline",),
    ("mentions",),
    ("discover",),
    ("discover", "books"),
    ("topics",),
    ("bookmarks",),
    ("photos",),
    ("media",),
    ("replies",),
    ("user", "tomas"),
    ("following", "tomas"),
    ("people", "tomas"),
    ("search", "tom"),
    ("pins", "tomas"),
    ("tags",),
    ("highlights",),
    ("bookmarks", "reading"),
    ("muting",),
    ("check",),
    ("star", "88120448"),
    ("post", "Some words"),
)


LOOKS_AWAY, LOOKS_BACK = "\x1b[O", "\x1b[I"
MENTION = '<p><a href="https://micro.blog/ines">@ines</a> is called.</p>'
CONFIG = 'notify = ["osc9", "osc777"]\n'


def read_odd_words(number: int, home: Path) -> Tried:
    """Walk through some screens and commands of a world that a number gives.

    Raises:
        Finding: Something of the words was obeyed, ended the program or kept it from answering.
    """
    random = Random(number)
    config, editor, edited = home / "config" / "mbtui" / "config.toml", home / "editor", home / "edited"
    config.parent.mkdir(parents=True)
    config.write_text(CONFIG)
    editor.write_text(f'#!/bin/sh\ncat "$@" >>{edited}\n')
    editor.chmod(0o700)
    with odd_world(number) as demo:
        size = random.choice(((80, 24), (120, 36), (40, 12)))
        with Screen(demo, home, columns=size[0], rows=size[1], editor=str(editor)) as screen:
            for way in random.sample(WAYS, 3):
                screen.press(*way)
                screen.press(ESCAPE, ESCAPE, "1")
                demo.world.publish("tomas", MENTION)
                # Who looks at the terminal is not told of a mention, and who presses a key looks at it.
                screen.press(f"R{LOOKS_AWAY}", LOOKS_BACK, seconds=5.0)
            screen.press("R", "2", "1", seconds=5.0)
            screen.answers()
        for arguments in random.sample(COMMANDS, 2):
            form = random.choice(("--plain", "--json")) if arguments[0] not in ("check", "star", "post") else "--json"
            status, output, _ = run(demo, home, (*arguments, form))
            if form == "--json" and status == 0:
                try:
                    [json.loads(line) for line in output.splitlines()]
                except ValueError as error:
                    raise Finding(f"{arguments}: no JSON: {error}: {output[:300]!r}") from error
        for path in (edited, *home.glob("state/mbtui/*.log")):
            if path.exists() and (found := FORBIDDEN.search(text := path.read_text("utf-8", "replace"))):
                raise Finding(f"{path.name} has {text[max(0, found.start() - 40) : found.end() + 40]!r}")
        return Tried(len(demo.requests), "answers")
