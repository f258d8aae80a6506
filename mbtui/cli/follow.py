"""`--follow`: new posts of the timeline or of the mentions as they come, as often as the server wants to be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from mbtui.api import MicroblogError, RateLimited, SignInRequired
from mbtui.cli.context import Access, Context
from mbtui.cli.plain_text import show_posts
from mbtui.services.polling import FIRST_SECONDS, LONGEST_SECONDS

if TYPE_CHECKING:
    from mbtui.api import Post

_MOST_AT_ONCE = 10_000


async def follow(
    context: Context, access: Access, newer: Callable[[int, int | None], Awaitable[list[Post]]], count: int
) -> None:
    """Print so many posts, then new ones, until the process is interrupted or nobody reads any more.

    `newer` fetches at most so many posts that are newer than a post, the newest first. What fails ends it only at the
    first page, and when the token is no longer accepted.
    """
    given = context.arguments
    # At least one: without a post to begin after, everything would be new.
    last = await newer(max(count, 1), given.since)
    await show_posts(context, last[:count][::-1])
    seen = {post.id for post in last}
    newest = last[0].id if last else given.since
    pause, said = FIRST_SECONDS, ""
    gone = asyncio.Event()
    if (pipe := context.output.pipe) is not None:
        # An error is all that can be "read" at the writing end of a pipe: nobody reads any more.
        asyncio.get_running_loop().add_reader(pipe, gone.set)
    while True:
        context.output.flush()
        try:
            news = await access.ask(partial(access.client.posts.check, newest))
            pause = _pause(float(news.wait_seconds), context)
            # A check counts posts of the timeline only.
            if news.count or given.command == "mentions" or newest is None:
                fresh = [post for post in await newer(_MOST_AT_ONCE, newest) if post.id not in seen]
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
