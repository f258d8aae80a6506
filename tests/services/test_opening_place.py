"""Where a timeline is opened that was left at a row."""

from __future__ import annotations

from pathlib import Path

from mbtui.api import Client
from mbtui.services.timeline import Timeline
from mbtui.store import Store, places, timelines
from mbtui.store.places import Place
from mbtui.store.timelines import Whole
from tests.store.samples import page


def _no_client() -> Client:
    raise AssertionError("Nothing is asked for.")


async def test_where_the_row_is_gone_the_one_under_it_takes_its_place(tmp_path: Path) -> None:
    """On its line of the screen, and from its beginning: so far as the other was read, this one was not.

    A conversation may wait for the row.
    """
    store = Store.open(tmp_path)
    for name in ("timeline", "conversation/20"):
        await store.cache.write(timelines.merge, name, page(*range(20, 0, -1)), reach=Whole())
    for kept, gone, expected in (
        (Place(15, 4, 0), (), Place(15, 4, 0)),
        (Place(15, 4, 0), (15,), Place(14, 4, 0)),
        (Place(14, -3, 3), (15, 14), Place(13, 0, 0)),
        (Place(1, 4, 0), (15, 14, 1), Place(2, 4, 0)),
    ):
        await store.cache.write(places.set_place, "timeline", kept)
        rest = [each for each in page(*range(20, 0, -1)) if each[0].id not in gone]
        await store.cache.write(timelines.merge, "timeline", rest, reach=Whole())
        frame = await Timeline("timeline", store, _no_client).saved_frame(None, rows=5)
        assert (frame.place, frame.highlight) == (expected, expected.highlighted_id)
        assert frame.highlight in frame.window.rows
    frame = await Timeline("conversation/20", store, _no_client).saved_frame(30, rows=5)
    assert frame.highlight == 30
    await store.close()
