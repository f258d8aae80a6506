"""The tags and the highlights of the bookmarks: as Micro.blog has them, and as they were when it was asked last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from mbtui.api.errors import NotFound
from mbtui.outbox import queue
from mbtui.outbox.kinds import highlight
from mbtui.store import Store, places, post_flags

if TYPE_CHECKING:
    from mbtui.api import Highlight
    from mbtui.services.timeline import ClientProvider

_TAGS = "bookmark_tags"
"""Under which name those that Micro.blog told of last are remembered."""
MOST_TAGS_KEPT, MOST_HIGHLIGHTS_KEPT = 10_000, 500
"""For when Micro.blog does not answer."""
NO_TAGS = "This server keeps no tags of bookmarks."
NO_HIGHLIGHTS = "This server tells of no highlights."


class Bookmarks:
    """What stands beside the bookmarks of one account. All of it may raise `StoreError`."""

    def __init__(self, store: Store, client: ClientProvider) -> None:
        self._store = store
        self._client = client
        self.lacks_tags = False
        """Whether the server has said, in this session, that it knows no tags; it is not asked again."""
        self.lacks_highlights = False

    async def tags(self) -> list[str]:
        """Give the tags that are known here, those that wait to be sent included, by name."""
        kept = await self._store.cache.read(places.get, _TAGS, [])
        used = await self._store.cache.read(post_flags.tags_in_use)
        return sorted({str(tag).casefold(): str(tag) for tag in (*kept, *used)}.values(), key=str.casefold)

    async def ask_for_tags(self) -> list[str]:
        """Ask Micro.blog for the tags, and give all that are known; may raise `MicroblogError`."""
        if not self.lacks_tags:
            try:
                found = await self._client().posts.bookmark_tags()
            except NotFound:
                self.lacks_tags = True
            else:
                await self._store.cache.write(places.set, _TAGS, list(found[:MOST_TAGS_KEPT]))
        return await self.tags()

    async def highlights(self) -> tuple[Highlight, ...]:
        """Give the highlights as they were when Micro.blog was asked last, without those that are being deleted."""
        from mbtui.api import Highlight

        kept = await self._store.cache.read(places.get, highlight.REMEMBERED, [])
        try:
            return await self._remaining(msgspec.convert(kept, tuple[Highlight, ...]))
        except msgspec.ValidationError:
            return ()

    async def ask_for_highlights(self) -> tuple[Highlight, ...]:
        """Ask Micro.blog for the highlights; may raise `MicroblogError`. Those that are being deleted are left out."""
        try:
            found = await self._client().posts.highlights()
        except NotFound:
            self.lacks_highlights = True
            return ()
        await self._store.cache.write(
            places.set, highlight.REMEMBERED, msgspec.to_builtins(found[:MOST_HIGHLIGHTS_KEPT])
        )
        return await self._remaining(found)

    async def _remaining(self, highlights: Sequence[Highlight]) -> tuple[Highlight, ...]:
        waiting = await self._store.outbox.read(queue.entries, states=["queued", "sending"])
        leaving = {entry.target for entry in waiting if entry.kind == highlight.Highlight.id}
        return tuple(each for each in highlights if str(each.id) not in leaving)
