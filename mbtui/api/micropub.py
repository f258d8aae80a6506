"""Posting to a hosted blog: `/micropub`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import BinaryIO

import msgspec

from mbtui.api import fields
from mbtui.api.blogs import MicropubConfig, SourcePost, SyndicationTarget, categories
from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer
from mbtui.api.requests import Parameters, Requests
from mbtui.api.responses import Answer, check_written
from mbtui.api.users import User

_PATH = "/micropub"

_MEDIA_PATH = "/micropub/media"


class Published(msgspec.Struct, frozen=True):
    """Where a new post is going to appear. It may take a while until it does."""

    url: str
    preview_url: str = ""
    edit_url: str = ""


class UploadedMedia(msgspec.Struct, frozen=True):
    """Where an uploaded file is going to appear; it may take seconds."""

    url: str
    poster_url: str = ""
    """The still picture of a video."""


class MicropubCalls:
    """The calls of Micropub. `destination` is the `uid` of a blog; without it the default blog is meant.

    Endpoints are those of "Posting API", help.micro.blog; "apps" marks one that the official apps call beside these.

    A post whose answer was lost (`is_uncertain`) may have been published: read `source` before sending it again.
    Updating and deleting may be repeated without harm.

    Raises:
        MicroblogError: Any of its kinds, from every call.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._media_endpoint: str | None = None

    async def config(self, destination: str | None = None) -> MicropubConfig:
        """Ask what can be published, and where (GET /micropub?q=config)."""
        query = {"q": "config", "mp-destination": destination}
        config = MicropubConfig.from_json(await self._requests.read(_PATH, query))
        self._media_endpoint = config.media_endpoint
        return config

    async def source(
        self,
        destination: str | None = None,
        *,
        limit: int | None = None,
        offset: int | None = None,
        filter: str | None = None,
        post_status: str | None = None,
        channel: str | None = None,
    ) -> tuple[SourcePost, ...]:
        """List one's own posts as they were written, newest first (GET /micropub?q=source).

        Args:
            limit: Posts wanted, after leaving out the first `offset`.
            filter: Only posts with these words.
            post_status: `draft` for drafts only; without it the list may hold drafts, too.
            channel: `pages` for the pages of the blog.
        """
        query: Parameters = {
            "q": "source",
            "mp-destination": destination,
            "limit": limit,
            "offset": offset,
            "filter": filter,
            "post-status": post_status,
            "mp-channel": channel,
        }
        return SourcePost.all_from_json(await self._requests.read(_PATH, query))

    async def source_of(self, url: str, destination: str | None = None) -> SourcePost:
        """Read one of one's own posts as it was written (GET /micropub?q=source&url=, apps).

        Raises:
            NotFound: There is no such post of yours.
        """
        query = {"q": "source", "url": url, "mp-destination": destination}
        answer = await self._requests.read(_PATH, query)
        post = SourcePost.from_json(answer, url) if answer else None
        if post is None:
            raise NotFound("There is no post of yours at this address.")
        return post

    async def categories(self, destination: str | None = None) -> tuple[str, ...]:
        """List the categories of a blog (GET /micropub?q=category, apps)."""
        return categories(await self._requests.read(_PATH, {"q": "category", "mp-destination": destination}))

    async def syndication_targets(self, destination: str | None = None) -> tuple[SyndicationTarget, ...]:
        """List the services that posts of a blog can be copied to (GET /micropub?q=syndicate-to, apps)."""
        query = {"q": "syndicate-to", "mp-destination": destination}
        return SyndicationTarget.all_from_json(await self._requests.read(_PATH, query))

    async def contacts(self, prefix: str) -> tuple[User, ...]:
        """Find people whose name begins so, for completing an @-mention (GET /micropub?q=contact, apps)."""
        answer = await self._requests.read(_PATH, {"q": "contact", "filter": prefix.removeprefix("@")})
        return fields.models(answer, User.from_json, "people")

    async def create(
        self,
        content: str,
        *,
        name: str = "",
        summary: str = "",
        categories: Sequence[str] = (),
        photos: Sequence[tuple[str, str]] = (),
        videos: Sequence[tuple[str, str]] = (),
        post_status: str | None = None,
        published_at: datetime | None = None,
        destination: str | None = None,
        syndicate_to: Sequence[str] | None = None,
        channel: str | None = None,
        bookmark_of: str | None = None,
    ) -> Published:
        """Publish a post, or save it as a draft (POST /micropub).

        Args:
            content: Markdown or HTML.
            name: The title; empty for a short post.
            summary: What stands for the post where it is cut.
            categories: Of the blog, or new ones.
            photos: Address of an uploaded picture and its description, in order.
            videos: The same for videos.
            post_status: `published` or `draft`; published, unless given.
            published_at: A time to come publishes the post then.
            syndicate_to: `uid` of each service to copy the post to; none of them when empty, all when None.
            channel: `pages` for a page.
            bookmark_of: The page that is bookmarked.
        """
        form: Parameters = {
            "h": "entry",
            "content": content,
            "name": name or None,
            "summary": summary or None,
            "category[]": tuple(categories),
            "photo[]": tuple(url for url, _ in photos),
            # An empty description is sent as well: the two lists are matched by position.
            "mp-photo-alt[]": tuple(words for _, words in photos),
            "video[]": tuple(url for url, _ in videos),
            "mp-video-alt[]": tuple(words for _, words in videos),
            "post-status": post_status,
            "published": _written(published_at),
            "mp-destination": destination,
            # Left out it means all services; one empty value means none.
            "mp-syndicate-to[]": None if syndicate_to is None else tuple(syndicate_to) or ("",),
            "mp-channel": channel,
            "bookmark-of": bookmark_of,
        }
        return self._published(await self._requests.send("POST", _PATH, form=form))

    async def bookmark(self, url: str, *, summary: str = "", destination: str | None = None) -> Published:
        """Bookmark any web page; it appears in `posts.favorites` (POST /micropub with `bookmark-of`)."""
        return await self.create("", bookmark_of=url, summary=summary, destination=destination)

    async def update(
        self,
        url: str,
        *,
        content: str | None = None,
        name: str | None = None,
        summary: str | None = None,
        categories: Sequence[str] | None = None,
        post_status: str | None = None,
        published_at: datetime | None = None,
        destination: str | None = None,
    ) -> Published:
        """Change one of one's own posts; what is not given stays as it is (POST /micropub with action=update).

        Args as for `create`, but:
            url: Of the post; of a reply `https://micro.blog/<username>/<id>`.
            name: An empty title takes it away.
            categories: All of them from now on.
            post_status: `published` publishes a draft.

        Returns:
            Where the post is from now on; its address may have changed with its title.
        """
        changes: dict[str, str | None] = {
            "content": content,
            "name": name,
            "summary": summary,
            "post-status": post_status,
            "published": _written(published_at),
        }
        replace: dict[str, list[str]] = {key: [value] for key, value in changes.items() if value is not None}
        if categories is not None:
            replace["category"] = list(categories)
        if not replace:
            raise Refused("There is nothing to change in the post.")
        body: dict[str, object] = {"action": "update", "url": url, "replace": replace}
        if destination is not None:
            body["mp-destination"] = destination
        return self._published(await self._requests.send("POST", _PATH, json=body), url)

    async def delete(self, url: str, *, destination: str | None = None) -> None:
        """Delete one of one's own posts (POST /micropub with action=delete)."""
        await self._requests.write(_PATH, {"action": "delete", "url": url, "mp-destination": destination})

    async def upload(
        self,
        file_name: str,
        content: bytes | BinaryIO,
        content_type: str,
        *,
        destination: str | None = None,
    ) -> UploadedMedia:
        """Upload a picture, video or recording, to be named in a post (POST to the media endpoint).

        Args:
            file_name: Its ending matters to the server.
            content: The bytes, or an open file.
            content_type: Such as `image/jpeg`.

        Raises:
            Refused: The server takes files only at another host, which does not get the token; or it said no.
            UnexpectedAnswer: It did not say where the file is.
        """
        path = await self._media_path()
        form = {"mp-destination": destination}
        answer = await self._requests.send("POST", path, form=form, file=("file", file_name, content, content_type))
        row = fields.table(answer.json)
        named = (fields.url(row.get(key)) for key in ("url", "photo", "video", "audio", "location"))
        url = answer.location or next(filter(None, named), "")
        if not url:
            sentence = f"{self._requests.origin.name} took the file and did not say where it is."
            raise UnexpectedAnswer(sentence, is_uncertain=True)
        return UploadedMedia(url, fields.url(row.get("poster")))

    async def _media_path(self) -> str:
        if self._media_endpoint is None:
            await self.config()
        if not self._media_endpoint:
            return _MEDIA_PATH
        path = self._requests.path_at_origin(self._media_endpoint)
        if path is None:
            name = self._requests.origin.name
            raise Refused(f"{name} takes files at another server only, and mbtui gives your token to no other.")
        return path

    def _published(self, answer: Answer, url: str = "") -> Published:
        if not answer.location:
            # With a Location the post is there, whatever the body says.
            check_written(answer, self._requests.origin.name)
        row = fields.table(answer.json)
        return Published(
            url=answer.location or fields.url(row.get("url")) or url,
            preview_url=fields.url(row.get("preview")),
            edit_url=fields.url(row.get("edit")),
        )


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
