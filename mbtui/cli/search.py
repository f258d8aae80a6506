"""`mbtui search`: people on the server, or with --saved the posts that are saved here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mbtui.cli.context import Context
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.people import list_people
from mbtui.cli.printing import show_post
from mbtui.cli.read import DEFAULT_COUNT

if TYPE_CHECKING:
    from mbtui.api import Post
    from mbtui.store.posts import PostDetails, SavedPost


async def search(context: Context) -> None:
    """Search for people or posts."""
    given = context.arguments
    words = " ".join(given.words)
    if not words.strip():
        raise Failure("There is nothing to search for. Give a name, or with --saved words of a post.")
    if not given.saved:
        await list_people(context, lambda users: users.search(words))
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

    return Post(
        id=saved.id,
        author=Author(saved.author_name, saved.username, saved.author_url, saved.avatar_url),
        content_html=details.content_html,
        url=saved.url,
        published_at=moment(saved.published_at),
        date_relative=saved.date_relative,
        title=saved.title,
        summary=details.summary,
        is_favorite=saved.is_favorite,
        is_deletable=saved.is_deletable,
        is_conversation=saved.is_conversation,
        is_mention=saved.is_mention,
        is_linkpost=saved.is_linkpost,
        tags=details.tags,
        syndication=details.syndication,
        image_url=details.image_url,
        thumbnail_url=details.thumbnail_url,
        favorited_at=moment(details.favorited_at),
    )
