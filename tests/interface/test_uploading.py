"""Pictures on their way, as the reader sees it."""

from __future__ import annotations

from pathlib import Path

from mbtui.demo import DemoServer
from tests.interface.journey import reading
from tests.outbox.test_uploads import MEDIA, album, uploads


async def test_an_upload_is_told_and_stopped_by_discarding_its_post(demo: DemoServer, tmp_path: Path) -> None:
    """The status line says which file and how far, on every screen; nothing of it is left afterwards."""
    async with reading(demo, tmp_path) as journey:
        outbox = journey.app.session.outbox
        assert outbox is not None
        demo.fault("hold", path=MEDIA, method="POST")
        await outbox.put(album(journey.app.session.store.folder))
        await journey.sees("Uploading cat.png 1 of 3 · 100 %")
        await journey.press("W")
        await journey.sees("Three animals", "Uploading cat.png 1 of 3 · 100 %")
        await journey.press("d")
        await journey.sees("Discard “Three animals”?")
        await journey.press("y")
        await journey.sees("Nothing waits to be sent, and there are no drafts.")
        await journey.press("escape")
        await journey.misses("Uploading", "waiting to send")
        assert uploads(demo) == 0
        demo.mend()
