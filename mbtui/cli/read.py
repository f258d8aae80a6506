"""The commands that print posts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from mbtui.cli.context import Access, Context
from mbtui.cli.printing import print_markdown, print_post, print_profile
from mbtui.cli.records import post_record, record_of

if TYPE_CHECKING:
    from mbtui.api import Feed, Post

_DEFAULT_COUNT = 20

_LARGEST_PAGE = 150
"""Larger pages work in some clients; the server's limit is not known."""

_MOST_PAGES = 500


class _Fetch(Protocol):
    """A call of the API that gives a page."""

    async def __call__(self, *, count: int, since_id: int | None, before_id: int | None) -> Feed: ...


async def timeline(context: Context) -> None:
    """Print the timeline."""
    async with context.access() as access:
        await _list(context, access, access.client.posts.all)


async def mentions(context: Context) -> None:
    """Print replies and mentions."""
    async with context.access() as access:
        await _list(context, access, access.client.posts.mentions)


async def discover(context: Context) -> None:
    """Print Discover or a topic."""
    async with context.access(needs_account=False) as access:
        await _list(context, access, partial(access.client.posts.discover, context.arguments.topic))


async def topics(context: Context) -> None:
    """List the topics of Discover."""
    async with context.access(needs_account=False) as access:
        feed = await access.ask(lambda: access.client.posts.discover(count=0))
    for topic in feed.topics:
        context.show(record_of("topic", topic), f"{topic.name}, {topic.title} {topic.emoji}".rstrip())


async def bookmarks(context: Context) -> None:
    """Print the bookmarks."""
    async with context.access() as access:
        await _list(context, access, access.client.posts.favorites)


async def photos(context: Context) -> None:
    """Print the photos of the timeline, or of one person."""
    name = context.arguments.name
    async with context.access() as access:
        posts = access.client.posts
        await _list(context, access, partial(posts.photos_by, name) if name else posts.photos)


async def media(context: Context) -> None:
    """Print photos and videos of the timeline."""
    async with context.access() as access:
        await _list(context, access, access.client.posts.media)


async def replies(context: Context) -> None:
    """Print one's own replies; this list has no pages."""
    async with context.access() as access:
        count = _wanted(context)
        feed = await access.ask(lambda: access.client.posts.replies(count=count))
    await _print(context, feed.posts[:count])


async def user(context: Context) -> None:
    """Print a profile and posts."""
    name = context.arguments.name
    async with context.access(needs_account=False) as access:
        posts = access.client.posts
        if not context.arguments.json:
            feed = await access.ask(lambda: posts.by(name, count=0))
            if feed.profile is not None:
                print_profile(context.output, feed.profile)
        await _list(context, access, partial(posts.by, name))


async def conversation(context: Context) -> None:
    """Print a conversation, oldest post first."""
    async with context.access() as access:
        feed = await access.ask(lambda: access.client.posts.conversation(context.arguments.id))
    await _print(context, feed.posts)


async def _list(context: Context, access: Access, fetch: _Fetch) -> None:
    """Print pages until there are as many posts as wanted, or a page brings nothing new."""
    wanted, since, before = _wanted(context), context.arguments.since, context.arguments.before
    seen: set[int] = set()
    for _ in range(_MOST_PAGES):
        if len(seen) >= wanted:
            break
        count = min(wanted - len(seen), _LARGEST_PAGE)
        feed = await access.ask(partial(fetch, count=count, since_id=since, before_id=before))
        fresh = [post for post in feed.posts if post.id not in seen][: wanted - len(seen)]
        if not fresh:
            break
        seen.update(post.id for post in fresh)
        await _print(context, fresh)
        context.output.flush()
        before = feed.posts[-1].id


def _wanted(context: Context) -> int:
    count = context.arguments.count
    return _DEFAULT_COUNT if count is None else int(count)


async def _print(context: Context, posts: Sequence[Post]) -> None:
    """Print posts as the app would show them: converted by the same code, off the event loop."""
    from mbtui.services.timelines import converted

    for post, document in await asyncio.to_thread(converted, posts):
        if context.arguments.json:
            context.output.json(post_record(post, document))
        elif getattr(context.arguments, "markdown", False):
            print_markdown(context.output, post, document)
        else:
            print_post(context.output, post, document)
