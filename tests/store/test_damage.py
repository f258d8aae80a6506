"""Damaged files: set aside, replaced, and read as far as can be."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from mbtui.outbox import queue
from mbtui.outbox.entry import Write
from mbtui.store import Store, database, drafts, recovery, search, timelines
from mbtui.store.drafts import Draft
from mbtui.store.timelines import Newest
from tests.store.samples import entry, page

LONG = "Words that fill a page. " * 400


FILES: dict[str, bytes] = {}
"""A filled store, made once."""


async def filled(folder: Path) -> None:
    """Make a store with 200 posts, 40 drafts and two entries in the outbox."""
    if not FILES:
        await fill(folder)
        FILES.update({path.name: path.read_bytes() for path in files(folder)})
    for name, data in FILES.items():
        (folder / name).write_bytes(data)


async def fill(folder: Path) -> None:
    store = Store.open(folder)
    await store.cache.write(
        timelines.merge, "timeline", [entry(id, LONG[:2000]) for id in range(200, 0, -1)], reach=Newest()
    )
    for number in range(40):
        text = f"Draft {number}. " + (LONG if number % 4 == 0 else LONG[:700])
        await store.outbox.write(drafts.save_draft, Draft(kind="post", text=text))
    await store.outbox.write(queue.enqueue, Write(kind="reply", post_id=5, text="An answer", target="tomas"))
    await store.outbox.write(queue.enqueue, Write(kind="star", post_id=6, details={"is_on": True}))
    await store.close()


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def killed(folder: Path) -> Path:
    """Give the files as a program would leave them that is killed now."""
    left = folder / "killed"
    left.mkdir()
    for path in files(folder):
        if not path.name.endswith("-shm"):
            (left / path.name).write_bytes(path.read_bytes())
    return left


def aside(folder: Path, stem: str = "cache") -> list[str]:
    """Name the damaged files that were kept."""
    return [path.name for path in folder.glob(f"{stem}.damaged-*.sqlite3")]


def overwrite(path: Path, start: int, length: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * length)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        pytest.param(0, 100, id="no database"),
        pytest.param(100, 4000, id="no schema"),
        pytest.param(0, 40_000, id="much"),
    ],
)
async def test_a_damaged_cache_is_set_aside_at_the_start(tmp_path: Path, start: int, length: int) -> None:
    """A sentence says so, a new one is begun, and the drafts are as they were."""
    await filled(tmp_path)
    overwrite(tmp_path / "cache.sqlite3", start, length)
    store = Store.open(tmp_path)
    (notice,) = store.notices
    (kept,) = aside(tmp_path)
    assert kept in notice and "fetched again" in notice
    await store.cache.write(timelines.merge, "timeline", page(3), reach=Newest())
    assert list(timelines.rows(store.cache.direct, "timeline", limit=5)) == [3]
    assert len(await store.outbox.write(drafts.drafts)) == 40
    await store.close()


async def test_a_cache_found_damaged_in_use_is_replaced_in_use(tmp_path: Path) -> None:
    """The call that meets the damage is done in the new file."""
    await filled(tmp_path)
    size = (tmp_path / "cache.sqlite3").stat().st_size
    overwrite(tmp_path / "cache.sqlite3", 3 * 4096, size - 3 * 4096)
    store = Store.open(tmp_path)
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == []
    assert len(store.notices) == 1
    await store.cache.write(timelines.merge, "timeline", page(3), reach=Newest())
    assert list(await store.cache.read(timelines.rows, "timeline", limit=5)) == [3]
    assert len(aside(tmp_path)) == 1
    await store.close()


async def test_damage_met_by_the_first_frame_is_no_traceback(tmp_path: Path) -> None:
    """The direct read is mended like every other."""
    await filled(tmp_path)
    size = (tmp_path / "cache.sqlite3").stat().st_size
    overwrite(tmp_path / "cache.sqlite3", 3 * 4096, size - 3 * 4096)
    store = Store.open(tmp_path)
    assert list(store.cache.read_now(timelines.window, "timeline", around=None, above=5, below=5).rows) == []
    assert len(store.notices) == 1
    await store.close()


async def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path) -> None:
    """Remains are never overwritten."""
    for _ in range(3):
        await filled(tmp_path)
        overwrite(tmp_path / "cache.sqlite3", 0, 100)
        Store.open(tmp_path).close_now()
    assert len(aside(tmp_path)) == 3


async def test_another_program_follows_to_the_new_cache(tmp_path: Path) -> None:
    """When one program sets the file aside, the other goes on in the new one, not in the old."""
    await filled(tmp_path)
    size = (tmp_path / "cache.sqlite3").stat().st_size
    one, two = Store.open(tmp_path), Store.open(tmp_path)
    overwrite(tmp_path / "cache.sqlite3", 3 * 4096, size - 3 * 4096)
    await one.cache.write(timelines.merge, "timeline", page(3), reach=Newest())
    await two.cache.write(timelines.merge, "timeline", page(4, 3), reach=Newest())
    assert list(await one.cache.read(timelines.rows, "timeline", limit=5)) == [4, 3]
    assert list(await two.cache.read(timelines.rows, "timeline", limit=5)) == [4, 3]
    assert len(aside(tmp_path)) == 1
    await one.close()
    await two.close()


async def test_a_damaged_search_index_is_made_again(tmp_path: Path) -> None:
    """The posts are whole, so only the index is replaced."""
    await filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / "cache.sqlite3", isolation_level=None)) as connection:
        connection.execute("DELETE FROM words_data WHERE id > 10")
    store = Store.open(tmp_path)
    hits = await store.cache.read(search.search, "words", limit=3)
    assert [hit.post.id for hit in hits] == [200, 199, 198]
    assert store.notices == ["The index for searching was damaged and has been made again."]
    assert len(await store.cache.read(timelines.rows, "timeline", limit=500)) == 200
    await store.close()


async def recovered(folder: Path) -> tuple[Store, set[str]]:
    store = Store.open(folder)
    found = await store.outbox.write(drafts.drafts)
    return store, {draft.text.split(".")[0] for draft in found}


async def test_drafts_are_recovered_around_a_damaged_page(tmp_path: Path) -> None:
    """What stood on that page comes back from the copy, and what waited still waits."""
    await filled(tmp_path)
    path = tmp_path / "writing.sqlite3"
    data = path.read_bytes()
    broken = data.index(b"Draft 21. ") // 4096 * 4096
    lost = [number for number in range(40) if f"Draft {number}. ".encode() in data[broken : broken + 4096]]
    assert 1 <= len(lost) <= 6
    overwrite(path, broken, 4096)
    store, names = await recovered(tmp_path)
    assert names == {f"Draft {number}" for number in range(40)}
    assert [entry.kind for entry in await store.outbox.write(queue.entries)] == ["reply", "star"]
    (notice,) = store.notices
    assert "42 of its texts and actions were recovered" in notice
    assert len(aside(tmp_path, "writing")) == 1
    await store.close()


@pytest.mark.parametrize("length", [pytest.param(100, id="header"), pytest.param(4096, id="first page")])
async def test_drafts_are_recovered_from_a_file_that_is_no_database(tmp_path: Path, length: int) -> None:
    """Without header and schema the copy is read; what would be sent comes back as a draft instead."""
    await filled(tmp_path)
    overwrite(tmp_path / "writing.sqlite3", 0, length)
    store, names = await recovered(tmp_path)
    assert names == {*(f"Draft {number}" for number in range(40)), "An answer"}
    long = next(draft for draft in await store.outbox.write(drafts.drafts) if draft.text.startswith("Draft 8."))
    assert long.text == "Draft 8. " + LONG
    assert await store.outbox.write(queue.entries) == []
    await store.close()


async def test_what_the_copy_alone_holds_is_never_sent_and_not_given_twice(tmp_path: Path) -> None:
    """It may have been sent since, or have become an entry that still waits."""
    await filled(tmp_path)
    store = Store.open(tmp_path)
    first = (await store.outbox.write(drafts.drafts))[-1]
    await store.outbox.write(queue.enqueue, first)
    left = killed(tmp_path)
    await store.close()
    overwrite(left / "writing.sqlite3", (left / "writing.sqlite3").read_bytes().index(b"Draft 21. "), 4096)
    again, names = await recovered(left)
    assert names == {f"Draft {number}" for number in range(1, 40)}
    assert [entry.text for entry in await again.outbox.write(queue.entries) if entry.kind == "post"] == [first.text]
    await again.close()


class Copies:
    """Stands between a store and its copy: tells when one was made, and can hold it up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_begin, self.is_done = threading.Event(), threading.Event()
        self.may_begin.set()
        write_copy = recovery.write_copy

        def watched(connection: sqlite3.Connection, path: Path) -> None:
            assert self.may_begin.wait(10)
            try:
                write_copy(connection, path)
            finally:
                self.is_done.set()

        monkeypatch.setattr(recovery, "write_copy", watched)

    async def one(self) -> None:
        """Wait for the next."""
        assert await asyncio.to_thread(self.is_done.wait, 10)
        self.is_done.clear()


