"""`mbtui search`: people on the server, or with --saved the posts that are saved here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import asdict

from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.people import listed
from mbtui.cli.printing import show_post
from mbtui.cli.read import DEFAULT_COUNT

if TYPE_CHECKING:
    from mbtui.api import Post
    from mbtui.store.posts import PostDetails, SavedPost


async def search(context: Context) -> None:
    given = context.arguments
    words = " ".join(given.text)
    if not words.strip():
        raise Failure("There is nothing to search for. Give a name, or with --saved words of a post.")
    if not given.saved:
        await listed(context, words)
        return
    from mbtui.store import posts, search

    with context.saved() as store:
        if store is None:
            raise Failure("No posts are saved here yet; the full screen saves what it shows.", Exit.NOT_FOUND)
        limit = DEFAULT_COUNT if given.count is None else given.count
        for hit in store.cache.read_now(search.search, words, limit=limit):
            details = store.cache.read_now(posts.details_of, hit.post.id)
            if details is not None:
                show_post(context, _as_sent(hit.post, details), hit.post.document)


def _as_sent(saved: SavedPost, details: PostDetails) -> Post:
    """A saved post as the server had sent it."""
    from mbtui.api import Author, Post

    def moment(seconds: float | None) -> datetime | None:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None

    same = {name: value for part in (saved, details) for name, value in asdict(part).items()}
    same["author"] = Author(saved.author_name, saved.username, saved.author_url, saved.avatar_url)
    same["published_at"], same["favorited_at"] = moment(saved.published_at), moment(details.favorited_at)
    return Post(**{name: value for name, value in same.items() if name in Post.__struct_fields__})
