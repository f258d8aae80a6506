"""Every fault of the demo at every endpoint, on every screen and for every command."""

from __future__ import annotations

from pathlib import Path
from random import Random

from mbtui.demo import DemoServer
from mbtui.demo.faults import KINDS
from tests.presser.states import ESCAPE
from tests.soak.attack import Tried
from tests.soak.program import Screen, run
from tests.soak.words import COMMANDS, WAYS
from tests.soak.wrong_answers import world_with, wrong_kinds

PATHS = (
    "",
    "/account/verify",
    "/posts/all",
    "/posts/check",
    "/posts/mentions",
    "/posts/discover",
    "/posts/conversation",
    "/posts/favorites",
    "/posts/photos",
    "/posts/markers",
    "/posts/reply",
    "/posts/tomas",
    "/users",
    "/micropub",
    "/photos/",
    "/pictures/",
    "/posts/bookmarks",
)
VALUES = {
    "slow": (0.1, 1, 3),
    "too-many-requests": (0, 1, 10**9),
    "throttle": (0, 3),
    "write-then-slow": (0.5, 3),
    "late-replies": (1, 10**6),
    "token-rotation": (0, 60),
}


def _lie(demo: DemoServer, random: Random) -> None:
    for _ in range(random.choice((1, 1, 2, 3))):
        name = random.choice(sorted(KINDS))
        path = "" if KINDS[name].only else random.choice(PATHS)
        value = random.choice(VALUES.get(name, (None,)))
        demo.fault(name, value, path=path, times=random.choice((None, None, 1, 3)))


def lie_to_the_screen(number: int, home: Path) -> Tried:
    """Walk through screens while faults come and go, which a number gives; at the end it answers, and all is well."""
    random = Random(number)
    with world_with(wrong_kinds(Random(number))) as demo:
        if random.random() < 0.5:
            _lie(demo, random)
        columns, rows = random.choice(((80, 24), (120, 36), (40, 12)))
        with Screen(demo, home, columns=columns, rows=rows) as screen:
            for way in random.sample(WAYS, 3):
                _lie(demo, random)
                screen.press(*way, seconds=1.0)
                screen.press(ESCAPE, ESCAPE, "1", seconds=1.0)
                screen.answers()
                if random.random() < 0.5:
                    demo.mend()
            demo.mend()
        return Tried(len(demo.requests), "answers")


def lie_to_a_command(number: int, home: Path) -> Tried:
    """Run some commands, each against a fault."""
    random = Random(number)
    with world_with(wrong_kinds(Random(number))) as demo:
        for _ in range(5):
            _lie(demo, random)
            run(demo, home, random.choice(COMMANDS))
            demo.mend()
        return Tried(5, "commands")
