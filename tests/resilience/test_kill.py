"""`kill -9` at random moments: the place, the text and the replies are as they were."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from tests.outbox.outboxes import Desk
from tests.pseudo_terminal import Terminal
from tests.resilience.running import PATIENCE_SECONDS, account_folder, marked, sent_texts, start, world
from tests.terminal_screen import Screen

KILLS = int(os.environ.get("MBTUI_TEST_KILLS", "4"))
"""How often the program is killed; each time costs a second. Before a release, and in CI: 20."""
SEED = int(os.environ.get("MBTUI_TEST_SEED", "2052"))
"""With this one its first four lives are one of each kind: it sends, and the answer is lost, reads, types and polls."""
SHOWN_SECONDS = 1.0
"""What was on the screen for so long before the kill is found again, or something later."""
TYPED_SECONDS = 1.0
"""What was typed so long before the kill is found again."""
MOVES = ("j", "k", " ", "b", "\x04", "\x15", "G", "g", "1", "5", "6", "\r", "\x7f", "jjj", "kk")
TURNS = ("1", "5", "6", "\r", "\x7f")
"""Those of them that lead to another list, which may have to be fetched first."""
FIRST_FRAME = r"(?m)^▌(.*\n)+ (connecting|asking|updated)"
ANY_FRAME = r"(?m)^ (connecting|asking|updated)"
"""Where it was killed on its way to another list, it may open in a tab that has no posts."""
TYPING_KEYS_A_SECOND = 40


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    """A server whose time runs."""
    with world() as server:
        yield server


class Life:
    """One run of the program, from a start to a kill, with everything that was shown and typed in it."""

    def __init__(self, terminal: Terminal, chance: random.Random) -> None:
        self.terminal = terminal
        self._chance = chance
        self.shown: list[tuple[float, tuple[int, str] | None]] = []
        """When which post was highlighted where, by the program's own time; None where no highlight was seen."""
        self.typed: list[tuple[float, str]] = []
        """When the text in the composer had become what, by the same time."""
        self._turned_at = self._killed_at = 0.0
        self.shown.append((self._own_time(), marked(terminal)))

    def pass_time(self, seconds: float) -> None:
        """Look at the screen for so long."""
        end = time.monotonic() + seconds
        while True:
            self.terminal.read(max(0.0, min(0.02, end - time.monotonic())))
            self._look()
            if time.monotonic() >= end:
                return

    def _look(self) -> None:
        """Take every picture that there was."""

        def note(_screen: Screen) -> bool:
            self.shown.append((self._own_time(), marked(self.terminal)))
            return False

        self.terminal.look(note)

    def wait_for(self, pattern: str) -> None:
        """Look at the screen until it shows something.

        Raises:
            TimeoutError: It never did; the message shows the screen.
        """
        found, end = re.compile(pattern), time.monotonic() + PATIENCE_SECONDS
        while not found.search(self.terminal.screen.text):
            if time.monotonic() > end:
                raise TimeoutError(f"The screen never showed {pattern!r}:\n{self.terminal.screen.text}")
            self.pass_time(0.02)

    def read(self) -> None:
        """Press some keys that move."""
        for _ in range(self._chance.randint(1, 8)):
            key = self._chance.choice(MOVES)
            self.terminal.send(key)
            self._turned_at = self._own_time() if key in TURNS else self._turned_at
            self.pass_time(self._chance.uniform(0.0, 0.15))

    def compose(self) -> None:
        """Begin a reply, in the timeline: among the bookmarks may be a page of the web, which nobody can answer."""
        self.terminal.send("\x1b")  # what a second 5 asks
        self.terminal.settle()
        self.terminal.send("1")
        self._turned_at = self._own_time()
        self.terminal.settle()
        self._look()
        self.wait_for(r"(?m)^▌")
        self.terminal.send("r")
        self.wait_for("then y sends")

    def type(self, text: str) -> None:
        """Type a reply to the highlighted post, letter by letter."""
        for end in range(1, len(text) + 1):
            self.terminal.send(text[end - 1])
            self.typed.append((self._own_time(), text[:end]))
            self.pass_time(1 / TYPING_KEYS_A_SECOND)

    def send(self) -> None:
        """Send what is typed."""
        self.terminal.send("\x1b")
        self.wait_for("keep as draft")
        self.terminal.send("y")

    def kill(self) -> float:
        """End it at once. Returns when."""
        self._killed_at = self._own_time()
        self.terminal.kill()
        self._look()
        return self._killed_at

    def _own_time(self) -> float:
        """A clock that stands while other programs are at work."""
        return time.monotonic() - self.terminal.starved_seconds()

    def possible_places(self, killed_at: float) -> list[tuple[int, str] | None]:
        """What may be shown at the next start; None: there was no post to find again, or perhaps not."""
        limit = killed_at - SHOWN_SECONDS
        if self._turned_at > limit:
            return [None]
        before = [place for at, place in self.shown if at <= limit][-1:]
        return list(dict.fromkeys([*before, *(place for at, place in self.shown if at > limit)]))

    def surely_typed(self) -> str:
        """What must be found again of the text."""
        return next((text for at, text in reversed(self.typed) if at <= self._killed_at - TYPED_SECONDS), "")