async def test_a_copy_is_made_while_typing_and_holds_up_no_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is killed has one, which nobody else may read."""
    monkeypatch.setattr(database, "_COPY_SECONDS", 0.0)
    copies = Copies(monkeypatch)
    store = Store.open(tmp_path)
    copies.may_begin.clear()
    for number in range(3):
        await store.outbox.write(drafts.save_draft, Draft(kind="post", text=f"Draft {number}. Words"))
    copies.may_begin.set()
    await copies.one()
    left = killed(tmp_path)
    (left / "writing.sqlite3").write_bytes(b"no database at all " * 900)
    again, names = await recovered(left)
    assert names == {"Draft 0", "Draft 1", "Draft 2"}
    await store.close()
    await again.close()
    assert [path.name for path in files(tmp_path)] == ["cache.sqlite3", "writing.copy.sqlite3", "writing.sqlite3"]
    assert recovery.copy_path(tmp_path / "writing.sqlite3").stat().st_mode & 0o777 == 0o600


async def test_a_program_that_only_reads_makes_no_copy(tmp_path: Path) -> None:
    """Neither in use nor at its end."""
    await filled(tmp_path)
    copy = recovery.copy_path(tmp_path / "writing.sqlite3")
    copy.unlink()
    store, _ = await recovered(tmp_path)
    await store.close()
    assert not copy.exists()


async def test_damage_that_nobody_has_met_does_not_spoil_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copying meets it, and mends the file; at the end, when nobody could be told, the next start does."""
    await filled(tmp_path)
    path = tmp_path / "writing.sqlite3"
    overwrite(path, path.read_bytes().index(b"Draft 21. ") // 4096 * 4096, 4096)
    store = Store.open(tmp_path)
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="New. Words"))
    await store.close()
    assert store.notices == [] and aside(tmp_path, "writing") == []

    monkeypatch.setattr(database, "_COPY_SECONDS", 0.0)
    copies = Copies(monkeypatch)
    store = Store.open(tmp_path)
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="Newer. Words"))
    await copies.one()
    await copies.one()
    assert len(store.notices) == 1
    assert {draft.text.split(".")[0] for draft in await store.outbox.read(drafts.drafts)} == {
        *(f"Draft {number}" for number in range(40)),
        *("New", "Newer"),
    }
    await store.close()


