"""`--follow`: new posts of the timeline or of the mentions as they come, as often as the server wants to be asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial

from mbtui.api import MicroblogError, RateLimited, SignInRequired
from mbtui.cli.context import Access, Context
from mbtui.cli.printing import show_posts
from mbtui.cli.read import DEFAULT_COUNT, Fetch, pages
from mbtui.services.polling import FIRST_SECONDS, LONGEST_SECONDS

_MOST_AT_ONCE = 10_000


async def follow(context: Context, access: Access, fetch: Fetch) -> None:
    """Print the last posts, then new ones, until the process is interrupted or nobody reads any more.

    Raises:
        BrokenPipeError: Nobody reads any more.
        MicroblogError: The first page could not be had, or the token is no longer accepted.
    """
    given = context.arguments
    count = DEFAULT_COUNT if given.count is None else given.count
    # One more than are printed: without a post to begin after, everything would be new.
    last = [post async for page in pages(access, fetch, count or 1, since=given.since) for post in page]
    await show_posts(context, last[:count][::-1])
    seen = {post.id for post in last}
    newest = last[0].id if last else given.since
    pause, said = FIRST_SECONDS, ""
    async with _reader_gone(context) as gone:
        while True:
            context.output.flush()
            try:
                news = await access.ask(partial(access.client.posts.check, newest))
                pause = _pause(float(news.wait_seconds), context)
                # A check counts posts of the timeline only.
                if news.count or given.command == "mentions" or newest is None:
                    found = [post async for page in pages(access, fetch, _MOST_AT_ONCE, since=newest) for post in page]
                    fresh = [post for post in found if post.id not in seen]
                    await show_posts(context, fresh[::-1])
                    seen.update(post.id for post in fresh)
                    newest = fresh[0].id if fresh else newest
                said = ""
            except SignInRequired:
                raise
            except MicroblogError as error:
                pause = _pause(pause * 2, context)
                if isinstance(error, RateLimited):
                    pause = max(pause, error.retry_after_seconds or 0.0)
                if said != (said := str(error)):
                    context.output.complain(f"{said} It is asked again until it answers.")
            with suppress(TimeoutError):
                await asyncio.wait_for(gone.wait(), pause)
                raise BrokenPipeError


def _pause(seconds: float, context: Context) -> float:
    return max(context.config.poll_seconds, min(seconds, LONGEST_SECONDS))


@asynccontextmanager
async def _reader_gone(context: Context) -> AsyncIterator[asyncio.Event]:
    """Tells when the other end of the output is closed, also while there is nothing to write."""
    gone, loop = asyncio.Event(), asyncio.get_running_loop()
    watched = context.output.pipe
    if watched is not None:
        # An error is all that can be "read" at the writing end of a pipe.
        loop.add_reader(watched, gone.set)
    try:
        yield gone
    finally:
        if watched is not None:
            loop.remove_reader(watched)
