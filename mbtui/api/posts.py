"""Timelines, conversations and what one does with a post: `/posts`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypedDict, Unpack

import msgspec

from mbtui.api import fields
from mbtui.api.daemon_thread import in_daemon_thread
from mbtui.api.errors import Refused, UnexpectedAnswer
from mbtui.api.feed import Feed
from mbtui.api.requests import Requests, path_word

RESERVED_WORDS = frozenset(
    {
        *("all", "timeline", "mentions", "favorites", "bookmarks", "photos", "media", "discover", "replies"),
        *("conversation", "check", "markers", "reply", "search"),
    }
)
"""Words below `/posts/` that are no person's name."""

_USUAL_WAIT_SECONDS = 120
"""What older servers name in every answer; taken when an answer names none."""


class Paging(TypedDict, total=False):
    """Which part of a list is wanted."""

    count: int | None
    since_id: int | None
    """Only entries newer than this one."""
    before_id: int | None
    """Only entries older than this one."""


class Marker(msgspec.Struct, frozen=True):
    """How far a channel has been read, on any device."""

    channel: str
    """`timeline`, `mentions`, `discover`, …"""
    id: int
    marked_at: datetime | None = None


class Highlight(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that the reader marked in a page among the bookmarks."""

    id: int
    """In numbers of its own: a post may have the same."""
    text: str
    title: str = ""
    """Of the page."""
    url: str = ""

    @classmethod
    def from_json(cls, entry: object) -> Highlight | None:
        """Read an entry of the feed; None without a usable id or without words."""
        item = fields.table(entry)
        id = fields.identifier(item.get("id"))
        text = fields.text(item.get("content_text")).strip() or fields.plain(item.get("content_html"))
        if id is None or not text:
            return None
        return cls(id=id, text=text, title=fields.line(item.get("title")), url=fields.url(item.get("url")))


class NewPosts(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of a check."""

    count: int
    """Posts newer than the one asked about; stops growing, probably at 40."""
    wait_seconds: int
    """Let this much time pass before asking again; at least 1."""
    markers: tuple[Marker, ...] = ()
    is_publishing: bool = False
    """A hosted blog is being rebuilt."""
    publishing_progress: float = 0.0
    """From 0 to 1."""
    publishing_status: str = ""
    latest_url: str = ""
    """Address of the post just published, once it is known."""

    @classmethod
    def from_json(cls, answer: object) -> NewPosts:
        """Read the answer of a check. Old servers send only the count and the seconds."""
        check = fields.table(answer)
        if check and {"count", "check_seconds", "markers", "is_publishing"}.isdisjoint(check):
            raise UnexpectedAnswer("The answer to the check for new posts says nothing about them.")
        wait = fields.count(check.get("check_seconds"))
        return cls(
            count=fields.count(check.get("count")) or 0,
            wait_seconds=max(_USUAL_WAIT_SECONDS if wait is None else wait, 1),
            markers=_markers(check.get("markers")),
            is_publishing=fields.flag(check.get("is_publishing")),
            publishing_progress=fields.fraction(check.get("publishing_progress")),
            publishing_status=fields.line(check.get("publishing_status")),
            latest_url=fields.url(check.get("latest_url")),
        )


class PostsCalls:
    """The calls below `/posts`. Each may raise any `MicroblogError`; all but `reply` may be repeated without harm.

    A page of a list may be shorter than `count` without being the last, and may repeat entries of the one before: ids
    are not in the order of time. Endpoints are those of "JSON API", help.micro.blog. Beside these, "newer" names a path
    of the present help page that does the same under a newer name, and "apps" one that the official apps call.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def all(self, **paging: Unpack[Paging]) -> Feed:
        """Read the signed-in person's timeline, newest first (GET /posts/all)."""
        return await self._feed("/posts/all", **paging)

    async def timeline(self, **paging: Unpack[Paging]) -> Feed:
        """Read the same as `all` by its newer name (GET /posts/timeline, newer)."""
        return await self._feed("/posts/timeline", **paging)

    async def mentions(self, **paging: Unpack[Paging]) -> Feed:
        """Read the replies to the signed-in person and the posts that name them, newest first (GET /posts/mentions)."""
        return await self._feed("/posts/mentions", **paging)

    async def favorites(self, *, tag: str | None = None, query: str | None = None, **paging: Unpack[Paging]) -> Feed:
        """Read what the signed-in person has bookmarked, the last bookmarked first (GET /posts/favorites)."""
        return await self._feed("/posts/favorites", **paging, tag=tag, q=query)

    async def bookmarks(self, *, tag: str | None = None, query: str | None = None, **paging: Unpack[Paging]) -> Feed:
        """Read the same as `favorites` by its newer name (GET /posts/bookmarks, newer)."""
        return await self._feed("/posts/bookmarks", **paging, tag=tag, q=query)

    async def photos(self, **paging: Unpack[Paging]) -> Feed:
        """Read the posts with photos of the people followed (GET /posts/photos)."""
        return await self._feed("/posts/photos", **paging)

    async def media(self, **paging: Unpack[Paging]) -> Feed:
        """Read the posts with photos or videos of the people followed (GET /posts/media)."""
        return await self._feed("/posts/media", **paging)

    async def replies(self, *, count: int | None = None, query: str | None = None) -> Feed:
        """Read one's own replies (GET /posts/replies, apps); `query` wants words of three letters or more."""
        return await self._feed("/posts/replies", count=count, q=query)

    async def discover(self, topic: str | None = None, **paging: Unpack[Paging]) -> Feed:
        """Read the posts that are featured, without a token (GET /posts/discover, GET /posts/discover/[collection]).

        `topic` is the `name` of a `Topic`, for its collection alone. The topics come with the feed without one.
        """
        path = "/posts/discover" if topic is None else f"/posts/discover/{path_word(topic, 'topic')}"
        return await self._feed(path, **paging)

    async def by(self, username: str, *, search: str | None = None, **paging: Unpack[Paging]) -> Feed:
        """Read a person's posts, and their profile (GET /posts/[username]). Needs no token.

        The name may have its @; one of another network is `juno@social.example`. A count of 0 gives the profile alone.
        `search` wants posts with some words. No documentation has it: a server may give all posts.
        """
        return await self._feed(f"/posts/{_person(username)}", **paging, search=search)

    async def photos_by(self, username: str, **paging: Unpack[Paging]) -> Feed:
        """Read a person's posts with photos, each with an `image_url` (GET /posts/[username]/photos)."""
        return await self._feed(f"/posts/{_person(username)}/photos", **paging)

    async def conversation(self, id: int) -> Feed:
        """Read the whole thread of a post, reply, mention or favorite (GET /posts/conversation?id=[id]).

        It is flat, for who answers whom is not told, and oldest first. The post itself may be missing.
        """
        return (await self._feed("/posts/conversation", id=id)).oldest_first()

    async def check(self, since_id: int | None = None) -> NewPosts:
        """Ask for posts newer than the newest one held; without it, for the rest (GET /posts/check?since_id=[id])."""
        return NewPosts.from_json(await self._requests.read("/posts/check", {"since_id": since_id}))

    async def mark(self, *, channel: str, id: int, marked_at: datetime | None = None) -> None:
        """Tell all devices the newest post seen of a channel (POST /posts/markers, its page "markers")."""
        moment = (marked_at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
        await self._requests.write("/posts/markers", {"channel": channel, "id": id, "date_marked": moment})

    async def favorite(self, id: int) -> None:
        """Bookmark a post (POST /posts/favorites)."""
        await self._requests.write("/posts/favorites", {"id": id})

    async def unfavorite(self, id: int) -> None:
        """Take a bookmark back (DELETE /posts/favorites/[id])."""
        await self._requests.delete(f"/posts/favorites/{id:d}")

    async def bookmark(self, id: int) -> None:
        """Do the same as `favorite` by its newer name (POST /posts/bookmarks, newer)."""
        await self._requests.write("/posts/bookmarks", {"id": id})

    async def unbookmark(self, id: int) -> None:
        """Do the same as `unfavorite` by its newer name (DELETE /posts/bookmarks/[id], newer)."""
        await self._requests.delete(f"/posts/bookmarks/{id:d}")

    async def bookmark_tags(self) -> tuple[str, ...]:
        """List the tags that the reader has put on bookmarks (GET /posts/bookmarks/tags, apps)."""
        return fields.words(await self._requests.read("/posts/bookmarks/tags"))

    async def tag_bookmark(self, id: int, tags: Sequence[str]) -> None:
        """Let a bookmark have these tags and no others; none has a comma (POST /posts/bookmarks/[id], apps)."""
        await self._requests.write(f"/posts/bookmarks/{id:d}", {"tags": ", ".join(tags)})

    async def highlights(self) -> tuple[Highlight, ...]:
        """List the passages that the reader marked (GET /posts/bookmarks/highlights, its page "bookmarks")."""
        answer = await self._requests.read("/posts/bookmarks/highlights")
        return fields.models(answer, Highlight.from_json, "highlights")

    async def delete_highlight(self, id: int) -> None:
        """Delete a highlight (DELETE /posts/bookmarks/highlights/[id], its page "bookmarks")."""
        await self._requests.delete(f"/posts/bookmarks/highlights/{id:d}")

    async def reply(self, id: int, content: str) -> None:
        """Answer the post `id` in Markdown that begins with the @-mention, which no server adds (POST /posts/reply).

        The new post's id is not told. A reply whose answer was lost (`is_uncertain`) may have been posted: read the
        conversation before sending it again.
        """
        await self._requests.write("/posts/reply", {"id": id, "content": content})

    async def delete(self, id: int) -> None:
        """Delete one's own post, reply or favorite (DELETE /posts/[id]). `NotFound`: it is gone, or never was."""
        await self._requests.delete(f"/posts/{id:d}")

    async def _feed(self, path: str, **query: str | int | None) -> Feed:
        # Reading 200 posts takes 5 ms, more than a key may wait: in a thread.
        answer = await self._requests.read(path, query)
        return await in_daemon_thread(lambda: Feed.from_json(answer))


def _markers(value: object) -> tuple[Marker, ...]:
    if isinstance(value, dict):
        named = list(value.items())
    else:
        named = [(fields.line(fields.table(entry).get("channel")), entry) for entry in fields.rows(value)]
    markers: dict[str, Marker] = {}
    for channel, entry in named:
        row = fields.table(entry) or {"id": entry}
        id = fields.identifier(row.get("id"))
        name = fields.line(channel)
        if name and id is not None:
            markers.setdefault(name, Marker(name, id, fields.moment(row.get("date_marked"))))
    return tuple(markers.values())


def _person(username: str) -> str:
    word = path_word(username, "person")
    if word.lower() in RESERVED_WORDS:
        raise Refused(f"“{word}” is a word of Micro.blog's own and can not be looked up as a person.")
    return word
