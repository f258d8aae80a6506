"""Kills the program at random moments, or lets a signal or a dropped line end it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from random import Random

from tests.presser.keys import random_input
from tests.pseudo_terminal import Terminal
from tests.resilience.running import CLEAN, command, drafts, environment, start_in_shell, world
from tests.resilience.test_kill import kill_at_random
from tests.soak.attack import Finding, Tried

KILLS = 6
LEAVING_SECONDS = 10.0
UNHEARD = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
os.execv(sys.argv[1], sys.argv[1:])
"""
EDITOR_MODES = r"\033[?1049h\033[?1000h\033[?1003h\033[?2004h\033[?25l\033[>1u\033]0;an editor\007"
FAILING = """
from mbtui.app import MbtuiApp

async def broken(self):
    raise ValueError("broken on purpose")

MbtuiApp.on_mount = broken
from mbtui.__main__ import main
main()
"""


def kill(number: int, home: Path) -> Tried:
    """Kill it while it reads, types, sends and polls.

    Raises:
        Finding: A place, a word or a reply is lost, or one is doubled.
    """
    with world() as demo:
        try:
            asyncio.run(kill_at_random(demo, home, number, KILLS))
        except (AssertionError, TimeoutError) as error:
            raise Finding(str(error)) from error
    return Tried(KILLS, "kills")


def end_by_signals(number: int, home: Path) -> Tried:
    """Press keys, write some words, and end it in one of the ways in which programs are ended.

    Raises:
        Finding: It goes on, what was typed is gone, or the terminal is not as it was.
    """
    random = Random(number)
    way = random.choice((signal.SIGTERM, signal.SIGHUP, signal.SIGINT, "line", "stop", "unheard", "editor", "start"))
    if isinstance(way, str) and way in OTHER_WAYS:
        OTHER_WAYS[way](home)
        return Tried(1, "ends")
    with world() as demo:
        if way == "stop":
            _stop_and_go_on(random, home)
            return Tried(1, "ends")
        with Terminal(command(demo), environment(demo, home), columns=80, rows=24, is_loaded=True) as terminal:
            terminal.wait_for("updated just now", 30)
            for _ in range(random.randint(0, 30)):
                terminal.send(random_input(random).decode("utf-8", "surrogateescape"))
            terminal.settle(0.2, 5)
            if terminal.has_ended:
                return Tried(1, "ends")
            text = ""
            if random.random() < 0.5:
                terminal.send("\x1b\x1b\x1b")
                terminal.settle(0.3, 3)
                terminal.send("\x1b1")
                terminal.settle(0.3, 3)
                terminal.look()
                if "esc then y sends" not in terminal.screen.text and terminal.screen.text.startswith(" Timeline"):
                    terminal.send("c")
                    terminal.settle(0.3, 3)
                    text = f"words of round {number}"
                    terminal.send(text)
                    terminal.settle(0.3, 3)
                    terminal.look()
                    text = text if text in terminal.screen.text else ""
                    time.sleep(random.choice((0.0, 1.2)))
            if way == "line":
                terminal.hang_up()
                if terminal.wait(LEAVING_SECONDS) is None:
                    raise Finding("It goes on although its terminal has gone.")
            else:
                assert isinstance(way, signal.Signals)
                os.kill(terminal.process_id, way)
                end = time.monotonic() + LEAVING_SECONDS
                while not terminal.has_ended and time.monotonic() < end:
                    terminal.read(0.05)
                if not terminal.has_ended:
                    raise Finding(f"{way.name} does not end it:\n{terminal.screen.text}")
                terminal.look()
                if terminal.screen.modes != CLEAN:
                    raise Finding(f"After {way.name} the modes are {sorted(terminal.screen.modes)}.")
            if text and not any(text in draft for draft in drafts(home)):
                raise Finding(f"After {way} the text is lost: {drafts(home)}")
        return Tried(1, "ends")


