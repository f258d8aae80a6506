"""What is typed is on the disk: once, whole, and as nobody else's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from msgspec.structs import replace

from mbtui.outbox import queue
from mbtui.services import draft_keeper
from mbtui.services.draft_keeper import DraftKeeper, unfinished
from mbtui.store import Store, StoreError, drafts
from mbtui.store.database import Connect, connect
from mbtui.store.drafts import Draft
from tests.cases import case
from tests.store.disks import FullDisk, HeldDisk

POST = Draft(kind="post")
REPLY = Draft(kind="reply", post_id=5, target="tomas", text="@tomas ")


class Writer:
    """Somebody who writes, without a terminal."""

    def __init__(self, folder: Path, connect: Connect = connect) -> None:
        self.store = Store.open(folder, connect=connect)
        self.parts: dict[str, object] = {}
        self.heard: list[str] = []
        self.keeper = DraftKeeper(
            self.store,
            on_failure=lambda error: self.heard.append(f"failed: {error}"),
            on_recovery=lambda: self.heard.append("saved again"),
            on_count=lambda: self.heard.append("count"),
        )

    def open(self, draft: Draft) -> None:
        """Begin a text, or go on with one."""
        self.parts = {}
        self.keeper.open(draft, lambda draft: replace(draft, **self.parts))

    def write(self, text: str, **parts: object) -> None:
        """Change the text, or other parts of the draft."""
        self.parts |= {"text": text, **parts}
        self.keeper.touch()

    async def texts(self) -> list[str]:
        """The drafts on the disk."""
        return [draft.text for draft in await self.store.outbox.write(drafts.drafts)]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something that another task does."""
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110  (what is waited for is no event)
                await asyncio.sleep(0)


