"""Raw bytes of a terminal: which are a key, a paste, a report that was asked for, or nothing."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from mbtui.terminal.input import ANSWER_SECONDS, LONGEST_ANSWER, PASTE_SECONDS, SEQUENCE_SECONDS, TerminalInput


class Clock:
    """A clock that the test turns."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def named(messages: Iterable[Message]) -> list[str]:
    """The messages, short: keys by name, others by kind."""
    found = []
    for message in messages:
        match message:
            case events.Key():
                found.append(message.key)
            case events.Paste():
                found.append(f"paste:{message.text}")
            case _:
                found.append(type(message).__name__)
    return found


def read(*reads: bytes, seconds_between: float = 0.0, is_remote: bool = False) -> list[str]:
    """What comes of some reads, with so long between them, and of a long silence after."""
    clock = Clock()
    terminal = TerminalInput(clock=clock, is_remote=is_remote)
    found: list[str] = []
    for data in reads:
        found += named(terminal.feed(data))
        clock.now += seconds_between
        found += named(terminal.tick())
    clock.now += 10
    return found + named(terminal.tick())


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"j", ["j"]),
        (b"G@ ", ["G", "at", "space"]),
        ("é漢".encode(), ["é", "漢"]),
        (b"\r\x7f\t", ["enter", "backspace", "tab"]),
        (b"\n", ["ctrl+j"]),
        (b"\x1b", ["escape"]),
        (b"\x1b\x1b", ["escape", "escape"]),
        (b"\x1b\r", ["escape", "enter"]),
        (b"\x1by", ["alt+y"]),
        (b"\x1b[A\x1b[5~\x1bOP\x1b[[A", ["up", "pageup", "f1", "f1"]),
        (b"\x1b[1;5C", ["ctrl+right"]),
        (b"\x1b[Z", ["shift+tab"]),
        (b"\x1b[106;5u", ["ctrl+j"]),
        (b"\x1b[97;;97u", ["a"]),
        (b"\x1b[27u", ["escape"]),
        (b"\x1bd\x1b[A", ["alt+d", "up"]),
    ],
)
def test_keys_are_keys(data: bytes, keys: list[str]) -> None:
    """Those of xterm, of the Linux console and of the kitty protocol."""
    assert read(data) == keys


@pytest.mark.parametrize(
    "data",
    [
        b"\xe4",
        b"\xff\xfe",
        b"\xc2\x9b",
        b"\x1b[97;1:3u",
        b"\x1b[1114112;5u",
        b"\x1b[999999999999u",
        b"\x1b[57441;1u",
        b"\x1b[55296u",
        b"\x1b[97;1;1114112u",
        b"\x1b[97;999u",
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
        b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        b"\x1b]52;c;aGVsbG8=\x1b\\",
        b"\x1bP1+r5463=32\x1b\\",
        b"\x1bP1$r0m\x1b\\",
        b"\x1bP>|XTerm(390)\x1b\\",
        b"\x1b[>61;7804;1c",
        b"\x1b[?62;4;22c",
        b"\x1b[?1u",
        b"\x1b[?997;1n",
        b"\x1b[0n",
        b"\x1b_Gi=31;OK\x1b\\",
        b"\x1bXabc\x1b\\",
        b"\x1b^abc\x1b\\",
        b"\x1b[12;40R",
        b"\x1b[8;24;80t",
        b"\x1b[M !!",
        b"\x1b[32;10;10M",
        b"\x1b[201~",
        b"\x1b[" + b"1;" * 5000 + b"u",
        b"\x1b]0;" + b"x" * 100_000 + b"\x07",
    ],
)
@pytest.mark.parametrize("size", [None, 1, 7])
def test_what_is_no_key_is_dropped(data: bytes, size: int | None) -> None:
    """Whole or in pieces, and the key behind it arrives."""
    pieces = [data] if size is None else [data[at : at + size] for at in range(0, len(data), size)]
    if len(pieces) > 1000:
        pieces = [data[:5], data[5:-1], data[-1:]]
    assert read(*pieces) == []
    assert read(*pieces, b"j") == ["j"]


def test_bytes_that_are_no_utf8_take_nothing_along() -> None:
    """A Latin-1 letter and a blank."""
    assert read(b"\xe4 ", b"j") == ["space", "j"]


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ((b"\x1b[200~one\r\ntwo\x1b[201~j",), ["paste:one\r\ntwo", "j"]),
        ((b"\x1b[200~a\x1b[31mb\x00c", b"\x1b[20", b"1~", b"j"), ["paste:a[31mbc", "j"]),
        ((b"\x1b[200~never ended",), ["paste:never ended"]),
        ((b"line one\nline two\nlast",), ["paste:line one\nline two\nlast"]),
        ((b"a\n", b"b"), ["paste:a\n", "paste:b"]),
        ((b"x" * 4096 + b"\n", b"\n"), ["paste:" + "x" * 4096 + "\n", "paste:\n"]),
        ((b"name\tvalue here",), ["paste:name\tvalue here"]),
        ((b"long " * 400,), ["paste:" + "long " * 400]),
        ((b"\x1b[A" + b"long " * 400 + b"\x1b[201~\x1b[B",), ["up", "paste:" + "long " * 400, "down"]),
        ((b"j" * 400,), ["j"] * 400),
        ((b"jjjj",), ["j", "j", "j", "j"]),
        ((b"@in\t",), ["at", "i", "n", "tab"]),
    ],
)
def test_a_paste_is_a_paste(reads: tuple[bytes, ...], expected: list[str]) -> None:
    """With brackets, with brackets whose end is missing, and without any: then a line feed among text tells, or the
    length of what came at once."""
    assert read(*reads) == expected


