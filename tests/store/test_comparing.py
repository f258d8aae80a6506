"""What a list lacks of what is saved: the difference, carried out, makes them alike."""

from __future__ import annotations

import random
from array import array
from pathlib import Path

import pytest

from mbtui.store import Store, comparing, timelines
from mbtui.store.comparing import difference
from tests.store.samples import page


@pytest.mark.parametrize("piece", [7, 5_000])
@pytest.mark.parametrize("most", [10, 400])
@pytest.mark.parametrize("seed", range(30))
async def test_carried_out_it_makes_a_list_like_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, most: int, piece: int
) -> None:
    """Whatever rows a list lacks or has too many of, at either end or between, unless they are very many."""
    monkeypatch.setattr(comparing, "_PIECE", piece)
    chance = random.Random(seed)
    store = Store.open(tmp_path)
    try:
        await store.cache.write(timelines.merge, "timeline", page(*range(100, 160)), reach=timelines.Newest())
        saved = list(await store.cache.read(timelines.rows, "timeline", limit=1000))
        held = [row for row in saved if chance.random() < chance.choice((0.1, 0.9, 1.0))]
        for strange in range(chance.randrange(4)):
            held.insert(chance.randrange(len(held) + 1), 1000 + strange)
        merge = await store.cache.read(difference, "timeline", array("q", held), most=most)
        if merge is None:
            assert len(set(held) ^ set(saved)) > most
            return
        for row in merge.removed:
            held.remove(row)
        for insertion in merge.insertions:
            at = len(held) if insertion.above is None else held.index(insertion.above)
            held[at:at] = insertion.rows
        assert held == saved
        assert merge.newest_id == saved[0]
    finally:
        await store.close()


async def test_rows_that_have_changed_places_change_them_here(tmp_path: Path) -> None:
    """A post with another date is taken out and put in again."""
    store = Store.open(tmp_path)
    try:
        await store.cache.write(timelines.merge, "timeline", page(5, 4, 3, 2, 1), reach=timelines.Newest())
        merge = await store.cache.read(difference, "timeline", array("q", [4, 3, 5, 1, 2]), most=10)
        assert merge is not None
        held = [row for row in (4, 3, 5, 1, 2) if row not in merge.removed]
        for insertion in merge.insertions:
            at = len(held) if insertion.above is None else held.index(insertion.above)
            held[at:at] = insertion.rows
        assert held == [5, 4, 3, 2, 1]
    finally:
        await store.close()
