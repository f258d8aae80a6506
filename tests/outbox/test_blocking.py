"""Blocking and reporting people."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from mbtui.outbox import effects
from mbtui.outbox.kinds.block import block
from mbtui.outbox.kinds.report import report
from mbtui.store import Store, people
from tests.outbox.outboxes import desk


async def _blocked(store: Store) -> list[str]:
    return [muted.username for muted in await store.cache.read(people.blocked)]


async def test_a_block_is_shown_at_once_sent_and_taken_back(demo: DemoServer, tmp_path: Path) -> None:
    """Also when it waits over a start; the list from Micro.blog does not undo what waits; case does not count."""
    server = demo.world.reader("ines").blocks
    async with desk(demo, tmp_path) as at:
        await at.store.cache.write(people.set_blocked, ["dealbird"])
        with demo.fault("hold", path="/users/block"):
            entry = await at.outbox.put(block("isla", True))
            assert await _blocked(at.store) == ["isla", "dealbird"]
            await at.store.cache.write(people.set_blocked, ["dealbird", "Isla"])
            assert await _blocked(at.store) == ["Isla", "dealbird"]
            await at.store.cache.write(people.set_blocked, ["dealbird"])
            await at.store.cache.write(people.set_block_pending, "ISLA", None)
            assert await _blocked(at.store) == ["dealbird"]
            await effects.restore(at.store)
            assert await _blocked(at.store) == ["isla", "dealbird"]
        await at.until_state("sent", entry.id)
        assert await _blocked(at.store) == ["dealbird", "isla"]
        assert [each.username for each in server] == ["dealbird", "isla"]
        assert await at.outbox.undo(entry)
        assert await _blocked(at.store) == ["dealbird"]
        await at.until(lambda change: change.state == "sent" and not change.write.is_on)
        assert [each.username for each in server] == ["dealbird"]
        unknown = await at.outbox.put(block("nobody", True))
        await at.until_state("refused", unknown.id)
        assert await _blocked(at.store) == ["dealbird"]


async def test_a_report_is_sent_once_and_not_undone(demo: DemoServer, tmp_path: Path) -> None:
    """While it waits it can be held back; once it is sent nothing takes it back."""
    async with desk(demo, tmp_path) as at:
        entry = await at.outbox.put(report("isla"))
        await at.until_state("sent", entry.id)
        assert demo.world.reader("ines").reported == ["isla"]
        assert not await at.outbox.undo(entry)
