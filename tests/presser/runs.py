"""The ways of pressing: every key in a state, keys at random, and what is no key."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import Random

from tests.presser.keys import KEYS, PASTES, random_input, random_junk
from tests.presser.press import NARROW, WIDE, Finding, Pressed, world
from tests.presser.states import ESCAPE, STATES, State

_AGE = re.compile(r" · (?:now|\d+[smhd])\b")
KEY_SECONDS = 0.05
"""Between a key and the next, so that the two are not taken for one."""
CHECK_EVERY = 20
"""Reads between two looks whether the program answers; one gives one key, two or five."""
WINDOWS = [(columns, rows) for columns in (1, 10, 40, 80, 120, 300) for rows in (1, 5, 12, 24, 60)] + [(500, 200)]
FAULTS = (
    ("error-503", "/posts"),
    ("html", "/posts"),
    ("error-500", "/posts/conversation"),
    ("slow", ""),
    ("hold", "/posts/check"),
    ("refuse", "/posts/reply"),
    ("write-then-disconnect", ""),
    ("offline", ""),
    ("truncated", "/posts"),
)


def press_every_key(state: State, home: Path, *, limit_seconds: float = 1.0) -> str:
    """Press each key in a state, and lead the program back to it when one has led away.

    Returns:
        What was done.

    Raises:
        Finding: A key ended the program, or it gave no answer after one.
    """
    with world(state) as demo, Pressed(demo, home, usernames=state.usernames, limit_seconds=limit_seconds) as pressed:
        pressed.go(state)
        as_it_was = _pictures(pressed)
        for name, data in KEYS.items():
            pressed.send(data)
            try:
                is_new = pressed.check()
                if not is_new and _picture(pressed) in as_it_was:
                    continue
                if not is_new:
                    pressed.back()
            except Finding as finding:
                raise Finding(f"{name} ({data!r}) in {state.name}: {finding}") from finding
            pressed.go(state)
            as_it_was |= _pictures(pressed)
        pressed.end()
        return f"{len(KEYS)} keys, {pressed.starts} starts, slowest answer {pressed.slowest_seconds:.2f} s"


def press_on_the_way(shares: Mapping[State, Mapping[str, bytes]], home: Path, *, limit_seconds: float = 1.0) -> str:
    """Go through states of one world, press a share of the keys in each, which lead on from it, and go back.

    Returns:
        What was done.

    Raises:
        Finding: A key ended the program, or it gave no answer after some.
    """
    first = next(iter(shares))
    size = WIDE if any("two columns" in state.name for state in shares) else NARROW
    with (
        world(first) as demo,
        Pressed(demo, home, size=size, usernames=first.usernames, limit_seconds=limit_seconds) as pressed,
    ):
        for state, keys in shares.items():
            try:
                pressed.go(state)
                for data in keys.values():
                    pressed.send(data)
                    pressed.terminal.read(KEY_SECONDS)
                if not pressed.check():
                    pressed.back()
            except Finding as finding:
                raise Finding(f"one of {keys} in {state.name}: {finding}") from finding
        pressed.end()
        return f"{len(shares)} states, {pressed.starts} starts, slowest answer {pressed.slowest_seconds:.2f} s"


def _pictures(pressed: Pressed) -> set[tuple[str, ...]]:
    """What is seen, in each of the sizes that are taken in turn."""
    found = set()
    for _ in pressed.sizes:
        pressed.check()
        found.add(_picture(pressed))
    return found


def _picture(pressed: Pressed) -> tuple[str, ...]:
    pressed.terminal.settle(0.05, 1)
    return tuple(_body(pressed.text))


def press_at_random(seed: int, count: int, home: Path, *, limit_seconds: float = 1.0) -> str:
    """Press keys at random while the server's faults come and go. Returns what was done.

    Raises:
        Finding: A key ended the program, or it gave no answer.
    """
    random = Random(seed)
    state = random.choice([state for state in STATES if not state.faults])
    sent: list[bytes] = []
    key_count = 0
    with world(state) as demo, Pressed(demo, home, usernames=state.usernames, limit_seconds=limit_seconds) as pressed:
        pressed.go(state)
        try:
            while key_count < count:
                keys = [random_input(random) for _ in range(random.choice((1, 1, 1, 2, 5)))]
                key_count += len(keys)
                data = b"".join(keys)
                sent.append(data)
                pressed.send(data)
                if len(sent) % CHECK_EVERY == 0 or pressed.terminal.has_ended:
                    pressed.catch_up()
                    pressed.check()
                if random.random() < 0.005:
                    name, path = random.choice(FAULTS)
                    demo.fault(name, 0.5 if name == "slow" else None, path=path)
                elif random.random() < 0.01:
                    demo.mend()
                if random.random() < 0.01:
                    pressed.resize(*random.choice(WINDOWS))
            demo.mend()
            pressed.check()
            pressed.end()
        except Finding as finding:
            raise Finding(f"after {key_count} keys, the last {sent[-CHECK_EVERY:]!r}: {finding}") from finding
        return (
            f"{key_count} keys, {pressed.starts} starts, slowest answer {pressed.slowest_seconds:.2f} s, "
            f"{CHECK_EVERY} reads at most {pressed.slowest_burst_seconds:.2f} s of the processor"
        )


def send_junk(seed: int, count: int, home: Path, *, rounds: int = 20, limit_seconds: float = 1.0) -> str:
    """Send what is no key into the list, then into the composer. Returns what was done.

    Raises:
        Finding: Something opened, was sent, or stands in the draft that was neither typed nor pasted.
    """
    random = Random(seed)
    with world(STATES[0]) as demo, Pressed(demo, home, limit_seconds=limit_seconds) as pressed:
        asked = [(asked.method, asked.path) for asked in demo.requests if asked.method != "GET"]
        pressed.terminal.wait_for("updated")
        before = pressed.text
        _send(pressed, random, count // 2)
        if _body(pressed.text) != _body(before):
            raise Finding(f"The list has changed:\n{pressed.text}")
        pressed.send(b"c")
        pressed.terminal.wait_for("then y sends")
        expected = ""
        for _ in range(rounds):
            _send(pressed, random, count // 2 // rounds)
            word = "".join(random.choice("abcdefgh ") for _ in range(8))
            pressed.send(word.encode())
            pasted = random.choice(PASTES[:5])
            pressed.send(pasted)
            expected += word + _pasted_text(pasted)
            pressed.check()
        pressed.terminal.settle(1.0)
        pressed.send(ESCAPE.encode())
        pressed.terminal.wait_for("keep as draft")
        pressed.send(b"p")
        pressed.terminal.wait_for("Kept as a draft")
        pressed.end()
        writing = next(home.glob("data/mbtui/*/@*/writing.sqlite3"))
        with closing(sqlite3.connect(writing)) as connection:
            drafts = [text for (text,) in connection.execute("SELECT text FROM drafts")]
            waiting = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
        if drafts != [expected] or waiting:
            raise Finding(f"{waiting} in the outbox; the draft is {drafts!r}, typed was {expected!r}")
        after = [(asked.method, asked.path) for asked in demo.requests if asked.method != "GET"]
        if [path for _, path in after[len(asked) :] if path not in ("/posts/markers", "/account/verify")]:
            raise Finding(f"It was sent: {after!r}")
        return f"{count} sequences, slowest answer {pressed.slowest_seconds:.2f} s"


def _send(pressed: Pressed, random: Random, count: int) -> None:
    for number in range(count):
        pressed.send(random_junk(random))
        if number % 500 == 499:
            pressed.check()
    # What was cut off is given up after a second.
    pressed.terminal.settle(1.2)
    pressed.check()
    pressed.widen()


def _body(screen: str) -> list[str]:
    """The posts on the screen, without the ages of posts and the bars, which change by themselves."""
    return [_AGE.sub("", line) for line in screen.split("\n")[2:-2]]


def _pasted_text(data: bytes) -> str:
    """What of a bracketed paste may stand in a text."""
    from mbtui.widgets.composer_text import writable

    return writable(data.decode().removeprefix("\x1b[200~").removesuffix("\x1b[201~"))
