"""The commands that print posts of the server: one for each kind of timeline, and the topics."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from mbtui.cli.context import Access, Context
from mbtui.cli.printing import print_profile, show_posts
from mbtui.cli.records import record_of
from mbtui.timeline_kinds import CONVERSATION, KINDS, PHOTOS, REPLIES, USER, Paging

if TYPE_CHECKING:
    from mbtui.api import Feed, Post

DEFAULT_COUNT = 20

_LARGEST_PAGE = 150
"""Larger pages work in some clients; the server's limit is not known."""

_MOST_PAGES = 500

Fetch = Callable[[Paging], Awaitable["Feed"]]


async def posts(context: Context) -> None:
    """Print the posts of the timeline that has the command's name."""
    given = context.arguments
    kind, subject = KINDS[given.command], str(getattr(given, "subject", None) or "")
    async with context.access(needs_account=not kind.is_public) as access:
        calls = access.client.posts
        fetch: Fetch = partial(kind.fetch, access.client, subject)
        if kind is PHOTOS and subject:
            fetch = lambda page: calls.photos_by(subject, **page)  # noqa: E731
        if kind is USER and not given.json:
            feed = await access.ask(lambda: calls.by(subject, count=0))
            if feed.profile is not None:
                print_profile(context.output, feed.profile)
        count = DEFAULT_COUNT if getattr(given, "count", None) is None else given.count
        if getattr(given, "follow", False):
            from mbtui.cli.follow import follow

            async def newer(wanted: int, since: int | None) -> list[Post]:
                return [post async for page in _pages(access, fetch, wanted, since=since) for post in page]

            await follow(context, access, newer, count)
        if kind in (CONVERSATION, REPLIES):  # they come whole
            feed = await access.ask(lambda: fetch(Paging(count=count, since_id=None, before_id=None)))
            await show_posts(context, feed.posts if kind is CONVERSATION else feed.posts[:count])
            return
        async for page in _pages(access, fetch, count, since=given.since, before=given.before):
            await show_posts(context, page)
            context.output.flush()


async def _pages(
    access: Access, fetch: Fetch, wanted: int, *, since: int | None, before: int | None = None
) -> AsyncIterator[list[Post]]:
    """Give page after page, until there are as many posts as wanted or a page brings nothing new."""
    seen: set[int] = set()
    for _ in range(_MOST_PAGES):
        if len(seen) >= wanted:
            return
        page = Paging(count=min(wanted - len(seen), _LARGEST_PAGE), since_id=since, before_id=before)
        feed = await access.ask(partial(fetch, page))
        fresh = [post for post in feed.posts if post.id not in seen][: wanted - len(seen)]
        if not fresh:
            return
        yield fresh
        seen.update(post.id for post in fresh)
        before = feed.posts[-1].id


async def topics(context: Context) -> None:
    """List the topics of Discover."""
    async with context.access(needs_account=False) as access:
        feed = await access.ask(lambda: access.client.posts.discover(count=0))
    for topic in feed.topics:
        context.show(record_of("topic", topic), f"{topic.name}, {topic.title} {topic.emoji}".rstrip())
