"""The reader's blogs: where a post can go, what it can be filed under, and what was chosen there last.

What Micro.blog has told is kept, so that a post can be written offline as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mbtui.api.errors import NotFound, Refused
from mbtui.store import Store, places
from mbtui.store.database import transaction
from mbtui.store.drafts import Draft
from mbtui.store.post_parts import parts_of

if TYPE_CHECKING:
    from mbtui.api import Client

_SETTING = "blogs"


class Service(msgspec.Struct, frozen=True):
    """Another place that posts are copied to."""

    uid: str
    name: str


class Blog(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the reader's blogs."""

    uid: str = ""
    """As `mp-destination` takes it; empty where the server names no blog."""
    title: str = ""
    is_default: bool = False
    categories: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    syndicate_to: tuple[str, ...] | None = None
    """Where the last post was copied to; see `PostParts`."""


class Blogs(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of them, as they were when Micro.blog was asked last."""

    blogs: tuple[Blog, ...] = ()
    last_uid: str = ""
    """Where the last post went."""
    asked_at: float = 0.0
    """Unix seconds; 0.0 before Micro.blog has told anything."""

    @property
    def has_none(self) -> bool:
        """Whether Micro.blog was asked, and has named no blog."""
        return bool(self.asked_at) and not any(blog.uid for blog in self.blogs)

    def of(self, uid: str) -> Blog:
        """The blog of a draft whose target is `uid`: of an empty one, the default blog."""
        found = [blog for blog in self.blogs if blog.uid == uid or (not uid and blog.is_default)]
        return (found or [Blog(uid)] if uid else found or self.blogs or [Blog()])[0]


def blog_uid(draft: Draft) -> str:
    """Where a post goes, or where the post is that is edited; empty: to the default blog."""
    return draft.target if draft.kind == "post" else parts_of(draft).blog


async def saved_blogs(store: Store) -> Blogs:
    """Read what is known without asking; `StoreError` when that is not possible."""
    return await store.cache.read(_read)


async def ask_for_blogs(client: Client, store: Store, uid: str, now: float) -> Blogs:
    """Ask which blogs there are, and for the categories and services of one of them.

    Args:
        client: Asked with two requests.
        store: Keeps the answer.
        uid: The blog; empty: the default one.
        now: Unix seconds.

    Raises:
        MicroblogError: There was no answer.
        StoreError: The answer could not be kept.
    """
    config = await client.micropub.config(uid or None)
    categories: tuple[str, ...] = ()
    with suppress(Refused, NotFound):
        # Of an account without a blog, or by a server that has no such list.
        categories = await client.micropub.categories(uid or None)
    services = tuple(Service(target.uid, target.name) for target in config.syndicate_to)

    def told(known: Blogs) -> Blogs:
        before = {blog.uid: blog for blog in known.blogs}
        blogs = [
            replace(before.get(each.uid, Blog(each.uid)), title=each.title or each.name, is_default=each.is_default)
            for each in config.destinations
        ] or [before.get("", Blog())]
        asked = Blogs(tuple(blogs)).of(uid).uid
        blogs = [
            replace(blog, categories=categories, services=services) if blog.uid == asked else blog for blog in blogs
        ]
        return replace(known, blogs=tuple(blogs), asked_at=now)

    return await store.cache.write(_change, told)


async def remember_choice(store: Store, draft: Draft) -> None:
    """Remember where a new post has gone, what it was copied to and filed under; `StoreError` when it can not be."""
    parts = parts_of(draft)

    def chosen(known: Blogs) -> Blogs:
        meant = known.of(draft.target)
        categories = tuple(dict.fromkeys((*meant.categories, *parts.categories)))
        now = replace(meant, categories=categories, syndicate_to=parts.syndicate_to)
        others = [now if blog.uid == meant.uid else blog for blog in known.blogs]
        return replace(known, blogs=tuple(others) if meant in known.blogs else (*others, now), last_uid=draft.target)

    await store.cache.write(_change, chosen)


def _read(connection: sqlite3.Connection) -> Blogs:
    try:
        return msgspec.convert(places.get(connection, _SETTING, {}), Blogs)
    except msgspec.ValidationError:
        # A later version has written something else. It is asked for anew.
        return Blogs()


def _change(connection: sqlite3.Connection, change: Callable[[Blogs], Blogs]) -> Blogs:
    with transaction(connection):
        blogs = change(_read(connection))
        places.set(connection, _SETTING, msgspec.to_builtins(blogs))
        return blogs
