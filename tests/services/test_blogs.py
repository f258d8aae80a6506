"""What is known of the reader's blogs, online and offline."""

from __future__ import annotations

from pathlib import Path

import pytest

from mbtui.api import Client
from mbtui.api.errors import ServiceUnavailable
from mbtui.demo import DemoServer
from mbtui.services.blogs import ask_for_blogs, remember_choice, saved_blogs
from mbtui.store import Store, places
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import PostParts, with_parts

TRAINS = "https://trains.example/"


async def test_what_was_told_is_known_offline(demo: DemoServer, tmp_path: Path) -> None:
    """Blogs with the services and categories of those that were asked about; what is chosen for one is its own."""
    store = Store.open(tmp_path)
    async with Client(demo.token, demo.url) as client:
        told = await ask_for_blogs(client, store, "", now=5.0)
        assert [(blog.title, blog.is_default) for blog in told.blogs] == [
            ("Allotment notes", True),
            ("Slow trains", False),
        ]
        assert told.of("").services and not told.of(TRAINS).services
        told = await ask_for_blogs(client, store, TRAINS, now=6.0)
        assert told.of("").categories and told.of(TRAINS).services and told.asked_at == 6.0
        demo.stop()
        with pytest.raises(ServiceUnavailable):
            await ask_for_blogs(client, store, "", now=7.0)
    assert await saved_blogs(store) == told
    post = with_parts(Draft(kind="post", target=TRAINS), PostParts(categories=("rails",), syndicate_to=("bluesky-1",)))
    await remember_choice(store, post)
    known = await saved_blogs(store)
    assert known.last_uid == TRAINS
    assert known.of(TRAINS).syndicate_to == ("bluesky-1",) and known.of("").syndicate_to is None
    assert known.of(TRAINS).categories == (*told.of(TRAINS).categories, "rails")
    await store.close()


async def test_what_a_later_version_has_kept_is_asked_for_anew(tmp_path: Path) -> None:
    """Nothing is known then, and the next post is remembered again."""
    store = Store.open(tmp_path)
    await store.cache.write(places.set, "blogs", {"blogs": "somewhere else"})
    assert not (await saved_blogs(store)).blogs
    await remember_choice(store, Draft(kind="post"))
    assert [blog.uid for blog in (await saved_blogs(store)).blogs] == [""]
    await store.close()
