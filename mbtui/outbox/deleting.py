"""How far a deletion goes: replies stand on Micro.blog alone, posts on a blog that it may host or only reads.

`DELETE /posts/[id]` takes a post out of Micro.blog. From a hosted blog it is deleted by Micropub, with its address;
what stands on any other blog remains there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mbtui.api.errors import NotFound, Refused
from mbtui.content.links import host

if TYPE_CHECKING:
    from mbtui.api import Client, Destination

_MICRO_BLOG = "micro.blog"


def remaining_at(url: str, own_host: str) -> str:
    """Give the host of the blog where a post may remain after it was deleted, or "".

    Args:
        url: The post's address.
        own_host: Host and port of the account's server.

    Returns:
        "" for a post that stands on Micro.blog, or on a blog under its name. Whether a blog with another name is
        hosted there can not be seen from its address.
    """
    name = host(url)
    is_inside = _is_server(name, own_host) or name.endswith(f".{_MICRO_BLOG}")
    return "" if is_inside else name


async def delete(client: Client, post_id: int, url: str) -> None:
    """Delete a post of one's own from Micro.blog, and from its blog when that is hosted there.

    What is gone already is a success, so this may be repeated.

    Args:
        client: The account's.
        post_id: The post.
        url: Its address; empty when it has none.

    Raises:
        MicroblogError: Any of its kinds.
    """
    blog = await _hosted_blog(client, url)
    if blog is not None:
        try:
            await client.micropub.delete(url, destination=blog.uid)
            return
        except NotFound:
            pass
        except Refused as error:
            # An address that is not known any more is refused, too: another try of ours came through.
            if error.status == 403 or await _is_on(client, url, blog):
                raise
    try:
        await client.posts.delete(post_id)
    except NotFound:
        return


async def _hosted_blog(client: Client, url: str) -> Destination | None:
    """Find the blog of ours on which a post stands; None for a reply, and for a blog that Micro.blog only reads."""
    name = host(url)
    if not name or _is_server(name, str(client.origin).partition("://")[2]):
        return None
    try:
        blogs = (await client.micropub.config()).destinations
    except (NotFound, Refused):
        return None
    for blog in blogs:
        if name in (host(blog.uid), host(f"https://{blog.name}/")):
            return blog
    # A blog can have a second name.
    for blog in blogs:
        if await _is_on(client, url, blog):
            return blog
    return None


async def _is_on(client: Client, url: str, blog: Destination) -> bool:
    try:
        await client.micropub.source_of(url, blog.uid)
    except (NotFound, Refused):
        return False
    return True


def _is_server(name: str, own_host: str) -> bool:
    return name in (_MICRO_BLOG, host(f"https://{own_host}/"))
