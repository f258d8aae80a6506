"""A fault in mbtui itself: the terminal is given back, and one sentence says where report and drafts are."""

from __future__ import annotations

import sys
from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.services.crash_report import crash_report
from tests.pseudo_terminal import Terminal
from tests.resilience.running import CLEAN, SIZE, drafts, environment

BROKEN = """
from mbtui.app import MbtuiApp

def broken(self):
    words = "a secret of somebody"
    raise ValueError(words) from KeyError("another secret")

MbtuiApp.action_app_redraw = broken
from mbtui.__main__ import main
main()
"""


def test_a_fault_is_a_report(demo: DemoServer, tmp_path: Path) -> None:
    """Status 70; neither the screen nor the report holds what anybody wrote; the draft is kept."""
    command = [sys.executable, "-c", BROKEN, "--server", demo.url]
    with Terminal(command, environment(demo, tmp_path), columns=SIZE[0], rows=SIZE[1], is_loaded=True) as terminal:
        terminal.wait_for("updated just now", 30)
        terminal.send("cA text of mine")
        terminal.wait_for("A text of mine")
        terminal.settle(1.0)
        assert terminal.close("\x0c", limit_seconds=20.0) == 70
        terminal.look()
        text = " ".join(terminal.screen.text.split())
        assert "A fault in mbtui has ended it (ValueError)." in text
        assert "secret" not in text and "Traceback" not in text
        assert terminal.screen.modes == CLEAN
    (report,) = (tmp_path / "state" / "mbtui").glob("crash-*.txt")
    words = report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600
    assert "ValueError" in words and "KeyError" in words and "in broken" in words
    assert "secret" not in words and demo.token not in words
    assert drafts(tmp_path) == ["A text of mine"]


def test_a_report_tells_of_all_errors_in_a_group() -> None:
    """Tasks that run together end together; what ended them is within the group."""

    def fail() -> None:
        raise IndexError("list index out of range")

    try:
        try:
            fail()
        except IndexError as error:
            raise ExceptionGroup("tasks", [ValueError("a secret"), error]) from None
    except ExceptionGroup as group:
        words = crash_report(group)
    assert "ValueError" in words and "IndexError: list index" in words and "in fail" in words and "secret" not in words
