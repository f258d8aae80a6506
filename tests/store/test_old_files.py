"""A cache that an earlier mbtui has left: everything that it showed then is there."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

from mbtui.services.reconvert import reconvert
from mbtui.services.timeline import replies_setting
from mbtui.services.ui_state import LastView, last_view_now
from mbtui.store import SavedPost, Store, markers, people, places, search, timelines
from mbtui.store import posts as saved_posts
from mbtui.store.store import CACHE_NAME
from mbtui.store.timelines import Newest
from tests.store.samples import at, entry

OLD = Path(__file__).parent / "old"
"""`cache-1.sql` is a cache that mbtui 0.1.0 filled from the demo, `cache-1.json` what it read from it itself."""
SEEN: dict[str, Any] = json.loads((OLD / "cache-1.json").read_text(encoding="utf-8"))
FLAGS = (
    *("is_favorite", "is_deletable", "is_conversation", "is_mention", "is_linkpost", "is_deleted", "favorite_pending"),
)


def opened(folder: Path) -> Store:
    with closing(sqlite3.connect(folder / CACHE_NAME)) as connection:
        connection.executescript((OLD / "cache-1.sql").read_text(encoding="utf-8"))
    return Store.open(folder)


async def shown(store: Store) -> dict[str, Any]:
    """Describe every post as it was described then."""
    found = {}
    posts = await store.cache.read(timelines.posts, [int(id) for id in SEEN["posts"]])
    for post in posts.values():
        details = await store.cache.read(saved_posts.details_of, post.id)
        assert details is not None
        found[str(post.id)] = {
            "author": [post.author_name, post.username, post.author_url],
            "url": post.url,
            "published_at": post.published_at,
            "reply_to_id": post.reply_to_id,
            "flags": [name for name in FLAGS if getattr(post, name)],
            "text": post.document.plain_text,
            "html_crc32": zlib.crc32(details.content_html.encode()),
            "favorited_at": details.favorited_at,
        }
    return found


async def test_an_old_cache_opens_with_every_post_and_star(tmp_path: Path) -> None:
    """Words, HTML, stars, deletions, and rows in their order with the gap among them."""
    store = opened(tmp_path)
    assert await shown(store) == SEEN["posts"]
    for name, rows in SEEN["timelines"].items():
        assert list(await store.cache.read(timelines.rows, name, limit=99)) == rows, name
    number, *edges = SEEN["gap"]
    assert await store.cache.read(timelines.gap_edges, number) == tuple(edges)
    assert store.notices == []
    await store.close()


async def test_an_old_cache_knows_where_the_reader_was(tmp_path: Path) -> None:
    """Places, read positions, the tab that was open, and what is done with replies."""
    store = opened(tmp_path)
    for name, (highlighted, screen_row, line) in SEEN["places"].items():
        place = await store.cache.read(places.place, name)
        assert place == places.Place(highlighted, screen_row, line)
    read_to = await store.cache.read(places.read_positions)
    assert read_to == {name: places.ReadPosition(*position) for name, position in SEEN["read_positions"].items()}
    assert last_view_now(store) == LastView("discover", "discover/books")
    assert await store.cache.read(places.get, replies_setting("timeline")) is True
    heard = read_to["discover"]
    again = await store.cache.write(markers.take, "discover", heard.post_id, marked_at=heard.marked_at)
    assert again is None or not again.is_further, "what was heard then is no news"
    await store.close()


async def test_an_old_cache_knows_mutes_and_follows(tmp_path: Path) -> None:
    """Also those that wait to be sent or taken back."""
    store = opened(tmp_path)
    mutes = await store.cache.read(people.mutes, is_leaving_too=True)
    assert mutes == [people.SavedMute(*muted, id=id, is_pending=is_pending) for id, *muted, is_pending in SEEN["mutes"]]
    for name, is_following in SEEN["follows"].items():
        assert await store.cache.read(people.is_following, name) is is_following
    await store.close()


async def test_an_old_cache_goes_on(tmp_path: Path) -> None:
    """Posts are found, converted anew without a word lost, and a new page is taken in above them."""
    store = opened(tmp_path)

    async def found() -> dict[str, list[int]]:
        hits = {word: await store.cache.read(search.search, word, limit=99) for word in SEEN["search"]}
        return {word: [hit.post.id for hit in posts] for word, posts in hits.items()}

    assert await found() == SEEN["search"]
    converted: list[int] = []
    await reconvert(store, converted.extend)
    assert set(converted) == {int(id) for id in SEEN["posts"]}
    now: dict[int, SavedPost] = await store.cache.read(timelines.posts, converted)
    for id, post in now.items():
        assert post.document.plain_text.split() == SEEN["posts"][str(id)]["text"].split()
    assert await found() == SEEN["search"]
    rows = SEEN["timelines"]["timeline"]
    newer = entry(rows[0] + 1, published_at=at(1_300_000))
    await store.cache.write(timelines.merge, "timeline", [newer], reach=Newest())
    assert list(await store.cache.read(timelines.rows, "timeline", limit=99))[-len(rows) :] == rows
    await store.close()
