"""Writes by keys, in one program or two of the same account, while answers are lost and the disk is full for a while;
and ends them in every way in which programs are ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from mbtui.demo import DemoServer
from tests.pseudo_terminal import Terminal
from tests.resilience.running import account_folder, drafts, sent_texts, start, world
from tests.resilience.test_kill import hold_that_each_is_there_once
from tests.resilience.test_kill_uploads import kill_while_uploading
from tests.soak.attack import Finding, Tried

LIVES = 4
UPLOADS = 4
ENDING_SECONDS = 20.0
KILLED_SECONDS = 1.0
"""What was typed so long before a kill is there again; before any other end, what was seen."""
FAULTS = (None, ("slow", 0.4), ("write-then-slow", 0.6), ("write-then-disconnect", None), ("write-then-500", None))
ENDS = ("kill", "kill", signal.SIGTERM, signal.SIGHUP, "line", "full disk")
ESCAPE = "\x1b"


def write_and_be_ended(number: int, home: Path) -> Tried:
    """Star, reply, post and edit, and be ended, as a number gives it.

    Raises:
        Finding: A text is lost or doubled, or a star is not what was shown.
    """
    random = Random(number)
    with world() as demo:
        sent: list[str] = []
        try:
            for life in range(LIVES):
                _live(random, demo, home, f"words {number} {life}", sent)
            demo.mend()
            asyncio.run(hold_that_each_is_there_once(demo, account_folder(home), sent))
        except (AssertionError, TimeoutError) as error:
            raise Finding(str(error)) from error
    return Tried(LIVES, "ends")


def upload_and_be_killed(number: int, home: Path) -> Tried:
    """Post with pictures, and be killed at random."""
    with world() as demo:
        try:
            asyncio.run(kill_while_uploading(demo, home, number, UPLOADS))
        except (AssertionError, TimeoutError) as error:
            raise Finding(str(error)) from error
    return Tried(UPLOADS, "kills")


def _live(random: Random, demo: DemoServer, home: Path, text: str, sent: list[str]) -> None:
    with contextlib.ExitStack() as stack:
        terminal = stack.enter_context(_started(demo, home))
        if random.random() < 0.3:
            other = stack.enter_context(_started(demo, home))
            other.send(random.choice(("f", "jj", "5", "R")))
        if fault := random.choice(FAULTS):
            demo.fault(fault[0], fault[1], path=random.choice(("/posts/reply", "/micropub")), times=1)
        end = random.choice(ENDS)
        if random.random() < 0.3:
            terminal.send("f")
        _open(terminal, random.choice(("r", "c", "c", "Ee")))
        if end == "full disk":
            _fill(terminal)
        typed_at = _type(terminal, text)
        is_sent = random.random() < 0.6
        if is_sent:
            terminal.send(ESCAPE)
            terminal.wait_for("keep as draft", 30)
            terminal.send("y")
        terminal.settle(0.05, random.uniform(0.0, 1.8))
        if end == "full disk":
            terminal.settle(0.3, 2)
            _make_room(terminal)
            # After a text that could not be sent the composer is there still.
            terminal.settle(1.0, 8)
        is_sure = end != "kill" or _own_time(terminal) - typed_at > KILLED_SECONDS
        _end(terminal, end)
    there = [kept for kept in (*sent_texts(home), *drafts(home)) if text in kept]
    if is_sure and not there:
        raise Finding(f"After {end!r} {text!r} is lost, which was {'sent' if is_sent else 'typed'}: {drafts(home)}")
    sent += [kept for kept in sent_texts(home) if text in kept and kept not in sent]


@contextlib.contextmanager
def _started(demo: DemoServer, home: Path) -> Iterator[Terminal]:
    terminal = start(demo, home, waits_for="updated|asking")
    try:
        yield terminal
    finally:
        terminal.close()


def _open(terminal: Terminal, keys: str) -> None:
    """Open the composer by some keys."""
    for key in (ESCAPE, "1"):
        terminal.send(key)
        terminal.settle(0.2, 3)
    terminal.wait_for(r"(?m)^▌", 30)
    for key in keys:
        terminal.send(key)
        terminal.settle(0.3, 5)
        if key == "E":
            terminal.wait_for("Published 2", 30)
    terminal.wait_for("then y sends", 30)


def _type(terminal: Terminal, text: str) -> float:
    """Type. Gives when the text was seen, by the program's own time."""
    terminal.send(text)
    terminal.wait_for(text, 30)
    return _own_time(terminal)


def _own_time(terminal: Terminal) -> float:
    """A clock that stands while other programs have the processors."""
    return time.monotonic() - terminal.starved_seconds()


def _fill(terminal: Terminal) -> None:
    """No file takes anything more, as on a disk without room."""
    resource.prlimit(terminal.process_id, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


def _make_room(terminal: Terminal) -> None:
    resource.prlimit(terminal.process_id, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def _end(terminal: Terminal, end: str | signal.Signals) -> None:
    if end == "kill":
        terminal.kill()
    elif end == "line":
        terminal.hang_up()
        if terminal.wait(ENDING_SECONDS) is None:
            raise Finding("It goes on although its terminal has gone.")
    else:
        os.kill(terminal.process_id, end if isinstance(end, signal.Signals) else signal.SIGTERM)
        limit = time.monotonic() + ENDING_SECONDS
        while not terminal.has_ended and time.monotonic() < limit:
            terminal.read(0.05)
        if not terminal.has_ended:
            raise Finding(f"{end!r} does not end it:\n{terminal.screen.text}")
        terminal.look()
        if terminal.close() != 0:
            raise Finding(f"After {end!r} its status is {terminal.status}:\n{terminal.screen.text}")
