"""One program at a time sends, and the next takes up what a dead one had begun; files from before there was a lock."""

from __future__ import annotations

import asyncio
import fcntl
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from mbtui.demo import DemoServer
from mbtui.outbox import kinds, queue, sender, sending_lock
from mbtui.outbox.entry import NEVER, OutboxEntry, Write
from mbtui.outbox.sending_lock import SendingLock
from mbtui.store import Store, StoreError, drafts
from mbtui.store.store import WRITING_NAME
from tests.outbox.outboxes import Desk, desk, reply

OLD_FILE = Path(__file__).parent / "old" / "writing-1.sql"
"""Made by the version that had leases: five entries in the middle of being sent, one being looked for."""


async def test_one_program_at_a_time_holds_the_lock(tmp_path: Path) -> None:
    """The other is told so at once, and has it as soon as the first lets go."""
    one, other = SendingLock(tmp_path), SendingLock(tmp_path)
    async with one.held() as is_ours:
        assert is_ours
        async with other.held() as is_theirs:
            assert not is_theirs
    async with other.held() as is_theirs:
        assert is_theirs


async def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    """What it leads to stays as it is, and the reader is told why nothing is sent."""
    mine = tmp_path / "mine"
    mine.write_text("Not to be touched.")
    (tmp_path / "sending.lock").symlink_to(mine)
    with pytest.raises(StoreError, match=r"sending\.lock can not be locked"):
        async with SendingLock(tmp_path).held():
            pass
    assert mine.read_text() == "Not to be touched."


async def test_a_lock_is_let_go_also_when_that_is_cancelled(tmp_path: Path) -> None:
    """As when an account is left at that very moment: nothing would be sent until mbtui is started again."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    is_held, is_over, is_slow = asyncio.Event(), asyncio.Event(), threading.Event()

    async def hold() -> None:
        async with SendingLock(tmp_path).held():
            is_held.set()
            await is_over.wait()

    holding = asyncio.create_task(hold())
    await is_held.wait()
    blocked = asyncio.create_task(asyncio.to_thread(is_slow.wait, 5))
    is_over.set()
    for _ in range(4):  # until it lets go
        await asyncio.sleep(0)
    holding.cancel()
    await asyncio.wait([holding])
    is_slow.set()
    await blocked
    async with SendingLock(tmp_path).held() as is_ours:
        assert is_ours


HOLDER = """
import asyncio, sys
from pathlib import Path
from mbtui.outbox.sending_lock import SendingLock

async def main(folder):
    async with SendingLock(Path(folder)).held() as is_ours:
        print(is_ours, flush=True)
        await asyncio.sleep(60)

