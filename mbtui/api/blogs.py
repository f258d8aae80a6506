"""What a hosted blog can take and what it holds, in Micropub's shapes: every property an array, or not."""

from __future__ import annotations

from datetime import datetime

import msgspec

from mbtui.api import fields
from mbtui.api.errors import UnexpectedAnswer


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
