"""The tags that the reader puts on bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mbtui.outbox.entry import OutboxEntry, Write
from mbtui.outbox.kinds.kind import Kind, details_of, post_id_of
from mbtui.store import Store, post_flags

if TYPE_CHECKING:
    from mbtui.api import Client


def tag(post_id: int, tags: Sequence[str], *, was: Sequence[str]) -> Write:
    """Let a bookmark have these tags and no others, in place of those that it `was` shown with."""
    return Write(kind="tags", post_id=post_id, details={"tags": list(tags), "was": list(was)})


def tags_in(typed: str) -> tuple[str, ...]:
    """Read tags as they are typed, with commas between; each once, whatever its capitals."""
    found: dict[str, str] = {}
    for part in typed.split(","):
        if word := " ".join(part.split()).removeprefix("#"):
            found.setdefault(word.casefold(), word)
    return tuple(found.values())


class Tags(Kind):
    """All tags of one bookmark."""

    id = "tags"
    about = "post"
    is_replacing = True
    is_of_bookmarks = True

    def name(self, write: Write) -> str:
        return "The change to the tags"

    async def inverse(self, store: Store, entry: OutboxEntry) -> Write | None:
        return tag(post_id_of(entry), _written(entry, "was"), was=_written(entry, "tags"))

    async def send(self, client: Client, entry: OutboxEntry) -> None:
        await client.posts.tag_bookmark(post_id_of(entry), _written(entry, "tags"))

    async def apply(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(post_flags.set_tags_pending, post_id_of(entry), _written(entry, "tags"))

    async def take_back(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(post_flags.set_tags_pending, post_id_of(entry), None)

    async def confirm(self, store: Store, entry: OutboxEntry) -> None:
        await store.cache.write(post_flags.confirm_tags, post_id_of(entry), _written(entry, "tags"))


def _written(entry: OutboxEntry, name: str) -> list[str]:
    return details_of(entry, dict[str, list[str]])[name]