async def test_what_a_killed_program_left_in_the_log_is_recovered(tmp_path: Path) -> None:
    """The last words may not be in the main file yet."""
    store = Store.open(tmp_path)
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="Last words"))
    left = killed(tmp_path)
    await store.close()
    again, names = await recovered(left)
    assert names == {"Last words"}
    await again.close()


async def test_a_file_of_drafts_with_nothing_left_says_so(tmp_path: Path) -> None:
    """The remains are kept, and writing goes on."""
    (tmp_path / "writing.sqlite3").write_bytes(b"no database at all " * 900)
    store, names = await recovered(tmp_path)
    assert names == set()
    assert "Nothing in it could be read" in store.notices[0]
    await store.outbox.write(drafts.save_draft, Draft(kind="post", text="On we go"))
    await store.close()


@pytest.mark.parametrize("seed", range(8))
async def test_no_damage_is_a_traceback(tmp_path: Path, seed: int) -> None:
    """Wherever bytes are lost, the store opens or says so, and saves again."""
    import random

    await filled(tmp_path)
    random_places = random.Random(seed)
    for name in ("cache.sqlite3", "writing.sqlite3"):
        size = (tmp_path / name).stat().st_size
        for _ in range(6):
            overwrite(tmp_path / name, random_places.randrange(size - 300), 300)
    store = Store.open(tmp_path)
    await store.cache.write(timelines.merge, "timeline", page(300, 299), reach=Newest())
    await store.cache.read(search.search, "words", limit=5)
    rows = await store.cache.read(timelines.rows, "timeline", limit=500)
    await store.cache.read(timelines.posts, rows)
    id = await store.outbox.write(drafts.save_draft, Draft(kind="post", text="On we go"))
    saved = await store.outbox.write(drafts.draft, id)
    assert saved is not None and saved.text == "On we go"
    await store.outbox.write(queue.entries)
    await store.close()
