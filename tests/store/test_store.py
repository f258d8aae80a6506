"""Opening, threads, slow and full disks, two programs at once."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mbtui.outbox import queue
from mbtui.outbox.entry import Write
from mbtui.outbox.unsent import count_unsent
from mbtui.outbox.unsent_replies import unsent_replies
from mbtui.store import DiskFull, NotWritable, Store, StoreError, TooNew, drafts, places, timelines
from mbtui.store.database import connect, transaction
from mbtui.store.drafts import Draft
from mbtui.store.timelines import Newest, Since
from tests.store.disks import HeldDisk, SmallDisk, slow_connect
from tests.store.samples import entry, page


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_what_was_saved_is_there_at_the_next_start(tmp_path: Path) -> None:
    """Posts, places and drafts come back."""
    store = Store.open(tmp_path / "a" / "b")
    await store.cache.write(timelines.merge, "timeline", page(3, 2, 1), reach=Newest())
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="Words"))
    await store.close()

    store = Store.open(tmp_path / "a" / "b")
    assert list(timelines.window(store.cache.direct, "timeline", around=None, above=5, below=5).posts) == [3, 2, 1]
    assert [draft.text for draft in await store.outbox.write(drafts.drafts)] == ["Words"]
    assert store.notices == []
    await store.close()


async def test_opening_an_up_to_date_store_writes_nothing_and_loads_little(tmp_path: Path) -> None:
    """The start neither migrates nor imports what migrates, recovers or speaks to the network."""
    store = Store.open(tmp_path)
    await store.cache.write(timelines.merge, "timeline", page(3), reach=Newest())
    await store.close()
    before = contents(tmp_path)
    script = (
        "import sys; from pathlib import Path; from mbtui.store import Store, timelines;"
        f"store = Store.open(Path({str(tmp_path)!r}));"
        "assert list(timelines.window(store.cache.direct, 'timeline', around=None, above=1, below=1).rows) == [3];"
        "store.close_now();"
        "print([name for name in ('mbtui.store.migrations', 'mbtui.store.recovery', 'httpx',"
        " 'html2text', 'markdown_it', 'textual') if name in sys.modules])"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=os.getcwd()
    )
    assert done.stdout.strip() == "[]"
    assert contents(tmp_path) == before


async def test_a_slow_write_holds_up_neither_the_loop_nor_a_read(tmp_path: Path) -> None:
    """While a commit hangs, keys are answered and posts are read."""
    disk = HeldDisk()
    store = Store.open(tmp_path, connect=disk.connect)
    await store.cache.write(timelines.merge, "timeline", page(3), reach=Newest())
    disk.hold()
    news = Since(is_full=False)
    writes = [
        asyncio.create_task(store.cache.write(timelines.merge, "timeline", page(id), reach=news)) for id in (4, 5)
    ]
    drafting = asyncio.create_task(store.outbox.write(drafts.save_draft, Draft(kind="post", text="Words")))
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == [3]
    assert not any(task.done() for task in (*writes, drafting))
    disk.release()
    await asyncio.gather(*writes, drafting)
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == [5, 4, 3]
    await store.close()


async def test_what_waits_is_counted_while_a_write_hangs(tmp_path: Path) -> None:
    """The status line and the outbox need not wait for the disk to take what is typed."""
    disk = HeldDisk()
    store = Store.open(tmp_path, connect=disk.connect)
    await store.outbox.write(queue.enqueue, Write(kind="reply", post_id=5, text="An answer", target="tomas"))
    disk.hold()
    drafting = asyncio.create_task(store.outbox.write(drafts.save_draft, Draft(kind="post", text="Words")))
    async with asyncio.timeout(10):
        counted = await count_unsent(store)
        (reply,) = await unsent_replies(store, [5], username="ines")
    assert (counted.waiting, counted.drafts, reply.entry.text) == (1, 0, "An answer")
    assert not drafting.done()
    disk.release()
    await drafting
    assert (await count_unsent(store)).drafts == 1
    await store.close()


async def test_writes_on_a_slow_disk_all_arrive_in_order(tmp_path: Path) -> None:
    """Slowness changes nothing but the time."""
    store = Store.open(tmp_path, connect=slow_connect(0.01))
    await asyncio.gather(*(store.cache.write(places.set, "count", number) for number in range(10)))
    assert await store.cache.read(places.get, "count") == 9
    await store.close()


async def test_a_cancelled_write_is_still_done(tmp_path: Path) -> None:
    """A worker that is cancelled does not take along what it was saving."""
    disk = HeldDisk()
    store = Store.open(tmp_path, connect=disk.connect)
    disk.hold()
    first = asyncio.create_task(store.outbox.write(drafts.save_draft, Draft(kind="post", text="One")))
    second = asyncio.create_task(store.outbox.write(drafts.save_draft, Draft(kind="post", text="Two")))
    failing = asyncio.create_task(store.outbox.write(sqlite3.Connection.execute, "SELECT nothing"))
    await asyncio.sleep(0)
    for task in (first, second, failing):
        task.cancel()
    await asyncio.gather(first, second, failing, return_exceptions=True)
    disk.release()
    assert len(await store.outbox.write(drafts.drafts)) == 2
    await store.close()


async def test_closing_lets_what_was_given_finish(tmp_path: Path) -> None:
    """The last autosave before the end is on the disk."""
    disk = HeldDisk()
    store = Store.open(tmp_path, connect=disk.connect)
    disk.hold()
    saving = asyncio.create_task(store.outbox.write(drafts.save_draft, Draft(kind="post", text="Last words")))
    await asyncio.sleep(0)
    threading.Timer(0.05, disk.release).start()
    await store.close()
    await saving
    again = Store.open(tmp_path)
    assert [draft.text for draft in await again.outbox.write(drafts.drafts)] == ["Last words"]
    await again.close()


async def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    """What was saved stays, nothing is half saved, and all works again when there is room."""
    disk = SmallDisk()
    store = Store.open(tmp_path, connect=disk.connect)
    await store.cache.write(timelines.merge, "timeline", page(3, 2), reach=Newest())
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="Before"))
    disk.fill()
    with pytest.raises(DiskFull, match=r"no room left for cache\.sqlite3"):
        await store.cache.write(timelines.merge, "timeline", [entry(9, "x" * 90_000)], reach=Newest())
    with pytest.raises(DiskFull, match=r"no room left for writing\.sqlite3"):
        await store.outbox.write(drafts.save_draft, Draft(kind="post", text="y" * 90_000))
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == [3, 2]
    assert [draft.text for draft in await store.outbox.write(drafts.drafts)] == ["Before"]
    disk.empty()
    await store.cache.write(timelines.merge, "timeline", [entry(9, "x" * 90_000)], reach=Newest())
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="y" * 90_000))
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == [9, -1, 3, 2]
    assert store.notices == []
    await store.close()


async def test_a_lock_held_for_a_while_is_waited_for(tmp_path: Path) -> None:
    """Another program in the middle of a write is no error."""
    store = Store.open(tmp_path)
    other = connect(tmp_path / "cache.sqlite3")
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(store.cache.write(timelines.merge, "timeline", page(3), reach=Newest()))
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == []
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting
    other.close()
    await store.close()


async def test_two_programs_see_what_the_other_saved(tmp_path: Path) -> None:
    """One folder, two stores, one truth."""
    one, two = Store.open(tmp_path), Store.open(tmp_path)
    await asyncio.gather(
        *(
            store.cache.write(timelines.merge, "timeline", page(id), reach=Newest())
            for id, store in zip(range(1, 41), [one, two] * 20, strict=True)
        )
    )
    for store in (one, two):
        rows = await store.cache.read(timelines.rows, "timeline", limit=100)
        assert [row for row in rows if row > 0] == list(range(40, 0, -1))
    await one.close()
    await two.close()


async def test_a_program_can_tell_that_another_saved_something(tmp_path: Path) -> None:
    """Its own writes do not count."""
    one, two = Store.open(tmp_path), Store.open(tmp_path)
    assert await one.cache.changed_by_others()
    await one.cache.write(places.set, "a", 1)
    assert not await one.cache.changed_by_others()
    await two.cache.write(places.set, "a", 2)
    assert await one.cache.changed_by_others()
    assert not await one.cache.changed_by_others()
    await one.close()
    await two.close()


def test_a_folder_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file in the way is named."""
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(NotWritable, match="taken"):
        Store.open(tmp_path / "taken" / "account")


