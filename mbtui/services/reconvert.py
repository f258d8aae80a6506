"""Converting saved posts again after the converter has changed: newest first, a few at a time, off the event loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.content.document import VERSION, Document
from mbtui.store import Store, places, posts

BATCH = 50
_SETTING = "converted_by"
"""The version that has converted everything; without it each start would look through all posts."""


async def reconvert(store: Store, tell: Callable[[Sequence[int]], None]) -> None:
    """Convert what another version of the converter made; `tell` is given the posts that are drawn differently now.

    Raises:
        StoreError: It could not be saved; what was converted stays, and the next start goes on.
    """
    if await store.cache.read(places.get, _SETTING, 0) == VERSION:
        return
    before_id: int | None = None
    while found := await store.cache.read(posts.outdated, limit=BATCH, before_id=before_id):
        await store.cache.write(posts.replace_documents, await in_daemon_thread(partial(_converted, found)))
        ids = [id for id, _, _ in found]
        before_id = ids[-1]
        tell(ids)
    await store.cache.write(places.set, _SETTING, VERSION)


def _converted(found: Sequence[tuple[int, str, str]]) -> list[tuple[int, Document]]:
    from mbtui.content.convert import base_url, convert

    # HTML that is damaged reads as empty; the words that are there are better than none.
    return [(id, convert(html, base_url=base_url(html, url))) for id, html, url in found if html]
