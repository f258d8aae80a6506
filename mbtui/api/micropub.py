"""Posting to a hosted blog: `/micropub`. What it can take and what it holds has Micropub's shapes: arrays, or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from mbtui.api import fields
from mbtui.api.errors import NotFound, Refused, UnexpectedAnswer
from mbtui.api.requests import Parameters, Requests
from mbtui.api.responses import Answer, check_written
from mbtui.api.users import User

_PATH = "/micropub"


class Destination(msgspec.Struct, frozen=True):
    """A blog that the account can post to."""

    uid: str
    """Sent back unchanged as `mp-destination`."""
    name: str
    """The bare host."""
    title: str = ""
    is_default: bool = False

    @classmethod
    def from_json(cls, entry: object) -> Destination | None:
        """Read an object, or a plain address; None without a uid."""
        row = fields.table(entry)
        uid = fields.url(row.get("uid")) if row else fields.url(entry)
        if not uid:
            return None
        name = fields.line(row.get("name")) or uid.split("//")[-1].strip("/")
        return cls(uid, name, fields.line(row.get("microblog-title")), fields.flag(row.get("microblog-default")))


class SyndicationTarget(msgspec.Struct, frozen=True):
    """A service that posts can be copied to."""

    uid: str
    name: str

    @classmethod
    def all_from_json(cls, answer: object) -> tuple[SyndicationTarget, ...]:
        """Read the list, also from inside a configuration; empty when the answer names none."""
        named = _named(answer.get("syndicate-to") if isinstance(answer, dict) else answer)
        return tuple(cls(uid, name) for uid, name in named)


class Channel(msgspec.Struct, frozen=True):
    """A part of a blog: `default` are its posts, `pages` its pages."""

    uid: str
    name: str


class MicropubConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What the account can publish, and where."""

    media_endpoint: str = ""
    destinations: tuple[Destination, ...] = ()
    """Empty for an account without a hosted blog."""
    syndicate_to: tuple[SyndicationTarget, ...] = ()
    post_types: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()

    @classmethod
    def from_json(cls, answer: object) -> MicropubConfig:
        """Read a configuration; `UnexpectedAnswer` when this is none."""
        if not isinstance(answer, dict):
            raise UnexpectedAnswer("The answer does not say what can be published.")
        blogs = answer.get("destination") or answer.get("destinations")
        types = (
            fields.line(entry.get("type") if isinstance(entry, dict) else entry)
            for entry in fields.rows(answer.get("post-types"))
        )
        return cls(
            media_endpoint=fields.url(answer.get("media-endpoint")),
            destinations=tuple(filter(None, map(Destination.from_json, fields.rows(blogs) if blogs else []))),
            syndicate_to=SyndicationTarget.all_from_json(answer),
            post_types=tuple(filter(None, types)),
            channels=tuple(Channel(uid, name) for uid, name in _named(answer.get("channels"))),
        )


class SourcePost(msgspec.Struct, frozen=True, kw_only=True):
    """A post of one's own blog, as it was written."""

    url: str
    uid: int | None = None
    """Number of the blog post: not its id in the timeline."""
    name: str = ""
    content: str = ""
    """Markdown."""
    summary: str = ""
    categories: tuple[str, ...] = ()
    published_at: datetime | None = None
    """In the future for a scheduled post."""
    post_status: str = ""
    """`published` or `draft`; empty when the server does not say."""

    @classmethod
    def from_json(cls, answer: object, address: str = "") -> SourcePost | None:
        """Read an object with `properties`, or the properties themselves; None when the post's address is not known.

        `address` is the URL that the post was asked for by, if any: such answers leave it out.
        """
        row = fields.table(answer)
        if "properties" not in row and "items" in row:
            row = fields.table(row["items"])
        properties = fields.table(row.get("properties")) or row
        own_address = fields.url(properties.get("url")) or address
        if not own_address:
            return None
        return cls(
            url=own_address,
            uid=fields.identifier(properties.get("uid")),
            name=fields.line(properties.get("name")),
            content=fields.text(properties.get("content")),
            summary=fields.text(properties.get("summary")),
            categories=fields.words(properties.get("category")),
            published_at=fields.moment(properties.get("published")),
            post_status=fields.line(properties.get("post-status")),
        )

    @classmethod
    def all_from_json(cls, answer: object) -> tuple[SourcePost, ...]:
        """Read a list of one's own posts, without those lacking an address; `UnexpectedAnswer` for anything else."""
        if isinstance(answer, dict) and "items" not in answer and "properties" not in answer:
            return ()
        return fields.models(answer, cls.from_json, "your posts")


class Published(msgspec.Struct, frozen=True):
    """Where a new post is going to appear. It may take a while until it does."""

    url: str
    preview_url: str = ""
    edit_url: str = ""


class MicropubCalls:
    """The calls of Micropub. `destination` is the `uid` of a blog; without it the default blog is meant.

    Endpoints are those of "Posting API", help.micro.blog; "apps" marks one that the official apps call beside these.
    Every call may raise any `MicroblogError`. A post whose answer was lost (`is_uncertain`) may have been published:
    read `source` before sending it again. Updating and deleting may be repeated without harm.
    """

    def __init__(self, requests: Requests) -> None:
        self._requests = requests

    async def config(self, destination: str | None = None) -> MicropubConfig:
        """Ask what can be published, and where (GET /micropub?q=config)."""
        query = {"q": "config", "mp-destination": destination}
        return MicropubConfig.from_json(await self._requests.read(_PATH, query))

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
            filter: Words that they hold.
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
        """Read one of one's own posts as it was written (GET /micropub?q=source&url=, apps)."""
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
            photos: Address of an uploaded picture and its description, in order; `videos` likewise.
            post_status: `published`, as without it, or `draft`.
            published_at: A time to come publishes the post then.
            syndicate_to: `uid` of each service to copy the post to; none of them when empty, all when None.
            channel: `pages` for a page.
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

        The `url` of a reply is `https://micro.blog/<username>/<id>`. An empty `name` takes the title away, `categories`
        are all from now on, the `post_status` `published` publishes a draft. The address may change with the title.
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

    async def undelete(self, url: str, *, destination: str | None = None) -> None:
        """Bring back a post that was deleted, where the server can (POST /micropub with action=undelete, Micropub)."""
        await self._requests.write(_PATH, {"action": "undelete", "url": url, "mp-destination": destination})

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


def categories(answer: object) -> tuple[str, ...]:
    """Read the categories of a blog: an array, or an object that holds it."""
    return fields.words(answer.get("categories") if isinstance(answer, dict) else answer)


def _named(value: object) -> list[tuple[str, str]]:
    """Read pairs of `uid` and `name`; a missing name is the uid."""
    found: list[tuple[str, str]] = []
    for entry in fields.rows(value) if value else []:
        row = fields.table(entry)
        uid = fields.line(row.get("uid")) if row else fields.line(entry)
        if uid:
            found.append((uid, fields.line(row.get("name")) or uid))
    return found
