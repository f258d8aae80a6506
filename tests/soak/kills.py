"""Kills the program at random moments, or lets a signal or a dropped line end it."""

from __future__ import annotations

import asyncio
import os
import signal
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
    way = random.choice((signal.SIGTERM, signal.SIGHUP, signal.SIGINT, "line", "stop"))
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