def test_a_file_that_can_not_be_opened_is_a_sentence(tmp_path: Path) -> None:
    """A folder where the file should be is told, not raised as SQLite says it."""
    (tmp_path / "cache.sqlite3").mkdir()
    with pytest.raises(StoreError, match=r"cache\.sqlite3"):
        Store.open(tmp_path)


def test_drafts_of_a_later_version_are_not_touched(tmp_path: Path) -> None:
    """A newer mbtui wrote them: this one says so and leaves them alone."""
    Store.open(tmp_path).close_now()
    path = tmp_path / "writing.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(TooNew, match="later version"):
        Store.open(tmp_path)
    assert path.exists()


def test_posts_of_a_later_version_are_kept_aside(tmp_path: Path) -> None:
    """They can be fetched again; the newer file is kept for the newer program."""
    Store.open(tmp_path).close_now()
    with sqlite3.connect(tmp_path / "cache.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    store = Store.open(tmp_path)
    assert len(store.notices) == 1 and "later version" in store.notices[0]
    assert len(list(tmp_path.glob("cache.damaged-*.sqlite3"))) == 1
    store.close_now()


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    """An error inside takes back what was done before it; a nested one belongs to the outer."""
    connection = connect(tmp_path / "x.sqlite3")
    connection.execute("CREATE TABLE t (a)")

    def fail() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO t VALUES (1)")
            with transaction(connection):
                connection.execute("INSERT INTO t VALUES (2)")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)
    connection.close()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """What was begun before the end of the program was known fails as other reads do, not as a fault of mbtui."""
    store = Store.open(tmp_path)
    await store.close()
    with pytest.raises(StoreError, match=r"cache\.sqlite3 is closed already"):
        await store.cache.read(places.get, "last_view")
    with pytest.raises(StoreError, match=r"writing\.sqlite3 is closed already"):
        await store.outbox.write(drafts.drafts)