def _is_same(place: tuple[int, str] | None, shown: tuple[int, str] | None) -> bool:
    """Whether a post stands where another stood, and begins with the same words; a composer may have clipped it."""
    if place is None or shown is None:
        return place is shown
    return place[0] == shown[0] and place[1].split("\n")[0] == shown[1].split("\n")[0]


async def test_nothing_is_lost_or_doubled_whenever_it_is_killed(demo: DemoServer, tmp_path: Path) -> None:
    """While reading, typing, sending and polling: the same post on the same line, the text, and each reply once."""
    await kill_at_random(demo, tmp_path, SEED, KILLS)


async def kill_at_random(demo: DemoServer, home: Path, seed: int, kills: int) -> None:
    """Live and be killed so often, and hold each time that the place and the text are there again.

    What was typed is found as a draft again, or in the outbox; what has reached the outbox arrives once, or is left to
    the reader to decide when nobody can tell whether it will.
    """
    chance = random.Random(seed)
    for number in range(30):
        demo.world.publish("tomas", f"<p>Entry {number} of the log. " + "It blows. " * (number * 7 % 40) + "</p>")
    replies: list[str] = []
    places: list[tuple[int, str] | None] = []
    half_typed = ""
    for number in range(kills + 1):
        first = "updated just now" if not places else ANY_FRAME if None in places else FIRST_FRAME
        terminal = start(demo, home, waits_for=first)
        life = Life(terminal, chance)
        if places:
            found = life.shown[-1][1]
            assert None in places or any(_is_same(place, found) for place in places), (
                f"After kill {number}, of seed {seed}, {found} was shown instead of one of {places}:\n"
                f"{terminal.screen.text}"
            )
        life.wait_for("updated|asking")
        if half_typed:
            terminal.send("r")
            life.wait_for(r"\s+".join(map(re.escape, half_typed.split())))
            terminal.send("\x1b")
            life.wait_for("keep as draft")
            terminal.send("d")
            life.wait_for("Discarded")
            half_typed = ""
        if number == kills:
            terminal.close("q")
            break
        what = chance.choice(("reading", "typing", "sending", "polling"))
        fault = chance.choice((None, ("slow", 0.3), ("write-then-slow", 0.5), ("write-then-disconnect", None)))
        if what == "polling":
            for _ in range(chance.randint(1, 50)):
                demo.world.publish("isla", f"<p>{chance.randint(0, 999)} porpoises.</p>")
            terminal.send("R")
        life.read()
        if what in ("typing", "sending"):
            life.compose()
            text = f"{what} number {number} is a text like no other"
            life.type(text)
            if what == "sending":
                if fault is not None:
                    demo.fault(fault[0], fault[1], path="/posts/reply", times=1)
                life.send()
        life.pass_time(chance.uniform(0.0, 1.5 if what == "typing" else 0.6))
        killed_at = life.kill()
        places = life.possible_places(killed_at)
        half_typed = life.surely_typed()
        if half_typed and (sent := next((text for text in sent_texts(home) if half_typed in text), None)):
            replies.append(sent)
            half_typed = ""
    await hold_that_each_is_there_once(demo, account_folder(home), replies)


async def hold_that_each_is_there_once(demo: DemoServer, folder: Path, replies: list[str]) -> None:
    """Let what is left be sent, an hour later, by somebody who looks before sending again, and count."""
    desk = Desk(demo, folder)
    desk.outbox._sender._clock = lambda: time.time() + 3600
    desk.start()
    try:
        while entries := await desk.pending():
            assert not [entry for entry in entries if entry.state == "refused"]
            for entry in entries:
                if not entry.is_waiting:
                    assert not desk.said(entry.text), f"{entry.text!r} is there, and was not found."
                    if any(entry.text in post.source for post in demo.world.posts_of("ines")):
                        # Its answer was lost, and the reader has found and edited it since.
                        await desk.outbox.discard(entry.id)
                    else:
                        await desk.outbox.resend(entry.id, is_certain=True)
            if not await desk.pending():
                break
            await desk.until(lambda change: change.state == "sent" or "may have arrived" in change.words)
            desk.changes.clear()
    finally:
        await desk.close()
    said = [post.source for post in demo.world.posts_of("ines")]
    for text in replies:
        assert sum(text in source for source in said) == 1, f"{text!r} among {said}"
