"""Follows a post from the moment the blog has it until its page is there: Micro.blog makes a blog anew for each post.

Knows no terminal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from mbtui.api.errors import MicroblogError, RateLimited
from mbtui.services.polling import UNNAMED_LIMIT_SECONDS
from mbtui.services.timeline import ClientProvider

if TYPE_CHECKING:
    from mbtui.api import NewPosts

PAUSE_SECONDS = 2.0
"""Between two questions, as the official apps ask."""
MOST_PAUSES = 300
_LOOKS_FOR_BEGINNING = 5
"""How often to ask when nothing is being published: it may not have begun, or be over already."""


async def follow_publishing(
    client: ClientProvider, url: str, tell: Callable[[str], object], is_watched: Callable[[], bool]
) -> str:
    """Tell how far the blog is, while somebody looks, until the page is there.

    Args:
        client: Asks; it may raise `SignInRequired`.
        url: Where the page is going to be; empty when the server did not say.
        tell: Is called with a few words for the status line: `Publishing… 40 %`.
        is_watched: Whether the terminal is in front; nothing is asked while it is not.

    Returns:
        The address of the page; empty when it is not known whether it is there.
    """
    has_begun, looks = False, 0
    for _ in range(MOST_PAUSES):
        pause = PAUSE_SECONDS
        if is_watched():
            try:
                news = await client().posts.check()
            except RateLimited as error:
                pause = max(pause, error.retry_after_seconds or UNNAMED_LIMIT_SECONDS)
            except MicroblogError:
                return ""
            else:
                if news.is_publishing:
                    has_begun = True
                    tell(_words(news))
                elif has_begun or (url and news.latest_url == url):
                    return url or news.latest_url
                elif (looks := looks + 1) >= _LOOKS_FOR_BEGINNING:
                    return ""
        await asyncio.sleep(pause)
    return ""


def _words(news: NewPosts) -> str:
    return f"Publishing… {news.publishing_progress:.0%}".replace("%", " %")
