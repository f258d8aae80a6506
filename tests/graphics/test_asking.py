"""The real driver in a terminal that answers what it is asked: at once, in pieces, late, or never."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.program import environment
from tests.graphics.picture_screen import PictureScreen
from tests.graphics.test_protocols import DA_PLAIN, DA_SIXEL, KITTY_OK, SIZE, error_between, example
from tests.pseudo_terminal import Terminal

KITTY = (f"{KITTY_OK}\x1b\\", "\x1bP>|kitty(0.35.2)\x1b\\", SIZE, DA_PLAIN)


class Asked(Terminal):
    """Shows one picture, in a terminal that says something when it is asked about pictures."""

    def __init__(self, folder: Path, answers: Sequence[str] = ()) -> None:
        """`answers` are sent one by one, whatever they are."""
        self.answers = answers
        self.ask_count = 0
        super().__init__(
            [sys.executable, "-m", "tests.graphics.shows_picture"], environment(folder), columns=60, rows=14
        )
        self.screen = PictureScreen(60, 14)

    def _answer(self, data: bytes) -> None:
        super()._answer(data)
        if b"\x1b[c" in data:
            self.ask_count += 1
            for answer in self.answers:
                self.send(answer)

    def error_of_picture(self) -> float:
        """How far what is seen is from the picture."""
        assert isinstance(self.screen, PictureScreen)
        return error_between(example(200, 160), self.screen.picture(0, 1, 20, 8))


def test_a_terminal_that_answers_is_sent_the_picture_once(tmp_path: Path) -> None:
    """Answers come apart, with keys between them: all keys arrive, and nothing else is typed. It forgets at the end."""
    halves = [part for answer in KITTY for part in (answer[: len(answer) // 2], answer[len(answer) // 2 :])]
    with Asked(tmp_path, ["j", *halves[:2], "k", *halves[2:5], *halves[5:], "G"]) as terminal:
        terminal.wait_for(r"kitty 200x160; typed: j k G")
        terminal.settle()
        terminal.look()
        screen = terminal.screen
        assert isinstance(screen, PictureScreen)
        assert terminal.error_of_picture() < 1
        assert (terminal.ask_count, screen.sent_count, screen.unknown) == (1, 1, [])
        # Somebody else has written to the terminal, and it lost its pictures.
        screen.kitty.clear()
        terminal.send("\x0c")
        terminal.wait_for(r"G ctrl\+l")
        terminal.settle()
        terminal.look()
        assert terminal.error_of_picture() < 1
        # Another program has had the terminal.
        sent_count = screen.sent_count
        terminal.send("s")
        terminal.wait_for(r"ctrl\+l s")
        terminal.settle()
        terminal.look()
        assert (screen.sent_count, terminal.error_of_picture() < 1) == (sent_count + 1, True)
        terminal.close("q")
        terminal.look()
        assert not screen.kitty


def test_a_terminal_that_is_late_or_mute_shows_blocks_meanwhile(tmp_path: Path) -> None:
    """What it answers then is not typed, and counts for the next picture."""
    with Asked(tmp_path) as terminal:
        terminal.wait_for(r"blocks 80x64; typed:\n")
        terminal.settle()
        terminal.look()
        assert terminal.error_of_picture() < 8
        for piece in (SIZE[:3], SIZE[3:], DA_SIXEL, "j"):
            terminal.send(piece)
        terminal.wait_for(r"typed: j\n")
        terminal.send("a")
        terminal.wait_for("sixel 200x160; typed: j a")
        terminal.settle()
        terminal.look()
        assert terminal.error_of_picture() < 5
        assert (terminal.ask_count, terminal.screen.unknown) == (1, [])