@contextmanager
def writing(folder: Path, connect: Connect = connect) -> Iterator[Writer]:
    """Write into files of the test's own."""
    writer = Writer(folder, connect)
    try:
        yield writer
    finally:
        writer.store.close_now()


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass before saving."""
    monkeypatch.setattr(draft_keeper, "SAVE_SECONDS", 0)
    monkeypatch.setattr(draft_keeper, "RETRY_SECONDS", 0)


@pytest.mark.usefixtures("_quick")
async def test_what_is_typed_is_saved_by_itself_until_it_is_closed(tmp_path: Path) -> None:
    """One draft, however often it changes; all of its parts; and the loop ends with it."""
    with writing(tmp_path) as writer:
        writer.open(POST)
        saving = asyncio.create_task(writer.keeper.run())
        writer.write("leeks")
        await writer.until(lambda: writer.keeper.draft_id)
        writer.write("leeks", title="Frost", details={"categories": ["garden"]})
        assert await writer.keeper.put_away()
        await asyncio.wait_for(saving, 20)
        (kept,) = await writer.store.outbox.read(drafts.drafts)
        assert (kept.text, kept.title, kept.details) == ("leeks", "Frost", {"categories": ["garden"]})
        assert writer.heard == ["count"] and writer.keeper.draft is None


async def test_a_text_with_nothing_in_it_is_no_draft(tmp_path: Path) -> None:
    """Neither when it begins, nor when all was taken out again; the name that a reply begins with is nothing."""
    with writing(tmp_path) as writer:
        for begun, blank in ((POST, " \n"), (REPLY, "@tomas"), (REPLY, "")):
            writer.heard.clear()
            writer.open(begun)
            assert await writer.keeper.keep() and not await writer.texts()
            writer.write("@tomas leeks")
            assert await writer.keeper.keep() and await writer.texts() == ["@tomas leeks"]
            writer.write(blank)
            assert await writer.keeper.keep() and not await writer.texts()
            assert writer.heard == ["count", "count"]
        writer.open(POST)
        writer.write("", title="Frost")
        assert await writer.keeper.keep() and await writer.texts() == [""]


@pytest.mark.usefixtures("_quick")
async def test_a_full_disk_is_told_once_and_tried_again(tmp_path: Path) -> None:
    """With room, what was typed is saved without another key, and that is told."""
    disk = FullDisk()
    with writing(tmp_path, disk.connect) as writer:
        disk.fill()
        writer.open(POST)
        saving = asyncio.create_task(writer.keeper.run())
        writer.write("leeks")
        assert not await writer.keeper.keep() and not await writer.keeper.keep()
        assert not await writer.keeper.put_away() and writer.keeper.draft is not None
        disk.empty()
        await writer.until(lambda: writer.keeper.draft_id)
        assert [words[:6] for words in writer.heard] == ["failed", "saved ", "count"]
        assert await writer.keeper.put_away()
        await saving


@pytest.mark.parametrize("act", ["sent", "changed"])
async def test_a_draft_that_another_program_has_touched_is_left_to_it(tmp_path: Path, act: str) -> None:
    """What is typed here becomes a draft of its own, whichever part was changed there."""
    with writing(tmp_path) as writer:
        writer.open(POST)
        writer.write("leeks")
        await writer.keeper.keep()
        id = writer.keeper.draft_id
        await writer.keeper.catch_up()
        assert writer.keeper.draft_id == id
        if act == "sent":
            await writer.store.outbox.write(drafts.delete_draft, replace(POST, id=id, text="leeks"))
        else:
            await writer.store.outbox.write(drafts.save_draft, replace(POST, id=id, text="leeks", title="Frost"))
        await writer.keeper.catch_up()
        assert await writer.keeper.keep()
        assert await writer.texts() == (["leeks"] if act == "sent" else ["leeks", "leeks"])
        assert writer.keeper.draft_id != id


async def test_words_that_another_program_has_saved_stay_when_ours_leave(tmp_path: Path) -> None:
    """Nobody has looked meanwhile: what leaves is what is seen here."""
    with writing(tmp_path) as writer:

        async def send(draft: Draft, saved: Draft) -> None:
            await writer.store.outbox.write(queue.enqueue, draft, before=saved)

        def empty() -> Awaitable[object]:
            writer.write("")
            return writer.keeper.keep()

        acts = {"sent": lambda: writer.keeper.hand_over(send), "discarded": writer.keeper.discard, "emptied": empty}
        for number, (name, act) in enumerate(acts.items(), 1):
            with case(name):
                for is_shared in (False, True):
                    writer.open(POST)
                    writer.write("leeks")
                    await writer.keeper.keep()
                    theirs = replace(POST, id=writer.keeper.draft_id, text="leeks, and how they grow")
                    if is_shared:
                        await writer.store.outbox.write(drafts.save_draft, theirs)
                    writer.write("leeks!")
                    await act()
                assert await writer.texts() == [theirs.text] * number


async def test_what_was_discarded_comes_back(tmp_path: Path) -> None:
    """Also what was typed a moment ago and never saved."""
    with writing(tmp_path) as writer:
        for is_saved in (True, False):
            writer.open(REPLY)
            writer.write("@tomas leeks")
            assert not is_saved or await writer.keeper.keep()
            discarded = await writer.keeper.discard()
            assert discarded is not None and not await writer.texts()
            assert writer.keeper.draft is None and await writer.keeper.discard() is None
            back = await writer.keeper.bring_back(discarded)
            assert await writer.texts() == ["@tomas leeks"]
            assert await unfinished(writer.store, REPLY, None) == await writer.store.outbox.read(drafts.draft, back.id)
            await writer.store.outbox.write(drafts.delete_draft, back)


async def test_what_is_sent_is_closed_and_what_is_not_taken_stays(tmp_path: Path) -> None:
    """The draft is given as it is written at that moment."""
    with writing(tmp_path) as writer:
        given: list[Draft] = []

        async def send(draft: Draft, saved: Draft) -> str:
            given.append(draft)
            if len(given) == 1:
                raise StoreError("There is no room left.")
            return "taken"

        writer.open(POST)
        writer.write("leeks")
        with pytest.raises(StoreError):
            await writer.keeper.hand_over(send)
        writer.write("leeks and frost")
        assert await writer.keeper.hand_over(send) == "taken"
        assert await writer.keeper.hand_over(send) is None
        assert [draft.text for draft in given] == ["leeks", "leeks and frost"]
        assert await writer.keeper.keep() and not await writer.texts()


async def test_saving_that_is_cut_short_doubles_nothing(tmp_path: Path) -> None:
    """The program ends while the disk is busy with the draft: what saves it last goes on with the same one."""
    disk = HeldDisk()
    with writing(tmp_path, disk.connect) as writer:
        writer.open(POST)
        writer.write("leeks")
        disk.hold()
        first = asyncio.create_task(writer.keeper.keep())
        await asyncio.sleep(0)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        writer.write("leeks and frost")
        last = asyncio.create_task(writer.keeper.keep())
        await asyncio.sleep(0)
        disk.release()
        assert await last
        assert await writer.texts() == ["leeks and frost"]


async def test_sending_that_is_cut_short_keeps_no_draft_of_it(tmp_path: Path) -> None:
    """What the outbox has taken is not a draft as well."""
    with writing(tmp_path) as writer:
        writer.open(POST)
        writer.write("leeks")
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def send(draft: Draft, saved: Draft) -> None:
            begun.set()
            await go_on.wait()

        sending = asyncio.create_task(writer.keeper.hand_over(send))
        await begun.wait()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        last = asyncio.create_task(writer.keeper.keep())
        go_on.set()
        assert await last and not await writer.texts()