def test_a_line_feed_alone_is_a_key_again_after_a_paste() -> None:
    """It may send only when nothing is being pasted."""
    assert read(b"a\nb", b"\n", seconds_between=1.0) == ["paste:a\nb", "ctrl+j"]


def test_an_arrow_that_comes_apart_types_nothing() -> None:
    """Over a slow line ESC arrives alone; what follows is still the arrow's."""
    assert read(b"\x1b", b"[D", seconds_between=0.25) == ["escape", "left"]
    assert read(b"\x1b", b"[D", seconds_between=0.25, is_remote=True) == ["left"]


def test_an_unfinished_sequence_is_given_up() -> None:
    """Whoever types escape and a bracket loses a second of keys at the most."""
    assert read(b"\x1b]", b"j", seconds_between=SEQUENCE_SECONDS) == ["j"]
    assert read(b"\x1b[", b"j", seconds_between=SEQUENCE_SECONDS) == ["j"]
    assert read(b"\x1b[200~a", b"j", seconds_between=PASTE_SECONDS) == ["paste:a", "j"]


def test_an_answer_that_comes_apart_types_nothing() -> None:
    """Not even when the line stands for seconds in the middle of it."""
    for answer in (b"\x1b_Gi=1;OK\x1b\\", b"\x1bP>|kitty(0.35.2)\x1b\\", b"\x1b[?62;4;22c"):
        for at in range(4, len(answer)):
            assert read(answer[:at], answer[at:], b"j", seconds_between=ANSWER_SECONDS - 1) == ["j"]
        assert read(answer[:4], b"j", seconds_between=ANSWER_SECONDS) == ["j"]


def test_what_a_terminal_says_of_itself_is_handed_on() -> None:
    """Whole, and neither more nor anything else."""
    heard: list[str] = []
    terminal = TerminalInput(answered=heard.append)
    answers = ["\x1b_Gi=1;OK", "\x1bP>|WezTerm 20240203", "\x1b[6;20;10t", "\x1b[?62;4;22c", "\x1b[?69;2$y"]
    others = ["\x1b]11;rgb:1e1e/1e1e/1e1e", "\x1bP1$r0m", "\x1b[8;24;80t", "\x1b[>61;7804;1c", "\x1b[0n", "\x1b_x"]
    for text in [*answers, *others]:
        whole = f"{text}\x1b\\" if text[1] in "_P]" else text
        for piece in (whole[:3], whole[3:]):
            assert named(terminal.feed(piece.encode())) == []
    assert heard == answers
    long = f"\x1b_G{'x' * 5000}\x1b\\"
    assert named(terminal.feed(f"{long}j".encode())) == ["j"]
    assert max(map(len, heard)) <= LONGEST_ANSWER


def test_reports_that_were_asked_for_arrive() -> None:
    """Focus, size, synchronized output, and the mouse when it is wanted."""
    assert read(b"\x1b[I\x1b[O\x1b[?2026;2$y") == ["AppFocus", "AppBlur", "TerminalSupportsSynchronizedOutput"]
    assert read(b"\x1b[48;24;80;480;800t") == ["Resize"]
    assert read(b"\x1b[<0;3;4M") == ["MouseDown"]
    assert named(TerminalInput(has_mouse=False).feed(b"\x1b[<0;3;4Mj")) == ["j"]


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b\\", b"\x07", b"\x1b[200~", b"\x1b[201~", b"\x1bO", b"\x1b[<"]
    ),
    st.text(max_size=4).map(str.encode),
    st.from_regex(rb"\x1b\[[0-9;:<>?]{0,12}[@-~]", fullmatch=True),
)


@settings(max_examples=80, deadline=None)
@given(reads=st.lists(PIECES.filter(bool), max_size=12))
def test_nothing_ends_it_and_the_next_key_arrives(reads: list[bytes]) -> None:
    """Whatever is fed, after a silence a key is a key again, and no key has a name that is a control sequence."""
    clock = Clock()
    terminal = TerminalInput(clock=clock)
    for data in reads:
        for message in terminal.feed(data):
            assert not isinstance(message, events.Key) or "\x1b" not in message.key
    clock.now += 10
    list(terminal.tick())
    assert named(terminal.feed(b"j"))[-1:] == ["j"]
