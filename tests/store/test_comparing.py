"""What a list lacks of what is saved: the difference, carried out, makes them alike."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mbtui.store import Store, timelines
from mbtui.store.comparing import difference
from tests.store.samples import page


@pytest.mark.parametrize("seed", range(30))
async def test_carried_out_it_makes_a_list_like_the_store(tmp_path: Path, seed: int) -> None:
    """Whatever rows a list lacks or has too many of, at either end or between."""
    chance = random.Random(seed)
    store = Store.open(tmp_path)
    try:
        await store.run(timelines.merge, "timeline", page(*range(100, 160)), reach=timelines.Newest())
        saved = list(await store.read(timelines.rows, "timeline", limit=1000))
        held = [row for row in saved if chance.random() < chance.choice((0.1, 0.9, 1.0))]
        for strange in range(chance.randrange(4)):
            held.insert(chance.randrange(len(held) + 1), 1000 + strange)
        merge = await store.read(difference, "timeline", held)
        for row in merge.removed:
            held.remove(row)
        for insertion in merge.insertions:
            at = len(held) if insertion.above is None else held.index(insertion.above)
            held[at:at] = insertion.rows
        assert held == saved
        assert merge.newest_id == saved[0]
    finally:
        await store.close()