def _stop_and_go_on(random: Random, home: Path) -> None:
    """ctrl+z and fg, some times, from a shell."""
    with world() as demo, start_in_shell(demo, home) as terminal:
        for _ in range(random.randint(1, 4)):
            terminal.send(random.choice(("j", "k", "2", "1", " ", "G")))
            terminal.settle(0.2, 3)
            terminal.send("\x1a")
            try:
                terminal.wait_until(lambda screen: screen.text.rstrip().endswith("ready>"), 10)
            except TimeoutError as error:
                raise Finding(f"ctrl+z: {error}") from error
            if terminal.screen.modes != CLEAN | ({2004} & terminal.screen.modes):
                raise Finding(f"In the background it leaves modes {sorted(terminal.screen.modes)}.")
            if not terminal.adds_carriage_returns and not terminal.echoes:
                raise Finding("In the background it leaves the terminal raw.")
            terminal.send("fg\n")
            try:
                terminal.wait_until(lambda screen: screen.text.startswith(" Timeline"), 10)
            except TimeoutError as error:
                raise Finding(f"fg: {error}") from error
        terminal.settle(0.3, 3)
        terminal.send("1q")
        try:
            terminal.wait_until(lambda screen: screen.text.rstrip().endswith("ready>"), 10)
        except TimeoutError as error:
            raise Finding(f"After fg q does not end it: {error}") from error


def _leave_unheard(home: Path) -> None:
    """The terminal goes away, and no signal tells: it finds out by itself, and the text is kept."""
    with world() as demo:
        arguments = [sys.executable, "-c", UNHEARD, *command(demo)]
        with Terminal(arguments, environment(demo, home), columns=80, rows=24) as terminal:
            terminal.wait_for("updated just now", 30)
            _write(terminal, "unheard words")
            terminal.hang_up()
            if terminal.wait(LEAVING_SECONDS) is None:
                raise Finding("It goes on without a terminal, since no signal told it.")
        if drafts(home) != ["unheard words"]:
            raise Finding(f"Its terminal went away, and the text is lost: {drafts(home)}")


def _lose_the_editor(home: Path) -> None:
    """The editor changes everything about the terminal, and is killed."""
    editor = home / "editor"
    editor.write_text(f"#!/bin/sh\nprintf '{EDITOR_MODES}'\nstty raw -echo -onlcr\nkill -9 $$\n")
    editor.chmod(0o700)
    with world() as demo:
        around = environment(demo, home) | {"EDITOR": str(editor)}
        with Terminal(command(demo), around, columns=80, rows=24, is_loaded=True) as terminal:
            terminal.wait_for("updated just now", 30)
            _write(terminal, "words of before")
            before = set(terminal.screen.modes)
            terminal.send("\x1b")
            terminal.wait_for("keep as draft", 30)
            terminal.send("e")
            terminal.wait_for("was ended by signal 9", 30)
            terminal.wait_for("words of before", 30)
            if terminal.screen.modes != before:
                raise Finding(f"After a killed editor the modes are {sorted(terminal.screen.modes)}.")
            os.kill(terminal.process_id, signal.SIGTERM)
            _hold_that_it_left_all_as_it_was(terminal, {0})
        if drafts(home) != ["words of before"]:
            raise Finding(f"The editor was killed, and the text is lost: {drafts(home)}")


def _fail_to_start(home: Path) -> None:
    """It fails when it has the terminal already."""
    with world() as demo:
        program = [sys.executable, "-c", FAILING, *command(demo)[3:]]
        with Terminal(program, environment(demo, home), columns=80, rows=24) as terminal:
            _hold_that_it_left_all_as_it_was(terminal, {70})


OTHER_WAYS = {"unheard": _leave_unheard, "editor": _lose_the_editor, "start": _fail_to_start}


def _write(terminal: Terminal, text: str) -> None:
    terminal.send("c")
    terminal.wait_for("then y sends", 30)
    terminal.send(text)
    terminal.wait_for(text, 30)


def _hold_that_it_left_all_as_it_was(terminal: Terminal, statuses: set[int]) -> None:
    end = time.monotonic() + 3 * LEAVING_SECONDS
    while not terminal.has_ended and time.monotonic() < end:
        terminal.read(0.05)
    has_ended = terminal.has_ended
    terminal.look()
    if not has_ended or terminal.close() not in statuses:
        raise Finding(f"It ended {'' if has_ended else 'not '}with {terminal.status}:\n{terminal.screen.text}")
    if terminal.screen.modes != CLEAN or "Traceback" in terminal.screen.text:
        raise Finding(f"It left modes {sorted(terminal.screen.modes)}:\n{terminal.screen.text}")
