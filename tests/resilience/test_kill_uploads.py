"""`kill -9` at random moments while pictures are uploaded: each post is there once, with each picture once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import time
from pathlib import Path

from mbtui.demo import DemoServer
from tests.forked import python
from tests.outbox.outboxes import Desk
from tests.outbox.test_uploads import EXPECTED, KILLED, album, shown, uploads

KILLS = int(os.environ.get("MBTUI_TEST_UPLOAD_KILLS", "3"))
"""How often a program is killed; each time costs half a second. Before a release: 100."""
SEED = int(os.environ.get("MBTUI_TEST_SEED", "2026"))


async def test_pictures_are_there_once_whenever_it_is_killed(demo: DemoServer, tmp_path: Path) -> None:
    """What a program had begun the next one finds, or does again."""
    await kill_while_uploading(demo, tmp_path, SEED, KILLS)


async def kill_while_uploading(demo: DemoServer, folder: Path, seed: int, kills: int) -> None:
    """Post so many albums, each by a program that is killed, and hold that all of each are there once."""
    chance = random.Random(seed)
    desk = Desk(demo, folder)
    texts = [f"Album number {number}" for number in range(kills)]
    demo.fault("slow", 0.02, path="/micropub")
    demo.fault("write-then-slow", 0.03, path="/micropub")
    for text in texts:
        await desk.outbox.put(album(folder, text))
        asked = len(demo.requests)

        def begins(asked: int = asked) -> None:
            patience = time.monotonic() + 20
            while len(demo.requests) == asked and time.monotonic() < patience:
                time.sleep(0.005)

        arguments = [*python(), "-c", KILLED, demo.url, demo.token, str(folder)]
        program = await asyncio.to_thread(subprocess.Popen, arguments, cwd=os.getcwd())
        await asyncio.to_thread(begins)
        await asyncio.sleep(chance.uniform(0.0, 0.6))
        program.send_signal(signal.SIGKILL)
        await asyncio.to_thread(program.wait)
    # An hour later, whoever looks finds what is there.
    desk.outbox._sender._clock = lambda: time.time() + 3600
    desk.start()
    while entries := await desk.pending():
        assert not [entry for entry in entries if entry.state == "refused"]
        for entry in entries:
            if not entry.is_waiting:
                assert not desk.said(entry.text), f"{entry.text!r} is there, and was not found."
                await desk.outbox.resend(entry.id, is_certain=True)
        await desk.until(lambda change: change.state == "sent" or "may have arrived" in change.words)
        desk.changes.clear()
    await desk.close()
    assert [shown(desk, text) for text in texts] == [EXPECTED] * kills
    assert uploads(demo) == 3 * kills
