"""With a new token in the environment another process asks whose it is and saves the first page, while mbtui loads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from mbtui.demo import DemoServer
from tests.cases import case
from tests.forked import python

CHECKOUT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Nothing is asked ahead where forking is not sound.")


NOTHING_LEFT = [0, False]
"""Neither files nor a process."""


class Program:
    """A start, in a process of its own; as a context manager it ends with the block."""

    def __init__(self, demo: DemoServer, when: str, name: str = "ines", *, account: str = "") -> None:
        """`name` is whose the token is; `account` the one asked for."""
        self._demo = demo
        self._asked_before = len(demo.requests)
        command = [*python(), "-m", "tests.services.first_start", demo.url, when, account]
        environ = os.environ | {"MBTUI_TOKEN": f"demo-token-{name}"}
        self._process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, env=environ, text=True)

    def lines(self, count: int | None = None) -> list[Any]:
        """What it says next; all that it says until its end unless so many lines are enough."""
        assert self._process.stdout is not None
        return [json.loads(line) for line in islice(self._process.stdout, count)]

    @property
    def asked(self) -> tuple[int, int]:
        """How often the server was asked whose the token is, and for the first page of the timeline."""
        asked = self._demo.requests[self._asked_before :]
        pages = [page for page in asked if page.path == "/posts/all" and "since_id" not in page.params]
        return sum(question.path == "/account/verify" for question in asked), len(pages)

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


def test_what_was_found_out_ahead_is_shown_and_not_asked_for_again(demo: DemoServer) -> None:
    """In the first frame when it is there by then, else as soon as it is there."""
    for when, questions in (("early", (1, 1)), ("late", (0, 0))):
        with case(when), Program(demo, when) as program:
            assert program.lines() == [["ines", 40], ["ines", ""], 0, NOTHING_LEFT]
            assert program.asked == questions
    held = (("/account/verify", "between", "tomas", 1), ("/posts/all", "late", "isla", 2))
    for path, when, name, until in held:
        with case("held", path), demo.fault("hold", path=path) as fault, Program(demo, when, name) as program:
            before = program.lines(until)
            assert before[0][1] == 0 and before[1:] == [[name, ""]][: until - 1]
            fault.mend()
            assert [*before[1:], *program.lines()] == [[name, ""], 40, NOTHING_LEFT]
            assert program.asked == (1, 1)


def test_what_goes_wrong_ahead_is_told_by_who_connects(demo: DemoServer) -> None:
    """Nobody waits twice for a server that does not answer; a refused token is asked about once more."""
    with case("no token of the server's"), Program(demo, "early", "nobody") as program:
        first, (username, said), left = program.lines()
        assert (first, username, left) == (["", 0], "", NOTHING_LEFT) and "does not accept the token" in said
    with case("not the account that was asked for"), Program(demo, "early", account="isla") as program:
        first, (username, said), left = program.lines()
        assert (first, username, left) == (["", 0], "", NOTHING_LEFT) and "the token of ines, not of isla" in said
    with case("no connection"), demo.fault("offline"), Program(demo, "early", "tomas") as program:
        first, said, left = program.lines()
        assert (first, left) == (["", 0], NOTHING_LEFT) and "broke before the answer was complete" in said
        assert program.asked == (1, 1)
    with (
        case("no page"),
        demo.fault("error-500", path="/posts/all", times=1),
        Program(demo, "early", "isla") as program,
    ):
        assert program.lines() == [["isla", 0], ["isla", ""], 40, NOTHING_LEFT]
        assert program.asked == (1, 2)


def test_a_token_that_was_exchanged_ahead_is_gone_on_with(demo: DemoServer) -> None:
    """No place takes it, so that it is handed over; the reader is told. The old one ends, perhaps before the page."""
    with demo.fault("token-rotation", "-1"), Program(demo, "early") as program:
        (first, count), (username, said), merged, left = program.lines()
        assert (first, username, count + merged, left) == ("ines", "ines", 40, NOTHING_LEFT)
        assert "exchanged the token for a new one, which could not be kept" in said
        assert program.asked[0] == 1


def test_the_other_process_ends_with_the_program(demo: DemoServer) -> None:
    """Also while the server takes its time."""
    with demo.fault("hold"), Program(demo, "leave") as program:
        (process,) = program.lines()
        for _ in range(200):
            if not is_running(process):
                break
            time.sleep(0.05)
        else:
            pytest.fail("It waits still.")


NO_FILE_MORE = """
import resource
from mbtui.services import ahead
resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
print(ahead.begin(None))
"""


def test_where_no_file_can_be_opened_nothing_is_asked_ahead() -> None:
    """mbtui then asks itself, later."""
    asked = subprocess.run([*python(), "-c", NO_FILE_MORE], capture_output=True, text=True, check=True)
    assert asked.stdout == "None\n"


def is_running(process: int) -> bool:
    """Whether a process runs; one that has ended may not have been collected."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
