"""Drafts, and the order and the states of the outbox."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace

from mbtui.outbox import kinds, queue
from mbtui.outbox.entry import NEVER, OutboxEntry, State, Write
from mbtui.store import Store, drafts
from mbtui.store.drafts import Draft


def claim(file: sqlite3.Connection, now: float = 100.0) -> OutboxEntry | None:
    return queue.claim_next(file, not_repeatable=kinds.NOT_REPEATABLE, now=now)


def test_a_draft_is_kept_changed_and_discarded(file: sqlite3.Connection) -> None:
    """Each keeps its id, and the last changed comes first."""
    one = drafts.save_draft(file, Draft(kind="reply", post_id=5, target="tomas", text="An"), now=1.0)
    two = drafts.save_draft(file, Draft(kind="post", title="T", details={"photos": ["a.jpg"]}), now=2.0)
    assert drafts.save_draft(file, Draft(id=one, kind="reply", post_id=5, text="Answer"), now=3.0) == one
    first, second = drafts.drafts(file)
    assert (first.id, first.text, first.created_at, first.changed_at) == (one, "Answer", 1.0, 3.0)
    assert (second.id, second.title, second.details) == (two, "T", {"photos": ["a.jpg"]})
    assert drafts.draft_for(file, "reply", 5) == first
    assert drafts.draft_for(file, "post", None) == second
    assert drafts.draft_for(file, "reply", 6) is None
    assert not drafts.delete_draft(file, replace(first, text="An"))
    assert drafts.delete_draft(file, first)
    assert drafts.draft(file, one) is None


def test_words_typed_after_a_draft_left_are_kept(file: sqlite3.Connection) -> None:
    """When another program sent or discarded it, what is typed on is a new draft."""
    old = drafts.save_draft(file, Draft(kind="post", text="One"))
    drafts.delete_draft(file, Draft(id=old, kind="post", text="One"))
    new = drafts.save_draft(file, Draft(id=old, kind="post", text="One and more"))
    assert new != old
    assert [draft.text for draft in drafts.drafts(file)] == ["One and more"]


def test_any_text_can_be_typed(file: sqlite3.Connection) -> None:
    """Half a pair from a broken paste costs one character, not the draft."""
    drafts.save_draft(file, Draft(kind="post", text="a\ud800b\0c 🖖"))
    assert drafts.drafts(file)[0].text == "a\ufffdb\0c 🖖"


def test_entries_are_given_out_in_order_one_at_a_time(file: sqlite3.Connection) -> None:
    """The next comes when the one in hand is laid down."""
    first = queue.enqueue(file, Write(kind="star", post_id=1))
    second = queue.enqueue(file, Write(kind="reply", post_id=1, text="Hello"))
    taken = claim(file)
    assert taken is not None and (taken.id, taken.state, taken.attempts) == (first.id, "sending", 1)
    assert queue.next_turn(file) == 0.0, "its sender may have ended"
    assert queue.finish(file, first.id, "sent")
    taken = claim(file)
    assert taken is not None and taken.id == second.id
    assert queue.finish(file, second.id, "sent")
    assert queue.next_turn(file) is None and claim(file) is None
    assert queue.entries(file) == []
    assert [entry.id for entry in queue.entries(file, states=["sent"])] == [first.id, second.id]


def test_what_must_wait_holds_up_what_is_behind_it(file: sqlite3.Connection) -> None:
    """Offline, the order is kept; `hurry` tries at once."""
    first = queue.enqueue(file, Write(kind="star", post_id=1))
    queue.enqueue(file, Write(kind="star", post_id=2))
    claim(file)
    queue.finish(file, first.id, "queued", reason="No network.", not_before=500.0)
    assert claim(file, now=499.0) is None
    assert queue.next_turn(file) == 500.0
    queue.hurry(file)
    taken = claim(file, now=499.0)
    assert taken is not None and (taken.id, taken.attempts, taken.reason) == (first.id, 2, "No network.")


@pytest.mark.parametrize("state", ["refused", "uncertain"])
def test_what_needs_a_person_holds_up_nothing(file: sqlite3.Connection, state: State) -> None:
    """The rest goes on without it."""
    first = queue.enqueue(file, Write(kind="reply", post_id=1, text="Hello"))
    second = queue.enqueue(file, Write(kind="star", post_id=2))
    claim(file)
    queue.finish(file, first.id, state, reason="No.", not_before=NEVER)
    taken = claim(file)
    assert taken is not None and taken.id == second.id
    assert [(entry.state, entry.is_waiting) for entry in queue.entries(file)] == [
        (state, False),
        ("sending", True),
    ]


@pytest.mark.parametrize(
    ("kind", "is_exposed", "expected"),
    [
        ("star", True, "sending"),
        ("reply", False, "sending"),
        ("reply", True, "uncertain"),
        ("post", True, "uncertain"),
        ("edit", True, "sending"),
    ],
)
def test_an_entry_whose_sender_died_goes_on(
    file: sqlite3.Connection, kind: str, is_exposed: bool, expected: str
) -> None:
    """Again, or uncertain when it must not be doubled and may have left."""
    entry = queue.enqueue(file, Write(kind=kind, post_id=1))
    claim(file)
    if is_exposed:
        assert queue.expose(file, entry.id, {"known": [1]}, now=100.0)
    taken = claim(file)
    assert taken is not None and (taken.id, taken.state) == (entry.id, expected)


def test_what_the_reader_decides_while_it_is_looked_for_holds(file: sqlite3.Connection) -> None:
    """Sent again, made a draft or discarded: the look that ends later changes nothing."""
    entries = [queue.enqueue(file, Write(kind="reply", post_id=number, text="Hello")) for number in range(3)]
    for entry in entries:
        claim(file)
        queue.finish(file, entry.id, "uncertain", not_before=NEVER)
    one, two, three = entries
    assert queue.resend(file, one.id, is_certain=True)
    assert queue.edit(file, two.id) is not None
    assert queue.discard(file, three.id) is not None
    for entry in entries:
        assert not queue.finish(file, entry.id, "uncertain", not_before=NEVER)
        assert not queue.expose(file, entry.id, {})
    assert [entry.state for entry in queue.entries(file)] == ["queued"]


def test_exposure_keeps_its_first_time_until_it_is_surely_not_sent(file: sqlite3.Connection) -> None:
    """What is looked for may have arrived since the first try."""
    entry = queue.enqueue(file, Write(kind="reply", post_id=1, text="Hello"))
    claim(file)
    queue.expose(file, entry.id, {}, now=100.0)
    queue.finish(file, entry.id, "uncertain", not_before=110.0)
    claim(file, now=120.0)
    queue.expose(file, entry.id, {}, now=120.0)
    found = queue.entry(file, entry.id)
    assert found is not None and found.exposed_at == 100.0
    queue.finish(file, entry.id, "queued")
    found = queue.entry(file, entry.id)
    assert found is not None and not found.is_exposed


def test_star_and_unstar_are_one_write_until_it_is_on_its_way(file: sqlite3.Connection) -> None:
    """The last wish counts; one on its way is followed by another."""

    def star(is_on: bool) -> OutboxEntry:
        return queue.enqueue(file, Write(kind="star", post_id=1, details={"is_on": is_on}), is_replacing=True)

    first = star(True)
    assert star(False).id == first.id
    assert [entry.details for entry in queue.entries(file)] == [{"is_on": False}]
    claim(file)
    assert star(True).id != first.id
    latest = queue.latest_waiting(file, Write(kind="star", post_id=1, target=""))
    assert latest is not None and latest.details == {"is_on": True}
    assert queue.latest_waiting(file, Write(kind="star", post_id=2, target="")) is None


def test_a_draft_becomes_an_entry_in_one_step(file: sqlite3.Connection) -> None:
    """The words are in one place or the other, never in both or none; and back."""
    draft = drafts.save_draft(file, Draft(kind="reply", post_id=5, target="tomas", text="Answer"))
    entry = queue.enqueue(file, Draft(id=draft, kind="reply", post_id=5, target="tomas", text="Answer"))
    assert drafts.drafts(file) == []
    assert queue.needed_ids(file) == {5}
    back = queue.edit(file, entry.id)
    assert back is not None and (back.kind, back.post_id, back.text) == ("reply", 5, "Answer")
    assert queue.entries(file) == []
    assert drafts.draft(file, back.id) is not None
    assert queue.needed_ids(file) == {5}


def test_what_is_on_its_way_can_not_be_changed(file: sqlite3.Connection) -> None:
    """Not edited, discarded or sent again while it is on its way."""
    entry = queue.enqueue(file, Write(kind="reply", post_id=5, text="Answer"))
    claim(file)
    assert queue.edit(file, entry.id) is None
    assert queue.discard(file, entry.id) is None
    assert not queue.resend(file, entry.id)
    queue.finish(file, entry.id, "sent")
    assert queue.discard(file, entry.id) is None
    assert queue.edit(file, 777) is None


@pytest.mark.parametrize(
    ("state", "is_certain", "expected"),
    [("refused", False, "queued"), ("uncertain", False, "uncertain"), ("uncertain", True, "queued")],
)
def test_the_reader_can_send_again(file: sqlite3.Connection, state: State, is_certain: bool, expected: str) -> None:
    """What was refused at once; what is uncertain is looked for first, unless the reader knows. It begins anew."""
    entry = queue.enqueue(file, Write(kind="reply", post_id=5, text="Answer"))
    claim(file)
    queue.expose(file, entry.id, {})
    queue.finish(file, entry.id, state, reason="No.", not_before=NEVER)
    assert queue.resend(file, entry.id, is_certain=is_certain)
    found = queue.entry(file, entry.id)
    assert found is not None and (found.state, found.reason, found.is_waiting) == (expected, "", True)
    assert found.attempts == 0


def test_what_was_sent_is_forgotten_after_a_while(file: sqlite3.Connection) -> None:
    """Sent entries are kept to tell like texts apart, not for ever."""
    for number in range(3):
        entry = queue.enqueue(file, Write(kind="reply", post_id=5, target="tomas", text="Thanks"))
        claim(file)
        queue.finish(file, entry.id, "sent", now=number * 100.0)
    last = queue.enqueue(file, Write(kind="reply", post_id=5, target="tomas", text="Thanks"))
    queue.enqueue(file, Write(kind="reply", post_id=6, target="tomas", text="Thanks"))
    assert len(queue.sent_alike(file, last)) == 3
    queue.forget_sent(file, older_than=150.0)
    assert len(queue.sent_alike(file, last)) == 1


TYPING = """
import asyncio, sys
from pathlib import Path
from mbtui.store import Store
from mbtui.outbox import queue
from mbtui.store import drafts
from mbtui.store.drafts import Draft

async def main(folder):
    store = Store.open(Path(folder))
    id = 0
    for number in range(100_000):
        draft = Draft(id=id, kind="post", text="x" * (number % 5000) + f" {number}")
        id = await store.outbox.write(drafts.save_draft, draft)
        print(number, flush=True)

asyncio.run(main(sys.argv[1]))
"""


@pytest.mark.parametrize("lines", [1, 7, 23, 40])
def test_what_was_saved_survives_kill_9(tmp_path: Path, lines: int) -> None:
    """The draft holds at least what was reported as saved when the program died."""
    import signal
    import subprocess
    import sys

    program = subprocess.Popen([sys.executable, "-c", TYPING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert program.stdout is not None
    with program.stdout:
        saved = [int(program.stdout.readline()) for _ in range(lines)][-1]
        program.send_signal(signal.SIGKILL)
        program.wait()
    store = Store.open(tmp_path)
    connection = store.outbox.direct
    (draft,) = drafts.drafts(connection)
    assert int(draft.text.split()[-1]) >= saved
    assert store.notices == []
    store.close_now()
