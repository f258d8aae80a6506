"""Bytes that terminals do send and that are no key: the program goes on, and nothing is written or sent by them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.pseudo_terminal import Terminal
from tests.resilience.running import drafts, sent_texts, start

ANSWERS = (
    b"\xe4 ",
    b"\xff",
    b"\x1b[97;1:3u",
    b"\x1b[1114112;5u",
    b"\x1b[999999999999u",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1bP1+r5463=32\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1bP>|XTerm(390)\x1b\\",
    b"\x1b[>61;7804;1c",
    b"\x1b]52;c;aGVsbG8=\x07",
    b"\x1b[?62;4;22c",
    b"\x1b[?1u",
    b"\x1b[?997;1n",
    b"\x1b[0n",
    b"\x1b_Gi=31;OK\x1b\\",
)


def send_raw(terminal: Terminal, data: bytes) -> None:
    """Send bytes as they are."""
    terminal.send(data.decode("utf-8", "surrogateescape"))


def test_late_answers_of_a_terminal_are_no_keys(demo: DemoServer, tmp_path: Path) -> None:
    """In the list nothing opens and nothing moves; in the composer nothing is typed."""
    with start(demo, tmp_path) as terminal:
        terminal.settle()
        before = terminal.screen.text
        for answer in ANSWERS:
            send_raw(terminal, answer.replace(b"\xe4 ", b"\xe4"))
            terminal.settle()
            terminal.look()
            assert terminal.screen.lines[:-1] == before.split("\n")[: len(terminal.screen.lines) - 1], answer
        terminal.send("cWords")
        terminal.wait_for("Words")
        for answer in ANSWERS:
            send_raw(terminal, answer)
        terminal.send("end")
        terminal.wait_for("Words end")
        terminal.send("\x1b")
        terminal.wait_for("keep as draft")
        terminal.send("p")
        terminal.wait_for("Kept as a draft")
        assert terminal.close("q") == 0
    assert drafts(tmp_path) == ["Words end"]


@pytest.mark.parametrize("text", ["line one\nline two\nlast", "one\ttwo three\nfour", "ends with one\n"])
def test_a_paste_without_brackets_publishes_nothing(text: str, demo: DemoServer, tmp_path: Path) -> None:
    """Its line feeds are lines, its tabs are tabs; in the list it does nothing at all."""
    with start(demo, tmp_path) as terminal:
        terminal.send(text)
        terminal.settle()
        terminal.send("c")
        terminal.wait_for("New post")
        terminal.settle()
        terminal.send(text)
        terminal.settle()
        terminal.send("\x1b")
        terminal.wait_for("keep as draft")
        terminal.send("p")
        terminal.wait_for("Kept as a draft")
        assert terminal.close("q") == 0
    assert drafts(tmp_path) == [text]
    assert sent_texts(tmp_path) == []
