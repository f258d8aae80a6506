"""Ways to the clipboard."""

from __future__ import annotations

import base64

import pytest

from mbtui.terminal.clipboard import LONGEST_BYTES, copying, osc52, through_screen, through_tmux

TEXT = "Zwölf Birnen 🍐"
PLAIN = f"\x1b]52;c;{base64.b64encode(TEXT.encode()).decode()}\x07"
TMUX = "\x1bPtmux;\x1b" + PLAIN + "\x1b\\"


@pytest.mark.parametrize(
    ("environ", "sequence", "program", "words"),
    [
        ({"TERM": "xterm-256color"}, PLAIN, (), "The text was sent to the terminal's clipboard."),
        (
            {"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0"},
            TMUX + PLAIN,
            ("tmux", "load-buffer", "-w", "-"),
            "The text was sent to the terminal's clipboard through tmux.",
        ),
        ({"TERM": "tmux-256color"}, TMUX + PLAIN, (), "The text was sent to the terminal's clipboard through tmux."),
        (
            {"TERM": "screen.xterm", "STY": "1.pts"},
            f"\x1bP{PLAIN}\x1b\\",
            (),
            "The text was sent to the terminal's clipboard through GNU screen.",
        ),
        ({"DISPLAY": ":0"}, PLAIN, ("xclip", "-selection", "clipboard"), "The text was copied with xclip."),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, PLAIN, ("wl-copy",), "The text was copied with wl-copy."),
        ({"DISPLAY": ":10", "SSH_TTY": "/dev/pts/1"}, PLAIN, (), "The text was sent to the terminal's clipboard."),
        ({"DISPLAY": ":10", "SSH_CONNECTION": "a 1 b 2"}, PLAIN, (), "The text was sent to the terminal's clipboard."),
    ],
)
def test_the_way_fits_what_stands_between(
    environ: dict[str, str], sequence: str, program: tuple[str, ...], words: str
) -> None:
    """Multiplexers are told to hand the text on; a program is used on this machine only; the words say which way."""
    way = copying(TEXT, environ, platform="linux", which=lambda name: f"/usr/bin/{name}")
    assert (way.sequence, way.program, way.words) == (sequence, program, words)


def test_programs_that_are_missing_are_not_named() -> None:
    """Without any of them the terminal is the way."""
    way = copying(TEXT, {"DISPLAY": ":0", "TMUX": "x"}, platform="linux", which=lambda name: None)
    assert way.program == ()


def test_macos_has_a_program_of_its_own() -> None:
    """Its terminal takes no sequences."""
    assert copying(TEXT, {}, platform="darwin", which=lambda name: name).program == ("pbcopy",)


def test_screen_gets_short_pieces() -> None:
    """GNU screen drops long strings, so they come in pieces that together are the sequence."""
    sequence = osc52("word " * 300)
    wrapped = through_screen(sequence)
    pieces = wrapped.removeprefix("\x1bP").removesuffix("\x1b\\").split("\x1b\\\x1bP")
    assert max(map(len, pieces)) <= 256
    assert "".join(pieces) == sequence


def test_every_escape_is_doubled_for_tmux() -> None:
    """Otherwise tmux takes the end of the inner sequence for its own."""
    assert through_tmux("\x1b]x\x1b\\") == "\x1bPtmux;\x1b\x1b]x\x1b\x1b\\\x1b\\"


def test_a_text_too_long_for_terminals_is_not_sent() -> None:
    """It says so instead of filling the line with what the terminal drops."""
    way = copying("x" * LONGEST_BYTES, {})
    assert way.sequence == ""
    assert "too long" in way.words
