"""What is written to a terminal arrives whole and in order, however slowly it reads, and holds nobody up."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import threading
import tty
from collections.abc import Iterator

import pytest
from textual.app import App
from textual.drivers._writer_thread import WriterThread
from textual.messages import InBandWindowResize

from mbtui.terminal.driver import HangupDriver
from mbtui.terminal.output import TerminalOutput


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: where a person sits, and where a program writes."""
    person, program = pty.openpty()
    tty.setraw(program)
    yield person, program
    for number in {person, program}:
        os.close(number)


def test_a_terminal_that_does_not_read_holds_nobody_up(ends: tuple[int, int]) -> None:
    """What it does not take goes to the thread, and all behind that; once it has caught up, writes go past it again."""
    person, program = ends
    with open(program, "w", encoding="utf-8", closefd=False) as file:
        output = TerminalOutput(file)
        thread = WriterThread(file=output)  # type: ignore[arg-type]  # Textual wants more of a file than it uses
        thread.start()
        assert output.write_at_once("one")
        assert os.read(person, 100) == b"one"
        texts = [f"{number} é日 " * 2_000 for number in range(20)]
        for text in texts:
            if not output.write_at_once(text):
                thread.write(text)
        assert thread._queue.qsize()
        expected, read = "".join(texts).encode(), bytearray()
        while len(read) < len(expected):
            read += os.read(person, 65_536)
        assert read == expected
        thread.stop()
        assert output.write_at_once("two")
        assert os.read(person, 100) == b"two"


async def test_nobody_but_the_event_loop_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what the terminal is answered when it says, to the thread that reads, that it will tell its size."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    written: list[tuple[str, threading.Thread]] = []
    monkeypatch.setattr(HangupDriver, "write", lambda _, data: written.append((data, threading.current_thread())))
    driver = HangupDriver(App(), mouse=False)
    await asyncio.to_thread(driver.process_message, InBandWindowResize(True, False))
    await asyncio.sleep(0)
    assert written == [("\x1b[?2048h", threading.current_thread())]
