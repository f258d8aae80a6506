"""Timelines, conversations and what one does with a post: `/posts`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from mbtui.api.errors import Refused
from mbtui.api.models import Feed, NewPosts
from mbtui.api.reading.posts import read_conversation, read_feed, read_new_posts
from mbtui.api.renamed_paths import Alias
from mbtui.api.requests import Caller, Parameters, path_word

RESERVED_WORDS = frozenset(
    {
        *("all", "timeline", "mentions", "favorites", "bookmarks", "photos", "media", "discover", "replies"),
        *("conversation", "check", "markers", "reply", "search"),
    }
)
"""Words below `/posts/` that are no person's name."""


class PostsCalls:
    """The calls below `/posts`.

    Lists take `count`, `since_id` and `before_id`. A page may be shorter than `count` without being the
    last, and may repeat entries of the one before: ids are not in the order of time.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._timeline = Alias("all", "timeline")
        self._favorites = Alias("favorites", "bookmarks")

    async def all(self, *, count: int | None = None, since_id: int | None = None, before_id: int | None = None) -> Feed:
        """Read the signed-in person's timeline, newest first.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/all, "JSON API", help.micro.blog; where that is gone, GET /posts/timeline.
        """
        query = _paging(count, since_id, before_id)
        return await self._timeline.call(lambda word: self._feed(f"/posts/{word}", query))

    async def timeline(
        self, *, count: int | None = None, since_id: int | None = None, before_id: int | None = None
    ) -> Feed:
        """Read the signed-in person's timeline by its newer name; the same as `all`.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/timeline, the present help page; where that is unknown, GET /posts/all.
        """
        query = _paging(count, since_id, before_id)
        return await self._timeline.call(lambda word: self._feed(f"/posts/{word}", query), newer_first=True)

    async def mentions(
        self, *, count: int | None = None, since_id: int | None = None, before_id: int | None = None
    ) -> Feed:
        """Read the replies to the signed-in person and the posts that name them, newest first.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/mentions, "JSON API", help.micro.blog.
        """
        return await self._feed("/posts/mentions", _paging(count, since_id, before_id))

    async def favorites(
        self,
        *,
        count: int | None = None,
        since_id: int | None = None,
        before_id: int | None = None,
        tag: str | None = None,
        query: str | None = None,
    ) -> Feed:
        """Read what the signed-in person has bookmarked, the last bookmarked first.

        Args:
            count: Entries wanted.
            since_id: Only newer ones.
            before_id: Only older ones.
            tag: Only bookmarks with this tag.
            query: Only bookmarks with these words.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/favorites, "JSON API", help.micro.blog; where that is gone, GET /posts/bookmarks.
        """
        wanted = {**_paging(count, since_id, before_id), "tag": tag, "q": query}
        return await self._favorites.call(lambda word: self._feed(f"/posts/{word}", wanted))

    async def bookmarks(
        self,
        *,
        count: int | None = None,
        since_id: int | None = None,
        before_id: int | None = None,
        tag: str | None = None,
        query: str | None = None,
    ) -> Feed:
        """Read what the signed-in person has bookmarked by its newer name; the same as `favorites`.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/bookmarks, the present help page; where that is unknown, GET /posts/favorites.
        """
        wanted = {**_paging(count, since_id, before_id), "tag": tag, "q": query}
        return await self._favorites.call(lambda word: self._feed(f"/posts/{word}", wanted), newer_first=True)

    async def photos(
        self, *, count: int | None = None, since_id: int | None = None, before_id: int | None = None
    ) -> Feed:
        """Read the posts with photos of the people followed.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/photos, "JSON API", help.micro.blog.
        """
        return await self._feed("/posts/photos", _paging(count, since_id, before_id))

    async def media(
        self, *, count: int | None = None, since_id: int | None = None, before_id: int | None = None
    ) -> Feed:
        """Read the posts with photos or videos of the people followed.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/media, "JSON API", help.micro.blog.
        """
        return await self._feed("/posts/media", _paging(count, since_id, before_id))

    async def replies(self, *, count: int | None = None, query: str | None = None) -> Feed:
        """Read one's own replies.

        Args:
            count: Entries wanted.
            query: Only replies with these words; of three letters or more.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/replies, as the official apps call it.
        """
        return await self._feed("/posts/replies", {"count": count, "q": query})

    async def discover(
        self,
        topic: str | None = None,
        *,
        count: int | None = None,
        since_id: int | None = None,
        before_id: int | None = None,
    ) -> Feed:
        """Read the posts that Micro.blog features. Needs no token.

        Args:
            topic: Only a collection, by the `name` of a `Topic`. The topics come with the feed without one.
            count: Entries wanted.
            since_id: Only newer ones.
            before_id: Only older ones.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/discover and /posts/discover/[collection], "JSON API", help.micro.blog.
        """
        path = "/posts/discover" if topic is None else f"/posts/discover/{path_word(topic, 'topic')}"
        return await self._feed(path, _paging(count, since_id, before_id))

    async def by(
        self,
        username: str,
        *,
        count: int | None = None,
        since_id: int | None = None,
        before_id: int | None = None,
    ) -> Feed:
        """Read a person's posts, and their profile. Needs no token.

        Args:
            username: With or without its @; of another network as `juno@social.example`.
            count: Entries wanted; 0 for the profile alone.
            since_id: Only newer ones.
            before_id: Only older ones.

        Raises:
            NotFound: There is no such person.
            Refused: The name is a word of Micro.blog's own, or no name.
            MicroblogError: Any other of its kinds.

        Source:
            GET /posts/[username], "JSON API", help.micro.blog.
        """
        return await self._feed(f"/posts/{_person(username)}", _paging(count, since_id, before_id))

    async def photos_by(
        self,
        username: str,
        *,
        count: int | None = None,
        since_id: int | None = None,
        before_id: int | None = None,
    ) -> Feed:
        """Read a person's posts with photos; each has an `image_url` and a `thumbnail_url`.

        Raises:
            NotFound: There is no such person.
            Refused: The name is a word of Micro.blog's own, or no name.
            MicroblogError: Any other of its kinds.

        Source:
            GET /posts/[username]/photos, "JSON API", help.micro.blog.
        """
        return await self._feed(f"/posts/{_person(username)}/photos", _paging(count, since_id, before_id))

    async def conversation(self, id: int) -> Feed:
        """Read the thread that a post belongs to.

        Args:
            id: Of any post, reply, mention or favorite.

        Returns:
            The whole thread, oldest first; flat, for who answers whom is not told. The post itself may
            be missing.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/conversation?id=[id], "JSON API", help.micro.blog.
        """
        answer = await self._caller.read("/posts/conversation", {"id": id})
        return await asyncio.to_thread(read_conversation, answer)

    async def check(self, since_id: int | None = None) -> NewPosts:
        """Ask whether the timeline has posts newer than one we hold.

        Args:
            since_id: Id of the newest post already held; without one, only the rest of the answer counts.

        Returns:
            How many newer posts there are, how long to wait before asking again, and the read positions
            of all devices.

        Raises:
            MicroblogError: Any of its kinds.

        Source:
            GET /posts/check?since_id=[id], "JSON API", help.micro.blog.
        """
        return read_new_posts(await self._caller.read("/posts/check", {"since_id": since_id}))

    async def mark(self, *, channel: str, id: int, marked_at: datetime | None = None) -> None:
        """Tell all devices how far a channel has been read.

        Args:
            channel: `timeline`, `mentions`, `discover`, …
            id: Of the newest post seen.
            marked_at: When it was seen; now, unless given.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            POST /posts/markers, "JSON API: markers", help.micro.blog.
        """
        moment = (marked_at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")
        await self._caller.write("/posts/markers", {"channel": channel, "id": id, "date_marked": moment})

    async def favorite(self, id: int) -> None:
        """Bookmark a post; bookmarking it again changes nothing.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            POST /posts/favorites, "JSON API", help.micro.blog; where that is gone, POST /posts/bookmarks.
        """
        await self._favorites.call(lambda word: self._caller.write(f"/posts/{word}", {"id": id}))

    async def unfavorite(self, id: int) -> None:
        """Take a bookmark back.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            DELETE /posts/favorites/[id], "JSON API", help.micro.blog; else DELETE /posts/bookmarks/[id].
        """
        await self._favorites.call(lambda word: self._caller.delete(f"/posts/{word}/{id:d}"))

    async def bookmark(self, id: int) -> None:
        """Bookmark a post by the newer name; the same as `favorite`.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            POST /posts/bookmarks, the present help page; where that is unknown, POST /posts/favorites.
        """
        await self._favorites.call(lambda word: self._caller.write(f"/posts/{word}", {"id": id}), newer_first=True)

    async def unbookmark(self, id: int) -> None:
        """Take a bookmark back by the newer name; the same as `unfavorite`.

        Raises:
            MicroblogError: Any of its kinds. Repeating the call is harmless.

        Source:
            DELETE /posts/bookmarks/[id], the present help page; else DELETE /posts/favorites/[id].
        """
        await self._favorites.call(lambda word: self._caller.delete(f"/posts/{word}/{id:d}"), newer_first=True)

    async def reply(self, id: int, content: str) -> None:
        """Answer a post.

        The server neither adds the @-mention nor tells the new post's id. A reply whose answer was lost
        may have been posted: read the conversation before sending it again.

        Args:
            id: Of the post to answer.
            content: Markdown, beginning with the @-mention.

        Raises:
            MicroblogError: Any of its kinds; `is_uncertain` tells whether it may have been posted.

        Source:
            POST /posts/reply, "JSON API", help.micro.blog.
        """
        await self._caller.write("/posts/reply", {"id": id, "content": content})

    async def delete(self, id: int) -> None:
        """Delete one's own post, reply or favorite.

        Raises:
            NotFound: It is gone already, or never was.
            MicroblogError: Any other of its kinds.

        Source:
            DELETE /posts/[id], "JSON API", help.micro.blog.
        """
        await self._caller.delete(f"/posts/{id:d}")

    async def _feed(self, path: str, query: Parameters) -> Feed:
        # Reading 200 posts takes 5 ms, more than a key may wait: in a thread.
        return await asyncio.to_thread(read_feed, await self._caller.read(path, query))


def _paging(count: int | None, since_id: int | None, before_id: int | None) -> Parameters:
    return {"count": count, "since_id": since_id, "before_id": before_id}


def _person(username: str) -> str:
    word = path_word(username, "person")
    if word.lower() in RESERVED_WORDS:
        raise Refused(f"“{word}” is a word of Micro.blog's own and can not be looked up as a person.")
    return word
