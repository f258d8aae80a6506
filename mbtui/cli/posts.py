"""Which post is meant: by its number, or by its address."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from mbtui.api import NotFound, Post
from mbtui.cli.context import Context
from mbtui.cli.desk import Desk
from mbtui.cli.exits import Exit, Failure
from mbtui.services.timeline import converted
from mbtui.services.urls import timeline_at
from mbtui.store import posts as saved_posts
from mbtui.timeline_kinds import CONVERSATION

_SHOWN_CHARACTERS = 40


class OwnPost(NamedTuple):
    """A post of the reader's own."""

    id: int | None
    """Its number; None when only its address is known."""
    url: str
    words: str
    """How it begins; empty when that is not known."""


def number_of(context: Context, given: str) -> int:
    """The number of a post, given as such or in an address on Micro.blog."""
    if (number := _number(context, given)) is None:
        raise Failure(f"{given or 'Nothing'} is no post. Give its number, or its address on Micro.blog.")
    return number


def _number(context: Context, given: str) -> int | None:
    if given.isascii() and given.isdecimal() and int(given) < 2**63:
        return int(given)
    own_host = context.server.partition("://")[2]
    kind, _, subject = timeline_at(given, own_host).partition("/")
    return int(subject) if kind == CONVERSATION.id else None


async def find_own(context: Context, at: Desk, given: str) -> OwnPost:
    """Find a post of the reader's own: among those that are saved, else on Micro.blog."""
    number = _number(context, given)
    if number is None and not given.startswith(("http://", "https://")):
        number_of(context, given)
    if number is None:
        number = await at.store.cache.read(saved_posts.id_at, given)
    if number is None:
        return OwnPost(None, given, "")
    saved = (await at.store.cache.read(saved_posts.posts, [number])).get(number)
    if saved is not None:
        name, url, words = saved.username, saved.url, saved.title or saved.document.plain_text
    else:
        post = await find_post(at, number)
        ((_, document),) = await asyncio.to_thread(converted, [post])
        name, url, words = post.author.username, post.url, post.title or document.plain_text
    if name.lower() != at.username.lower():
        raise Failure(f"That post is @{name}'s. Only your own can be changed.", Exit.NOT_FOUND)
    line = " ".join(words.split())
    shown = line if len(line) <= _SHOWN_CHARACTERS else f"{line[:_SHOWN_CHARACTERS].rstrip()}…"
    return OwnPost(number, url or f"https://micro.blog/{name}/{number}", shown)


async def find_post(at: Desk, number: int) -> Post:
    """Ask for a post."""
    feed = await at.access.ask(lambda: at.client().posts.conversation(number))
    for post in feed.posts:
        if post.id == number:
            return post
    raise NotFound("There is no such post.")
