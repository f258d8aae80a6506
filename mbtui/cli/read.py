"""The commands that print what others wrote and who they are: posts, topics, people, pins, mutes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from mbtui.cli.context import Access, Context
from mbtui.cli.exits import Exit, Failure
from mbtui.cli.plain_text import print_profile, show_post, show_posts
from mbtui.cli.table import BY_NAME
from mbtui.timeline_kinds import CONVERSATION, KINDS, PHOTOS, PHOTOS_OF, REPLIES, USER

if TYPE_CHECKING:
    from mbtui.api import Feed, Mute, Pin, Post, User
    from mbtui.api.posts import Paging
    from mbtui.api.users import Block, UsersCalls
    from mbtui.store.posts import PostDetails, SavedPost

_DEFAULT_COUNT = 20

_LARGEST_PAGE = 150
"""Larger pages work in some clients; the server's limit is not known."""

_MOST_PAGES = 500

Fetch = Callable[["Paging"], Awaitable["Feed"]]


async def posts(context: Context) -> None:
    """Print the posts of the timeline that has the command's name."""
    given = context.arguments
    kind, subject = KINDS[given.command], str(getattr(given, "subject", None) or "")
    if kind is PHOTOS and subject:
        kind = PHOTOS_OF
    async with context.access(needs_account=not kind.is_public) as access:
        fetch: Fetch = partial(kind.fetch, access.client, subject)
        if kind is USER and not given.json:
            feed = await access.ask(lambda: access.client.posts.by(subject, count=0))
            if feed.profile is not None:
                print_profile(context.output, feed.profile)
        count = _DEFAULT_COUNT if getattr(given, "count", None) is None else given.count
        if getattr(given, "follow", False):
            from mbtui.cli.follow import follow

            async def newer(wanted: int, since: int | None) -> list[Post]:
                return [post async for page in _pages(access, fetch, wanted, since=since) for post in page]

            await follow(context, access, newer, count)
        if kind in (CONVERSATION, REPLIES):  # they come whole
            feed = await access.ask(lambda: fetch({"count": count}))
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
        count = min(wanted - len(seen), _LARGEST_PAGE)
        feed = await access.ask(partial(fetch, {"count": count, "since_id": since, "before_id": before}))
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
        context.show(topic, f"{topic.name}, {topic.title} {topic.emoji}".rstrip())


async def tags(context: Context) -> None:
    """List the tags of the bookmarks."""
    async with context.access() as access:
        found = await access.ask(access.client.posts.bookmark_tags)
    for name in found:
        context.show(None, name, name=name)


async def highlights(context: Context) -> None:
    """Print what was marked in bookmarked pages."""
    async with context.access() as access:
        found = await access.ask(access.client.posts.highlights)
    for highlight in found:
        page = ", ".join(filter(None, (highlight.title, highlight.url)))
        context.show(highlight, f"{highlight.id} {' '.join(highlight.text.split())}" + (f" ({page})" if page else ""))


_LISTS: dict[str, Callable[[UsersCalls, str], Awaitable[Sequence[Any]]]] = {
    "following": lambda users, name: users.following(name),
    "people": lambda users, name: users.discover(name),
    "search": lambda users, words: users.search(words),
    "pins": lambda users, name: users.pins(name),
    "muting": lambda users, _: users.muting(),
    "blocking": lambda users, _: users.blocking(),
}
"""What each command asks for."""


async def listed(context: Context, subject: str = "") -> None:
    """Print what the command asks for, about a person or about some words."""
    given = context.arguments
    subject = subject or getattr(given, "subject", "")
    words = _WORDS[BY_NAME[given.command].record]
    async with context.access() as access:
        found = await access.ask(lambda: _LISTS[given.command](access.client.users, subject))
    for item in found[: getattr(given, "count", None)]:
        context.show(item, words(item))


def _person(user: User) -> str:
    mark = "you" if user.is_you else "followed" if user.is_following else ""
    return ", ".join(filter(None, (f"@{user.username}", user.name, mark, user.url)))


def _pin(pin: Pin) -> str:
    return ", ".join(filter(None, (pin.title, pin.emoji, pin.description, pin.url)))


def _mute(mute: Mute) -> str:
    if mute.username:
        others = ", and replies of others to them" if mute.is_hiding_other_replies else ""
        return f"{mute.id} @{mute.username}{others}"
    if mute.keyword:
        return f'{mute.id} the word "{mute.keyword}"'
    return f"{mute.id} the site {mute.domain}" if mute.domain else f"{mute.id} something that mbtui does not know"


def _block(block: Block) -> str:
    return f"{block.id} @{block.username}"


_WORDS: dict[str, Callable[[Any], str]] = {"person": _person, "pin": _pin, "mute": _mute, "block": _block}
"""One line for each kind of thing."""


async def search(context: Context) -> None:
    """Print people on the server, or with --saved the posts that are saved here."""
    given = context.arguments
    words = " ".join(given.text)
    if not words.strip():
        raise Failure("There is nothing to search for. Give a name, or with --saved words of a post.")
    if not given.saved:
        await listed(context, words)
        return
    from mbtui.store.posts import details_of
    from mbtui.store.search import search as search_saved

    with context.saved() as store:
        if store is None:
            raise Failure("No posts are saved here yet; the full screen saves what it shows.", Exit.NOT_FOUND)
        limit = _DEFAULT_COUNT if given.count is None else given.count
        for hit in store.cache.read_now(search_saved, words, limit=limit):
            details = store.cache.read_now(details_of, hit.post.id)
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