asyncio.run(main(sys.argv[1]))
"""


async def test_a_stopped_program_is_told_of_and_a_dead_one_holds_nothing(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is stopped may go on in the middle of a request, so nobody else sends; of the dead the lock is freed."""
    monkeypatch.setattr(sending_lock, "STUCK_SECONDS", 0.0)
    monkeypatch.setattr(sender, "_SHARED_SECONDS", 0.0)
    arguments = [sys.executable, "-c", HOLDER, str(tmp_path)]
    program = await asyncio.to_thread(subprocess.Popen, arguments, stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    async with desk(demo, tmp_path) as at:
        with program.stdout:
            assert await asyncio.to_thread(program.stdout.readline) == "True\n"
        program.send_signal(signal.SIGSTOP)
        (post, *_) = await at.saved_posts()
        entry = await at.outbox.put(reply(post.id, "Words"))
        change = await at.until(lambda change: isinstance(change.problem, StoreError))
        assert change.is_said and f"(process {program.pid})" in change.words and "may be stopped" in change.words
        assert not at.said("Words")
        program.send_signal(signal.SIGKILL)
        await asyncio.to_thread(program.wait)
        at.outbox.wake()
        await at.until_state("sent", entry.id)
    assert len(at.said("Words")) == 1


async def test_a_slow_lock_holds_up_nothing_and_is_let_go_when_nobody_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow file system the program goes on, and ends in the middle of it."""
    asked, is_free = threading.Event(), threading.Event()

    def slow(file: int, operation: int, lock: object = fcntl.flock) -> None:
        asked.set()
        assert is_free.wait(5), "the event loop was held up"
        assert callable(lock)
        lock(file, operation)

    async def hold() -> None:
        async with SendingLock(tmp_path).held():
            raise AssertionError("it was cancelled before")

    monkeypatch.setattr(fcntl, "flock", slow)
    holding = asyncio.create_task(hold())
    assert await asyncio.to_thread(asked.wait, 5)
    holding.cancel()
    is_free.set()
    with pytest.raises(asyncio.CancelledError):
        await holding
    async with SendingLock(tmp_path).held() as is_ours:
        assert is_ours


async def test_a_lock_that_can_not_be_had_is_told_and_tried_again(demo: DemoServer, tmp_path: Path) -> None:
    """Nothing is sent without it; when it can be had, what waits goes out."""
    lock = tmp_path / "sending.lock"
    async with desk(demo, tmp_path) as at:
        (post, *_) = await at.saved_posts()
        lock.mkdir()
        entry = await at.outbox.put(reply(post.id, "Words"))
        change = await at.until(lambda change: isinstance(change.problem, StoreError))
        assert "sending.lock can not be locked" in change.words and "mbtui tries again" in change.words
        assert not at.said("Words")
        lock.rmdir()
        await at.until_state("sent", entry.id)
    assert len(at.said("Words")) == 1


async def test_nothing_is_sent_while_another_program_sends(
    demo: DemoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has in hand is not taken up; when it is done, the rest goes out."""
    tries = threading.Semaphore(0)
    flock = fcntl.flock

    def counted(file: int, operation: int) -> None:
        tries.release()
        flock(file, operation)

    at = Desk(demo, tmp_path)
    (post, *_) = await at.saved_posts()
    entry = await at.outbox.put(reply(post.id, "Words"))
    async with SendingLock(tmp_path).held():
        await at.store.outbox.write(queue.claim_next, not_repeatable=())
        await at.outbox.put(reply(post.id, "More"))
        monkeypatch.setattr(fcntl, "flock", counted)
        at.start()
        for _ in range(3):
            assert await asyncio.to_thread(tries.acquire, timeout=5)
            at.outbox.wake()
        assert [entry.state for entry in await at.pending()] == ["sending", "queued"]
    await at.until_state("sent", entry.id)
    assert len(at.said("Words")) == 1
    await at.close()


def _old_file(folder: Path) -> None:
    with closing(sqlite3.connect(folder / WRITING_NAME)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL;" + OLD_FILE.read_text(encoding="utf-8"))


async def test_an_outbox_with_leases_opens_with_nothing_lost(tmp_path: Path) -> None:
    """Every entry with its words and state; what was being sent goes on as after a death, whoever had leased it."""
    _old_file(tmp_path)
    store = Store.open(tmp_path)
    before = {entry.id: entry for entry in await store.outbox.read(queue.entries)}
    assert [entry.state for entry in before.values()] == [
        *("refused", "uncertain", "uncertain", "sending", "sending", "sending", "sending", "sending"),
        *("queued", "queued"),
    ]
    assert [draft.text for draft in await store.outbox.read(drafts.drafts)] == ["Words\nand more 🖖", "Half an answ"]
    (sent,) = await store.outbox.read(queue.entries, states=["sent"])
    assert (sent.id, sent.kind) == (1, "star")
    claimed: list[OutboxEntry] = []
    while entry := await store.outbox.write(queue.claim_next, not_repeatable=kinds.NOT_REPEATABLE):
        claimed.append(entry)
        await store.outbox.write(queue.finish, entry.id, "refused", not_before=NEVER)
    assert [(entry.id, entry.state) for entry in claimed] == [
        *((4, "uncertain"), (5, "uncertain"), (6, "uncertain")),
        *((7, "sending"), (8, "sending"), (9, "sending"), (10, "sending"), (11, "sending")),
    ]
    for entry in claimed:
        old = before[entry.id]
        assert (entry.text, entry.title, entry.target, entry.details) == (old.text, old.title, old.target, old.details)
    assert claimed[4].details["photos"][0]["url"] == "https://cdn.example/a.jpg", "it is not uploaded again"
    added = await store.outbox.write(queue.enqueue, Write(kind="reply", post_id=1))
    assert added.id == 13, "a number that was given is not given again"
    await store.close()
