"""Bookmarks, which were called favorites: keeping posts, and tags on them."""

from __future__ import annotations

from mbtui.demo.call import Answer, Call, route
from mbtui.demo.reader import Bookmark
from mbtui.demo.routes.posts import wanted_post


@route("GET /posts/favorites", "GET /posts/bookmarks")
def bookmarks(call: Call) -> Answer:
    """Ordered by when they were kept."""
    world, serializer, paging = call.world, call.serializer, call.paging
    tag, query = call.text("tag").casefold(), call.text("q").casefold()
    kept = sorted(call.reader.bookmarks.values(), key=lambda entry: (entry.favorited_at, entry.post_id), reverse=True)
    ids = [entry.post_id for entry in kept]
    if paging.since_id in ids:
        kept = kept[: ids.index(paging.since_id)]
    if paging.before_id in ids:
        kept = kept[ids.index(paging.before_id) + 1 :]
    items = [
        serializer.bookmark_item(post, entry)
        for entry in kept
        if (not tag or tag in entry.tags) and (post := world.find(entry.post_id)) and query in post.html.casefold()
    ]
    return serializer.feed("Bookmarks", call.path, items[: paging.count], is_showing_summaries=False)


@route("POST /posts/favorites", "POST /posts/bookmarks")
def bookmark(call: Call) -> Answer:
    post = wanted_post(call, call.integer("id"))
    kept = call.reader.bookmarks
    kept.setdefault(post.id, Bookmark(post.id, call.world.now()))
    return {}


@route("DELETE /posts/favorites/{id:int}", "DELETE /posts/bookmarks/{id:int}")
def remove_bookmark(call: Call) -> Answer:
    post_id = call.path_params["id"]
    if call.reader.bookmarks.pop(post_id, None) is None:
        wanted_post(call, post_id)
    return {}


@route("GET /posts/bookmarks/{id:int}", "POST /posts/bookmarks/{id:int}")
def one_bookmark(call: Call) -> Answer:
    """One entry; POST sets its tags."""
    entry = call.reader.bookmarks.get(call.path_params["id"])
    post = wanted_post(call, entry.post_id if entry else None)
    assert entry is not None
    if call.method == "POST":
        entry.tags = tuple(tag for part in call.text("tags").split(",") if (tag := part.strip().casefold()))
    return call.serializer.feed("Bookmark", call.path, [call.serializer.bookmark_item(post, entry)])


@route("GET /posts/bookmarks/tags")
def bookmark_tags(call: Call) -> Answer:
    """All of them by name, or with recent=1 the latest ones."""
    kept = sorted(call.reader.bookmarks.values(), key=lambda entry: entry.favorited_at, reverse=True)
    tags = list(dict.fromkeys(tag for entry in kept for tag in entry.tags))
    return tags[: call.integer("count") or 10] if call.flag("recent") else sorted(tags)


@route("DELETE /posts/bookmarks/highlights/{id:int}")
def remove_highlight(call: Call) -> Answer:
    """One that is gone already does no harm; what micro.blog answers then is not known."""
    call.reader.highlights.pop(call.path_params["id"], None)
    return {}


@route("GET /posts/bookmarks/highlights")
def highlights(call: Call) -> Answer:
    """The last one marked first."""
    items = [call.serializer.highlight_item(found) for found in reversed(call.reader.highlights.values())]
    return call.serializer.feed("Highlights", call.path, items, count=len(items))
