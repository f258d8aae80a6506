"""Bytes that terminals do send and that are no key: the program goes on, and nothing is written or sent by them."""

from __future__ import annotations

from pathlib import Path

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
PASTED = ("line one\nline two\nlast", "one\ttwo three\nfour", "ends with one\n")


def send_raw(terminal: Terminal, data: bytes) -> None:
    """Send bytes as they are."""
    terminal.send(data.decode("utf-8", "surrogateescape"))


def _keep_as_draft(terminal: Terminal) -> None:
    terminal.send("\x1b")
    terminal.wait_for("keep as draft")
    terminal.send("p")
    terminal.wait_for("Kept as a draft")


def test_what_is_no_key_writes_and_sends_nothing(demo: DemoServer, tmp_path: Path) -> None:
    """By late answers of the terminal nothing opens or moves in the list, and nothing is typed in the composer.

    Of a paste without brackets line feeds are lines and tabs are tabs; in the list it does nothing at all.
    """
    with start(demo, tmp_path) as terminal:
        terminal.settle()
        terminal.look()
        before = terminal.screen.lines[:-1]
        for data in (*(answer.replace(b"\xe4 ", b"\xe4") for answer in ANSWERS), *map(str.encode, PASTED)):
            send_raw(terminal, data)
            terminal.settle()
            terminal.look()
            assert terminal.screen.lines[:-1] == before, data
        terminal.send("cWords")
        terminal.wait_for("Words")
        for answer in ANSWERS:
            send_raw(terminal, answer)
        terminal.send("end")
        terminal.wait_for("Words end")
        _keep_as_draft(terminal)
        for text in PASTED:
            # What was kept is gone on with.
            terminal.send("c")
            terminal.wait_for("then y sends")
            terminal.settle()
            terminal.send(text)
            terminal.settle()
            _keep_as_draft(terminal)
        assert terminal.close("q") == 0
    assert drafts(tmp_path) == ["".join(("Words end", *PASTED))]
    assert sent_texts(tmp_path) == []
