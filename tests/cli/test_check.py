"""`mbtui check`: what is new, quickly."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from mbtui import paths
from mbtui.cli.check import LastCheck, load_check, save_check
from mbtui.demo import DemoServer
from tests.cli.conftest import CHECKOUT, Run


def newest(run: Run) -> int:
    """The id of the newest post."""
    return int(run("timeline", "--json", "-n", "1").records[0]["id"])


def test_new_posts_are_counted_from_the_shared_read_position(run: Run, demo: DemoServer) -> None:
    """A number and status 0; nothing and status 1 once they are read on any device."""
    run("api", "POST", "/posts/markers", "-f", "channel=timeline", "-f", f"id={newest(run)}")
    assert run("check")[:2] == (1, "")
    for words in ("one", "two", "three"):
        demo.world.publish("tomas", f"<p>{words}</p>")
    assert run("check", "--now")[:2] == (0, "3\n")
    assert run("check", "--now", "-q")[:2] == (0, "")
    record = run("check", "--json").records[0]
    assert (record["count"], record["username"]) == (3, "ines")
    run("api", "POST", "/posts/markers", "-f", "channel=timeline", "-f", f"id={newest(run)}")
    assert run("check", "--now")[:2] == (1, "")


def test_without_a_read_position_posts_are_new_from_the_first_check_on(run: Run, demo: DemoServer) -> None:
    """Nobody is told of hundreds of posts at the first time."""
    assert run("check")[:2] == (1, "")
    demo.world.publish("tomas", "<p>one</p>")
    assert run("check", "--now")[:2] == (0, "1\n")


def test_a_fresh_answer_is_used_again(run: Run, demo: DemoServer) -> None:
    """The server names the interval; asking oftener is no use."""
    run("check")
    asked = len(demo.requests)
    assert run("check")[:2] == (1, "")
    assert len(demo.requests) == asked
    file = paths.check_file(demo.url, "ines")
    file.unlink()
    os.mkfifo(file)
    assert load_check(file) is None


def test_an_aged_answer_is_printed_while_another_process_asks(run: Run, demo: DemoServer) -> None:
    """Only one of many status lines sends for it."""
    run("check")
    file = paths.check_file(demo.url, "ines")
    held = load_check(file)
    assert held is not None
    demo.world.publish("tomas", "<p>one</p>")
    save_check(file, LastCheck(7, held.since_id, time.time() - 300, 20))
    asked = len(demo.asked("GET", "/posts/check"))
    assert run("check")[:2] == (0, "7\n")
    assert run("check")[:2] == (0, "7\n")
    demo.wait_for("GET", "/posts/check", timeout_seconds=20)
    deadline = time.monotonic() + 20
    while ((later := load_check(file)) is None or later.count != 1) and time.monotonic() < deadline:
        os.sched_yield()
    assert later is not None and later.count == 1
    assert len(demo.asked("GET", "/posts/check")) == asked + 1


def test_a_stale_answer_is_not_printed(run: Run, demo: DemoServer) -> None:
    """After fifteen minutes the server is asked first, and what it says is what counts."""
    run("check")
    save_check(paths.check_file(demo.url, "ines"), LastCheck(7, None, time.time() - 1000, 20))
    assert run("check")[:2] == (1, "")
    with demo.fault("offline"):
        save_check(paths.check_file(demo.url, "ines"), LastCheck(7, None, time.time() - 1000, 20))
        assert run("check")[:2] == (4, "")


def test_a_damaged_answer_is_fetched_again(run: Run, demo: DemoServer) -> None:
    """It can be had again."""
    run("check")
    paths.check_file(demo.url, "ines").write_text("{")
    assert run("check").status == 1


@pytest.mark.parametrize(
    ("age", "wait", "is_fresh", "is_usable"),
    [
        (0, 20, True, True),
        (14, 1, True, True),
        (16, 1, False, True),
        (30, 20, False, True),
        (590, 9999, True, True),
        (601, 9999, False, True),
        (901, 20, False, False),
        (-60, 20, False, False),
    ],
)
def test_how_long_an_answer_is_good_for(age: float, wait: float, is_fresh: bool, is_usable: bool) -> None:
    """The server's interval, within bounds; a clock that was set back makes it worthless."""
    last = LastCheck(1, None, 1000.0, wait)
    assert (last.is_fresh(1000.0 + age), last.is_usable(1000.0 + age)) == (is_fresh, is_usable)


def test_starting_the_full_screen_imports_nothing_of_the_command_line() -> None:
    """`mbtui` alone goes straight to the app."""
    code = (
        "import sys; sys.stdin = sys.stdout = None; from mbtui.cli import main; assert main([]) == 2; "
        "heavy = {'argparse', 'platformdirs', 'tomllib', 'httpx', 'keyring', 'msgspec', 'pathlib', 'mbtui.cli.table'}; "
        "raise SystemExit(' '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
